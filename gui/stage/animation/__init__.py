"""What moves by itself: layouts that change, the view that travels."""

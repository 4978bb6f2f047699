"""Arrays one can enter: their pictures, and each number in them."""

"""The page of the gradient check, and of its race against backpropagation."""

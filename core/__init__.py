"""The engine of Backprop Studio: NumPy and the standard library, no window toolkit."""

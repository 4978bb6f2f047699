"""The page on which one draws a digit for the net to read."""

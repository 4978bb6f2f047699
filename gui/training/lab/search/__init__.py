"""The page of the random search."""

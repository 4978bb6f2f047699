"""The page of the data set: where it comes from, and what is in it."""

"""The page of sanity checks."""

"""The page of the experiments: runs that are kept side by side."""

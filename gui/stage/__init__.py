"""The stage: the graph in the middle of the window, and everything that plays it."""

"""The Explore dock: ways to look into the graph on the stage, one at a time."""

"""Ways to look into a graph: path by path, forwards, by nudges, and with mistakes in it."""

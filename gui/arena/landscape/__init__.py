"""The real loss of the MNIST net, as a surface of another kind: recorded, projected, filled in."""

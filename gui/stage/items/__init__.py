"""What is drawn: one item a node and a wire, each painted from the frame of the moment."""

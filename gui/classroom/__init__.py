"""What a class is led through: the list of examples, later lessons."""

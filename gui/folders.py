"""Where the program looks for data that the user has put, or that it has fetched, there."""

from pathlib import Path

from platformdirs import user_data_path


def mnist_folder() -> Path:
    """The user's own copy of MNIST, found at every start."""
    return user_data_path("backprop-studio", appauthor=False) / "mnist"

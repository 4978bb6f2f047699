"""PyTorch as an oracle for the tests: `torch` is None where it is not installed."""

from gui.torch_gradients import functions, gradients, installed

try:
    import torch
except ImportError:  # the oracle is optional
    torch = None

FUNCTIONS = functions() if installed() else {}

__all__ = ["FUNCTIONS", "gradients", "torch"]

"""A run as text to take along: a NumPy script, a PyTorch script, a derivation in LaTeX.

All three are written from the trace, and the NumPy script from the very source of the rules that
ran, so that what it prints is what was on the screen.
"""

from core.explain.listing.latex import latex, step_formula
from core.explain.listing.numpy_script import numpy_script
from core.explain.listing.torch_script import torch_script

WRITERS = {"numpy": numpy_script, "pytorch": torch_script, "latex": latex}
"""By the name that the command line and the menu know them by."""

__all__ = ["WRITERS", "latex", "numpy_script", "step_formula", "torch_script"]

"""Single numbers of a run: which array they are in, and where."""

from enum import StrEnum


class Part(StrEnum):
    """Which array of a node a number is in."""

    VALUE = "value"
    GRADIENT = "gradient"

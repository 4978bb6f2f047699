"""All parameters of a network as one long vector, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from core.engine import Array


@dataclass(frozen=True)
class Layout:
    """Which parameter lies where: `shapes` by name, one after the other, rows first."""

    shapes: tuple[tuple[str, tuple[int, ...]], ...]

    @staticmethod
    def of(params: Mapping[str, Array]) -> "Layout":
        return Layout(tuple((name, array.shape) for name, array in params.items()))

    @property
    def size(self) -> int:
        """How many numbers there are: P."""
        return sum(prod(shape) for _, shape in self.shapes)

    def pack(self, params: Mapping[str, Array], into: Array) -> None:
        """Write the parameters into a vector (P,)."""
        for name, part in self.split(into).items():
            part[...] = params[name]

    def split(self, vector: Array) -> dict[str, Array]:
        """Views of a vector (P,) in the shapes of the parameters."""
        found: dict[str, Array] = {}
        at = 0
        for name, shape in self.shapes:
            found[name] = vector[at : at + prod(shape)].reshape(shape)
            at += prod(shape)
        return found

    def zeros(self) -> Array:
        return np.zeros(self.size, np.float32)

"""Loss surfaces over a plane: landscapes on which optimizers can be watched.

A surface is a formula in x and y, as text. Its values and gradients come from the same engine
that trains the networks: on the points of the racers for the descent, on a whole mesh for the
picture. Nobody has written down a derivative here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core import engine
from core.expression import parse
from core.graph import Graph

Array = np.ndarray
Point = tuple[float, float]
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Surface:
    """A formula, the part of the plane worth showing, and where to start.

    name: key in `SURFACES`.
    expression: built of elementwise ops, so that every point of an array stands for itself.
    bend: how contour levels climb, see `levels`.
    tuned: by optimizer, the settings with which it shows on this surface what it is known for.
    """

    name: str
    expression: str
    x_range: Range
    y_range: Range
    start: Point
    minima: tuple[Point, ...] = ()
    bend: float = 2.0
    steps: int = 50
    tuned: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def label(self) -> str:
        """Message key of the displayed name."""
        return f"arena.surface.{self.name}"

    @property
    def lesson(self) -> str:
        """Message key of one sentence: what to look for on this surface."""
        return f"arena.lesson.{self.name}"

    @cached_property
    def graph(self) -> Graph:
        return parse(self.expression)

    def values(self, x: ArrayLike, y: ArrayLike) -> Array:
        """The height over each point (x, y)."""
        x, y = np.broadcast_arrays(x, y)
        tape = engine.forward(self.graph, {"x": x, "y": y})
        return np.broadcast_to(tape.values[self.graph.output], x.shape)

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """∂f/∂x and ∂f/∂y at each point (x, y)."""
        return self.slope(x, y)[1:]

    def slope(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array, Array]:
        """Height, ∂f/∂x and ∂f/∂y at each point (x, y), from one pass forward and one back.

        The output is an array of independent heights. Each depends on its own point alone, so
        the seed of ones gives every point its own gradient at once.
        """
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        tape = engine.forward(self.graph, {"x": x, "y": y})
        found = engine.gradients(self.graph, tape)
        height = np.broadcast_to(tape.values[self.graph.output], x.shape)
        return height, found.get("x", np.zeros_like(x)), found.get("y", np.zeros_like(y))

    def levels(self, low: float, high: float, count: int, top: float | None = None) -> Array:
        """Heights for `count` contour lines strictly between `low` and `high`, and as many more
        of the same series as there are below `top`, three times `count` at most.

        They climb as (i / n)^bend: 1 is even, 2 makes the lines of a bowl evenly spaced, more
        keeps a valley in sight at the foot of walls that are thousands of times higher.
        """
        share = np.arange(1, 4 * count + 1) / (count + 1)
        heights = low + (high - low) * share**self.bend
        return heights[heights < (high if top is None else max(high, top))]

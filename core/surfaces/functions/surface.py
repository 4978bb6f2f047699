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
from core.engine import Array
from core.graph import Graph
from core.language.expression import parse
from core.language.printing import expression as printed
from core.optimizers import RULES
from core.surfaces.functions.batches import MiniBatches
from core.surfaces.functions.names import typed_start, with_height, with_values, without_values

_OVERFLOWING = 1e150  # the square of a larger number is none
_OVERFLOW_RING = 1e-6  # of a point: around it numbers overflow, too

Point = tuple[float, float]
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Surface:
    """A formula, the part of the plane worth showing, and where to start.

    name: key in `SURFACES`; "own" for a formula that somebody has typed.
    expression: built of elementwise ops, so that every point of an array stands for itself. One
        that does not use y is a curve over x.
    bend: how contour levels climb, see `core.surfaces.levels`; None to suit what is in view.
    tuned: by optimizer, the settings with which it shows on this surface what it is known for.
    batches: what the gradient is taken on where it is noisy.
    """

    name: str
    expression: str
    x_range: Range
    y_range: Range
    start: Point
    minima: tuple[Point, ...] = ()
    bend: float | None = None
    steps: int = 50
    tuned: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    batches: MiniBatches | None = None

    @property
    def label(self) -> str:
        """Message key of the displayed name."""
        return f"arena.surface.{self.name}"

    @property
    def lesson(self) -> str:
        """Message key of one sentence: what to look for on this surface."""
        return f"arena.lesson.{self.name}"

    def tuned_for(self, optimizer: str) -> Mapping[str, Any]:
        """The settings that suit an optimizer, a key of `RULES`, on this surface: its own, or else
        those of the same method in its other form; none if nobody has tuned either."""
        return self.tuned.get(optimizer) or self.tuned.get(RULES[optimizer].form_of, {})

    @cached_property
    def graph(self) -> Graph:
        return with_height(with_values(parse(self.expression)))

    @cached_property
    def formula(self) -> str:
        """The expression for the stage, as it was typed, but for values of x and y: there they are
        to be set."""
        typed = parse(self.expression)
        if not typed_start(with_values(typed)):
            return self.expression
        return printed(without_values(typed))

    @cached_property
    def is_curve(self) -> bool:
        """Does the height depend on x alone?"""
        return "y" not in self.graph

    def values(self, x: ArrayLike, y: ArrayLike) -> Array:
        """The height over each point (x, y)."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        tape = engine.forward(self.graph, self._leaves(x, y, None))
        return np.broadcast_to(tape.values[self.graph.output], x.shape)

    def overflows(self, x: float, y: float) -> bool:
        """Has the function no number at a point because numbers end there, not because it has no
        value? All around the point some step on the way to it is so large that its square is none;
        beside a pole, or an edge of the function's domain, that is not so."""
        if not np.isfinite([x, y]).all():
            return False
        around = _OVERFLOW_RING * max(1.0, abs(x), abs(y))
        xs, ys = np.transpose([(x, y)] + around * np.array([(1, 1), (-1, 1), (1, -1), (-1, -1)]))
        with np.errstate(all="ignore"):
            tape = engine.forward(self.graph, self._leaves(xs, ys, None))
        sizes = [abs(np.broadcast_to(each, xs.shape)) for each in tape.values.values()]
        return bool((np.fmax.reduce(sizes) > _OVERFLOWING).all())

    def mesh(self, x: Array, y: Array) -> Array:
        """The heights over a mesh, (len(y), len(x))."""
        return self.values(*np.meshgrid(x, y))

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """∂f/∂x and ∂f/∂y at each point (x, y)."""
        return self.slope(x, y)[1:]

    def slope(
        self, x: ArrayLike, y: ArrayLike, batch: Mapping[str, float] | None = None
    ) -> tuple[Array, Array, Array]:
        """Height, ∂f/∂x and ∂f/∂y at each point (x, y), from one pass forward and one back.

        The output is an array of independent heights. Each depends on its own point alone, so
        the seed of ones gives every point its own gradient at once. `batch` is the mini-batch to
        take them on; without one it is the whole data set.
        """
        x, y = np.asarray(x, float), np.asarray(y, float)
        if x.shape != y.shape:
            x, y = np.broadcast_arrays(x, y)
        tape = engine.forward(self.graph, self._leaves(x, y, batch))
        found = engine.gradients(self.graph, tape)
        height = _spread(tape.values[self.graph.output], x.shape)
        along_x, along_y = (
            _spread(found[each], x.shape) if each in found else np.zeros(x.shape)
            for each in ("x", "y")
        )
        return height, along_x, along_y

    def _leaves(
        self, x: Array, y: Array, batch: Mapping[str, float] | None
    ) -> dict[str, ArrayLike]:
        leaves: dict[str, ArrayLike] = {"x": x, "y": y}
        if self.batches is not None:
            leaves |= self.batches.everything if batch is None else batch
        return leaves


def _spread(array: Array, shape: tuple[int, ...]) -> Array:
    """The same number everywhere, where the formula lacks x or y."""
    return array if array.shape == shape else np.broadcast_to(array, shape)

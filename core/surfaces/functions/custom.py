"""Somebody's own f(x, y): text that is read like that of the stage, and what makes it a surface.

A surface is computed on whole meshes at once, so every op must be elementwise and every constant
a single number; then a point of the result depends on its own x and y alone.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.engine import Array
from core.format import number
from core.graph import Graph, Role
from core.language.definitions import ExpressionError
from core.language.expression import parse
from core.messages import StudioError
from core.surfaces.functions.curvature import largest_curvatures
from core.surfaces.functions.names import POINT, check_names, typed_start, with_height, with_values
from core.surfaces.functions.surface import Point, Surface

CUSTOM = "own"
HALF = 5.0  # the part of the plane shown at first reaches so far from the origin
_ALONG = np.linspace(0, 1, 21)
_KNOWN = {  # inputs like any others, whose value people expect to be known
    "pi": math.pi,
    "π": math.pi,
    "e": math.e,
}
_LEVELS = 1024  # heights that the numbers must tell apart in the picture, or no contours are seen
_STEEPER = 30.0  # times: so much more than half way to the middle may it bend where a race begins
_TRIED = 41  # points on a side of the mesh on which a new function is tried


@lru_cache(maxsize=16)
def custom_surface(text: str) -> Surface:
    """The surface of a formula in x and y.

    Raises:
        ExpressionError: the text is no expression.
        StudioError: it is one, but not of single numbers x and y, or nowhere a number, or not where
            it says that the race begins.
    """
    graph = read(text)
    check(graph)
    ranges = ((-HALF, HALF), (-HALF, HALF))
    bare = Surface(CUSTOM, text, *ranges, start=(0.0, 0.0))
    x, y, heights, sound = tried(bare)
    if not sound.any():
        raise StudioError("arena.error.nowhere", low=number(-HALF), high=number(HALF))
    across, up = _reachable(bare, _start(x, y, heights, sound, bare.is_curve))
    typed = typed_start(graph)
    begun = begun_at(bare, (typed.get("x", across), 0.0 if bare.is_curve else typed.get("y", up)))
    return replace(begun, steps=50, tuned=suggested_rates(bare, begun.start))


def read(text: str) -> Graph:
    """The graph of what somebody has typed.

    Raises:
        ExpressionError: it is no expression.
        StudioError: it is nothing at all; the example is one that can be raced.
    """
    try:
        return with_values(parse(text))
    except ExpressionError as error:
        if error.message.key == "expression.error.empty":
            raise StudioError("arena.error.empty") from None
        raise


def check(graph: Graph) -> None:
    """Is this a function of the numbers x and y?

    Raises:
        StudioError: an op that is not elementwise, an array, another input, neither x nor y, or
            one of them has been given another meaning.
    """
    check_names(graph)
    for node in graph.nodes:
        if node.op is not None and not node.op.elementwise:
            raise StudioError("arena.error.not_elementwise", op=node.op.symbol)
        if node.literal is not None and np.ndim(node.literal):
            raise StudioError("arena.error.not_scalar", node=node.id)
        if node.role is Role.INPUT and node.literal is None and node.id not in POINT:
            if node.id in ("X", "Y"):
                raise StudioError("arena.error.upper_case", name=node.id, meant=node.id.lower())
            value = number(_KNOWN.get(node.id, 3), 7)
            raise StudioError("arena.error.other_input", name=node.id, value=value)
    if not {*POINT} & with_height(graph).ancestors or graph.node(graph.output).literal is not None:
        raise StudioError("arena.error.constant")


def tried(surface: Surface) -> tuple[Array, Array, Array, Array]:
    """x, y and height of points all over the picture, and where there are a height and a slope.

    Raises:
        StudioError: it is so high that its differences are lost in rounding.
    """
    sides = (np.linspace(*each, _TRIED) for each in (surface.x_range, surface.y_range))
    x, y = np.meshgrid(*sides)
    heights, *slopes = surface.slope(x, y)
    sound = np.isfinite(heights) & np.isfinite(slopes[0]) & np.isfinite(slopes[1])
    known = heights[sound]
    low, high = known.min(initial=np.inf), known.max(initial=-np.inf)
    rounding = float(np.spacing(abs(known).max(initial=0.0)))
    if np.any(slopes, axis=0)[sound].any() and high / _LEVELS - low / _LEVELS < rounding:
        raise StudioError("arena.error.too_high", height=number(float(np.median(known)), 3))
    return x, y, heights, sound


def begun_at(surface: Surface, start: Sequence[float]) -> Surface:
    """The same surface with another start, one number or two.

    Raises:
        StudioError: one number for two, or the surface has no value or slope there.
    """
    if len(start) < 2 and not surface.is_curve:
        raise StudioError("arena.error.start", start=f"{start[0]:g}")
    x, y = start[0], start[1] if len(start) > 1 else 0.0
    for kind, here in (("value", surface.values), ("slope", surface.gradient)):
        if not np.isfinite(here(x, y)).all():
            kind = "overflow" if surface.overflows(x, y) else f"no_{kind}"
            raise StudioError(f"arena.error.{kind}", x=number(x), y=number(y))
    return replace(surface, start=(x, y))


def _start(x: Array, y: Array, heights: Array, sound: Array, is_curve: bool) -> Point:
    """A point to the upper left, within a circle, and no higher than most."""
    high = np.quantile(heights[sound], 0.8)
    along = -x if is_curve else -0.85 * x + 0.53 * y
    fitting = sound & (heights <= high) & (np.hypot(x, 0 if is_curve else y) <= 0.8 * HALF)
    far = np.where(fitting if fitting.any() else sound, along, -np.inf).argmax()
    return round(float(x.flat[far]), 2), 0.0 if is_curve else round(float(y.flat[far]), 2)


def _reachable(surface: Surface, start: Point) -> Point:
    """The same start, or one nearer to the middle if the surface bends so much more there than
    half way that no learning rate would suit both. What it is worth is seen at the curvatures, so a
    kink, which has none, moves nothing."""
    shares = np.linspace(1, 0.05, 39)
    bends = largest_curvatures(surface, *np.outer(start, shares))
    half_way = largest_curvatures(surface, *np.outer(start, shares / 2))
    fits = ~(bends > _STEEPER * half_way) | ~(half_way > 0)
    if fits[:3].any() or not fits.any():
        return start
    x, y = np.multiply(start, shares[fits.argmax()])
    return round(float(x), 2), round(float(y), 2)


def suggested_rates(surface: Surface, start: Point) -> dict[str, dict[str, float]]:
    """Learning rates to begin with: those that follow the slope stay below what the curvature at
    the start, and on the way from it to the middle, allows, those that scale it cross the picture
    in some fifty steps."""
    stride = (surface.x_range[1] - surface.x_range[0]) / 50
    bends = largest_curvatures(surface, start[0] * _ALONG, start[1] * _ALONG)
    slope = float(np.hypot(*surface.gradient(*start)))
    # a kink on the way, or at the start, counts for nothing
    bend = float(max(np.quantile(bends, 0.8), np.median(bends[:3])))
    if not (np.isfinite(bend) and bend > 1e-9):
        bend = slope / stride if np.isfinite(slope) and slope > 0 else 1.0
    rates = {
        "sgd": 1 / bend,
        "momentum": 0.3 / bend,
        "nesterov": 0.3 / bend,
        "adagrad": 4 * stride,
        "rmsprop": stride / 2,
        "adam": stride,
        "adamw": stride,
    }
    return {name: {"lr": _round_down(rate)} for name, rate in rates.items()}


def _round_down(rate: float) -> float:
    """1, 2 or 5 times a power of ten, within what can be chosen."""
    rate = float(np.clip(rate, 1e-6, 100.0))
    power = 10.0 ** np.floor(np.log10(rate))
    return float(f"{next(m for m in (5, 2, 1) if m * power <= rate * (1 + 1e-9)) * power:.1g}")

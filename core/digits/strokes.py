"""From a skeleton to the line a hand would draw: blend, tremble, curve, bend, slant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from core.digits.skeletons import SKELETONS

Array = np.ndarray

STEPS = 6  # straight pieces between two neighbouring points of a skeleton

# How much the writing varies. All lengths here are for a digit 100 tall; a spread is the
# deviation around what is usual, and LEAN and WIDTH are what is usual for the digits 0 to 9.
TREMBLE = 4.6  # how far a single point strays
BEND = 8.0  # how far the sheet is bent at its rim
LEAN = (0.20, 0.22, 0.12, 0.08, 0.20, 0.12, 0.06, 0.05, 0.09, 0.13)
LEAN_SPREAD = 0.26
WIDTH = (1.15, 1.0, 1.05, 1.0, 1.05, 1.12, 1.05, 1.1, 0.95, 0.94)
WIDTH_SPREAD = 0.12
TURN_SPREAD = 0.1


@dataclass(frozen=True)
class Skeleton:
    """One way of writing a digit: its points and where the smooth runs begin and end."""

    points: Array  # (n, 2)
    strokes: tuple[tuple[int, int], ...]  # point ranges, the end not included
    runs: tuple[tuple[int, int], ...]  # strokes, cut at the sharp corners (both ends included)


def spread(rng: np.random.Generator, *shape: int) -> Array:
    """Bell-shaped random numbers of mean 0 and deviation 1, from two uniform ones each."""
    u = rng.random((2, *shape))
    total: Array = (u[0] + u[1] - 1.0) * 2.449489742783178
    return total


def parse(text: str) -> Skeleton:
    """Read one line of the skeleton table."""
    points: list[tuple[float, float]] = []
    strokes: list[tuple[int, int]] = []
    runs: list[tuple[int, int]] = []
    for stroke in text.split("/"):
        start = run = len(points)
        for token in stroke.split():
            x, y = token.rstrip("*").split(",")
            points.append((float(x), float(y)))
            if token.endswith("*"):
                runs.append((run, len(points) - 1))
                run = len(points) - 1
        runs.append((run, len(points) - 1))
        strokes.append((start, len(points)))
    return Skeleton(np.array(points), tuple(strokes), tuple(runs))


@cache
def skeletons_of(digit: int) -> tuple[list[Skeleton], Array, list[list[int]]]:
    """The skeletons of a digit, their summed-up weights and for each one its family."""
    found: list[Skeleton] = []
    weights: list[float] = []
    families: list[list[int]] = []
    for family in SKELETONS[digit]:
        members = list(range(len(found), len(found) + len(family)))
        for weight, text in family:
            found.append(parse(text))
            weights.append(weight)
            families.append(members)
    summed = np.cumsum(np.array(weights))
    return found, summed / summed[-1], families


def curve(points: Array) -> Array:
    """A smooth line through the points (centripetal Catmull-Rom), with STEPS pieces per span."""
    leap = points[1:] - points[:-1]
    gap = np.sqrt(np.sqrt(leap[:, :1] * leap[:, :1] + leap[:, 1:] * leap[:, 1:]) + 1e-9)
    slope = leap / gap
    tangent = np.empty_like(points)
    if len(points) == 2:
        tangent[:] = slope
    else:
        across = (points[2:] - points[:-2]) / (gap[1:] + gap[:-1])
        tangent[1:-1] = slope[:-1] - across + slope[1:]
        tangent[0] = slope[0] * 1.5 - tangent[1] * 0.5
        tangent[-1] = slope[-1] * 1.5 - tangent[-2] * 0.5
    t = (np.arange(STEPS) / STEPS)[None, :, None]
    tt = t * t
    rest = 1.0 - t
    p, q = points[:-1, None], points[1:, None]
    m, n = (tangent[:-1] * gap)[:, None], (tangent[1:] * gap)[:, None]
    line = p + (q - p) * (tt * (3.0 - 2.0 * t)) + m * (t * (rest * rest)) - n * (tt * rest)
    return np.concatenate([line.reshape(-1, 2), points[-1:]])


def bend(line: Array, rng: np.random.Generator) -> Array:
    """Shift every point a little, by a smooth random field: polynomials up to the third degree."""
    x = line[:, :1] / 50.0 - 0.6
    y = line[:, 1:] / 50.0 - 1.0
    c = spread(rng, 7, 2) * BEND
    xx, yy, xy = x * x, y * y, x * y
    field = c[0] * xy + c[1] * xx + c[2] * yy
    cubic = c[3] * (xx * y) + c[4] * (x * yy) + c[5] * (xx * x) + c[6] * (yy * y)
    out: Array = line + field + cubic * 0.7
    return out


def place(line: Array, digit: int, rng: np.random.Generator) -> Array:
    """Stretch, slant and turn the whole digit."""
    wide, lean, turn = spread(rng, 3)
    x = (line[:, 0] - 30.0) * (WIDTH[digit] * (1.0 + WIDTH_SPREAD * wide))
    y = line[:, 1] - 50.0
    x = x - y * (LEAN[digit] + LEAN_SPREAD * lean)
    h = TURN_SPREAD * turn * 0.5  # half the angle's tangent gives both sine and cosine
    sine, cosine = 2.0 * h / (1.0 + h * h), (1.0 - h * h) / (1.0 + h * h)
    return np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=1)


def tremble(count: int, rng: np.random.Generator) -> Array:
    """How far the points of a stroke stray; neighbours go partly together, so curves stay round."""
    noise = spread(rng, count + 2, 2)
    out: Array = (noise[1:-1] + (noise[:-2] + noise[2:]) * 0.5) * TREMBLE
    return out


def write_digit(digit: int, rng: np.random.Generator) -> list[Array]:
    """The strokes of one freshly written digit, each a line of points (n, 2)."""
    found, weights, families = skeletons_of(digit)
    choice, other, mix = rng.random(3)
    index = int(np.searchsorted(weights, choice, side="right"))
    skeleton = found[index]
    kin = families[index]
    second = found[kin[int(other * len(kin))]]
    points = skeleton.points + (second.points - skeleton.points) * mix
    for start, end in skeleton.strokes:
        points[start:end] += tremble(end - start, rng)
    lines = []
    for start, end in skeleton.strokes:
        runs = [curve(points[a : b + 1]) for a, b in skeleton.runs if start <= a and b < end]
        lines.append(np.concatenate(runs))
    lengths = [len(line) for line in lines]
    whole = place(bend(np.concatenate(lines), rng), digit, rng)
    ends = np.cumsum(lengths)
    return [whole[end - length : end] for end, length in zip(ends, lengths, strict=True)]

"""The losses on a grid of 51 × 51 points, coarse to fine: the first picture is there at once.

The rounds are nested, so that no point is computed twice, and within a round the points are taken
in an order that is spread over the whole picture: it becomes sharper everywhere at the same time.
"""

from collections.abc import Generator

import numpy as np

from core.engine import Array
from core.landscape.loss_grid import LossGrid, finer
from core.landscape.plane_loss import PlaneLoss
from core.surfaces.functions.surface import Range

SIDE = 51
STRIDES = (10, 5, 1)  # grids of 6, 11 and 51 points on a side
_PIECE = 20  # points between two looks at whether anybody still wants them: some 10 ms
_SHOWN = 260  # points between two pictures of the last round


def filling(
    losses: PlaneLoss, x_range: Range, y_range: Range
) -> Generator[LossGrid | None, None, LossGrid]:
    """The losses over a part of the plane; None after each small piece of work."""
    xs, ys = np.linspace(*x_range, SIDE), np.linspace(*y_range, SIDE)
    found = np.full((SIDE, SIDE), np.nan)
    known = np.zeros((SIDE, SIDE), bool)
    guess = found
    shown = 0
    loss_grid = LossGrid(x_range, y_range, found, 0.0)
    for stride in STRIDES:
        for row, column in _order(stride, known):
            found[row, column] = losses.at(xs[column], ys[row])
            known[row, column] = True
            done = int(known.sum()) if _due(shown, known) else 0
            if done and stride == STRIDES[-1] and done - shown >= _SHOWN:
                shown = done
                picture = np.where(known, found, guess)
                yield LossGrid(x_range, y_range, picture, done / SIDE**2)
            elif done:
                yield None
        if stride > 1:
            guess = finer(_tame(found[::stride, ::stride]), SIDE)
        shown = int(known.sum())
        loss_grid = LossGrid(x_range, y_range, np.where(known, found, guess), shown / SIDE**2)
        yield loss_grid
    return loss_grid


def _due(shown: int, known: Array) -> bool:
    return (int(np.count_nonzero(known)) - shown) % _PIECE == 0


def _order(stride: int, known: Array) -> list[tuple[int, int]]:
    """The points of a round that are not known yet, spread evenly: by the digits of their number
    read backwards (van der Corput)."""
    rows, columns = np.meshgrid(range(0, SIDE, stride), range(0, SIDE, stride), indexing="ij")
    wanted = [
        (int(r), int(c)) for r, c in zip(rows.flat, columns.flat, strict=True) if not known[r, c]
    ]
    bits = max(len(wanted) - 1, 1).bit_length()
    backwards = (int(f"{i:0{bits}b}"[::-1], 2) for i in range(1 << bits))
    return [wanted[i] for i in backwards if i < len(wanted)]


def _tame(losses: Array) -> Array:
    """Numbers that can be mixed: a wall instead of infinity."""
    return np.nan_to_num(losses, nan=1e30, posinf=1e30)

"""The one loop in which optimizers walk: everybody steps at once, from all starts.

One pass of the engine gives the gradient under each of them, and an optimizer steps all its starts
together, since every rule is elementwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.optimizers import Optimizer
from core.surfaces.functions.surface import Surface
from core.surfaces.race.racer import Racer

POINT = "point"  # the name by which an optimizer knows what it moves


@dataclass(frozen=True, eq=False)
class Stance:
    """Where everybody is after `step` steps, good until the next stance. points: (racers, n, 2).
    heights: (racers, n), on the whole data set. gradients: (racers, n, 2), those that the rules
    use: on a batch where there are batches, at the point a rule looks ahead to if it does.
    optimizers: one of each racer, for all its starts."""

    step: int
    points: Array
    heights: Array
    gradients: Array
    optimizers: Sequence[Optimizer]


def walking(
    surface: Surface, racers: Sequence[Racer], starts: Array, steps: int, seed: int = 0
) -> Iterator[Stance]:
    """Everybody's way from each of the starts, (n, 2); `seed` is that of the batches."""
    optimizers = [racer.make() for racer in racers]
    looking = [i for i, each in enumerate(optimizers) if each.looks_ahead()]
    here = np.broadcast_to(starts, (len(racers), *starts.shape)).astype(float)
    gradients = np.empty_like(here)
    # Views, made once: both arrays stay, and only their numbers change.
    moves = [({POINT: x}, {POINT: g}) for x, g in zip(here, gradients, strict=True)]
    paced = [(racer, each) for racer, each in zip(racers, optimizers, strict=True) if racer.paced]
    batches = surface.batches.draw(seed, steps + 1) if surface.batches else None
    for step in range(steps + 1):
        batch = None
        if surface.batches and batches is not None:
            batch = dict(zip(surface.batches.names, batches[step], strict=True))
        with np.errstate(all="ignore"):
            looked = here
            if step:
                for optimizer, move in zip(optimizers, moves, strict=True):
                    optimizer.advance(*move)
                looked = here.copy() if looking else here
            _set(paced, step)  # a rule looks ahead with the momentum with which it will step
            for i in looking if step else ():  # before its first step a rule has nowhere to look
                looked[i] = optimizers[i].look_ahead(here[i], *_memory(optimizers[i]))
            heights, *slopes = surface.slope(looked[..., 0], looked[..., 1], batch)
            if looked is not here or batch is not None:
                heights = surface.values(here[..., 0], here[..., 1])
        gradients[..., 0], gradients[..., 1] = slopes
        yield Stance(step, here, heights, gradients, optimizers)


def _set(paced: Sequence[tuple[Racer, Optimizer]], step: int) -> None:
    """Learning rates and momenta as the schedules have them for the step from here on."""
    for racer, optimizer in paced:
        for name, value in racer.pace(step).items():
            setattr(optimizer, name, value)


def _memory(optimizer: Optimizer) -> list[Array]:
    return [table[POINT] for table in optimizer.state.values()]

"""The one loop in which optimizers walk: everybody steps at once, from all starts.

One pass of the engine gives the gradient under each of them, and an optimizer steps all its starts
together, since every rule is elementwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.optimizers import Optimizer
from core.surfaces.functions.surface import Surface
from core.surfaces.race.racer import Racer


@dataclass(frozen=True, eq=False)
class Stance:
    """Where everybody is after `step` steps. points: (racers, n, 2), good until the next stance.
    heights: (racers, n), on the whole data set. gradients: (racers, n, 2), those that the rules
    use: on a batch where there are batches, at the point a rule looks ahead to if it does. memory:
    of each racer, by name, (n, 2); empty before its first step."""

    step: int
    points: Array
    heights: Array
    gradients: Array
    memory: list[Mapping[str, Array]]


def walking(
    surface: Surface, racers: Sequence[Racer], starts: Array, steps: int, seed: int = 0
) -> Iterator[Stance]:
    """Everybody's way from each of the starts, (n, 2); `seed` is that of the batches."""
    optimizers = [racer.make() for racer in racers]
    here = np.broadcast_to(starts, (len(racers), *starts.shape)).astype(float)
    batches = surface.batches.draw(seed, steps + 1) if surface.batches else None
    for step in range(steps + 1):
        batch = None
        if surface.batches and batches is not None:
            batch = dict(zip(surface.batches.names, batches[step], strict=True))
        with np.errstate(all="ignore"):
            looked = _looked(optimizers, here)
            heights, *slopes = surface.slope(looked[..., 0], looked[..., 1], batch)
            if looked is not here or batch is not None:
                heights = surface.values(here[..., 0], here[..., 1])
        gradients = np.stack(slopes, axis=-1)
        yield Stance(step, here, heights, gradients, [_memory(each) for each in optimizers])
        if step == steps:
            return
        with np.errstate(all="ignore"):
            for i, (racer, optimizer) in enumerate(zip(racers, optimizers, strict=True)):
                for name, value in racer.pace(step).items():
                    setattr(optimizer, name, value)
                optimizer.advance({"point": here[i]}, {"point": gradients[i]})


def _memory(optimizer: Optimizer) -> dict[str, Array]:
    tables = optimizer.state.items()
    return {name: table["point"] for name, table in tables if "point" in table}


def _looked(optimizers: Sequence[Optimizer], here: Array) -> Array:
    """Where each gradient is taken: under the point, unless the rule looks ahead."""
    looked = here
    for i, optimizer in enumerate(optimizers):
        memory = _memory(optimizer).values()
        if _looks_ahead(optimizer) and memory:  # before its first step it has nowhere to look
            looked = here.copy() if looked is here else looked
            looked[i] = optimizer.look_ahead(here[i], *memory)
    return looked


def _looks_ahead(optimizer: Optimizer) -> bool:
    return type(optimizer).look_ahead is not Optimizer.look_ahead

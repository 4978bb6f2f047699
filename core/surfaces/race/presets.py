"""Lessons that open in one click: a race that shows one thing, and what to look at.

Each is a setup like any other, to be changed at will.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from core.format import number
from core.messages import Message
from core.optimizers.adaptive import Adam
from core.surfaces.functions.registry import SURFACES
from core.surfaces.race.racer import Racer
from core.surfaces.race.setup import Entrant, RaceSetup


@dataclass(frozen=True)
class Preset:
    """page: the page of the arena on which there is most to see; focus: the racer to look at;
    basins: whether the plane is coloured by where each start ends; facts: the numbers of the
    race that the sentence about it tells."""

    name: str
    race: Callable[[], RaceSetup]
    page: str
    focus: str
    basins: bool = False
    facts: Callable[[RaceSetup], Mapping[str, object]] = lambda race: {}

    def make(self) -> RaceSetup:
        """The race, which knows what lesson it is."""
        return replace(self.race(), lesson=self.name)

    @property
    def title(self) -> str:
        """Message key of its name."""
        return f"arena.preset.{self.name}"

    @property
    def about(self) -> Message:
        """The sentence that says what to look at."""
        return Message(f"arena.preset_about.{self.name}", self.facts(self.race()))


def _race(
    surface: str, *racers: tuple[str, Mapping[str, Any]], steps: int, start: float | None = None
) -> RaceSetup:
    """Racers of the same kind are numbered: "sgd", "sgd-2"."""
    setup = replace(RaceSetup.of(surface), entrants=(), steps=steps)
    if start is not None:
        setup = setup.with_start(start, 0.0)
    for optimizer, settings in racers:
        setup = setup.with_another(optimizer)
        setup = setup.with_racer(setup.entrants[-1].id, Racer(optimizer, dict(settings)))
    return setup


def _rate() -> RaceSetup:
    """On x², of curvature 2, SGD diverges from 1 on; 0.5 would be there in one step."""
    rates = ({"lr": 0.02}, {"lr": 0.3}, {"lr": 1.02})
    return _race("parabola", *(("sgd", rate) for rate in rates), steps=20, start=-1.6)


def _ball() -> RaceSetup:
    return _race("hollow", ("sgd", {"lr": 0.05}), ("momentum", {"lr": 0.03}), steps=80)


def _adagrad() -> RaceSetup:
    return _race(
        "parabola",
        ("adagrad", {"lr": 0.15}),
        ("rmsprop", {"lr": 0.06, "decay_rate": 0.9}),
        steps=60,
    )


def _correction() -> RaceSetup:
    adam = {"lr": 0.1}
    return _race("parabola", ("adam", adam), ("adam", {**adam, "bias_correction": False}), steps=40)


def _too_long(race: RaceSetup) -> Mapping[str, object]:
    """How many times as long Adam's steps are while m and v are too small: the first one, and the
    one of which that is the most."""
    adam = race["adam"].racer.at(0)
    assert isinstance(adam, Adam)
    t = np.arange(1, race.steps + 1)
    times = (1 - adam.beta1**t) / np.sqrt(1 - adam.beta2**t)
    most = int(times.argmax())
    return {"first": number(times[0], 2), "most": number(times[most], 2), "step": t[most]}


def _two_forms() -> RaceSetup:
    return _race("ravine", ("nesterov", {"lr": 0.1}), ("nesterov_lookahead", {"lr": 0.1}), steps=40)


def _curvature() -> RaceSetup:
    """The ravine bends by 2 across: just below and just above what SGD stands."""
    return _race("ravine", ("sgd", {"lr": 0.99}), ("sgd", {"lr": 1.02}), steps=60)


def _annealing() -> RaceSetup:
    """The rate has to fall slowly: the bowl is flat along x, and who is slowed too soon rests
    before the minimum."""
    setup = _race("noisy_bowl", ("sgd", {"lr": 0.6}), ("sgd", {"lr": 0.6}), steps=500)
    slower = setup["sgd-2"].racer.with_schedule("exponential", k=0.01)
    return setup.with_racer("sgd-2", slower)


def _starts() -> RaceSetup:
    surface = SURFACES["himmelblau"]
    entrants = (Entrant("momentum", Racer("momentum", surface.tuned_for("momentum"))),)
    setup = replace(RaceSetup.of("himmelblau"), entrants=entrants, steps=100)
    for x, y in ((0.5, 0.0), (-0.5, -0.5), (1.0, -5.0), (-5.0, 5.0)):
        setup = setup.with_another_start(x, y)
    return setup


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset("rate", _rate, "compare", "sgd-3"),
            Preset("ball", _ball, "step", "momentum"),
            Preset("adagrad_stops", _adagrad, "step", "adagrad"),
            Preset("correction", _correction, "step", "adam", facts=_too_long),
            Preset("curvature", _curvature, "compare", "sgd-2"),
            Preset("two_forms", _two_forms, "step", "nesterov_lookahead"),
            Preset("smaller_steps", _annealing, "compare", "sgd-2"),
            Preset("starts", _starts, "setup", "momentum", basins=True),
        )
    }
)

"""What somebody has chosen for the race: surface, starts, length, and who races how.

A setup is all that a race depends on, so it can be saved, restored, compared and undone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from core.hyperparameter import look_up
from core.messages import StudioError
from core.optimizers import OPTIMIZERS, RULES
from core.surfaces.functions.custom import CUSTOM, custom_surface
from core.surfaces.functions.registry import SURFACES
from core.surfaces.functions.surface import Point, Surface
from core.surfaces.race.descent import Path, Paths, finish, racing
from core.surfaces.race.racer import LEARNING_RATE, Racer

STEPS_RANGE = (5, 2000)
SEED_RANGE = (0, 9999)
MOST_STARTS = 12
MOST_ENTRANTS = 16


@dataclass(frozen=True)
class Entrant:
    """A racer in this race, under a name of its own: "adam", a second one "adam-2"."""

    id: str
    racer: Racer
    shown: bool = True

    @property
    def copy(self) -> int:
        """1 for the first of its kind, 2 for the second …"""
        return int(self.id.partition("-")[2] or 1)

    @property
    def name(self) -> str:
        """As it is called on the screen: "Adam", "Adam 2"."""
        return self.racer.rule.name + (f" {self.copy}" if self.copy > 1 else "")


@dataclass(frozen=True)
class RaceSetup:
    """The chosen race. The first start is the one that is told about in words and numbers."""

    surface_name: str
    entrants: tuple[Entrant, ...]
    starts: tuple[Point, ...]
    steps: int
    seed: int = 0
    expression: str = ""  # of a function that somebody has typed
    lesson: str = ""  # key in `PRESETS`, if it began as one

    @staticmethod
    def of(name: str) -> "RaceSetup":
        """The race as the surface's author meant it."""
        return _as_meant(SURFACES[name])

    @staticmethod
    def custom(text: str) -> "RaceSetup":
        """A race on somebody's own function, with learning rates that suit its curvature.

        Raises:
            StudioError: the text is no function of x and y.
        """
        return replace(_as_meant(custom_surface(text)), expression=text)

    @property
    def surface(self) -> Surface:
        return custom_surface(self.expression) if self.expression else SURFACES[self.surface_name]

    @property
    def as_meant(self) -> "RaceSetup":
        """The race on this surface before anybody changed anything."""
        return (
            RaceSetup.custom(self.expression)
            if self.expression
            else RaceSetup.of(self.surface_name)
        )

    # starts, length, batches

    @property
    def start(self) -> Point:
        return self.starts[0]

    def with_start(self, x: float, y: float, index: int = 0) -> "RaceSetup":
        starts = list(self.starts)
        starts[index] = self._on_surface(x, y)
        return replace(self, starts=tuple(starts))

    def with_another_start(self, x: float, y: float) -> "RaceSetup":
        if len(self.starts) >= MOST_STARTS:
            raise StudioError("arena.error.starts", most=MOST_STARTS)
        return replace(self, starts=(*self.starts, self._on_surface(x, y)))

    def without_start(self, index: int) -> "RaceSetup":
        """One less; the last one stays."""
        if len(self.starts) == 1:
            return self
        return replace(self, starts=self.starts[:index] + self.starts[index + 1 :])

    def _on_surface(self, x: float, y: float) -> Point:
        return float(x), 0.0 if self.surface.is_curve else float(y)

    def with_steps(self, steps: int) -> "RaceSetup":
        return replace(self, steps=_within(int(steps), STEPS_RANGE))

    def with_seed(self, seed: int) -> "RaceSetup":
        return replace(self, seed=_within(int(seed), SEED_RANGE))

    # who races

    def __iter__(self) -> Iterator[Entrant]:
        return iter(self.entrants)

    def __getitem__(self, id: str) -> Entrant:
        return next(entrant for entrant in self.entrants if entrant.id == id)

    def __contains__(self, id: object) -> bool:
        return any(entrant.id == id for entrant in self.entrants)

    @property
    def shown(self) -> tuple[Entrant, ...]:
        return tuple(entrant for entrant in self.entrants if entrant.shown)

    def rate(self, id: str) -> float:
        """The learning rate with which somebody races."""
        return float(self[id].racer.value(LEARNING_RATE))

    def with_racer(self, id: str, racer: Racer) -> "RaceSetup":
        return self._replaced(replace(self[id], racer=racer))

    def with_rate(self, id: str, rate: float) -> "RaceSetup":
        return self.with_racer(id, self[id].racer.with_setting(LEARNING_RATE, rate))

    def with_shown(self, ids: Iterable[str]) -> "RaceSetup":
        """These are seen, the others wait."""
        wanted = set(ids)
        return replace(
            self, entrants=tuple(replace(e, shown=e.id in wanted) for e in self.entrants)
        )

    def with_another(self, optimizer: str) -> "RaceSetup":
        """One more of a kind, last in the list, as the surface's author would set it."""
        look_up(RULES, optimizer, "optimizer")
        return self._with_new(Racer(optimizer, self.surface.tuned_for(optimizer)))

    def with_copy(self, id: str) -> "RaceSetup":
        """The same again, to be given other settings."""
        return self._with_new(self[id].racer)

    def without(self, id: str) -> "RaceSetup":
        return replace(self, entrants=tuple(e for e in self.entrants if e.id != id))

    def _with_new(self, racer: Racer) -> "RaceSetup":
        if len(self.entrants) >= MOST_ENTRANTS:
            raise StudioError("arena.error.entrants", most=MOST_ENTRANTS)
        copies = [1, *range(2, MOST_ENTRANTS + 2)]
        ids = (racer.optimizer + (f"-{n}" if n > 1 else "") for n in copies)
        free = next(id for id in ids if id not in self)
        return replace(self, entrants=(*self.entrants, Entrant(free, racer)))

    def _replaced(self, entrant: Entrant) -> "RaceSetup":
        entrants = tuple(entrant if e.id == entrant.id else e for e in self.entrants)
        return replace(self, entrants=entrants)

    # the race itself

    def racing(self, ids: Iterable[str]) -> Iterator[Paths | None]:
        """The race of some of the entrants, in slices."""
        racers = [self[id].racer for id in ids]
        return racing(self.surface, racers, self.starts, self.steps, self.seed)

    def run(self) -> dict[str, Path]:
        """The path of every entrant from the first start."""
        ids = [entrant.id for entrant in self.entrants]
        return {id: p[0] for id, p in zip(ids, finish(self.racing(ids)), strict=True)}

    # memory

    def as_json(self) -> dict[str, Any]:
        """What `from_json` understands, in JSON's own types."""
        return {
            "starts": [list(start) for start in self.starts],
            "steps": self.steps,
            "seed": self.seed,
            "expression": self.expression,
            "lesson": self.lesson,
            "entrants": [
                {"id": e.id, "racer": e.racer.as_json(), "shown": e.shown} for e in self.entrants
            ],
        }

    @staticmethod
    def from_json(name: str, saved: object) -> "RaceSetup":
        """A saved setup. What is missing or makes no sense is as the surface's author meant it.

        Raises:
            StudioError: it is of an own function that is none.
        """
        known = saved if isinstance(saved, Mapping) else {}
        setup = (
            RaceSetup.custom(str(known.get("expression"))) if name == CUSTOM else RaceSetup.of(name)
        )
        starts = known.get("starts")
        sound = [s for s in starts if _is_point(s)] if isinstance(starts, list) else []
        if sound:
            setup = replace(setup, starts=tuple(setup._on_surface(*s) for s in sound[:MOST_STARTS]))
        if _is_number(known.get("steps")):
            setup = setup.with_steps(known["steps"])
        if _is_number(known.get("seed")):
            setup = setup.with_seed(known["seed"])
        if isinstance(known.get("lesson"), str):
            setup = replace(setup, lesson=known["lesson"])
        entrants = known.get("entrants")
        if isinstance(entrants, list):
            setup = replace(setup, entrants=tuple(_entrants(entrants[:MOST_ENTRANTS])))
        return setup


def _as_meant(surface: Surface) -> RaceSetup:
    racers = (Racer(name, surface.tuned_for(name)) for name in OPTIMIZERS)
    entrants = tuple(Entrant(racer.optimizer, racer) for racer in racers)
    return RaceSetup(surface.name, entrants, (surface.start,), surface.steps)


def _entrants(saved: list[object]) -> Iterator[Entrant]:
    """Those that make sense, each name once."""
    seen: set[str] = set()
    for each in saved:
        racer = Racer.from_json(each.get("racer")) if isinstance(each, Mapping) else None
        if racer is None or not isinstance(each, Mapping):
            continue
        id = str(each.get("id"))
        kind, dash, copy = id.partition("-")
        if kind == racer.optimizer and (not dash or _is_copy(copy)) and id not in seen:
            seen.add(id)
            yield Entrant(id, racer, each.get("shown") is not False)


def _within(value: int, bounds: tuple[int, int]) -> int:
    return min(max(value, bounds[0]), bounds[1])


def _is_copy(text: str) -> bool:
    """The number of a second racer of a kind, or of one after it, as `_with_new` writes it."""
    return len(text) < 4 and text.isascii() and text.isdigit() and str(max(int(text), 2)) == text


def _is_point(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value))


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    except OverflowError:
        return False

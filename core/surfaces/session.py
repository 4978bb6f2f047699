"""One sitting in the arena: the surface in view, what was chosen for each, and the race on it.

Changing anything records the race again when it is next asked for; the step stays.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.surfaces.descent import Path
from core.surfaces.registry import SURFACES
from core.surfaces.replay import Replay
from core.surfaces.setup import Setup

SPEEDS = (0.5, 1.0, 2.0, 4.0)


class Session:
    """`setup` and `replay` are frozen; a change puts new ones in their place."""

    def __init__(self, surface: str = "ravine") -> None:
        self._surface = surface
        self._setups = {surface: Setup.of(surface)}
        self._paths: dict[str, Path] | None = None
        self.replay = Replay(self.setup.steps)

    @property
    def setup(self) -> Setup:
        return self._setups[self._surface]

    @property
    def paths(self) -> dict[str, Path]:
        """The recorded race, by optimizer."""
        if self._paths is None:
            self._paths = self.setup.run()
        return self._paths

    def choose(self, surface: str) -> None:
        """Another surface, as it was left.

        Raises:
            KeyError: there is no such surface.
        """
        setup = self._setups.get(surface) or Setup.of(surface)
        self._surface = surface
        self.change(setup)

    def change(self, setup: Setup) -> None:
        """Another race on the same surface."""
        self._setups[self._surface] = setup
        self._paths = None
        self.replay = self.replay.resized(setup.steps)

    def reset(self) -> None:
        """The race on this surface as its author meant it."""
        self.change(Setup.of(self._surface))

    def as_json(self) -> dict[str, Any]:
        """Everything in JSON's own types; `restore` understands it."""
        return {
            "surface": self._surface,
            "setups": {name: setup.as_json() for name, setup in self._setups.items()},
            "step": self.replay.step,
            "speed": self.replay.speed,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take up what was saved; what is missing or makes no sense is left out."""
        setups = saved.get("setups")
        for name, setup in setups.items() if isinstance(setups, Mapping) else ():
            if name in SURFACES:
                self._setups[name] = Setup.from_json(name, setup)
        surface = saved.get("surface")
        self.choose(surface if isinstance(surface, str) and surface in SURFACES else self._surface)
        if saved.get("speed") in SPEEDS:
            self.replay = replace(self.replay, speed=float(saved["speed"]))
        step = saved.get("step")
        if isinstance(step, int):
            self.replay = self.replay.seek(step)

"""One sitting in the arena: the race that was chosen, how it got there, and its recording.

Changing anything makes the paths that it concerns stale; they are recorded again in slices, so
that a window can go on painting, or at once by whoever asks for `paths`. The step stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

from core.messages import Message, StudioError
from core.surfaces.functions.custom import CUSTOM
from core.surfaces.functions.registry import SURFACES
from core.surfaces.functions.surface import Point
from core.surfaces.race.descent import Path, Paths
from core.surfaces.race.replay import Replay
from core.surfaces.race.setup import Entrant, RaceSetup
from core.versions import Versions

SPEEDS = (0.5, 1.0, 2.0, 4.0)
_EVERYTHING = Message("arena.edit.surface")


class RaceSession:
    """`setup` and `replay` are frozen; a change puts new ones in their place."""

    def __init__(self, surface: str = "ravine") -> None:
        self._versions = Versions(RaceSetup.of(surface))
        self._left: dict[str, RaceSetup] = {}  # as each surface was left
        self._recorded: dict[str, tuple[_Key, tuple[Path, ...]]] = {}
        self._running: tuple[dict[str, _Key], Iterator[Paths | None]] | None = None
        self.replay = Replay(self.setup.steps)

    @property
    def setup(self) -> RaceSetup:
        return self._versions.present

    # changing it

    def choose(self, surface: str) -> None:
        """Another surface, as it was left.

        Raises:
            KeyError: there is no such surface.
        """
        setup = self._left.get(surface) or RaceSetup.of(surface)
        self.change(setup, _EVERYTHING)

    def change(self, setup: RaceSetup, label: Message, merge: str = "") -> None:
        """Another race; changes in a row with the same `merge` are undone as one."""
        if setup != self.setup:
            self._versions.push(setup, label, merge)
            self._take_up()

    def settle(self) -> None:
        """A gesture is over: what follows is undone by itself."""
        self._versions.settle()

    @property
    def left_own(self) -> str:
        """The function that somebody typed last; empty if nobody has."""
        return self._left[CUSTOM].expression if CUSTOM in self._left else ""

    @property
    def undo_label(self) -> Message | None:
        return self._versions.undo_label

    @property
    def redo_label(self) -> Message | None:
        return self._versions.redo_label

    def undo(self) -> None:
        self._versions.undo()
        self._take_up()

    def redo(self) -> None:
        self._versions.redo()
        self._take_up()

    def _take_up(self) -> None:
        if not self.setup.lesson:  # whoever chooses a surface does not want a lesson
            self._left[self.setup.surface_name] = self.setup
        self.replay = self.replay.resized(self.setup.steps)

    # recording it

    @property
    def paths(self) -> dict[str, Path]:
        """Every entrant's path from the first start, recorded now if need be."""
        return {id: paths[0] for id, paths in self.all_paths.items()}

    @property
    def all_paths(self) -> dict[str, tuple[Path, ...]]:
        """Every entrant's paths, one from each start, recorded now if need be."""
        while not self.work(1.0, hidden=True):
            pass
        return {entrant.id: self._recorded[entrant.id][1] for entrant in self.setup}

    @property
    def recorded(self) -> dict[str, tuple[Path, ...]]:
        """What there is to see. A path may still be of settings that have just changed where it
        is about to be recorded again; of somebody who is switched off, for whom nobody does that,
        it is never given out."""
        found: dict[str, tuple[Path, ...]] = {}
        for entrant in self.setup:
            key, paths = self._recorded.get(entrant.id, ((None,), ()))
            follows = entrant.shown and key[0] is self.setup.surface
            if follows or key == self._key(entrant):
                found[entrant.id] = paths
        return found

    def work(self, seconds: float, *, hidden: bool = False, focus: str = "") -> bool:
        """Record for so long at most, of those who are seen, and of `focus` even if it is not,
        unless the others are wanted too; is everything recorded? A run that was begun is ended
        first: while somebody drags, the picture follows instead of never arriving."""
        deadline = perf_counter() + seconds
        while True:
            if self._running is None:
                stale = self._stale(hidden, focus)
                if not stale:
                    return True
                self._running = stale, self.setup.racing(stale)
            keys, running = self._running
            for paths in running:
                if paths is not None:
                    for (id, key), path in zip(keys.items(), paths, strict=True):
                        self._recorded[id] = key, path
                    self._running = None
                elif perf_counter() > deadline:
                    return False
            if perf_counter() > deadline:
                return not self._stale(hidden, focus)

    def place_of(self, id: str) -> Point:
        """Where the racer from the first start stands now, or stood at the end of its path; the
        start if it has none."""
        paths = self.recorded.get(id)
        if not paths:
            return self.setup.start
        points = paths[0].points
        x, y = points[min(self.replay.step, len(points) - 1)]
        return float(x), float(y)

    @property
    def is_recorded(self) -> bool:
        """Are the paths that are seen those of the settings as they are now?"""
        return not self._stale(hidden=False, focus="")

    def _key(self, entrant: Entrant) -> "_Key":
        setup = self.setup
        return setup.surface, entrant.racer, setup.starts, setup.steps, setup.seed

    def _stale(self, hidden: bool, focus: str) -> "dict[str, _Key]":
        setup = self.setup
        wanted = [e for e in setup if hidden or e.shown or e.id == focus]
        keys = {e.id: self._key(e) for e in wanted}
        self._recorded = {id: one for id, one in self._recorded.items() if id in setup}
        done = {id: one[0] for id, one in self._recorded.items()}
        return {id: key for id, key in keys.items() if done.get(id) != key}

    # memory

    def as_json(self) -> dict[str, Any]:
        """Everything in JSON's own types; `restore` understands it."""
        left = {**self._left, self.setup.surface_name: self.setup}
        return {
            "surface": self.setup.surface_name,
            "setups": {name: setup.as_json() for name, setup in left.items()},
            "step": self.replay.step,
            "speed": self.replay.speed,
        }

    def restore(self, saved: Mapping[str, Any]) -> Message | None:
        """Take up what was saved; what is missing or makes no sense is left out. There is
        nothing to undo afterwards. The reason, if somebody's own function was left out."""
        setups, found, lost = saved.get("setups"), dict[str, RaceSetup](), None
        for name, setup in setups.items() if isinstance(setups, Mapping) else ():
            if name in SURFACES or name == CUSTOM:
                try:
                    found[name] = RaceSetup.from_json(name, setup)
                except StudioError as error:
                    lost = _left_out(setup, error.message)
        self._left = {name: setup for name, setup in found.items() if not setup.lesson}
        surface = saved.get("surface")
        if not isinstance(surface, str) or surface not in {*SURFACES, *found}:
            surface = self.setup.surface_name
        meant = self.setup if surface == CUSTOM else RaceSetup.of(surface)
        self._versions = Versions(found.get(surface) or meant)
        self._take_up()
        if saved.get("speed") in SPEEDS:
            self.replay = replace(self.replay, speed=float(saved["speed"]))
        step = saved.get("step")
        if isinstance(step, int):
            self.replay = self.replay.seek(min(max(step, 0), self.replay.length))
        return lost


def _left_out(setup: object, reason: Message) -> Message | None:
    """None where nothing had been typed."""
    typed = setup.get("expression") if isinstance(setup, Mapping) else None
    if not (isinstance(typed, str) and typed):
        return None
    return Message("arena.error.left_out", {"text": typed, "reason": reason})


_Key = tuple[Any, ...]  # all that a path depends on

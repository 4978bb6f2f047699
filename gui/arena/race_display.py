"""What is to be seen of a race: on the map, on the pages, at the moment that the clock says.

It owns the clocks: one lets time pass, the other records what has become stale, a few milliseconds
at a time, while the window lives on. What can be known is in the `RaceSession`; nothing is decided
here.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.surfaces import SPEEDS, Entrant, Path, Replay, trail
from core.surfaces.race.arrival import patience
from core.surfaces.race.basins import ROUNDS, filling
from core.surfaces.race.descent import is_astray
from core.surfaces.race.judging import Judged
from core.surfaces.race.presets import PRESETS
from gui.appearance import Appearance
from gui.arena.basin_filler import BasinFiller
from gui.arena.pages import Pages
from gui.arena.race_controls import RaceControls
from gui.arena.race_editor import RaceEditor
from gui.arena.race_judge import RaceJudge
from gui.arena.race_transport import RaceTransport
from gui.arena.replay_clock import ReplayClock

if TYPE_CHECKING:
    from gui.arena.surface_view import SurfaceView

_BUDGET = 0.006  # seconds of recording between two looks at what the user does


class RaceDisplay(QObject):
    """Shows the session of an editor. `view` is the plot, once there is one; `awake` is whether
    anybody looks."""

    arranged = Signal()  # another race: the parts may need other places

    def __init__(
        self,
        appearance: Appearance,
        editor: RaceEditor,
        controls: RaceControls,
        pages: Pages,
        transport: RaceTransport,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.editor, self.session = editor, editor.session
        self.controls, self.pages, self.transport = controls, pages, transport
        self.filler, self.judge = BasinFiller(self), RaceJudge(self)
        self.view: SurfaceView | None = None
        self.awake = False
        self._basins = False
        self._shown: Mapping[str, tuple[Path, ...]] = {}
        self._astray: set[str] = set()  # who is far out, or has no number left, at the race's end
        self._told: Judged = {}  # of these, what was said last: it stays while others are searched
        self._clock = ReplayClock(self)
        self._recorder = QTimer(self, singleShot=True, interval=0)
        self._clock.passed.connect(self._advance)
        self._recorder.timeout.connect(self.record)
        self.filler.grown.connect(self._on_basins)
        self.judge.minima_changed.connect(self._on_minima)
        self.judge.judged_changed.connect(self._on_judged)
        editor.changed.connect(self.show_race)
        transport.toggled.connect(self.toggle)
        transport.stepped.connect(self.step)
        transport.sought.connect(self.seek)
        transport.speed_chosen.connect(self.set_speed)
        pages.turned.connect(self.turn)
        pages.step.sought.connect(self.seek)
        pages.compare.sought.connect(self.seek)
        pages.step.parts_changed.connect(self.show_anatomy)

    def wake(self) -> None:
        """Somebody looks: a race that was started before it could be seen begins."""
        self.awake = True
        self.filler.resume()
        self.move(self.session.replay)

    def sleep(self) -> None:
        """Nobody looks: a race that nobody sees does not run."""
        self.awake = False
        self.filler.pause()
        self.move(replace(self.session.replay, playing=False))

    # Moving through the race.

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        self.move(self.session.replay.toggle())

    @Slot(float)
    def seek(self, step: float) -> None:
        self.move(self.session.replay.seek(step))

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """One of `SPEEDS`, which are factors."""
        if speed in SPEEDS:
            self.move(replace(self.session.replay, speed=speed))

    @Slot(int)
    def step(self, direction: int) -> None:
        self.move(self.session.replay.step_by(direction))

    @Slot(bool)
    def show_basins(self, on: bool) -> None:
        """Colour the plane by where the focused racer ends from there."""
        self._basins = on
        self.fill_basins()

    @property
    def focus(self) -> Entrant | None:
        """The racer that is looked at."""
        return next((e for e in self.session.setup if e.id == self.editor.focus), None)

    # Showing it.

    @Slot()
    def show_race(self) -> None:
        """Everything anew; while nobody has seen the panel yet there is nothing to do."""
        if self.view is None:
            return
        setup, lesson = self.session.setup, self.editor.lesson
        about = PRESETS[lesson].about if lesson else None
        self.controls.show_session(self.session, about)
        self.pages.racers.show_setup(setup, self.editor.focus)
        self.pages.step.show_entrants(setup.entrants, self.editor.focus)
        self.pages.setup.show_setup(setup)
        self.view.show_surface(setup.surface)
        self.view.show_starts(setup.starts)
        self.arranged.emit()
        self.judge.look_at(setup.surface, *self.view.ranges)
        self.record()
        self.show_paths()
        if not self.session.is_recorded:
            self.judge.hold()
        self.show_position()
        self.fill_basins()

    @Slot()
    def record(self) -> None:
        """Record for a moment what has become stale; then let the window live, and go on."""
        if not self.session.work(_BUDGET, focus=self.editor.focus):
            self._recorder.start()
        if self.session.recorded != self._shown:
            self.show_paths()
            self.show_position()

    def show_paths(self) -> None:
        setup, paths = self.session.setup, self.session.recorded
        self._shown = paths
        if self.view is not None:
            ways = [path.points for each in setup.shown for path in paths.get(each.id, ())]
            self.view.show_ways(ways)
        first = {e.id: paths[e.id][0] for e in setup.shown if e.id in paths}
        self._astray = {id for id, path in first.items() if is_astray(setup.surface, path)}
        charted = self.pages.is_seen("compare")
        if charted or (self.pages.is_seen("racers") and self._astray):
            self.judge.judge(setup, first, distances=charted)
            self._on_judged()
        if self.pages.is_seen("step"):
            self.pages.step.show_path(self.focus, self._focus_path(), setup)

    def _focus_path(self) -> Path | None:
        paths = self.session.recorded.get(self.editor.focus)
        return paths[0] if paths else None

    def show_position(self) -> None:
        if self.view is None:
            return
        from gui.arena.trails import Trail

        replay, paths, setup = self.session.replay, self.session.recorded, self.session.setup
        reduced = self._appearance.reduced_motion
        position = floor(replay.position) if reduced else replay.position
        apart, focus = self.pages.is_seen("step"), self.editor.focus
        trails = [
            Trail(entrant.id, trail(path, position), i == 0, apart and entrant.id != focus)
            for entrant in setup.shown
            for i, path in enumerate(paths.get(entrant.id, ()))
        ]
        self.view.show_trails(sorted(trails, key=lambda each: (not each.quiet, each.first)))
        if self.pages.is_seen("racers"):
            self._show_racers()
        self.pages.compare.show_position(position)
        self.show_anatomy()
        self.transport.show_replay(replay)

    def _show_racers(self) -> None:
        judge, session = self.judge, self.session
        new = {id: each for id, each in judge.judged.items() if each.verdict is not None}
        self._told = {id: x for id, x in {**self._told, **new}.items() if id in self._astray}
        position = session.replay.position
        page = self.pages.racers
        page.show_position(session.setup, session.recorded, position, judge.home, self._told)

    @Slot()
    def show_anatomy(self) -> None:
        """The arrows of the next step, while that page is open."""
        if self.view is None:
            return
        step, found = self.pages.step, None
        if self.pages.is_seen("step"):
            flat = self.session.setup.surface.is_curve
            at = self.session.replay.step
            step.show_step(self.focus, self._focus_path(), at, flat=flat)
            found = step.anatomy
        self.view.show_anatomy(found, step.hidden_parts)
        step.show_cut(self.view.cut)

    @Slot(str)
    def turn(self, name: str) -> None:
        self.show_paths()
        self.show_position()

    @Slot()
    def look_around(self) -> None:
        """Another part of the plane is in view: it may hold other minima."""
        if self.view is not None:
            self.judge.look_at(self.session.setup.surface, *self.view.ranges)
            self.pages.step.show_cut(self.view.cut)
        self.fill_basins()

    @Slot()
    def _on_minima(self) -> None:
        """More of them are known, or they are searched for anew."""
        if self.view is not None:
            self.view.show_minima(self.judge.sighted)
        self._on_judged()
        self.show_position()
        self.fill_basins()

    @Slot()
    def _on_judged(self) -> None:
        setup, judge = self.session.setup, self.judge
        paths, recorded = self.session.recorded, self.session.is_recorded
        self.pages.compare.show_race(setup, paths, judge.minima, judge.judged, recorded=recorded)
        if self.view is not None and self.pages.is_seen("racers"):
            self._show_racers()

    @Slot()
    def fill_basins(self) -> None:
        """Begin the basins of what is in view; none if nobody wants to see them."""
        entrant = self.focus
        if not self._basins or entrant is None or self.view is None:
            self.filler.stop()
            self._on_basins()
            return
        setup = self.session.setup
        (x_range, y_range), racer = self.view.ranges, entrant.racer
        minima = self.judge.minima
        if minima is None:
            if setup.surface not in self.filler.subject[:1]:  # else they are good where they are
                self.filler.stop()
            self._on_basins()
            return
        race = setup.surface, racer, x_range, y_range, patience(setup.steps), setup.seed
        wanted = (*race, minima.found, ROUNDS, setup.steps)
        self.filler.fill(filling(*wanted), wanted, entrant.name, patience(setup.steps))
        self._on_basins()

    @Slot()
    def _on_basins(self) -> None:
        basins, entrant = self.filler.basins, self.focus
        wanted = entrant.name if entrant else "", patience(self.session.setup.steps)
        name, steps = wanted if basins is None else self.filler.named
        if self.view is not None:
            self.view.show_basins(basins, name, steps)
        done = None if not self._basins else basins.done if basins else 0.0
        searching = self.judge.minima is None
        self.pages.setup.show_basins(done, name, steps, searching=searching)

    def move(self, replay: Replay) -> None:
        """Put another cursor in place, and start or stop the clock with it."""
        self.session.replay = replay
        self._clock.run(replay.playing and self.awake)
        self.show_position()

    @Slot(float)
    def _advance(self, seconds: float) -> None:
        self.move(self.session.replay.advance(seconds))

    def finish(self) -> None:
        """Record, judge, typeset and fill in now what else comes by and by: for a picture."""
        while not self.session.work(1.0, focus=self.editor.focus):
            pass
        self.record()
        self.look_around()
        self.show_paths()
        self.judge.finish()
        self.fill_basins()
        self.pages.step.finish()
        self.filler.finish()

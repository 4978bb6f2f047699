"""The arena panel: a race of optimizers over a loss surface, recorded first and played then.

The panel puts the parts together and owns the timers: one lets time pass, the other records what
has become stale, a few milliseconds at a time. What can be known and chosen is in the
`RaceSession`; what somebody does goes through the `RaceEditor`. The plot is imported when the
panel is first shown: it costs the program's start a fifth of a second that the first lesson does
not need.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.documents.document import read
from core.messages import Message
from core.surfaces import SPEEDS, Entrant, Path, RaceSession, Replay, trail
from core.surfaces.basins import filling
from core.surfaces.presets import PRESETS
from gui.appearance import Appearance
from gui.arena.arrangement import Arrangement
from gui.arena.basin_filler import BasinFiller
from gui.arena.map_style import MapStyle, style_as_json, style_from_json
from gui.arena.pages import Pages
from gui.arena.race_controls import RaceControls
from gui.arena.race_editor import RaceEditor
from gui.arena.race_saver import RaceSaver
from gui.arena.race_transport import RaceTransport
from gui.i18n import Translator
from gui.widgets import FirstSight

if TYPE_CHECKING:
    from gui.arena.race_sheet import RaceScene
    from gui.arena.surface_view import SurfaceView

_TICK = 16  # milliseconds
_BUDGET = 0.012  # seconds of recording between two looks at what the user does


class ArenaPanel(QWidget):
    """Surface chooser, plot, pages and transport, in a narrow dock or on a wall."""

    opened = Signal(object)  # Document: the function, with the values under a racer

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.session = RaceSession()
        self.editor = RaceEditor(self.session, self)
        self.controls = RaceControls(appearance, translator)
        self.pages = Pages(appearance, translator)
        self.transport = RaceTransport(appearance, translator)
        self.filler = BasinFiller(self)
        self.saver = RaceSaver(self, translator)
        self._style = MapStyle()
        self._basins = False
        self._shown: Mapping[str, tuple[Path, ...]] = {}
        self._view: SurfaceView | None = None
        self._arrangement = Arrangement(self, appearance, self.controls, self.pages, self.transport)
        self._timer = QTimer(self, interval=_TICK)
        self._recorder = QTimer(self, singleShot=True, interval=0)
        self._clock = QElapsedTimer()
        self._connect()
        self._connect_pages()
        FirstSight(self, lambda: self.view)

    def _connect(self) -> None:
        editor, controls = self.editor, self.controls
        self._timer.timeout.connect(self._tick)
        self._recorder.timeout.connect(self._record)
        editor.changed.connect(self._show_race)
        editor.refused.connect(controls.show_error)
        editor.function_wanted.connect(controls.ask_for_function)
        controls.surface_chosen.connect(editor.set_surface)
        controls.function_typed.connect(editor.set_function)
        controls.undo_wanted.connect(editor.undo)
        controls.redo_wanted.connect(editor.redo)
        controls.reset_wanted.connect(editor.reset)
        controls.stage_wanted.connect(self.open_on_stage)
        controls.fit_wanted.connect(self.fit_view)
        controls.export_wanted.connect(self.saver.ask)
        self.filler.grown.connect(self._on_basins)
        self.saver.told.connect(controls.say)
        self.saver.failed.connect(controls.show_error)
        self.transport.toggled.connect(self.toggle)
        self.transport.stepped.connect(self._step)
        self.transport.sought.connect(self.seek)
        self.transport.speed_chosen.connect(self.set_speed)
        self._translator.changed.connect(self._on_appearance)
        self._appearance.changed.connect(self._on_appearance)

    def _connect_pages(self) -> None:
        editor, pages = self.editor, self.pages
        racers, setup = pages.racers, pages.setup
        racers.legend.toggled.connect(editor.show_racer)
        racers.form.racer_changed.connect(editor.set_racer)
        racers.form.settled.connect(self._settle)
        racers.focused.connect(editor.set_focus)
        racers.added.connect(editor.add_racer)
        racers.copied.connect(editor.copy_racer)
        racers.removed.connect(editor.remove_racer)
        pages.step.sought.connect(self.seek)
        pages.step.focused.connect(editor.set_focus)
        pages.step.zoom.clicked.connect(self.zoom_to_step)
        pages.step.parts_changed.connect(self._show_anatomy)
        pages.compare.sought.connect(self.seek)
        setup.steps_chosen.connect(editor.set_steps)
        setup.seed_chosen.connect(editor.set_seed)
        setup.start_moved.connect(editor.move_start)
        setup.start_added.connect(self._add_start)
        setup.start_removed.connect(editor.remove_start)
        setup.style_chosen.connect(self.set_style)
        setup.basins_wanted.connect(self.show_basins)
        pages.lessons.chosen.connect(self.open_lesson)
        pages.turned.connect(self._on_page)

    @property
    def view(self) -> "SurfaceView":
        """The plot; made when it is first needed."""
        if self._view is None:
            from gui.arena.surface_view import SurfaceView

            self._view = view = SurfaceView(self._appearance, self._translator, self)
            view.start_moved.connect(self.editor.move_start)
            view.start_added.connect(self.editor.add_start)
            view.start_removed.connect(self.editor.remove_start)
            view.start_settled.connect(self._settle)
            view.play_wanted.connect(self.toggle)
            view.view_moved.connect(self._fill_basins)
            view.set_style(self._style)
            self._arrangement.put_plot(view)
            view.show()
            self._show_race()
        return self._view

    @property
    def steps(self) -> int:
        """The length of the race."""
        return self.session.replay.length

    @property
    def focus_entrant(self) -> Entrant | None:
        """The racer that is looked at."""
        return next((e for e in self.session.setup if e.id == self.editor.focus), None)

    # Moving through the race.

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        self._move(self.session.replay.toggle())

    @Slot(float)
    def seek(self, step: float) -> None:
        self._move(self.session.replay.seek(step))

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """One of `SPEEDS`, which are factors."""
        if speed in SPEEDS:
            self._move(replace(self.session.replay, speed=speed))

    @Slot(int)
    def _step(self, direction: int) -> None:
        self._move(self.session.replay.step_by(direction))

    # What the panel itself does.

    def set_surface(self, name: str) -> None:
        """Another surface, as it was left."""
        self.editor.set_surface(name)

    @Slot(str)
    def open_lesson(self, name: str) -> None:
        """A lesson from its beginning, with the page on which there is most to see."""
        self.show_basins(name == "starts")
        self.editor.open_lesson(name)
        self._move(replace(self.session.replay.seek(0), playing=False))
        self.pages.show_page(PRESETS[name].page)

    @Slot()
    def open_on_stage(self) -> None:
        """The function as a graph, with the values where the focused racer stands."""
        setup, (x, y) = self.session.setup, self.session.setup.start
        paths = self.session.recorded.get(self.editor.focus)
        if paths:
            last = len(paths[0].points) - 1
            x, y = (float(v) for v in paths[0].points[min(self.session.replay.step, last)])
        surface = setup.surface
        batch = dict(surface.batches.everything) if surface.batches else {}
        values = {name: np.asarray(v) for name, v in {"x": x, "y": y, **batch}.items()}
        self.opened.emit(read(surface.expression, values))

    @Slot()
    def fit_view(self) -> None:
        self.view.fit()

    @Slot()
    def zoom_to_step(self) -> None:
        """So near that the arrows of the step fill the view."""
        if self.pages.step.anatomy is not None:
            self.view.zoom_to(self.pages.step.anatomy, self.pages.step.hidden_parts)

    @Slot(object)
    def set_style(self, style: MapStyle) -> None:
        """How the ground is drawn."""
        self._style = style
        self.pages.setup.show_style(self._style)
        if self._view is not None:
            self._view.set_style(self._style)

    @Slot(bool)
    def show_basins(self, on: bool) -> None:
        """Colour the plane by where the focused racer ends from there."""
        self._basins = on
        self._fill_basins()

    @Slot()
    def _add_start(self) -> None:
        """Somewhere in view, to be dragged away: opposite the last one."""
        area, (x, y) = self.view.area, self.session.setup.starts[-1]
        middle = area.center()
        turn = 0.8
        dx, dy = x - middle.x(), y - middle.y()
        self.editor.add_start(
            middle.x() + dx * np.cos(turn) - dy * np.sin(turn),
            middle.y() + dx * np.sin(turn) + dy * np.cos(turn),
        )

    @Slot()
    def _settle(self) -> None:
        self.session.settle()

    def scene(self) -> "RaceScene":
        """The race as it is to be seen now, for a file."""
        from gui.arena.race_sheet import RaceScene

        self.finish()
        return RaceScene(
            self.session.setup,
            self.session.recorded,
            self.view.area,
            self._style,
            self.filler.basins,
            self._appearance.theme.name,
            self._translator.language,
        )

    # Showing it.

    @Slot()
    def _show_race(self) -> None:
        """Everything anew; while nobody has seen the panel yet there is nothing to do."""
        if self._view is None:
            return
        setup, lesson = self.session.setup, self.editor.lesson
        about = Message(PRESETS[lesson].about) if lesson else None
        self.controls.show_session(self.session, about)
        self.pages.racers.show_setup(setup, self.editor.focus)
        self.pages.step.show_entrants(setup.entrants, self.editor.focus)
        self.pages.setup.show_setup(setup)
        self._arrangement.lesson_open = bool(lesson)
        self._view.show_surface(setup.surface)
        self._view.show_starts(setup.starts)
        self._arrange()
        self._record()
        self._show_paths()
        self._show_position()
        self._fill_basins()

    @Slot()
    def _record(self) -> None:
        """Record for a moment what has become stale; then let the window live, and go on."""
        if not self.session.work(_BUDGET):
            self._recorder.start()
        if self.session.recorded != self._shown:
            self._show_paths()
            self._show_position()

    def _show_paths(self) -> None:
        setup, paths = self.session.setup, self.session.recorded
        self._shown = paths
        if self.pages.is_seen("compare"):
            self.pages.compare.show_race(setup, paths)
        if self.pages.is_seen("step"):
            path = self._focus_path()
            flat = setup.surface.is_curve
            self.pages.step.show_path(self.focus_entrant, path, setup.steps, flat)

    def _focus_path(self) -> Path | None:
        paths = self.session.recorded.get(self.editor.focus)
        return paths[0] if paths else None

    def _show_position(self) -> None:
        if self._view is None:
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
        self._view.show_trails(sorted(trails, key=lambda each: (not each.quiet, each.first)))
        if self.pages.is_seen("racers"):
            self.pages.racers.show_position(setup, paths, replay.position)
        self.pages.compare.show_position(position)
        self._show_anatomy()
        self.transport.show_replay(replay)

    @Slot()
    def _show_anatomy(self) -> None:
        """The arrows of the next step, while that page is open."""
        if self._view is None:
            return
        step, found = self.pages.step, None
        if self.pages.is_seen("step"):
            flat = self.session.setup.surface.is_curve
            at = self.session.replay.step
            step.show_step(self.focus_entrant, self._focus_path(), at, flat=flat)
            found = step.anatomy
        self._view.show_anatomy(found, step.hidden_parts)

    @Slot(str)
    def _on_page(self, name: str) -> None:
        self._show_paths()
        self._show_position()

    @Slot()
    def _fill_basins(self) -> None:
        """Begin the basins of what is in view; none if nobody wants to see them."""
        entrant = self.focus_entrant
        if not self._basins or entrant is None or self._view is None:
            self.filler.stop()
            self._on_basins()
            return
        setup = self.session.setup
        (x_range, y_range), racer = self._view.ranges, entrant.racer
        wanted = (setup.surface, racer, x_range, y_range, setup.steps, setup.seed)
        if wanted != self.filler.subject:
            self.filler.fill(filling(*wanted), wanted)
        self._on_basins()

    @Slot()
    def _on_basins(self) -> None:
        basins, entrant = self.filler.basins, self.focus_entrant
        if self._view is not None:
            self._view.show_basins(basins)
        done = None if not self._basins else basins.done if basins else 0.0
        self.pages.setup.show_basins(done, entrant.name if entrant else "")

    def _move(self, replay: Replay) -> None:
        """Put another cursor in place, and start or stop the clock with it."""
        started = replay.playing and not self._timer.isActive()
        self.session.replay = replay
        if started and self.isVisible():
            self._clock.start()
            self._timer.start()
        elif not replay.playing:
            self._timer.stop()
        self._show_position()

    @Slot()
    def _tick(self) -> None:
        self._move(self.session.replay.advance(self._clock.restart() / 1000))

    @Slot()
    def _arrange(self) -> None:
        self._arrangement.fit()

    @Slot()
    def _on_appearance(self) -> None:
        self._arrange()
        self._show_position()

    # Memory.

    def save_state(self) -> dict[str, Any]:
        """All that was chosen, in JSON's own types."""
        return self.session.as_json() | {
            "focus": self.editor.focus,
            "lesson": self.editor.lesson,
            "page": self.pages.page,
            "style": style_as_json(self._style),
            "measure": self.pages.compare.measure.currentData(),
        }

    def restore_state(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save_state` gave; what makes no sense is left out."""
        self.session.restore(saved)
        lesson, focus = saved.get("lesson"), saved.get("focus")
        self.editor.lesson = lesson if isinstance(lesson, str) and lesson in PRESETS else ""
        self.editor.focus = focus if isinstance(focus, str) else ""
        self.editor.keep_focus()
        self.pages.show_page(str(saved.get("page")))
        self.pages.compare.choose_measure(str(saved.get("measure")))
        self.set_style(style_from_json(saved.get("style")))
        self._show_race()

    # Events.

    def event(self, event: QEvent) -> bool:
        """Undo in here is undo of the race, while the keyboard is in here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.editor.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.editor.redo()
        else:
            super().keyPressEvent(event)

    def finish(self) -> None:
        """Record, judge, typeset and fill in now what else comes by and by: for a picture."""
        while not self.session.work(1.0):
            pass
        self._record()
        self.pages.compare.judge()
        self.pages.step.finish()
        self.filler.finish()

    def minimumSizeHint(self) -> QSize:
        return self._arrangement.minimum

    def showEvent(self, event: QShowEvent) -> None:
        """A race that was started before it could be seen begins."""
        super().showEvent(event)
        self.filler.resume()
        self._move(self.session.replay)

    def hideEvent(self, event: QHideEvent) -> None:
        """A race that nobody sees does not run."""
        super().hideEvent(event)
        self.filler.pause()
        self._move(replace(self.session.replay, playing=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

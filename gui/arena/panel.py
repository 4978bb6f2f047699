"""The arena panel: a race of optimizers over a loss surface, recorded first and played then.

The panel puts the parts together. What can be known and chosen is in the `RaceSession`; what
somebody does goes through the `RaceEditor`, and the `RaceDisplay` shows it. The plot is imported
when the panel is first shown: it costs the program's start a fifth of a second that the first
lesson does not need.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.datasets import load as load_data
from core.documents.document import read
from core.messages import Message
from core.surfaces import RaceSession
from gui.appearance import Appearance
from gui.arena.another_start import another_start
from gui.arena.arena_mode import ArenaMode
from gui.arena.arrangement import Arrangement
from gui.arena.connections import connect
from gui.arena.ground import Ground
from gui.arena.map_style import MapStyle
from gui.arena.open_lesson import OpenLesson
from gui.arena.pages import Pages
from gui.arena.race_controls import NET, RaceControls
from gui.arena.race_display import RaceDisplay
from gui.arena.race_editor import RaceEditor
from gui.arena.race_saver import RaceSaver
from gui.arena.race_transport import RaceTransport
from gui.guard import guard_overrides, late
from gui.i18n import Translator
from gui.widgets import FirstSight

if TYPE_CHECKING:
    from gui.arena.landscape.landscape_panel import LandscapePanel
    from gui.arena.landscape.work import Loader
    from gui.arena.race_export import Scene
    from gui.arena.surface_view import SurfaceView


class ArenaPanel(QWidget):
    """Surface chooser, plot, pages and transport, in a narrow dock or on a wall."""

    opened = Signal(object)  # Document: the function, with the values under a racer

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        load: "Loader" = load_data,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.session = RaceSession()
        self.editor = RaceEditor(self.session, self)
        self.controls = RaceControls(appearance, translator)
        self.pages = Pages(appearance, translator)
        self.transport = RaceTransport(appearance, translator)
        self.saver = RaceSaver(self, self, translator)
        self._view: SurfaceView | None = None
        self.arrangement = Arrangement(self, appearance, self.controls, self.pages, self.transport)
        self.mode = ArenaMode(load, appearance, translator, self.controls, self.arrangement, self)
        parts = (self.controls, self.pages, self.transport)
        self.display = RaceDisplay(appearance, self.editor, *parts, self)
        self.ground = Ground(self.display, self.pages, self)
        shown = (self.controls, self.pages, self.arrangement)
        self._lesson = OpenLesson(self.display, *shown)
        connect(self)
        translator.changed.connect(self._on_appearance)
        appearance.changed.connect(self._on_appearance)
        FirstSight(self, lambda: self.view)

    @property
    def view(self) -> "SurfaceView":
        """The plot; made when it is first needed."""
        if self._view is None:
            from gui.arena.surface_view import SurfaceView

            guard_overrides()
            self._view = view = SurfaceView(self._appearance, self._translator, self)
            view.start_moved.connect(self.editor.move_start)
            view.start_added.connect(self.editor.add_start)
            view.start_removed.connect(self.editor.remove_start)
            view.start_settled.connect(self.settle)
            view.play_wanted.connect(self.toggle)
            view.view_moves.connect(self.display.judge.wait)
            view.view_moved.connect(self.display.look_around)
            view.set_style(self.ground.style)
            self.arrangement.put_plot(view)
            view.show()
            self.display.view = view
            self.display.show_race()
        return self._view

    @property
    def steps(self) -> int:
        """The length of the race."""
        return self.session.replay.length

    @property
    def landscape(self) -> "LandscapePanel":
        """The other mode: the loss of a real net."""
        return self.mode.landscape

    @property
    def position(self) -> float:
        """Where the race stands that is to be seen."""
        return (self.landscape.replay if self.mode.net else self.session.replay).position

    # What the panel itself does.

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.mode.net:
            self.landscape.toggle()
        else:
            self.display.toggle()

    def seek(self, step: float) -> None:
        self.display.seek(step)

    @Slot(bool)
    def show_basins(self, on: bool) -> None:
        """Colour the plane by where the focused racer ends from there."""
        self.ground.show_basins(on)

    def finish(self) -> None:
        """Do now what else comes by and by: for a picture."""
        self.display.view = self.view  # made now if nobody has looked yet
        self.display.finish()
        self.view.place_note()

    @Slot(str)
    def set_surface(self, name: str) -> None:
        """Another surface, as it was left; `NET` is the loss of a net."""
        self.mode.show_net(name == NET)
        if name == NET:
            self.display.sleep()
        else:
            self.display.wake()
            self.editor.set_surface(name)

    @Slot(str)
    def open_lesson(self, name: str) -> None:
        """A lesson from its beginning, with the page on which there is most to see."""
        self.mode.show_net(False)
        self._lesson.open(name)
        self.ground.begin()
        self.arrange()

    @Slot()
    def open_on_stage(self) -> None:
        """The function as a graph, with the values where the focused racer stands."""
        surface, (x, y) = self.session.setup.surface, self.session.place_of(self.editor.focus)
        batch = dict(surface.batches.everything) if surface.batches else {}
        values = {name: np.asarray(v) for name, v in {"x": x, "y": y, **batch}.items()}
        self.opened.emit(read(surface.formula, values))

    @Slot()
    def fit_view(self) -> None:
        (self.landscape if self.mode.net else self.view).fit()

    @Slot()
    def zoom_to_step(self) -> None:
        """So near that the arrows of the step fill the view."""
        if self.pages.step.anatomy is not None:
            self.view.zoom_to(self.pages.step.anatomy, self.pages.step.hidden_parts)

    @Slot(object)
    def set_style(self, style: MapStyle) -> None:
        """How the ground is drawn."""
        self.ground.set_style(style)

    @Slot()
    def add_start(self) -> None:
        """Somewhere in view, to be dragged away: opposite the last one."""
        self.editor.add_start(*another_start(self.session.setup.starts[-1], self.view.area))

    @Slot()
    def settle(self) -> None:
        self.session.settle()

    @late
    def scene(self) -> "Scene":
        """The race as it is to be seen now, for a file."""
        lowered = not self.controls.saving.isHidden()
        if self.mode.net:
            return self.landscape.scene(lowered)
        from gui.arena.race_scene import RaceScene

        view, session = self.view, self.session  # made now if nobody has looked yet
        self.display.look_around()
        return RaceScene(
            session.setup,
            session.recorded if session.is_recorded else {},
            view.area_for_file(lowered),
            self.ground.style,
            view.surface_3d.camera,
            self.ground.coloured,
            self.display.judge.sighted,
            self.display.focus,
            self.pages.step.hidden_parts if self.pages.is_seen("step") else None,
            self._appearance.theme.name,
            self._translator.language,
        )

    @Slot()
    def arrange(self) -> None:
        self.arrangement.lesson_open = bool(self.editor.lesson)
        self.arrangement.fit()
        self.mode.arrange()
        self._lesson.fit(self.height())

    @Slot()
    def _on_appearance(self) -> None:
        self.arrange()
        self.display.show_position()

    # Memory.

    def save_state(self) -> dict[str, Any]:
        """All that was chosen, in JSON's own types."""
        return self.session.as_json() | {
            "focus": self.editor.focus,
            "page": self.pages.page,
            "border": self.arrangement.border.as_json(),
            "measure": self.pages.compare.measure.currentData(),
            **self.ground.as_json(),
            **self.mode.as_json(),
        }

    def restore_state(self, saved: Mapping[str, Any]) -> Message | None:
        """Take up what `save_state` gave; what makes no sense is left out: why, of a function."""
        lost = self.session.restore(saved)
        focus = saved.get("focus")
        self.editor.focus = focus if isinstance(focus, str) else ""
        self.editor.keep_focus()
        self.pages.show_page(str(saved.get("page")))
        self.pages.compare.choose_measure(str(saved.get("measure")))
        self.ground.restore(saved)
        self.arrangement.border.restore(saved.get("border"))
        self.mode.left_as = saved.get("landscape")
        self.display.show_race()
        if saved.get("net") is True:
            self.set_surface(NET)
        return lost

    def close_work(self) -> bool:
        """End whatever runs; False if it did not end within a second."""
        self.saver.close()  # while its frames can still be given up in good order
        ended = self.display.judge.close(), self.mode.close()  # both are asked
        return all(ended)

    # Events.

    def event(self, event: QEvent) -> bool:
        """Undo in here is undo of the race, while the keyboard is in here."""
        typed = event.type() == QEvent.Type.ShortcutOverride and not self.mode.net
        if typed and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.mode.net:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.editor.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.editor.redo()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.arrangement.minimum

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.mode.net:
            self.display.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.display.sleep()
        if self.mode.net:
            self.landscape.sleep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

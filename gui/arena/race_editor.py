"""What somebody does to the race, each change under the name by which it can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from core.messages import Message, StudioError
from core.surfaces import CUSTOM, Racer, RaceSession, RaceSetup
from core.surfaces.race.presets import PRESETS


class RaceEditor(QObject):
    """`changed` after every change of the session; else `refused` or `misread` with the reason."""

    changed = Signal()
    refused = Signal(object)  # Message
    misread = Signal(object)  # Message: what is wrong with a function that was typed
    function_wanted = Signal()  # the own function is chosen, and there is none yet

    def __init__(self, session: RaceSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.focus = session.setup.entrants[0].id  # the racer that is looked at

    @property
    def setup(self) -> RaceSetup:
        return self.session.setup

    @property
    def lesson(self) -> str:
        """The lesson that is open; empty if none is."""
        return self.setup.lesson if self.setup.lesson in PRESETS else ""

    # what is raced on

    @Slot(str)
    def set_surface(self, name: str) -> None:
        """Another surface of `SURFACES`, or the own one, as it was left.

        Raises:
            KeyError: there is no such surface.
        """
        if name == CUSTOM and not self.session.left_own:
            self.changed.emit()  # the surface stays the one it was
            self.function_wanted.emit()
            return
        self.session.choose(name)
        self._tell()

    @Slot(str)
    def set_function(self, text: str) -> None:
        """Race on somebody's own function."""
        if text.strip() == self.setup.surface.expression:
            return
        try:
            setup = RaceSetup.custom(text.strip())
        except StudioError as error:
            self.misread.emit(error.message)
            return
        self._change(setup, Message("arena.edit.function"))

    @Slot(str)
    def open_lesson(self, name: str) -> None:
        """A lesson of `PRESETS`."""
        preset = PRESETS[name]
        self.focus = preset.focus
        self._change(preset.make(), Message(preset.title))

    @Slot()
    def reset(self) -> None:
        """This surface's own starts, steps and racers; of a lesson, its own."""
        meant = PRESETS[self.lesson].make() if self.lesson else self.setup.as_meant
        self._change(meant, Message("arena.edit.reset"))

    @Slot(int)
    def set_steps(self, steps: int) -> None:
        self._change(self.setup.with_steps(steps), Message("arena.edit.steps"), "steps")

    @Slot(int)
    def set_seed(self, seed: int) -> None:
        self._change(self.setup.with_seed(seed), Message("arena.edit.seed"), "seed")

    # starts

    @Slot(int, float, float)
    def move_start(self, index: int, x: float, y: float) -> None:
        if index < len(self.setup.starts):
            moved = self.setup.with_start(x, y, index)
            self._change(moved, Message("arena.edit.start"), f"start {index}")

    @Slot(float, float)
    def add_start(self, x: float, y: float) -> None:
        self._try(lambda: self.setup.with_another_start(x, y), Message("arena.edit.add_start"))

    @Slot(int)
    def remove_start(self, index: int) -> None:
        self._change(self.setup.without_start(index), Message("arena.edit.remove_start"))

    # racers

    @Slot(str)
    def set_focus(self, id: str) -> None:
        """Look at this racer."""
        if id in self.setup and id != self.focus:
            self.focus = id
            self.changed.emit()

    @Slot(str, bool)
    def show_racer(self, id: str, on: bool) -> None:
        """Switch a racer on or off."""
        if id not in self.setup:
            return
        shown = [e.id for e in self.setup.shown if e.id != id] + ([id] if on else [])
        label = Message("arena.edit.shown", {"name": self.setup[id].name})
        self._change(self.setup.with_shown(shown), label)

    @Slot(str, object, str)
    def set_racer(self, id: str, racer: Racer, what: str) -> None:
        """Other settings; `what` tells one slider from another."""
        if id not in self.setup:
            return
        label = Message("arena.edit.setting", {"name": self.setup[id].name})
        self._change(self.setup.with_racer(id, racer), label, f"{id} {what}")

    @Slot(str)
    def add_racer(self, optimizer: str) -> None:
        self._try(lambda: self.setup.with_another(optimizer), Message("arena.edit.add"), new=True)

    @Slot(str)
    def copy_racer(self, id: str) -> None:
        if id in self.setup:
            self._try(lambda: self.setup.with_copy(id), Message("arena.edit.add"), new=True)

    @Slot(str)
    def remove_racer(self, id: str) -> None:
        if id in self.setup:  # a second click may come before its button has gone
            label = Message("arena.edit.remove", {"name": self.setup[id].name})
            self._change(self.setup.without(id), label)

    # undo

    @Slot()
    def undo(self) -> None:
        self.session.undo()
        self._tell()

    @Slot()
    def redo(self) -> None:
        self.session.redo()
        self._tell()

    def _try(self, make: Callable[[], RaceSetup], label: Message, *, new: bool = False) -> None:
        try:
            setup = make()
        except StudioError as error:
            self.refused.emit(error.message)
            return
        if new:
            self.focus = setup.entrants[-1].id
        self._change(setup, label)

    def _change(self, setup: RaceSetup, label: Message, merge: str = "") -> None:
        self.session.change(setup, label, merge)
        self._tell()

    def _tell(self) -> None:
        self.keep_focus()
        self.changed.emit()

    def keep_focus(self) -> None:
        """The racer that is looked at is one of those that race."""
        if self.focus not in self.setup:
            self.focus = self.setup.entrants[0].id if self.setup.entrants else ""

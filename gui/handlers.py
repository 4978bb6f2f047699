"""What each key does: the handlers of the table in `gui/actions.py`, by the action's name."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from core.training.checkpoint import SUFFIX as RUN
from gui.stage.chain_rule.copy_menu import KINDS
from gui.theme import THEMES

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class Handlers:
    """Most actions belong to one panel, which does them itself; here are those that concern
    more than one."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def table(self) -> dict[str, Callable[[], object]]:
        """By the name of the action."""
        window = self._window
        documents, player, search_bar = window.documents, window.player, window.stage.search_bar
        return {
            "new": documents.new,
            "open": documents.open,
            "save": documents.save,
            "save_as": documents.save_as,
            "save_run": window.training.controls.files.files.ask_save,
            "open_run": self.open_run,
            "bring_back": window.session.bring_back,
            "export": documents.export,
            "copy_picture": documents.copy_picture,
            **{f"copy_{kind}": self._copier(kind) for kind in KINDS},
            "play_pause": self._mover("play", player.toggle),
            "step": self._mover("step", player.step),
            "step_back": self._mover("step_back", player.step_back),
            "to_start": self._mover("to_start", player.to_start),
            "to_end": self._mover("to_end", player.to_end),
            "next": self.go_on,
            "previous": self.go_back,
            "edit_expression": self.edit_expression,
            "fit": lambda: window.stage.view.fit(animated=True),
            "find": search_bar.open,
            "find_next": search_bar.next,
            "find_previous": search_bar.previous,
            "undo": window.workbench.undo,
            "redo": window.workbench.redo,
            "train": self.train,
            "freeze": self.freeze,
            "race": self.race,
            "detach": window.docks.detach,
            "default_layout": window.docks.reset,
            "present": self.present,
            "present_panel": self.present_panel,
            "leave": window.presentation.leave,
            "blank": self.blank,
            "larger": lambda: window.appearance.zoom(+1),
            "smaller": lambda: window.appearance.zoom(-1),
            "normal_size": lambda: window.appearance.set_scale(1.0),
            "language": self.switch_language,
            "theme": self.switch_theme,
            "keys": window.keys.toggle,
            "quit": window.close,
        }

    def _mover(self, button: str, otherwise: Callable[[], object]) -> Callable[[], object]:
        """A key that goes through what a panel plays that has the room of the stage; else through
        what a tool goes through, if one is at work; else through the passes."""

        def move() -> None:
            if self._window.keyboard.press(button):
                return
            stepper = self._window.explore.stepper
            if stepper is None:
                otherwise()
            else:
                stepper.press(button)

        return move

    def go_on(self) -> None:
        """Page down: the next event; after the last, the next example."""
        if self._window.keyboard.press("step"):
            return
        stepper = self._window.explore.stepper
        if stepper is not None and stepper.press("step"):
            return
        playback, director = self._window.player.playback, self._window.director
        if playback is None or playback.at_end:
            director.open(director.neighbour(+1))
        else:
            self._window.player.step()

    def go_back(self) -> None:
        """Page up: one event back; before the first, the example before."""
        if self._window.keyboard.press("step_back"):
            return
        stepper = self._window.explore.stepper
        if stepper is not None:
            if not stepper.press("step_back"):
                self._window.director.open(self._window.director.neighbour(-1))
            return
        playback, director = self._window.player.playback, self._window.director
        if playback is None or playback.position == 0:
            director.open(director.neighbour(-1))
        else:
            self._window.player.step_back()

    def _copier(self, kind: str) -> Callable[[], object]:
        """What copies the run, or the formula of its step; the card says that it was done."""

        def copy() -> None:
            self._window.docks.show("card")
            self._window.card.copy_menu.copy(kind)

        return copy

    def edit_expression(self) -> None:
        self._window.activateWindow()
        self._window.presentation.show_bar()
        field = self._window.expression.field
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def open_file(self, path: Path) -> None:
        """A file that was dropped: a training run, or a document."""
        if path.suffix.lower() == RUN:
            self._window.docks.show("training")
            self._window.training.controls.files.files.open(path)
        else:
            self._window.documents.session.open(path)

    def train(self) -> None:
        self._window.docks.show("training")
        self._window.director.show_network()
        self._window.session.toggle()

    def players(self) -> dict[str, Callable[[str], object]]:
        """What the keys of playing do in the panels that are worked in, by the names of those."""

        def race(button: str) -> None:
            arena = self._window.arena
            transport = arena.landscape.transport if arena.mode.net else arena.transport
            if not transport.isHidden():  # there is something to be played
                transport.press(button)

        def train(button: str) -> None:
            if button == "play":
                self.train()

        return {"arena": race, "training": train, "lab": lambda _: None}

    def freeze(self) -> None:
        self._window.docks.show("training")
        self._window.session.freeze()

    def open_run(self) -> None:
        self._window.docks.show("training")
        self._window.training.controls.files.files.ask_open()

    def race(self) -> None:
        self._window.docks.show("arena")
        self._window.arena.toggle()

    def present(self) -> None:
        """The stage; or, where that is folded, the panel that has its room."""
        folded = bool(self._window.keyboard.panel)
        self._window.presentation.toggle(self._window.docks.front if folded else None)

    def present_panel(self) -> None:
        """The panel in front, if there is one."""
        front = self._window.docks.front
        if front is not None or self._window.presentation.presenting:
            self._window.presentation.toggle(front)

    def blank(self) -> None:
        """A black screen; nothing goes on behind it. A step that is under way is over when the
        screen comes back: half of one, standing still, would be no picture of anything."""
        player = self._window.player
        frame = player.frame
        if frame is not None and frame.progress > 0:
            player.seek(frame.index + 1.0)
        player.pause()
        self._window.presentation.toggle_blank()

    def switch_language(self) -> None:
        translator = self._window.translator
        translator.set_language("en" if translator.language == "zh_CN" else "zh_CN")

    def switch_theme(self) -> None:
        appearance, names = self._window.appearance, list(THEMES)
        here = names.index(appearance.theme.name)
        appearance.set_theme(names[(here + 1) % len(names)])

"""What is raced on: a surface or somebody's own function; undo, reset, the way to the stage."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message
from core.surfaces import CUSTOM, SURFACES, RaceSession
from gui.appearance import Appearance
from gui.arena.export_entries import ExportEntries
from gui.arena.lesson_line import LessonLine
from gui.arena.saving_bar import SavingBar
from gui.i18n import Translator
from gui.widgets import CalmWheel, IconButton, hand_keyboard_on, narrow, nest, space

NET = "net"  # the surface that is the loss of a real net


class RaceControls(QWidget):
    """Shows a session with `show_session`; emits what somebody wants."""

    surface_chosen = Signal(str)
    function_typed = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()
    reset_wanted = Signal()
    stage_wanted = Signal()
    fit_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._appearance = appearance
        self.surfaces = QComboBox()
        CalmWheel((self.surfaces,), self)
        narrow(self.surfaces)
        make = partial(IconButton, appearance=appearance, translator=translator, side=16)
        self.undo, self.redo = (
            make("undo", key="arena.controls.undo"),
            make("redo", key="arena.controls.redo"),
        )
        self.fit = make("fit", key="arena.controls.fit")
        self.reset = make("reset", key="arena.controls.reset")
        self.stage = make("float", key="arena.controls.stage")
        self.save = make("menu", key="arena.controls.export")
        self.menu = QMenu(self)
        self.field = QLineEdit()
        self.field.setProperty("role", "code")
        self.caption, self.error = QLabel(), QLabel()
        self.saving = SavingBar(appearance, translator)
        self.lesson = LessonLine(appearance, translator)
        self._net = self._short = False
        self._raced_on = self._surface = ""
        self._asked = False  # for a function of somebody's own, and there is none yet
        self._fill()
        self._lay_out(appearance)

    def _fill(self) -> None:
        for i, (name, surface) in enumerate(SURFACES.items()):
            self.surfaces.addItem("", name)
            self._translator.bind(partial(self.surfaces.setItemText, i), surface.label)
        self.surfaces.insertSeparator(len(SURFACES))
        last = self.surfaces.count()
        self.surfaces.addItem("", CUSTOM)
        self._translator.bind(partial(self.surfaces.setItemText, last), f"arena.surface.{CUSTOM}")
        self.surfaces.addItem("", NET)
        self._translator.bind(
            partial(self.surfaces.setItemText, last + 1), "landscape.surface.name"
        )
        self._translator.bind(self.surfaces.setAccessibleName, "arena.controls.surface")
        self._translator.bind(self.surfaces.setToolTip, "arena.controls.surface")
        self._translator.bind(self.field.setAccessibleName, "arena.controls.function")
        self._translator.bind(self.field.setPlaceholderText, "arena.controls.function")
        self._translator.bind(self.field.setToolTip, "arena.controls.function_hint")
        for label in (self.caption, self.error):
            label.setWordWrap(True)
            label.setProperty("role", "caption")
            label.hide()
        self.error.setProperty("tone", "error")
        self._beside = (self.stage, self.redo, self.reset)
        self._instead = []  # of them, where there is no room for them
        for button, key in zip(self._beside, ("stage", "redo", "reset"), strict=True):
            action = self.menu.addAction("")
            short = key if key == "redo" else f"{key}_short"
            self._translator.bind(action.setText, f"arena.controls.{short}")
            action.triggered.connect(button.click)
            self._instead.append(action)
        self.exports = ExportEntries(self.menu, self._translator)
        self.exports.chosen.connect(self.export_wanted)
        self.save.clicked.connect(self._open_menu)
        self.surfaces.currentIndexChanged.connect(self._on_surface)
        self.field.returnPressed.connect(self._on_typed)
        self.field.textEdited.connect(self._tell_pending)
        self.field.installEventFilter(self)
        for button, signal in (
            (self.undo, self.undo_wanted),
            (self.redo, self.redo_wanted),
            (self.reset, self.reset_wanted),
            (self.stage, self.stage_wanted),
            (self.fit, self.fit_wanted),
        ):
            button.clicked.connect(signal)

    def _lay_out(self, appearance: Appearance) -> None:
        self._above, self._below, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        above, below = self._above, self._below
        above.addWidget(self.surfaces, 1)
        for button in (self.undo, self.redo, self.reset, self.fit):
            above.addWidget(button)
        below.addWidget(self.field, 1)
        for button in (self.stage, self.save):
            below.addWidget(button)
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        nest(self._rows, above, 2)
        nest(self._rows, below, 3)
        nest(column, self._rows)
        for widget in (self.error, self.saving, self.caption, self.lesson):
            column.addWidget(widget)
        for row in (above, below):
            space(row, appearance, gap=1)
        for layout in (self._rows, column):
            space(layout, appearance, gap=4)

    def show_session(self, session: RaceSession, lesson: Message | None) -> None:
        """Show what is raced on without telling anybody that it has changed."""
        setup = session.setup
        self._asked = self._asked and setup.surface.expression == self._raced_on
        self._raced_on, self._surface = setup.surface.expression, setup.surface_name
        self._show_choice()
        if not self.field.hasFocus() or not self.field.isModified():
            at = self.field.cursorPosition() if self.field.hasFocus() else 0
            self.field.setText(setup.surface.expression)
            self.field.setCursorPosition(at)  # of who types, where it was
            self.show_error(None)
        else:
            self._tell_pending()
        for button, label, verb in (
            (self.undo, session.undo_label, "undo"),
            (self.redo, session.redo_label, "redo"),
        ):
            button.setEnabled(label is not None)
            if label is not None:
                told = Message(f"arena.controls.{verb}_what", {"what": label})
                self._translator.bind(button.setToolTip, told)
        self._place()
        self.lesson.show_lesson(None if self._net else lesson)
        if not self._net:
            self._translator.bind(self.caption.setText, lesson or Message(setup.surface.lesson))

    def show_net(self, about: Message | None) -> None:
        """What is looked at is the loss of a net, about which there is this to say; None if it is
        a surface again."""
        self._net = about is not None
        self._place()
        if about is not None:
            self.show_error(None)
            self.lesson.show_lesson(None)
            self._translator.bind(self.caption.setText, about)
            self._show_choice()

    def _show_choice(self) -> None:
        """What is looked at, or is about to be typed."""
        chosen = NET if self._net else CUSTOM if self._asked else self._surface
        with QSignalBlocker(self.surfaces):
            self.surfaces.setCurrentIndex(self.surfaces.findData(chosen))

    def show_error(self, message: Message | None, *, typed: bool = True) -> None:
        """Under the field, what is wrong with what was typed, or with something else."""
        self.error.setVisible(message is not None)
        wrong = typed and message is not None
        if self.field.property("invalid") != wrong:
            self.field.setProperty("invalid", wrong)
            self.field.style().polish(self.field)
        if message is not None:
            self._set_tone("error")
            self._translator.bind(self.error.setText, message)

    @Slot(object)
    def refuse(self, message: Message) -> None:
        """Something cannot be done, and the function has no part in it."""
        self.show_error(message, typed=False)

    @Slot()
    def _tell_pending(self) -> None:
        """What stands in the field is not what is raced on yet."""
        self.show_error(None)
        self._set_tone("muted")
        self._translator.bind(self.error.setText, "arena.controls.pending")
        self.error.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the field, or to leave it untouched, brings back what is raced on."""
        if event.type() == QEvent.Type.FocusOut and not self.field.isModified():
            self._leave()
        typed = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not (typed and isinstance(event, QKeyEvent) and self._pending):
            return super().eventFilter(watched, event)
        if event.key() != Qt.Key.Key_Escape:
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.field.setText(self._raced_on)
            self.show_error(None)
            self._leave()
        return True

    @property
    def _pending(self) -> bool:
        return self._asked or self.field.isModified()

    def _leave(self) -> None:
        """Nobody wants a function of their own any more."""
        if self._asked:
            self._asked = False
            self._show_choice()
            self._place()

    def arrange(self, *, wide: bool, caption: bool, short: bool) -> None:
        """With room the function stands beside the surface's name, and a sentence below. In a
        short dock there is one row, as long as nobody types a function."""
        self.caption.setVisible(caption)
        self._short = short
        self._place()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if direction is not self._rows.direction():
            self._rows.setDirection(direction)

    def _place(self) -> None:
        """Show what there is room for, and what the surface can use."""
        typed = self.surfaces.currentData() == CUSTOM or self.field.hasFocus()
        seen: dict[QWidget, bool] = {
            self.field: not self._net and (typed or not self._short),
            self.undo: not self._net,
            **dict.fromkeys(self._beside, not self._net and not self._short),
        }
        hand_keyboard_on([part for part, on in seen.items() if not on], self.surfaces)
        for part, on in seen.items():
            part.setVisible(on)
        for button, action in zip(self._beside, self._instead, strict=True):
            action.setVisible(not self._net and self._short)
            action.setEnabled(button.isEnabled())
        row = self._above if self._net or self._short else self._below
        if row.indexOf(self.save) < 0:
            row.addWidget(self.save)

    @property
    def least(self) -> QSize:
        """In a short dock."""
        row = self.surfaces.sizeHint().height()
        typed = not self.field.isHidden() and self.surfaces.currentData() == CUSTOM
        height = 2 * row + self._rows.spacing() if typed else row
        return QSize(self._appearance.px(230), height)

    @Slot()
    def _open_menu(self) -> None:
        self.menu.popup(self.save.mapToGlobal(self.save.rect().bottomLeft()))

    def _set_tone(self, tone: str) -> None:
        if self.error.property("tone") != tone:
            self.error.setProperty("tone", tone)
            self.error.style().polish(self.error)

    def ask_for_function(self) -> None:
        """Let somebody type."""
        self._asked = True
        self._show_choice()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least.width(), super().minimumSizeHint().height())

    @Slot(int)
    def _on_surface(self, index: int) -> None:
        name = self.surfaces.itemData(index)
        if name:
            self._asked = False
            self.surface_chosen.emit(name)

    @Slot()
    def _on_typed(self) -> None:
        self.field.setModified(False)
        self.function_typed.emit(self.field.text())

"""Search on the stage: a name or an op in, its places in the graph out, one after the other."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from core.finding import find
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.highlight import Highlight, Tone
from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera
from gui.stage.viewport.fit_button import FitButton
from gui.widgets import IconButton, space

_WIDTH, _NARROWEST = 150, 56  # px of the field
_CORNER = 8  # px from the corner of the view
_READABLE = 0.8  # the scale at which a found node is shown, or larger


class SearchBar(QFrame):
    """A field in the upper right corner of a view. Enter: the next one, Esc: away with it."""

    highlighted = Signal(object)  # Highlight | None
    opened = Signal()
    sought = Signal()  # what was found is to be seen
    closed = Signal()

    def __init__(
        self,
        camera: Camera,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget,
        foot: FitButton,
    ) -> None:
        """`foot` lies over the lower edge of the view."""
        super().__init__(parent)
        self._ground, self._foot = parent, foot
        self._camera, self._scene = camera, scene
        self._appearance, self._translator = appearance, translator
        self.matches: tuple[str, ...] = ()
        self.current = -1
        self.setProperty("role", "notice")
        self.setAutoFillBackground(True)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(False)
        translator.bind(self.field.setPlaceholderText, "bigstage.find.hint")
        translator.bind(self.field.setAccessibleName, "bigstage.find.name")
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self._arrange()
        self.field.textEdited.connect(self._seek)
        self.field.installEventFilter(self)
        parent.installEventFilter(self)
        appearance.changed.connect(self._place)
        self.hide()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.addWidget(self.field)
        row.addWidget(self.count)
        for icon, key, keys, slot in (
            ("up", "previous", "Shift+F3", self.previous),
            ("down", "next", "F3", self.next),
            ("close", "close", "Esc", self.close_field),
        ):
            words = f"bigstage.find.{key}"
            button = IconButton(
                icon, self._appearance, self._translator, key=words, keys=keys, side=14
            )
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
        space(row, self._appearance, margins=(6, 5, 3, 5), gap=4)

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    # what is found

    @Slot()
    def open(self) -> None:
        """Ready to type; what was sought last is still there, and goes with the first letter."""
        if not self.is_open:
            self.opened.emit()
        self.show()
        self._place()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self._seek(self.field.text())

    @Slot()
    def close_field(self) -> None:
        if self.is_open:
            if self.field.hasFocus():  # else Qt would look for the next one, which is another node
                self._ground.setFocus()
            self.hide()
            self.matches, self.current = (), -1
            self.highlighted.emit(None)
            self.closed.emit()

    def refresh(self) -> None:
        """There is another graph: look again, but stay where one is."""
        if self.is_open:
            shown = self.matches[self.current] if self.matches else None
            self.matches = self._found(self.field.text())
            self.current = self.matches.index(shown) if shown in self.matches else 0
            self._show()

    def seek(self, text: str) -> None:
        """Look for this."""
        self.field.setText(text)
        self._seek(text)

    @Slot(str)
    def _seek(self, text: str) -> None:
        self.matches, self.current = self._found(text), 0
        self._show()
        self._go()

    def _found(self, text: str) -> tuple[str, ...]:
        state = self._scene.state
        return find(state.trace.graph, text) if state is not None else ()

    @Slot()
    def next(self) -> None:
        self._step(+1)

    @Slot()
    def previous(self) -> None:
        self._step(-1)

    def _step(self, direction: int) -> None:
        if not self.is_open:
            self.open()
        elif self.matches:
            self.current = (self.current + direction) % len(self.matches)
            self._show()
            self._go()

    def _show(self) -> None:
        """Count them, and point at them all."""
        total, typed = len(self.matches), bool(self.field.text().strip())
        key = "bigstage.find.count" if total else "bigstage.find.none"
        fields = {"here": self.current + 1, "total": total}
        self._translator.bind(self.count.setText, Message(key, fields))
        self.count.setVisible(typed)
        self._place()
        tones = dict.fromkeys(self.matches, Tone.SWEEP)
        if self.matches:
            tones[self.matches[self.current]] = Tone.SOURCE
        self.highlighted.emit(Highlight(nodes=tones, dim=True) if total else None)

    def _go(self) -> None:
        """Show what was found in the middle of what is free below the bar: above the way back to
        the whole graph, or where that is too low, in its place."""
        index, camera = self._scene.index, self._camera
        if self.matches:
            self.sought.emit()
        seen = camera.shows_whole and camera.reads_whole
        if not self.matches or index is None or seen:
            return
        node = index.rooms[index.number_of[self.matches[self.current]]]
        left, top, right, bottom = node.tolist()
        above = self.geometry().bottom() + 1
        below = self._foot.foot_room
        high = (bottom - top) * max(camera.scale, _READABLE)
        low = high > self._ground.height() - above - below
        at = QPointF((left + right) / 2, (top + bottom) / 2)
        off = (above - (0 if low else below)) / 2
        camera.look_at(at, _READABLE, off=off, animated=True)
        if low:
            self._foot.step_aside()

    # keys and place

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # it is for this field, also while the window is presenting
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_field()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                self._step(-1 if back else +1)
            case _:
                return False
        return True

    @Slot()
    def _place(self) -> None:
        """In the corner, in whatever width there is."""
        gap = self._appearance.px(_CORNER)
        self.field.setFixedWidth(self._appearance.px(_WIDTH))
        over = self.sizeHint().width() + 2 * gap - self._ground.width()
        if over > 0:
            narrow = self._appearance.px(_WIDTH) - over
            self.field.setFixedWidth(max(narrow, self._appearance.px(_NARROWEST)))
        self.adjustSize()
        self.move(max(self._ground.width() - self.width() - gap, 0), gap)

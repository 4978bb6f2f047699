"""The pictures of the first layer's weights with their heading, their scale and a reading."""

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.format import number
from core.messages import Message
from core.training import Snapshot
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.views.saving import SaveButton, Sheet, picture_of
from gui.training.weights import WeightPictures
from gui.widgets import ElidedLabel, nest, space


class ColourBar(QWidget):
    """Blue, white, orange: the colours of the pictures from one limit to the other."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        appearance.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(44), self._appearance.px(9))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        height = px(9)
        bar = QRectF(0, (self.height() - height) / 2, self.width(), height).adjusted(1, 0, -1, 0)
        colours = QLinearGradient(bar.topLeft(), bar.topRight())
        ends = (theme.heat_negative, theme.heat_zero, theme.heat_positive)
        for place, colour in zip((0, 0.5, 1), ends, strict=True):
            colours.setColorAt(place, colour)
        painter = QPainter(self)
        painter.setPen(theme.border)
        painter.setBrush(colours)
        painter.drawRect(bar)


class _Wordings(ElidedLabel):
    """Says it briefly where there is no room for all, which is then its tip."""

    _brief = ""

    def minimumSizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._brief)
        return QSize(width, super().minimumSizeHint().height())

    def set_brief(self, text: str) -> None:
        self._brief = text
        self.updateGeometry()
        self._refresh_tooltip()
        self.update()

    def shown_text(self) -> str:
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        wordings = self.text(), self._brief
        return next((each for each in wordings if metrics.horizontalAdvance(each) <= room), "")


class _Hint(_Wordings):
    """Takes what room is left."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class WeightsView(QWidget):
    """Fed with snapshots; says what is under the mouse in place of its hint, and beside it."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self.pictures = WeightPictures(appearance)
        self.pictures.hovered.connect(self._say_hint)
        self.pictures.rescaled.connect(self._say_limits)
        translator.bind(self.pictures.setAccessibleName, "training.weights.name")
        self.heading, self.hint = _Wordings(), _Hint()
        self.low, self.high = QLabel(), QLabel()
        self.bar = ColourBar(appearance)
        self.heading.setProperty("role", "heading")
        for label in (self.hint, self.low, self.high):
            label.setProperty("role", "caption")
        self.save = SaveButton(self.sheet, appearance, translator)
        self.save.told.connect(self._tell)
        translator.bind(self.heading.setText, "training.weights.title")
        translator.bind(self.heading.set_brief, "training.weights.brief_title")
        translator.bind(self.hint.setText, "training.weights.none")
        self._compose(appearance)

    def show_snapshot(self, snapshot: Snapshot, *, now: bool = True) -> None:
        """Paint the weights of a step; `now` even if the last were painted a moment ago."""
        if snapshot.iteration == 0:
            self.pictures.begin()
        self.pictures.show_weights(snapshot.leaves["W1"], now=now)

    def sheet(self) -> Sheet | None:
        """The picture, without what is under the mouse, and the numbers."""
        columns, ground = self.pictures.columns, self._appearance.theme.panel
        if not columns:
            return None
        return Sheet("weights", picture_of(self, ground, (self.save, self.hint)), columns)

    @Slot(object)
    def _tell(self, message: Message) -> None:
        self._translator.bind(self.hint.setText, message)

    def _compose(self, appearance: Appearance) -> None:
        header = QHBoxLayout()
        header.addWidget(self.heading)
        header.addWidget(self.hint, 1)
        for part in (self.low, self.bar, self.high, self.save):
            header.addWidget(part)
        rows = QVBoxLayout(self)
        nest(rows, header)
        rows.addWidget(self.pictures, 1)
        space(header, appearance, gap=6)
        space(rows, appearance, gap=5)

    @Slot()
    def _say_limits(self) -> None:
        self.low.setText(number(-self.pictures.limit))
        self.high.setText(number(self.pictures.limit))
        self._say_hint(self.pictures.unit_under_mouse)

    @Slot(int)
    def _say_hint(self, unit: int) -> None:
        shown, total = self.pictures.shown, self.pictures.total
        if not total:
            return
        if unit >= 0:
            low, high = (number(limit, 2) for limit in self.pictures.range_of(unit))
            self._say("unit", "brief_unit", unit=unit + 1, low=low, high=high)
        elif shown < total:
            self._say("some", "brief_some", shown=shown, total=total)
        else:
            self._say("hint", None)

    def _say(self, key: str, brief: str | None, **fields: object) -> None:
        bind, hint = self._translator.bind, self.hint
        if brief is None:
            self._translator.unbind(hint.set_brief)
            hint.set_brief("")
        else:
            bind(hint.set_brief, f"training.weights.{brief}", **fields)
        for say in (hint.setText, self.pictures.setToolTip):
            bind(say, f"training.weights.{key}", **fields)

"""The names of the curves, in a corner of the plot: what is read from the back of the room."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.experiments import Experiment
from gui.appearance import Appearance
from gui.training.lab.experiments.line_styles import look
from gui.widgets import paint_sample

_SAMPLE, _GAP, _RIM = 20, 5, 4  # pixels
_COLUMNS = 2
_WIDEST = {1: 0.6, _COLUMNS: 0.84}  # share of the plot, by the number of columns
_AXIS = 38  # pixels below the curves


class Legend(QWidget):
    """As many of the names as there is room for; "+ 3" tells of the others."""

    def __init__(self, appearance: Appearance, plot: QWidget, *, top: bool) -> None:
        super().__init__(plot)
        self._appearance, self._plot, self._top = appearance, plot, top
        self._shown: list[Experiment] = []
        self._entries: list[tuple[Experiment | None, str]] = []
        self._columns = 1
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        plot.installEventFilter(self)

    def eventFilter(self, plot: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.place()
        return False

    def show_experiments(self, experiments: Sequence[Experiment]) -> None:
        self._shown = list(experiments)

    @property
    def names(self) -> list[str]:
        """What is to be read."""
        return [words for _, words in self._entries]

    def place(self) -> None:
        """Stand at the right of the plot, at the top or above the axis; in two columns if one is
        not enough."""
        px, metrics, room = self._appearance.px, self._metrics(), self._plot
        line, beside = metrics.height(), px(_SAMPLE + 2 * _GAP)
        most = max((room.height() - px(_AXIS) - 2 * px(_RIM)) // line, 1)
        self._columns = 1 if len(self._shown) <= most else _COLUMNS
        widest = round(_WIDEST[self._columns] * room.width()) // self._columns - beside
        most *= self._columns
        fitting = self._shown if len(self._shown) <= most else self._shown[: most - 1]
        elide = Qt.TextElideMode.ElideRight
        self._entries = [(each, metrics.elidedText(each.name, elide, widest)) for each in fitting]
        if len(fitting) < len(self._shown):
            self._entries.append((None, f"+ {len(self._shown) - len(fitting)}"))
        width = max((metrics.horizontalAdvance(words) for _, words in self._entries), default=0)
        rows = -(-len(self._entries) // self._columns)
        rim = 2 * px(_RIM)
        self.resize(self._columns * (width + beside) + rim, rows * line + rim)
        right = room.width() - self.width() - px(20)
        below = room.height() - self.height() - px(_AXIS)
        self.move(QPoint(max(right, 0), px(3) if self._top else max(below, 0)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(theme.panel)
        ground.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), px(5), px(5))
        painter.setFont(self._appearance.font("small"))
        line, rim = self._metrics().height(), px(_RIM)
        rows = -(-len(self._entries) // self._columns)
        wide = (self.width() - 2 * rim) / self._columns
        for place, (each, words) in enumerate(self._entries):
            column, row = divmod(place, rows)
            cell = QRectF(rim + column * wide, rim + row * line, wide, line)
            if each is not None:
                middle = QRectF(cell.left(), cell.center().y() - px(6), px(_SAMPLE), px(12))
                paint_sample(painter, middle, look(theme, each), px(theme.plot_width))
            painter.setPen(theme.ink)
            cell.setLeft(cell.left() + px(_SAMPLE + _GAP))
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter, words)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font("small"))

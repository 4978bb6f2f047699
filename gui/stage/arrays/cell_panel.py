"""What is said about one number: its name, how it was computed, and where it stands.

A small sheet beside the pointer. It never takes the mouse, so that nothing flickers. It lies over
the whole stage, also over its caption and its buttons, so that a low view has room for it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.stage.text_painting import line_height, text_width, wrap
from gui.widgets.overlay import beside, covered

_WIDEST = 460  # unscaled pixels of a line before it is wrapped
_MARGIN = (12, 9)
_AWAY = 18  # from the pointer


class CellPanel(QWidget):
    """Lines of text: a title, formulas, remarks."""

    def __init__(self, appearance: Appearance, view: QWidget, ground: QWidget) -> None:
        super().__init__(ground)
        self._appearance = appearance
        self._view, self._ground = view, ground
        self._lines: list[tuple[str, QFont, str]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """Everything that is said, line by line."""
        return "\n".join(text for text, _, _ in self._lines)

    def say(self, title: str, formulas: Sequence[str], remarks: Sequence[str]) -> None:
        """Other lines; long ones are wrapped before an operator."""
        look = self._appearance
        bold, body, small = look.font("title", bold=True), look.font("body"), look.font("small")
        room = self._view.width() - 2 * look.px(_MARGIN[0]) - 2
        widest = min(look.px(_WIDEST), room)
        lines = [(title, bold, "ink")]
        for formula in filter(None, formulas):
            lines += [(part, body, "ink") for part in wrap(formula, body, widest)]
        lines += [(remark, small, "muted") for remark in remarks if remark]
        self._lines = lines
        self.resize(self.sizeHint())
        self.update()

    def show_beside(self, about: QRect, spare: Sequence[QRect]) -> None:
        """Beside what it is about, and over as little as can be of what made it: of the view, or
        of the whole stage where that is better. Both are given where they are in the view."""
        away, corner = self._appearance.px(_AWAY), self._view.mapTo(self._ground, QPoint())
        view, stage = self._view.rect(), self._ground.rect().translated(-corner)
        place = beside(about, self.size(), view, away, spare)
        if covered(place, [about, *spare]):
            wider = beside(about, self.size(), stage, away, spare)
            place = min(place, wider, key=lambda at: covered(at, [about, *spare]))
        self.setGeometry(place.translated(corner))
        self.show()
        self.raise_()

    def sizeHint(self) -> QSize:
        across, down = (self._appearance.px(margin) for margin in _MARGIN)
        width = max((text_width(text, font) for text, font, _ in self._lines), default=0)
        height = sum(line_height(font) for _, font, _ in self._lines)
        return QSize(round(width) + 2 * across + 2, round(height) + 2 * down)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.outline, px(1)))
        painter.setBrush(theme.panel)
        edge = px(1) / 2
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(frame, px(7), px(7))
        across, top = px(_MARGIN[0]), float(px(_MARGIN[1]))
        for text, font, role in self._lines:
            height = line_height(font)
            painter.setFont(font)
            painter.setPen(getattr(theme, role))
            place = QRectF(across, top, self.width() - across, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)
            top += height

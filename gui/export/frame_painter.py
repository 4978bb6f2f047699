"""The stage on a sheet of its own: the same scene, painted anywhere, in any theme and language.

It is built from the same trace by the same code as the stage in the window, so what it shows was
computed, and the window can be used meanwhile.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from core.explain.narration import caption_in_phase
from core.playback import Frame, frame_at
from core.trace import Trace
from gui.appearance import Appearance
from gui.stage.highlight import NOTHING, Highlight
from gui.stage.scene import StageScene
from gui.stage.text_painting import line_height

_MARGIN = 18
_PROJECTED = 800  # pixels; how high a window of the projector theme is thought to be
_LARGEST = 2.4  # a small graph is not blown up beyond this
_NARROWEST = 360  # of a picture with a caption
_ENLARGED = 1.3  # the caption: 1/35 of the height of a film, as on a projector
_GAP = 10  # under the caption
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Look:
    """What a picture looks like. `caption`: with the sentence about what happens."""

    theme: str = "light"
    language: str = "en"
    caption: bool = True


class FramePainter:
    """Paints the frames of one trace. `room`: the pixels there are, if they are given."""

    def __init__(
        self,
        trace: Trace,
        look: Look,
        room: QSizeF | None = None,
        highlight: Highlight = NOTHING,
    ) -> None:
        self.trace = trace
        self._look = look
        self.appearance = Appearance(look.theme, language=look.language)
        self.appearance.set_viewport_height(_PROJECTED)
        self._font = QFont(self.appearance.font("title"))
        self._font.setPixelSize(round(_ENLARGED * self._font.pixelSize()))
        self._scene = StageScene(self.appearance)
        if room is not None:
            self._scene.suit(room.width(), room.height())
        self._scene.build(trace)
        self._scene.set_highlight(highlight)

    @property
    def content(self) -> QRectF:
        """The part of the scene that there is to see, with all that stands beside the nodes."""
        room = self._scene.content()
        for wire in self._scene.wires.values():
            for figure in wire.figure_rooms():
                room |= figure
        for note in self._scene.notes:
            room |= note.sceneBoundingRect()
        return room

    def natural_size(self, position: float) -> QSizeF:
        """How large a picture is in which the graph has its own size."""
        margin, content = self.appearance.px(_MARGIN), self.content
        width = content.width()
        if self._look.caption:
            width = max(width, self.appearance.px(_NARROWEST))
        height = content.height() + self._caption_height(width, position)
        return QSizeF(width + 2 * margin, height + 2 * margin)

    def paint(
        self, painter: QPainter, size: QSizeF, position: float, caption_height: float | None = None
    ) -> None:
        """Paint the moment `position` on a sheet of that size, whose top left is the origin.

        A film gives the height of the caption, so that the graph does not jump between frames.
        """
        margin = self.appearance.px(_MARGIN)
        painter.fillRect(QRectF(QPointF(), size), self.appearance.theme.panel)
        self.show(position)
        room = QRectF(QPointF(), size).adjusted(margin, margin, -margin, -margin)
        if self._look.caption:
            if caption_height is None:
                caption_height = self._caption_height(room.width(), position)
            self._write_caption(painter, room, position)
            room.setTop(room.top() + caption_height)
        self.paint_graph(painter, room)

    def paint_graph(self, painter: QPainter, room: QRectF, *, largest: float = _LARGEST) -> None:
        """The graph alone, in the middle of `room`, as large as it fits."""
        content = self.content
        scale = min(room.width() / content.width(), room.height() / content.height(), largest)
        target = QRectF(QPointF(), content.size() * scale)
        target.moveCenter(room.center())
        # Qt collects what there is to paint before it asks for the background, so all of it must
        # have been made by then
        self._scene.reveal(content, scale * abs(painter.worldTransform().m11()))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._scene.render(painter, target, content)
        painter.restore()

    def show(self, position: float) -> None:
        """Stand at `position`, for `paint_graph`."""
        self._scene.set_frame(frame_at(self.trace, position))

    # the sentence above the graph

    @property
    def longest_caption(self) -> float:
        """Room for two lines, as above the stage in the window."""
        line = line_height(self._font)
        return 2 * line + self.appearance.px(_GAP) if self._look.caption else 0.0

    def _caption_height(self, width: float, position: float) -> float:
        words = said(frame_at(self.trace, position), self._look.language)
        if not (self._look.caption and words):
            return 0.0
        metrics = QFontMetricsF(self._font)
        room = QRectF(0, 0, width, 10_000)
        return metrics.boundingRect(room, _WRAPPED, words).height() + self.appearance.px(_GAP)

    def _write_caption(self, painter: QPainter, room: QRectF, position: float) -> None:
        painter.setFont(self._font)
        painter.setPen(self.appearance.theme.ink)
        words = said(frame_at(self.trace, position), self._look.language)
        painter.drawText(room, _WRAPPED, words)


def said(frame: Frame, language: str) -> str:
    """The sentence about a moment, with the phase it belongs to. Before the first step it is empty:
    what the window says there, which key to press, is nothing to say in a picture."""
    if frame.event is None:
        return ""
    return caption_in_phase(frame).text(language)

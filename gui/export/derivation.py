"""The worked derivation as pages: the graph with its final numbers, then every step.

The formulas are those of the chain-rule card, the sentences those above the stage.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from core.engine import Array
from core.explain.derivation import Kind, Line, derivation
from core.explain.formulas import MOST_COLUMNS, MOST_ROWS
from core.explain.narration import caption
from core.files import Part, unwritable
from core.messages import text
from core.names import called, partial
from core.playback import frame_at
from core.report import brief
from core.trace import Forward, Trace
from gui.export.blocks import Block, paginate
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Progress, Written
from gui.export.pdf_text import as_written
from gui.export.picture import memory
from gui.formula_paragraph import FormulaParagraph

_WIDTH, _HEIGHT = 793.7, 1122.5  # A4 in pixels of 1/96 inch
_MARGIN, _FOOT = 64.0, 44.0
_INDENT = 36.0
_RESOLUTION = 1200
_PICTURE = 0.42  # of the page, at most
_WRITTEN_OUT = MOST_ROWS * MOST_COLUMNS  # numbers of an array: as many as in its formulas
_COLUMN = _WIDTH - 2 * _MARGIN


def derivation_pages(
    trace: Trace, expression: str, path: Path, language: str = "en"
) -> Generator[Progress | Written]:
    """Write the pages. Progress counts the steps first, then the pages.

    Raises:
        StudioError: the file cannot be written.
    """
    part = Part(path)
    try:
        book = _Book(trace, expression, language)
        yield Progress(0, len(trace))
        blocks = list(book.opening())
        picture = book.picture_height()
        for index in range(len(trace)):
            blocks += book.step(index)
            yield Progress(index + 1, len(trace))
        blocks += book.result()
        room = _HEIGHT - 2 * _MARGIN
        pages = list(paginate(blocks, room - picture, room))
        for count in _print(book, pages, picture, part.path, path):
            yield Progress(count, len(pages))
        part.keep()
        yield Written(path, len(pages))
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        part.drop()


def _print(
    book: "_Book", pages: list[list[Block]], picture: float, part: Path, path: Path
) -> Iterator[int]:
    buffer = memory()
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(_RESOLUTION)
    writer.setTitle(book.title)
    writer.setCreator("Backprop Studio")
    painter = QPainter(writer)
    if not painter.isActive():
        raise unwritable(path, OSError("Qt"))
    try:
        for number, page in enumerate(pages, 1):
            if number > 1:
                writer.newPage()
            painter.save()
            painter.scale(_RESOLUTION / 96, _RESOLUTION / 96)
            book.paint(painter, page, picture if number == 1 else 0.0)
            book.foot(painter, number, len(pages))
            painter.restore()
            yield number
    finally:
        painter.end()
    part.write_bytes(as_written(bytes(buffer.data().data())))


class _Book:
    """Makes the blocks of one derivation, and paints its pages."""

    def __init__(self, trace: Trace, expression: str, language: str) -> None:
        self._trace = trace
        self._expression = expression
        self._language = language
        self._canvas = FramePainter(trace, Look("light", language, caption=False))
        self._canvas.show(float(len(trace)))
        self._look = self._canvas.appearance
        self._theme = self._look.theme
        self._setter = FormulaParagraph(self._look, enlarged=1.05)
        self.title = self._say("title")

    def _say(self, name: str, **fields: object) -> str:
        return text(f"export.derivation.{name}", self._language, **fields)

    # blocks

    def opening(self) -> Iterator[Block]:
        """The title, the expression and the values that are given; the picture comes after."""
        block, font, theme = Block(heading=True), self._look.font, self._theme
        block.write(self.title, font("display"), theme.ink, 0, _COLUMN)
        block.skip(10)
        if self._expression:
            block.write(self._expression, font("mono"), theme.ink, 0, _COLUMN)
            block.skip(6)
        block.write(self._given(), font("body"), theme.muted, 0, _COLUMN)
        block.skip(14)
        yield block

    def _given(self) -> str:
        graph, values = self._trace.graph, self._trace.values
        leaves = [leaf for leaf in graph.leaves if leaf.literal is None]
        return self._say("given", values=_listed(self._trace, [x.id for x in leaves], values))

    def step(self, index: int) -> Iterator[Block]:
        """One event: its number, its sentence, its formulas."""
        trace, font, theme = self._trace, self._look.font, self._theme
        if index in (0, trace.forward_count):
            yield self._heading("forward" if index == 0 else "backward")
        forward = isinstance(trace.events[index], Forward)
        block = Block()
        tone = theme.forward if forward else theme.backward_text
        block.mark(str(index + 1), font("body", bold=True), tone, _INDENT - 6)
        sentence = caption(frame_at(trace, index + 0.5)).text(self._language)
        block.write(sentence, font("body"), theme.ink, _INDENT, _COLUMN - _INDENT)
        for line in self._lines(index):
            block.skip(6)
            if line.tex:
                self._setter.set_formula(line.tex)
                self._setter.set_role("muted" if line.kind is Kind.SHAPES else "ink")
                block.set(self._setter.placed(_COLUMN - 2 * _INDENT), 2 * _INDENT)
            else:
                width = _COLUMN - 2 * _INDENT
                block.write(line.plain, font("body"), theme.ink, 2 * _INDENT, width)
        block.skip(14)
        yield block

    def _lines(self, index: int) -> Sequence[Line]:
        """The formulas of an event; that a = 2 is given needs none."""
        event = self._trace.events[index]
        given = isinstance(event, Forward) and self._trace.graph.node(event.node).op is None
        if isinstance(event, Forward) and given and event.value.size == 1:
            return ()
        return derivation(self._trace, index)

    def result(self) -> Iterator[Block]:
        """The gradients of the inputs, once more in one place."""
        trace = self._trace
        names = [leaf.id for leaf in trace.graph.leaves if leaf.id in trace.gradients]
        if not names:
            return
        yield self._heading("result")
        for name in names:
            block = Block()
            row = f"{partial(trace.graph, name)} = {brief(trace.gradients[name], _WRITTEN_OUT)}"
            font = self._look.font("body", bold=True)
            block.write(row, font, self._theme.backward_text, _INDENT, _COLUMN - _INDENT)
            block.skip(4)
            yield block

    def _heading(self, name: str) -> Block:
        block = Block(heading=True)
        block.skip(8)
        tone = self._theme.forward if name == "forward" else self._theme.backward_text
        block.write(self._say(name), self._look.font("title", bold=True), tone, 0, _COLUMN)
        block.skip(10)
        return block

    # pages

    def picture_height(self) -> float:
        """The room for the graph on the first page."""
        content = self._canvas.content
        scale = min(1.0, _COLUMN / content.width())
        return min(content.height() * scale, _PICTURE * _HEIGHT) + 12

    def paint(self, painter: QPainter, blocks: list[Block], picture: float) -> None:
        """One page; where there is a `picture`, it stands after the first block."""
        top = _MARGIN
        for block in blocks:
            painter.save()
            painter.translate(_MARGIN, top)
            block.paint(painter)
            painter.restore()
            top += block.height
            if picture:
                room = QRectF(_MARGIN, top, _COLUMN, picture - 12)
                self._canvas.paint_graph(painter, room, largest=1.0)
                top, picture = top + picture, 0.0

    def foot(self, painter: QPainter, number: int, count: int) -> None:
        row = QRectF(QPointF(_MARGIN, _HEIGHT - _FOOT), QPointF(_WIDTH - _MARGIN, _HEIGHT - 20))
        painter.setFont(self._look.font("small"))
        painter.setPen(self._theme.muted)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, "Backprop Studio")
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, f"{number} / {count}")


def _listed(trace: Trace, nodes: list[str], values: Mapping[str, Array]) -> str:
    """`a = 2,  b = 1`."""
    return ",  ".join(
        f"{called(trace.graph, node)} = {brief(values[node], _WRITTEN_OUT)}" for node in nodes
    )

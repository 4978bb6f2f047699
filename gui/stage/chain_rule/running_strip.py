"""The line of code that runs, at the lower edge of the card, where the code itself is out of sight.

A low card has no room for formulas and code. It does not scroll by itself: the numbers stay where
they are, and who scrolls is not scrolled back.
"""

from textwrap import dedent

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QScrollArea

from core.explain.listing.shown import Listing
from gui.appearance import Appearance
from gui.stage.chain_rule.code_view import CodeView

MOST = 3  # lines


class RunningStrip(CodeView):
    """Lies over the lower end of `area`, as long as the running lines of `code` are below it."""

    def __init__(self, code: CodeView, area: QScrollArea, appearance: Appearance) -> None:
        self._code, self._area, self._several = code, area, False
        super().__init__(appearance, area.viewport())
        self.setProperty("edge", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the code itself can be had by keyboard
        self.hide()
        area.viewport().installEventFilter(self)
        code.installEventFilter(self)
        area.verticalScrollBar().valueChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Come or go, after a step or while somebody scrolls."""
        code, ground = self._code, self._area.viewport()
        top = code.mapTo(ground, code.rect().topLeft()).y()
        if code.isHidden() or top + code.run_until(MOST) <= ground.height():
            self.hide()
            return
        lines = code.toPlainText().splitlines()[slice_of(code.running_lines)]
        self._several = len(lines) > 1
        self.show_listing(Listing(dedent("\n".join(lines)), range(len(lines))))
        height = self.sizeHint().height()
        self.setGeometry(0, ground.height() - height, ground.width(), height)
        self.show()
        self.raise_()

    @property
    def _full(self) -> int:
        """Of several lines as small as in the code, for these take the room of the numbers."""
        return self._code.letters if self._several else super()._full

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The card has got another size, or the code another place."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.follow()
        return super().eventFilter(watched, event)


def slice_of(lines: range) -> slice:
    """As many of them as the strip shows."""
    return slice(lines.start, min(lines.stop, lines.start + MOST))

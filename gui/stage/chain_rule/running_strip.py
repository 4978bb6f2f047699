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

MOST_LINES = 3


class RunningStrip(CodeView):
    """Lies over the lower end of `area`, as long as the running lines of `code` are below it."""

    def __init__(self, code: CodeView, area: QScrollArea, appearance: Appearance) -> None:
        self._code, self._area = code, area
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
        if code.isHidden() or top + code.run_until(MOST_LINES) <= ground.height():
            self.hide()
            return
        lines = dedent(code.running_text).splitlines()[:MOST_LINES]  # without margin: folded less
        self.resize(ground.width(), self.height())  # its lines are folded to that
        self.show_listing(Listing("\n".join(lines), range(len(lines))))
        self.fit()
        height = self.sizeHint().height()
        self.setGeometry(0, ground.height() - height, ground.width(), height)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The card has got another size, or the code another place."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.follow()
        return super().eventFilter(watched, event)

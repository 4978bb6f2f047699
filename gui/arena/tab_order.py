"""Where Tab leads. Qt goes by the order in which widgets were made: those of a list that is made
anew would all come after the rest of the window."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(place: QWidget, widgets: Iterable[QWidget]) -> None:
    """Tab goes through these one after the other, where `place` stands: the widget in which they
    lie, or the one after which they come."""
    for one, following in pairwise((_last_before(place), *widgets)):
        QWidget.setTabOrder(one, following)


def _last_before(place: QWidget) -> QWidget:
    """`place`, or what takes the keyboard before it: Qt puts nothing after a widget that takes no
    keyboard."""
    silent = Qt.FocusPolicy.NoFocus
    last = place
    while last.focusPolicy() == silent or (last is not place and place.isAncestorOf(last)):
        last = last.previousInFocusChain() or place
        if last is place:
            break
    return last

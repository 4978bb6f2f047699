"""Layouts within layouts, without what PySide keeps of them."""

import shiboken6
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout


def nest(outer: QBoxLayout | QGridLayout, inner: QLayout, *place: int) -> None:
    """Add a layout to another, at `place`: a stretch, or row, column and their spans.

    PySide's own `addLayout` makes a Python object of each item in `inner` and keeps it for as long
    as `outer` lives. Qt deletes the item when its widget leaves; what lies at that address next, a
    widget perhaps or a style, is then taken for the item. So these objects are let go here.
    """
    if isinstance(outer, QGridLayout):
        row, column, rows, columns = (*place, 1, 1)[:4]
        outer.addLayout(inner, row, column, rows, columns)
    else:
        outer.addLayout(inner, *place)
    _let_go(inner)


def _let_go(layout: QLayout) -> None:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if isinstance(item, QLayout):
            _let_go(item)
        elif item is not None:
            shiboken6.invalidate(item)

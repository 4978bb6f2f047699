"""An error in a handler that Qt calls is reported, and ends that handler alone.

Qt calls Python where a class overrides one of its virtual functions: `paintEvent`, `paint`,
`mousePressEvent`, a model's `data`. If such a function raises while Python is already waiting for
Qt (inside a dialog, a picture that is taken, an event that is sent, columns that are fitted),
PySide 6.11 keeps the error for the outer call and puts words before its message. It takes the error
for an object, which it is not always: NumPy's and Python's own C code leave a type and a text; and
while one error is kept, the next one finds none. Both end in `PepException_GetArgs(NULL)`, and the
process is gone. So no error may leave an override: it is handed to `sys.excepthook` right there.
"""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtWidgets import QGraphicsItem

P = ParamSpec("P")
R = TypeVar("R")
_MARK = "__guarded__"
_PAINTING = {"paint", "drawBackground", "drawForeground"}
_ANSWERS: dict[str, Callable[[], Any]] = {
    **dict.fromkeys(("event", "eventFilter", "viewportEvent", "sceneEvent", "setData"), bool),
    **dict.fromkeys(("rowCount", "columnCount", "heightForWidth"), int),
    **dict.fromkeys(("data", "headerData"), lambda: None),
    **dict.fromkeys(("sizeHint", "minimumSizeHint"), QSize),
    "hasHeightForWidth": bool,
    "flags": lambda: Qt.ItemFlag.NoItemFlags,
    "boundingRect": QRectF,
    "textFromValue": str,
}
"""What is answered instead, where Qt asks: it was not dealt with, there is nothing."""


def guard_overrides(package: str = "gui") -> None:
    """Guard every handler that classes of `package` have so far, each of them once. To be called
    again after modules that are imported later; `late` does it."""
    for root in (QObject, QGraphicsItem):
        for kind in _below(root):
            if kind.__module__.split(".")[0] == package:
                guard(kind)


def late(loader: Callable[P, R]) -> Callable[P, R]:
    """A function that imports what the program's start does not wait for: guarded, too."""

    @wraps(loader)
    def load(*arguments: P.args, **named: P.kwargs) -> R:
        loaded = loader(*arguments, **named)
        guard_overrides()
        return loaded

    return load


def guard(kind: type) -> None:
    """Guard the handlers that a class itself defines."""
    for name, function in list(vars(kind).items()):
        known = not isinstance(function, FunctionType) or hasattr(function, _MARK)
        if _is_handler(kind, name) and not known:
            setattr(kind, name, _guarded(function))


def _is_handler(kind: type, name: str) -> bool:
    """Whether Qt calls the function of this name: a method `data` of a class that is no model is
    ours alone."""
    if name.endswith("Event") or name in _PAINTING:
        return True
    return name in _ANSWERS and any(name in vars(each) for each in kind.__mro__ if _is_qt(each))


def _is_qt(kind: type) -> bool:
    return kind.__module__.startswith("PySide6.")


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    answer = _ANSWERS.get(function.__name__, lambda: None)

    @wraps(function)
    def handler(*arguments: Any, **named: Any) -> Any:  # pyqtgraph names the axis of a drag
        try:
            return function(*arguments, **named)
        except Exception:
            sys.excepthook(*sys.exc_info())
            return answer()

    setattr(handler, _MARK, True)
    return handler


def _below(kind: type) -> Iterator[type]:
    below: list[type] = kind.__subclasses__()
    for derived in below:
        yield derived
        yield from _below(derived)

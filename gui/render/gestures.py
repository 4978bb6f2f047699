"""What hands do in the scenes of the stage: with the events that a mouse would send."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.main_window import MainWindow

_STEPS = 20  # of a drag, in the picture of it


def drag_number(window: MainWindow, node: str) -> None:
    """In the middle of a drag: the button is still down."""
    at = _place(window, node)
    _mouse(window, QEvent.Type.MouseMove, at)
    _mouse(window, QEvent.Type.MouseButtonPress, at)
    for step in range(1, _STEPS + 1):
        far = QPoint(step * window.appearance.px(6), 0)
        _mouse(window, QEvent.Type.MouseMove, at + far)


def open_palette(window: MainWindow, node: str, text: str = "") -> None:
    """The palette for a new node that reads this one."""
    window.editor.commands.ask.place = QPointF(_place(window, node))
    window.editor.commands.run("add_node", node)
    window.editor.commands.palette.field.setText(text)


def type_text(window: MainWindow, text: str) -> None:
    """A formula is typed, letter by letter, in the place of the one that is there."""
    field = window.expression.field
    window.activateWindow()
    field.setFocus()
    QApplication.processEvents()
    field.selectAll()
    for letter in text:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(field, event)
    QApplication.processEvents()


def open_menu(window: MainWindow, node: str) -> None:
    """The right button on a node."""
    at, port = _place(window, node), window.stage.view.viewport()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(port, QContextMenuEvent(reason, at, port.mapToGlobal(at)))


def _place(window: MainWindow, node: str) -> QPoint:
    QApplication.processEvents()  # sizes are settled only now
    view = window.stage.view
    view.fit()
    window.stage.finish_motion()
    item = view.item_of(node)
    assert item is not None
    return view.mapFromScene(item.scenePos())


def _mouse(window: MainWindow, kind: QEvent.Type, at: QPoint) -> None:
    port, left = window.stage.view.viewport(), Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
    where = QPointF(at)
    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, where, port.mapToGlobal(where), held, left, none)
    QApplication.sendEvent(port, event)

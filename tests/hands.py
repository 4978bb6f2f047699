"""Hands for tests: what a user does on the stage with the mouse, the wheel and the keyboard."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.appearance import Appearance
from gui.stage.editing.edit_controller import EditController
from gui.stage.editing.gestures.ports import ports_of
from gui.stage.panel import StagePanel
from gui.workbench import Workbench

Keys = Qt.KeyboardModifier
NONE = Keys.NoModifier
STEP = 6  # pixels of one step of a drag, at scale 1


class Hands:
    """On one stage."""

    def __init__(
        self, stage: StagePanel, editor: EditController, bench: Workbench, appearance: Appearance
    ) -> None:
        self.stage, self.editor, self.bench, self.look = stage, editor, bench, appearance
        self.view, self.port = stage.view, stage.view.viewport()

    def value(self, node: str) -> float | list:
        return np.asarray(self.bench.trace.values[node]).tolist()

    def gradient(self, node: str) -> float | list:
        return np.asarray(self.bench.trace.gradients[node]).tolist()

    @property
    def text(self) -> str:
        return self.bench.document.expression

    @property
    def field(self):
        return self.editor.commands.field

    @property
    def palette(self):
        return self.editor.commands.palette

    # where things are

    def at(self, node: str) -> QPoint:
        self.stage.finish_motion()
        return self.view.mapFromScene(self.stage.scene.nodes[node].scenePos())

    def port_of(self, node: str, slot: int | None) -> QPoint:
        self.stage.finish_motion()
        graph = self.bench.document.graph
        ports = ports_of(self.stage.scene, graph, node, self.look)
        return self.view.mapFromScene(next(p.at for p in ports if p.slot == slot))

    # what hands do

    def drag(
        self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE, *, drop: bool = True
    ) -> None:
        QTest.mouseMove(self.port, start)
        QTest.mousePress(self.port, Qt.MouseButton.LeftButton, held, start)
        for i in range(1, 6):
            self.move(start + (end - start) * (i / 5), held)
        if drop:
            self.drop(end, held)

    def move(self, at: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
        """QTest's own moves hold no keys."""
        where, left = QPointF(at), Qt.MouseButton.LeftButton
        kind, no_button = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
        event = QMouseEvent(kind, where, self.port.mapToGlobal(where), no_button, left, held)
        QApplication.sendEvent(self.port, event)

    def drop(self, at: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(self.port, Qt.MouseButton.LeftButton, held, at)

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.port, Qt.MouseButton.LeftButton, NONE, at)

    def double_click(self, at: QPoint) -> None:
        QTest.mouseDClick(self.port, Qt.MouseButton.LeftButton, NONE, at)

    def wheel(self, at: QPoint, notches: int, held: Qt.KeyboardModifier = NONE) -> None:
        turned = QPoint(120 * notches, 0) if held & Keys.AltModifier else QPoint(0, 120 * notches)
        where = QPointF(at)
        phase, button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        event = QWheelEvent(where, where, QPoint(), turned, button, held, phase, False)
        self.view.wheelEvent(event)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.view, key, held)

    def menu(self, at: QPoint) -> dict[str, QAction]:
        """Open the menu at a point; its actions by name."""
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, self.port.mapToGlobal(at))
        QApplication.sendEvent(self.port, event)
        menu = self.editor.menu
        actions = {action.objectName(): action for action in menu.actions()}
        menu.close()
        return actions

    def type(self, text: str) -> None:
        field = self.editor.commands.field
        assert field.isVisible()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def choose(self, text: str) -> None:
        palette = self.editor.commands.palette
        assert palette.isVisible()
        QTest.keyClicks(palette.field, text)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)

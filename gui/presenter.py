"""Presenting: full screen, a blank screen, and back to how it was."""

from PySide6.QtCore import QByteArray, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from gui.appearance import Appearance


class Presenter(QObject):
    """Gives the whole screen to the stage, and takes it back.

    The docks in the window step aside and return afterwards; those torn off to another screen
    stay there, for the teacher.
    """

    changed = Signal()  # presenting or blank, or no longer

    def __init__(
        self, window: QMainWindow, docks: list[QDockWidget], appearance: Appearance
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._layout = QByteArray()
        self._was_maximized = False
        self.blank = BlankScreen(window, appearance)
        self.blank.changed.connect(self.changed)

    @property
    def can_leave(self) -> bool:
        """Is there anything for Escape to take back?"""
        return self.presenting or not self.blank.isHidden()

    @property
    def presenting(self) -> bool:
        return self._window.isFullScreen()

    @Slot()
    def toggle(self) -> None:
        """F5: present, or stop presenting."""
        if self.presenting:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        self._was_maximized = self._window.isMaximized()
        self._layout = self._window.saveState()
        for dock in self._docks:
            if not dock.isFloating():
                dock.hide()
        self._window.showFullScreen()
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Escape: first the blank screen goes, then full screen; nothing else is lost."""
        if not self.blank.isHidden():
            self.blank.hide()
        elif self.presenting:
            self._window.restoreState(self._layout)
            if self._was_maximized:
                self._window.showMaximized()
            else:
                self._window.showNormal()
            self.changed.emit()

    @Slot()
    def toggle_blank(self) -> None:
        if self.blank.isHidden():
            self.blank.cover()
        else:
            self.blank.hide()


class BlankScreen(QWidget):
    """Covers the whole window in one colour, so that a class looks at the teacher. Any key or
    click takes it away."""

    changed = Signal()

    def __init__(self, window: QWidget, appearance: Appearance) -> None:
        super().__init__(window)
        self._appearance = appearance
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def cover(self) -> None:
        """Lie over everything in the window."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), Qt.GlobalColor.black)
        self.setPalette(palette)
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        self.changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

"""Presenting: full screen, a blank screen, and back to how it was."""

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QToolBar, QWidget
from shiboken6 import isValid

from gui.appearance import Appearance


class PresentationMode(QObject):
    """Gives the whole screen to the stage, or to one panel, and takes it back.

    The docks on this screen step aside and return afterwards; those torn off to another screen
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
        self.presenting = False  # also if the system has taken the screen back meanwhile
        self._widths: dict[QDockWidget, int] = {}
        self._was_maximized = False
        self.blank = BlankScreen(window, appearance)
        self._covered: list[QDockWidget] = []  # torn off, and hidden while the screen is blank
        self.blank.changed.connect(self.changed)
        self.blank.changed.connect(self._uncover)

    @property
    def can_leave(self) -> bool:
        """Is there anything for Escape to take back?"""
        return self.presenting or not self.blank.isHidden()

    def toggle(self, panel: QDockWidget | None = None) -> None:
        """Present the stage, or a panel if one is given; or stop presenting."""
        if self.presenting:
            self.leave()
        else:
            self.enter(panel)

    def enter(self, panel: QDockWidget | None = None) -> None:
        """Present the stage; or, if one is given, a panel."""
        self._was_maximized = self._window.isMaximized()
        self._layout = self._window.saveState()
        self.presenting = True
        shown = [dock for dock in self._docks if not dock.visibleRegion().isEmpty()]
        self._widths = {dock: dock.width() for dock in shown if not dock.isFloating()}
        self._free_keyboard(panel or self._window.centralWidget())
        for dock in self._docks:
            if dock is not panel and dock.screen() is self._window.screen():
                dock.hide()
        self._bar().hide()
        if panel is not None:
            panel.setFloating(False)
            for part in self._around():
                part.hide()
        self._window.showFullScreen()
        self.changed.emit()

    def _around(self) -> list[QWidget]:
        """What a panel that is presented has the place of."""
        centre = self._window.centralWidget()
        return [*self._window.findChildren(QToolBar), *([centre] if centre is not None else [])]

    @Slot()
    def leave(self) -> None:
        """Escape: first the blank screen goes, then full screen; nothing else is lost."""
        if not self.blank.isHidden():
            self.blank.hide()
        elif self.presenting:
            self.presenting = False
            self._free_keyboard()
            for part in self._around():
                part.show()
            self._bar().show()
            if self._was_maximized:
                self._window.showMaximized()
            else:
                self._window.showNormal()
            self._window.restoreState(self._layout)  # last, when there is room for it as it was
            QTimer.singleShot(0, self, self._restore_widths)
            self.changed.emit()

    def _free_keyboard(self, stays: QWidget | None = None) -> None:
        """Nothing but what `stays` keeps the keyboard: Qt would give that of what it hides to
        whatever comes next."""
        focus = self._window.focusWidget()
        if focus is not None and not (stays is not None and stays.isAncestorOf(focus)):
            focus.clearFocus()

    @Slot()
    def _restore_widths(self) -> None:
        """Qt gives what was hidden meanwhile a share of its own."""
        docks, widths = list(self._widths), list(self._widths.values())
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)

    def _bar(self) -> QWidget:
        """The bar above the stage, with the menus and the expression."""
        bar = self._window.menuWidget()
        assert bar is not None
        return bar

    def show_bar(self) -> None:
        """Somebody wants to type while presenting."""
        self._bar().show()

    @Slot()
    def hide_bar(self) -> None:
        """Nobody types any more; the stage has the whole screen again."""
        if self.presenting:
            self._bar().hide()

    @Slot()
    def toggle_blank(self) -> None:
        if self.blank.isHidden():
            self._covered = [d for d in self._docks if self._over_window(d)]
            for dock in self._covered:
                dock.hide()
            self.blank.cover()
        else:
            self.blank.hide()

    def _over_window(self, dock: QDockWidget) -> bool:
        torn_off = dock.isFloating() and not dock.isHidden()
        return torn_off and dock.screen() is self._window.screen()

    @Slot()
    def _uncover(self) -> None:
        if self.blank.isHidden():
            for dock in self._covered:
                dock.show()
            self._covered = []


class BlankScreen(QWidget):
    """Covers the whole window in one colour, so that a class looks at the teacher. Any key or
    click takes it away."""

    changed = Signal()

    def __init__(self, window: QWidget, appearance: Appearance) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._before: QWidget | None = None
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def cover(self) -> None:
        """Lie over everything in the window."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), Qt.GlobalColor.black)
        self.setPalette(palette)
        self._before = QApplication.focusWidget()
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        self.changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """The keyboard goes back to where it was."""
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.changed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # nothing happens behind a black screen
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

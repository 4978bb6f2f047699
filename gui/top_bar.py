"""The bar along the top: name, expression, and the few choices of the whole program."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.theme import THEMES
from gui.widgets import nest
from gui.widgets.spacing import space

_ROOM_FOR_BRAND = 800


class TopBar(QFrame):
    """Holds the expression bar that it is given, and buttons with menus to its right."""

    def __init__(
        self,
        expression: QWidget,
        actions: dict[str, QAction],
        panels: list[QAction],
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._appearance = appearance
        self._translator = translator
        self._wide = True  # is there room for the name and the keys?
        self.brand = QLabel("Backprop Studio")
        self.brand.setProperty("role", "brand")
        self.view_button = self._menu_button("window.bar.view", self._view_menu(actions, panels))
        self.language_button = self._button("window.bar.language", actions["language"])
        self.present_button = self._button("window.bar.present", actions["present"])
        translator.bind(self.present_button.setToolTip, "window.bar.present_tip")
        self.keys_button = self._button("window.bar.keys", actions["keys"])
        key, name = actions["keys"].shortcut().toString(), Message("window.action.keys")
        tip = Message("window.buttons.with_keys", {"name": name, "keys": key})
        translator.bind(self.keys_button.setToolTip, tip)
        row = QHBoxLayout(self)
        row.addWidget(self.brand)
        row.addWidget(expression, 1)
        buttons = self._buttons = QHBoxLayout()
        for button in (
            self.view_button,
            self.language_button,
            self.present_button,
            self.keys_button,
        ):
            buttons.addWidget(button)
        nest(row, buttons)
        space(buttons, appearance, gap=2)
        space(row, appearance, margins=(18, 8, 12, 8), gap=18)

    def add_menu(self, key: str, menu: QMenu) -> QToolButton:
        """A button for another menu, before the others."""
        button = self._menu_button(key, menu)
        self._buttons.insertWidget(0, button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where letters are large, the expression needs the room more than the name, and more
        than the keys of the buttons."""
        super().resizeEvent(event)
        wide = self.width() >= self._appearance.px(_ROOM_FOR_BRAND)
        if wide is self._wide:
            return
        self._wide = wide
        self.brand.setVisible(wide)
        for button, key in ((self.present_button, "present"), (self.keys_button, "keys")):
            short = "" if wide else "_short"
            self._translator.bind(button.setText, f"window.bar.{key}{short}")

    def _button(self, key: str, action: QAction) -> QToolButton:
        button = self._flat_button(key)
        button.clicked.connect(action.trigger)
        self._translator.bind(button.setToolTip, f"window.action.{action.objectName()}")
        return button

    def _menu_button(self, key: str, menu: QMenu) -> QToolButton:
        button = self._flat_button(key)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _flat_button(self, key: str) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._translator.bind(button.setText, key)
        return button

    def _view_menu(self, actions: dict[str, QAction], panels: list[QAction]) -> QMenu:
        menu = QMenu(self)
        self.themes = QActionGroup(menu)
        for name in THEMES:
            choice = menu.addAction("")
            choice.setCheckable(True)
            choice.setData(name)
            choice.triggered.connect(self._choose_theme)
            self._translator.bind(choice.setText, f"window.theme.{name}")
            self.themes.addAction(choice)
        self._appearance.changed.connect(self._mark_theme)
        self._mark_theme()
        menu.addSeparator()
        menu.addActions([actions[name] for name in ("larger", "smaller", "normal_size")])
        menu.addSeparator()
        names = ("detach", "present_panel", "default_layout")
        menu.addActions([*panels, *(actions[name] for name in names)])
        menu.addSeparator()
        menu.addAction(self._motion_choice(menu))
        menu.addSeparator()
        menu.addAction(actions["quit"])
        return menu

    def _motion_choice(self, menu: QMenu) -> QAction:
        choice = QAction(menu)
        choice.setCheckable(True)
        choice.setChecked(self._appearance.reduced_motion)
        choice.toggled.connect(self._appearance.set_reduced_motion)
        self._translator.bind(choice.setText, "window.view.reduced_motion")
        self.reduced_motion = choice
        return choice

    def _choose_theme(self) -> None:
        chosen = self.themes.checkedAction()
        if chosen is not None:
            self._appearance.set_theme(chosen.data())

    def _mark_theme(self) -> None:
        for choice in self.themes.actions():
            choice.setChecked(choice.data() == self._appearance.theme.name)

"""The style sheet of the whole program, written once for every theme and every size.

The text below is Qt's style sheet language with three abbreviations: `@ink` is the theme's colour
of that role (`@small`, `@body` … the heights of the type steps), `12sp` a length that moves with
the scale factor, and `half(14+1+1)` half of lengths that do: Qt draws square corners where a
radius is one pixel too large. Widgets ask for a look with a dynamic property:

    label.setProperty("role", "caption")      a rounded panel, a caption, a figure …
    button.setProperty("tone", "backward")    the colour of its words
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir

from gui.theme import COLOUR_ROLES, Theme

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

_SURFACES = """
* { outline: none; }
QWidget { color: @ink; }
QMainWindow, QDialog, QWidget[role="window"] { background: @background; }
QMainWindow::separator { background: @background; width: 8sp; height: 8sp; }
QMainWindow::separator:hover, QSplitter::handle:hover { background: @track; }
QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 8sp; }
QSplitter::handle:vertical { height: 8sp; }
QFrame[role="panel"] {
    background: @panel; border: 1sp solid @border; border-radius: 8sp;
}
QFrame[role="well"] {
    background: @sunken; border: 1sp solid @border; border-radius: 6sp;
}
QFrame[role="popup"] {
    background: @panel; border: 1sp solid @outline; border-radius: 8sp;
}
QFrame[role="notice"] {
    background: @forward_fill; border: 1sp solid @forward; border-radius: 8sp;
}
QFrame[role="notice"][tone="error"] { background: @error_fill; border-color: @error; }
QFrame[role="rule"] { background: @border; max-height: 1sp; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[role="bare"] { background: transparent; border: none; }
QGraphicsView { background: @panel; border: none; }
QDockWidget { color: @muted; font-weight: 600; titlebar-close-icon: url(icons:close.svg);
    titlebar-normal-icon: url(icons:float.svg); }
QDockWidget::title {
    background: @panel; border: 1sp solid @border; border-bottom: none;
    border-top-left-radius: 8sp; border-top-right-radius: 8sp;
    padding: 7sp 12sp; text-align: left;
}
QDockWidget::close-button, QDockWidget::float-button { border: none; border-radius: 4sp; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @hover; }
QFrame[role="dock-title"] {
    background: @panel; border: 1sp solid @border; border-bottom: none;
    border-top-left-radius: 8sp; border-top-right-radius: 8sp;
}
QDockWidget > QWidget[role="dock"] {
    background: @panel; border: 1sp solid @border; border-top: none;
    border-bottom-left-radius: 8sp; border-bottom-right-radius: 8sp;
}
QDockWidget > QWidget[role="dock"][tabbed="true"] {
    border-top: 1sp solid @border; border-radius: 8sp;
}
QGroupBox {
    background: transparent; border: 1sp solid @border; border-radius: 8sp;
    margin-top: 0.7em; padding: 10sp 8sp 8sp 8sp; font-weight: 600; color: @muted;
}
QGroupBox::title { subcontrol-origin: margin; left: 10sp; padding: 0 4sp; }
QToolBar { background: transparent; border: none; padding: 0; spacing: 0; }
QStatusBar { background: @background; color: @muted; }
QStatusBar::item { border: none; }
"""

_WORDS = """
QLabel { background: transparent; }
QLabel[role="caption"] { color: @muted; font-size: @small; }
QLabel[role="muted"], QLabel[role="unit"] { color: @muted; }
QLabel[role="heading"] { color: @muted; font-weight: 600; }
QLabel[role="title"] { font-size: @title; }
QLabel[role="brand"] { font-size: @title; font-weight: 700; }
QLabel[role="display"] { font-size: @display; font-weight: 600; color: @parameter; }
QLabel[role="mono"] { @mono_font }
QLabel[tone="ink"] { color: @ink; }
QLabel[tone="muted"] { color: @muted; }
QLabel[tone="forward"] { color: @forward; }
QLabel[tone="backward"] { color: @backward_text; }
QLabel[tone="parameter"] { color: @parameter; }
QLabel[tone="loss"] { color: @loss; }
QLabel[tone="error"] { color: @error; }
QLabel:disabled { color: @disabled; }
QToolTip {
    background: @ink; color: @panel; border: 1sp solid @ink; padding: 1sp 3sp; font-size: @small;
}
"""

_BUTTONS = """
QPushButton, QToolButton {
    background: @panel; color: @ink; border: 1sp solid @border; border-radius: 6sp;
    padding: 6sp 14sp; icon-size: 16sp;
}
QToolButton { padding: 5sp 8sp; border-color: transparent; background: transparent; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @pressed; }
QPushButton:checked, QToolButton:checked {
    background: @selection; border-color: @forward; color: @forward;
}
QPushButton:focus { border: 2sp solid @forward; padding: 5sp 13sp; }
QToolButton:focus { border: 2sp solid @forward; padding: 4sp 7sp; }
QPushButton[tone] { font-weight: 600; }
QPushButton[tone="forward"] { color: @forward; }
QPushButton[tone="backward"] { color: @backward_text; }
QPushButton[tone="parameter"] { color: @parameter; }
QPushButton[tone="error"] { color: @error; }
QPushButton[tone="primary"] {
    background: @forward; border-color: @forward; color: @on_accent;
}
QPushButton[tone="primary"]:hover { background: @forward_strong; }
QPushButton[tone="primary"]:focus { border-color: @ink; }
QPushButton:disabled, QToolButton:disabled, QPushButton[tone="primary"]:disabled {
    color: @disabled; background: transparent; border-color: @border;
}
QToolButton:disabled { border-color: transparent; }
QPushButton::menu-indicator, QToolButton::menu-indicator {
    image: url(icons:chevron-down.svg); width: 10sp; height: 10sp;
    subcontrol-origin: padding; subcontrol-position: center right; right: 4sp;
}
QToolButton[popupMode="2"] { padding-right: 18sp; }
QToolButton[popupMode="2"]:focus { padding-right: 17sp; }
QCheckBox, QRadioButton { spacing: 7sp; padding: 2sp; background: transparent;
    border: 2sp solid transparent; border-radius: 4sp; }
QCheckBox:focus, QRadioButton:focus { border-color: @forward; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14sp; height: 14sp; border: 1sp solid @outline; border-radius: 4sp; background: @panel;
}
QRadioButton::indicator { border-radius: half(14+1+1); }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @forward; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked {
    background: @forward; border-color: @forward;
}
QCheckBox::indicator:checked { image: url(icons:check@tint.svg); }
QRadioButton::indicator:checked { image: url(icons:dot@tint.svg); }
QCheckBox::indicator:indeterminate { image: url(icons:dash.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    border-color: @border; background: @sunken;
}
QCheckBox::indicator:checked:disabled { background: @disabled; border-color: @disabled; }
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
    background: @sunken; color: @ink; border: 1sp solid @border; border-radius: 6sp;
    padding: 5sp 8sp; selection-background-color: @forward; selection-color: @on_accent;
}
QPlainTextEdit, QTextEdit { padding: 4sp; }
QLineEdit { placeholder-text-color: @muted; }
QPlainTextEdit[role="code"], QTextEdit[role="code"], QLineEdit[role="code"] { @mono_font }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: @outline; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on {
    border: 2sp solid @forward; padding: 4sp 7sp; background: @panel;
}
QPlainTextEdit:focus, QTextEdit:focus { border: 2sp solid @forward; padding: 3sp; }
QLineEdit[invalid="true"], QLineEdit[invalid="true"]:focus { border-color: @error; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    color: @disabled; background: @background; border-color: @border;
}
QAbstractSpinBox { padding: 4sp 22sp 4sp 8sp; qproperty-alignment: "AlignRight | AlignVCenter"; }
QAbstractSpinBox:focus { padding: 3sp 21sp 3sp 7sp; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 18sp; border: none; border-radius: 4sp; margin: 2sp;
    background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-bottom: 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-top: 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {
    background: @pressed;
}
QAbstractSpinBox::up-arrow { image: url(icons:chevron-up.svg); width: 9sp; height: 9sp; }
QAbstractSpinBox::down-arrow { image: url(icons:chevron-down.svg); width: 9sp; height: 9sp; }
QAbstractSpinBox::up-arrow:off, QAbstractSpinBox::down-arrow:off { image: none; }
QComboBox { padding-right: 24sp; combobox-popup: 0; }
QComboBox:focus, QComboBox:on { padding-right: 23sp; }
QComboBox::drop-down {
    subcontrol-origin: border; subcontrol-position: center right; width: 24sp; border: none;
}
QComboBox::down-arrow { image: url(icons:chevron-down.svg); width: 10sp; height: 10sp; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {
    background: @panel; border: 1sp solid @outline; border-radius: 0; padding: 4sp;
    selection-background-color: @selection; selection-color: @forward;
}
QComboBox QAbstractItemView::item { min-height: 26sp; padding: 0 8sp; border-radius: 4sp; }
QSlider:horizontal { min-height: 20sp; }
QSlider:vertical { min-width: 20sp; }
QSlider::groove:horizontal { height: 4sp; border-radius: half(4); background: @track; }
QSlider::sub-page:horizontal { height: 4sp; border-radius: half(4); background: @forward; }
QSlider::handle:horizontal {
    width: 14sp; height: 14sp; margin: -6sp 0; border-radius: 7.25sp;
    background: @panel; border: 1sp solid @outline;
}
QSlider::groove:vertical { width: 4sp; border-radius: half(4); background: @track; }
QSlider::add-page:vertical { width: 4sp; border-radius: half(4); background: @forward; }
QSlider::handle:vertical {
    width: 14sp; height: 14sp; margin: 0 -6sp; border-radius: 7.25sp;
    background: @panel; border: 1sp solid @outline;
}
QSlider::handle:hover { background: @hover; border-color: @forward; }
QSlider::handle:focus { background: @forward; border-color: @forward; }
QSlider::sub-page:disabled, QSlider::add-page:vertical:disabled { background: @disabled; }
QSlider::handle:disabled { background: @panel; border-color: @border; }
"""

_LISTS = """
QTabWidget::pane { border: none; }
QTabWidget, QTabBar { background: transparent; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: @muted; border: none; border-bottom: 2sp solid transparent;
    padding: 6sp 1sp; margin: 0 6sp;
}
QTabBar::tab:hover { color: @ink; border-bottom-color: @border; }
QTabBar::tab:selected { color: @ink; border-bottom-color: @forward; }
QTabBar::tab:focus { color: @forward; }
QTabBar::tab:disabled { color: @disabled; }
QTabBar::scroller { width: 20sp; }
QTabBar QToolButton { padding: 0; border: none; border-radius: 4sp; background: @panel; }
QTabBar QToolButton::left-arrow { image: url(icons:chevron-left.svg); }
QTabBar QToolButton::right-arrow { image: url(icons:chevron-right.svg); }
QListView, QTreeView, QTableView {
    background: transparent; border: none; alternate-background-color: @sunken;
    gridline-color: @border; selection-background-color: @selection; selection-color: @forward;
}
QListView { qproperty-spacing: 0; /* lays the rows out again, now with the padding below */ }
QListView::item, QTreeView::item { padding: 6sp 8sp; border-radius: 6sp; color: @ink; }
QListView::item:hover, QTreeView::item:hover { background: @hover; }
QListView::item:selected, QTreeView::item:selected { background: @selection; color: @forward; }
QListView:focus, QTreeView:focus, QTableView:focus {
    border: 1sp solid @forward; border-radius: 6sp;
}
QHeaderView { background: transparent; }
QHeaderView::section {
    background: transparent; color: @muted; border: none; border-bottom: 1sp solid @border;
    padding: 5sp 8sp; font-size: @small;
}
QTableCornerButton::section { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 9sp; }
QScrollBar:horizontal { height: 9sp; }
QScrollBar::handle { background: @scroll; border-radius: 3sp; margin: 1sp; }
QScrollBar::handle:vertical { min-height: 28sp; }
QScrollBar::handle:horizontal { min-width: 28sp; }
QScrollBar::handle:hover { background: @outline; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
    background: @track; border: none; border-radius: half(6); max-height: 6sp; min-height: 6sp;
}
QProgressBar::chunk { background: @forward; border-radius: half(6); }
QProgressBar::chunk:disabled { background: @disabled; }
QMenuBar { background: @panel; color: @muted; border: none; padding: 2sp 4sp; }
QMenuBar::item { background: transparent; padding: 5sp 9sp; border-radius: 5sp; }
QMenuBar::item:selected { background: @hover; color: @ink; }
QMenu { background: @panel; border: 1sp solid @border; padding: 5sp; }
QMenu::item {
    padding: 6sp 26sp 6sp 12sp; border-radius: 5sp; color: @ink; background: transparent;
}
QMenu::item:selected { background: @selection; color: @forward; }
QMenu::item:disabled { color: @disabled; background: transparent; }
QMenu::icon, QMenu::indicator { padding-left: 8sp; width: 14sp; height: 14sp; }
QMenu::indicator:checked { image: url(icons:tick.svg); }
QMenu::right-arrow { image: url(icons:chevron-right.svg); width: 10sp; height: 10sp;
    right: 8sp; }
QMenu::separator { height: 1sp; background: @border; margin: 5sp 8sp; }
"""

_TEMPLATE = _SURFACES + _WORDS + _BUTTONS + _FIELDS + _LISTS
_LENGTH = re.compile(r"(?<![\w.-])(-?)(\d+(?:\.\d+)?)sp\b")
_HALF = re.compile(r"half\(([\d+]+)\)")
_NAME = re.compile(r"@([a-z_]+)")


def stylesheet(
    theme: Theme,
    px: Callable[[float], int],
    text_px: Callable[[str], int],
    mono: Sequence[str],
) -> str:
    """The sheet for `theme`; `px` scales a length, `text_px` gives the height of a type step."""
    QDir.setSearchPaths("icons", [str(ICONS)])
    names = {role: getattr(theme, role).name() for role in COLOUR_ROLES}
    names |= {step: f"{text_px(step)}px" for step in ("small", "body", "title", "display")}
    names["forward_strong"] = theme.forward.darker(112).name()
    names["scroll"] = theme.disabled.name()
    names["tint"] = "-dark" if theme.dark else ""
    quoted = ", ".join(f'"{family}"' for family in mono)
    names["mono_font"] = f"font-family: {quoted}; font-size: {text_px('mono')}px;"
    sheet = _NAME.sub(lambda found: names[found[1]], _TEMPLATE)
    sheet = _HALF.sub(lambda found: f"{sum(map(px, map(int, found[1].split('+')))) // 2}px", sheet)
    return _LENGTH.sub(lambda found: f"{found[1]}{px(float(found[2]))}px", sheet)

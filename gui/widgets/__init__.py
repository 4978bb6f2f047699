"""Small controls that every panel shares. They import no panel."""

from gui.widgets.calm_wheel import CalmWheel
from gui.widgets.card import Card
from gui.widgets.catalogue import Catalogue
from gui.widgets.choice_card import ChoiceCard
from gui.widgets.dock_title import DockTitle
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.file_drop import FileDrop, dropped_file
from gui.widgets.first_sight import FirstSight
from gui.widgets.flow import FlowLayout
from gui.widgets.form import Form
from gui.widgets.icon_button import IconButton
from gui.widgets.icons import ICONS, icon, paint_icon
from gui.widgets.keyboard import hand_keyboard_on, leave_keyboard_to_stage
from gui.widgets.log_spin_box import LogSpinBox
from gui.widgets.long_words import breakable
from gui.widgets.narrow import narrow
from gui.widgets.nesting import nest
from gui.widgets.notice import Notice
from gui.widgets.pages import Pages
from gui.widgets.quiet_scroll_bar import QuietScrollBar
from gui.widgets.restyle import restyle
from gui.widgets.scroll_area import SteadyScrollArea
from gui.widgets.sentence import Sentence, unbroken
from gui.widgets.signed_spin_box import SignedSpinBox
from gui.widgets.spacing import space
from gui.widgets.swatch import SwatchCheckBox, marker_path, paint_sample
from gui.widgets.visible_room import VisibleRoom
from gui.widgets.whole_spin_box import WholeSpinBox
from gui.widgets.words_and_buttons import WordsAndButtons
from gui.widgets.wrapping_check_box import WrappingCheckBox

__all__ = [
    "ICONS",
    "CalmWheel",
    "Card",
    "Catalogue",
    "ChoiceCard",
    "DockTitle",
    "ElidedLabel",
    "FileDrop",
    "FirstSight",
    "FlowLayout",
    "Form",
    "IconButton",
    "LogSpinBox",
    "Notice",
    "Pages",
    "QuietScrollBar",
    "Sentence",
    "SignedSpinBox",
    "SteadyScrollArea",
    "SwatchCheckBox",
    "VisibleRoom",
    "WholeSpinBox",
    "WordsAndButtons",
    "WrappingCheckBox",
    "breakable",
    "dropped_file",
    "hand_keyboard_on",
    "icon",
    "leave_keyboard_to_stage",
    "marker_path",
    "narrow",
    "nest",
    "paint_icon",
    "paint_sample",
    "restyle",
    "space",
    "unbroken",
]

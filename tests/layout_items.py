"""What PySide keeps of layouts and should not: see `gui.widgets.nest`."""

from PySide6.QtWidgets import QSpacerItem, QWidgetItem
from shiboken6 import getAllValidWrappers, ownedByPython


def kept_items() -> list[QWidgetItem | QSpacerItem]:
    """The items of which there is a Python object, although Qt will delete them."""
    return [
        each
        for each in getAllValidWrappers()
        if isinstance(each, QWidgetItem | QSpacerItem) and not ownedByPython(each)
    ]

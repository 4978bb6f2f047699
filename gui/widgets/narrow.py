"""Choices that need no more room than a few letters, whatever there is to choose from."""

from PySide6.QtWidgets import QComboBox

_LETTERS = 6


def narrow(choice: QComboBox) -> None:
    """Its width depends on the room there is; the list that opens shows whole words."""
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(_LETTERS)

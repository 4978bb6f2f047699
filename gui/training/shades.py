"""Colours between the theme's colours."""

from PySide6.QtGui import QColor


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with so large a share of `other` in it; opaque, which plots draw quickly."""
    return QColor.fromRgbF(
        (1 - share) * one.redF() + share * other.redF(),
        (1 - share) * one.greenF() + share * other.greenF(),
        (1 - share) * one.blueF() + share * other.blueF(),
    )

"""What Qt puts off until an event loop turns, which a test that has ended does not wait for."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication


def delete_the_deferred() -> None:
    """Delete what was given to `deleteLater`."""
    for _ in range(2):  # deleting may defer more deletions
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

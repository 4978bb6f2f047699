"""Pages of which one is shown, in as much room as that one needs.

Qt's own stack is as large as the largest of its pages, and leaves empty room to scroll through.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Pages(QWidget):
    """Used like a QStackedWidget; hidden pages take no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._pages: list[QWidget] = []
        self._shown: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, page: QWidget) -> None:
        """Another page; the first one is shown."""
        self._pages.append(page)
        self._column.addWidget(page)
        page.setVisible(self._shown is None)
        self._shown = self._shown or page

    def setCurrentWidget(self, page: QWidget) -> None:
        self._shown = page
        for each in self._pages:
            each.setVisible(each is page)

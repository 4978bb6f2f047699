"""The page of the data set: where it comes from, above what is in it."""

from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.training.lab.data.browser import Browser
from gui.training.lab.data.source_view import SourceView
from gui.training.lab.page import LabContext, LabPage
from gui.widgets import space


class DataPage(LabPage):
    key: ClassVar[str] = "data"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.source = SourceView(context)
        self.browser = Browser(context)
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.addWidget(self.source)
        column.addWidget(self._line)
        column.addWidget(self.browser, 1)
        column.addStretch()  # without data, what is to be done stands at the top
        space(column, context.appearance, gap=9)
        self.browser.opened.connect(self.opened)
        self.source.acquisition.changed.connect(self.work_changed)
        context.session.state_changed.connect(self._show)
        self._show()

    def enter(self) -> None:
        self.context.session.prepare()

    @Slot()
    def _show(self) -> None:
        data = self.context.session.data
        for part in (self._line, self.browser):
            part.setVisible(data is not None)
        if data is not None:
            self.browser.show_data(data)

    def close_work(self) -> bool:
        return self.source.acquisition.close()

    @property
    def busy(self) -> bool:
        return self.source.acquisition.busy

    def demonstrate(self) -> None:
        """Threes, one of them from near."""
        self.browser.means.choose(3)

    def save_state(self) -> dict[str, Any]:
        return {"split": self.browser.split.currentData(), "folders": self.source.recent}

    def restore_state(self, state: dict[str, Any]) -> None:
        folders = state.get("folders")
        here = self.context.session.data_place
        self.source.remember([here, *(folders if isinstance(folders, list) else [])])
        split = state.get("split")
        index = self.browser.split.findData(split) if isinstance(split, str) else -1
        if index >= 0:
            self.browser.split.setCurrentIndex(index)

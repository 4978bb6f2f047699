"""Which data set is in use, and the ways to another one."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.datasets import Dataset
from core.datasets.download import Progress
from core.format import whole
from core.messages import Message
from gui.folders import mnist_folder
from gui.training.lab.data.acquisition import Acquisition
from gui.training.lab.page import LabContext
from gui.widgets import ElidedLabel, FlowLayout, Notice, nest, restyle, space

_BUILTIN = "builtin"
_MOST_RECENT = 2
_MEGABYTE = 1e6


class SourceView(QWidget):
    """Name and size of the data set, three buttons, and what comes of them, said in place."""

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._bench = context
        self.acquisition = Acquisition(self)
        self.name, self.counts = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.name.setProperty("role", "title")
        self.counts.setProperty("role", "caption")
        self.get = self._button("get", self.download)
        self.choose = self._button("choose", self.ask_folder)
        self.drawn = self._button("drawn", self.use_drawn)
        self.recent: list[str] = []  # folders that were used, the last one first
        self.ways_back = [QPushButton() for _ in range(_MOST_RECENT)]
        for place, button in enumerate(self.ways_back):
            button.clicked.connect(partial(self._use_recent, place))
        self.cancel = self._button("cancel", self.acquisition.cancel)
        self.bar = QProgressBar(textVisible=False)
        self.state = ElidedLabel()
        self.state.setProperty("role", "caption")
        self.notice = Notice(context.appearance, context.translator)
        self._arrange()
        self.acquisition.changed.connect(self.refresh)
        self.acquisition.progressed.connect(self._on_progress)
        self.acquisition.got.connect(self._on_got)
        self.acquisition.failed.connect(self._on_failed)
        context.session.state_changed.connect(self.refresh)
        self.refresh()

    # what is asked for

    @Slot()
    def download(self) -> None:
        self.notice.hide()
        self._begin(Message("lab_data.state.asking"))
        self.acquisition.download(mnist_folder())

    @Slot()
    def ask_folder(self) -> None:
        title = self._bench.translator.tr("lab_data.button.choose")
        place = QFileDialog.getExistingDirectory(self, title, self._bench.session.data_place)
        if place:
            self.read(place)

    @Slot()
    def use_drawn(self) -> None:
        self.read(_BUILTIN)

    def _use_recent(self, place: int, _: bool = False) -> None:
        self.read(self._others[place])

    @property
    def _others(self) -> list[str]:
        """The folders that are not in use."""
        here = self._bench.session.data_place
        return [place for place in self.recent if place != here][:_MOST_RECENT]

    def remember(self, places: Iterable[object]) -> None:
        """Offer the way back to these folders, the first one first."""
        known = dict.fromkeys(p for p in places if isinstance(p, str) and p not in ("", _BUILTIN))
        self.recent = [*known][: _MOST_RECENT + 1]
        self.refresh()

    def read(self, place: str) -> None:
        """Use the data set of a folder, if it is a good one."""
        self.notice.hide()
        self._begin(Message("lab_data.state.reading"))
        self.acquisition.read(place)

    # what comes of it

    @Slot()
    def refresh(self) -> None:
        """The data set in use, and what can be done now."""
        data, session, bind = self._bench.session.data, self._bench.session, self._bench.translator
        known = data is not None
        self.name.setVisible(known)
        if data is not None:
            bind.bind(self._head, Message("lab_data.about.name", {"name": data.name}))
            fields = {"train": whole(len(data.x_train)), "test": whole(len(data.x_test))}
            bind.bind(self.counts.setText, Message("lab_data.about.counts", fields))
        else:
            bind.bind(self.counts.setText, session.failure or Message("lab_data.about.loading"))
        restyle(self.counts, tone=None if known or session.failure is None else "error")
        busy = self.acquisition.busy
        for widget in (self.bar, self.state, self.cancel):
            widget.setVisible(busy)
        builtin = isinstance(data.name, Message) and data.name.key if data is not None else ""
        self.choose.setVisible(not busy)
        self.drawn.setVisible(not busy and builtin != "data.name.builtin")
        others = [] if busy else self._others
        for place, button in enumerate(self.ways_back):
            button.setVisible(place < len(others))
            if place < len(others):
                fields = {"name": Path(others[place]).name, "path": others[place]}
                bind.bind(button.setText, Message("lab_data.button.again_folder", fields))
                bind.bind(button.setToolTip, Message("lab_data.tip.again_folder", fields))
        self.get.setVisible(not busy and (data is None or not data.genuine))

    def _begin(self, state: Message) -> None:
        self.bar.setRange(0, 0)  # it moves, but nobody knows how far
        self._bench.translator.bind(self.state.setText, state)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.received)
        fields: dict[str, object] = {
            "received": f"{progress.received / _MEGABYTE:.1f}",
            "total": f"{progress.total / _MEGABYTE:.1f}",
            "mirror": urlsplit(progress.mirror).hostname or "",
        }
        if progress.setback is not None:
            fields["reason"] = progress.setback
        usual = "received" if progress.mirror else "found"
        key = "setback" if progress.setback is not None else usual
        self._bench.translator.bind(self.state.setText, f"lab_data.state.{key}", **fields)

    @Slot(object, str)
    def _on_got(self, data: Dataset, place: str) -> None:
        """MNIST in the user's own folder is found at every start; other places are remembered."""
        own = Path(place) == mnist_folder()
        before = self._bench.session.data_place
        self._bench.session.use_data(data, "" if own else place)
        self.remember(["" if own else place, before, *self.recent])

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        if message.key.startswith("data.download"):
            said = Message("lab_data.state.failed", {"reason": message.fields["reason"]})
            again = [("lab_data.button.again", self.download)]
            self.notice.say(said, tone="error", choices=again)
        else:
            self.notice.say(message, tone="error")

    # what stands where

    def _head(self, name: str) -> None:
        """A heading, which a name within a sentence is not."""
        self.name.setText(name[:1].upper() + name[1:])

    def _button(self, name: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        self._bench.translator.bind(button.setText, f"lab_data.button.{name}")
        self._bench.translator.bind(button.setToolTip, f"lab_data.tip.{name}")
        button.clicked.connect(act)
        return button

    def _arrange(self) -> None:
        appearance = self._bench.appearance
        buttons, progress, column = FlowLayout(), QHBoxLayout(), QVBoxLayout(self)
        for button in (self.get, self.choose, self.drawn, *self.ways_back):
            buttons.addWidget(button)
        progress.addWidget(self.bar, 1)
        progress.addWidget(self.cancel)
        for row in (self.name, self.counts, buttons, progress, self.state, self.notice):
            if isinstance(row, QWidget):
                column.addWidget(row)
            else:
                nest(column, row)
        space(buttons, appearance, gap=6)
        space(progress, appearance, gap=8)
        space(column, appearance, gap=6)

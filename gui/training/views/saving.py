"""A figure as files: its picture as it is seen, and its numbers in full precision.

One click on the button asks where, and writes both side by side.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from core.engine import Array
from core.files import Part, is_there, unwritable
from core.messages import Message
from gui.appearance import Appearance
from gui.dialogs import ask_where, kind_of
from gui.export.exporter import Exporter
from gui.export.job import Job, Progress, Written
from gui.export.png import png
from gui.i18n import Translator
from gui.widgets import IconButton

_KINDS = (".png", ".csv")
_ROWS = 2000  # of a table that are written in one go
SHARPNESS = 2.0  # pixels of the picture for each of the screen
RIM = 10  # pixels of the screen around it


@dataclass(frozen=True)
class Sheet:
    """What is saved: a picture, and columns of equal length by their names in the table."""

    name: str
    picture: QImage
    columns: dict[str, Array]


def picture_of(widget: QWidget, ground: QColor, without: Iterable[QWidget] = ()) -> QImage:
    """A widget as it is seen, twice as sharp; buttons mean nothing on paper and are left out."""
    rim = QSize(2 * RIM, 2 * RIM)
    image = QImage((widget.size() + rim) * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(ground)
    hidden = [each for each in without if each.isVisible()]
    painter = QPainter(image)
    painter.translate(RIM, RIM)
    widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    for each in hidden:
        painter.fillRect(each.rect().translated(each.mapTo(widget, QPoint())), ground)
    painter.end()
    return image


def export(sheet: Sheet, paths: dict[str, Path]) -> Generator[Progress | Written]:
    """Write the sheet's picture to `paths["png"]` and its numbers to `paths["csv"]`, if asked for.

    Raises:
        StudioError: a file cannot be written; an old one is then as it was.
    """
    if "png" in paths:
        yield from _write(paths["png"], png(sheet.picture))
    if "csv" in paths:
        yield from _write(paths["csv"], _lines(sheet.columns))


def _lines(columns: dict[str, Array]) -> Iterable[bytes]:
    """A table as text, some rows at a time; every float with all of its digits."""
    yield (",".join(map(_quoted, columns)) + "\n").encode()
    lists = list(columns.values())
    for start in range(0, len(lists[0]), _ROWS):
        part = [column[start : start + _ROWS].tolist() for column in lists]
        rows = (",".join(map(_plain, row)) for row in zip(*part, strict=True))
        yield ("\n".join(rows) + "\n").encode()


def _quoted(name: str) -> str:
    """A name that somebody gave may hold commas."""
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',"\n') else name


def _plain(value: object) -> str:
    """1 for 1.0: iterations are whole numbers; nan is an empty field."""
    if isinstance(value, float):
        return "" if value != value else repr(int(value) if value.is_integer() else value)
    return str(value)


def _write(path: Path, pieces: Iterable[bytes]) -> Generator[Progress | Written]:
    part = Part(path)
    try:
        with part.path.open("wb") as stream:
            for done, piece in enumerate(pieces):
                stream.write(piece)
                yield Progress(done, done + 1)
        part.keep()
        yield Written(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        part.drop()


class SaveButton(IconButton):
    """Saves what `take` gives: with one click both files, by its menu one of them."""

    told = Signal(object)  # Message: what was written, or why not
    folder = Path.home()  # where all of them saved last

    def __init__(
        self,
        take: Callable[[], Sheet | None],
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("save", appearance, translator, key="watch.save.both", side=15)
        self.setParent(parent)
        self._take = take
        self._words = translator
        self._written: list[Path] = []
        self.exporter = Exporter(self)
        self.exporter.finished.connect(self._on_finished)
        self.exporter.failed.connect(self.told)
        self.clicked.connect(self.ask_both)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)

    @Slot()
    def ask_both(self) -> None:
        self._ask("png", "csv")

    @Slot()
    def ask_picture(self) -> None:
        self._ask("png")

    @Slot()
    def ask_numbers(self) -> None:
        self._ask("csv")

    @Slot()
    def copy(self) -> None:
        """The picture into the clipboard."""
        sheet = self._take()
        if sheet is not None:
            QGuiApplication.clipboard().setImage(sheet.picture)
            self.told.emit(Message("watch.save.copied"))

    @Slot(QPoint)
    def open_menu(self, place: QPoint) -> None:
        """The ways to save, at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, act in (
            ("both", self.ask_both),
            ("png", self.ask_picture),
            ("csv", self.ask_numbers),
            ("copy", self.copy),
        ):
            menu.addAction(self._words.tr(f"watch.save.{key}"), act)
        menu.popup(place)

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        self.open_menu(self.mapToGlobal(place))

    def _ask(self, *kinds: str) -> None:
        """Ask where, and write. The second file takes the name of the first; what nobody was asked
        about is not written over."""
        sheet = self._take()
        if sheet is None:
            return
        suffix = f".{kinds[0]}"
        start = SaveButton.folder / f"{sheet.name}{suffix}"
        title = self._words.tr(f"watch.save.{'both' if len(kinds) > 1 else kinds[0]}")
        first = ask_where(self, title, start, kind_of(suffix), suffix)
        if first is None:
            return
        inner = Path(first.stem)
        if inner.suffix.lower() in _KINDS:  # the ending of the other file was typed
            first = _free(first.with_name(inner.stem + suffix))
        SaveButton.folder = first.parent
        replaced = is_there(first)
        others = {kind: first.with_suffix(f".{kind}") for kind in kinds[1:]}
        free = {kind: path if replaced else _free(path) for kind, path in others.items()}
        self._written = [first, *free.values()]
        self.exporter.start(Job(export(sheet, {kinds[0]: first} | free)))

    @Slot(object)
    def _on_finished(self, _: Written) -> None:
        names = " + ".join(path.name for path in self._written)
        self.told.emit(Message("watch.save.saved", {"names": names}))


def _free(path: Path) -> Path:
    """The path, or the first of path-2, path-3 … that is nobody's."""
    if not is_there(path):
        return path
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in count(2))
    return next(each for each in numbered if not is_there(each))

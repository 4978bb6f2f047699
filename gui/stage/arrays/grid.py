"""Where each number of an array stands in its picture, and which number stands where.

A picture is a mosaic of tiles, and a tile a table of cells. A table has one tile; a batch of
images has one for each image, a matrix of weights one for each hidden unit. Coordinates count
cells, from the upper left of the mosaic.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import QRect, QRectF

from core.engine import Array
from gui.stage.arrays.pictures import BY_ROW, SIDE, Picture, as_table

Index = tuple[int, ...]
Box = tuple[slice, ...]  # a range along each axis, with both ends given

_TILE = 18  # pixels on the screen that an image needs at least
_CLASSES = 10


@dataclass(frozen=True)
class Grid:
    """The mosaic of one array: `tiles` of `rows` by `columns` cells, `across` in a row."""

    picture: Picture
    shape: tuple[int, ...]
    rows: int
    columns: int
    tiles: int = 1
    across: int = 1

    @property
    def down(self) -> int:
        return -(-self.tiles // self.across)

    @property
    def width(self) -> int:
        return self.across * self.columns

    @property
    def height(self) -> int:
        return self.down * self.rows

    @property
    def tiled(self) -> bool:
        return self.picture in BY_ROW or self.picture is Picture.UNITS

    def index_at(self, x: float, y: float) -> Index | None:
        """The index of the number at a point; None outside."""
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        tile = int(y) // self.rows * self.across + int(x) // self.columns
        if tile >= self.tiles:
            return None
        row, column = int(y) % self.rows, int(x) % self.columns
        flat = row * self.columns + column
        match self.picture:
            case Picture.DIGITS | Picture.IMAGES:
                return (tile, *_unravel(flat, self.shape[1:]))
            case Picture.UNITS:
                return (flat, tile)
            case Picture.LABELS if len(self.shape) < 2:
                return (row,)[: len(self.shape)]
        if len(self.shape) < 2:
            return (column,)[: len(self.shape)]
        return (row, *_unravel(column, self.shape[1:]))

    def room(self, index: Index) -> QRectF | None:
        """The cell of a number; None if it is not among the tiles that are shown."""
        rooms = self.rooms(tuple(slice(i, i + 1) for i in index))
        return rooms[0] if rooms else None

    def rooms(self, box: Box) -> list[QRectF]:
        """Where the numbers of a box stand: a rectangle, or one in each tile."""
        if not self.tiled:
            rows, columns = self._spans(box)
            return [QRectF(columns.start, rows.start, _size(columns), _size(rows))]
        tiles, flat = self._tile_spans(box)
        if _size(flat) == self.rows * self.columns:
            inside = QRectF(0, 0, self.columns, self.rows)
        else:
            row, column = divmod(flat.start, self.columns)
            inside = QRectF(column, row, 1, 1)
        shown = range(tiles.start, min(tiles.stop, self.tiles))
        return [inside.translated(self.corner(tile)[0], self.corner(tile)[1]) for tile in shown]

    def corner(self, tile: int) -> tuple[int, int]:
        """The upper left cell of a tile."""
        down, across = divmod(tile, self.across)
        return across * self.columns, down * self.rows

    def tile_of(self, index: Index) -> int:
        """The tile that a number is in: the number of its image, or of its hidden unit."""
        if not self.tiled:
            return 0
        return index[0] if self.picture in BY_ROW else index[1]

    def _spans(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of a table."""
        everything = slice(0, self.rows), slice(0, self.columns)
        if not box:
            return everything
        if len(box) == 1:
            if self.picture is Picture.LABELS:
                return box[0], everything[1]
            return everything[0], box[0]
        return box[0], _flat(box[1:], self.shape[1:])

    def _tile_spans(self, box: Box) -> tuple[slice, slice]:
        """Tiles, and cells inside each of them."""
        if self.picture is Picture.UNITS:
            return box[1], box[0]
        return box[0], _flat(box[1:], self.shape[1:])

    def numbers(self, array: Array, window: QRect) -> Array:
        """What stands in a window of cells, as a table. Where there is no tile, 0."""
        top, left = window.top(), window.left()
        below, right = top + window.height(), left + window.width()
        if self.picture is Picture.LABELS:
            return one_hot(array[top:below] if array.ndim else array, self.columns)[:, left:right]
        if not self.tiled:
            return as_table(array)[top:below, left:right]
        first, last = top // self.rows, -(-below // self.rows)
        chosen = slice(first * self.across, min(last * self.across, self.tiles))
        rows = array[chosen] if self.picture in BY_ROW else array[:, chosen].T
        shown = rows.reshape(-1, self.rows, self.columns)
        count = (last - first) * self.across
        blank = np.zeros((count - len(shown), self.rows, self.columns), dtype=array.dtype)
        tiles = np.concatenate([shown, blank]) if len(blank) else shown
        grid = tiles.reshape(last - first, self.across, self.rows, self.columns)
        table = grid.swapaxes(1, 2).reshape(-1, self.width)
        return table[top - first * self.rows : below - first * self.rows, left:right]


def grid_of(array: Array, picture: Picture, width: float, height: float) -> Grid:
    """The mosaic of `array` on so many pixels of the screen: of images as many of the first as
    can be told apart there; of a table, all of it."""
    shape = array.shape
    if picture is Picture.LABELS:
        classes = shape[-1] if array.ndim > 1 else max(_CLASSES, int(array.max(initial=0)) + 1)
        return Grid(picture, shape, shape[0] if shape else 1, classes)
    if picture in BY_ROW or picture is Picture.UNITS:
        total = shape[0] if picture in BY_ROW else shape[1]
        tiles, across = _arranged(total, width, height)
        return Grid(picture, shape, SIDE, SIDE, tiles, across)
    rows, columns = as_table(array).shape
    return Grid(picture, shape, rows, columns)


def one_hot(labels: Array, classes: int) -> Array:
    """A row for each label, 1 at its class."""
    if labels.ndim == 2:
        return labels.astype(float)
    return np.eye(classes)[labels.reshape(-1).astype(np.intp)]


@cache
def _arranged(total: int, width: float, height: float) -> tuple[int, int]:
    """How many square tiles fit, and how many in a row: all if they can be told apart."""
    room = max(1, int(width // _TILE)) * max(1, int(height // _TILE))
    if total > room:
        across = max(1, int(width // _TILE))
        return across * max(1, int(height // _TILE)), across
    best, largest = total, 0.0
    for across in range(1, total + 1):
        side = min(width / across, height / -(-total // across))
        if side > largest:
            best, largest = across, side
    return total, best


def _flat(box: Box, shape: tuple[int, ...]) -> slice:
    """A box over some axes as a range over all of their numbers in a row."""
    first = np.ravel_multi_index(tuple(span.start for span in box), shape)
    last = np.ravel_multi_index(tuple(span.stop - 1 for span in box), shape)
    return slice(int(first), int(last) + 1)


def _unravel(flat: int, shape: tuple[int, ...]) -> Index:
    return tuple(int(i) for i in np.unravel_index(flat, shape))


def _size(span: slice) -> int:
    return int(span.stop - span.start)

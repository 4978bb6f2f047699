"""A map over two axes: ground, racers and landmarks, and the landscape itself in its place.

With the keyboard on it, 0 shows all of it and + and − zoom.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from core.engine import Array
from core.surfaces import Range
from gui.appearance import Appearance
from gui.arena.landmarks import Landmarks
from gui.arena.map_item import MapItem
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.number_axis import NumberAxis
from gui.arena.plane import NONE, Plane
from gui.arena.surface_3d import Surface3D
from gui.arena.surface_item import SurfaceItem
from gui.arena.trails import Trail, Trails
from gui.i18n import Translator

_LOW = 100  # unscaled pixels of height
_REST_MS = 120  # after the last move of the view it is drawn finely
_KEYS = {
    Qt.Key.Key_Space,
    Qt.Key.Key_0,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_Equal,
}


class MapView(pg.GraphicsLayoutWidget):
    """What every map of the arena has. A subclass says what ground there is, and where its home is.

    Not a `PlotWidget`, which builds menus and a form of settings that nobody gets to see.
    """

    view_moves = Signal()  # somebody pans or zooms
    view_moved = Signal()  # another part of the plane is in view, and rests
    play_wanted = Signal()
    keys = _KEYS  # its own while it has the keyboard

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._surface_item = SurfaceItem(appearance)
        self._landmarks = Landmarks(appearance)
        self._trails = Trails(appearance)
        self._plane = Plane(self._start_at)
        self._axes = [NumberAxis("left"), NumberAxis("bottom")]
        self.surface_3d = Surface3D(appearance, self)
        self._style = MapStyle()
        self._flat = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._layers: list[MapItem] = []
        self._filed: tuple[object, QRectF] | None = None
        self._compose()
        self._plane.moved.connect(self._on_moved)
        self._plane.sigRangeChanged.connect(self._on_range)
        self._plane.sigRangeChanged.connect(self.show_surface_3d)
        self.surface_3d.play_wanted.connect(self.play_wanted)
        self._rest.timeout.connect(self._on_rest)
        translator.bind(self.surface_3d.setAccessibleName, "landscape.plot.surface_3d_name")
        translator.bind(self.surface_3d.setToolTip, "landscape.plot.surface_3d_hint")
        appearance.changed.connect(self.dress)
        self.dress()

    def _compose(self) -> None:
        self._plane.addItem(self._surface_item, ignoreBounds=True)
        self._lay(self._landmarks, 2)
        self._lay(self._trails, 3)
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)
        self.addItem(self._plane, 0, 1)
        for axis, cell in zip(self._axes, ((0, 0), (1, 1)), strict=True):
            axis.linkToView(self._plane)
            self.addItem(axis, *cell)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay(self, item: MapItem, height: int) -> None:
        """One more layer: the ground lies at 0."""
        item.setZValue(height)
        self._plane.addItem(item, ignoreBounds=True)
        self._layers.append(item)

    # what is shown

    @property
    def home(self) -> QRectF | None:
        """The part of the plane that is meant; None while there is nothing to see."""
        raise NotImplementedError

    @Slot()
    def fit(self) -> None:
        """Show all that is meant to be seen."""
        if self.home is not None:
            self._plane.setRange(self.home, padding=0)
            self.view_moved.emit()

    def show_part(self, area: QRectF) -> None:
        """Show this part of the plane, as far as the shape of the plot lets it."""
        self._plane.setRange(area, padding=0)

    def show_trails(self, trails: Sequence[Trail]) -> None:
        self._trails.show_trails(trails)
        self.surface_3d.show_trails(trails)

    def show_ways(self, ways: Sequence[Array]) -> None:
        """All points, (n, 2), of each path, however far the race is: words that give way to the
        paths stay where they are while it goes on."""
        ends = [(float(x), float(y)) for x, y in (way[-1] for way in ways)]
        self._landmarks.show_ends([end for end in ends if np.isfinite(end).all()])

    def set_style(self, style: MapStyle) -> None:
        self._style = style
        self._surface_item.set_style(style)
        self._landmarks.set_grid(style.grid)
        self.show_surface_3d()

    @property
    def colours(self) -> Sequence[QColor]:
        """Those on the map that mean something, so that a file must not change them."""
        return ()

    def set_flat(self, flat: bool) -> None:
        """There is something on the map that a landscape would cover."""
        if flat is not self._flat:
            self._flat = flat
            self.show_surface_3d()

    @Slot()
    def show_surface_3d(self) -> None:
        """The landscape itself, over the map, if that is wanted. A curve has none."""
        ground = self._surface_item.surface
        wanted = self._style.form is MapForm.SURFACE_3D and not (
            self._flat or ground is None or ground.is_curve
        )
        self.surface_3d.setVisible(wanted)
        if wanted:
            names = self._landmarks.names
            self.surface_3d.show_surface(ground, self.area, self._style.climb, names)

    def paint(self, painter: QPainter) -> None:
        """Paint what is to be seen from the top left corner of `painter`, even if nobody sees the
        view: the landscape is a widget, and no part of the scene that lies under it."""
        if self.surface_3d.isHidden():
            self.render(painter, QRectF(self.rect()), self.rect())
        else:
            self.surface_3d.paint(painter)

    # the plane and its pixels

    @property
    def area(self) -> QRectF:
        """The part of the plane in view, y upwards."""
        return self._plane.viewRect()

    def area_for_file(self, lowered: bool) -> QRectF:
        """The part of the plane in view. lowered: a line about the last file takes room from the
        map, which shows more of the plane then; until somebody moves the view, or gives it another
        size, the next file is of the part that the last one was of."""
        wanted = self._plane.targetRange(), self.width(), self.window().height()
        if not lowered or self._filed is None or self._filed[0] != wanted:
            self._filed = wanted, self.area
        return self._filed[1]

    @property
    def ranges(self) -> tuple[Range, Range]:
        """What is in view, of x and of y."""
        area = self.area
        return (area.left(), area.right()), (area.top(), area.bottom())

    def pixel_of(self, x: float, y: float) -> QPointF:
        """Where a point of the plane is in this widget."""
        return QPointF(self.mapFromScene(self._plane.mapViewToScene(QPointF(x, y))))

    @Slot()
    def zoom_in(self) -> None:
        self._plane.zoom_in()

    @Slot()
    def zoom_out(self) -> None:
        self._plane.zoom_out()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """A low map has no room for numbers beside it."""
        super().resizeEvent(event)
        for axis in self._axes if event is not None else ():
            axis.setVisible(self.height() >= self._appearance.px(_LOW))

    def close(self) -> bool:
        """Its items are gone with it: nothing may come by and by."""
        self._rest.stop()
        return bool(super().close())

    # what somebody does

    def _start_at(self, point: QPointF) -> int:
        """Which start can be taken hold of at this point of the plane?"""
        return NONE

    @Slot()
    def _on_moved(self) -> None:
        self._surface_item.set_moving(True)
        self._rest.start()  # also of a move by nothing
        self.view_moves.emit()

    @Slot()
    def _on_range(self) -> None:
        self._rest.start()

    @Slot()
    def _on_rest(self) -> None:
        self._surface_item.set_moving(False)
        self.view_moved.emit()

    def event(self, event: QEvent) -> bool:
        """The keys that the plot knows are its own while it has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            shift = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            if event.key() in self.keys and not event.modifiers() & ~shift:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self.play_wanted.emit()
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._landmarks.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._landmarks.set_focused(False)

    @Slot()
    def dress(self) -> None:
        """Take the colours and sizes of the moment."""
        self.setBackground(self._appearance.theme.panel)
        for axis in self._axes:
            axis.dress(self._appearance)
        self._surface_item.redraw()
        for layer in self._layers:
            layer.dress()
        self.surface_3d.redraw()

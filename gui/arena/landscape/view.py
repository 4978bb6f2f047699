"""The map of the losses in a plane: ground that is computed by and by."""

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtWidgets import QWidget

from core.landscape import Kind, LossGrid
from gui.appearance import Appearance
from gui.arena.landscape.work import Seen
from gui.arena.map_view import MapView
from gui.i18n import Translator


class LandscapeView(MapView):
    """`view_moved` tells that another part of the plane is in view."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        translator.bind(self.setAccessibleName, "landscape.plot.name")
        translator.bind(self.setToolTip, "landscape.plot.hint")
        self._home = QRectF(-1, -1, 2, 2)
        self._translator = translator
        self._kind = Kind.PRINCIPAL
        translator.changed.connect(self._name_axes)
        self._plane.setCursor(Qt.CursorShape.OpenHandCursor)
        self._plane.setAspectLocked(True)

    @property
    def home(self) -> QRectF:
        """Where all paths are."""
        return self._home

    def show_seen(self, seen: Seen) -> None:
        """Another plane: where the paths lie in it, and where all of them begin."""
        (left, right), (bottom, top) = seen.area
        self._home = QRectF(left, bottom, right - left, top - bottom)
        self._surface_item.show_surface(None)  # the losses of another plane are others
        self.show_surface_3d()
        start = next(iter(seen.tracks.values())).points[0]
        self._landmarks.show_starts(((float(start[0]), float(start[1])),))
        self.show_ways([track.points for track in seen.tracks.values()])
        self._kind = seen.plane.kind
        self._name_axes()
        self.fit()

    @Slot()
    def _name_axes(self) -> None:
        names = [self._translator.tr(f"landscape.plane.axis_{self._kind}", n=n) for n in (1, 2)]
        self._landmarks.name_axes(*names)

    def show_loss_grid(self, loss_grid: LossGrid | None) -> None:
        """What is known of the losses so far."""
        if loss_grid is not None:
            self._surface_item.show_surface(loss_grid)
            self.show_surface_3d()

"""The way back to the whole graph, in sight as long as hands have moved the view away from it."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera
from gui.stage.viewport.covering import covered

_EDGE = 10  # px from the lower edge of the view
_CHANGED = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize)


class FitButton(QPushButton):
    """Lies over the lower edge of a view, in the middle; or as near to it as it covers no node and
    nothing else that lies over the view; or else at the upper edge. It stays where it is as long as
    nothing comes under it, so that it does not jump about while the view moves."""

    def __init__(
        self,
        camera: Camera,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._ground, self._camera, self._appearance = parent, camera, appearance
        self._scene = scene
        self._others: tuple[QWidget, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there is a key for it
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        translator.bind(self.setText, "bigstage.back.name")
        translator.bind(self.setToolTip, "bigstage.back.tip")
        self.hide()
        self._aside = False
        camera.taken.connect(self._come_back)
        self.clicked.connect(lambda: camera.fit(animated=True))
        for changed in (camera.moved, camera.shown_whole, appearance.changed, translator.changed):
            changed.connect(self.refresh)
        parent.installEventFilter(self)

    def keep_clear_of(self, *others: QWidget) -> None:
        """These lie over the view, too: it goes out of their way when they come or move."""
        self._others = others
        for other in others:
            other.installEventFilter(self)

    @Slot()
    def refresh(self) -> None:
        """The view may show another part of the graph."""
        away = not self._camera.fitted and not self._camera.sees_everything
        self.setVisible(away and not self._aside)
        if self.isHidden():
            return
        self.adjustSize()
        places = self._places()
        if self.geometry() not in places or not self._clear(self.geometry()):
            free = [place for place in places if not self._over_others(place)] or places
            self.move(next(filter(self._clear, free), free[0]).topLeft())

    def _places(self) -> list[QRect]:
        """Along the edges, from the middle outwards."""
        edge, middle = self._appearance.px(_EDGE), (self._ground.width() - self.width()) // 2
        return [
            QRect(QPoint(middle + side * way, y), self.size())
            for y in (self._ground.height() - self.foot_room, edge)
            for way in range(0, max(1, middle - edge), max(1, self.width() // 4))
            for side in ((-1, 1) if way else (0,))
        ]

    def _clear(self, place: QRect) -> bool:
        return not self._over_others(place) and not covered(self._camera, self._scene, place)

    def _over_others(self, place: QRect) -> bool:
        seen = (other for other in self._others if other.isVisible())
        return any(other.geometry().intersects(place) for other in seen)

    @property
    def foot_room(self) -> int:
        """How far it reaches up from the lower edge of the view, when it is there."""
        return self.sizeHint().height() + self._appearance.px(_EDGE)

    def step_aside(self) -> None:
        """There is no room for it beside what is to be seen, until hands move the view again."""
        self._aside = True
        self.refresh()

    @Slot()
    def _come_back(self) -> None:
        self._aside = False
        self.refresh()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in _CHANGED:
            self.refresh()
        return False

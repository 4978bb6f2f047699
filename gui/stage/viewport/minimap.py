"""The whole graph in a corner, while not all of it is to be seen: where one is, and a way to
anywhere else.

It is drawn by the overview, as the stage is from afar, so it shows how far the passes have come.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.playback import Frame
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera
from gui.stage.viewport.covering import covered

_LARGEST = (200, 140)  # px
_SMALLEST = 34  # px, of either side
_EDGE = 7  # px around the graph
_CORNER = 10  # px from the corner of the view
_SHARE = 0.3  # of the view's width and of its height, that it may cover
_MOST = 1 / 6  # of the view; where it would have to cover more, there is none
_MANY = 40  # nodes, among which one is lost without a map, whatever that covers
_FEWEST = 8  # nodes; fewer are found without a map


class Minimap(QWidget):
    """Lies over the emptiest corner of a view. Click or drag to go there."""

    def __init__(
        self,
        camera: Camera,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._ground = parent
        self._camera, self._scene, self._appearance = camera, scene, appearance
        self._picture: tuple[object, QPixmap, object] | None = None
        self._held: QPointF | None = None  # from the middle of what is seen to the pointer
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        translator.bind(self.setAccessibleName, "bigstage.minimap.name")
        translator.bind(self.setToolTip, "bigstage.minimap.tip")
        self.hide()
        camera.moved.connect(self.refresh)
        appearance.changed.connect(self.refresh)
        parent.installEventFilter(self)

    # when and where it is

    @Slot()
    def refresh(self) -> None:
        """Something else is to be seen, or there is another graph. A view that is on its way may
        see everything when it gets there: no map comes before."""
        if self._camera.travelling and self.isHidden():
            return
        size = self._wanted_size()
        ground = self._ground.rect()
        small = size.width() * size.height() <= _MOST * ground.width() * ground.height()
        large = len(self._scene.nodes) >= _FEWEST and not self._camera.sees_everything
        useful = small and large
        self.setVisible(useful)
        if not self.isVisible():
            return
        if size != self.size():
            self.resize(size)
        self._settle()
        if len(self._scene.nodes) < _MANY and self.covered_at(self.pos()):
            self.hide()  # a few nodes are worth more than a map of them
        self.update()

    def _settle(self) -> None:
        """Into the corner where it covers least. It stays where it is as long as nothing is under
        it, so that it does not jump about while the view travels."""
        if self.pos() in (corners := self.corners()) and not self.covered_at(self.pos()):
            return
        self.move(min(corners, key=self.covered_at))

    def corners(self) -> list[QPoint]:
        """The upper right comes last: there one searches."""
        ground, gap = self._ground.rect(), self._appearance.px(_CORNER)
        right, low = ground.right() - self.width() - gap, ground.bottom() - self.height() - gap
        return [QPoint(right, low), QPoint(gap, low), QPoint(gap, gap), QPoint(right, gap)]

    def covered_at(self, corner: QPoint) -> float:
        """How much of nodes it covers there; those at work count for many."""
        return covered(self._camera, self._scene, QRect(corner, self.size()))

    @Slot(object)
    def show_frame(self, frame: Frame) -> None:
        if self.isVisible():
            self._settle()
            self.update()

    def _wanted_size(self) -> QSize:
        content, px = self._scene.content(), self._appearance.px
        if content.isEmpty():
            return QSize(px(_SMALLEST), px(_SMALLEST))
        edge, room = 2 * px(_EDGE), self._ground.size() * _SHARE
        wide = min(px(_LARGEST[0]), room.width()) - edge
        high = min(px(_LARGEST[1]), room.height()) - edge
        scale = min(wide / content.width(), high / content.height())
        least = px(_SMALLEST)
        width = max(round(content.width() * scale) + edge, least)
        return QSize(width, max(round(content.height() * scale) + edge, least))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize:
            self.refresh()
        return False

    # from the scene to here, and back

    @property
    def _scale(self) -> float:
        content, edge = self._scene.content(), 2 * self._appearance.px(_EDGE)
        wide, high = self.width() - edge, self.height() - edge
        return min(wide / content.width(), high / content.height())

    def place_of(self, point: QPointF) -> QPointF:
        """Where a point of the scene is on the map."""
        middle = QRectF(self.rect()).center()
        return middle + (point - self._scene.content().center()) * self._scale

    def point_at(self, place: QPointF) -> QPointF:
        """The point of the scene that is there on the map."""
        middle = QRectF(self.rect()).center()
        return self._scene.content().center() + (place - middle) / self._scale

    @property
    def window_shown(self) -> QRectF:
        """The rectangle on the map that stands for what is seen."""
        seen = self._camera.visible
        frame = QRectF(self.place_of(seen.topLeft()), self.place_of(seen.bottomRight()))
        grown = max(0.0, (8 - frame.width()) / 2), max(0.0, (8 - frame.height()) / 2)
        frame.adjust(-grown[0], -grown[1], grown[0], grown[1])
        return frame & QRectF(self.rect()).adjusted(1, 1, -1, -1)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene.content().isEmpty():
            return
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setPen(QPen(theme.outline, 1))
        painter.setBrush(theme.sunken)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.drawPixmap(0, 0, self._graph())
        shade = QColor(theme.ink)
        shade.setAlphaF(0.07)
        painter.setPen(QPen(theme.ink, px(1.5)))
        painter.setBrush(shade)
        painter.drawRect(self.window_shown)
        active = self._scene.where_it_happens()
        if active is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.panel, px(1)))
            painter.setBrush(theme.ink)
            painter.drawEllipse(self.place_of(active), px(3.5), px(3.5))

    def _graph(self) -> QPixmap:
        """The picture of the graph; it changes once an event, not once a frame."""
        state = self._scene.state
        assert state is not None
        ratio = self.devicePixelRatioF()
        plan = self._scene.plan
        look = (id(plan), self._scene.look_from_afar, state.frame.index, state.highlight)
        key = (*look, state.theme.name, self.size(), ratio)
        if self._picture is None or self._picture[0] != key:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.translate(self.place_of(QPointF()))
            painter.scale(self._scale, self._scale)
            self._scene.paint_from_afar(painter)
            painter.end()
            self._picture = key, picture, plan  # held, or another might get its id
        return self._picture[1]

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the rectangle; beside it, go there first."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at = event.position()
        inside = self.window_shown.contains(at)
        self._held = at - self.place_of(self._camera.centre) if inside else QPointF()
        if not inside:
            self._camera.look_at(self.point_at(at), animated=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._camera.look_at(self.point_at(event.position() - self._held))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

"""The arena's other mode: the loss of a real net, with the paths of a recorded training run.

Map, pages and transport as for any surface; a placeholder stands in the map's place while there is
none.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.landscape import Track
from core.surfaces import SPEEDS, Replay, trail
from gui.appearance import Appearance
from gui.arena.arrangement import (
    BESIDE,
    CHART_SHARE,
    WIDE,
    WIDE_HIGH,
    is_larger_beside,
    side_of,
)
from gui.arena.landscape.landscape_placeholder import LandscapePlaceholder
from gui.arena.landscape.pages import LandscapePages
from gui.arena.landscape.session import LandscapeSession, Phase
from gui.arena.landscape.work import Loader, Seen
from gui.arena.map_and_pages import MapAndPages
from gui.arena.map_style import MapStyle
from gui.arena.race_transport import RaceTransport
from gui.arena.replay_clock import ReplayClock
from gui.guard import guard_overrides, late
from gui.i18n import Translator
from gui.widgets import space

if TYPE_CHECKING:
    from gui.arena.landscape.scene import LandscapeScene
    from gui.arena.landscape.view import LandscapeView

_PLOT = 0.52  # of the height in a narrow dock
_SHORT = 360  # unscaled pixels of height below which a chart has no room beside the map


class LandscapePanel(QWidget):
    """Shows a `LandscapeSession`; owns the clock that plays its recording."""

    ready = Signal(bool)  # is there anything to see, and to save?

    def __init__(
        self,
        load: Loader,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.session = LandscapeSession(load, self)
        self.placeholder = LandscapePlaceholder(self.session, appearance, translator)
        self.pages = LandscapePages(self.session, appearance, translator)
        self.transport = RaceTransport(appearance, translator)
        self.replay = Replay(1)
        self._style = MapStyle()
        self._view: LandscapeView | None = None
        self._shown: Seen | None = None
        self._clock = ReplayClock(self)
        self._lay_out()
        self._connect()
        self.show_session()

    def _lay_out(self) -> None:
        self._place = QStackedWidget()
        self._place.addWidget(self.placeholder)
        self._splitter = MapAndPages(self._place, self.pages)
        column = QVBoxLayout(self)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.transport)
        space(column, self._appearance, gap=4)

    def _connect(self) -> None:
        session, transport, pages = self.session, self.transport, self.pages
        session.changed.connect(self.show_session)
        session.grown.connect(self.show_loss_grid)
        transport.toggled.connect(self.toggle)
        transport.stepped.connect(self.step)
        transport.sought.connect(self.seek)
        transport.speed_chosen.connect(self.set_speed)
        pages.compare.sought.connect(self.seek)
        pages.plane.style_chosen.connect(self.set_style)
        pages.turned.connect(self.show_position)
        pages.turned.connect(self._fit_pages)
        self._clock.passed.connect(self._advance)
        self._appearance.changed.connect(self.show_position)

    @property
    def view(self) -> "LandscapeView":
        """The map; made when it is first needed."""
        if self._view is None:
            from gui.arena.landscape.view import LandscapeView

            guard_overrides()
            self._view = view = LandscapeView(self._appearance, self._translator, self)
            view.view_moved.connect(self.fill)
            view.play_wanted.connect(self.toggle)
            view.set_style(self._style)
            self._place.addWidget(view)
        return self._view

    # what there is to see

    @property
    def tracks(self) -> dict[str, Track]:
        """Of those that were recorded, those that are switched on."""
        seen = self.session.seen
        if seen is None:
            return {}
        on = {entrant.id for entrant in self.session.plan.taking_part}
        return {id: track for id, track in seen.tracks.items() if id in on}

    @Slot()
    def show_session(self) -> None:
        """Another phase, plan or plane."""
        session, seen = self.session, self.session.seen
        if session.phase is Phase.READY and seen is not None:
            if seen is not self._shown:
                self._take_up(seen)
            self._place.setCurrentWidget(self.view)
            self.pages.compare.show_tracks(seen.recording.plan, self.tracks)
            self.fill()
        else:
            self._place.setCurrentWidget(self.placeholder)
            self.put(replace(self.replay, playing=False))
        ready = session.phase is Phase.READY
        self.transport.setVisible(ready)
        self._fit_pages()
        self.ready.emit(ready)
        self.show_position()

    def _take_up(self, seen: Seen) -> None:
        """Another plane is looked at; of another recording, its end."""
        another = self._shown is None or self._shown.recording is not seen.recording
        self._shown = seen
        length = len(seen.recording.plan.kept) - 1
        if another:
            self.replay = replace(self.replay, length=length, position=float(length))
        self.view.show_seen(seen)

    @Slot()
    def show_loss_grid(self) -> None:
        if self._view is not None:
            self._view.show_loss_grid(self.session.loss_grid)

    @Slot()
    def fill(self) -> None:
        """Have the losses of what is in view computed."""
        if self._view is not None and self._view.isVisible():
            self.session.fill(*self._view.ranges)

    @Slot()
    def show_position(self) -> None:
        seen = self.session.seen
        kept = seen.recording.plan.kept if seen is not None else (0, 0)
        self.transport.show_replay(self.replay, kept if seen is not None else ())
        if seen is None:
            return
        reduced = self._appearance.reduced_motion
        position = floor(self.replay.position) if reduced else self.replay.position
        if self._view is not None:
            from gui.arena.trails import Trail

            tracks = self.tracks.items()
            self._view.show_trails([Trail(id, trail(track, position)) for id, track in tracks])
        self.pages.run.show_position(self.tracks, position)
        self.pages.compare.show_position(position)

    @Slot(object)
    def set_style(self, style: MapStyle) -> None:
        self._style = style
        self.pages.plane.show_style(style)
        if self._view is not None:
            self._view.set_style(style)

    @Slot()
    def fit(self) -> None:
        if self._view is not None:
            self._view.fit()

    @late
    def scene(self, lowered: bool = False) -> "LandscapeScene":
        """What is to be seen now, for a file; for `lowered` see `MapView.area_for_file`."""
        from gui.arena.landscape.scene import LandscapeScene

        session = self.session
        assert session.found is not None and session.seen is not None
        return LandscapeScene(
            session.found,
            session.seen,
            session.loss_grid,
            frozenset(self.tracks),
            self.view.area_for_file(lowered),
            self._style,
            self.view.surface_3d.camera,
            self._appearance.theme.name,
            self._translator.language,
        )

    # moving through the recording

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.session.phase is Phase.READY:
            self.put(self.replay.toggle())

    @Slot(int)
    def step(self, direction: int) -> None:
        self.put(self.replay.step_by(direction))

    @Slot(float)
    def seek(self, position: float) -> None:
        self.put(self.replay.seek(position))

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        if speed in SPEEDS:
            self.put(replace(self.replay, speed=speed))

    def put(self, replay: Replay) -> None:
        """Put another cursor in place, and start or stop the clock with it."""
        self.replay = replay
        self._clock.run(replay.playing)
        self.show_position()

    @Slot(float)
    def _advance(self, seconds: float) -> None:
        self.put(self.replay.advance(seconds))

    def sleep(self) -> None:
        """Nobody looks."""
        self.put(replace(self.replay, playing=False))

    # memory

    def as_json(self) -> dict[str, Any]:
        """What `restore` understands, in JSON's own types."""
        left = {"page": self.pages.page, "border": self._splitter.as_json()}
        return self.session.as_json() | left

    def restore(self, saved: object) -> None:
        if isinstance(saved, Mapping):
            self.session.restore(saved)
            self.pages.show_page(str(saved.get("page")))
            self._splitter.restore(saved.get("border"))

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pages()

    @Slot()
    def _fit_pages(self) -> None:
        """Side by side where it is wide, or where the map is the larger for it. In a short dock the
        chart that is to be read has the room of the map."""
        px, width = self._appearance.px, self.width()
        wide = width >= px(WIDE) and self.height() >= px(WIDE_HIGH)
        low = self.height() < px(_SHORT)
        room = QSize(width, self.height() - self.transport.minimumSizeHint().height() - px(4))
        larger = is_larger_beside(room, _PLOT * room.height(), px)
        beside = larger and not wide and width >= px(BESIDE)
        ready = self.session.phase is Phase.READY  # else the map's place says what to do
        charted = not wide and ready and self.pages.page == "compare"
        reading = (low or beside) and charted
        shape = (wide, beside, charted, reading)
        if shape == self._splitter.shape:
            return
        self._splitter.setChildrenCollapsible(reading)
        self.pages.compare.put_beside(beside=beside and reading)
        side = max(px(340), round(0.34 * width))
        if beside:
            side = width if reading else side_of(width, px)
        share = 0.0 if reading else CHART_SHARE if charted else _PLOT
        self._splitter.take_shape(shape, width, side if wide or beside else None, share)

"""The landscape as it is to be seen now, for a file."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from core.format import whole
from core.landscape import LossGrid, Track, filling, landscape_csv
from core.messages import text
from core.surfaces import Entrant, trail
from core.surfaces.camera import Camera
from core.surfaces.race.anatomy import Part
from gui.appearance import Appearance
from gui.arena.landscape.view import LandscapeView
from gui.arena.landscape.work import Recordings, Seen
from gui.arena.map_style import MapStyle
from gui.arena.map_view import MapView
from gui.arena.race_sheet import RaceSheet
from gui.arena.trails import Trail
from gui.i18n import Translator


@dataclass(frozen=True, eq=False)
class LandscapeScene:
    """What a picture shows: `shown` are the ids of those that are seen."""

    found: Recordings
    seen: Seen
    loss_grid: LossGrid | None
    shown: frozenset[str]
    view: QRectF
    style: MapStyle
    camera: Camera
    theme: str
    language: str

    @property
    def entrants(self) -> Sequence[Entrant]:
        recording = self.seen.recording
        return [recording.plan[id] for id in recording.ids if id in self.shown]

    @property
    def paths(self) -> Mapping[str, Sequence[Track]]:
        return {id: (track,) for id, track in self._tracks.items()}

    @property
    def steps(self) -> int:
        return len(self.seen.recording.plan.kept) - 1

    @property
    def lines(self) -> int:
        return 0

    @property
    def caption(self) -> str:
        return text("landscape.surface.caption", self.language, **caption_fields(self.found))

    def step_at(self, position: float) -> int:
        return self.seen.recording.plan.kept[int(position)]

    def recording(self) -> Generator[object, None, "LandscapeScene"]:
        """It is seen only when all of it has been recorded."""
        yield from ()
        return self

    def make_view(self, appearance: Appearance) -> MapView:
        """A plot of its own that nobody sees."""
        view = LandscapeView(appearance, Translator(self.language))
        view.show_seen(self.seen)
        view.show_loss_grid(self.loss_grid)
        view.set_style(self.style)
        view.surface_3d.look_from(self.camera)
        return view

    def told(self, view: MapView) -> str:
        return ""

    def completing(self, view: MapView) -> Generator[object, None, str]:
        """A picture has a shape of its own: where that shows more of the plane than the window
        did, or did yet, the losses there are computed as well."""
        x_range, y_range = view.ranges
        grid = self.loss_grid
        assert isinstance(view, LandscapeView)  # that of make_view
        if grid is not None and not (grid.done == 1 and grid.covers(x_range, y_range)):
            for grid in filling(self.seen.losses, x_range, y_range):
                view.show_loss_grid(grid)
                yield grid
        return ""

    def show(self, view: MapView, position: float) -> None:
        tracks = self._tracks.items()
        view.show_trails([Trail(id, trail(track, position)) for id, track in tracks])

    def arrows(self, position: float) -> Sequence[Part]:
        return ()

    def cut(self, view: MapView) -> frozenset[Part]:
        return frozenset()

    def sheet(self, size: tuple[int, int]) -> RaceSheet:
        return RaceSheet(self, size)

    def table(self) -> Iterator[str]:
        yield landscape_csv(self.seen.recording.plan.kept, self._tracks)

    @property
    def _tracks(self) -> dict[str, Track]:
        return {id: track for id, track in self.seen.tracks.items() if id in self.shown}


def caption_fields(found: Recordings) -> dict[str, object]:
    """What is seen, in numbers."""
    recording = found.recording
    return {
        "n": whole(recording.layout.size),
        "dataset": found.dataset,
        "images": whole(len(recording.images)),
    }

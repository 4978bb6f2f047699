"""A race over a surface as it is to be seen now, for a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from core.surfaces import Entrant, Minima, Path, RaceSetup
from core.surfaces.camera import Camera
from core.surfaces.race.basins import Basins
from core.surfaces.race.report import race_csv
from gui.appearance import Appearance
from gui.arena.map_style import MapStyle
from gui.arena.map_view import MapView
from gui.arena.race_sheet import RaceSheet
from gui.arena.surface_view import SurfaceView
from gui.i18n import Translator


@dataclass(frozen=True, eq=False)
class RaceScene:
    """What a picture shows."""

    setup: RaceSetup
    paths: Mapping[str, tuple[Path, ...]]
    view: QRectF
    style: MapStyle
    camera: Camera
    basins: Basins | None
    minima: Minima
    theme: str
    language: str

    @property
    def entrants(self) -> Sequence[Entrant]:
        return self.setup.shown

    @property
    def steps(self) -> int:
        return self.setup.steps

    @property
    def caption(self) -> str:
        return f"f = {self.setup.surface.expression}"

    def step_at(self, position: float) -> int:
        return int(position)

    def make_view(self, appearance: Appearance) -> SurfaceView:
        """A plot of its own that nobody sees."""
        view = SurfaceView(appearance, Translator())
        view.show_surface(self.setup.surface)
        view.set_style(self.style)
        view.surface_3d.look_from(self.camera)
        view.show_starts(self.setup.starts)
        return view

    def complete(self, view: MapView) -> None:
        """Basins of a curve are as high as what is in view, and minima are marked on it."""
        assert isinstance(view, SurfaceView)
        view.show_basins(self.basins)
        view.show_minima(self.minima)

    def sheet(self, size: tuple[int, int]) -> RaceSheet:
        return RaceSheet(self, size)

    def csv(self) -> str:
        return race_csv(self.setup, self.paths)

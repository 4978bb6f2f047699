"""A race over a surface as it is to be seen now, for a file."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

from core.messages import text
from core.surfaces import Entrant, Minima, Minimum, Path, RaceSetup, Range, searching, trail
from core.surfaces.camera import Camera
from core.surfaces.race.anatomy import Anatomy, Part, anatomy
from core.surfaces.race.arrival import patience, tolerance
from core.surfaces.race.basins import Basins, filling
from core.surfaces.race.report import race_csv
from gui.appearance import Appearance
from gui.arena.map_style import MapStyle
from gui.arena.map_view import MapView
from gui.arena.race_sheet import RaceSheet
from gui.arena.surface_view import SurfaceView, basins_note
from gui.arena.trails import Trail
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
    focus: Entrant | None
    hidden: frozenset[Part] | None  # arrows; None while no step is taken apart
    theme: str
    language: str

    @property
    def entrants(self) -> Sequence[Entrant]:
        return self.setup.shown

    @property
    def steps(self) -> int:
        return self.setup.steps

    @property
    def lines(self) -> int:
        return (self.basins is not None) + (self.hidden is not None)

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
        view.show_ways([path.points for paths in self.paths.values() for path in paths])
        return view

    def told(self, view: MapView) -> str:
        """That the surface is finer than this picture shows, if nothing else is to be told."""
        assert isinstance(view, SurfaceView)
        if self.basins is not None or not view.is_finer:
            return ""
        curve = self.setup.surface.is_curve
        return text("arena.export.finer_curve" if curve else "arena.export.finer", self.language)

    def completing(self, view: MapView) -> Generator[object, None, str]:
        """A picture has a shape of its own: where that shows more of the plane than the window
        did, minima are searched for and basins computed as well."""
        assert isinstance(view, SurfaceView)
        minima, basins, ranges = self.minima, self.basins, view.ranges
        steps, note = patience(self.setup.steps), ""
        if basins is not None and self.focus is not None:
            if not basins.covers(*ranges):
                minima = yield from self._searching(*ranges)
                race = self.setup.surface, self.focus.racer, *ranges, steps, self.setup.seed
                for found in filling(*race, minima.found, race=self.setup.steps):
                    basins = found or basins
                    yield found
            view.show_basins(basins)
            note = basins_note(basins, self.focus.name, steps).text(self.language)
        view.show_minima(minima)
        return note

    def _searching(self, x_range: Range, y_range: Range) -> Generator[object, None, Minima]:
        """Those of these ranges; those of the window come first, or their basins would have other
        colours than on the screen."""
        surface = self.setup.surface
        found = yield from searching(surface, x_range, y_range)
        known, reach = self.minima.found, tolerance(surface)

        def place(minimum: Minimum) -> int:
            same = (i for i, k in enumerate(known) if k.away(minimum.points).min() <= reach)
            return next(same, len(known))

        return replace(found, found=tuple(sorted(found.found, key=place)))

    def show(self, view: MapView, position: float) -> None:
        """The paths and, while a step is taken apart, its arrows; then the others are faint."""
        assert isinstance(view, SurfaceView)
        apart = self.hidden is not None
        trails = [
            Trail(each.id, trail(path, position), i == 0, apart and each != self.focus)
            for each in self.entrants
            for i, path in enumerate(self.paths.get(each.id, ()))
        ]
        view.show_trails(sorted(trails, key=lambda each: (not each.quiet, each.first)))
        view.show_anatomy(self._anatomy(position), self.hidden or frozenset())

    def arrows(self, position: float) -> Sequence[Part]:
        found = self._anatomy(position)
        flat = {Part.SCALED} if self.setup.surface.is_curve else set()  # it is the step itself
        there = {each.part for each in found.arrows} if found is not None else set()
        return [part for part in Part if part in there - flat - (self.hidden or frozenset())]

    def cut(self, view: MapView) -> frozenset[Part]:
        assert isinstance(view, SurfaceView)
        return view.cut

    def _anatomy(self, position: float) -> Anatomy | None:
        """Of the step that follows; after the last point that which led there."""
        paths = self.paths.get(self.focus.id) if self.focus is not None else None
        if self.hidden is None or self.focus is None or not paths:
            return None
        step = min(int(position), len(paths[0].points) - 2)
        return anatomy(self.focus.racer, paths[0], step, flat=self.setup.surface.is_curve)

    def sheet(self, size: tuple[int, int]) -> RaceSheet:
        return RaceSheet(self, size)

    def csv(self) -> str:
        return race_csv(self.setup, self.paths)

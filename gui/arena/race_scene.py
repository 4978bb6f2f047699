"""A race over a surface as it is to be seen now, for a file. What the window has not computed yet
the export does, piece by piece, and only what the file shows."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

from core.messages import text
from core.surfaces import Entrant, Minima, Minimum, Path, RaceSetup, Range, searching, trail
from core.surfaces.camera import Camera
from core.surfaces.race.anatomy import Anatomy, Part, anatomy
from core.surfaces.race.arrival import patience, tolerance
from core.surfaces.race.basins import Basins, filling
from core.surfaces.race.descent import Paths
from core.surfaces.race.report import race_table
from gui.appearance import Appearance
from gui.arena.map_style import MapStyle
from gui.arena.map_view import MapView
from gui.arena.race_sheet import RaceSheet
from gui.arena.surface_view import SurfaceView, basins_note
from gui.arena.trails import Trail
from gui.i18n import Translator


@dataclass(frozen=True, eq=False)
class RaceScene:
    """What a picture shows. paths: none while they are those of other settings. minima: of `view`,
    as far as they are known."""

    setup: RaceSetup
    paths: Mapping[str, tuple[Path, ...]]
    view: QRectF
    style: MapStyle
    camera: Camera
    coloured: bool  # by the basins of the focus
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
        return self.coloured + (self.hidden is not None)

    @property
    def caption(self) -> str:
        return f"f = {self.setup.surface.expression}"

    def step_at(self, position: float) -> int:
        return int(position)

    def recording(self) -> Generator[object, None, "RaceScene"]:
        """The same with the paths that it shows."""
        apart = [self.focus] if self.focus is not None and self.hidden is not None else []
        wanted = dict.fromkeys(each.id for each in (*self.entrants, *apart))
        left = [id for id in wanted if id not in self.paths]
        if not left:
            return self
        found: Paths | None = None
        for found in self.setup.racing(left):
            yield found
        assert found is not None
        return replace(self, paths={**self.paths, **dict(zip(left, found, strict=True))})

    def make_view(self, appearance: Appearance) -> SurfaceView:
        """A plot of its own that nobody sees."""
        view = SurfaceView(appearance, Translator())
        view.show_surface(self.setup.surface)
        view.set_style(self.style)
        view.surface_3d.look_from(self.camera)
        view.show_starts(self.setup.starts)
        shown = [path for each in self.entrants for path in self.paths.get(each.id, ())]
        view.show_ways([path.points for path in shown])
        return view

    def told(self, view: MapView) -> str:
        """That the surface is finer than this picture shows, if nothing else is to be told."""
        assert isinstance(view, SurfaceView)
        if self.coloured or not view.is_finer:
            return ""
        curve = self.setup.surface.is_curve
        return text("arena.export.finer_curve" if curve else "arena.export.finer", self.language)

    def completing(self, view: MapView) -> Generator[object, None, str]:
        """The minima of the window's part of the plane. A picture has a shape of its own, and shows
        more than that: its basins, and the minima in them, are all its own."""
        assert isinstance(view, SurfaceView)
        surface, minima, note = self.setup.surface, self.minima, ""
        if not minima.final:
            area = self.view
            x_range, y_range = (area.left(), area.right()), (area.top(), area.bottom())
            minima = yield from searching(surface, x_range, y_range)
        if self.coloured and self.focus is not None:
            minima = yield from self._searching(*view.ranges, minima.found)
            steps = patience(self.setup.steps)
            race = surface, self.focus.racer, *view.ranges, steps, self.setup.seed
            basins: Basins | None = None
            for found in filling(*race, minima.found, race=self.setup.steps):
                basins = found or basins
                yield found
            view.show_basins(basins)
            if basins is not None:
                note = basins_note(basins, self.focus.name, steps).text(self.language)
        view.show_minima(minima)
        return note

    def _searching(
        self, x_range: Range, y_range: Range, known: tuple[Minimum, ...]
    ) -> Generator[object, None, Minima]:
        """Those of these ranges; those of the window come first, or their basins would have other
        colours than on the screen."""
        surface = self.setup.surface
        found = yield from searching(surface, x_range, y_range)
        reach = tolerance(surface)
        ranked: list[tuple[int, Minimum]] = []
        for each in found.found:
            yield None
            same = (i for i, k in enumerate(known) if k.away(each.points).min() <= reach)
            ranked.append((next(same, len(known)), each))
        ranked.sort(key=lambda pair: pair[0])
        return replace(found, found=tuple(each for _, each in ranked))

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

    def table(self) -> Iterator[str]:
        return race_table(self.setup, self.paths)

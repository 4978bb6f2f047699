"""Scenes of the loss of a real net."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEventLoop, QTimer

from core.landscape import Kind
from gui.arena.landscape.session import Phase
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.race_controls import NET
from gui.main_window import MainWindow
from gui.render.arena import seek_race
from gui.render.scene import Scene

_LOOK = 20  # ms
_ENOUGH = 0.4  # of the training runs, in the picture of their progress


def landscape_empty(window: MainWindow) -> None:
    """Before anything was recorded."""
    window.docks.show("arena")
    window.arena.set_surface(NET)


def landscape_busy(window: MainWindow) -> None:
    """Training runs under way; closing the window leaves them."""
    landscape_empty(window)
    session = window.arena.landscape.session
    session.change(session.plan.with_steps(2000))
    session.record()
    _until(lambda: bool(session.recorded) and _share(window) > _ENOUGH)


def landscape(window: MainWindow, page: str = "plane", kind: Kind = Kind.PRINCIPAL) -> None:
    """A recorded run over the losses of its plane."""
    landscape_empty(window)
    landscape = window.arena.landscape
    landscape.session.choose(kind, 1)
    landscape.session.record()
    landscape.pages.show_page(page)
    _until(lambda: landscape.session.phase in (Phase.READY, Phase.FAILED))


def landscape_3d(window: MainWindow) -> None:
    """The same in three dimensions."""
    landscape(window)
    window.arena.landscape.set_style(MapStyle(MapForm.SURFACE_3D))


def surface_3d(window: MainWindow) -> None:
    """A race in three dimensions."""
    window.docks.show("arena")
    window.arena.view.show()
    window.arena.set_surface("himmelblau")
    window.arena.pages.show_page("setup")
    window.arena.set_style(MapStyle(MapForm.SURFACE_3D))


def seek_landscape(window: MainWindow, at: float) -> None:
    """Some way along the paths, with the losses filled in to their end."""
    landscape = window.arena.landscape
    if landscape.session.phase is not Phase.READY:
        return
    landscape.seek(at * landscape.replay.length)
    _rest()
    _until(lambda: landscape.session.filled)


def _share(window: MainWindow) -> float:
    newest = window.arena.landscape.session.recorded[-1]
    return newest.done / newest.total


def _rest() -> None:
    """Let a view that has just found its size ask for its losses."""
    loop = QEventLoop()
    QTimer.singleShot(400, loop.quit)
    loop.exec()


def _until(true: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    loop = QEventLoop()
    timer = QTimer(interval=_LOOK)
    timer.timeout.connect(lambda: loop.quit() if true() else None)
    timer.start()
    loop.exec()


SCENES: Mapping[str, Scene] = {
    "landscape_empty": Scene(landscape_empty, 0.0, seek_landscape),
    "landscape_busy": Scene(landscape_busy, 0.0, seek_landscape),
    "landscape": Scene(landscape, 1.0, seek_landscape),
    "landscape_random": Scene(lambda w: landscape(w, kind=Kind.RANDOM), 1.0, seek_landscape),
    "landscape_runs": Scene(lambda w: landscape(w, "run"), 0.3, seek_landscape),
    "landscape_3d": Scene(landscape_3d, 1.0, seek_landscape),
    "surface_3d": Scene(surface_3d, 0.5, seek_race),
    "landscape_compared": Scene(lambda w: landscape(w, "compare"), 1.0, seek_landscape),
}

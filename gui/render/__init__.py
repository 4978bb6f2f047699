"""Pictures of the real window, painted without a screen.

A scene is a few things that a user would do. The window is made as always, the scene is played
on it, and the picture is what the user would then see; nothing is drawn for the picture only.
Each area of the window lists its own scenes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QWidget

from core.datasets import Dataset
from core.files import write_whole
from core.messages import StudioError
from core.system_errors import reason_of
from gui.application import dispose, make_window
from gui.export.picture import memory
from gui.garbage import collecting_between_events
from gui.main_window import MainWindow
from gui.render import (
    arena,
    explore,
    lab,
    lab_checks,
    lab_experiments,
    landscape,
    stage,
    training,
    watching,
)
from gui.render.scene import Scene
from gui.settings import Settings

SCENES: dict[str, Scene] = {
    **stage.SCENES,
    **explore.SCENES,
    **training.SCENES,
    **lab.SCENES,
    **watching.SCENES,
    **arena.SCENES,
    **lab_checks.SCENES,
    **landscape.SCENES,
    **lab_experiments.SCENES,
}


@dataclass(frozen=True)
class Look:
    """How the window is to be shown."""

    size: tuple[int, int] = (1280, 800)
    theme: str = "light"
    language: str = "en"


def scenes(name: str) -> list[str]:
    """The scenes that a name stands for: itself, or all.

    Raises:
        StudioError: there is no such scene.
    """
    if name == "all":
        return list(SCENES)
    if name not in SCENES:
        raise StudioError("app.error.scene", scene=name, known=", ".join(SCENES))
    return [name]


def render(
    name: str, folder: Path, look: Look, at: float | None, load: Callable[[], Dataset]
) -> Path:
    """Paint one scene; the path of the picture."""
    with collecting_between_events():
        return _painted(name, folder, look, at, load)  # nothing of its window is left at the end


def _painted(
    name: str, folder: Path, look: Look, at: float | None, load: Callable[[], Dataset]
) -> Path:
    scene = SCENES[name]
    with TemporaryDirectory() as forgotten:
        settings = Settings(Path(forgotten) / "settings.ini")
        window = make_window(load, settings, look.theme, look.language, size=look.size)
        try:
            window.show()
            _settle(window)
            scene.play(window)
            _settle(window)
            scene.seek(window, scene.at if at is None else at)
            _settle(window)
            path = folder / f"{name}.png"
            save(scene.subject(window), path)
        finally:
            dispose(window)
    return path


def _settle(window: MainWindow) -> None:
    """Let Qt finish its layouts, which it does in stages; then nothing is on its way any more."""
    for _ in range(3):
        QApplication.processEvents()
    window.stage.finish_motion()
    QApplication.processEvents()


def save(subject: QWidget, path: Path) -> None:
    """Write the picture of a widget.

    Raises:
        StudioError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise StudioError("report.error.output", path=path.parent, reason=reason) from None
    picture = memory()
    subject.grab().save(picture, "PNG")
    write_whole(path, bytes(picture.data().data()))

"""Pictures of the real window, painted without a screen.

A scene is a few things that a user would do. The window is made as always, the scene is played
on it, and the picture is what the user would then see; nothing is drawn for the picture only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from core.datasets import Dataset
from core.examples import EXAMPLES
from core.explain.provenance import Cell, Part
from core.messages import StudioError
from core.scenes import View
from gui.application import dispose, make_window
from gui.explore.fit import FitTool
from gui.explore.scaling import ScalingTool
from gui.main_window import MainWindow
from gui.render_files import choose_export, export_film, file_menu, offer_recovery
from gui.render_hands import drag_number, open_menu, open_palette, type_text
from gui.settings import Settings
from gui.training.phase import Phase

PATIENCE_MS = 120_000
TRAINED = 3000  # iterations in the pictures of training


@dataclass(frozen=True)
class Scene:
    """What is done to the window, and how far its animation has run in the picture (0 … 1).

    `subject` is what is in the picture: the window, unless something lies over it.
    """

    play: Callable[[MainWindow], None]
    at: float
    seek: Callable[[MainWindow, float], None]
    subject: Callable[[MainWindow], QWidget] = lambda window: window


@dataclass(frozen=True)
class Look:
    """How the window is to be shown."""

    size: tuple[int, int] = (1280, 800)
    theme: str = "light"
    language: str = "en"


def _seek_stage(window: MainWindow, at: float) -> None:
    playback = window.player.playback
    assert playback is not None
    window.player.seek(at * len(playback.trace))


def _seek_race(window: MainWindow, at: float) -> None:
    window.arena.seek(round(at * window.arena.steps))
    window.arena.finish()


def _example(key: str, at: float) -> Scene:
    return Scene(lambda window: window.director.open(key), at, _seek_stage)


def _network(window: MainWindow) -> None:
    _until_network(window)
    window.director.show_network()


def _until_network(window: MainWindow) -> None:
    """Wait for the data and the net.

    Raises:
        StudioError: the data cannot be read.
    """
    session = window.session
    while session.phase in (Phase.EMPTY, Phase.LOADING):
        _until(session.state_changed, session.prepare)
    if session.failure is not None:
        raise StudioError(session.failure.key, **session.failure.fields)


def _train(window: MainWindow) -> None:
    """Train for a while, then freeze a step."""
    window.docks.show("training")
    _network(window)
    window.session.configure(iterations=TRAINED)
    window.session.start()
    while window.session.phase is not Phase.FINISHED:
        _until(window.session.state_changed, lambda: None)


def _explore(tool: str, example: str) -> Scene:
    """An example with a tool of the Explore dock at work on it."""

    def play(window: MainWindow) -> None:
        window.director.open(example)
        window.docks.show("explore")
        window.explore.choose(tool)

    def seek(window: MainWindow, at: float) -> None:
        _seek_stage(window, at)
        window.stage.view.fit()
        if window.explore.tool is not None:
            window.explore.tool.demonstrate()

    return Scene(play, 1.0, seek)


_LETTERS = "abcdfghijklmnopqrstu"


def _sums(groups: int) -> str:
    """A sum of so many tanh, each of 24 nodes."""
    found = []
    for i in range(groups):
        names = [_LETTERS[(i + k * (i % 7 + 1)) % 20] for k in range(24)]
        terms = [f"{one}*{two}" for one, two in zip(names[::2], names[1::2], strict=True)]
        found.append(f"tanh(({'+'.join(terms)})/100)")
    return f"y = {'+'.join(found)}"


def _search(window: MainWindow, at: float) -> None:
    """Somewhere in a thousand nodes, with a search and the map of them all."""
    _seek_stage(window, at)
    window.stage.finder.open()
    window.stage.finder.seek("tanh")


def _seek_whole(window: MainWindow, at: float) -> None:
    """With all of the graph in view."""
    _seek_stage(window, at)
    window.stage.view.fit()


def _cell(window: MainWindow, at: float) -> None:
    """A number of Y that somebody looks at: its row and its column are lit."""
    _seek_whole(window, at)
    window.stage.grab()  # where the numbers are is known once they have been painted
    window.stage.cells.point(Cell("Y", Part.VALUE, (2, 0)))


def _net_from(view: View, number: int) -> Scene:
    """The trained net, nearer than its whole batch."""

    def play(window: MainWindow) -> None:
        _train(window)
        window.docks.show("card")
        window.stage.network.choose(view)
        window.stage.network.choose_number(number)

    return Scene(play, 1.0, _seek_whole)


def _fit(window: MainWindow) -> None:
    """A curve after some hundred steps of gradient descent."""
    window.director.open("curve_fit")
    tool = window.explore.tool
    assert isinstance(tool, FitTool)
    for _ in range(400):
        tool.step_once()
    window.player.to_end()


def _scaled(window: MainWindow) -> None:
    """Inputs a thousand times as large."""
    window.director.open("scaled_inputs")
    tool = window.explore.tool
    assert isinstance(tool, ScalingTool)
    tool.set_scale(1000.0)


def _race(window: MainWindow) -> None:
    window.docks.show("arena")
    window.arena.view.show()  # now, not when it is first painted


def _by_hand(
    play: Callable[[MainWindow], None],
    subject: Callable[[MainWindow], QWidget] = lambda window: window,
) -> Scene:
    """Hands on the chain rule, which has been played."""

    def both(window: MainWindow) -> None:
        window.director.open("chain_rule")
        window.player.to_end()
        play(window)

    return Scene(both, 1.0, _seek_stage, subject)


def _menu(window: MainWindow) -> QWidget:
    assert window.canvas.menu is not None
    return window.canvas.menu


def _step(text: str, source: str, target: str, **values: float) -> Scene:
    """The card at the moment when a gradient has gone from one node to another."""

    def play(window: MainWindow) -> None:
        if text in EXAMPLES:
            window.director.open(text)
        else:
            window.director.open_expression(text, {k: np.asarray(v) for k, v in values.items()})
        window.docks.show("card")

    def seek(window: MainWindow, at: float) -> None:
        playback = window.player.playback
        assert playback is not None
        edges = playback.trace.edge_index
        event = next(i for e, i in edges.items() if (e.source, e.target) == (source, target))
        window.player.seek(event + at)

    return Scene(play, 1.0, seek)


def _arena(surface: str, page: str, focus: str) -> Callable[[MainWindow], None]:
    """The arena with one of its surfaces, one of its pages, and a racer to look at."""

    def play(window: MainWindow) -> None:
        _race(window)
        window.arena.set_surface(surface)
        window.arena.editor.set_focus(focus)
        window.arena.pages.show_page(page)

    return play


def _own_surface(window: MainWindow) -> None:
    _race(window)
    window.arena.editor.set_function("sin(x) * cos(y) + (x*x + y*y) / 20")


def _basins(window: MainWindow) -> None:
    _arena("himmelblau", "setup", "momentum")(window)
    window.arena.show_basins(True)


def _lesson(name: str) -> Callable[[MainWindow], None]:
    def play(window: MainWindow) -> None:
        _race(window)
        window.arena.open_lesson(name)

    return play


SCENES: dict[str, Scene] = {
    **{key: _example(key, 0.85) for key in EXAMPLES},
    "curve_fit": Scene(_fit, 1.0, _seek_whole),
    "scaled_inputs": Scene(_scaled, 1.0, _seek_whole),
    "cell": Scene(lambda window: window.director.open("affine"), 1.0, _cell),
    "one_image": _net_from(View.IMAGE, 3),
    "hidden_unit": _net_from(View.UNIT, 7),
    "two_layer_net": Scene(_network, 0.8, _seek_stage),
    "training": Scene(_train, 0.8, _seek_stage),
    "optimizers": Scene(_race, 0.5, _seek_race),
    "own_surface": Scene(_own_surface, 0.6, _seek_race),
    "taken_apart": Scene(_arena("ravine", "step", "momentum"), 0.2, _seek_race),
    "compared": Scene(_arena("two_hollows", "compare", "momentum"), 1.0, _seek_race),
    "basins": Scene(_basins, 0.5, _seek_race),
    "lesson_rate": Scene(_lesson("rate"), 0.4, _seek_race),
    "lesson_ball": Scene(_lesson("ball"), 0.5, _seek_race),
    "lesson_adagrad": Scene(_lesson("adagrad_stops"), 0.5, _seek_race),
    "lesson_adam": Scene(_lesson("correction"), 0.1, _seek_race),
    "paths": _explore("paths", "chain_rule"),
    "ladder": _explore("paths", "ladder"),
    "sweeps": _explore("sweeps", "chain_rule"),
    "nudge": _explore("nudge", "neuron"),
    "mistakes": _explore("mistakes", "chain_rule"),
    "live_numbers": _by_hand(lambda window: drag_number(window, "b")),
    "palette": _by_hand(lambda window: open_palette(window, "c")),
    "typing": _by_hand(lambda window: type_text(window, "y = sigmoid(w*x + b) + so")),
    "arguments": _by_hand(lambda window: type_text(window, "Y = affine(X, ")),
    "node_menu": _by_hand(lambda window: open_menu(window, "a"), _menu),
    "card_matrix": _step("affine", "W", "Y"),
    "closed_relu": _step("h = relu(w * x + b); L = (h - t) ** 2", "d", "h", w=2, x=1, b=-3, t=1),
    "fan_out": _step("y = a * x + b * x + c * x", "x", "f", a=2, b=-1, c=4, x=3),
    "file_menu": _by_hand(lambda window: None, file_menu),
    "export": _by_hand(choose_export),
    "export_progress": _by_hand(export_film),
    "recovery": _by_hand(offer_recovery),
    "keys": Scene(lambda window: window.keys.show(), 0.0, _seek_stage, lambda window: window.keys),
    "big_graph": Scene(lambda window: window.director.open_expression(_sums(40), {}), 0.6, _search),
    "following": Scene(
        lambda window: window.director.open_expression(_sums(12), {}), 0.62, _seek_stage
    ),
}


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
    scene = SCENES[name]
    with TemporaryDirectory() as forgotten:
        settings = Settings(Path(forgotten) / "settings.ini")
        window = make_window(load, settings, look.theme, look.language)
        try:
            window.resize(*look.size)
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
        written = subject.grab().save(str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise StudioError("report.error.output", path=path.parent, reason=reason) from None
    if not written:
        raise StudioError("report.error.output", path=path.parent, reason=path.name)


def _until(signal: SignalInstance, start: Callable[[], object]) -> None:
    """Do something and let the window live until `signal` comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    start()
    loop.exec()
    signal.disconnect(loop.quit)

"""Scenes of the stage: the examples, edits by hand and by text, steps on the card, large graphs."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QWidget

from core.examples import EXAMPLES
from core.explain.provenance import Cell, Part
from gui.main_window import MainWindow
from gui.render import files
from gui.render.gestures import drag_number, open_menu, open_palette, type_text
from gui.render.scene import Play, Scene, Subject, seek_stage, seek_whole, the_window


def _example(key: str, at: float) -> Scene:
    return Scene(lambda window: window.director.open(key), at, seek_stage)


def _cell(window: MainWindow, at: float) -> None:
    """A number of Y that somebody looks at: its row and its column are lit."""
    seek_whole(window, at)
    window.stage.grab()  # where the numbers are is known once they have been painted
    window.stage.cells.point(Cell("Y", Part.VALUE, (2, 0)))


def _by_hand(play: Play, subject: Subject = the_window) -> Scene:
    """Hands on the chain rule, which has been played."""

    def both(window: MainWindow) -> None:
        window.director.open("chain_rule")
        window.player.to_end()
        play(window)

    return Scene(both, 1.0, seek_stage, subject)


def _menu(window: MainWindow) -> QWidget:
    assert window.editor.menu is not None
    return window.editor.menu


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


def _split_loss() -> Scene:
    """The loss of a small net in two steps, where P − t comes out of them."""
    scene = _step("small_net", "A2", "P")

    def play(window: MainWindow) -> None:
        scene.play(window)
        window.editor.commands.edits.simple("split", "L")

    return replace(scene, play=play)


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
    seek_stage(window, at)
    window.stage.search_bar.open()
    window.stage.search_bar.seek("tanh")


SCENES: Mapping[str, Scene] = {
    **{key: _example(key, 0.85) for key in EXAMPLES},
    "cell": Scene(lambda window: window.director.open("affine"), 1.0, _cell),
    "live_numbers": _by_hand(lambda window: drag_number(window, "b")),
    "palette": _by_hand(lambda window: open_palette(window, "c")),
    "typing": _by_hand(lambda window: type_text(window, "y = sigmoid(w*x + b) + so")),
    "arguments": _by_hand(lambda window: type_text(window, "Y = affine(X, ")),
    "node_menu": _by_hand(lambda window: open_menu(window, "a"), _menu),
    "card_matrix": _step("affine", "W", "Y"),
    "closed_relu": _step("h = relu(w * x + b); L = (h - t) ** 2", "d", "h", w=2, x=1, b=-3, t=1),
    "split_loss": _split_loss(),
    "fan_out": _step("y = a * x + b * x + c * x", "x", "f", a=2, b=-1, c=4, x=3),
    "file_menu": _by_hand(lambda window: None, files.file_menu),
    "export": _by_hand(files.choose_export),
    "export_progress": _by_hand(files.export_film),
    "recovery": _by_hand(files.offer_recovery),
    "keys": Scene(lambda window: window.keys.show(), 0.0, seek_stage, lambda window: window.keys),
    "big_graph": Scene(lambda window: window.director.open_expression(_sums(40), {}), 0.6, _search),
    "following": Scene(
        lambda window: window.director.open_expression(_sums(12), {}), 0.62, seek_stage
    ),
}

"""Scenes of the optimizer race."""

from collections.abc import Mapping

from gui.main_window import MainWindow
from gui.render import files
from gui.render.scene import Play, Scene


def _open(window: MainWindow) -> None:
    window.docks.show("arena")
    window.arena.view.show()  # now, not when it is first painted


def seek_race(window: MainWindow, at: float) -> None:
    window.arena.seek(round(at * window.arena.steps))
    window.arena.finish()


def _race(surface: str, page: str, focus: str) -> Play:
    """One of the surfaces, one of the pages, and a racer to look at."""

    def play(window: MainWindow) -> None:
        _open(window)
        window.arena.set_surface(surface)
        window.arena.editor.set_focus(focus)
        window.arena.pages.show_page(page)

    return play


def _own_surface(window: MainWindow) -> None:
    _open(window)
    window.arena.editor.set_function("sin(x) * cos(y) + (x*x + y*y) / 20")


def _basins(window: MainWindow) -> None:
    _race("himmelblau", "setup", "momentum")(window)
    window.arena.show_basins(True)


def _export(window: MainWindow) -> None:
    _race("himmelblau", "racers", "adam")(window)
    seek_race(window, 0.5)
    files.export_race(window)


def _lesson(name: str) -> Play:
    def play(window: MainWindow) -> None:
        _open(window)
        window.arena.open_lesson(name)

    return play


SCENES: Mapping[str, Scene] = {
    "optimizers": Scene(_open, 0.5, seek_race),
    "own_surface": Scene(_own_surface, 0.6, seek_race),
    "taken_apart": Scene(_race("ravine", "step", "momentum"), 0.2, seek_race),
    "compared": Scene(_race("two_hollows", "compare", "momentum"), 1.0, seek_race),
    "basins": Scene(_basins, 0.5, seek_race),
    "race_export": Scene(_export, 0.5, seek_race),
    "lesson_rate": Scene(_lesson("rate"), 0.4, seek_race),
    "lesson_ball": Scene(_lesson("ball"), 0.5, seek_race),
    "lesson_adagrad": Scene(_lesson("adagrad_stops"), 0.5, seek_race),
    "lesson_adam": Scene(_lesson("correction"), 0.1, seek_race),
}

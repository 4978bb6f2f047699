"""Scenes of the sanity checks and of the gradient check in the Lab dock."""

from collections.abc import Mapping

from PySide6.QtWidgets import QScrollArea, QWidget

from gui.main_window import MainWindow
from gui.render.scene import Scene, until, until_network
from gui.training.lab.checks.page import ChecksPage
from gui.training.lab.gradient_check.page import GradientCheckPage

_RACED = 0.1  # of the honest way, in the picture of the race


def _checks(window: MainWindow) -> None:
    """All of them, with the tutorials' settings."""
    _check(window)


def _too_bold(window: MainWindow) -> None:
    """Two fail, since the learning rate is far too large; the dock has a window of its own."""
    window.session.configure(learning_rate=10.0, initialization="he")
    tear_off(window)
    _check(window)


def tear_off(window: MainWindow) -> None:
    """The Lab dock as on a second screen, as large as the window."""
    dock = window.docks["lab"]
    window.docks.show("lab")
    dock.setFloating(True)
    dock.resize(window.size())


def _scroll(window: MainWindow, at: float) -> None:
    """From the top of the page (0) to its end (1)."""
    area = window.docks["lab"].findChild(QScrollArea)
    if isinstance(area, QScrollArea):
        bar = area.verticalScrollBar()
        bar.setValue(round(at * bar.maximum()))


def the_lab(window: MainWindow) -> QWidget:
    return window.docks["lab"]


def _check(window: MainWindow) -> None:
    window.docks.show("lab")
    window.lab.choose("checks")
    until_network(window)
    page = window.lab.page
    assert isinstance(page, ChecksPage)
    page.demonstrate()
    while page.busy:
        until(page.job.finished, lambda: None)


def _race(window: MainWindow) -> None:
    """The full check, over."""
    page = _race_page(window)
    until(page.job.finished, page.check)


def _racing(window: MainWindow) -> None:
    """In the middle of the race, on a second screen."""
    tear_off(window)
    page = _race_page(window)
    page.race()
    while page.state is None or _honest_share(page) < _RACED:
        until(page.job.progressed, lambda: None)
    page.job.toggle()


def _honest_share(page: GradientCheckPage) -> float:
    progress = page.state.progress.get("one_by_one") if page.state is not None else None
    return progress.done / progress.total if progress is not None else 0.0


def _race_page(window: MainWindow) -> GradientCheckPage:
    window.docks.show("lab")
    window.lab.choose("race")
    until_network(window)
    page = window.lab.page
    assert isinstance(page, GradientCheckPage)
    return page


SCENES: Mapping[str, Scene] = {
    "lab_checks": Scene(_checks, 0.0, _scroll),
    "lab_checks_failed": Scene(_too_bold, 0.0, _scroll, the_lab),
    "lab_gradient_check": Scene(_race, 0.0, _scroll),
    "lab_race": Scene(_racing, 0.0, _scroll, the_lab),
}

"""How a lesson is opened, and what of it stays in view while it is on."""

from dataclasses import replace

from core.surfaces.race.presets import PRESETS
from gui.arena.arrangement import Arrangement
from gui.arena.pages import Pages
from gui.arena.race_controls import RaceControls
from gui.arena.race_display import RaceDisplay

_BESIDE_THE_MAP = "racers"  # the page that never takes the map's room


class OpenLesson:
    """Every lesson is about what is seen on the map, so none begins on a page that hides it."""

    def __init__(
        self, display: RaceDisplay, controls: RaceControls, pages: Pages, arrangement: Arrangement
    ) -> None:
        self._display = display
        self._controls = controls
        self._pages = pages
        self._arrangement = arrangement
        self._page = ""  # to which the lesson has turned, until somebody turns to another

    def open(self, name: str) -> None:
        """From its beginning, with the page on which there is most to see; `fit` afterwards."""
        display, page = self._display, PRESETS[name].page
        display.editor.open_lesson(name)
        display.move(replace(display.session.replay.seek(0), playing=False))
        self._controls.lesson.reopen()
        self._page = ""
        self._pages.show_page(page)
        self._page = page

    def fit(self, height: int) -> None:
        """Suit a panel of this height that has just been arranged."""
        line = self._controls.lesson
        spare = height - self._arrangement.minimum.height()
        line.set_room(self._controls.caption.isHidden() and spare >= line.sizeHint().height())
        if self._pages.page != self._page or not self._display.editor.lesson:
            self._page = ""
        elif self._hides_map():
            self._page = ""
            self._pages.show_page(_BESIDE_THE_MAP)

    def _hides_map(self) -> bool:
        """A splitter moves a part that it has folded up out of sight."""
        plot = self._arrangement.plot_place
        around = plot.parentWidget()
        return around is not None and not around.rect().intersects(plot.geometry())

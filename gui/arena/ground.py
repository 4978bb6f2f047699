"""What the plane is painted with: the ground in some style, or the basins of its minima.

Basins are colours of a map, and a landscape in 3D would cover them: to choose one of the two ends
the other, so that the fields always say what is seen.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Slot

from core.surfaces.race.presets import PRESETS
from gui.arena.map_style import MapForm, MapStyle, style_as_json, style_from_json
from gui.arena.pages import Pages
from gui.arena.race_display import RaceDisplay


class Ground(QObject):
    """What a lesson sets goes with it; what somebody has chosen comes back then."""

    def __init__(self, display: RaceDisplay, pages: Pages, parent: QObject) -> None:
        super().__init__(parent)
        self._display = display
        self._pages = pages
        self.style = MapStyle()
        self._basins = self._chosen = False  # are there any; has somebody chosen them
        self._flattened = False  # 3D was left for the basins
        self._lesson = ""
        display.editor.changed.connect(self.follow)

    def as_json(self) -> dict[str, Any]:
        """What somebody has chosen, not what a lesson has."""
        style = replace(self.style, form=MapForm.SURFACE_3D) if self._flattened else self.style
        return {"style": style_as_json(style), "basins": self._chosen}

    def restore(self, saved: Mapping[str, Any]) -> None:
        self.set_style(style_from_json(saved.get("style")))
        self._chosen = saved.get("basins") is True
        self._lesson = ""
        self._cover(self._chosen)
        self.follow()

    @property
    def coloured(self) -> bool:
        """Are basins wanted, and is there somebody whose they are?"""
        return self._basins and self._display.focus is not None

    def set_style(self, style: MapStyle) -> None:
        """How the ground is drawn."""
        self._flattened = self._flattened and style.form is self.style.form
        if style.form is MapForm.SURFACE_3D and self._basins:
            self.show_basins(False)
        self._put(style)

    def show_basins(self, on: bool) -> None:
        """Colour the plane by where the focused racer ends from there."""
        self._chosen = on
        self._cover(on)

    @Slot()
    def follow(self) -> None:
        """The basins of the lesson that is on; without one, as somebody has chosen."""
        lesson = self._display.editor.lesson
        if lesson == self._lesson:
            return
        self._lesson = lesson
        wanted = PRESETS[lesson].basins if lesson else self._chosen
        if wanted is not self._basins:
            self._cover(wanted)

    def begin(self) -> None:
        """The lesson that is on begins anew, with all that it sets."""
        self._lesson = ""
        self.follow()

    def _cover(self, on: bool) -> None:
        self._basins = on
        if on and self.style.form is MapForm.SURFACE_3D:
            self._flattened = True
            self._put(replace(self.style, form=MapForm.CONTOURS))
        elif self._flattened and not on:
            self._flattened = False
            self._put(replace(self.style, form=MapForm.SURFACE_3D))
        self._display.show_basins(on)

    def _put(self, style: MapStyle) -> None:
        self.style = style
        self._pages.setup.show_style(style)
        if self._display.view is not None:
            self._display.view.set_style(style)

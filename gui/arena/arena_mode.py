"""The two modes of the arena: races over surfaces, and the loss of a real net.

They share the controls above; which mode is on, and to whom play, fit and save speak, is here.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from core.datasets import Dataset
from core.format import whole
from core.landscape import Plan
from core.messages import Message
from gui.appearance import Appearance
from gui.arena.arrangement import Arrangement
from gui.arena.race_controls import RaceControls
from gui.guard import guard_overrides
from gui.i18n import Translator

if TYPE_CHECKING:
    from gui.arena.landscape.landscape_panel import LandscapePanel
    from gui.arena.landscape.work import Loader


class ArenaMode(QObject):
    """`net` is whether the net is looked at; `landscape` shows it, made when first needed."""

    def __init__(
        self,
        load: "Loader",
        appearance: Appearance,
        translator: Translator,
        controls: RaceControls,
        arrangement: Arrangement,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._load = load
        self._appearance = appearance
        self._translator = translator
        self._controls = controls
        self._arrangement = arrangement
        self._landscape: LandscapePanel | None = None
        self.net = False
        self.left_as: object = None  # what was remembered of the landscape, until it is made

    @property
    def landscape(self) -> "LandscapePanel":
        if self._landscape is None:
            from gui.arena.landscape.landscape_panel import LandscapePanel

            guard_overrides()
            self._landscape = LandscapePanel(self._load, self._appearance, self._translator)
            self._landscape.restore(self.left_as)
            self._landscape.ready.connect(self._offer_saving)
            self._landscape.session.grown.connect(self._offer_saving)
            self._arrangement.put_landscape(self._landscape)
        return self._landscape

    def show_net(self, on: bool) -> None:
        """Turn to the net, or to the surfaces."""
        if on is self.net:
            return
        self.net = on
        landscape = self.landscape
        if not on:
            landscape.sleep()
        size = Plan.usual().parameters
        about = Message("landscape.surface.about", {"n": whole(size)}) if on else None
        self._controls.show_net(about)
        self._arrangement.show_landscape(on)
        self.arrange()
        self._offer_saving()

    def arrange(self) -> None:
        """What the net is about is told once."""
        if self._landscape is not None:
            self._landscape.placeholder.set_told(not self._controls.caption.isHidden())

    @Slot(object)
    def use_data(self, data: Dataset) -> None:
        """The net learns from other images from now on."""
        if self._landscape is not None:  # else there is nothing recorded of the old ones
            self._landscape.session.use_data(data)

    def as_json(self) -> dict[str, object]:
        """How the landscape was left."""
        made = self._landscape
        return {"net": self.net, "landscape": made.as_json() if made else self.left_as}

    def close(self) -> bool:
        """End the thread behind the landscape, if there is one; False if it did not end."""
        return self._landscape is None or self._landscape.session.close()

    @Slot()
    def _offer_saving(self) -> None:
        can = not self.net or self.landscape.session.can_save
        self._controls.save.setEnabled(can)

"""The page that lets nobody be misled: the true loss beside the loss of the plane below."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from core.format import number
from core.landscape import Plan, Track
from core.messages import Message
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.halves import Halves
from gui.arena.legend_swatch import LegendSwatch
from gui.arena.race_chart import RaceChart
from gui.arena.racer_style import racer_style
from gui.i18n import Translator
from gui.theme import RacerLook, Theme
from gui.widgets import CalmWheel, narrow, nest, space

EVERYBODY = ""
_BELOW = "/plane"  # after a racer's id: the curve of the plane below it
_CLOSE = 0.05  # of the true loss: the plane shows nearly the same
_NOTHING = "landscape.compare.nothing"
_DASH = (1.5, 1.5)


def curve_style(name: str, theme: Theme) -> RacerLook:
    """The plane's curve is a racer's own in thin dashes, nearer to ink."""
    own = racer_style(name.removesuffix(_BELOW), theme)
    if not name.endswith(_BELOW):
        return own
    return replace(own, colour=mix(own.colour, theme.ink, 0.35), dash=_DASH, marker="d")


class LossChart(RaceChart):
    """Curves of racers, and of the plane below them."""

    def style_of(self, name: str, theme: Theme) -> RacerLook:
        return curve_style(name, theme)


class TrueLossPage(QWidget):
    """A chart for one racer or all, and a sentence for each."""

    sought = Signal(float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._translator = translator
        self._plan = Plan.usual()
        self._tracks: Mapping[str, Track] = {}
        self.who = QComboBox()
        CalmWheel((self.who,), self)
        self.chart = LossChart(appearance, translator)
        self.about = QLabel()
        self.keys = [(LegendSwatch(appearance), QLabel()) for _ in range(2)]
        self.rows: list[tuple[LegendSwatch, QLabel]] = []
        self._grid = QGridLayout()
        self._fill()
        self._lay_out()

    def _fill(self) -> None:
        narrow(self.who)
        self.who.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.who.addItem("", EVERYBODY)
        bind = self._translator.bind
        bind(partial(self.who.setItemText, 0), "landscape.compare.everybody")
        for setter in (self.who.setAccessibleName, self.who.setToolTip):
            bind(setter, "landscape.compare.who")
        for (_, words), key in zip(self.keys, ("true", "plane"), strict=True):
            bind(words.setText, Message(f"landscape.compare.{key}"))
            words.setProperty("role", "caption")
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)  # beside its mark if the other one wraps
        bind(self.about.setText, "landscape.compare.about")
        self.about.setWordWrap(True)
        self.about.setProperty("role", "caption")
        self.who.currentIndexChanged.connect(self._draw)
        self.chart.sought.connect(self.sought)

    def _lay_out(self) -> None:
        keys, halves = QGridLayout(), Halves(self, self.chart, self._appearance)
        self._halves = halves
        for i, (swatch, words) in enumerate(self.keys):
            keys.addWidget(swatch, 0, 2 * i)
            keys.addWidget(words, 0, 2 * i + 1)
        keys.setColumnStretch(1, 2)
        keys.setColumnStretch(3, 3)
        self._grid.setColumnStretch(1, 1)
        halves.drawn.insertWidget(0, self.who)
        nest(halves.told, keys)
        halves.told.addWidget(self.about)
        nest(halves.told, self._grid)
        space(keys, self._appearance, gap=6)
        space(self._grid, self._appearance, gap=8, row_gap=3)

    def put_beside(self, *, beside: bool) -> None:
        """The chart and what is told of it side by side."""
        self._halves.put_beside(beside=beside)

    def show_tracks(self, plan: Plan, tracks: Mapping[str, Track]) -> None:
        """Those of `tracks` that are seen; `plan` is of their recording."""
        self._plan, self._tracks = plan, tracks
        chosen = self.who.currentData()
        with QSignalBlocker(self.who):
            while self.who.count() > 1:
                self.who.removeItem(1)
            for id in tracks:
                self.who.addItem(plan[id].name, id)
            known = self.who.findData(chosen) if chosen else -1
            self.who.setCurrentIndex(known if known >= 0 else self.who.count() - 1)
        self._draw()
        self._tell()

    def show_position(self, position: float) -> None:
        self.chart.show_position(position)

    @Slot()
    def _draw(self) -> None:
        chosen = self.who.currentData()
        series = {id: track.losses for id, track in self._tracks.items()}
        one = self._tracks.get(chosen) if chosen else None
        if one is not None:
            series = {f"{chosen}{_BELOW}": one.plane_losses, chosen: one.losses}
            for (swatch, _), name in zip(self.keys, (chosen, chosen + _BELOW), strict=True):
                swatch.show_style(partial(curve_style, name))
        for pair in self.keys:
            for widget in pair:
                widget.setVisible(one is not None)
        self.chart.show_race(series, len(self._plan.kept) - 1, "loss", self._plan.steps, _NOTHING)

    def _tell(self) -> None:
        while len(self.rows) < len(self._tracks):
            swatch, words = LegendSwatch(self._appearance), QLabel()
            words.setWordWrap(True)
            words.setProperty("role", "caption")
            self._grid.addWidget(swatch, len(self.rows), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, len(self.rows), 1)
            self.rows.append((swatch, words))
        told = list(self._tracks.items())
        for i, (swatch, words) in enumerate(self.rows):
            for widget in (swatch, words):
                widget.setVisible(i < len(told))
            if i < len(told):
                id, track = told[i]
                swatch.show_style(partial(racer_style, id))
                self._translator.bind(words.setText, ending(self._plan[id].name, track))


def ending(name: str, track: Track) -> Message:
    """How far the picture is from the truth where a path ends."""
    true, below = float(track.losses[-1]), float(track.plane_losses[-1])
    fields: dict[str, object] = {
        "name": name,
        "true": number(true, 3),
        "plane": number(below, 3),
    }
    if track.ended_at is not None:
        return Message("landscape.compare.diverged", fields | {"step": track.ended_at})
    close = abs(below - true) <= _CLOSE * abs(true)
    return Message("landscape.compare.close" if close else "landscape.compare.gap", fields)

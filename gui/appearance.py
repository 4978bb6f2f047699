"""How the program looks right now: the theme, and one factor that moves every size.

There is one `Appearance`. It is handed to each panel's constructor, and a panel that paints asks
it for colours (`appearance.theme.forward`), fonts (`appearance.font("title")`) and lengths
(`appearance.px(12)`) each time it paints, and calls `update()` when `changed` is emitted.

In the projector theme no text is under 1/35 of the window's height, so that the last row can
read it: the window tells its height with `set_viewport_height`, and the factor follows.
"""

import sys
from functools import cache
from math import ceil
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from gui.stylesheet import stylesheet
from gui.theme import THEMES, Theme

Step = Literal["small", "body", "title", "display", "mono"]
STEPS: tuple[Step, ...] = get_args(Step)

SCALE_RANGE = (0.7, 3.0)
_ZOOM = 1.1  # one notch of Ctrl + wheel
_READABLE = 35  # lines of text that fit a projector window from top to bottom

_PIXELS: dict[str, int] = {"small": 12, "body": 14, "title": 16, "display": 30, "mono": 14}
_PROJECTED: dict[str, int] = _PIXELS | {"small": 14, "body": 14, "mono": 14}

_CHINESE = ("Noto Sans CJK SC", "Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC")
# The same letters, but “ ”, ’ and · are as wide as English wants them, not as a Chinese character.
_NARROW = "Noto Sans CJK JP"
_SANS = {
    "win32": ("Segoe UI", *_CHINESE),
    "darwin": (".AppleSystemUIFont", "Helvetica Neue", *_CHINESE),
}
_SANS_ELSEWHERE = ("Inter", "Source Sans 3", *_CHINESE, "Noto Sans", "DejaVu Sans")
_MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas")
_MONO_ELSEWHERE = ("Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "monospace")


class Appearance(QObject):
    """The live theme, scale and motion; emits `changed` when any of them did change."""

    changed = Signal()

    def __init__(
        self,
        theme: str = "light",
        scale: float = 1.0,
        language: str = "en",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = THEMES[theme]
        self._language = language
        self._scale = _within(scale, SCALE_RANGE)
        self._reduced_motion = False
        self._viewport_height = 0
        self._fonts: dict[tuple[Step, bool], QFont] = {}

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def scale(self) -> float:
        """The user's own zoom; 1 is the size the program was drawn for."""
        return self._scale

    @property
    def factor(self) -> float:
        """What every size is multiplied by: the zoom, and on the projector what it demands."""
        if self._theme.name != "projector":
            return self._scale
        return self._projector_factor() * max(self._scale, 1.0)

    @property
    def reduced_motion(self) -> bool:
        """Whether animations show their end states only."""
        return self._reduced_motion

    def set_theme(self, name: str) -> None:
        """Change to a theme of `THEMES`.

        Raises:
            KeyError: there is no such theme.
        """
        if THEMES[name] is not self._theme:
            self._theme = THEMES[name]
            self._tell()

    def set_scale(self, scale: float) -> None:
        """Zoom to `scale`, or as near to it as `SCALE_RANGE` allows."""
        scale = _within(scale, SCALE_RANGE)
        if scale != self._scale:
            self._scale = scale
            self._tell()

    def zoom(self, notches: float) -> None:
        """Zoom by so many notches of the wheel: Ctrl + is `zoom(1)`, Ctrl − is `zoom(-1)`."""
        wanted = self._scale * _ZOOM**notches
        self.set_scale(1.0 if abs(wanted - 1.0) < 0.04 else wanted)

    def set_language(self, code: str) -> None:
        """Tell which language is read: where one font has all there is, its quotes differ."""
        before, self._language = self._language, code
        if _installed("sans", code) != _installed("sans", before):
            self._tell()

    def set_reduced_motion(self, reduced: bool) -> None:
        if reduced != self._reduced_motion:
            self._reduced_motion = reduced
            self.changed.emit()

    def set_viewport_height(self, pixels: int) -> None:
        """Tell how high the window is: on the projector, text grows with it."""
        before = self.factor
        self._viewport_height = pixels
        if self.factor != before:
            self._tell()

    def font(self, step: Step = "body", *, bold: bool = False) -> QFont:
        """The font of one step of the type scale."""
        if (step, bold) not in self._fonts:
            self._fonts[step, bold] = self._make_font(step, bold)
        return QFont(self._fonts[step, bold])

    def px(self, pixels: float) -> int:
        """A length scaled like everything else, in whole pixels, never less than one."""
        return max(1, round(pixels * self.factor)) if pixels else 0

    def text_px(self, step: str) -> int:
        """The height of a step's font in pixels."""
        sizes = _PROJECTED if self._theme.name == "projector" else _PIXELS
        # Rounded up, so that rounding cannot push a text under the projector's limit.
        return ceil(sizes[step] * self.factor - 1e-9)

    def stylesheet(self) -> str:
        """The style sheet of the whole program."""
        return stylesheet(self._theme, self.px, self.text_px, _installed("mono", self._language))

    def palette(self) -> QPalette:
        """The palette for what a style sheet does not reach."""
        theme, palette, role = self._theme, QPalette(), QPalette.ColorRole
        for place, colour in {
            role.Window: theme.background,
            role.Base: theme.panel,
            role.AlternateBase: theme.sunken,
            role.Button: theme.panel,
            role.ToolTipBase: theme.ink,
            role.ToolTipText: theme.panel,
            role.WindowText: theme.ink,
            role.Text: theme.ink,
            role.ButtonText: theme.ink,
            role.PlaceholderText: theme.muted,
            role.Highlight: theme.forward,
            role.HighlightedText: theme.on_accent,
            role.Accent: theme.forward,
            role.Link: theme.forward,
            role.Mid: theme.border,
            role.Light: theme.panel,
            role.Dark: theme.outline,
        }.items():
            palette.setColor(place, colour)
        for place in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, place, theme.disabled)
        return palette

    def install(self, app: QApplication) -> None:
        """Dress the whole program, now and at every change."""
        self.prepare(app)
        self.dress(app)

    def prepare(self, app: QApplication) -> None:
        """What widgets measure while they are made; the sheet comes with `dress` or a change.

        Qt polishes a widget that moves to another parent anew, with all within: under a sheet,
        half of the time in which a window is made goes there.
        """
        app.setStyle("Fusion")
        app.setPalette(self.palette())
        app.setFont(self.font("body"))
        self.changed.connect(self._redress)

    def _redress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.dress(app)

    def dress(self, app: QApplication) -> None:
        """Palette, font and sheet of the whole program, as they are now."""
        sheet = self.stylesheet()
        changes = sheet != app.styleSheet()
        if changes:
            # Another sheet in the place of one polishes each widget once for each widget around
            # it (Qt 6: `updateObjects` goes down into children that it visits anyway). Taken off
            # and put on, each is polished twice, in a third of the time.
            app.setStyleSheet("")
        app.setPalette(self.palette())
        app.setFont(self.font("body"))
        if changes:
            # Qt tells each widget of the font by a posted event: under a sheet that comes first,
            # who has not been shown yet keeps the font of before.
            told = QEvent.Type.ApplicationFontChange.value
            QCoreApplication.sendPostedEvents(None, told)
            app.setStyleSheet(sheet)
            for widget in app.allWidgets():  # also what nobody has seen yet has the new font
                widget.ensurePolished()

    def _tell(self) -> None:
        self._fonts.clear()
        self.changed.emit()

    def _projector_factor(self) -> float:
        """Enough for the smallest text, in steps of 5 % so that resizing does not flicker."""
        needed = self._viewport_height / _READABLE / min(_PROJECTED.values())
        return max(ceil(needed * 20) / 20, 1.4)

    def _make_font(self, step: Step, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies(_installed("mono" if step == "mono" else "sans", self._language))
        font.setPixelSize(self.text_px(step))
        if bold or step == "display":
            font.setWeight(QFont.Weight.DemiBold)
        if step == "mono":
            font.setStyleHint(QFont.StyleHint.Monospace)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return readable_in_pdf(font)


def readable_in_pdf(font: QFont) -> QFont:
    """The font, with its digits as they are in itself.

    In Latin words Noto Sans CJK puts other digits of the same width (its feature `locl`), which no
    character leads to. Qt tells the reader of a PDF which character a glyph is by asking the font
    backwards, so these would have none: they could be seen, but not copied, found or read aloud.
    """
    font.setFeature(QFont.Tag("locl"), 0)
    return font


def families(kind: Literal["sans", "mono"], language: str) -> list[str]:
    """The font families to try in turn; every list has one with Chinese characters."""
    if kind == "mono":
        return [*_MONO, *_MONO_ELSEWHERE, *_CHINESE]
    found = list(_SANS.get(sys.platform, _SANS_ELSEWHERE))
    if language == "en":
        found.insert(found.index(_CHINESE[0]), _NARROW)
    return found


@cache
def _installed(kind: Literal["sans", "mono"], language: str) -> list[str]:
    """Those that this computer has: looking for a missing family costs Qt time and a warning."""
    wanted = families(kind, language)
    return [f for f in wanted if f.startswith(".") or QFontDatabase.hasFamily(f)] or wanted


def _within(value: float, bounds: tuple[float, float]) -> float:
    low, high = bounds
    return min(max(value, low), high)

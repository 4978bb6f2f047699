"""Text in an SVG stays text, and as wide as it was painted, whatever fonts the reader has.

Qt writes each run of letters as `<text>` with the fonts of this computer. Here each gets its width
(`textLength`), which viewers keep to with other fonts too, and a last resort for the font.
"""

import html
import re

from PySide6.QtGui import QFont, QFontMetricsF

_RUN = re.compile(
    r'<text (?P<before>[^>]*?)font-family="(?P<families>[^"]*)" font-size="(?P<size>[\d.]+)"'
    r' font-weight="(?P<weight>\d+)"(?P<after>[^>]*)>(?P<text>[^<]*)</text>'
)


def fix_widths(svg: str) -> str:
    """The same SVG, each run of text with its width."""
    return _RUN.sub(_fixed, svg)


def _fixed(run: re.Match[str]) -> str:
    text = html.unescape(run["text"])
    families = f'font-family="{run["families"]},sans-serif"'
    fonts = f'{families} font-size="{run["size"]}" font-weight="{run["weight"]}"'
    width = ""
    if len(text.strip()) > 1:
        width = f'textLength="{_width(run, text):.2f}" lengthAdjust="spacingAndGlyphs" '
    return f"<text {run['before']}{fonts} {width}{run['after'].strip()}>{run['text']}</text>"


def _width(run: re.Match[str], text: str) -> float:
    font = QFont(html.unescape(run["families"]).split(","))
    font.setPixelSize(max(1, round(float(run["size"]))))
    font.setWeight(QFont.Weight(int(run["weight"])))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return QFontMetricsF(font).horizontalAdvance(text)

"""Text for terminals that do not have all letters: a minus sign must never become a question mark.

Importing this module registers the error handler `ERRORS`: `stream.reconfigure(errors=ERRORS)`.
"""

import codecs
import re
import unicodedata

ERRORS = "backprop-studio-plain"
_PLAIN = {
    **dict.fromkeys("−–—‐", "-"),
    **dict.fromkeys("·⋅⊙", "*"),
    **dict.fromkeys("“”″", '"'),
    **dict.fromkeys("‘’′", "'"),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " "),
    "∞": "inf",
    "∂": "d",
    "×": "x",
    "→": "->",
    "←": "<-",
    "…": "...",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "±": "+/-",
    "√": "sqrt",
    "⟨": "<",
    "⟩": ">",
    "∈": "in",
    "ℝ": "R",
    "\N{MATHEMATICAL BOLD DIGIT ONE}": "1",
    "¬": "not ",
    "Σ": "sum",
    "‖": "|",
    "›": ">",
}
_RAISED = str.maketrans("⁻⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵀ", "-()0123456789nT")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙ", "0123456789ijklmn")
_POWER = re.compile("[⁻⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵀ]+")
_INDEX = re.compile("[ᵢⱼₖₗₘₙ]+")


def plain(text: str) -> str:
    """In ASCII, as one types it: −3×10⁻⁵ is -3x10^-5, η is eta; "?" for what cannot be typed."""
    powers = _POWER.sub(lambda found: "^" + found[0].translate(_RAISED), text)
    powers = _INDEX.sub(lambda found: "_" + found[0], powers)
    return "".join(map(_letter, powers.translate(_LOWERED)))


def _letter(letter: str) -> str:
    if letter.isascii():
        return letter
    name = unicodedata.name(letter, "")
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", name)
    spelt = greek[2].replace("LAMDA", "LAMBDA").capitalize() if greek else "?"
    return _PLAIN.get(letter, spelt.lower() if name.startswith("GREEK SMALL") else spelt)


def _replace(error: UnicodeError) -> tuple[str, int]:
    """What `codecs` asks of an error handler: what stands instead, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, raised = plain(error.object[error.start : error.end]), error.object[: error.start][-1:]
    if _POWER.match(raised):  # of 10¹⁰ this terminal has the 1
        text = text.removeprefix("^")
    return text, error.end


codecs.register_error(ERRORS, _replace)

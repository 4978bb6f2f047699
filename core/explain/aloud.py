"""Formulas as plain text, read off their TeX: for screen readers, terminals, and for names in
letters that TeX fonts lack."""

import re

from core.format import MINUS, NARROW, subscript, superscript

_ONES = "\N{MATHEMATICAL BOLD DIGIT ONE}"  # an array of ones
_SIGNS = {
    r"\cdot": "·",
    r"\odot": "⊙",
    r"\times": "×",
    r"\partial ": "∂",
    r"\sum": "Σ",
    r"\sigma": "σ",
    r"\langle ": "⟨",
    r" \rangle": "⟩",
    r"\infty": "∞",
    r"\mathbb{R}": "ℝ",
    r"\cdots": "…",
    r"^\top": "ᵀ",
    r"\le": "≤",
    r"\lnot": "¬",
    r"\ge": "≥",
    r"\in": "∈",
    r"\quad": " ",
    r"\;": " ",
    r"\,": " ",
}
_LONGEST_FIRST = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_WORD = re.compile(rf"(?:{_LONGEST_FIRST})(?:(?<![a-z])|(?![A-Za-z]))")  # \le is no part of \left

_INSIDE = r"[^{}]*"
for _ in range(4):  # groups in groups
    _INSIDE = rf"(?:[^{{}}]|\{{{_INSIDE}\}})*"
_GROUP = rf"\{{({_INSIDE})\}}"
_FRACTION, _ROOT = re.compile(rf"\\frac{_GROUP}{_GROUP}"), re.compile(rf"\\sqrt{_GROUP}")
_POWER = re.compile(rf"\^(?:{_GROUP}|(\d))")
_POWER_OF_TEN = re.compile(r" \\cdot 10\^\{(-?\d+)\}")

_SUM_OVER = re.compile(r"\\sum_\{([i-n](?:, [i-n])*)\}")
_BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"  # around all of it
_GAP = re.compile(r"(?<=\d)\\,(?=\d{3})")  # between groups of digits
_ONE_PIECE = re.compile(rf"√?[^ +·×/√{MINUS}]*|{_BRACKETS}[⁰¹²³⁴⁵⁶⁷⁸⁹]*")
_WHOLE = re.compile(rf"{MINUS}?\d+|\(\d+\)")


def spoken(tex: str) -> str:
    """TeX as plain text: `\\frac{a}{b}` is a/b."""
    plain = _GAP.sub(NARROW, tex)
    plain = re.sub(r"\\begin\{pmatrix\} (.*?) \\end\{pmatrix\}", _rows, plain)
    plain = re.sub(r"\{([-+=])\}", r"\1", plain).replace(r"\mathbf{1}", _ONES)
    plain = re.sub(r"\\math\w+\{(\w+)\}", lambda m: "ℝ" if m[1] == "R" else m[1], plain)
    plain = _POWER_OF_TEN.sub(lambda m: f"×10{superscript(m[1])}", plain)
    plain = _FRACTION.sub(lambda m: f"{_piece(m[1])}/{_piece(m[2])}", plain)
    plain = _ROOT.sub(lambda m: f"√{_piece(m[1])}", plain)
    plain = _POWER.sub(lambda m: _raised(m[1] or m[2]), plain)
    plain = _SUM_OVER.sub(lambda m: f"Σ{subscript(m[1].replace(', ', ''))}", plain)
    plain = _WORD.sub(lambda found: _SIGNS[found[0]], plain)
    plain = re.sub(r"[\\{}]", "", plain.replace("-", MINUS))
    return re.sub(r" {2,}", " ", plain).strip()


def _piece(tex: str) -> str:
    """A part that an operator takes as a whole: in brackets, unless it is one piece."""
    plain = spoken(tex)
    return plain if _ONE_PIECE.fullmatch(plain) else f"({plain})"


def _raised(tex: str) -> str:
    plain = spoken(tex)
    return superscript(plain) if _WHOLE.fullmatch(plain) else f"^{_piece(tex)}"


def _rows(found: re.Match[str]) -> str:
    rows = (f"[{row.replace(' & ', ', ')}]" for row in found[1].split(r" \\ "))
    text = ", ".join(rows)
    return f"[{text}]" if r"\\" in found[1] else text

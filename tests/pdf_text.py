"""The text of a PDF as a reader of it has it: for each glyph the character that its font says.

As much of the format as Qt writes: fonts with two bytes a glyph, tables of characters that are not
compressed, pages that are.
"""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONTS = re.compile(rb"/Font <<\s(.*?)>>", re.DOTALL)
_RANGE = re.compile(r"<(\w{4})> <(\w{4})> (\[[^]]*\]|<\w{4}>)")
_SHOWN = re.compile(r"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj|\bET\b")

LOST = "\ufffd"  # for a glyph that nothing is said about


def text_of(pdf: bytes) -> str:
    """All pages, a line for each run of text."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    tables: dict[str, dict[int, str]] = {}
    for fonts in _FONTS.findall(pdf):
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", fonts):
            found = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            tables[name.decode()] = _characters(objects[int(found[1])]) if found else {}
    pages = re.findall(rb"/Contents (\d+) 0 R", pdf)
    return "".join(_written(_unpacked(objects[int(page)]), tables) for page in pages)


def _unpacked(page: bytes) -> str:
    found = _STREAM.search(page)
    return zlib.decompress(found[1]).decode("latin-1") if found else ""


def _characters(table: bytes) -> dict[int, str]:
    known = {}
    for first, _, targets in _RANGE.findall(table.decode()):
        for i, code in enumerate(re.findall(r"<(\w{4})>", targets)):
            known[int(first, 16) + i] = chr(int(code, 16))
    return known


def _written(page: str, tables: dict[str, dict[int, str]]) -> str:
    said, table = "", {}
    for font, glyphs in _SHOWN.findall(page):
        if font:
            table = tables[font]
        elif glyphs:
            codes = (int(glyphs[i : i + 4], 16) for i in range(0, len(glyphs), 4))
            said += "".join(table.get(code, LOST) for code in codes)
        else:
            said += "\n"
    return said

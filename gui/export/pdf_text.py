"""Text in a PDF is found, copied and read aloud as it was written.

To say which character a glyph is, Qt asks the font backwards and takes the first that leads there.
To the space that is the tabulator, U+0009, so `a = 2` was `a<tab>=<tab>2` for whoever searched it;
to 一 and 用 it is the radical of a dictionary that looks like them, ⼀ and ⽤. The tables that say
so (`/ToUnicode`) are not compressed, and what is put in is as long as what was there, so nothing
else in the file moves. See also `gui.appearance.readable_in_pdf`.
"""

import re
import unicodedata

_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_GLYPHS = re.compile(rb"(<[0-9A-F]{4}> <[0-9A-F]{4}> )(\[[^]]*\]|<[0-9A-F]{4}>)")
_CHARACTER = re.compile(rb"[0-9A-F]{4}")
_RADICALS = range(0x2E80, 0x2FE0)


def as_written(pdf: bytes) -> bytes:
    """The same PDF, with the characters that were meant."""
    return _TABLE.sub(lambda table: _GLYPHS.sub(_corrected, table[0]), pdf)


def _corrected(found: re.Match[bytes]) -> bytes:
    return found[1] + _CHARACTER.sub(_meant, found[2])


def _meant(found: re.Match[bytes]) -> bytes:
    code = int(found[0], 16)
    character = " " if code == ord("\t") else chr(code)
    if code in _RADICALS:
        character = unicodedata.normalize("NFKC", character)
    return b"%04X" % ord(character)

"""What a PDF says to whoever copies, searches or listens: its own text, glyph by glyph."""

import re

import pytest
from PySide6.QtGui import QFontMetricsF

from core.documents.document import read
from core.trace import run
from gui.appearance import Appearance
from gui.export.blocks import Block
from gui.export.derivation import derivation_pages
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Job
from gui.export.pdf_text import as_written
from gui.export.picture import picture
from tests.pdf_text import LOST, text_of

TEXT = "e = (a + b) * (b + 1); L = e * e"
DIGITS = {"a": -16.75, "b": 390.25}  # in them, in c = 373.5 and in what follows: every digit


@pytest.mark.parametrize(("language", "given"), [("en", "Given: "), ("zh_CN", "已知：")])
def test_a_derivation_says_its_numbers(qapp, tmp_path, language, given):
    document = read(TEXT, DIGITS)
    trace, path = run(document.graph, document.values), tmp_path / "d.pdf"
    Job(derivation_pages(trace, TEXT, path, language)).run()
    said = text_of(path.read_bytes())
    assert LOST not in said and "\t" not in said
    together = re.sub(r"\n", "", said)  # other letters, another font, another run
    assert f"{given}a = −16.75,  b = 390.2" in together
    assert "c = 373.5" in together and TEXT in together
    assert {*"0123456789"} <= {*said}
    if language == "zh_CN":
        assert "用" in said and "一" in said
        assert not re.search("[\u2e80-\u2fdf]", said), "characters, not radicals"


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_stage_says_its_numbers(qapp, tmp_path, theme):
    document = read(TEXT, DIGITS)
    trace, path = run(document.graph, document.values), tmp_path / "s.pdf"
    Job(picture(FramePainter(trace, Look(theme)), path, "pdf", float(len(trace)))).run()
    said = text_of(path.read_bytes())
    assert LOST not in said and "\t" not in said
    assert "−16.75" in said and "Done: every node knows" in said.replace("\n", " ")


def test_digits_look_the_same_in_words_and_alone(qapp):
    """They have one width in both, too, so nothing moves."""
    font = Appearance("light").font("body")
    assert font.featureValue(font.Tag("locl")) == 0 and font.isFeatureSet(font.Tag("locl"))
    measured = QFontMetricsF(font).horizontalAdvance
    assert measured("x 1234") - measured("x ") == pytest.approx(measured("1234"))


def test_only_the_characters_change_and_nothing_moves():
    table = b"begincmap\n<0001> <0003> [<0041> <0009> <2F64> ]\n<0009> <0009> <0009>\nendcmap"
    pdf = b"<0009> Tj " + table + b" [<0009>]"
    assert as_written(pdf) == (
        b"<0009> Tj begincmap\n<0001> <0003> [<0041> <0020> <7528> ]\n"
        b"<0009> <0009> <0020>\nendcmap [<0009>]"
    )


def test_nothing_invisible_stands_in_a_text_that_has_spaces(qapp):
    """A place to break at is a space for whoever copies: `( a + b)`."""
    look, block = Appearance("light"), Block()
    block.write(TEXT, look.font("body"), look.theme.ink, 0, 300)
    assert block.words[0].text == TEXT
    block.write("x+" * 40 + "x", look.font("body"), look.theme.ink, 0, 300)
    assert "\u200b" in block.words[1].text and block.words[1].room.height() > 30

"""One factor moves everything, and everyone is told once."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from core.messages import LANGUAGES
from gui.appearance import SCALE_RANGE, STEPS, Appearance, families
from gui.stylesheet import ICONS
from gui.theme import THEMES
from gui.widgets import Form

ROOT = Path(__file__).resolve().parents[2]


def test_changed_tells_of_changes_only(appearance: Appearance, qtbot) -> None:
    told: list[str] = []
    appearance.changed.connect(lambda: told.append(appearance.theme.name))
    appearance.set_theme("light")
    appearance.set_scale(1.0)
    appearance.set_reduced_motion(False)
    appearance.set_viewport_height(900)
    assert told == []
    appearance.set_theme("dark")
    appearance.set_scale(1.5)
    appearance.set_reduced_motion(True)
    assert told == ["dark"] * 3
    assert appearance.reduced_motion


def test_an_unknown_theme_is_refused(appearance: Appearance) -> None:
    with pytest.raises(KeyError):
        appearance.set_theme("sepia")
    assert appearance.theme is THEMES["light"]


def test_the_scale_moves_every_font_and_length(appearance: Appearance) -> None:
    before = [appearance.font(step).pixelSize() for step in STEPS]
    appearance.set_scale(2)
    assert [appearance.font(step).pixelSize() for step in STEPS] == [2 * size for size in before]
    assert (appearance.px(8), appearance.px(0), appearance.px(0.1)) == (16, 0, 1)


def test_zooming_stays_within_bounds_and_finds_its_way_back(appearance: Appearance) -> None:
    appearance.zoom(3)
    assert appearance.scale == pytest.approx(1.331)
    appearance.zoom(-3)
    assert appearance.scale == 1.0
    appearance.zoom(100)
    assert appearance.scale == SCALE_RANGE[1]
    appearance.zoom(-100)
    assert appearance.scale == SCALE_RANGE[0]


@pytest.mark.parametrize("height", [0, 480, 768, 900, 1080, 1440, 2160])
@pytest.mark.parametrize("scale", [0.7, 1.0, 1.3])
def test_on_the_projector_no_text_is_under_a_35th(
    appearance: Appearance, height: int, scale: float
) -> None:
    appearance.set_theme("projector")
    appearance.set_scale(scale)
    appearance.set_viewport_height(height)
    for step in STEPS:
        assert appearance.font(step).pixelSize() >= height / 35
    smallest = min(map(int, re.findall(r"font-size: (\d+)px", appearance.stylesheet())))
    assert smallest >= height / 35


def test_resizing_matters_on_the_projector_only(appearance: Appearance, qtbot) -> None:
    assert appearance.factor == 1
    appearance.set_viewport_height(2000)
    assert appearance.factor == 1
    appearance.set_theme("projector")
    with qtbot.waitSignal(appearance.changed):
        appearance.set_viewport_height(1000)
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.set_viewport_height(1001)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", [0.7, 1.0, 1.5])
def test_the_style_sheet_is_complete(appearance: Appearance, theme: str, scale: float) -> None:
    appearance.set_theme(theme)
    appearance.set_scale(scale)
    sheet = appearance.stylesheet()
    assert "@" not in sheet
    assert not re.search(r"\dsp\b", sheet)
    for icon in re.findall(r"url\(icons:([^)]+)\)", sheet):
        assert (ICONS / icon).is_file()


def test_the_program_is_dressed_anew(dressed: Appearance, qapp, qtbot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    assert label.font().pixelSize() == 14
    dressed.set_theme("dark")
    dressed.set_scale(1.5)
    assert qapp.palette().color(QPalette.ColorRole.Window) == THEMES["dark"].background
    assert label.font().pixelSize() == 21


def test_buttons_keep_their_place_when_they_get_the_focus(dressed: Appearance, qtbot) -> None:
    button = QPushButton("Train")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    button.setFocus()
    button.ensurePolished()
    assert button.sizeHint() == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["sans", "mono"])
def test_every_list_reaches_chinese_characters(kind, language: str) -> None:
    chinese = {"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC"}
    assert chinese <= set(families(kind, language))


def test_quotes_in_english_are_no_wider_than_its_letters(appearance: Appearance, qtbot) -> None:
    """As wide as a Chinese character, they look like blanks beside the word."""
    widths = QFontMetricsF(appearance.font())
    assert max(widths.horizontalAdvance(mark) for mark in "“”’·") < widths.horizontalAdvance("m")
    before = appearance.font()
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.set_language("en")
    appearance.set_language("zh_CN")
    assert "Noto Sans CJK JP" not in appearance.font().families()
    appearance.set_language("en")
    assert appearance.font() == before


def test_the_leaves_start_without_plots_and_formulas() -> None:
    code = (
        "import sys, gui.appearance, gui.i18n, gui.worker, gui.widgets, gui.formula, gui.errors;"
        "heavy = {'pyqtgraph', 'ziamath', 'contourpy', 'torch'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_window_that_opens_larger_than_it_was_made_has_one_size_of_letters(
    qapp, qtbot, translator, request
) -> None:
    """As a projector's does, whose height is known only when its last place is recalled."""
    palette, font = qapp.palette(), qapp.font()
    request.addfinalizer(lambda: (qapp.setStyleSheet(""), qapp.setPalette(palette)))
    request.addfinalizer(lambda: qapp.setFont(font))
    appearance = Appearance("projector")
    appearance.prepare(qapp)
    QApplication.sendPostedEvents(None, 0)  # type: ignore[arg-type]
    panel = Form(appearance, translator)
    qtbot.addWidget(panel)
    button, label = QPushButton("go", panel), QLabel("so", panel)
    assert {each.font().pixelSize() for each in (button, label)} == {appearance.text_px("body")}
    appearance.set_viewport_height(1080)
    panel.show()
    assert {each.font().pixelSize() for each in (button, label)} == {appearance.text_px("body")}
    appearance.deleteLater()

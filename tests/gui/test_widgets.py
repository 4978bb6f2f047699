"""The small controls: seen, reached by keyboard, named for screen readers, in both languages."""

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QDesktopServices, QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.messages import LANGUAGES, Message, catalogue
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.theme import THEMES
from gui.widgets import (
    ICONS,
    Card,
    DockTitle,
    ElidedLabel,
    FlowLayout,
    Form,
    IconButton,
    LogSpinBox,
    Notice,
    SwatchCheckBox,
    icon,
    marker_path,
    nest,
    paint_icon,
    restyle,
)
from gui.widgets.sheet import Row, Sheet
from tests.layout_items import kept_items

INK = QColor("#112233")


def drawn(name: str, side: int) -> QImage:
    """An icon of `side` pixels with a margin of 4 around it."""
    image = QImage(side + 8, side + 8, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, name, QRectF(4, 4, side, side), INK)
    painter.end()
    return image


@pytest.mark.parametrize("name", ICONS)
@pytest.mark.parametrize("side", [16, 24, 48])
def test_icons_fill_their_square_and_stay_in_it(qapp, name: str, side: int) -> None:
    image = drawn(name, side)
    numbers = [
        (x - 4, y - 4)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 32
    ]
    across = [max(axis) - min(axis) for axis in zip(*numbers, strict=True)]
    assert all(0 <= value < side for spot in numbers for value in spot)
    assert max(across) >= 0.5 * side


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_has_words(name: str) -> None:
    for language in LANGUAGES:
        assert catalogue(language)[f"window.buttons.{name}"]


def test_icons_for_menus_have_a_disabled_look(qapp) -> None:
    pixmap = icon("play", INK, QColor("#aaaaaa"), side=16, ratio=2).pixmap(32)
    assert pixmap.toImage().pixelColor(pixmap.rect().center()) == INK


def test_a_button_says_what_it_does_and_which_keys_do_it(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    button = IconButton("play", appearance, translator, keys="F5")
    qtbot.addWidget(button)
    assert (button.toolTip(), button.accessibleName()) == ("Play (F5)", "Play")
    button.show_icon("pause")
    translator.set_language("zh_CN")
    assert (button.toolTip(), button.accessibleName()) == ("暂停（F5）", "暂停")
    assert button.icon_name == "pause"


def test_a_button_is_pressed_by_mouse_and_by_keyboard(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    button = IconButton("step", appearance, translator)
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_can_be_seen(
    appearance: Appearance, translator: Translator, qtbot, theme: str
) -> None:
    appearance.set_theme(theme)
    window = QWidget()
    qtbot.addWidget(window)
    button = IconButton("stop", appearance, translator, parent=window)
    swatch = SwatchCheckBox(lambda look: look.racer("sgd"), appearance, "SGD", parent=window)
    window.show()
    window.activateWindow()
    for control in (button, swatch):
        control.resize(control.sizeHint())
        control.clearFocus()
        without = control.grab().toImage()
        control.setFocus()
        qtbot.waitUntil(control.hasFocus)
        assert control.grab().toImage() != without


def test_controls_grow_with_the_scale(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    button = IconButton("stop", appearance, translator)
    qtbot.addWidget(button)
    side = button.sizeHint().width()
    appearance.set_scale(2)
    assert button.sizeHint().width() == 2 * side


def test_a_squeezed_label_tells_the_rest_in_its_tooltip(qtbot) -> None:
    label = ElidedLabel("b collects one contribution per use")
    qtbot.addWidget(label)
    label.show()
    label.resize(label.sizeHint())
    assert (label.shown_text(), label.toolTip()) == (label.text(), "")
    label.resize(60, 20)
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text()
    label.setText("b")
    assert (label.shown_text(), label.toolTip()) == ("b", "")
    assert label.minimumSizeHint().width() < 30
    assert not label.grab().isNull()


@pytest.mark.parametrize(
    "number",
    ["395", "95.8", "10\u202f000", "\u22120.0763", "-1,5", "1e-07", "4.18×10⁻⁷"],
)
def test_no_number_is_cut_in_its_middle(qtbot, number: str) -> None:
    label = ElidedLabel(f"of them {number} wrong")
    qtbot.addWidget(label)
    for width in range(label.sizeHint().width() + 1):
        label.resize(width, 20)
        shown = label.shown_text()
        assert number in shown or not any(map(str.isdigit, shown)), shown


def test_a_card_has_a_heading_and_a_body(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    card = Card(appearance, translator, Message("window.buttons.loop"))
    qtbot.addWidget(card)
    card.body.addWidget(QLabel("x"))
    assert card.heading.text() == "Repeat"
    margin = card.layout().contentsMargins().left()
    appearance.set_scale(2)
    translator.set_language("zh_CN")
    assert card.heading.text() == card.accessibleName() == "循环"
    assert card.layout().contentsMargins().left() == 2 * margin
    bare = Card(appearance, translator)
    qtbot.addWidget(bare)
    assert bare.heading.isHidden()


def test_a_form_names_its_fields(appearance: Appearance, translator: Translator, qtbot) -> None:
    form = Form(appearance, translator)
    qtbot.addWidget(form)
    field, rate = QLineEdit(), LogSpinBox()
    label = form.add("window.buttons.loop", field, tip="window.buttons.info")
    form.add("window.buttons.fit", rate)
    assert (label.text(), field.accessibleName(), rate.accessibleName()) == (
        "Repeat",
        "Repeat",
        "Show all",
    )
    assert label.buddy() is field
    translator.set_language("zh_CN")
    assert (label.text(), field.toolTip()) == ("循环", "说明")


def test_a_legend_entry_is_unchecked_and_follows_the_theme(appearance: Appearance, qtbot) -> None:
    entry = SwatchCheckBox(lambda theme: theme.racer("adam"), appearance, "Adam")
    qtbot.addWidget(entry)
    entry.resize(entry.sizeHint())
    entry.show()
    pictures = [entry.grab().toImage()]
    with qtbot.waitSignal(entry.toggled):
        qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    pictures.append(entry.grab().toImage())
    appearance.set_theme("dark")
    entry.setChecked(True)
    pictures.append(entry.grab().toImage())
    assert len({picture.constBits().tobytes() for picture in pictures}) == 3
    assert entry.accessibleName() == "Adam"


def test_a_legend_entry_is_as_wide_as_its_words(dressed: Appearance, qtbot) -> None:
    entry = SwatchCheckBox(lambda theme: theme.racer("adam"), dressed, "Adam")
    qtbot.addWidget(entry)
    entry.ensurePolished()
    widths = [entry.sizeHint().width()]
    entry.setText("Adam, as it is")
    widths.append(entry.sizeHint().width())
    dressed.set_scale(1.5)
    widths.append(entry.sizeHint().width())
    bold = dressed.font("body", bold=True)
    bold.setPixelSize(2 * bold.pixelSize())
    entry.setFont(bold)
    widths.append(entry.sizeHint().width())
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("marker", ["o", "s", "t", "d", "+", "x", "star"])
def test_every_marker_is_round_its_point(marker: str) -> None:
    box = marker_path(marker, 10).boundingRect()
    assert box.contains(box.center()) and abs(box.center().x()) < 1
    assert 14 <= box.width() <= 26


def test_a_notice_says_shows_the_log_and_goes(
    appearance: Appearance, translator: Translator, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", staticmethod(lambda url: opened.append(url.toLocalFile()))
    )
    notice = Notice(appearance, translator)
    qtbot.addWidget(notice)
    assert notice.isHidden()
    log = Path("/logs/a.log")
    notice.say(Message("window.errors.unexpected", {"place": "p", "log": log}), "error", log=log)
    assert notice.isVisible() and "p" in notice.sentence.text()
    translator.set_language("zh_CN")
    assert "意外错误" in notice.sentence.text() == notice.accessibleName()
    notice.show_log.click()
    assert [Path(path) for path in opened] == [log]
    notice.close_button.click()
    assert notice.isHidden()
    notice.say(Message("window.buttons.info"))
    assert notice.show_log.isHidden()


def test_the_buttons_of_a_notice_stand_where_it_is_lower(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    notice = Notice(appearance, translator)
    qtbot.addWidget(notice)
    choices = [("window.buttons.loop", lambda: None), ("training.aside.back", lambda: None)]
    long = Message("window.errors.unexpected", {"place": "p " * 60, "log": "l"})
    notice.say(long)
    QApplication.processEvents()
    plain = {width: notice.heightForWidth(width) for width in range(200, 1600, 50)}
    notice.say(long, choices=choices)
    QApplication.processEvents()
    beside = set()
    for width, height in plain.items():
        notice.resize(width, notice.heightForWidth(width))
        QApplication.processEvents()
        words, *buttons = (each.geometry() for each in (notice.sentence, *notice.choices))
        assert words.height() >= notice.sentence.heightForWidth(words.width())
        assert not any(words.intersects(button) for button in buttons)
        assert not buttons[0].intersects(buttons[1])
        assert all(notice.rect().contains(each) for each in (words, *buttons))
        lines = sum(button.height() + 8 for button in buttons)
        assert notice.height() <= height + lines, "below each other they need no more"
        beside.add(buttons[0].left() > words.right())
    assert beside == {True, False}
    assert buttons[0].left() > words.right(), "where there is room they stand beside the words"


@pytest.mark.qt_log_ignore("does not support raise")  # the offscreen platform
def test_a_dock_is_floated_and_closed_from_its_title(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget(window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    title = DockTitle(dock, "window.buttons.loop", appearance, translator)
    window.show()
    assert title.heading.text() == "Repeat"
    title.float_button.click()
    assert dock.isFloating()
    title.float_button.click()
    assert not dock.isFloating()
    title.close_button.click()
    assert not dock.isVisible()
    dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
    assert title.close_button.isHidden() and title.float_button.isHidden()


def test_nothing_keeps_a_control_alive(appearance: Appearance, translator: Translator) -> None:
    controls = [
        IconButton("play", appearance, translator),
        SwatchCheckBox(lambda theme: theme.racer("sgd"), appearance),
        Card(appearance, translator, "window.buttons.loop"),
        Notice(appearance, translator),
        Form(appearance, translator),
    ]
    gone = [weakref.ref(control) for control in controls]
    del controls
    gc.collect()
    assert [reference() for reference in gone] == [None] * 5
    appearance.set_scale(2)
    translator.set_language("zh_CN")


def test_a_widget_is_dressed_anew_only_when_it_is_another_one(qtbot: QtBot) -> None:
    dressed: list[QEvent.Type] = []

    class Label(QLabel):
        def event(self, event: QEvent) -> bool:
            dressed.append(event.type())
            return super().event(event)

    label = Label("x")
    qtbot.addWidget(label)
    label.setStyleSheet('QLabel[tone="error"] { color: rgb(1, 2, 3) }')
    label.ensurePolished()
    restyle(label, tone="error")
    assert label.palette().windowText().color().getRgb()[:3] == (1, 2, 3)
    restyle(label, tone="info")
    assert label.palette().windowText().color().getRgb()[:3] != (1, 2, 3)
    dressed.clear()
    restyle(label, tone="info")
    assert not dressed


# a layout within a layout


def test_nothing_is_kept_of_the_items_of_a_layout_within_another(qtbot: QtBot) -> None:
    """Not of one two floors down, of a stretch, or of one whose widget has left."""
    panel, column, row, fields = QWidget(), QVBoxLayout(), QHBoxLayout(), QGridLayout()
    qtbot.addWidget(panel)
    panel.setLayout(column)
    left, stays = QLabel("leaves"), QLabel("stays")
    fields.addWidget(stays)
    row.addWidget(left)
    row.addStretch(1)
    nest(row, fields)
    nest(column, row, 1)
    assert kept_items() == []
    left.setParent(None)
    with qtbot.waitExposed(panel):
        panel.show()
    assert (row.count(), column.stretch(0), stays.isVisible()) == (2, 1, True)


def test_a_flow_forgets_who_has_left(qtbot: QtBot) -> None:
    """By going elsewhere, or for good."""
    panel, flow = QWidget(), FlowLayout()
    qtbot.addWidget(panel)
    stays, moves, dies = (QLabel(word) for word in ("stays", "moves", "dies"))
    for label in (moves, stays, dies):
        flow.addWidget(label)
    nest(QVBoxLayout(panel), flow)
    panel.resize(400, 100)
    with qtbot.waitExposed(panel):
        panel.show()
    assert moves.x() < stays.x() < dies.x()
    moves.setParent(None)
    dies.deleteLater()
    QApplication.sendPostedEvents(dies, QEvent.Type.DeferredDelete.value)
    flow.activate()
    assert (flow.count(), stays.x()) == (1, flow.geometry().x())
    assert flow.minimumSize() == stays.minimumSizeHint()
    assert kept_items() == []


def test_a_flow_within_a_column_keeps_the_height_of_all_its_lines(qtbot: QtBot) -> None:
    """Qt's row, which keeps the widgets, would be content with one line."""
    panel, flow = QWidget(), FlowLayout()
    qtbot.addWidget(panel)
    column = QVBoxLayout(panel)
    nest(column, flow)
    for _ in range(8):
        flow.addWidget(QPushButton("some words"))
    assert flow.heightForWidth(200) > 3 * flow.heightForWidth(2000)
    for layout in (flow, column):
        assert layout.minimumHeightForWidth(200) == layout.heightForWidth(200)
    assert flow.maximumSize().width() > 10_000


def test_lines_that_a_table_gets_move_the_window_once(appearance: Appearance, qtbot: QtBot) -> None:
    """Shown one by one, every label laid out all that is around it."""

    class Counted(QVBoxLayout):
        laid_out = 0

        def setGeometry(self, rect: QRect) -> None:
            self.laid_out += 1
            super().setGeometry(rect)

    window = QWidget()
    qtbot.addWidget(window)
    column, sheet = Counted(window), Sheet(appearance, 3)
    column.addWidget(sheet)
    column.addStretch(1)
    window.resize(400, 300)
    with qtbot.waitExposed(window):
        window.show()
    for count in (6, 2, 8):
        before = column.laid_out
        sheet.show_rows((), [Row(("a", "b", "c"))] * count)
        qtbot.waitUntil(lambda before=before: column.laid_out > before)
        assert column.laid_out - before <= 3 and len(sheet.lines) == count
        assert sheet.isVisible() and sheet.height() >= sheet.sizeHint().height()

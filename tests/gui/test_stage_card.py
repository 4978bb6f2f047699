"""The chain-rule card: formula, sentence and the code that runs, once for each event."""

import inspect
import re

import numpy as np
import pytest
from PySide6.QtWidgets import QScrollArea

from core.explain.listing.shown import listing
from core.graph import Edge
from core.language.expression import parse
from core.messages import LANGUAGES, catalogue
from core.ops import OPS
from core.playback import frame_at
from core.trace import Trace, run
from core.values import starting_values
from gui.appearance import Appearance
from gui.formula import _typeset
from gui.i18n import Translator
from gui.stage.chain_rule.card import ChainRuleCard
from gui.stage.chain_rule.code_view import CodeView


def traced(text: str, **values: float) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


CHAIN = traced("e = (a + b) * (b + 1)", a=2.0, b=1.0)


@pytest.fixture
def card(qapp, qtbot, prepared: Appearance, translator: Translator) -> ChainRuleCard:
    card = ChainRuleCard(prepared, translator)
    prepared.dress(qapp)
    qtbot.addWidget(card)
    card.resize(380, 460)
    with qtbot.waitExposed(card):
        card.show()
    return card


def explain(card: ChainRuleCard, qtbot, trace: Trace, edge: Edge) -> None:
    card.set_frame(frame_at(trace, trace.edge_index[edge] + 0.5))


def formulas(card: ChainRuleCard) -> list[str]:
    return [line.formula.tex for line in card.lines if not line.isHidden()]


def labels(card: ChainRuleCard) -> list[str]:
    return [line.label.text() for line in card.lines if line.label.isVisible()]


def test_rule_numbers_and_the_line_that_runs(card: ChainRuleCard, qtbot) -> None:
    explain(card, qtbot, CHAIN, Edge("c", "e", 0))
    rule, upstream, numbers = formulas(card)
    assert r"\frac{\partial e}{\partial c}" in rule
    assert upstream == r"= 1 \cdot d"
    assert numbers == r"= 1 \cdot 2 = 2"
    assert labels(card) == ["Rule", "Upstream gradient put in", "Numbers"]
    assert card.code.running_text.strip() == "return dout * y"
    assert card.heading.text() == "Chain rule at ×"


def test_the_other_input_has_the_other_rule(card: ChainRuleCard, qtbot) -> None:
    explain(card, qtbot, CHAIN, Edge("d", "e", 1))
    assert card.code.running_text.strip() == "return dout * x"


def test_forward_shows_the_forward_rule(card: ChainRuleCard, qtbot) -> None:
    card.set_frame(frame_at(CHAIN, 5.5))
    assert formulas(card) == [r"e = c \cdot d", r"= 3 \cdot 2 = 6"]
    assert card.code.running_text.strip() == "return x * y"


def test_the_words_change_their_language(
    card: ChainRuleCard, translator: Translator, qtbot
) -> None:
    explain(card, qtbot, CHAIN, Edge("c", "e", 0))
    assert card.why.text() == "× swaps: c gets 1 times the other factor, d = 2."
    translator.set_language("zh_CN")
    assert card.why.text() == "乘法“交换”：c 得到 1 乘以另一个因子 d = 2。"
    assert labels(card) == ["规则", "代入上游梯度", "代入数值"]
    assert card.heading.text() == "× 处的链式法则"


def test_a_chinese_name_is_written_as_text(card: ChainRuleCard, qtbot) -> None:
    trace = traced("损失 = 误差 * 2", 误差=3.0)
    explain(card, qtbot, trace, Edge("误差", "损失", 0))
    assert card.lines[0].text.isVisible()
    assert card.lines[0].text.text() == (
        "∂损失/∂误差 = ∂损失/∂损失 · ∂损失/∂误差 = ∂损失/∂损失 · 2"
    )
    assert not card.lines[0].formula.isVisible()


def test_it_is_explained_once_an_event_not_once_a_frame(
    card: ChainRuleCard, qtbot, monkeypatch
) -> None:
    explain(card, qtbot, CHAIN, Edge("c", "e", 0))
    calls: list[object] = []
    monkeypatch.setattr("gui.stage.chain_rule.card.derivation", lambda *a: calls.append(a) or ())
    index = CHAIN.edge_index[Edge("c", "e", 0)]
    for progress in (0.55, 0.6, 0.9):
        card.set_frame(frame_at(CHAIN, index + progress))
    assert not calls


def test_the_formulas_of_the_next_step_are_set_before_it_comes(card: ChainRuleCard, qtbot) -> None:
    trace = traced("k = 17 * q; y = k * k", q=1.25)
    card.set_frame(frame_at(trace, 1))
    before = _typeset.cache_info().misses
    qtbot.waitUntil(lambda: not card._prefetch._timer.isActive())
    ahead = _typeset.cache_info().misses
    assert ahead > before
    card.set_frame(frame_at(trace, 2))
    card.grab()
    assert _typeset.cache_info().misses == ahead


def test_who_steps_back_finds_the_formulas_of_the_step_before_set(
    card: ChainRuleCard, qtbot
) -> None:
    """The prefetch looked ahead only: from the end, each step back set all that it showed."""
    trace = traced("w = 19 * q; p = w * w; y = p * q", q=1.75)
    card.set_frame(frame_at(trace, len(trace)))
    for position in range(len(trace) - 1, len(trace) - 4, -1):
        qtbot.waitUntil(lambda: not card._prefetch._timer.isActive())
        card.grab()
        before = _typeset.cache_info().misses
        card.set_frame(frame_at(trace, position))
        card.grab()
        assert _typeset.cache_info().misses == before, position


def whole(card: ChainRuleCard) -> bool:
    """Has every formula its room, and does nothing stick out to the right?"""
    area = card.findChild(QScrollArea)
    shown = [line.formula for line in card.lines if line.formula.isVisible()]
    rooms = all(formula.height() >= formula.heightForWidth(formula.width()) for formula in shown)
    return rooms and area.widget().width() <= area.viewport().width()


@pytest.mark.parametrize("width", [250, 310, 400])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_nothing_is_wider_than_the_card_or_cut_off(
    card: ChainRuleCard, dressed: Appearance, theme: str, width: int
) -> None:
    dressed.set_theme(theme)
    card.resize(width, 500)
    for name, op in OPS.items():
        trace = traced(f"结果 = {name}({', '.join(op.inputs)}); o = sum(结果 * 结果)")
        for index in trace.edge_index.values():
            card.set_frame(frame_at(trace, index + 0.5))
            assert whole(card), (name, index)


def test_each_step_has_its_room_before_it_is_painted(card: ChainRuleCard) -> None:
    """For a frame or two at most steps, a fraction stood without its denominator."""
    card.grab()  # the first time, whatever waits is laid out
    for position in (*range(len(CHAIN)), *reversed(range(len(CHAIN)))):
        card.set_frame(frame_at(CHAIN, position + 0.5))
        assert whole(card), position


def test_back_at_the_start_it_says_what_it_is_for(
    card: ChainRuleCard, qtbot, translator: Translator
) -> None:
    explain(card, qtbot, CHAIN, Edge("c", "e", 0))
    card.set_frame(frame_at(CHAIN, 0))
    assert card.why.text() == translator.tr("stage.card.start")
    assert formulas(card) == []


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("name", OPS)
def test_the_code_of_every_op_is_shown_whole(
    qtbot, dressed: Appearance, name: str, theme: str
) -> None:
    dressed.set_theme(theme)
    view = CodeView(dressed)
    qtbot.addWidget(view)
    view.resize(360, 300)
    view.show()
    op = OPS[name]
    for slot in (None, *(i for i, x in enumerate(op.inputs) if x in op.rules)):
        shown = listing(op, slot)
        assert shown is not None
        view.show_listing(shown)
        rule = op.rule(slot) if slot is not None else op.forward
        assert view.running_text.strip()
        assert all(
            line.strip() in inspect.getsource(rule) for line in view.running_text.split("\n")
        )
        view.resize(360, view.sizeHint().height())
        bottom = view.cursorRect(_end_of(view)).bottom()
        assert bottom <= view.viewport().height(), "the last line can be read"
        assert not view.horizontalScrollBar().maximum(), "and the end of each line"
        lines = view.toPlainText().splitlines()
        coloured = "".join(lines[i] for i in view.running_lines)
        code = re.sub(r" *# .*", "", view.running_text)
        assert re.sub(r"\s", "", code) in re.sub(r"[\s\\]", "", coloured)


def in_sight(card: ChainRuleCard) -> str:
    """What is seen of the running lines, without its spaces."""
    if card.strip.isVisible():
        return re.sub(r"[\s\\]", "", card.strip.toPlainText())
    code, ground = card.code, card.findChild(QScrollArea).viewport()
    lines = code.toPlainText().splitlines()
    top = code.mapTo(ground, code.rect().topLeft()).y()
    seen = [i for i in code.running_lines if 0 < top + code.run_until(i + 1) <= ground.height()]
    return re.sub(r"[\s\\]", "", "".join(lines[i] for i in seen))


@pytest.mark.parametrize(("theme", "height"), [("light", 560), ("projector", 430), ("dark", 300)])
def test_the_line_that_runs_is_always_seen(
    card: ChainRuleCard, dressed: Appearance, theme: str, height: int
) -> None:
    dressed.set_theme(theme)
    card.resize(360, height)
    for name, op in OPS.items():
        trace = traced(f"r = {name}({', '.join(op.inputs)}); o = sum(r * r)")
        for index, event in enumerate(trace.events):
            card.set_frame(frame_at(trace, index + 0.5))
            if not card.code.isHidden():
                first = card.code.running_text.strip().split("\n")[0]
                start = re.sub(r"\s", "", first)[:20]
                assert start in in_sight(card), (name, event)
                assert not card.strip.verticalScrollBar().maximum(), "all of the strip is seen"


LOSS = traced("L = softmax_cross_entropy(Z, t)")


def test_what_does_not_run_folds_only_where_there_is_no_room(card: ChainRuleCard, qtbot) -> None:
    for height, folded in ((1200, False), (560, True), (1200, False)):
        card.resize(360, height)
        explain(card, qtbot, LOSS, Edge("Z", "L", 0))
        assert ("def forward(S, t): ..." in card.code.toPlainText()) is folded
        assert not card.strip.isVisible()


def test_nobody_is_scrolled_and_the_strip_goes_where_the_code_comes(
    card: ChainRuleCard, qtbot
) -> None:
    card.resize(360, 240)
    bar = card.findChild(QScrollArea).verticalScrollBar()
    explain(card, qtbot, CHAIN, Edge("c", "e", 0))
    assert bar.value() == 0 and card.strip.isVisible()
    assert card.strip.toPlainText() == "return dout * y"
    assert not any(line.label.isVisible() for line in card.lines), "no room for headings"
    bar.setValue(bar.maximum())
    assert card.strip.isHidden()
    kept = bar.value()
    explain(card, qtbot, CHAIN, Edge("d", "e", 1))
    assert bar.value() == min(kept, bar.maximum()) > 0
    assert not any(line.label.isVisible() for line in card.lines), "scrolled or not"
    bar.setValue(0)
    assert card.strip.isVisible() and card.strip.toPlainText() == "return dout * x"


def look(card: ChainRuleCard) -> list[object]:
    """All that somebody sees of it, and where."""
    bar = card.findChild(QScrollArea).verticalScrollBar()
    seen = [(x.y(), x.height(), x.label.isVisible()) for x in card.lines if x.isVisible()]
    code = [(x.geometry(), x.toPlainText()) for x in (card.code, card.strip) if x.isVisible()]
    return [seen, code, bar.maximum()]


@pytest.mark.parametrize(("trace", "position"), [(CHAIN, 9.5), (LOSS, 4.5)])
def test_how_it_looks_depends_on_its_size_and_not_on_the_one_before(
    card: ChainRuleCard, trace: Trace, position: float
) -> None:
    """Within 40 pixels it kept its headings where it came from above, and not from below."""
    looks: dict[int, list[object]] = {}
    heights = range(200, 700, 20)
    for height in (*heights, *reversed(heights), 340, 660, 240):
        card.resize(360, height)
        card.set_frame(frame_at(trace, position - 1 if height % 40 else position))
        card.set_frame(frame_at(trace, position))
        assert looks.setdefault(height, look(card)) == look(card), height
    assert len({str(code) for _, code, _ in looks.values()}) > 3


@pytest.mark.parametrize("height", [300, 500, 900])
def test_what_is_selected_in_the_code_stays_selected(card: ChainRuleCard, height: int) -> None:
    card.resize(360, height)
    explain(card, None, LOSS, Edge("Z", "L", 0))
    card.code.selectAll()
    selected = card.code.textCursor().selectedText()
    card.resize(360, height + 1)
    card.set_frame(frame_at(traced("L = softmax_cross_entropy(Z, t)", Z=[2.0, 1.0], t=1.0), 4.5))
    assert card.code.textCursor().selectedText() == selected != ""


@pytest.mark.parametrize("height", [300, 380, 460])
def test_other_letters_are_fitted_as_if_they_had_always_been_there(
    card: ChainRuleCard, qtbot, translator: Translator, dressed: Appearance, height: int
) -> None:
    card.resize(360, height)
    card.set_frame(frame_at(LOSS, 4.5))
    dressed.set_theme("projector")
    translator.set_language("zh_CN")
    qtbot.wait(1)
    changed = look(card)
    card.resize(360, 900)
    card.resize(360, height)
    assert look(card) == changed


def test_a_card_that_fell_behind_says_so_until_it_is_up_to_date(card: ChainRuleCard) -> None:
    pale: list[bool] = []
    card.out_of_date.connect(pale.append)
    for position in (5.5, 5.5, 3.5):
        card.set_frame(frame_at(CHAIN, position))
        card.fall_behind()
        assert pale[-1]
    card.set_frame(frame_at(CHAIN, 3.5))
    assert not pale[-1], "also where the way led back to the step that is shown"


def _end_of(view: CodeView):
    cursor = view.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    return cursor


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPS)
def test_every_op_says_why(name: str, language: str) -> None:
    sentence = catalogue(language)[OPS[name].explanation]
    assert len(sentence) > 12
    assert sentence.endswith((".", "。"))

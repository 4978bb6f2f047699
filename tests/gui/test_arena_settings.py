"""The settings of a racer under the hand and under the keyboard."""

from core.schedules import MomentumAnnealing
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator


def test_a_momentum_that_has_no_effect_is_off_and_says_why(
    arena: ArenaPanel, translator: Translator
) -> None:
    arena.editor.set_focus("momentum")
    form = arena.pages.racers.form
    usual = form.rows["momentum"].field.toolTip()
    form.annealing.click()
    row = form.rows["momentum"]
    for control in (row.slider, row.field):
        assert not control.isEnabled()
        assert "annealing is on" in control.toolTip()
        assert str(MomentumAnnealing.START) in control.toolTip()
    assert (
        form.rows["lr"].field.isEnabled() and form.rows["annealing.momentum_max"].field.isEnabled()
    )
    translator.set_language("zh_CN")
    assert "不起作用" in row.field.toolTip()
    translator.set_language("en")
    form.annealing.click()
    assert form.rows["momentum"].field.isEnabled()
    assert form.rows["momentum"].field.toolTip() == usual

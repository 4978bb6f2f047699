"""The card is drawn pale while what it shows is out of date."""

from PySide6.QtWidgets import QGraphicsOpacityEffect

from gui.stage.chain_rule.card import ChainRuleCard

_OPACITY = 0.4


def pale_when_out_of_date(card: ChainRuleCard) -> None:
    effect = QGraphicsOpacityEffect(card)
    effect.setOpacity(_OPACITY)
    effect.setEnabled(False)
    card.setGraphicsEffect(effect)
    card.out_of_date.connect(effect.setEnabled)

"""A diagnosis says which learning rate it has multiplied: that of the failure, not of the past."""

from dataclasses import replace

import pytest

from core.training import Trainer
from core.training.curvature import largest_curvature
from core.training.diagnosis import _number, _step_further, diagnose
from tests.core.runs import SMALL, after, bars

SAYS = {
    "en": "This rate × the curvature after step {good} is {product};",
    "zh_CN": "这一学习率 × 第 {good} 步之后的曲率 = {product}，",
}


@pytest.mark.parametrize("language", SAYS)
def test_a_rate_that_was_changed_live_meets_the_curvature_from_before(language: str) -> None:
    trainer = Trainer(bars(), replace(SMALL, optimizer="sgd", learning_rate=0.02, iterations=1000))
    after(trainer, 120)
    trainer.configure(replace(trainer.config, learning_rate=100.0))
    *_, last = trainer.steps()
    assert last.diverged
    found, good = diagnose(trainer, last), trainer.good.last
    assert good is not None and good.config.learning_rate == 0.02
    snapshot = _step_further(trainer, good).snapshot
    assert snapshot is not None
    curvature = largest_curvature(trainer.config.activation, snapshot.leaves)
    fields = {"good": good.iteration, "product": _number(100.0 * curvature)}
    assert found.why.key == "diagnosis.why.curvature"
    assert SAYS[language].format(**fields) in found.why.text(language)

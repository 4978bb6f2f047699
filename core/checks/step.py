"""One step of the optimizer: downhill, the loss of the very batch that it was taken on sinks."""

from collections.abc import Generator
from dataclasses import replace

from core.checks.check import Check, State, Verdict
from core.datasets import Dataset
from core.format import number
from core.messages import Message
from core.training import Trainer, TrainingConfig


def run(data: Dataset, config: TrainingConfig) -> Generator[State, None, Verdict]:
    """The first step of the run that these settings lead to; without a warm-up, of which the first
    step would be none."""
    yield State(0, 1)
    trainer = Trainer(data, replace(config, warmup=0), measured=False)
    trainer.request_snapshot()
    snapshot = next(trainer.steps()).snapshot
    assert snapshot is not None, "it was asked for"
    after = trainer.network.loss(snapshot.leaves["X"], snapshot.leaves["t"])
    fields = {
        "before": number(snapshot.loss, 5),
        "after": number(after, 5),
        "rate": number(config.learning_rate),
        "optimizer": Message(f"optimizers.rule.{config.optimizer}"),
    }
    return Verdict(after < snapshot.loss, Message("lab_checks.step.found", fields))


CHECK = Check("step", Message("lab_checks.step.expects"), run)

"""What the table of trials shows."""

from dataclasses import asdict
from typing import Any

from core.format import number, whole
from core.messages import Message
from core.search import Outcome
from core.search.outcome import ERROR
from gui.i18n import Translator
from gui.training.lab.record_model import Column
from gui.training.number_formats import percent


def key_of(outcome: Outcome) -> str:
    """Tells a trial from the others."""
    return f"{outcome.trial.stage}.{outcome.trial.number}"


def row_of(outcome: Outcome) -> dict[str, Any]:
    """A trial in a file."""
    measured = outcome.measured
    return {
        "validation_accuracy": outcome.accuracy,
        **asdict(outcome.trial),
        "loss": measured.loss if measured else None,
        "seconds": measured.seconds if measured else None,
        "failure": outcome.failure,
        "reason": str(outcome.reason),
    }


def columns(translator: Translator) -> list[Column]:
    """The validation accuracy, what was drawn, and how it went."""
    return [
        Column("lab_search.table.accuracy", lambda o: o.accuracy, lambda o: percent(o.accuracy)),
        Column("network.setting.hidden", lambda o: o.trial.hidden, lambda o: whole(o.trial.hidden)),
        Column(
            "network.setting.learning_rate",
            lambda o: o.trial.learning_rate,
            lambda o: number(o.trial.learning_rate, 3),
        ),
        Column(
            "network.setting.weight_decay",
            lambda o: o.trial.weight_decay,
            lambda o: number(o.trial.weight_decay, 2),
        ),
        Column("lab_search.table.loss", _loss, lambda o: number(_loss(o), 3)),
        Column("lab_search.table.stage", lambda o: o.trial.stage, lambda o: str(o.trial.stage + 1)),
        Column("lab_search.table.seconds", _seconds, lambda o: f"{_seconds(o):.1f}"),
        Column(
            "lab_search.table.note",
            lambda o: note(o, translator),
            lambda o: note(o, translator),
            True,
        ),
    ]


def note(outcome: Outcome, translator: Translator) -> str:
    """What is to be said about a trial, if anything."""
    if outcome.failure:
        words, reason = translator.tr(f"lab_search.note.{outcome.failure}"), outcome.reason
        if outcome.failure != ERROR:
            return words
        why = translator.say(reason) if isinstance(reason, Message) else reason
        return translator.tr("lab_search.note.because", failed=words, reason=why)
    return translator.tr("lab_search.note.diverged") if outcome.diverged else ""


def _loss(outcome: Outcome) -> Any:
    return outcome.measured.loss if outcome.measured else None


def _seconds(outcome: Outcome) -> Any:
    return outcome.measured.seconds if outcome.measured else None

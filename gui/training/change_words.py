"""A setting that was changed while a run went on, as one line of text."""

from core.format import number, whole
from core.messages import Message
from core.training import Change
from core.training.learning_rate import SCHEDULE_LABELS


def change_sentence(change: Change) -> Message:
    """step 400 · Learning rate: 0.1 → 0.05"""
    fields = {
        "step": whole(change.iteration + 1),
        "setting": Message(f"network.setting.{change.setting}"),
        "before": _shown(change.before),
        "after": _shown(change.after),
    }
    return Message("training.changes.line", fields)


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return Message("training.changes.on" if value else "training.changes.off")
    if isinstance(value, str):
        return Message(SCHEDULE_LABELS[value])
    return number(float(str(value)), 6)

"""What of a net's settings is not as usual, to be put into a sentence about the others."""

from core.format import number
from core.messages import Message
from core.training import TrainingConfig
from core.training.learning_rate import SCHEDULE_LABELS


def beside_plain(config: TrainingConfig, *, decay: bool) -> Message | str:
    """ ", schedule: Cosine, shift 2": each part with the comma before it; "" where all is plain.

    Of the weight decay, which a search chooses itself, only if asked.
    """
    plain, parts = TrainingConfig(), []
    if config.schedule != plain.schedule:
        parts.append(_part("schedule", Message(SCHEDULE_LABELS[config.schedule])))
    if config.warmup:
        parts.append(_part("warmup", number(config.warmup)))
    if config.uses("momentum") and config.momentum != plain.momentum:
        parts.append(_part("momentum", number(config.momentum)))
    if config.uses("momentum_annealing") and config.momentum_annealing:
        parts.append(Message("lab.beside.annealing"))
    if decay and config.weight_decay:
        parts.append(_part("decay", number(config.weight_decay)))
    if config.shift:
        parts.append(_part("shift", number(config.shift)))
    said: Message | str = ""
    for part in reversed(parts):
        said = Message("lab.beside.more", {"part": part, "rest": said})
    return said


def _part(name: str, value: Message | str) -> Message:
    return Message(f"lab.beside.{name}", {"value": value})

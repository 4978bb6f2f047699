"""The settings that were changed while a run went on, as plain data, and back: in checkpoints and
experiments."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from core.documents.strict_json import whole
from core.messages import StudioError
from core.training.config import LIVE, TrainingConfig
from core.training.config_io import plain_setting, read_setting
from core.training.learning_rate import SCHEDULE_LABELS
from core.training.state import Change

_MOST = 100_000


def plain_changes(changes: Sequence[Change]) -> list[list[Any]]:
    """Each as [steps done by then, setting, before, after]."""
    return [
        [each.iteration, each.setting]
        + [plain_setting(each.setting, value) for value in (each.before, each.after)]
        for each in changes
    ]


def read_changes(given: object, config: TrainingConfig, steps: int) -> tuple[Change, ...]:
    """The changes that plain data stand for: those of a run of `config` that has done so many
    steps, in their order.

    Raises:
        ValueError: they are none.
    """
    if not isinstance(given, list) or len(given) > _MOST:
        raise ValueError(given)
    found: list[Change] = []
    for entry in given:
        begin = found[-1].iteration if found else 0
        found.append(_change(entry, config, begin, steps))
    return tuple(found)


def _change(given: object, config: TrainingConfig, begin: int, steps: int) -> Change:
    if not isinstance(given, list) or len(given) != len(fields(Change)):
        raise ValueError(given)
    iteration, setting, *values = given
    before, after = (_value(setting, value, config) for value in values)
    return Change(whole(iteration, begin, steps), setting, before, after)


def _value(setting: Any, given: object, config: TrainingConfig) -> Any:
    """A value that the run could have had."""
    try:
        value = read_setting(setting, given)
    except StudioError:
        raise ValueError(given) from None
    if setting not in LIVE:
        raise ValueError(setting)
    if setting == "schedule":
        sound = value in SCHEDULE_LABELS
    elif isinstance(value, bool):
        sound = True
    else:
        low, high = config.limits_of(setting)
        sound = low <= value <= high
    if not sound:
        raise ValueError(given)
    return value

"""The settings that were changed while a run went on, as plain data, and back."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from core.messages import StudioError
from core.training import LIVE, Change
from core.training.config_io import read_setting

_MOST = 10_000


def plain_changes(changes: Sequence[Change]) -> list[list[Any]]:
    """Each as [steps done by then, setting, before, after]."""
    return [[each.iteration, each.setting, each.before, each.after] for each in changes]


def read_changes(given: object) -> tuple[Change, ...]:
    """The changes that plain data stand for.

    Raises:
        StudioError: they are none.
    """
    if not isinstance(given, list) or len(given) > _MOST:
        raise StudioError("lab_experiments.error.kind", name="changes")
    return tuple(_change(each) for each in given)


def _change(given: object) -> Change:
    if isinstance(given, list) and len(given) == len(fields(Change)):
        iteration, setting, *values = given
        counted = type(iteration) is int and iteration >= 0
        if counted and isinstance(setting, str) and setting in LIVE:
            return Change(iteration, setting, *(read_setting(setting, each) for each in values))
    raise StudioError("lab_experiments.error.kind", name="changes")

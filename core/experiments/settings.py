"""The settings of a run as plain data, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from core.messages import StudioError
from core.training import TrainingConfig

_KINDS = {each.name: type(each.default) for each in fields(TrainingConfig)}


def plain_settings(config: TrainingConfig) -> dict[str, Any]:
    """Names and values, as JSON can hold them."""
    return asdict(config)


def read_settings(given: object) -> TrainingConfig:
    """The settings that plain data stand for; what is missing is as usual.

    Raises:
        StudioError: a name that this version does not know, a value of the wrong kind or out of
            its range.
    """
    if not isinstance(given, Mapping):
        raise StudioError("lab_experiments.error.settings")
    for name, value in given.items():
        if name not in _KINDS:
            raise StudioError("lab_experiments.error.newer", name=str(name)[:40])
        whole = type(value) is int and _KINDS[name] is float
        if type(value) is not _KINDS[name] and not whole:
            raise StudioError("lab_experiments.error.kind", name=name)
    return TrainingConfig(**given)

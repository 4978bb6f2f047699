"""The settings of a run as plain data, and back: in checkpoints, experiments, journals, and what
the window remembers."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from core.messages import StudioError
from core.training.config import TrainingConfig

_KINDS: dict[str, type[Any]] = {each.name: type(each.default) for each in fields(TrainingConfig)}


def plain_config(config: TrainingConfig) -> dict[str, Any]:
    """Names and values, as JSON can hold them."""
    return {name: plain_setting(name, value) for name, value in asdict(config).items()}


def plain_setting(name: str, value: object) -> Any:
    """One of them, of its own kind: NumPy's numbers are none of JSON's."""
    return _KINDS[name](value)


def read_config(given: object) -> TrainingConfig:
    """The settings that plain data stand for; what is missing is as usual.

    Raises:
        StudioError: a name that this version does not know, a value of the wrong kind or out of
            its range.
    """
    if not isinstance(given, Mapping):
        raise StudioError("network.error.settings")
    return TrainingConfig(**{name: read_setting(name, value) for name, value in given.items()})


def read_setting(name: object, value: object) -> Any:
    """The value of one setting, if it is of its kind; a whole number may stand for a fraction.

    Raises:
        StudioError: it is not, or there is no such setting.
    """
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise StudioError("network.error.newer", name=str(name)[:40])
    if type(value) is not kind and not (type(value) is int and kind is float):
        raise StudioError("network.error.kind", name=name)
    try:
        return kind(value)
    except OverflowError:
        raise StudioError("network.error.kind", name=name) from None

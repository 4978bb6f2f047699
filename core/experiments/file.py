"""An experiment as a file: JSON that nobody believes.

    {"format": "backprop-studio experiment", "version": 1, "name": "Adam", "created": 1.7e9,
     "colour": 0, "altered": false, "changes": [[4277, "learning_rate", 0.2, 0.01], …],
     "diverged": false, "data": "MNIST", "settings": {…},
     "curves": {"steps": …, "losses": …, "measured": …, "train": …, "test": …}}

Curves are written to the bit (see `core/documents/numbers.py`). What is read is checked: kinds,
lengths, ranges; nothing in the file is run.
"""

import json
from typing import Any

import numpy as np

from core.documents import strict_json
from core.documents.numbers import NoArrayError
from core.documents.numbers import decode as decode_array
from core.documents.numbers import encode as encode_array
from core.experiments.experiment import MOST_POINTS, Curves, Experiment
from core.history import Floats
from core.messages import Message, StudioError
from core.training import LIMITS, Change, TrainingConfig
from core.training.change_io import plain_changes, read_changes
from core.training.config_io import plain_config, read_config

FORMAT = "backprop-studio experiment"
VERSION = 1
_NAMES_OF_DATA = {"data.name.builtin": frozenset[str](), "data.name.folder": frozenset({"folder"})}
_LONGEST = 200  # letters of a name
_LAST_COLOUR = 10_000
_LATEST = 1e11  # seconds since 1970
_MOST_STEPS = int(LIMITS["iterations"][1])
_CURVES = ("steps", "losses", "measured", "train", "test")


def encode(experiment: Experiment) -> bytes:
    """The file of an experiment."""
    curves = experiment.curves.thinned()
    value = {
        "format": FORMAT,
        "version": VERSION,
        "name": experiment.name[:_LONGEST],
        "created": experiment.created,
        "colour": experiment.colour,
        "altered": experiment.altered,
        "changes": plain_changes(experiment.changes),
        "diverged": experiment.diverged,
        "data": plain_name(experiment.data),
        "settings": plain_config(experiment.config),
        "curves": {name: encode_array(getattr(curves, name)) for name in _CURVES},
    }
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    return written.encode(errors="replace")  # a folder may have a name that is no text


def decode(data: bytes, key: str) -> Experiment:
    """The experiment of a file; `key` is to be its id.

    Raises:
        StudioError: it is none of ours, or damaged.
    """
    value = strict_json.read(data)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise StudioError("lab_experiments.error.format")
    if value.get("version") != VERSION:
        raise StudioError("lab_experiments.error.version")
    config, diverged = read_config(value.get("settings")), value.get("diverged") is True
    return Experiment(
        name=_text(value, "name"),
        config=config,
        data=read_name(value.get("data")),
        curves=_curves(value.get("curves"), diverged),
        colour=int(_number(value, "colour", _LAST_COLOUR)),
        altered=value.get("altered") is True,
        diverged=diverged,
        id=key,
        created=_number(value, "created", _LATEST),
        changes=_changes(value.get("changes", []), config),
    )


def plain_name(name: Message | str) -> Any:
    """The name of a data set as plain data: itself, or the key of its sentence with the fields."""
    if isinstance(name, str):
        return name[:_LONGEST]
    return {"key": name.key, **{field: str(value) for field, value in name.fields.items()}}


def read_name(given: object) -> Message | str:
    """The name of a data set.

    Raises:
        StudioError: it is none.
    """
    if isinstance(given, str) and len(given) <= _LONGEST:
        return given
    if isinstance(given, dict) and all(isinstance(value, str) for value in given.values()):
        fields = {name: value for name, value in given.items() if name != "key"}
        if _NAMES_OF_DATA.get(given.get("key", "")) == fields.keys():
            return Message(given["key"], fields)
    raise StudioError("lab_experiments.error.kind", name="data")


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= _LONGEST:
        raise StudioError("lab_experiments.error.kind", name=name)
    return found


def _number(value: dict[str, Any], name: str, high: float) -> float:
    try:
        return strict_json.number(value.get(name), 0, high)
    except ValueError:
        raise StudioError("lab_experiments.error.kind", name=name) from None


def _changes(given: object, config: TrainingConfig) -> tuple[Change, ...]:
    """They may be later than the last step of `config`, which is what was wanted in the end."""
    try:
        return read_changes(given, config, _MOST_STEPS)
    except ValueError:
        raise StudioError("lab_experiments.error.kind", name="changes") from None


def _curves(given: object, diverged: bool) -> Curves:
    """Curves whose parts fit together: steps that grow, accuracies from 0 to 1, and losses that are
    numbers, unless they have `diverged`."""
    if not isinstance(given, dict):
        raise StudioError("lab_experiments.error.kind", name="curves")
    curves = Curves(*(_curve(given, name) for name in _CURVES))
    axes = (curves.steps, curves.measured)
    growing = all((np.diff(x) > 0).all() and _count(x) for x in axes)
    shares = all(((y >= 0) & (y <= 1)).all() for y in (curves.train, curves.test))
    lengths = len(curves.steps) == len(curves.losses) and (
        len(curves.measured) == len(curves.train) == len(curves.test)
    )
    if not (growing and shares and lengths and (diverged or _losses(curves.losses))):
        raise StudioError("lab_experiments.error.kind", name="curves")
    return curves


def _count(steps: Floats) -> bool:
    """Whether all are numbers of steps."""
    return bool(((steps >= 1) & (steps <= _MOST_STEPS) & (steps == np.floor(steps))).all())


def _losses(losses: Floats) -> bool:
    """Whether all are numbers that a step can have brought, which computes in float32."""
    return bool((np.abs(losses) <= np.finfo(np.float32).max).all())


def _curve(given: dict[str, Any], name: str) -> Floats:
    try:
        found = np.asarray(decode_array(given.get(name)), float)
    except NoArrayError:
        raise StudioError("lab_experiments.error.kind", name=name) from None
    finite = name == "losses" or bool(np.isfinite(found).all())  # a loss may have diverged
    if found.ndim != 1 or len(found) > MOST_POINTS or not finite:
        raise StudioError("lab_experiments.error.kind", name=name)
    return found

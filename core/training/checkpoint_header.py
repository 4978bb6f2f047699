"""The text in a checkpoint: settings, counters and generators as JSON, read with suspicion."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS
from core.documents.strict_json import EXACT, number, whole
from core.engine import Array
from core.messages import StudioError
from core.network import PARAMETERS
from core.optimizers import OPTIMIZERS
from core.training.change_io import plain_changes, read_changes
from core.training.config import LIMITS, TrainingConfig
from core.training.config_io import plain_config, read_config
from core.training.plateau import Plateau
from core.training.state import Change, LastStep, RunState

FORMAT = "backprop-studio-run"
VERSION = 3
GENERATORS = ("batches", "shifts")
_LONGEST_NAME = 200
Expected = tuple[np.dtype[Any], tuple[int, ...]]


def header(state: RunState, data: Mapping[str, str]) -> bytes:
    """The text of a run."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "config": plain_config(state.config),
        "iteration": state.iteration,
        "drawn": state.drawn,
        "first_loss": state.first_loss,
        "updates": state.updates,
        "plateau": {k: v if math.isfinite(v) else None for k, v in asdict(state.plateau).items()},
        "generators": dict(state.generators),
        "changes": plain_changes(state.changes),
        "last": _plain_last(state.last),
        "data": {name: value[:_LONGEST_NAME] for name, value in data.items()},
    }
    written = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    return written.encode(errors="replace")  # a folder may have a name that is no text


@dataclass(frozen=True)
class Header:
    """What the text says; `arrays` tells the type and the shape of each array of the run."""

    config: TrainingConfig
    counters: Mapping[str, Any]
    plateau: Plateau
    generators: Mapping[str, Mapping[str, Any]]
    changes: tuple[Change, ...]
    data: Mapping[str, str]
    last: Mapping[str, Any] | None

    @property
    def arrays(self) -> dict[str, Expected]:
        hidden, single = self.config.hidden, np.dtype(np.float32)
        shapes = dict(
            zip(
                PARAMETERS,
                [(PIXELS, hidden), (hidden,), (hidden, CLASSES), (CLASSES,)],
                strict=True,
            )
        )
        found: dict[str, Expected] = {f"params/{n}": (single, s) for n, s in shapes.items()}
        for memory in self._memories:
            found |= {f"memory/{memory}/{n}": (single, s) for n, s in shapes.items()}
        if self.last is not None:
            found |= {f"last/{n}": (single, s) for n, s in shapes.items()}
        return found | {"losses": (single, (self.counters["iteration"],))}

    @property
    def _memories(self) -> tuple[str, ...]:
        """Those of the optimizer, which are empty before its first step."""
        rule = OPTIMIZERS[self.config.optimizer]
        return rule.state_names if self.counters["updates"] else ()

    def state(self, arrays: Mapping[str, Array]) -> RunState:
        return RunState(
            config=self.config,
            params={name: arrays[f"params/{name}"] for name in PARAMETERS},
            memory={
                memory: {name: arrays[f"memory/{memory}/{name}"] for name in PARAMETERS}
                for memory in self._memories
            },
            plateau=self.plateau,
            generators=self.generators,
            changes=self.changes,
            last=self._last_step(arrays),
            **self.counters,
        )

    def _last_step(self, arrays: Mapping[str, Array]) -> LastStep | None:
        if self.last is None:
            return None
        return LastStep({name: arrays[f"last/{name}"] for name in PARAMETERS}, **self.last)


def read_header(content: Any) -> Header:
    """The text, checked.

    Raises:
        StudioError: something in it is missing, of another kind or size, or newer than we are.
    """
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise StudioError("checkpoint.damaged.format")
    version = content.get("version")
    if type(version) is int and version > VERSION:
        raise StudioError("checkpoint.damaged.newer", version=str(version)[:20])
    if type(version) is not int or version < 1:
        raise _wrong("version")
    config = _config(content.get("config"))
    counters = {n: _count(content.get(n), n) for n in ("iteration", "drawn", "updates")}
    if not counters["updates"] <= counters["iteration"] <= config.iterations:
        raise _wrong("iteration")
    return Header(
        config,
        counters | {"first_loss": _first_loss(content.get("first_loss"))},
        _plateau(content.get("plateau")),
        {name: _generator(content.get("generators"), name) for name in GENERATORS},
        _changes(content.get("changes"), config, counters["iteration"]),
        _data(content.get("data")),
        _last(content.get("last"), counters),
    )


def _wrong(part: str) -> StudioError:
    return StudioError("checkpoint.damaged.part", part=part)


def _config(content: Any) -> TrainingConfig:
    try:
        return read_config(content)
    except StudioError:
        raise _wrong("config") from None


def _count(value: Any, part: str) -> int:
    try:
        return whole(value)
    except ValueError:
        raise _wrong(part) from None


def _number(value: Any, part: str) -> float:
    try:
        return number(value, -EXACT, EXACT)
    except ValueError:
        raise _wrong(part) from None


def _first_loss(value: Any) -> float:
    """How far a loss has exploded is counted in it."""
    found = _number(value, "first_loss")
    if not found > 0:
        raise _wrong("first_loss")
    return found


def _plateau(content: Any) -> Plateau:
    usual = asdict(Plateau())
    if not isinstance(content, dict) or set(content) != set(usual):
        raise _wrong("plateau")
    best = content["best"]
    return Plateau(
        best=math.inf if best is None else _number(best, "plateau"),
        total=_number(content["total"], "plateau"),
        **{name: _count(content[name], "plateau") for name in ("drops", "waited", "count")},
    )


def _generator(content: Any, name: str) -> dict[str, Any]:
    """The state of a generator, tried out on one."""
    try:
        trial = np.random.PCG64()
        trial.state = content[name]
        return dict(trial.state)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        raise _wrong("generators") from None


def _changes(content: Any, config: TrainingConfig, steps: int) -> tuple[Change, ...]:
    try:
        return read_changes(content, config, steps)
    except ValueError:
        raise _wrong("changes") from None


def _plain_last(last: LastStep | None) -> dict[str, Any] | None:
    """All of it but the parameters, which are arrays of their own."""
    if last is None:
        return None
    sizes = {"batch_size": last.batch_size, "shift": last.shift}
    return sizes | {"generators": dict(last.generators)}


def _last(content: Any, counters: Mapping[str, int]) -> dict[str, Any] | None:
    """There is none in a file of an earlier version, nor of a run that is not at its end."""
    if content is None:
        return None
    if not isinstance(content, dict) or not counters["iteration"]:
        raise _wrong("last")
    sizes = {name: _count(content.get(name), "last") for name in ("batch_size", "shift")}
    for name, value in sizes.items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise _wrong("last")
    if sizes["batch_size"] > counters["drawn"]:
        raise _wrong("last")
    generators = {name: _generator(content.get("generators"), name) for name in GENERATORS}
    return sizes | {"generators": generators}


def _data(content: Any) -> dict[str, str]:
    if not isinstance(content, dict) or set(content) != {"name", "fingerprint"}:
        raise _wrong("data")
    for value in content.values():
        if not isinstance(value, str) or len(value) > _LONGEST_NAME:
            raise _wrong("data")
    return content

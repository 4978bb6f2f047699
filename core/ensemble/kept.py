"""The newest ensemble in a file: what came of it, and the settings of its nets.

    {"format": "backprop-studio ensemble", "version": 1, "settings": {…}, "seeds": [0, 1, …],
     "accuracies": [0.97, …], "grown": [0.97, …], "gain": [31, 12, 10000]}

Nothing in it is believed: seeds follow each other, shares lie between 0 and 1.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents import strict_json
from core.documents.strict_json import number, whole
from core.ensemble.gain import Gain
from core.ensemble.nets import NETS, EnsembleResult
from core.files import read_whole, unwritable, write_whole
from core.messages import StudioError
from core.training import TrainingConfig
from core.training.config_io import plain_config, read_config

FORMAT = "backprop-studio ensemble"
VERSION = 1
_MOST_BYTES = 100_000


@dataclass(frozen=True)
class KeptEnsemble:
    """`config` has the seed of the first net."""

    config: TrainingConfig
    result: EnsembleResult


def save(path: Path, kept: KeptEnsemble) -> None:
    """Write the file, whole or not at all.

    Raises:
        StudioError: it cannot be written.
    """
    result, gain = kept.result, kept.result.gain
    value = {
        "format": FORMAT,
        "version": VERSION,
        "settings": plain_config(kept.config),
        "seeds": list(result.seeds),
        "accuracies": list(result.accuracies),
        "grown": list(result.grown),
        "gain": [gain.only_ensemble, gain.only_single, gain.images],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None
    write_whole(path, json.dumps(value, allow_nan=False).encode())


def load(path: Path) -> KeptEnsemble:
    """Read a file.

    Raises:
        StudioError: it cannot be read, is damaged, or of a newer version.
    """
    data = read_whole(path, _MOST_BYTES)
    try:
        return _read(strict_json.read(data))
    except (StudioError, ValueError, TypeError, KeyError, AttributeError):
        raise StudioError("lab_ensemble.error.kept", path=path.name) from None


def _read(given: Any) -> KeptEnsemble:
    if (given["format"], given["version"]) != (FORMAT, VERSION):
        raise ValueError(given["format"])
    config = read_config(given["settings"])
    nets = whole(len(given["seeds"]), *NETS)
    seeds = tuple(whole(seed) for seed in given["seeds"])
    accuracies, grown = (
        tuple(number(share, 0, 1) for share in given[name]) for name in ("accuracies", "grown")
    )
    if seeds != tuple(range(config.seed, config.seed + nets)):
        raise ValueError(seeds)
    if not len(accuracies) == len(grown) == nets:
        raise ValueError(nets)
    more, fewer, images = (whole(count, 0, 1_000_000) for count in given["gain"])
    if not images or more + fewer > images:
        raise ValueError(images)
    return KeptEnsemble(config, EnsembleResult(seeds, accuracies, grown, Gain(more, fewer, images)))

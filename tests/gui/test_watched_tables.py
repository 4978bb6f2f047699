"""What was watched of a run, in a checkpoint: believed if a run can have left it, else refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.messages import StudioError
from core.training import OBSERVE_EVERY, Trainer, TrainingConfig
from core.training.checkpoint import Checkpoint, pack, unpack
from core.training.checkpoint_tables import WATCHED
from core.training.step_metrics import HISTOGRAMS
from gui.training.recording import Recording
from tests.core.runs import bars

STEPS = 1040 * OBSERVE_EVERY  # more moments than twice what a history of histograms keeps
SMALL = TrainingConfig(hidden=2, batch_size=1, iterations=STEPS + 1, learning_rate=0.01)
Edit = Callable[[np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def recording() -> Recording:
    found = Recording(SMALL)
    found.trainer = Trainer(bars(), SMALL, measured=False)
    for _, result in zip(range(STEPS), found.trainer.steps(), strict=False):
        found.write((result,))
    return found


@pytest.fixture(scope="module")
def good(recording: Recording) -> Checkpoint:
    assert recording.trainer is not None
    return recording.checkpoint(recording.trainer.state())


@pytest.mark.parametrize("steps", [1, 2, 511, 512, 513, 1023, 1024, 1025, 1039])
def test_a_run_is_believed_also_where_it_was_taken_back(recording: Recording, steps: int) -> None:
    """What was watched later is left out; the histograms may be farther apart than they had to."""
    assert recording.trainer is not None
    done = steps * OBSERVE_EVERY
    past = replace(recording.trainer.state(), iteration=done, updates=done, drawn=done)
    known = unpack(pack(recording.checkpoint(past)))
    assert known.watched.keys() == set(WATCHED)
    assert Recording(SMALL, known).observation is not None


def with_cell(row: int, column: int, value: float) -> Edit:
    def edit(table: np.ndarray) -> np.ndarray:
        table[row, column] = value
        return table

    return edit


ANY: dict[str, Edit] = {
    "late": with_cell(-1, 0, 1e15),
    "backwards": lambda table: table[::-1],
    "half": with_cell(0, 0, 0.5),
    "before": with_cell(0, 0, -1.0),
    "never": with_cell(0, 0, np.nan),
    "negative": with_cell(0, 1, -1.0),
}
OF: dict[str, dict[str, Edit]] = {
    "rates": {"nan": with_cell(0, 1, np.nan), "inf": with_cell(0, 1, np.inf)},
    "observations": {
        "dead": with_cell(0, -1, np.inf),
        "many": with_cell(0, -1, 3.0),
        "half": with_cell(0, -1, 0.5),
    },
}
OF |= {
    name: {
        "none": lambda table: table[:0],
        "few": lambda table: table[:3],
        "limit": with_cell(0, 1, 3.0),
        "nan": with_cell(0, 5, np.nan),
        "inf": with_cell(-1, 5, np.inf),
        "less": with_cell(0, 5, -1.0),
    }
    for name in HISTOGRAMS
}
CASES = [(name, edit) for name in WATCHED for edit in {**ANY, **OF[name]}]


@pytest.mark.parametrize(("name", "edit"), CASES)
def test_what_no_run_leaves_is_refused(good: Checkpoint, name: str, edit: str) -> None:
    changed = {**ANY, **OF[name]}[edit](good.watched[name].copy())
    if np.array_equal(changed, good.watched[name]):
        pytest.skip("a single row, backwards")
    with pytest.raises(StudioError, match=f"watched/{name}"):
        unpack(pack(replace(good, watched={**good.watched, name: changed})))

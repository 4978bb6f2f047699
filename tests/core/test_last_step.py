"""A run that is over is shown as it ended, also from a file: not with the batch of a next step."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from core.messages import StudioError
from core.training import Snapshot, Trainer
from core.training.checkpoint import pack, unpack
from core.training.last_step import shown_step
from tests.core.runs import SMALL, after, bars
from tests.core.test_checkpoint import checkpoint_of, refused, with_text


def finished(**settings: object) -> tuple[Trainer, list[float], Snapshot]:
    trainer = Trainer(bars(), replace(SMALL, **settings))
    results = list(trainer.steps())
    snapshot = results[-1].snapshot
    assert snapshot is not None
    return trainer, [each.loss for each in results], snapshot


def assert_same_step(one: Snapshot, other: Snapshot) -> None:
    assert (one.iteration, one.loss) == (other.iteration, other.loss)
    assert one.leaves.keys() == other.leaves.keys()
    for name, value in one.leaves.items():
        np.testing.assert_array_equal(value, other.leaves[name], strict=True)


@pytest.mark.parametrize("settings", [{}, {"shift": 2}, {"optimizer": "adam", "iterations": 1}])
def test_a_finished_run_from_a_file_is_shown_as_it_ended(settings: dict[str, object]) -> None:
    trainer, losses, last = finished(**settings)
    state = unpack(pack(checkpoint_of(trainer, losses))).state
    assert_same_step(shown_step(Trainer.resumed(bars(), state)), last)
    assert_same_step(shown_step(trainer), last)


def test_also_if_its_batches_were_made_larger_on_the_way() -> None:
    trainer = Trainer(bars(), SMALL)
    losses = [each.loss for each in after(trainer, 30)]
    trainer.configure(replace(SMALL, batch_size=25))
    results = list(trainer.steps())
    losses += [each.loss for each in results]
    state = unpack(pack(checkpoint_of(trainer, losses))).state
    assert results[-1].snapshot is not None
    assert_same_step(shown_step(Trainer.resumed(bars(), state)), results[-1].snapshot)


def test_a_run_that_was_given_more_steps_takes_the_one_that_was_never_shown() -> None:
    trainer, *_ = finished()
    trainer.configure(replace(SMALL, iterations=100))
    trainer.request_snapshot()
    (result,) = after(trainer, 1)
    known = Trainer(bars(), replace(SMALL, iterations=100))
    assert result.loss == after(known, 81)[-1].loss
    assert trainer.state().last is None and shown_step(trainer).iteration == 81


def test_of_a_file_that_does_not_keep_it_the_next_step_is_shown_as_the_next() -> None:
    trainer, losses, last = finished()
    kept = checkpoint_of(trainer, losses)
    kept = replace(kept, state=replace(kept.state, last=None))
    old = unpack(with_text(pack(kept), version=2))
    shown = shown_step(Trainer.resumed(bars(), old.state))
    assert shown.iteration == last.iteration + 1
    assert not np.array_equal(shown.leaves["t"], last.leaves["t"])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"batch_size": 0}, "last"),
        ({"batch_size": 801}, "last"),
        ({"shift": 5}, "last"),
        ({"shift": "1"}, "last"),
        ({"generators": {}}, "generators"),
    ],
)
def test_what_a_file_says_of_the_last_step_is_not_believed(
    wrong: dict[str, object], named: str, tmp_path: Path
) -> None:
    trainer, losses, _ = finished()
    good = pack(checkpoint_of(trainer, losses))
    with zipfile.ZipFile(BytesIO(good)) as archive:
        said = json.loads(archive.read("run.json"))["last"]
    assert f"“{named}”" in refused(with_text(good, last=said | wrong), tmp_path)


def test_arrays_of_a_last_step_that_is_not_told_of_are_refused() -> None:
    trainer, losses, _ = finished()
    good = pack(checkpoint_of(trainer, losses))
    with pytest.raises(StudioError):
        unpack(with_text(good, last=None))  # arrays that nobody reads

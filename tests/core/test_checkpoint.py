"""A run in a file goes on to the bit; a file that is none is refused in one sentence."""

import json
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import LANGUAGES, StudioError
from core.optimizers import OPTIMIZERS
from core.training import Trainer, TrainingConfig
from core.training.checkpoint import Checkpoint, DataId, load, pack, save, unpack
from core.training.checkpoint_header import VERSION
from core.training.learning_rate import SCHEDULE_LABELS
from tests.core.runs import SMALL, after, assert_same_run, bars

ROOT = Path(__file__).resolve().parents[2]
HALF = SMALL.iterations // 2
EVERY = [(optimizer, schedule) for optimizer in OPTIMIZERS for schedule in SCHEDULE_LABELS]


def settings_of(optimizer: str, schedule: str) -> TrainingConfig:
    """Everything on that has a memory of its own."""
    return replace(
        SMALL,
        optimizer=optimizer,
        schedule=schedule,
        learning_rate=0.01,
        decay_epochs=1.0,
        weight_decay=0.01,
        momentum_annealing=True,
        shift=1,
        warmup=7,
    )


def checkpoint_of(trainer: Trainer, losses: list[float]) -> Checkpoint:
    data = DataId(str(trainer.data.name), trainer.data.fingerprint)
    return Checkpoint(trainer.state(), data, np.float32(losses), np.zeros((0, 3)))


def interrupted(config: TrainingConfig) -> Checkpoint:
    trainer = Trainer(bars(), config)
    return checkpoint_of(trainer, [result.loss for result in after(trainer, HALF)])


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs, each gone half its way here and the rest in another process."""
    folder = tmp_path_factory.mktemp("halves")
    for number, each in enumerate(EVERY):
        save(folder / f"{number}.npz", interrupted(settings_of(*each)))
    program = """if True:
        import sys
        from pathlib import Path
        from core.training import Trainer
        from core.training.checkpoint import load, save
        from tests.core.runs import bars
        from tests.core.test_checkpoint import checkpoint_of
        for path in Path(sys.argv[1]).iterdir():
            half = load(path)
            trainer = Trainer.resumed(bars(), half.state)
            losses = [*half.losses, *(result.loss for result in trainer.steps())]
            save(path, checkpoint_of(trainer, losses))
    """
    subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("each", EVERY, ids="-".join)
def test_half_a_run_a_file_and_the_other_half_elsewhere_are_the_run(
    halves: Path, each: tuple[str, str]
) -> None:
    whole = Trainer(bars(), settings_of(*each))
    losses = np.float32([result.loss for result in whole.steps()])
    found = load(halves / f"{EVERY.index(each)}.npz")
    assert_same_run(found.state, whole.state())
    np.testing.assert_array_equal(found.losses, losses)


@settings(max_examples=10, deadline=None)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    schedule=st.sampled_from(sorted(SCHEDULE_LABELS)),
    at=st.integers(0, 79),
    change=st.integers(0, 79),
    batch=st.integers(1, 30),
)
def test_wherever_it_is_interrupted_and_whatever_was_changed(
    optimizer: str, schedule: str, at: int, change: int, batch: int
) -> None:
    """The same change at the same step, before or after the interruption."""
    config = settings_of(optimizer, schedule)
    other = replace(config, batch_size=batch, learning_rate=0.02, schedule="plateau")

    def go(trainer: Trainer, last: int) -> Trainer:
        for _ in range(trainer.iteration, last):
            if trainer.iteration == change:
                trainer.configure(other)
            after(trainer, 1)
        return trainer

    whole = go(Trainer(bars(), config), 80)
    half = unpack(pack(checkpoint_of(go(Trainer(bars(), config), at), [0.0] * at)))
    assert_same_run(go(Trainer.resumed(bars(), half.state), 80).state(), whole.state())


def test_the_same_run_is_the_same_file() -> None:
    assert pack(interrupted(SMALL)) == pack(interrupted(SMALL))


def test_numpy_opens_it_too(tmp_path: Path) -> None:
    kept = interrupted(SMALL)
    save(tmp_path / "run.npz", kept)
    with np.load(tmp_path / "run.npz", allow_pickle=False) as file:
        np.testing.assert_array_equal(file["params/W1"], kept.state.params["W1"])
        assert json.loads(file["run.json"])["config"]["hidden"] == SMALL.hidden


def test_only_the_data_that_it_was_trained_on_will_do() -> None:
    kept, data = interrupted(SMALL), bars()
    kept.check(data)
    images = data.x_train.copy()
    images[0, 0] ^= 1
    with pytest.raises(StudioError, match="bars"):
        kept.check(replace(data, x_train=images))


# What is not a run.


def refused(data: bytes, folder: Path) -> str:
    """The sentence that a file is refused with, the same in both languages but for the words."""
    path = folder / "refused.npz"
    path.write_bytes(data)
    with pytest.raises(StudioError) as error:
        load(path)
    for language in LANGUAGES:
        sentence = error.value.message.text(language)
        assert str(path) in sentence and "\n" not in sentence
    return str(error.value)


def edited(file: bytes, **members: bytes | None) -> bytes:
    """The file with members of the zip replaced, added, or (None) left out."""
    named = {name.replace("__", "/").replace("_DOT_", "."): new for name, new in members.items()}
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in {**dict.fromkeys(old.namelist()), **named}:
            content = named[name] if name in named else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def with_text(file: bytes, **changes: object) -> bytes:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        content = json.loads(archive.read("run.json")) | changes
    return edited(file, run_DOT_json=json.dumps(content).encode())


def npy(array: np.ndarray, *, pickled: bool = False) -> bytes:
    stream = BytesIO()
    np.save(stream, array, allow_pickle=pickled)
    return stream.getvalue()


@pytest.fixture(scope="module")
def good() -> bytes:
    return pack(interrupted(settings_of("adam", "plateau")))


@cache
def sound() -> bytes:
    return pack(interrupted(SMALL))


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 10**6), flips=st.lists(st.integers(0, 10**6), max_size=4))
def test_a_damaged_file_is_refused_or_harmless(cut: int, flips: list[int]) -> None:
    whole = sound()
    damaged = bytearray(whole[: max(len(whole) - cut % len(whole), 0)] if cut % 3 else whole)
    for flip in flips:
        if damaged:
            damaged[flip % len(damaged)] ^= 0x5A
    try:
        found = unpack(bytes(damaged))
    except StudioError:
        return
    assert_same_run(found.state, unpack(whole).state)  # what was hit carries no meaning


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 99},
        {"version": "1"},
        {"config": {"hidden": 3}},
        {"iteration": -1},
        {"iteration": 10**9},
        {"iteration": 39},
        {"updates": 41},
        {"drawn": 1e300},
        {"first_loss": None},
        {"plateau": {"drops": -1, "best": 1, "waited": 0, "total": 0, "count": 0}},
        {"plateau": []},
        {"generators": {"batches": {}, "shifts": {}}},
        {"generators": 3},
        {"changes": [[1, "hidden", 3, 4]]},
        {"changes": [[1, "momentum", "much", 0.5]]},
        {"changes": [[1, ["momentum"], 0.4, 0.5]]},
        {"changes": [[1, "schedule", "other", "constant"]]},
        {"changes": [[1, "batch_size", 0, 100]]},
        {"changes": [[1, "batch_size", 10, 10**300]]},
        {"changes": [[1, "learning_rate", 0.1, 1e308]]},
        {"changes": [[10**6, "batch_size", 10, 100]]},
        {"changes": [[9, "batch_size", 10, 100], [1, "batch_size", 100, 10]]},
        {"changes": {}},
        {"first_loss": 0},
        {"first_loss": -2.3},
        {"data": {"name": "x"}},
        {"data": {"name": "x", "fingerprint": 3}},
    ],
    ids=str,
)
def test_a_text_that_does_not_fit_is_refused(good: bytes, change: dict, tmp_path: Path) -> None:
    refused(with_text(good, **change), tmp_path)


@pytest.mark.parametrize("name", ["hidden", "momentum", "momentum_annealing", "optimizer"])
@pytest.mark.parametrize("value", [None, [], "no", 1e9, 10**350, True, {"a": 1}])
def test_settings_of_another_kind_are_refused(
    good: bytes, name: str, value: object, tmp_path: Path
) -> None:
    with zipfile.ZipFile(BytesIO(good)) as archive:
        config = json.loads(archive.read("run.json"))["config"]
    if config[name] == value and type(config[name]) is type(value):
        value = "no"
    refused(with_text(good, config=config | {name: value}), tmp_path)


def test_arrays_that_do_not_fit_are_refused(good: bytes, tmp_path: Path) -> None:
    wrong = [
        None,
        b"",
        b"\x93NUMPY\x01\x00\x00\x00",
        npy(np.zeros((784, 7), np.float32)),
        npy(np.zeros((784, 6))),
        npy(np.full((784, 6), np.nan, np.float32)),
        npy(np.asfortranarray(np.zeros((784, 6), np.float32))),
        npy(np.zeros((784, 6), np.float32))[:-4],
        npy(np.zeros((784, 6), np.float32)).replace(b"(784, 6)", b"(9**9,6)"),
        npy(np.array([[print]]), pickled=True),
    ]
    for content in wrong:
        for member in ("params__W1_DOT_npy", "memory__m__W1_DOT_npy"):
            assert "W1" in refused(edited(good, **{member: content}), tmp_path)


def test_what_does_not_belong_into_it_is_refused(good: bytes, tmp_path: Path) -> None:
    refused(edited(good, more_DOT_npy=npy(np.zeros(3))), tmp_path)
    refused(edited(good, run_DOT_json=None), tmp_path)
    refused(edited(good, run_DOT_json=b"[" * 100_000), tmp_path)
    refused(edited(good, accuracies_DOT_npy=npy(np.zeros((2, 2)))), tmp_path)
    for row in ([0, 1.5, 0.5], [0, 0.5, -0.1], [-1, 0.5, 0.5], [1e300, 0.5, 0.5]):
        refused(edited(good, accuracies_DOT_npy=npy(np.array([row]))), tmp_path)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("run.json", b" " * 10**7)
    refused(stream.getvalue(), tmp_path)
    refused(b"", tmp_path)
    refused(b"PK\x05\x06" + bytes(18), tmp_path)


def test_a_negative_loss_is_refused(good: bytes, tmp_path: Path) -> None:
    """A cross entropy is none: one would lie below every axis."""
    losses = unpack(good).losses
    losses[3] = -0.5
    assert "losses" in refused(edited(good, losses_DOT_npy=npy(losses)), tmp_path)


def test_more_epochs_than_images_were_drawn_for_are_refused() -> None:
    """That is known only beside the images."""
    run, data = interrupted(SMALL), bars()
    epochs = run.state.drawn / len(data.x_train)
    replace(run, accuracies=np.array([[epochs, 0.5, 0.5]])).check(data)
    with pytest.raises(StudioError, match="accuracies"):
        replace(run, accuracies=np.array([[epochs + 1, 0.5, 0.5]])).check(data)


def test_a_list_of_very_many_files_is_not_read(
    good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as many:
        for number in range(2000):
            many.writestr(f"{number}/", b"")
    locator = b"PK\x06\x07" + bytes(16)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was read"))
    refused(stream.getvalue(), tmp_path)
    refused(good + b"more", tmp_path)
    refused(b" " + good, tmp_path)
    refused(good[:-22] + locator + good[-22:], tmp_path)


def test_a_newer_file_asks_for_a_newer_program(good: bytes, tmp_path: Path) -> None:
    assert "update" in refused(with_text(good, version=VERSION + 1), tmp_path)


def test_a_file_of_the_first_version_is_still_read(good: bytes, tmp_path: Path) -> None:
    """It had nothing of what was watched beside the curves."""
    path = tmp_path / "old.npz"
    path.write_bytes(with_text(good, version=1))
    assert not load(path).watched


def test_a_table_of_what_was_watched_that_is_none_is_refused(tmp_path: Path) -> None:
    kept = replace(interrupted(SMALL), watched={"rates": np.zeros((3, 7))})
    assert "watched/rates" in refused(pack(kept), tmp_path)


def test_killing_the_process_in_the_middle_of_a_save_leaves_the_old_file(tmp_path: Path) -> None:
    """Half of the new file has been written when the process is killed, without a chance to
    tidy up."""
    path = tmp_path / "run.npz"
    old = interrupted(SMALL)
    save(path, old)
    program = """if True:
        import sys
        from pathlib import Path
        from core.training.checkpoint import save
        from tests.core.test_checkpoint import SMALL, interrupted, replace
        def write_half(part, data):
            with part.open("wb") as stream:
                stream.write(data[: len(data) // 2])
            print("half", flush=True)
            sys.stdin.read()
        Path.write_bytes = write_half
        save(Path(sys.argv[1]), interrupted(replace(SMALL, seed=1)))
    """
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"half\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 2  # the half is there, beside it
    assert_same_run(load(path).state, old.state)
    save(path, interrupted(replace(SMALL, seed=1)))
    assert load(path).state.config.seed == 1

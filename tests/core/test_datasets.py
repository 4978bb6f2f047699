"""Data sets: good ones in every spelling, damaged ones of every kind, and whose name they bear."""

import errno
import gzip
import os
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets import ENVIRONMENT, FILES, load, load_mnist
from core.datasets.builtin import read_builtin
from core.datasets.idx import read_idx
from core.messages import LANGUAGES, Message, StudioError

RNG = np.random.default_rng(5)
ARRAYS = {
    "train-images-idx3-ubyte": RNG.integers(0, 256, (30, 28, 28), np.uint8),
    "train-labels-idx1-ubyte": RNG.integers(0, 10, 30, np.uint8),
    "t10k-images-idx3-ubyte": RNG.integers(0, 256, (10, 28, 28), np.uint8),
    "t10k-labels-idx1-ubyte": RNG.integers(0, 10, 10, np.uint8),
}
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def idx(array, dimensions=None, kind=8):
    shape = array.shape if dimensions is None else dimensions
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, kind, len(shape), *shape) + array.tobytes()


def write(folder, suffix="", respell=str, **replaced):
    """The four files, some of them replaced by other bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in ARRAYS.items():
        content = replaced.get(name.split("-idx")[0].replace("-", "_"), idx(array))
        content = gzip.compress(content, 1, mtime=0) if suffix == ".gz" else content
        (folder / (respell(name) + suffix)).write_bytes(content)
    return folder


def complaint(where):
    """The key of the error; its sentence exists in each language and is short."""
    with pytest.raises(StudioError) as caught:
        load(where)
    message = caught.value.message
    for language in LANGUAGES:
        assert 10 < len(message.text(language)) < 400
        assert str(where) in message.text(language)
    assert message.key.startswith("data.error.")
    return message.key.removeprefix("data.error.")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv(ENVIRONMENT, raising=False)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """A good data set whose files hypothesis replaces, again and again."""
    return write(tmp_path_factory.mktemp("scratch"))


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("respell", [str, lambda name: name.replace("-idx", ".idx")])
@pytest.mark.parametrize("inside", ["", "raw", "MNIST/raw"])
def test_a_good_set_in_any_spelling(tmp_path, suffix, respell, inside):
    write(tmp_path / "letters" / inside, suffix, respell)
    dataset = load(tmp_path / "letters")
    assert not dataset.genuine
    assert dataset.name == Message("data.name.folder", {"folder": "letters"})
    assert str(dataset.name) == "IDX data set in letters"
    np.testing.assert_array_equal(dataset.x_train, ARRAYS[IMAGES].reshape(30, 784))
    np.testing.assert_array_equal(dataset.t_train, ARRAYS[LABELS])
    assert dataset.x_test.shape == (10, 784) and dataset.t_test.shape == (10,)
    assert dataset.x_train.dtype == dataset.t_train.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        dataset.x_train[0, 0] = 1


def test_a_folder_of_the_same_name_beside_the_file_is_passed_over(tmp_path):
    """As the archives of some sites unpack."""
    write(tmp_path, respell=lambda name: name.replace("-idx", ".idx"))
    (tmp_path / IMAGES).mkdir()
    assert len(load(tmp_path).t_train) == 30


@pytest.mark.parametrize(
    ("begin", "byte"),
    [
        (b"\x1f\x8b\x08\x08" + bytes(6), b"n"),
        (b"\x1f\x8b\x08\x10" + bytes(6), b"c"),
        (gzip.compress(b""), b"\0"),
    ],
    ids=["name", "comment", "padding"],  # without the time that stands in the header
)
def test_a_gzip_header_without_end_is_not_read_to_its_end(tmp_path, monkeypatch, begin, byte):
    path = tmp_path / "images.gz"
    path.write_bytes(begin + byte * 1_000_000)
    asked = []

    class Counting(gzip.GzipFile):
        def __init__(self, fileobj):
            read = fileobj.read
            fileobj.read = lambda size=-1: asked.append(size) or read(size)
            super().__init__(fileobj=fileobj)

    monkeypatch.setattr("core.datasets.idx.gzip.GzipFile", Counting)
    with pytest.raises(StudioError, match="decompress"):
        read_idx(path, (28, 28))
    assert len(asked) < 100_000


def test_a_row_of_empty_gzip_files_is_not_read_to_its_end(tmp_path, monkeypatch):
    path = tmp_path / "images.gz"
    path.write_bytes(100_000 * gzip.compress(b""))
    pieces = []

    class Counting(gzip.GzipFile):
        def __init__(self, fileobj):
            read = fileobj.read
            fileobj.read = lambda size=-1: pieces.append(read(size)) or pieces[-1]
            super().__init__(fileobj=fileobj)

    monkeypatch.setattr("core.datasets.idx.gzip.GzipFile", Counting)
    with pytest.raises(StudioError, match="decompress"):
        read_idx(path, (28, 28))
    assert sum(map(len, pieces)) < path.stat().st_size / 2


def test_a_bomb_is_not_inflated(tmp_path):
    """A million black images in less than a megabyte: sound, and as large as its header says."""
    head = struct.pack(">BBBB3I", 0, 0, 8, 3, 1_000_000, 28, 28)
    images = gzip.compress(head) + 1000 * gzip.compress(bytes(1000 * 784))
    write(tmp_path, ".gz")
    (tmp_path / f"{IMAGES}.gz").write_bytes(images)
    assert len(images) < 1_000_000
    tracemalloc.start()
    try:
        assert complaint(tmp_path) == "wrong_count"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


DAMAGE = {
    "no images": ("truncated", {"train_images": idx(ARRAYS[IMAGES])[:16]}),
    "empty file": ("truncated", {"train_images": b""}),
    "short header": ("truncated", {"train_images": idx(ARRAYS[IMAGES])[:9]}),
    "one byte short": ("truncated", {"train_images": idx(ARRAYS[IMAGES])[:-1]}),
    "one byte more": ("too_long", {"train_images": idx(ARRAYS[IMAGES]) + b"x"}),
    "zero images": ("wrong_count", {"train_images": idx(ARRAYS[IMAGES][:0])}),
    "too many images": (
        "wrong_count",
        {"train_images": idx(ARRAYS[IMAGES], (250_001, 28, 28))},
    ),
    "four billion images": (
        "wrong_count",
        {"train_images": idx(ARRAYS[IMAGES], (2**32 - 1, 28, 28))},
    ),
    "huge images": ("wrong_size", {"train_images": idx(ARRAYS[IMAGES], (30, 2**31, 2**31))}),
    "small images": ("wrong_size", {"train_images": idx(ARRAYS[IMAGES][:, :14, :14])}),
    "transposed": ("wrong_size", {"train_images": idx(ARRAYS[IMAGES], (28, 28, 30))}),
    "labels for images": ("wrong_dimensions", {"train_images": idx(ARRAYS[LABELS])}),
    "images for labels": ("wrong_dimensions", {"train_labels": idx(ARRAYS[IMAGES])}),
    "floats": ("not_idx", {"train_images": idx(ARRAYS[IMAGES], kind=0x0D)}),
    "a web page": ("not_idx", {"train_images": b"<!DOCTYPE html><html>404</html>"}),
    "fewer labels": ("counts", {"train_labels": idx(ARRAYS[LABELS][:29])}),
    "more labels": ("counts", {"t10k_labels": idx(ARRAYS[LABELS])}),
    "label ten": ("label", {"train_labels": idx(np.full(30, 10, np.uint8))}),
    "letter labels": ("label", {"t10k_labels": idx(np.arange(1, 11, dtype=np.uint8))}),
}


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named(tmp_path, suffix, damage):
    key, replaced = DAMAGE[damage]
    assert complaint(write(tmp_path / "set", suffix, **replaced)) == key


def zipped(content):
    return gzip.compress(content, 1, mtime=0)


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("truncated", zipped(idx(ARRAYS[IMAGES]))[:-9]),
        ("truncated", zipped(idx(ARRAYS[IMAGES]))[:-1]),
        ("truncated", b"\x1f\x8b"),
        ("corrupted", zipped(idx(ARRAYS[IMAGES]))[:-8] + b"checksum"),
        ("corrupted", zipped(idx(ARRAYS[IMAGES])) + b"junk after the end"),
        ("corrupted", b"\x1f\x8b not really compressed"),
        ("not_idx", zipped(zipped(idx(ARRAYS[IMAGES])))),
    ],
)
def test_damaged_compression_is_named(tmp_path, key, content):
    assert complaint(write(tmp_path, train_images=content)) == key


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("too_long", zipped(idx(ARRAYS[IMAGES]) + bytes(50_000_000))),
        ("truncated", zipped(idx(ARRAYS[IMAGES][:0], (250_000, 28, 28)))),
        ("truncated", idx(ARRAYS[IMAGES][:0], (250_000, 28, 28))),
    ],
)
def test_a_bomb_is_not_unpacked(tmp_path, key, content):
    write(tmp_path, train_images=content)
    tracemalloc.start()
    found = complaint(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == key
    assert peak < 2_000_000


PLAIN = {name: idx(array) for name, array in ARRAYS.items()}
anywhere = settings(deadline=None)  # a disk may be slow


def survives(folder, name, content):
    """Load with one file replaced; only a StudioError may come out. Puts the file back."""
    try:
        (folder / name).write_bytes(content)
        return load(folder)
    except StudioError as error:
        assert str(folder / name) in str(error)
        return None
    finally:
        (folder / name).write_bytes(PLAIN[name])


@anywhere
@given(st.data(), st.sampled_from(sorted(PLAIN)), st.booleans())
def test_a_file_cut_off_anywhere_is_refused(scratch, data, name, compress):
    content = zipped(PLAIN[name]) if compress else PLAIN[name]
    length = data.draw(st.integers(0, len(content) - 1))
    assert survives(scratch, name, content[:length]) is None


@anywhere
@given(st.sampled_from(sorted(PLAIN)), st.data(), st.integers(1, 255), st.booleans())
def test_a_changed_header_byte_is_refused(scratch, name, data, change, compress):
    content = bytearray(PLAIN[name])
    content[data.draw(st.integers(0, 15 if "images" in name else 7))] ^= change
    assert survives(scratch, name, zipped(content) if compress else bytes(content)) is None


@anywhere
@given(st.sampled_from(sorted(PLAIN)), st.data(), st.integers(1, 255))
def test_a_changed_compressed_byte_changes_nothing_or_is_refused(scratch, name, data, change):
    content = bytearray(zipped(PLAIN[name]))
    content[data.draw(st.integers(0, len(content) - 1))] ^= change
    dataset = survives(scratch, name, bytes(content))
    if dataset is not None:  # the date in the gzip header, for example
        np.testing.assert_array_equal(dataset.t_train, ARRAYS[LABELS])


@anywhere
@given(st.sampled_from(sorted(PLAIN)), st.binary(max_size=200))
def test_any_bytes_at_all_are_refused(scratch, name, content):
    assert survives(scratch, name, content) is None


def test_what_is_missing_and_where(tmp_path):
    (write(tmp_path / "set", ".gz") / "t10k-labels-idx1-ubyte.gz").unlink()
    assert complaint(tmp_path / "set") == "missing"
    with pytest.raises(StudioError, match=r"t10k-labels-idx1-ubyte\.gz"):
        load(tmp_path / "set")
    assert complaint(tmp_path / "nowhere") == "no_folder"
    assert complaint(write(tmp_path / "set") / IMAGES) == "not_a_folder"
    assert complaint("no such\0folder") == "no_folder"
    with pytest.raises(StudioError):
        load("long" * 5000)


def test_things_that_are_not_files(tmp_path):
    (write(tmp_path) / IMAGES).unlink()
    (tmp_path / IMAGES).mkdir()
    assert complaint(tmp_path) == "folder_not_file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    (write(tmp_path) / IMAGES).unlink()
    os.mkfifo(tmp_path / IMAGES)
    assert complaint(tmp_path) == "not_a_file"


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "no_permission"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "no_file"),
        (OSError(errno.EIO, "Input/output error"), "unreadable"),
        (MemoryError(), "no_memory"),
    ],
)
def test_a_disk_that_refuses(tmp_path, monkeypatch, error, key):
    write(tmp_path)

    def refuse(*args, **settings):
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    assert complaint(tmp_path) == key


def test_where_is_looked_and_in_which_order(tmp_path, monkeypatch):
    first, second, third = (write(tmp_path / name) for name in ("first", "second", "third"))
    monkeypatch.setattr("core.datasets.read_builtin", lambda: "the drawn digits")
    assert load() == "the drawn digits"
    assert load(user_folder=tmp_path / "not made yet") == "the drawn digits"
    assert load(user_folder=third).name.fields == {"folder": "third"}
    monkeypatch.setenv(ENVIRONMENT, str(second))
    assert load(user_folder=third).name.fields == {"folder": "second"}
    assert load(first, third).name.fields == {"folder": "first"}
    assert load("builtin", third) == "the drawn digits"
    monkeypatch.setenv(ENVIRONMENT, "builtin")
    assert load(user_folder=third) == "the drawn digits"
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "gone"))
    with pytest.raises(StudioError, match="gone"):
        load(user_folder=third)  # named, so never silently replaced


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path, monkeypatch):
    write(tmp_path / "mnist")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert len(load("~/mnist").t_train) == 30


def test_load_mnist_keeps_the_contract_of_the_tutorials(tmp_path):
    write(tmp_path)
    (x, t), (x_test, t_test) = load_mnist(where=tmp_path)
    assert x.shape == (30, 784) and x.dtype == np.float32 and x.max() == 1.0 and x.min() == 0.0
    np.testing.assert_allclose(x, ARRAYS[IMAGES].reshape(30, 784) / 255, rtol=1e-6)
    np.testing.assert_array_equal(t, ARRAYS[LABELS])
    assert x_test.shape == (10, 784) and t_test.shape == (10,)
    (x, t), _ = load_mnist(normalize=False, flatten=False, one_hot_label=True, where=tmp_path)
    assert x.shape == (30, 1, 28, 28) and x.dtype == np.uint8
    assert t.shape == (30, 10) and (t.sum(axis=1) == 1).all()
    np.testing.assert_array_equal(t.argmax(axis=1), ARRAYS[LABELS])
    x[0], t[0] = 0, 0  # a copy of one's own


def drawn(path, **replaced):
    arrays = {
        "x_train": ARRAYS[IMAGES],
        "t_train": ARRAYS[LABELS],
        "x_test": ARRAYS["t10k-images-idx3-ubyte"],
        "t_test": ARRAYS["t10k-labels-idx1-ubyte"],
    }
    arrays |= replaced
    np.savez_compressed(path, **{k: v for k, v in arrays.items() if v is not None})
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return drawn(tmp_path_factory.mktemp("archive") / "digits.npz")


def test_the_drawn_digits_never_pass_for_mnist(tmp_path):
    dataset = read_builtin(drawn(tmp_path / "digits.npz"))
    assert not dataset.genuine
    assert dataset.x_train.shape == (30, 784) and not dataset.x_train.flags.writeable
    for language in LANGUAGES:
        assert "MNIST" not in dataset.name.text(language)


@pytest.mark.parametrize(
    ("key", "replaced"),
    [
        ("builtin", {"t_test": None}),
        ("builtin", {"x_train": ARRAYS[IMAGES].astype(float)}),
        ("builtin", {"x_train": ARRAYS[IMAGES].reshape(30, 784)}),
        ("builtin", {"x_train": ARRAYS[IMAGES][:0], "t_train": ARRAYS[LABELS][:0]}),
        ("builtin", {"t_train": np.array(7, np.uint8)}),
        ("builtin", {"t_train": np.array([{"a": "pickle"}] * 30, object)}),
        ("counts", {"t_train": ARRAYS[LABELS][:29]}),
        ("label", {"t_train": np.full(30, 10, np.uint8)}),
    ],
)
def test_damaged_drawn_digits_are_refused(tmp_path, key, replaced):
    path = drawn(tmp_path / "digits.npz", **replaced)
    with pytest.raises(StudioError) as caught:
        read_builtin(path)
    assert caught.value.message.key == f"data.error.{key}"
    assert str(path) in str(caught.value)


@anywhere
@given(position=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_a_changed_byte_in_the_drawn_digits_changes_nothing_or_is_refused(
    archive, position, change
):
    content = bytearray(archive.read_bytes())
    content[int(position * len(content))] ^= change
    changed = archive.with_name("changed.npz")
    changed.write_bytes(content)
    try:
        dataset = read_builtin(changed)
    except StudioError:
        return
    np.testing.assert_array_equal(dataset.x_train, ARRAYS[IMAGES].reshape(30, 784))


def test_drawn_digits_cut_off_anywhere_are_refused(tmp_path):
    path = drawn(tmp_path / "digits.npz")
    content = path.read_bytes()
    for length in range(0, len(content), 97):
        path.write_bytes(content[:length])
        with pytest.raises(StudioError):
            read_builtin(path)
    path.unlink()
    with pytest.raises(StudioError):
        read_builtin(path)


def test_the_program_brings_its_own_digits():
    dataset = load("builtin")
    assert dataset.x_train.shape[1] == 784 and set(dataset.t_train) == set(range(10))
    assert dataset.name == Message("data.name.builtin")


MNIST = os.environ.get(ENVIRONMENT)


@pytest.mark.skipif(not MNIST, reason=f"{ENVIRONMENT} names no folder with the MNIST files")
def test_genuine_mnist_is_recognised(tmp_path):
    dataset = load(MNIST)
    assert dataset.genuine and dataset.name == "MNIST"
    assert (len(dataset.x_train), len(dataset.x_test)) == (60_000, 10_000)
    assert dataset.t_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(dataset.t_test).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]  # fmt: skip


@pytest.mark.skipif(not MNIST, reason=f"{ENVIRONMENT} names no folder with the MNIST files")
def test_mnist_with_one_pixel_changed_is_not_mnist(tmp_path):
    dataset = load(MNIST)
    arrays = (dataset.x_train.copy(), dataset.t_train, dataset.x_test, dataset.t_test)
    arrays[0][59_999, 783] ^= 1
    for name, array in zip(FILES, arrays, strict=True):
        shaped = array.reshape(-1, 28, 28) if "images" in name else array
        (tmp_path / name).write_bytes(idx(shaped))
    assert not load(tmp_path).genuine

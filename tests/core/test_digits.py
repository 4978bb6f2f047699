"""The built-in drawn digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import digits
from core.digits.skeletons import SKELETONS
from core.digits.strokes import parse

SHIPPED = Path(__file__).parents[2] / "resources" / "digits.npz"


@pytest.fixture(scope="module")
def shipped() -> dict[str, np.ndarray]:
    with np.load(SHIPPED, allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


def test_same_seed_same_bytes() -> None:
    first, second = digits.generate(60, 7), digits.generate(60, 7)
    assert first[0].tobytes() == second[0].tobytes()
    assert first[1].tobytes() == second[1].tobytes()
    assert digits.generate(60, 8)[0].tobytes() != first[0].tobytes()


def test_small_count_is_the_beginning_of_a_large_one() -> None:
    images, labels = digits.generate(45, 3)
    few, few_labels = digits.generate(23, 3)
    assert (images[:23] == few).all() and (labels[:23] == few_labels).all()


def test_draw_uses_only_the_given_generator() -> None:
    one = digits.draw(5, np.random.default_rng(4))
    two = digits.draw(5, np.random.default_rng(4))
    assert one.shape == (28, 28) and one.dtype == np.uint8
    assert (one == two).all()


def test_two_files_are_equal_byte_for_byte(tmp_path: Path) -> None:
    digits.write(tmp_path / "a.npz", 30, 10)
    digits.write(tmp_path / "b.npz", 30, 10)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_shipped_file_is_what_the_generator_draws(shipped: dict[str, np.ndarray]) -> None:
    for part, seed in (("train", digits.TRAIN_SEED), ("test", digits.TEST_SEED)):
        images, labels = digits.generate(300, seed)
        assert (shipped[f"x_{part}"][:300] == images).all()
        assert (shipped[f"t_{part}"][:300] == labels).all()


def test_shipped_file_has_the_promised_form(shipped: dict[str, np.ndarray]) -> None:
    assert SHIPPED.stat().st_size <= 3_000_000
    assert {key: value.shape for key, value in shipped.items()} == {
        "x_train": (10_000, 28, 28),
        "t_train": (10_000,),
        "x_test": (2_000, 28, 28),
        "t_test": (2_000,),
    }
    assert all(value.dtype == np.uint8 for value in shipped.values())


def test_labels_are_balanced_and_shuffled(shipped: dict[str, np.ndarray]) -> None:
    assert (np.bincount(shipped["t_train"]) == 1_000).all()
    assert (np.bincount(shipped["t_test"]) == 200).all()
    labels = shipped["t_train"].reshape(-1, 10)
    assert len(np.unique(labels, axis=0)) > 900


def test_train_and_test_share_no_image(shipped: dict[str, np.ndarray]) -> None:
    train = {image.tobytes() for image in shipped["x_train"]}
    assert len(train) == 10_000
    assert not any(image.tobytes() in train for image in shipped["x_test"])


def test_ink_and_centre_are_like_mnist(shipped: dict[str, np.ndarray]) -> None:
    ink = shipped["x_train"].astype(np.float64) / 255.0
    total = ink.sum(axis=(1, 2))
    assert total.min() > 15.0 and total.max() < 260.0
    assert 85.0 < total.mean() < 120.0
    assert (ink.max(axis=(1, 2)) > 0.6).all()
    places = np.arange(28)
    row = (ink.sum(axis=2) * places).sum(axis=1) / total
    column = (ink.sum(axis=1) * places).sum(axis=1) / total
    # whole pixels only, and a digit of one side heavy stops at the rim of the image
    assert (np.abs(row - 14.0) <= 0.51).mean() > 0.99
    assert (np.abs(column - 14.0) <= 0.51).mean() > 0.99
    assert np.abs(row - 14.0).max() < 3.0 and np.abs(column - 14.0).max() < 3.0


@pytest.mark.parametrize("digit", range(10))
def test_skeletons_of_a_family_fit_each_other(digit: int) -> None:
    assert len(SKELETONS[digit]) >= 2
    for family in SKELETONS[digit]:
        forms = [parse(text) for _, text in family]
        assert len({(form.runs, form.strokes) for form in forms}) == 1
        assert all(weight > 0 for weight, _ in family)
        for form in forms:
            assert form.points[:, 1].min() >= -10 and form.points[:, 1].max() <= 110


def test_a_simple_reader_learns_from_the_drawn_digits(shipped: dict[str, np.ndarray]) -> None:
    """Nearest mean: fitted to the training images, it reads the test images far above chance."""
    train = shipped["x_train"].reshape(-1, 784) / 255.0
    test = shipped["x_test"].reshape(-1, 784) / 255.0
    means = np.stack([train[shipped["t_train"] == digit].mean(axis=0) for digit in range(10)])
    distance = ((test[:, None, :] - means[None]) ** 2).sum(axis=2)
    assert (distance.argmin(axis=1) == shipped["t_test"]).mean() > 0.65

"""Ensembles: the mean of opinions, and how sure a gain is."""

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ensemble import Gain, ensemble, interval, points, probabilities
from core.following import follow
from core.messages import StudioError
from core.training import Trainer, TrainingConfig, accuracy, scaled
from tests.core.small_data import few_digits

CONFIG = TrainingConfig(hidden=8, batch_size=20, iterations=40, initialization="he", seed=5)


def trained(seed: int):
    trainer = Trainer(few_digits(), replace(CONFIG, seed=seed))
    for _ in trainer.steps():
        pass
    return trainer.network


def test_the_ensemble_is_the_mean_of_what_its_nets_think() -> None:
    data, told = few_digits(), []
    result = follow(ensemble(data, CONFIG, 3), told.append)
    nets = [trained(seed) for seed in result.seeds]
    assert result.seeds == (5, 6, 7)
    assert result.accuracies == tuple(accuracy(net, data.x_test, data.t_test) for net in nets)
    opinions = [probabilities(net, data.x_test) for net in nets]
    for n, share in enumerate(result.grown, start=1):
        mean = np.mean(opinions[:n], axis=0)
        assert share == (mean.argmax(axis=1) == data.t_test).mean()
    assert result.gain.share == pytest.approx(result.ensemble - max(result.accuracies))
    assert result.accuracies[result.best] == max(result.accuracies)
    assert told[-1].done == told[-1].total == 120
    assert [len(each.accuracies) for each in told] == sorted(len(e.accuracies) for e in told)


def test_an_opinion_is_a_distribution() -> None:
    data = few_digits()
    net = trained(0)
    opinion = probabilities(net, data.x_test)
    assert opinion.shape == (len(data.x_test), 10)
    assert np.allclose(opinion.sum(axis=1), 1) and (opinion >= 0).all()
    assert (opinion.argmax(axis=1) == net.predict(scaled(data.x_test)).argmax(axis=1)).all()


@pytest.mark.parametrize("nets", [1, 0, 51])
def test_too_few_or_too_many(nets: int) -> None:
    with pytest.raises(StudioError, match=str(nets)):
        next(ensemble(few_digits(), CONFIG, nets))


def test_a_net_that_diverges_is_named() -> None:
    wild = replace(CONFIG, learning_rate=100.0, weight_decay=1.0, iterations=3000)
    steps = ensemble(few_digits(), wild, 2)
    with pytest.raises(StudioError, match="seed 5"):
        follow(steps, lambda _: None)


# how sure it is

counts = st.integers(0, 12)


@settings(deadline=None)
@given(counts, counts)
def test_the_exact_test_counts_all_ways_in_which_coins_could_fall(more: int, fewer: int) -> None:
    n = min(more + fewer, 12)
    fewer = min(fewer, n)
    gain = Gain(n - fewer, fewer, 1000)
    apart = abs(2 * fewer - n)
    falls = [sum(coins) for coins in itertools.product((0, 1), repeat=n)]
    wanted = sum(abs(2 * heads - n) >= apart for heads in falls) / len(falls)
    assert gain.p == pytest.approx(wanted)


@pytest.mark.parametrize(("b", "c"), [(3000, 2000), (520, 480), (5000, 4999), (900, 0)])
def test_the_exact_test_of_many_images_is_exact(b: int, c: int) -> None:
    ways, tail = 1, 0
    for k in range(min(b, c) + 1):
        tail += ways
        ways = ways * (b + c - k) // (k + 1)  # from k heads to k + 1: a whole number, exactly
    exact = min(1.0, float(Fraction(2 * tail, 2 ** (b + c))))
    assert Gain(b, c, 10_000).p == pytest.approx(exact, rel=1e-9, abs=1e-300)


def test_the_exact_test_of_a_million_images_comes_to_an_end() -> None:
    """Which whole numbers of that size would not."""
    assert Gain(250_000, 250_000, 10**6).p == 1
    assert Gain(251_000, 249_000, 10**6).p == pytest.approx(0.00468, rel=0.01)


@given(counts, counts, st.integers(24, 500))
def test_the_standard_error_is_that_of_paired_differences(b: int, c: int, n: int) -> None:
    differences = np.array([1] * b + [-1] * c + [0] * (n - b - c))
    gain = Gain(b, c, n)
    assert gain.share == pytest.approx(differences.mean())
    assert gain.error == pytest.approx(differences.std() / np.sqrt(n))
    low, high = gain.interval
    assert low <= gain.share <= high


@given(st.integers(1, 5000), st.data())
def test_the_interval_of_an_accuracy_holds_it_and_stays_a_share(n: int, data) -> None:
    share = data.draw(st.integers(0, n)) / n
    low, high = interval(share, n)
    assert -1e-12 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1 + 1e-12


def test_wilsons_interval_is_as_in_the_books() -> None:
    low, high = interval(0.5, 100)
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)


def test_a_gain_says_whether_it_may_be_chance() -> None:
    assert "may be chance" in str(Gain(20, 17, 1000).sentence())
    assert "Hardly chance" in str(Gain(60, 17, 1000).sentence())
    assert points(-0.0123) == "−1.23"


def test_one_net_is_counted_as_one() -> None:
    with pytest.raises(StudioError, match="An ensemble of 1 net will not do"):
        next(ensemble(few_digits(), CONFIG, 1))

"""What is said of a racer's settings at a minimum is true of the step of which it is said."""

from dataclasses import replace

import numpy as np
import pytest

from core.messages import LANGUAGES, Message
from core.surfaces import SURFACES, Racer, custom_surface, descend
from core.surfaces.race.limit import limit_told
from core.surfaces.race.pull import Pull, pull
from core.surfaces.race.verdict import Outcome, verdict

RAVINE = SURFACES["ravine"]


def told(racer: Racer, step: int = 0, steps: int = 400) -> Message:
    found = pull(RAVINE, racer.at(step), (0.0, 0.0))
    assert found is not None
    return limit_told(racer, step, steps, "minimum", found)


def parts(sentence: Message) -> tuple[Message, Message]:
    first, then = sentence.fields["first"], sentence.fields["then"]
    assert isinstance(first, Message) and isinstance(then, Message)
    return first, then


def is_too_hard(racer: Racer, step: int) -> bool:
    found = pull(RAVINE, racer.at(step), (0.0, 0.0))
    assert found is not None
    return found.too_hard or found.at_limit


FALLING = [
    Racer("sgd", {"lr": 1.5}).with_schedule("1/t", k=0.1),
    Racer("sgd", {"lr": 1.5}).with_schedule("step", factor=0.9, every=7),
    Racer("momentum", {"lr": 1.75}).with_annealing(True, every=5),
]


@pytest.mark.parametrize("racer", FALLING)
def test_who_is_beyond_the_limit_now_is_told_when_it_falls_below(racer: Racer) -> None:
    """“Cannot come to rest there” was said of racers that were at the minimum 140 steps later."""
    sentence = told(racer)
    first, then = parts(sentence)
    assert first.key == "arena.racer.beyond_paced" and first.fields["at"] == 1
    assert then.key == "arena.racer.falls"
    at = then.fields["at"]
    assert isinstance(at, int)
    assert all(is_too_hard(racer, step) for step in range(at - 1))
    assert not is_too_hard(racer, at - 1)
    assert float(str(then.fields["rate"])) == pytest.approx(racer.at(at - 1).lr, rel=1e-2)
    for language in LANGUAGES:
        assert str(at) in sentence.text(language)
    path = descend(RAVINE, racer, RAVINE.start, 2000)
    assert verdict(RAVINE, racer, path, "it").outcome is Outcome.ARRIVED
    assert told(racer, at - 1).key == "arena.racer.within_paced"


def test_who_comes_above_its_limit_later_is_told_so() -> None:
    """Nesterov's limit falls as its momentum rises."""
    racer = Racer("nesterov", {"lr": 0.72}).with_annealing(True, every=5)
    then = parts(told(racer))[1]
    assert then.key == "arena.racer.rises"
    at = then.fields["at"]
    assert isinstance(at, int)
    assert [is_too_hard(racer, at - k) for k in (2, 1)] == [False, True]


def test_who_stays_beyond_the_limit_until_the_end_is_told_so() -> None:
    racer = Racer("sgd", {"lr": 1.5}).with_schedule("1/t", k=0.001)
    assert parts(told(racer, steps=60))[1].key == "arena.racer.stays"
    assert all(is_too_hard(racer, step) for step in range(60))


def test_who_keeps_its_settings_is_told_of_no_step() -> None:
    assert told(Racer("sgd", {"lr": 1.5})).key == "arena.racer.beyond"
    assert told(Racer("sgd", {"lr": 0.9})).key == "arena.racer.within"


def test_the_settings_on_the_way_are_those_of_each_step() -> None:
    racer = Racer("nesterov", {"lr": 0.7}).with_annealing(True).with_schedule("cosine")
    for step, rule in racer.along(range(3, 30)):
        assert rule.lr == racer.at(step).lr and rule.stability == racer.at(step).stability
    assert replace(racer, schedule="constant").at(9).lr == 0.7


def test_a_product_is_at_the_limit_but_for_rounding() -> None:
    assert Pull(2.0, 1.0 + 1e-9, 2.0).at_limit and not Pull(2.0, 1.0001, 2.0).at_limit


@pytest.mark.parametrize(
    ("text", "start", "lr"),
    [("x**2 / 20 + y**2", (-7.0, 2.0), 1.0), ("(x - y)**2", (3.0, 1.0), 0.5)],
)
def test_exactly_at_the_limit_nobody_is_told_that_only_above_it_there_is_no_rest(
    text: str, start: tuple[float, float], lr: float
) -> None:
    surface, racer = custom_surface(text), Racer("sgd", {"lr": lr})
    path = descend(surface, racer, start, 100)
    assert path.points[-1] == pytest.approx(path.points[-3], abs=1e-2)  # it swings as wide as ever
    assert np.hypot(*(path.points[-1] - path.points[-2])) > 1
    found = verdict(surface, racer, path, "it")
    assert found.message.key == "arena.verdict.swinging_limit"
    assert found.message.fields["product"] == "2"
    here = pull(surface, racer.at(0), (0.0, 0.0))
    assert here is not None and here.at_limit
    for language in LANGUAGES:
        assert limit_told(racer, 0, 100, "minimum", here).text(language)
    assert limit_told(racer, 0, 100, "minimum", here).key == "arena.racer.limit"
    paced = limit_told(racer.with_schedule("1/t"), 0, 100, "minimum", here)
    assert parts(paced)[0].key == "arena.racer.limit_paced"

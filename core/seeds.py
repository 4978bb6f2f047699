"""New seeds, chosen by nobody."""

from random import SystemRandom

SEEDS = 10_000  # a seed is short enough to be read out in class


def another_seed(seed: int) -> int:
    """Any other seed."""
    return next(each for each in SystemRandom().sample(range(SEEDS), 2) if each != seed)

"""How sure a gain is.

A gain is a difference between two readings of the *same* images, so its uncertainty counts only
the images on which the two disagree: with b that the ensemble alone reads correctly and c that the
single net alone does, of n images,

    gain = (b − c) / n,   standard error = √(b + c − (b − c)²/n) / n,

and the exact test of McNemar (1947) tells how often b and c would lie as far apart by chance.
"""

import math
from dataclasses import dataclass

from core.format import MINUS, number
from core.messages import Message

_NORMAL_95 = 1.96  # standard errors on either side that hold 95 % of a normal distribution
_EPSILON = 1e-17  # a share of a sum that does not change it
_SURE = 0.05  # below it, a difference is not put down to chance


@dataclass(frozen=True)
class Gain:
    """What one reading of some images has over another. `p` is the chance of such a difference, or
    a larger one, between readings that are equally good."""

    only_ensemble: int  # images that the ensemble alone reads correctly
    only_single: int
    images: int

    @property
    def share(self) -> float:
        return (self.only_ensemble - self.only_single) / self.images

    @property
    def error(self) -> float:
        """The standard error of `share`."""
        b, c, n = self.only_ensemble, self.only_single, self.images
        return math.sqrt(max(b + c - (b - c) ** 2 / n, 0.0)) / n

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true gain lies with 95 % confidence."""
        return self.share - _NORMAL_95 * self.error, self.share + _NORMAL_95 * self.error

    @property
    def p(self) -> float:
        """McNemar's exact test: two-sided, binomial with one half."""
        b, c = self.only_ensemble, self.only_single
        return min(1.0, 2 * _at_most(min(b, c), b + c))

    def sentence(self) -> Message:
        """What it means, in percentage points."""
        verdict = "sure" if self.p < _SURE else "chance"
        low, high = self.interval
        return Message(
            f"lab_ensemble.gain.{verdict}",
            {
                "gain": points(self.share),
                "low": points(low),
                "high": points(high),
                "more": self.only_ensemble,
                "fewer": self.only_single,
                "p": number(self.p, 2),
            },
        )


def _at_most(most: int, n: int) -> float:
    """The chance of at most so many heads in n tosses. From the largest term down, each from the
    one before, until they count no more: the binomial coefficients have thousands of digits."""
    logarithm = math.lgamma(n + 1) - math.lgamma(most + 1) - math.lgamma(n - most + 1)
    term = total = math.exp(logarithm - n * math.log(2))
    for k in range(most, 0, -1):
        term *= k / (n - k + 1)
        total += term
        if term < total * _EPSILON:
            break
    return total


def points(share: float) -> str:
    """Percentage points with their sign: +0.35"""
    return f"{100 * share:+.2f}".replace("-", MINUS)


def interval(accuracy: float, images: int) -> tuple[float, float]:
    """The 95 % interval of an accuracy that was measured on so many images.

    Wilson's, which stays between 0 and 1 (E. B. Wilson, 1927).
    """
    z = _NORMAL_95
    middle = (accuracy + z * z / (2 * images)) / (1 + z * z / images)
    spread = accuracy * (1 - accuracy) / images + z * z / (4 * images * images)
    half = z * math.sqrt(spread) / (1 + z * z / images)
    return middle - half, middle + half

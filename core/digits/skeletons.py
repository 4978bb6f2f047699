"""The skeletons: how people write the ten digits, drawn by hand as coordinates.

A skeleton is a line of text. Its points are `x,y` with x to the right and y downwards, upright
and about 100 units tall; the pen runs through them in a smooth curve. A star after a point makes
a sharp corner there, and a slash lifts the pen before the next stroke. The number in front says
how often this way of writing is used, relative to the other ways of the same digit.

The skeletons between one pair of square brackets are a family: they have the same number of
points, with corners and pen lifts at the same places, so that the generator can also draw what
lies between two of them.
"""

from __future__ import annotations

from core.digits.skeletons_high import HIGH
from core.digits.skeletons_low import LOW

SKELETONS = LOW | HIGH

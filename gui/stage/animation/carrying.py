"""From one picture of a layout to the same place of another one.

A view that shows all of a graph is filled by it before a change and after it. So what comes or goes
meanwhile is carried along as the whole is: on the screen it stays about where it is, inside.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gui.stage.animation.drawing import Picture, Points, Shown
from gui.stage.layout.curves import Point

Box = NDArray[np.float64]  # [[left, top], [right, bottom]]


@dataclass(frozen=True)
class Carrier:
    """Takes what stands somewhere in the box `here` to the same place in the box `there`."""

    here: Box
    there: Box

    @property
    def shrinks(self) -> float:
        """So many times as large is what is carried, at most 1, so that it fits in there."""
        return float(min(1.0, *self._scale))

    def node(self, shown: Shown) -> Shown:
        """A node, where it is taken to."""
        x, y = self.points(np.array(shown.at)).tolist()
        return replace(shown, at=(x, y), size=shown.size * self.shrinks)

    def shift(self, at: Point) -> Points:
        """How far a point is taken."""
        return self.points(np.array(at)) - at

    def points(self, points: Points) -> Points:
        """Points, one a row, where they are taken to."""
        moved: Points = self.there[0] + (points - self.here[0]) * self._scale
        return moved

    @property
    def _scale(self) -> Points:
        sizes = np.maximum(self.here[1] - self.here[0], 1.0), self.there[1] - self.there[0]
        return np.maximum(sizes[1], 1.0) / sizes[0]


def box_of(picture: Picture) -> Box:
    """The room of all nodes of a picture; a point if there are none."""
    rooms = [item.room.translated(*shown.at) for item, shown in picture.nodes.values()]
    if not rooms:
        return np.zeros((2, 2))
    low = np.min([room.topLeft().toTuple() for room in rooms], axis=0)
    high = np.max([room.bottomRight().toTuple() for room in rooms], axis=0)
    return np.array([low, high])

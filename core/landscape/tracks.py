"""The recorded paths as they are seen in a plane, with the true loss beside the plane's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.landscape.plane import Kind, Plane
from core.landscape.plane_loss import PlaneLoss
from core.landscape.recording import Recording
from core.surfaces.functions.surface import Range

_ROOM = 0.12  # of the paths' extent, around them
_UNIT = 1.0  # a step of 1 along a filter-normalised direction is as large as the filters


@dataclass(frozen=True, eq=False)
class Track:
    """points: (n, 2), the nearest points of the plane. losses: (n,), the true losses at the
    recorded points. plane_losses: (n,), the losses at their images in the plane. ended_at: the
    step at which training diverged. lost: it did, or was thrown far up."""

    points: Array
    losses: Array
    plane_losses: Array
    ended_at: int | None = None
    lost: bool = False


def tracks(recording: Recording, losses: PlaneLoss) -> dict[str, Track]:
    """Every path that was recorded."""
    found: dict[str, Track] = {}
    for i, id in enumerate(recording.ids):
        rows = slice(0, recording.length(i))
        points = losses.plane.project(recording.points[i, rows])
        on_plane = np.array([losses.at(*point) for point in points])
        true = recording.losses[i, rows]
        found[id] = Track(points, true, on_plane, recording.ended_at[i], recording.lost[i])
    return found


def area_of(tracks: Mapping[str, Track], plane: Plane) -> tuple[Range, Range]:
    """The part of the plane in which the paths lie that are not lost, and a little more."""
    sound = [t.points for t in tracks.values() if not t.lost]
    points = np.concatenate(sound or [t.points for t in tracks.values()])
    if plane.kind is Kind.RANDOM:
        points = np.concatenate([points, [[-_UNIT, -_UNIT], [_UNIT, _UNIT]]])
    low, high = points.min(axis=0), points.max(axis=0)
    room = _ROOM * max(float((high - low).max()), 1e-6)
    (left, bottom), (right, top) = low - room, high + room
    return (float(left), float(right)), (float(bottom), float(top))


def landscape_csv(steps: Iterable[int], tracks: Mapping[str, Track]) -> str:
    """Every recorded point: who, step, place in the plane, true loss, loss of the plane there."""
    steps = tuple(steps)
    lines = ["racer,step,x,y,loss,plane_loss"]
    for id, track in tracks.items():
        rows = np.column_stack([track.points, track.losses, track.plane_losses])
        lines += [
            f"{id},{step}," + ",".join(repr(float(each)) for each in row)
            for step, row in zip(steps[: len(rows)], rows, strict=True)
        ]
    return "\n".join(lines) + "\n"

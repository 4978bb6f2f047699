"""What the worker does for the landscape, and the mailbox in which the window looks for it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from core.datasets import Dataset
from core.landscape import (
    Kind,
    LossGrid,
    Plan,
    Plane,
    PlaneLoss,
    Recorded,
    Recording,
    Track,
    area_of,
    filter_normalised,
    principal,
    record,
    tracks,
)
from core.messages import Message
from core.surfaces.functions.surface import Range

Loader = Callable[[], Dataset]


@dataclass(frozen=True, eq=False)
class Recordings:
    """A recording, what the images are called, and the fingerprint by which they are known."""

    recording: Recording
    dataset: Message | str
    fingerprint: str


@dataclass(frozen=True, eq=False)
class Seen:
    """What was found, as it is seen in one plane."""

    found: Recordings
    seed: int
    plane: Plane
    losses: PlaneLoss
    tracks: dict[str, Track]
    area: tuple[Range, Range]

    @property
    def recording(self) -> Recording:
        return self.found.recording


def recording(load: Loader, plan: Plan) -> Generator[Recorded, None, Recordings]:
    """Load the images, and train."""
    data = load()
    found = yield from record(data, plan)
    return Recordings(found, data.name, data.fingerprint)


def looking(found: Recordings, kind: Kind, seed: int) -> Generator[float, None, Seen]:
    """Find the plane, and project the paths into it; yields how far it is."""
    recording = found.recording
    if kind is Kind.PRINCIPAL:
        plane = yield from principal(recording)
    else:
        yield 0.0
        plane = filter_normalised(recording, seed)
    yield 1.0
    losses = PlaneLoss(recording, plane)
    seen = tracks(recording, losses)
    return Seen(found, seed, plane, losses, seen, area_of(seen, plane))


class Progress(NamedTuple):
    """Some of it: points of a recording, how far the way to a plane is, a finer picture."""

    recorded: list[Recorded]
    share: float | None
    loss_grid: LossGrid | None


class Mailbox:
    """Written in the worker's thread, emptied in the window's."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._recorded: list[Recorded] = []
        self._share: float | None = None
        self._loss_grid: LossGrid | None = None

    def put(self, item: object) -> None:
        with self._lock:
            if isinstance(item, Recorded):
                self._recorded.append(item)
            elif isinstance(item, float):
                self._share = item
            elif isinstance(item, LossGrid):
                self._loss_grid = item  # only the newest picture counts

    def take(self) -> list[Progress]:
        """What has come in since it was asked last, if anything has."""
        with self._lock:
            found = Progress(self._recorded, self._share, self._loss_grid)
            self._recorded, self._share, self._loss_grid = [], None, None
        return [found] if found != Progress([], None, None) else []

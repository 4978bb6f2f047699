"""The loss landscape of a real network: a training run seen in a plane through its parameters.

    recording = finish(record(data, Plan.usual()))         # several optimizers, same start
    plane = finish(principal(recording))                   # or filter_normalised(recording, seed)
    losses = PlaneLoss(recording, plane)                   # the loss anywhere in the plane
    for grid in filling(losses, x_range, y_range): ...   # on a grid, coarse to fine

Every step of this is a generator, so that a window can show how far it is and leave it.
"""

from core.following import finish
from core.landscape.directions import filter_normalised, principal
from core.landscape.filling import SIDE, filling
from core.landscape.loss_grid import LossGrid
from core.landscape.plan import POINTS, SEEDS, STEPS, Plan
from core.landscape.plane import Kind, Plane
from core.landscape.plane_loss import PlaneLoss
from core.landscape.recording import Recorded, Recording, record
from core.landscape.tracks import Track, area_of, landscape_csv, tracks

__all__ = [
    "POINTS",
    "SEEDS",
    "SIDE",
    "STEPS",
    "Kind",
    "LossGrid",
    "Plan",
    "Plane",
    "PlaneLoss",
    "Recorded",
    "Recording",
    "Track",
    "area_of",
    "filling",
    "filter_normalised",
    "finish",
    "landscape_csv",
    "principal",
    "record",
    "tracks",
]

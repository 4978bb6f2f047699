"""Two directions to look along: where the paths go, or anywhere.

Principal components of the paths: Lorch, "Visualizing deep network training trajectories with
PCA" (ICML workshop 2016), and Li, Xu, Taylor, Studer, Goldstein, "Visualizing the loss landscape of
neural nets" (NeurIPS 2018), section 7.2. Random directions, filter-normalised: the same, section 4.
"""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from core.engine import Array
from core.landscape.plane import Kind, Plane, explained
from core.landscape.recording import Recording
from core.messages import StudioError

_BLOCK = 4096  # parameters at a time
_FLAT = 1e-12  # of the first component's variance: below it there is no second one


def principal(recording: Recording) -> Generator[float, None, Plane]:
    """The plane of the first two principal components of all recorded points; yields how far it is.

    The centre is the mean m of the points. With the centred points as rows of A (n, P), the
    components are the right singular vectors of A. P is far larger than n, so they are found from
    the small Gram matrix A Aᵀ = U Λ Uᵀ: d = Aᵀ u / √λ, and λ / Σ λ is the variance it explains.

    Raises:
        StudioError: the paths hardly move, or move along a line.
    """
    points = recording.points[recording.sound]
    count, size = points.shape
    mean = np.zeros(size)
    gram = np.zeros((count, count))
    for at in range(0, size, _BLOCK):
        part = points[:, at : at + _BLOCK].astype(float)
        mean[at : at + _BLOCK] = part.mean(axis=0)
        part -= mean[at : at + _BLOCK]
        gram += part @ part.T
        yield at / size
    values, vectors = np.linalg.eigh(gram)
    first, second = values[-1], values[-2] if count > 1 else 0.0
    if not second > _FLAT * first or not np.isfinite(first):
        raise StudioError("landscape.error.flat")
    chosen = _oriented(vectors[:, [-1, -2]] * np.sqrt([first, second]), recording)
    weights = chosen / [first, second]  # d = Aᵀ u / √λ, with u √λ in `chosen`
    directions = np.empty((2, size), np.float32)
    for at in range(0, size, _BLOCK):
        part = points[:, at : at + _BLOCK] - mean[at : at + _BLOCK]
        directions[:, at : at + _BLOCK] = weights.T @ part
    total = float(np.trace(gram))
    shares = float(first) / total, float(second) / total
    centre = mean.astype(np.float32)
    return Plane(Kind.PRINCIPAL, centre, directions, sum(shares), shares)


def _oriented(coordinates: Array, recording: Recording) -> Array:
    """The sign of a component is chance: the paths go to the right, and most of them up."""
    starts = coordinates[np.flatnonzero(_is_start(recording)[recording.sound])]
    turns = np.where(starts.mean(axis=0) > 0, -1.0, 1.0)
    turned: Array = coordinates * turns
    return turned


def _is_start(recording: Recording) -> Array:
    first = np.zeros(recording.losses.shape, bool)
    first[:, 0] = True
    return first


def filter_normalised(recording: Recording, seed: int) -> Plane:
    """A plane of two random directions through the best point that the recording ends at.

    Each direction is drawn from a normal distribution, then scaled filter by filter so that a
    step of 1 along it changes each filter by as much as the filter is large:
    d_j ← d_j / ‖d_j‖ · ‖θ_j‖ (Li et al. 2018, equation 1). In a layer Y = X·W + b a filter is what
    leads into one unit: a column of W. Biases stay as they are, as in the authors' own code.
    """
    rng = np.random.default_rng(seed)
    centre = recording.points[best(recording)].copy()
    directions = np.stack([_direction(centre, recording, rng) for _ in range(2)])
    plane = Plane(Kind.RANDOM, centre, directions, 0.0)
    return replace(plane, explained=explained(recording, plane))


def best(recording: Recording) -> tuple[int, int]:
    """Whose last point lies lowest, and which point that is."""
    ends = [(i, recording.length(i) - 1) for i in range(len(recording.ids))]
    sound = [(i, k) for i, k in ends if recording.sound[i, k]] or [(0, 0)]
    return min(sound, key=lambda end: float(np.nan_to_num(recording.losses[end], nan=np.inf)))


def _direction(centre: Array, recording: Recording, rng: np.random.Generator) -> Array:
    vector = recording.layout.zeros()
    here = recording.layout.split(centre)
    for name, part in recording.layout.split(vector).items():
        if part.ndim == 2:
            drawn = rng.standard_normal(part.shape)
            lengths = np.linalg.norm(drawn, axis=0)
            part[...] = drawn / lengths * np.linalg.norm(here[name].astype(float), axis=0)
    return vector

"""How long the loss landscape of the MNIST net takes, on one BLAS thread. Run it by hand:

    python tests/benchmarks/bench_landscape.py

Prints the seconds to record the usual plan, to find the plane, to compute 51 × 51 points on 1 000
images, and to the first picture; then how many times faster a point is than a plain evaluation of
the net, which is the figure that holds on any machine. `BACKPROP_STUDIO_DATA` names the images.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from threadpoolctl import threadpool_limits

from core.datasets import load
from core.landscape import (
    SIDE,
    Plan,
    PlaneLoss,
    area_of,
    filling,
    finish,
    principal,
    record,
    tracks,
)

ROUNDS = 200


def timed(work) -> tuple[float, object]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main() -> None:
    data = load()
    seconds, recording = timed(lambda: finish(record(data, Plan.usual())))
    megabytes = recording.points.nbytes / 1e6
    print(f"record {len(recording.ids)} runs of {recording.plan.steps} steps: {seconds:.2f} s")
    print(f"  {recording.points.shape[1]} points of each path kept, {megabytes:.0f} MB")
    seconds, plane = timed(lambda: finish(principal(recording)))
    print(f"principal components: {seconds:.2f} s, {100 * plane.explained:.1f} % explained")
    seconds, losses = timed(lambda: PlaneLoss(recording, plane))
    print(f"three products of the first layer: {1000 * seconds:.1f} ms")
    seconds, paths = timed(lambda: tracks(recording, losses))
    print(f"paths projected, and the plane's loss along them: {1000 * seconds:.0f} ms")
    area = area_of(paths, plane)
    start, first = time.perf_counter(), 0.0
    for loss_grid in filling(losses, *area):
        if loss_grid is not None and not first:
            first = time.perf_counter() - start
    whole = time.perf_counter() - start
    print(f"{SIDE} × {SIDE} points on {len(recording.images)} images: {whole:.2f} s", end="")
    print(f"; the first picture after {1000 * first:.0f} ms")
    spots = np.random.default_rng(0).uniform(-5, 5, (ROUNDS, 2))
    network = recording.network

    def plain() -> None:
        for spot in spots:
            network.params.update(recording.layout.split(plane.at(*spot)))
            network.loss(recording.images, recording.labels)

    slow, _ = timed(plain)
    quick, _ = timed(lambda: [losses.at(*spot) for spot in spots])
    print(f"a point is {slow / quick:.1f} × as fast as a plain evaluation of the net")


if __name__ == "__main__":
    with threadpool_limits(limits=1, user_api="blas"):
        main()

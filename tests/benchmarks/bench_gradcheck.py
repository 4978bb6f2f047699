"""How long the full gradient check of 784-50-10 takes at batch 100, one number after the other and
evaluating only what changes. Run: `python tests/benchmarks/bench_gradcheck.py`

The honest check takes a minute, so a round of it takes some numbers of each parameter, in the
proportions of all, and counts up. Both take turns in one process with one BLAS thread: the ratio
means something, the seconds are those of this machine at this moment. The images are the real ones
where BACKPROP_STUDIO_DATA names them, else the drawn digits; `--dense` has no black pixel, of which
the clever check makes use.
"""

import argparse
import statistics
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it runs from a clone

from core.datasets import load
from core.gradcheck import CheckReport, check
from core.network import ACTIVATIONS, PARAMETERS, TwoLayerNet

BATCH, SHARE = 100, 100  # images; one of so many numbers is pushed honestly
TARGET = 1.5  # seconds for the full check


def report(net: TwoLayerNet, x, t, method: str, only=None) -> CheckReport:
    progress = check(net.graph, net.leaves(x, t), PARAMETERS, method, only)
    while True:
        try:
            next(progress)
        except StopIteration as end:
            return end.value


def seconds(net: TwoLayerNet, x, t) -> tuple[float, float, float]:
    """Of the full check: honest, fast; and of one backpropagation."""
    some = {name: np.arange(0, value.size, SHARE) for name, value in net.params.items()}
    sample = report(net, x, t, "one_by_one", some)
    quick = report(net, x, t, "incremental")
    honest = sample.numerical_seconds * quick.count / sample.count
    return honest, quick.numerical_seconds, quick.backprop_seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dense", action="store_true", help="images without a black pixel")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    data = load()
    x, t = data.x_train[:BATCH] / 255, data.t_train[:BATCH]
    x = rng.uniform(0.1, 1.0, x.shape) if options.dense else x
    print(f"{'':10}{'honest s':>10}{'fast s':>9}{'ratio':>8}{'of backprop':>14}")
    with threadpool_limits(1, "blas"):
        for activation in ACTIVATIONS:
            net = TwoLayerNet(x.shape[1], 50, 10, 0.01, activation, rng)
            rounds = [seconds(net, x, t) for _ in range(options.rounds)]
            honest, quick, _ = map(statistics.median, zip(*rounds, strict=True))
            ratio = statistics.median(a / b for a, b, _ in rounds)
            factor = statistics.median(a / c for a, _, c in rounds)
            print(f"{activation:10}{honest:10.1f}{quick:9.2f}{ratio:7.0f}×{factor:13.0f}×")
    print(f"The target for the fast one is {TARGET} s.")


if __name__ == "__main__":
    main()

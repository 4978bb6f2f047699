"""How fast training is, against other loops. Run: `python tests/benchmarks/bench_training.py`

Only the ratios mean something: all contestants take turns in short rounds, in one process with
one BLAS thread, so that a busy machine slows them alike; and what counts is the time in which the
thread had a core, where the system can tell. The data are random bytes in the shape of MNIST, or
the real ones where BACKPROP_STUDIO_DATA names them.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it runs from a clone

import by_hand

from core.datasets import ENVIRONMENT, Dataset, load
from core.training import Trainer, TrainingConfig

try:
    import torch
except ImportError:
    torch = None

PRECISE = time.get_clock_info("thread_time").resolution < 1e-6
clock = time.thread_time if PRECISE else time.perf_counter

HIDDEN, CLASSES, BATCH, RATE = 50, 10, 100, 0.1
TARGETS = {"tutorial": 3.4, "torch": 1.8, "products": 0.75}
NAMES = {
    "studio": "Backprop Studio",
    "tutorial": "the tutorials' loop",
    "torch": "PyTorch, eager, CPU",
    "products": "matrix products alone",
    "gathered": "… on gathered batches",
    "preallocated": "by hand, preallocated",
    "rules": "by hand, our rules",
}
CONFIG = TrainingConfig(HIDDEN, batch_size=BATCH, learning_rate=RATE, iterations=10_000_000)


def studio(data: Dataset) -> Callable[[], None]:
    """A step of our trainer, as the window and the command line run it."""
    steps = Trainer(data, CONFIG).steps()
    next(steps)  # measures the accuracy before training
    return lambda: next(steps)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return dx


class Relu:
    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        x = x - np.max(x, axis=-1, keepdims=True)
        self.y = np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)
        labels = t.argmax(axis=1)
        return -np.sum(np.log(self.y[np.arange(len(self.y)), labels] + 1e-7)) / len(self.y)

    def backward(self, dout=1):
        return (self.y - self.t) / self.t.shape[0]


def tutorial(data: Dataset) -> Callable[[], None]:
    """The loop of *Deep Learning from Scratch*, ch. 5.7: float64 parameters, one-hot labels,
    a gradient for the images too, and the loss computed a second time to be recorded."""
    x_train = data.x_train.astype(np.float32) / 255
    t_train = np.eye(CLASSES)[data.t_train]
    params = {
        "W1": 0.01 * np.random.randn(784, HIDDEN),
        "b1": np.zeros(HIDDEN),
        "W2": 0.01 * np.random.randn(HIDDEN, CLASSES),
        "b2": np.zeros(CLASSES),
    }
    layers = [
        Affine(params["W1"], params["b1"]),
        Relu(),
        Affine(params["W2"], params["b2"]),
    ]
    last, losses = SoftmaxWithLoss(), []

    def loss(x, t):
        for layer in layers:
            x = layer.forward(x)
        return last.forward(x, t)

    def step():
        batch = np.random.choice(len(x_train), BATCH)
        x, t = x_train[batch], t_train[batch]
        loss(x, t)
        dout = last.backward(1)
        for layer in reversed(layers):
            dout = layer.backward(dout)
        first, _, second = layers
        grads = {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}
        for key in ("W1", "b1", "W2", "b2"):
            params[key] -= RATE * grads[key]
        losses.append(loss(x, t))

    return step


def pytorch(data: Dataset) -> Callable[[], None]:
    """The loop of the PyTorch tutorials, the data in memory as float32."""
    torch.set_num_threads(1)
    images = torch.tensor(data.x_train).float() / 255
    labels = torch.tensor(data.t_train).long()
    model = torch.nn.Sequential(
        torch.nn.Linear(784, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, CLASSES)
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    criterion, losses = torch.nn.CrossEntropyLoss(), []

    def step():
        batch = torch.randint(len(images), (BATCH,))
        loss = criterion(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    return step


def products(data: Dataset) -> Callable[[], None]:
    """The five matrix products that a step cannot do without, in float32, on one batch."""
    rng = np.random.default_rng(0)
    x, w1, a1, w2, a2 = (
        rng.standard_normal(shape, np.float32)
        for shape in [(BATCH, 784), (784, HIDDEN), (BATCH, HIDDEN), (HIDDEN, CLASSES), (BATCH, 10)]
    )

    def step():
        x @ w1
        a1 @ w2
        a2 @ w2.T
        a1.T @ a2
        x.T @ a1

    return step


def gathered(data: Dataset) -> Callable[[], None]:
    """The same products, the large ones each time on another batch that was just drawn, gathered
    and scaled: a step cannot do without that either, and it takes the operands from the cache."""
    rng = np.random.default_rng(0)
    w1, a1, w2, a2 = (
        rng.standard_normal(shape, np.float32)
        for shape in [(784, HIDDEN), (BATCH, HIDDEN), (HIDDEN, CLASSES), (BATCH, CLASSES)]
    )

    def step():
        x = data.x_train[rng.integers(len(data.x_train), size=BATCH)].astype(np.float32)
        x *= np.float32(1 / 255)
        x @ w1
        a1 @ w2
        a2 @ w2.T
        a1.T @ a2
        x.T @ a1

    return step


def random_data() -> Dataset:
    rng = np.random.default_rng(0)

    def images(n: int) -> np.ndarray:
        return rng.integers(0, 256, (n, 784), dtype=np.uint8)

    def labels(n: int) -> np.ndarray:
        return rng.integers(0, CLASSES, n, dtype=np.uint8)

    return Dataset("random", images(60_000), labels(60_000), images(100), labels(100))


def seconds(step: Callable[[], None], steps: int) -> float:
    """Time of one step, measured over a round of them."""
    start = clock()
    for _ in range(steps):
        step()
    return (clock() - start) / steps


def measure(contestants: dict[str, Callable[[], None]], rounds: int, steps: int):
    """By name: the times of a step, one from each round. Every round begins with another."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    for name in order:
        seconds(contestants[name], steps)  # warm up
    for _ in range(rounds):
        for name in order:
            times[name].append(seconds(contestants[name], steps))
        order = order[1:] + order[:1]
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--steps", type=int, default=50, help="steps in a round")
    options = parser.parse_args()
    data = load() if os.environ.get(ENVIRONMENT) else random_data()
    makers = {
        "studio": studio,
        "tutorial": tutorial,
        "torch": pytorch,
        "products": products,
        "gathered": gathered,
        "preallocated": lambda data: by_hand.preallocated(data, CONFIG),
        "rules": lambda data: by_hand.rules(data, CONFIG),
    }
    if torch is None:
        del makers["torch"]
    with threadpool_limits(1, "blas"):
        contestants = {name: make(data) for name, make in makers.items()}
        times = measure(contestants, options.rounds, options.steps)
    sys.stdout.write(table(times))


def table(times: dict[str, list[float]]) -> str:
    """The median step of each; how many steps ours takes in the time of one of theirs; and which
    share of each one's time the bare products are, which no loop can bring to 1."""
    lines = [f"{'':24}{'steps/s':>9}{'studio is':>12}{'target':>9}{'products':>11}"]
    for name, measured in times.items():
        line = f"{NAMES[name]:24}{1 / statistics.median(measured):9.0f}"
        line += f"{ratio(measured, times['studio']):11.2f}×" if name != "studio" else " " * 12
        line += f"{TARGETS[name]:8.2f}×" if name in TARGETS else " " * 9
        lines.append(line + f"{ratio(times['products'], measured):11.2f}")
    return "\n".join(lines) + "\n"


def ratio(some: list[float], others: list[float]) -> float:
    """The median of the ratios, round by round."""
    return statistics.median(a / b for a, b in zip(some, others, strict=True))


if __name__ == "__main__":
    main()

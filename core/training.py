"""Training as a generator: each step yields what happened, and waits to be asked for the next.

There is no thread and no clock in here. The window's worker, the command line and the tests
run the same generator; pausing is not asking, stopping is closing it. One seed gives one run,
to the bit. Images stay uint8 and are scaled to 0 … 1 batch by batch.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from threading import Event

import numpy as np

from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.engine import Array, Tape
from core.graph import Graph
from core.messages import Message, StudioError
from core.network import ACTIVATIONS, TwoLayerNet
from core.optimizers import make as make_optimizer
from core.schedules import make as make_schedule
from core.trace import Trace, run

OBSERVE_EVERY = 50  # steps between measurements of norms and ratios, which cost a copy each
EVALUATE_EVERY = 50  # steps, at least, between measurements of the accuracy: each reads every image
EVALUATION_BATCH = 2000  # images a forward pass while measuring accuracy: bounds the memory
TRAIN_SAMPLE = 10_000  # training images in the accuracy that is measured while training
PIXEL = np.float32(1 / 255)


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that a run depends on, beside its data. The defaults are the tutorial's run."""

    hidden: int = 50
    activation: str = "relu"
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    schedule: str = "constant"
    batch_size: int = 100
    iterations: int = 20_000
    seed: int = 0
    weight_init_std: float = 0.01

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value, label = getattr(self, name), Message(f"network.setting.{name}")
            fields = {"setting": label, "value": value, "low": low, "high": high}
            if name in WHOLE and (isinstance(value, bool) or not isinstance(value, Integral)):
                raise StudioError("network.error.whole", **fields)
            if not low <= value <= high:
                raise StudioError("network.error.range", **fields)
        if self.activation not in ACTIVATIONS:
            raise StudioError(
                "network.error.activation", given=self.activation, known=", ".join(ACTIVATIONS)
            )
        make_optimizer(self.optimizer, self.learning_rate)
        make_schedule(self.schedule, self.learning_rate)


LIMITS: dict[str, tuple[float, float]] = {
    "hidden": (1, 1000),
    "batch_size": (1, 10_000),
    "iterations": (1, 10_000_000),
    "seed": (0, 2**32 - 1),
    "weight_init_std": (0.0, 10.0),
}
WHOLE = frozenset({"hidden", "batch_size", "iterations", "seed"})  # counts: 50.5 or True is none


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of images read correctly. `train` is measured on the first 10 000 of them."""

    train: float
    test: float


@dataclass(frozen=True)
class Snapshot:
    """One training step, to be replayed: the graph and copies of all its leaves.

    The parameters are those before the update, so that a trace of it shows the very numbers
    of that step.
    """

    graph: Graph
    leaves: dict[str, Array]
    iteration: int
    loss: float

    @cached_property
    def trace(self) -> Trace:
        """The step, run again and written down event by event."""
        return run(self.graph, self.leaves)


@dataclass(frozen=True)
class Observation:
    """Measured now and then, by parameter name.

    gradient_norms: ‖∂L/∂W‖. update_ratios: ‖ΔW‖ / ‖W‖, about 1e-3 in a healthy run (CS231n).
    dead_units: how many ReLUs were 0 for the whole batch; None for tanh and sigmoid, whose
        units do not die but saturate.
    """

    gradient_norms: dict[str, float]
    update_ratios: dict[str, float]
    dead_units: int | None


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one iteration did. `diverged` means that the loss is no longer a number; the
    parameters were not updated by this step, no further step follows, and the step carries a
    snapshot, for it is the one to look at."""

    iteration: int
    loss: float
    learning_rate: float
    accuracy: Accuracy | None = None
    observation: Observation | None = None
    snapshot: Snapshot | None = None
    diverged: bool = False


class Trainer:
    """Trains a `TwoLayerNet` on a data set, one mini-batch a step.

    Batches are drawn with replacement, as in the tutorials. The initial weights and the batches
    come from two generators of the same seed, so that rivals with other networks still see the
    same batches.
    """

    def __init__(self, data: Dataset, config: TrainingConfig) -> None:
        weights, self._batches = np.random.default_rng(config.seed).spawn(2)
        self.data = data
        self.config = config
        self.network = TwoLayerNet(
            data.x_train.shape[1],
            config.hidden,
            CLASSES,
            config.weight_init_std,
            config.activation,
            rng=weights,
            dtype=np.float32,
        )
        self.optimizer = make_optimizer(config.optimizer, config.learning_rate)
        self.schedule = make_schedule(config.schedule, config.learning_rate)
        self.iteration = 0
        self._snapshot_wanted = Event()

    @property
    def iterations_per_epoch(self) -> int:
        return max(len(self.data.x_train) // self.config.batch_size, 1)

    @property
    def evaluation_interval(self) -> int:
        """Steps between measurements of the accuracy: an epoch, or as many whole epochs as make
        up `EVALUATE_EVERY` steps. With batches as large as the data an epoch is a single step."""
        a_turn = self.iterations_per_epoch
        return a_turn * math.ceil(EVALUATE_EVERY / a_turn)

    def request_snapshot(self) -> None:
        """Let the next step carry a `Snapshot` of itself. May be called from another thread."""
        self._snapshot_wanted.set()

    def steps(self) -> Iterator[StepResult]:
        """Train until `config.iterations`, or until the run diverges."""
        while self.iteration < self.config.iterations:
            with np.errstate(all="ignore"):  # overflow is reported as divergence
                result = self._step()
            self.iteration += 1
            yield result
            if result.diverged:
                return

    def _step(self) -> StepResult:
        rate = self.optimizer.lr = self.schedule(self.iteration)
        x, t = self._batch()
        wanted = self._snapshot_wanted.is_set()
        if wanted:  # a request that comes in between is met by this very step
            self._snapshot_wanted.clear()
        watched = wanted or self.iteration % OBSERVE_EVERY == 0
        before = self._parameters() if watched else {}
        tape, gradients = self.network.backpropagate(x, t)
        loss = float(tape.values["L"])
        if not math.isfinite(loss):  # nothing is updated: the parameters are those of the step
            last = self._snapshot(x, t, self._parameters(), loss)
            return StepResult(self.iteration, loss, rate, snapshot=last, diverged=True)
        snapshot = self._snapshot(x, t, before, loss) if wanted else None
        self.optimizer.update(self.network.params, gradients)
        observation = self._observe(before, gradients, tape) if watched else None
        return StepResult(self.iteration, loss, rate, self._epoch_accuracy(), observation, snapshot)

    def _parameters(self) -> dict[str, Array]:
        """Copies of the parameters as they are now."""
        return {name: value.copy() for name, value in self.network.params.items()}

    def _batch(self) -> tuple[Array, Array]:
        """A random batch: images (N, 784) float32 in 0 … 1, and their labels (N,)."""
        picks = self._batches.integers(len(self.data.x_train), size=self.config.batch_size)
        return scaled(self.data.x_train.take(picks, axis=0)), self.data.t_train[picks]

    def _epoch_accuracy(self) -> Accuracy | None:
        """Measured at the start, after each epoch (see `evaluation_interval`), and at the end."""
        last = self.iteration + 1 == self.config.iterations
        if self.iteration % self.evaluation_interval and not last:
            return None
        data = self.data
        return Accuracy(
            accuracy(self.network, data.x_train[:TRAIN_SAMPLE], data.t_train[:TRAIN_SAMPLE]),
            accuracy(self.network, data.x_test, data.t_test),
        )

    def _observe(
        self, before: dict[str, Array], gradients: dict[str, Array], tape: Tape
    ) -> Observation:
        """Norms and ratios of the step just taken; `before` holds the parameters before it."""
        return Observation(
            {name: _norm(gradient) for name, gradient in gradients.items()},
            {
                name: _norm(after - before[name]) / (_norm(before[name]) or math.inf)
                for name, after in self.network.params.items()
            },
            self._dead_units(tape),
        )

    def _dead_units(self, tape: Tape) -> int | None:
        if self.config.activation != "relu":
            return None
        return int((tape.values["Z1"] == 0).all(axis=0).sum())

    def _snapshot(self, x: Array, t: Array, params: dict[str, Array], loss: float) -> Snapshot:
        leaves = {"X": x, "t": t.copy(), **params}
        return Snapshot(self.network.graph, leaves, self.iteration, loss)


def scaled(images: Array) -> Array:
    """uint8 images as float32 in 0 … 1."""
    x = images.astype(np.float32)
    x *= PIXEL
    return x


def accuracy(network: TwoLayerNet, images: Array, labels: Array) -> float:
    """The share of uint8 images (N, D) read correctly; a few thousand at a time."""
    right = 0
    for start in range(0, len(images), EVALUATION_BATCH):
        part = slice(start, start + EVALUATION_BATCH)
        scores = network.predict(scaled(images[part]))
        right += int((scores.argmax(axis=1) == labels[part]).sum())
    return right / len(images)


def _norm(a: Array) -> float:
    return float(np.linalg.norm(a))

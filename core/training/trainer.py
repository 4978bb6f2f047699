"""Training as a generator: each step yields what happened, and waits to be asked for the next.

There is no thread and no clock in here. The window's worker, the command line and the tests
run the same generator; pausing is not asking, stopping is closing it. One seed gives one run,
to the bit. Images stay uint8 and are scaled to 0 … 1 batch by batch.
"""

import math
from collections.abc import Iterator
from threading import Event

import numpy as np

from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.engine import Array
from core.network import WEIGHTS, TwoLayerNet
from core.optimizers import Momentum, Nesterov
from core.training.augmentation import shifted
from core.training.config import TrainingConfig
from core.training.evaluation import accuracy, scaled
from core.training.observing import Observation, observe
from core.training.pacing import PLATEAU, make_schedule, momentum_at, warmed_up
from core.training.plateau import Plateau
from core.training.records import Accuracy, Snapshot, StepResult

OBSERVE_EVERY = 50  # steps between measurements of norms and ratios, which cost a copy each
EVALUATE_EVERY = 50  # steps, at least, between measurements of the accuracy: each reads every image
TRAIN_SAMPLE = 10_000  # training images in the accuracy that is measured while training


class Trainer:
    """Trains a `TwoLayerNet` on a data set, one mini-batch a step.

    Batches are drawn with replacement, as in the tutorials. The initial weights and the batches
    come from generators of their own (and shifts from a third), so that rivals with other networks
    still see the same batches. `measured` says whether accuracies are wanted: each reads thousands
    of images.
    """

    def __init__(self, data: Dataset, config: TrainingConfig, *, measured: bool = True) -> None:
        generators = np.random.default_rng(config.seed).spawn(3)
        weights, self._batches, self._shifts = generators
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
            initialization=config.initialization,
        )
        self.optimizer = config.make_optimizer()
        self.schedule = make_schedule(config, self.iterations_per_epoch)
        self.plateau = Plateau()
        self.iteration = 0
        self._measured = measured
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
        rate = self._set_pace()
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
        self.optimizer.update(self.network.params, self._decayed(gradients))
        if self.config.schedule == PLATEAU:
            self._note(loss)
        observation: Observation | None = None
        if watched:
            after = self.network.params
            observation = observe(tape, gradients, before, after, self.config.activation)
        return StepResult(self.iteration, loss, rate, self._epoch_accuracy(), observation, snapshot)

    def _set_pace(self) -> float:
        """Give the optimizer this step's momentum and learning rate; the latter."""
        config = self.config
        rate = self.schedule(self.iteration) * warmed_up(self.iteration, config.warmup)
        if config.schedule == PLATEAU:
            rate *= config.decay_factor**self.plateau.drops
        self.optimizer.lr = rate
        if isinstance(self.optimizer, Momentum | Nesterov):
            self.optimizer.momentum = momentum_at(config, self.iteration)
        return rate

    def _note(self, loss: float) -> None:
        """Let the plateau's memory have the loss; an epoch is a window (see `Plateau`)."""
        window = self.evaluation_interval
        span = self.config.decay_epochs * self.iterations_per_epoch
        self.plateau.note(loss, window, max(round(span / window), 1))

    def _decayed(self, gradients: dict[str, Array]) -> dict[str, Array]:
        """The gradients of L + ½ λ Σ‖W‖²: biases do not decay (Goodfellow et al., section 7.1)."""
        decay = self.config.weight_decay
        if not decay or self.config.decoupled:
            return gradients
        params = self.network.params
        return {
            name: gradient + decay * params[name] if name in WEIGHTS else gradient
            for name, gradient in gradients.items()
        }

    def _parameters(self) -> dict[str, Array]:
        """Copies of the parameters as they are now."""
        return {name: value.copy() for name, value in self.network.params.items()}

    def _batch(self) -> tuple[Array, Array]:
        """A random batch: images (N, 784) float32 in 0 … 1, and their labels (N,)."""
        picks = self._batches.integers(len(self.data.x_train), size=self.config.batch_size)
        images = self.data.x_train.take(picks, axis=0)
        if self.config.shift:
            images = shifted(images, self.config.shift, self._shifts)
        return scaled(images), self.data.t_train[picks]

    def _epoch_accuracy(self) -> Accuracy | None:
        """Measured at the start, after each epoch (see `evaluation_interval`), and at the end."""
        last = self.iteration + 1 == self.config.iterations
        if not self._measured or (self.iteration % self.evaluation_interval and not last):
            return None
        data = self.data
        return Accuracy(
            accuracy(self.network, data.x_train[:TRAIN_SAMPLE], data.t_train[:TRAIN_SAMPLE]),
            accuracy(self.network, data.x_test, data.t_test),
        )

    def _snapshot(self, x: Array, t: Array, params: dict[str, Array], loss: float) -> Snapshot:
        leaves = {"X": x, "t": t.copy(), **params}
        return Snapshot(self.network.graph, leaves, self.iteration, loss)

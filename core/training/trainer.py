"""Training as a generator: each step yields what happened, and waits to be asked for the next.

There is no thread and no clock in here. The window's worker, the command line and the tests
run the same generator; pausing is not asking, stopping is closing it. One seed gives one run,
to the bit. Images stay uint8 and are scaled to 0 … 1 batch by batch.

Some settings (`LIVE`) may be changed between two steps. `state` is all that the rest of a run
depends on; a trainer that is `resumed` from it takes the very same steps.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Self

import numpy as np

from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.engine import Array
from core.network import WEIGHTS, TwoLayerNet
from core.optimizers import Momentum, Nesterov
from core.training.batches import Batches
from core.training.config import LIVE, TrainingConfig
from core.training.evaluation import accuracy
from core.training.learning_rate import PLATEAU, make_schedule, momentum_at, warmed_up
from core.training.plateau import Plateau
from core.training.records import Accuracy, Snapshot, StepResult
from core.training.requests import Request, Requests
from core.training.rollback import RollbackPoint
from core.training.standing import Standing
from core.training.state import Change, LastStep, RunState, copies
from core.training.step_metrics import StepMetrics, measure_step

OBSERVE_EVERY = 50  # steps between measurements of norms and ratios, which cost a copy each
EVALUATE_EVERY = 50  # steps, at least, between measurements of the accuracy: each reads every image
TRAIN_SAMPLE = 10_000  # training images in the accuracy that is measured while training
EXPLODED = 1000  # a loss so many times the first one (or that of guessing) has exploded


class Trainer:
    """Trains a `TwoLayerNet` on a data set, one mini-batch a step.

    Batches are drawn with replacement, as in the tutorials. The initial weights and the batches
    come from generators of their own (and shifts from a third), so that rivals with other networks
    still see the same batches. `measured` says whether accuracies are wanted: each reads thousands
    of images.
    """

    def __init__(self, data: Dataset, config: TrainingConfig, *, measured: bool = True) -> None:
        weights, batches, shifts = np.random.default_rng(config.seed).spawn(3)
        self._batches = Batches(data, batches, shifts)
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
        self.iteration = 0  # steps done
        self.drawn = 0  # images drawn
        self.changes: tuple[Change, ...] = ()  # of settings, while it ran
        self.last: LastStep | None = None  # what it was, once it is taken
        self.good = RollbackPoint()
        self.first_loss = math.log(CLASSES)  # that of guessing, until there is one
        self.requests = Requests()
        self._measured = measured

    @classmethod
    def resumed(cls, data: Dataset, state: RunState, *, measured: bool = True) -> Self:
        """A trainer that goes on where another one was."""
        trainer = cls(data, state.config, measured=measured)
        trainer.take_over(state)
        return trainer

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
        self.requests.ask(Request(snapshot=True))

    def request_state(self) -> None:
        """Let the next step carry the `RunState` that it leads to. From any thread."""
        self.requests.ask(Request(state=True))

    def configure(self, config: TrainingConfig) -> None:
        """Go on with these settings, as far as they are `LIVE`, from the next step on; `changes`
        will tell. From any thread."""
        self.requests.ask(Request(config))

    def state(self) -> RunState:
        """The run as it is between two steps, with the settings of the next. Not to be asked for
        in the middle of a step."""
        config, changes = self._configured(self.requests.unmet.config)
        plateau = self.plateau if config.schedule == self.config.schedule else Plateau()
        return RunState(
            config,
            self.iteration,
            self.drawn,
            self.first_loss,
            self._parameters(),
            {name: copies(table) for name, table in self.optimizer.state.items()},
            self.optimizer.iteration,
            replace(plateau),
            self._batches.state,
            changes,
            self.last,
        )

    def steps(self) -> Iterator[StepResult]:
        """Train until `config.iterations`, or until the run diverges. The last step carries a
        snapshot and the accuracy, so that a run that is over can be replayed and judged."""
        if self.good.last is None:
            self.good.begin(self.state())
        while self._has_more():
            result = self._step()
            self.iteration += 1
            if not result.diverged:
                self.good.note(self.iteration, result.loss, self.state)
                if self.requests.take_state():
                    result = replace(result, state=self.state())
            yield result
            if result.diverged:
                return

    def standing(self) -> Standing:
        """What another trainer needs to be this one. Asked for when `state` may be."""
        return Standing(self.state(), self.good.copy())

    def stand(self, standing: Standing) -> None:
        """Be where another one was, and have its way back."""
        self.take_over(standing.state)
        self.good = standing.good.copy()

    def take_over(self, state: RunState) -> None:
        """Go on where another one was, be it this one at another time."""
        self.changes, self.last = state.changes, state.last
        if state.config != self.config:
            self._follow(state.config)
        self.iteration, self.drawn = state.iteration, state.drawn
        self.first_loss = state.first_loss
        self.network.params.update(copies(state.params))
        for name, table in state.memory.items():
            self.optimizer.state[name].update(copies(table))
        self.optimizer.iteration = state.updates
        self.plateau = replace(state.plateau)
        self._batches.restore(state.generators)

    @property
    def is_at_last(self) -> bool:
        """Whether the step that is being taken, or comes next, is the last."""
        return self.iteration + 1 >= self.config.iterations

    def _has_more(self) -> bool:
        """Whether another step follows, by the settings that it would be taken with."""
        self._configure_as_asked()
        return self.iteration < self.config.iterations

    def _configure_as_asked(self) -> None:
        """Take the settings that were asked for, if any, and note what became different."""
        config, self.changes = self._configured(self.requests.take_config())
        if config.schedule != self.config.schedule:
            self.plateau = Plateau()
        if config is not self.config:
            self._follow(config)

    def _configured(
        self, wanted: TrainingConfig | None
    ) -> tuple[TrainingConfig, tuple[Change, ...]]:
        """The settings, and all changes of them, if the next step is taken with those `wanted`."""
        if wanted is None:
            return self.config, self.changes
        old, new = self.config, replace(self.config, **{n: getattr(wanted, n) for n in LIVE})
        if new.iterations <= self.iteration:  # it is to end at once: the next step is its last
            new = replace(new, iterations=min(self.iteration + 1, old.iterations))
        changes = tuple(
            Change(self.iteration, name, getattr(old, name), getattr(new, name))
            for name in sorted(LIVE)
            if getattr(old, name) != getattr(new, name)
        )
        return (new, self.changes + changes) if changes else (old, self.changes)

    def _follow(self, config: TrainingConfig) -> None:
        """Let everything that is made from live settings be made from these."""
        self.config = config
        self.schedule = make_schedule(config, self.iterations_per_epoch)

    def _step(self) -> StepResult:
        epoch = self.drawn / len(self.data.x_train)
        rate = self._set_pace()
        drawn_from = self._batches.state if self.is_at_last else None
        x, t = self._batches.draw(self.config.batch_size, self.config.shift)
        self.drawn += len(t)
        wanted = self.requests.take_snapshot() or self.is_at_last
        watched = wanted or self.iteration % OBSERVE_EVERY == 0
        before = self._parameters() if watched else {}
        tape, gradients = self.network.backpropagate(x, t)
        loss = float(tape.values["L"])
        if self.iteration == 0 and math.isfinite(loss):
            # Wide initial weights begin with a large one.
            self.first_loss = max(self.first_loss, loss)
        if not loss < EXPLODED * self.first_loss:  # the parameters stay those of the step
            last = self._snapshot(x, t, self._parameters(), loss)
            return StepResult(self.iteration, loss, rate, epoch, snapshot=last, diverged=True)
        snapshot = self._snapshot(x, t, before, loss) if wanted else None
        self.last = None
        if drawn_from is not None:
            self.last = LastStep(before, drawn_from, len(t), self.config.shift)
        with np.errstate(all="ignore"):  # overflow is reported as divergence
            self.optimizer.advance(self.network.params, self._decay(gradients))
        if self.config.schedule == PLATEAU:
            self._note(loss)
        observation: StepMetrics | None = None
        if watched:
            after = self.network.params
            observation = measure_step(tape, gradients, before, after, self.config.activation)
        measured = self._epoch_accuracy()
        return StepResult(self.iteration, loss, rate, epoch, measured, observation, snapshot)

    def _set_pace(self) -> float:
        """Give the optimizer this step's momentum and learning rate; the latter."""
        config = self.config
        rate = self.schedule(self._clock()) * warmed_up(self.iteration, config.warmup)
        if config.schedule == PLATEAU:
            rate *= config.decay_factor**self.plateau.drops
        self.optimizer.lr = rate
        if isinstance(self.optimizer, Momentum | Nesterov):
            self.optimizer.momentum = momentum_at(config, self.iteration)
        return rate

    def _clock(self) -> int:
        """The iteration that the schedule goes by. Decays count epochs: if the batch size was
        changed, as many batches as would have drawn the same images. A cosine counts steps."""
        if self.config.schedule == "cosine":
            return self.iteration
        return self.drawn // self.config.batch_size

    def _note(self, loss: float) -> None:
        """Let the plateau's memory have the loss; an epoch is a window (see `Plateau`)."""
        window = self.evaluation_interval
        span = self.config.decay_epochs * self.iterations_per_epoch
        self.plateau.note(loss, window, max(round(span / window), 1))

    def _decay(self, gradients: dict[str, Array]) -> dict[str, Array]:
        """The gradients of L + ½ λ Σ‖W‖²; or, if the decay is decoupled, those of L, and W ← (1 −
        η λ) W beside them (Loshchilov & Hutter, algorithm 2). Biases do not decay: there are few
        of them, and each needs less data to be known than a weight (Goodfellow et al., *Deep
        Learning*, section 7.1)."""
        decay, params = self.config.weight_decay, self.network.params
        if decay and self.config.decoupled:
            for name in WEIGHTS:
                params[name] *= 1 - self.optimizer.lr * decay
        if not decay or self.config.decoupled:
            return gradients
        return {
            name: gradient + decay * params[name] if name in WEIGHTS else gradient
            for name, gradient in gradients.items()
        }

    def _parameters(self) -> dict[str, Array]:
        """Copies of the parameters as they are now."""
        return copies(self.network.params)

    def _epoch_accuracy(self) -> Accuracy | None:
        """Measured at the start, after each epoch (see `evaluation_interval`), and at the end."""
        if not self._measured or (
            self.iteration % self.evaluation_interval and not self.is_at_last
        ):
            return None
        data = self.data
        return Accuracy(
            accuracy(self.network, data.x_train[:TRAIN_SAMPLE], data.t_train[:TRAIN_SAMPLE]),
            accuracy(self.network, data.x_test, data.t_test),
        )

    def _snapshot(self, x: Array, t: Array, params: dict[str, Array], loss: float) -> Snapshot:
        leaves = {"X": x.copy(), "t": t, **params}
        return Snapshot(self.network.graph, leaves, self.iteration, loss)

"""Schedules: how the learning rate changes while a network learns.

    schedule = make("step", base_lr=0.1, factor=0.5, every=1000)
    optimizer.lr = schedule(iteration)

A schedule is a formula of the iteration t = 0, 1, 2, … and nothing else, so it can be drawn,
rewound and asked twice. The formulas are those of the CS231n notes ("Annealing the learning
rate"); `MomentumAnnealing` raises a momentum in the same way.
"""

import math
from typing import Any, ClassVar

from core.hyperparameter import Configurable, Hyperparameter, look_up


class Schedule(Configurable, frozen=True):
    """A learning rate for every iteration, from `base_lr` at iteration 0."""

    label: ClassVar[str]  # message key of the displayed name
    explanation: ClassVar[str]  # message key of one sentence
    latex: ClassVar[str]  # η the learning rate, t the iteration

    base_lr: Hyperparameter[float] = Hyperparameter(0.1, 1e-7, 100.0, log=True)

    def __call__(self, iteration: int) -> float:
        raise NotImplementedError


class Constant(Schedule, frozen=True):
    """η = η₀"""

    label: ClassVar[str] = "optimizers.schedule.constant"
    explanation: ClassVar[str] = "optimizers.schedule_explanation.constant"
    latex: ClassVar[str] = r"\eta = \eta_0"

    def __call__(self, iteration: int) -> float:
        return self.base_lr


class Step(Schedule, frozen=True):
    """η = η₀ · factor^⌊t / every⌋: a drop every so many iterations."""

    label: ClassVar[str] = "optimizers.schedule.step"
    explanation: ClassVar[str] = "optimizers.schedule_explanation.step"
    latex: ClassVar[str] = r"\eta = \eta_0\, \gamma^{\lfloor t / s \rfloor}"

    factor: Hyperparameter[float] = Hyperparameter(0.5, 0.01, 1.0)
    every: Hyperparameter[int] = Hyperparameter(5000, 1, 10_000_000, log=True)

    def __call__(self, iteration: int) -> float:
        return self.base_lr * self.factor ** (iteration // self.every)


class Exponential(Schedule, frozen=True):
    """η = η₀ · e^(−k t)"""

    label: ClassVar[str] = "optimizers.schedule.exponential"
    explanation: ClassVar[str] = "optimizers.schedule_explanation.exponential"
    latex: ClassVar[str] = r"\eta = \eta_0\, e^{-k t}"

    k: Hyperparameter[float] = Hyperparameter(1e-4, 1e-8, 1.0, log=True)

    def __call__(self, iteration: int) -> float:
        return self.base_lr * math.exp(-self.k * iteration)


class InverseTime(Schedule, frozen=True):
    """η = η₀ / (1 + k t)"""

    label: ClassVar[str] = "optimizers.schedule.inverse_time"
    explanation: ClassVar[str] = "optimizers.schedule_explanation.inverse_time"
    latex: ClassVar[str] = r"\eta = \frac{\eta_0}{1 + k t}"

    k: Hyperparameter[float] = Hyperparameter(1e-3, 1e-8, 1.0, log=True)

    def __call__(self, iteration: int) -> float:
        return self.base_lr / (1 + self.k * iteration)


class Cosine(Schedule, frozen=True):
    """η = η₀ · ½ (1 + cos(π t / T)): slowly down, quickly, and slowly to 0 at the end T.

    Loshchilov & Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
    equation 5, without restarts.
    """

    label: ClassVar[str] = "optimizers.schedule.cosine"
    explanation: ClassVar[str] = "optimizers.schedule_explanation.cosine"
    latex: ClassVar[str] = r"\eta = \frac{\eta_0}{2} \left(1 + \cos\frac{\pi t}{T}\right)"

    over: Hyperparameter[int] = Hyperparameter(20_000, 1, 10_000_000, log=True)

    def __call__(self, iteration: int) -> float:
        return self.base_lr * (1 + math.cos(math.pi * min(iteration / self.over, 1))) / 2


class MomentumAnnealing(Configurable, frozen=True):
    """μ = min(1 − ½ / (⌊t / every⌋ + 1), μ_max): a momentum that rises from 0.5 to 0.99.

    Sutskever, Martens, Dahl & Hinton, "On the importance of initialization and momentum in deep
    learning", ICML 2013, equation 5, with their 250 iterations. The momentum of an optimizer
    follows it as the learning rate follows a schedule: `optimizer.momentum = annealing(t)`.
    """

    label: ClassVar[str] = "optimizers.schedule.momentum_annealing"
    explanation: ClassVar[str] = "optimizers.schedule_explanation.momentum_annealing"
    latex: ClassVar[str] = (
        r"\mu = \min\left(1 - \frac{1}{2(\lfloor t / s \rfloor + 1)},\, \mu_{\max}\right)"
    )

    START: ClassVar[float] = 0.5
    every: Hyperparameter[int] = Hyperparameter(250, 1, 1_000_000, log=True)
    momentum_max: Hyperparameter[float] = Hyperparameter(0.99, 0.5, 0.9999)

    def __call__(self, iteration: int) -> float:
        return min(1 - (1 - self.START) / (iteration // self.every + 1), self.momentum_max)


SCHEDULES: dict[str, type[Schedule]] = {
    "constant": Constant,
    "step": Step,
    "exponential": Exponential,
    "1/t": InverseTime,
    "cosine": Cosine,
}


def decaying(name: str, factor: float, span: float, steps: int) -> dict[str, Any]:
    """The settings with which a schedule brings the learning rate down to `factor` times itself
    within `span` iterations, so that schedules can be compared; the cosine comes down to 0 within
    `steps`. Empty for one that brings nothing down by itself.

    e^(−k·span) = factor; 1 / (1 + k·span) = factor.
    """
    match name:
        case "step":  # no run is longer than the longest: a drop after it never comes
            longest = Step.hyperparameter("every").high
            return {"factor": factor, "every": min(max(round(span), 1), longest)}
        case "exponential":
            return {"k": -math.log(factor) / span}
        case "1/t":
            return {"k": (1 / factor - 1) / span}
        case "cosine":
            return {"over": steps}
    return {}


def make(name: str, base_lr: float | None = None, **settings: object) -> Schedule:
    """A new schedule by the name of its entry in `SCHEDULES`.

    Raises:
        StudioError: no such schedule or setting, or a number outside its range.
    """
    formula = look_up(SCHEDULES, name, "schedule")
    given = settings if base_lr is None else {"base_lr": base_lr, **settings}
    return formula(**formula.choose(name, given))

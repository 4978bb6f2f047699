"""Gradient descent, and the two rules that give it inertia."""

from typing import ClassVar

from core.hyperparameter import Hyperparameter
from core.optimizers.base import Array, Optimizer


class SGD(Optimizer):
    """Stochastic gradient descent: a step against the gradient of one batch.

        θ ← θ − η g

    Robbins & Monro, "A stochastic approximation method", 1951.
    """

    name: ClassVar[str] = "SGD"
    label: ClassVar[str] = "optimizers.rule.sgd"
    explanation: ClassVar[str] = "optimizers.rule_explanation.sgd"
    latex: ClassVar[str] = r"\theta \leftarrow \theta - \eta\, g"

    @property
    def stability(self) -> float:
        """On λx²/2 a step multiplies x by 1 − ηλ, which must stay above −1."""
        return 2.0

    def step(self, x: Array, g: Array) -> None:
        x -= self.lr * g


class Momentum(Optimizer):
    """The velocity v remembers earlier gradients: a ball that rolls, slowed by friction μ.

        v ← μ v − η g
        θ ← θ + v

    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """

    name: ClassVar[str] = "Momentum"
    label: ClassVar[str] = "optimizers.rule.momentum"
    explanation: ClassVar[str] = "optimizers.rule_explanation.momentum"
    latex: ClassVar[str] = (
        r"\begin{aligned} v &\leftarrow \mu v - \eta\, g \\"
        r" \theta &\leftarrow \theta + v \end{aligned}"
    )
    state_names: ClassVar[tuple[str, ...]] = ("v",)

    momentum: Hyperparameter[float] = Hyperparameter(0.9, 0.0, 0.9999)

    @property
    def stability(self) -> float:
        """The roots of z² − (1 + μ − ηλ) z + μ leave the unit circle at z = −1."""
        return 2 * (1 + self.momentum)

    def step(self, x: Array, g: Array, v: Array) -> None:
        v *= self.momentum
        v -= self.lr * g
        x += v


class Nesterov(Optimizer):
    """Momentum that looks ahead: the gradient counts where the velocity is about to lead.

        v' = v
        v ← μ v − η g
        θ ← θ − μ v' + (1 + μ) v

    Here θ already stands for the point looked ahead to, θ + μ v, so that the gradient is taken at
    θ as for every other rule (Bengio et al., "Advances in optimizing recurrent networks", 2012;
    CS231n). The idea: Nesterov, 1983; as momentum: Sutskever et al., 2013.
    """

    name: ClassVar[str] = "Nesterov"
    label: ClassVar[str] = "optimizers.rule.nesterov"
    explanation: ClassVar[str] = "optimizers.rule_explanation.nesterov"
    latex: ClassVar[str] = (
        r"\begin{aligned} v' &\leftarrow v \\ v &\leftarrow \mu v - \eta\, g \\"
        r" \theta &\leftarrow \theta - \mu v' + (1 + \mu)\, v \end{aligned}"
    )
    state_names: ClassVar[tuple[str, ...]] = ("v",)

    momentum: Hyperparameter[float] = Hyperparameter(0.9, 0.0, 0.9999)

    @property
    def stability(self) -> float:
        """The roots of z² − (1 + μ)(1 − ηλ) z + μ (1 − ηλ) leave the unit circle at z = −1."""
        return 2 * (1 + self.momentum) / (1 + 2 * self.momentum)

    def step(self, x: Array, g: Array, v: Array) -> None:
        x -= self.momentum * v
        v *= self.momentum
        v -= self.lr * g
        x += (1 + self.momentum) * v


class NesterovLookAhead(Momentum):
    """Nesterov's momentum as it was first written: the gradient g is taken at θ + μ v.

        v ← μ v − η ∇L(θ + μ v)
        θ ← θ + v

    The step is that of `Momentum`; only the place of the gradient differs. `Nesterov` is the same
    walk seen from the point looked ahead to, as long as μ stays constant: its θ is θ + μ v here
    (CS231n shows both).
    """

    name: ClassVar[str] = "Nesterov (look-ahead)"
    label: ClassVar[str] = "optimizers.rule.nesterov_lookahead"
    explanation: ClassVar[str] = "optimizers.rule_explanation.nesterov_lookahead"
    latex: ClassVar[str] = (
        r"\begin{aligned} g &\leftarrow \nabla L(\theta + \mu v) \\"
        r" v &\leftarrow \mu v - \eta\, g \\"
        r" \theta &\leftarrow \theta + v \end{aligned}"
    )
    form_of: ClassVar[str] = "nesterov"

    @property
    def stability(self) -> float:
        """As `Nesterov`: with this μ both are the same walk."""
        return 2 * (1 + self.momentum) / (1 + 2 * self.momentum)

    def look_ahead(self, x: Array, *memory: Array) -> Array:
        (v,) = memory
        return x + self.momentum * v

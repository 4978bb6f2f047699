"""The rules that give every single weight a learning rate of its own.

All of them divide by a root of squared gradients. ε keeps a weight whose gradients were all zero
from dividing by zero; it stands outside the root.
"""

from typing import ClassVar

import numpy as np

from core.hyperparameter import Hyperparameter
from core.optimizers.base import Array, Optimizer


def scaled(lr: float, direction: Array, squares: Array, eps: float) -> Array:
    """lr · direction / (√squares + ε): a step that is short where the gradients were large."""
    size = np.sqrt(squares)
    size += eps
    step = direction / size
    step *= lr
    return step


class AdaGrad(Optimizer):
    """Weights that have moved much take smaller steps: h sums all squared gradients so far.

        h ← h + g²
        θ ← θ − η g / (√h + ε)

    Duchi, Hazan & Singer, "Adaptive subgradient methods", JMLR 2011.
    """

    name: ClassVar[str] = "AdaGrad"
    label: ClassVar[str] = "optimizers.rule.adagrad"
    explanation: ClassVar[str] = "optimizers.rule_explanation.adagrad"
    latex: ClassVar[str] = (
        r"\begin{aligned} h &\leftarrow h + g^2 \\"
        r" \theta &\leftarrow \theta - \eta\, \frac{g}{\sqrt{h} + \varepsilon} \end{aligned}"
    )
    state_names: ClassVar[tuple[str, ...]] = ("h",)

    eps: Hyperparameter[float] = Hyperparameter(1e-7, 1e-12, 1.0, log=True)

    def step(self, x: Array, g: Array, h: Array) -> None:
        h += g * g
        x -= scaled(self.lr, g, h, self.eps)


class RMSprop(Optimizer):
    """AdaGrad that forgets: h is a running mean of the squared gradients, with decay rate ρ.

        h ← ρ h + (1 − ρ) g²
        θ ← θ − η g / (√h + ε)

    Tieleman & Hinton, "Neural networks for machine learning", lecture 6e, 2012.
    """

    name: ClassVar[str] = "RMSprop"
    label: ClassVar[str] = "optimizers.rule.rmsprop"
    explanation: ClassVar[str] = "optimizers.rule_explanation.rmsprop"
    latex: ClassVar[str] = (
        r"\begin{aligned} h &\leftarrow \rho h + (1 - \rho)\, g^2 \\"
        r" \theta &\leftarrow \theta - \eta\, \frac{g}{\sqrt{h} + \varepsilon} \end{aligned}"
    )
    state_names: ClassVar[tuple[str, ...]] = ("h",)

    decay_rate: Hyperparameter[float] = Hyperparameter(0.99, 0.0, 0.9999)
    eps: Hyperparameter[float] = Hyperparameter(1e-7, 1e-12, 1.0, log=True)

    def step(self, x: Array, g: Array, h: Array) -> None:
        h *= self.decay_rate
        h += (1 - self.decay_rate) * np.square(g)
        x -= scaled(self.lr, g, h, self.eps)


class Adam(Optimizer):
    """Momentum for the direction (m), RMSprop for the size of the step (v).

        m ← β₁ m + (1 − β₁) g                m̂ = m / (1 − β₁ᵗ)
        v ← β₂ v + (1 − β₂) g²               v̂ = v / (1 − β₂ᵗ)
        θ ← θ − η m̂ / (√v̂ + ε)

    Both memories start at zero and so are too small at first; the hats correct that. Without
    `bias_correction`, m̂ = m and v̂ = v, and the first steps are about three times too long.

    Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
    """

    name: ClassVar[str] = "Adam"
    label: ClassVar[str] = "optimizers.rule.adam"
    explanation: ClassVar[str] = "optimizers.rule_explanation.adam"
    latex: ClassVar[str] = (
        r"\begin{aligned} m &\leftarrow \beta_1 m + (1 - \beta_1)\, g \\"
        r" v &\leftarrow \beta_2 v + (1 - \beta_2)\, g^2 \\"
        r" \hat{m} &\leftarrow \frac{m}{1 - \beta_1^t} \qquad"
        r" \hat{v} \leftarrow \frac{v}{1 - \beta_2^t} \\"
        r" \theta &\leftarrow \theta - \eta\, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}"
        r" \end{aligned}"
    )
    state_names: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: Hyperparameter[float] = Hyperparameter(0.001, 1e-7, 100.0, log=True)
    beta1: Hyperparameter[float] = Hyperparameter(0.9, 0.0, 0.9999)
    beta2: Hyperparameter[float] = Hyperparameter(0.999, 0.0, 0.99999)
    bias_correction: Hyperparameter[bool] = Hyperparameter(True, False, True)
    eps: Hyperparameter[float] = Hyperparameter(1e-8, 1e-12, 1.0, log=True)

    def step(self, x: Array, g: Array, m: Array, v: Array) -> None:
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * np.square(g)
        m_share, v_share = self._shares()
        root = v_share**0.5  # √v̂ + ε = (√v + ε·root) / root, without an array for v̂
        x -= scaled(self.lr * root / m_share, m, v, self.eps * root)

    def _shares(self) -> tuple[float, float]:
        """The share of the true mean that m and v have reached after t steps from zero."""
        if not self.bias_correction:
            return 1.0, 1.0
        return 1 - self.beta1**self.iteration, 1 - self.beta2**self.iteration


class AdamW(Adam):
    """Adam with the weight decay beside the step, not in the gradient: it is not divided by √v̂.

        θ ← θ − η λ θ
        then as Adam

    Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019; the decay is
    multiplied by the learning rate, as in PyTorch.
    """

    name: ClassVar[str] = "AdamW"
    label: ClassVar[str] = "optimizers.rule.adamw"
    explanation: ClassVar[str] = "optimizers.rule_explanation.adamw"
    latex: ClassVar[str] = (
        r"\begin{aligned} m &\leftarrow \beta_1 m + (1 - \beta_1)\, g \\"
        r" v &\leftarrow \beta_2 v + (1 - \beta_2)\, g^2 \\"
        r" \hat{m} &\leftarrow \frac{m}{1 - \beta_1^t} \qquad"
        r" \hat{v} \leftarrow \frac{v}{1 - \beta_2^t} \\"
        r" \theta &\leftarrow \theta - \eta\, \lambda\, \theta"
        r" - \eta\, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon} \end{aligned}"
    )

    weight_decay: Hyperparameter[float] = Hyperparameter(0.01, 0.0, 1.0)

    def step(self, x: Array, g: Array, m: Array, v: Array) -> None:
        x *= 1 - self.lr * self.weight_decay
        super().step(x, g, m, v)

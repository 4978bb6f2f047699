"""The optimizers: rules that turn gradients into a change of the parameters.

    optimizer = make("momentum", lr=0.1)
    optimizer.update(params, grads)         # changes the arrays in `params` in place

A rule is one class with one `step`, listed in `OPTIMIZERS`; the training panel, the race on the
loss surface, the formula cards and the tests all find it there.
"""

from core.hyperparameter import look_up
from core.optimizers.adaptive import AdaGrad, Adam, AdamW, RMSprop
from core.optimizers.base import Optimizer
from core.optimizers.momentum import SGD, Momentum, Nesterov, NesterovLookAhead

__all__ = [
    "OPTIMIZERS",
    "RULES",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "NesterovLookAhead",
    "Optimizer",
    "RMSprop",
    "make",
]

OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}

RULES: dict[str, type[Optimizer]] = OPTIMIZERS | {"nesterov_lookahead": NesterovLookAhead}
"""Also those that need the gradient elsewhere than at the parameters, as only a race has it."""


def make(name: str, lr: float | None = None, **settings: object) -> Optimizer:
    """A new optimizer by the name of its entry in `OPTIMIZERS`; what is not given is the default.

    Raises:
        StudioError: no such optimizer or setting, or a number outside its range.
    """
    rule = look_up(OPTIMIZERS, name, "optimizer")
    given = settings if lr is None else {"lr": lr, **settings}
    return rule(**rule.choose(name, given))

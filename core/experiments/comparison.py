"""Comparisons that are one click: which rules, with which settings."""

from core.optimizers import OPTIMIZERS
from core.training import TrainingConfig

RULES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def optimizer_comparison(seed: int = 0) -> dict[str, TrainingConfig]:
    """The tutorials' comparison of optimizers on MNIST, by the name of the rule.

    100 hidden units, weights after He, batches of 128 images, 2 000 iterations, and every rule with
    its own usual learning rate, as in `optimizer_compare_mnist.py` of "Deep Learning from Scratch"
    (K. Saito), whose net has four such layers; ours has one.
    """
    return {
        rule: TrainingConfig(
            hidden=100,
            optimizer=rule,
            learning_rate=float(OPTIMIZERS[rule].lr),
            batch_size=128,
            iterations=2000,
            initialization="he",
            seed=seed,
        )
        for rule in RULES
    }

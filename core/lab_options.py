"""The options of `search` and `ensemble`. Every command reads this, so it imports nothing heavy."""

import argparse
from pathlib import Path

from core.command_parser import Parser


def search(command: Parser) -> None:
    command.add("--data", metavar="DIR|builtin", default=argparse.SUPPRESS)
    command.add("--trials", type=int, default=20)
    command.add("--epochs", type=int, default=1)
    command.add("--fine-trials", type=int, default=10)
    command.add("--fine-epochs", type=int)
    command.add("--lr-range", type=span, metavar="LOW,HIGH", default=(1e-4, 1.0))
    command.add("--decay-range", type=span, metavar="LOW,HIGH", default=(1e-8, 1e-3))
    command.add("--hidden-range", type=span, metavar="LOW,HIGH", default=(20.0, 200.0))
    command.add("--workers", type=int)
    command.add("--cluster", metavar="ADDRESS")
    command.add("--journal", type=Path, metavar="FILE")
    _net(command)
    command.add("--seed", type=int, default=0)
    command.add("--json", action="store_true")


def ensemble(command: Parser) -> None:
    command.add("--data", metavar="DIR|builtin", default=argparse.SUPPRESS)
    command.add("--nets", type=int, default=5)
    command.add("--hidden", key="train_hidden", type=int, metavar="N")
    command.add("--lr", key="train_learning_rate", dest="learning_rate", type=float, metavar="X")
    command.add("--weight-decay", key="train_weight_decay", type=float, metavar="X")
    command.add("--iterations", key="lab_iterations", type=int, metavar="N")
    _net(command)
    command.add("--seed", type=int, default=0, key="first_seed")
    command.add("--json", action="store_true")


def _net(command: Parser) -> None:
    """What both leave as it is; what is not given is that of the preset."""
    command.add("--preset", metavar="NAME")
    command.add("--optimizer", key="train_optimizer", metavar="NAME")
    command.add("--momentum", key="train_momentum", type=float, metavar="X")
    command.add("--schedule", key="train_schedule", metavar="NAME")
    command.add("--decay-factor", key="train_decay_factor", type=float, metavar="X")
    command.add("--decay-epochs", key="train_decay_epochs", type=float, metavar="X")
    command.add("--activation", key="train_activation", metavar="NAME")
    command.add("--init", key="lab_init", dest="initialization", metavar="NAME")
    command.add("--batch", key="train_batch_size", dest="batch_size", type=int, metavar="N")


def span(given: str) -> tuple[float, float]:
    """A range: `0.001,1`."""
    low, _, high = given.partition(",")
    return float(low), float(high)

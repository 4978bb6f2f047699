"""The first loss: a net that has learned nothing gives each of C classes 1/C, so L = ln C."""

import math
from collections.abc import Generator

from core.checks.check import Check, State, Verdict
from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.format import number
from core.messages import Message
from core.training import Trainer, TrainingConfig, scaled

IMAGES = 1000
TOLERANCE = 0.3  # the initial weights of Xavier and He, with sigmoid, are up to 0.26 away
EXPECTED = math.log(CLASSES)


def run(data: Dataset, config: TrainingConfig) -> Generator[State, None, Verdict]:
    """With the initial weights of these settings, on the first training images."""
    yield State(0, 1)
    network = Trainer(data, config).network
    images, labels = data.x_train[:IMAGES], data.t_train[:IMAGES]
    loss = network.loss(scaled(images), labels)
    fields = {
        "loss": number(loss),
        "n": len(images),
        "away": number(abs(loss - EXPECTED), 2),
    }
    return Verdict(
        abs(loss - EXPECTED) <= TOLERANCE, Message("lab_checks.first_loss.found", fields)
    )


CHECK = Check(
    "first_loss",
    Message(
        "lab_checks.first_loss.expects",
        {"classes": CLASSES, "loss": number(EXPECTED), "tolerance": number(TOLERANCE)},
    ),
    run,
)

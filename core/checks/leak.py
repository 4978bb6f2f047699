"""A leak: a test image that is among the training images tests nothing but memory."""

from collections.abc import Generator
from hashlib import blake2b

from core.checks.check import Check, State, Verdict
from core.datasets import Dataset
from core.engine import Array
from core.format import whole
from core.messages import Message
from core.training import TrainingConfig

_AT_ONCE = 5000  # images between two looks at whether it is to stop


def run(data: Dataset, config: TrainingConfig) -> Generator[State, None, Verdict]:
    """Compare every test image with every training image, to the bit."""
    total = len(data.x_train) + len(data.x_test)
    known: set[bytes] = set()  # of digests: the images themselves would be 47 MB once more
    for start in range(0, len(data.x_train), _AT_ONCE):
        known.update(map(_digest, data.x_train[start : start + _AT_ONCE]))
        yield State(min(start + _AT_ONCE, len(data.x_train)), total)
    common = sum(_digest(image) in known for image in data.x_test)
    fields = {
        "n": common,
        "common": whole(common),
        "tested": whole(len(data.x_test)),
        "learned": whole(len(data.x_train)),
    }
    kind = "leaked" if common else "found"
    return Verdict(common == 0, Message(f"lab_checks.leak.{kind}", fields))


def _digest(image: Array) -> bytes:
    return blake2b(image.tobytes(), digest_size=16).digest()


CHECK = Check("leak", Message("lab_checks.leak.expects"), run)

"""The other side of a run that has a process of its own: a trainer that takes steps to order.

Between two orders it waits. So nothing is asked of it in the middle of a step, and whoever gives no
order has it at rest.
"""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter

from core.datasets import Dataset
from core.datasets.shared_files import SharedFiles
from core.processes import TURN
from core.training.records import StepResult
from core.training.requests import Request
from core.training.standing import Standing
from core.training.trainer import Trainer


@dataclass(frozen=True)
class Order:
    """Steps that are wanted: of one turn; or a single one, if it is to carry something. `standing`:
    the answer is to tell where the run stands then."""

    request: Request
    standing: bool = False


@dataclass(frozen=True)
class Answer:
    """What came of an order.

    handed_back: no further step is taken here, for it is one to be looked at: the last, or the one
    that diverges or fails. Then, and wherever a step has carried something, it is told where the
    run stands.
    """

    results: tuple[StepResult, ...]
    standing: Standing | None = None
    handed_back: bool = False


def serve(pipe: Connection, files: SharedFiles) -> None:
    """Take over where a run stands, whenever one is sent; then answer orders."""
    data = files.load()
    pipe.send("ready")
    trainer: Trainer | None = None
    while True:
        message = pipe.recv()
        if isinstance(message, Standing):
            trainer = standing_at(data, message)
        else:
            assert trainer is not None, "orders come after a run"
            pipe.send(obey(trainer, message))


def obey(trainer: Trainer, order: Order) -> Answer:
    """Take the steps that are wanted."""
    trainer.requests.ask(order.request)
    carrying = order.request.snapshot or order.request.state
    before, results = trainer.standing(), list[StepResult]()
    steps, end = trainer.steps(), perf_counter() + TURN
    while not trainer.is_at_last:
        try:
            result = next(steps)
        except Exception:  # whoever takes it once more will meet the same error, and can tell of it
            result = None
        if result is None or result.diverged:
            there = taken_on(trainer.data, before, len(results))
            return Answer(tuple(results), there.standing(), handed_back=True)
        results.append(result)
        if carrying or perf_counter() >= end:
            break
    handed_back = trainer.is_at_last
    standing = trainer.standing() if handed_back or carrying or order.standing else None
    return Answer(tuple(results), standing, handed_back)


def standing_at(data: Dataset, standing: Standing, *, measured: bool = True) -> Trainer:
    """A trainer that goes on from there."""
    trainer = Trainer.resumed(data, standing.state, measured=measured)
    trainer.stand(standing)
    return trainer


def taken_on(data: Dataset, standing: Standing, steps: int) -> Trainer:
    """One that has gone on from there for so many steps: to the bit those that were taken before.
    They are not measured again."""
    trainer = standing_at(data, standing, measured=False)
    for _ in zip(range(steps), trainer.steps(), strict=False):
        pass
    return trainer

"""The other side of a run that has a process of its own: a trainer that takes steps to order.

Between two orders it waits. So nothing is asked of it in the middle of a step, and whoever gives no
order has it at rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter

from core.datasets.shared_files import SharedFiles
from core.training.records import StepResult
from core.training.requests import Request
from core.training.rollback import Standing
from core.training.trainer import Trainer

TURN = 0.03  # seconds of steps between two answers: the window looks thirty times a second


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
            trainer = Trainer.resumed(data, message.state)
            trainer.good = message.good
        else:
            assert trainer is not None, "orders come after a run"
            pipe.send(obey(trainer, message))


def obey(trainer: Trainer, order: Order) -> Answer:
    """Take the steps that are wanted."""
    request = order.request
    if request.config is not None:
        trainer.configure(request.config)
    before, results = trainer.standing(), list[StepResult]()
    carrying = request.snapshot or request.state
    steps, end = trainer.steps(), perf_counter() + TURN
    while not trainer.is_at_last:
        trainer.requests.ask(snapshot=request.snapshot, state=request.state)
        result = _next(steps)
        if result is None or result.diverged:  # it happens once more there, where it is looked at
            return Answer((), before, handed_back=True)
        results.append(result)
        if carrying or perf_counter() >= end:
            break
    handed_back = trainer.is_at_last
    standing = trainer.standing() if handed_back or carrying or order.standing else None
    return Answer(tuple(results), standing, handed_back)


def _next(steps: Iterator[StepResult]) -> StepResult | None:
    """None if it fails: whoever takes it once more will meet the same error, and can tell of it."""
    try:
        return next(steps)
    except Exception:
        return None

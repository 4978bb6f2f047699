"""A run that is led by a process of its own, and stays the run of the trainer here.

Beside a window a thread gets a quarter of the steps done that it could, and the window moves in
jerks (docs/decisions.md). So a run that goes on for a while is led by another process. The trainer
here stays the one that everybody knows: wherever a run may come to rest, and at its end, it stands
where the run does.

    companion = Companion()
    for results in steps(trainer, companion):       # tuples of StepResult
        ...
    companion.end()

One seed gives one run, to the bit, whoever takes the steps. So if the process dies nothing is lost:
the steps since it was last told where the run stood are taken again here.
"""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from core.training.companion import Companion
from core.training.records import StepResult
from core.training.requests import Request
from core.training.run_process import Answer, Order, taken_on
from core.training.trainer import Trainer

Results = tuple[StepResult, ...]

LONG = 250  # steps after which it is worth a process of its own
HEAVY = 4_000_000  # bytes that a snapshot tells: more, some fifteen times a second, take too long
STANDING_EVERY = 0.5  # seconds, at most, between two times that it is told where the run stands


def steps(trainer: Trainer, companion: Companion) -> Iterator[Results]:
    """As `Trainer.steps`, several at once where nobody looks at the single one.

    A step that carries a snapshot or a state is the last of its tuple.
    """
    here, begun = trainer.steps(), trainer.iteration
    while True:
        if is_light(trainer):
            if trainer.iteration - begun >= LONG:
                companion.start(trainer.data)
            if companion.is_ready_for(trainer.data) and not trainer.is_at_last:
                yield from _LedRun(trainer, companion).steps()
        result = next(here, None)
        if result is None:
            return
        yield (result,)
        if result.diverged:  # what comes after it may look well again
            return


def is_light(trainer: Trainer) -> bool:
    """Whether little has to cross when a step is looked at: its batch, its parameters, and three
    times where the run stands (now, and two that it could be taken back to). It is the many small
    steps that gain by a process; those of a large net are few, and long."""
    params = sum(array.nbytes for array in trainer.network.params.values())
    memory = sum(array.nbytes for t in trainer.optimizer.state.values() for array in t.values())
    batch = 4 * trainer.config.batch_size * trainer.data.x_train.shape[1]
    return batch + params + 3 * (params + memory) <= HEAVY


class _LedRun:
    """A run for as long as the companion leads it."""

    def __init__(self, trainer: Trainer, companion: Companion) -> None:
        self._trainer, self._companion = trainer, companion
        self._standing, self._told_at = trainer.standing(), perf_counter()
        self._reached = trainer.iteration  # steps that have been handed on
        self._asked = Request()  # by the order that has not been answered

    def steps(self) -> Iterator[Results]:
        """Until a step comes that is to be looked at: the last, or one that diverges. At the end
        the trainer stands before it; wherever else one stops, after what was handed on."""
        try:
            self._companion.send(self._standing)
            yield from self._answers()
        except (EOFError, OSError):
            self._companion.end()
            self._trainer.requests.give_back(self._asked)
        finally:
            self._catch_up()

    def _answers(self) -> Iterator[Results]:
        while True:
            if not self._companion.answer_is_due:
                self._order()
            answer = self._companion.receive()
            self._take(answer)
            if answer.standing is None:
                self._order()  # it goes on while these steps are looked at
            self._reached += len(answer.results)
            if answer.results:
                yield tuple(_at_home(result, self._trainer) for result in answer.results)
            if answer.handed_back or not (self._companion.answer_is_due or is_light(self._trainer)):
                return

    def _order(self) -> None:
        self._asked = self._trainer.requests.take()
        late = perf_counter() - self._told_at > STANDING_EVERY
        self._companion.send(Order(self._asked, late or self._asked.config is not None))

    def _take(self, answer: Answer) -> None:
        asked, self._asked = self._asked, Request()
        if answer.handed_back and not answer.results:  # before there was a step to carry anything
            self._trainer.requests.give_back(replace(asked, config=None))
        if answer.standing is not None:
            self._standing, self._told_at = answer.standing, perf_counter()
            self._trainer.stand(answer.standing)

    def _catch_up(self) -> None:
        """Bring the trainer here to where the run has been handed on to, by the same steps."""
        behind = self._reached - self._standing.state.iteration
        if behind:
            twin = taken_on(self._trainer.data, self._standing, behind)
            self._trainer.stand(twin.standing())


def _at_home(result: StepResult, trainer: Trainer) -> StepResult:
    """With the graph that is known here instead of its copy."""
    if result.snapshot is None:
        return result
    return replace(result, snapshot=replace(result.snapshot, graph=trainer.network.graph))

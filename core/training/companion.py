"""A run that is taken over by a process of its own, and stays the run of the trainer here.

Beside a window a thread gets a quarter of the steps done that it could, and the window moves in
jerks (docs/decisions.md). So a run that goes on for a while is led by another process. The trainer
here stays the one that everybody knows: it is told of changed settings at once, and wherever a run
may come to rest, and at its end, it stands where the run does.

    companion = Companion()
    for results in steps(trainer, companion):       # tuples of StepResult
        ...
    companion.end()

One seed gives one run, to the bit, whoever takes the steps. So if the process dies nothing is lost:
the steps since it was last known where the run stood are taken again here.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from time import perf_counter

from core.datasets import Dataset
from core.datasets.shared_files import shared
from core.processes import Child
from core.training.process import Answer, Order, serve
from core.training.records import StepResult
from core.training.requests import Request
from core.training.rollback import Standing
from core.training.trainer import Trainer

Results = tuple[StepResult, ...]

LONG = 250  # steps after which it is worth a process of its own …
MANY = 25_000  # … or images
LEAST_OFTEN = 0.5  # seconds between two times that it is told where the run stands


def steps(trainer: Trainer, companion: "Companion") -> Iterator[Results]:
    """As `Trainer.steps`, several at once where nobody looks at the single one.

    A step that carries a snapshot or a state is the last of its tuple.
    """
    here = trainer.steps()
    begun, drawn = trainer.iteration, trainer.drawn
    while True:
        if trainer.iteration - begun >= LONG or trainer.drawn - drawn >= MANY:
            companion.come(trainer.data)
        if companion.is_ready_for(trainer.data) and not trainer.is_at_last:
            yield from companion.lead(trainer)
        result = next(here, None)
        if result is None:
            return
        yield (result,)


class Companion:
    """One process, for one run after the other. Its methods are called by one thread at a time."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._data: Dataset | None = None
        self._images = ExitStack()  # in files, as long as it needs them
        self._ready = self._owes = self._gone = False
        self._known: Standing | None = None  # where the run stood when it was last told …
        self._when = 0.0  # … and when that was
        self._sent = Request()  # what the last order asked for
        self._reached = 0  # steps that have been handed on

    # its life

    def come(self, data: Dataset) -> None:
        """Begin to start, if it is not there; `is_ready_for` tells when it is. One that has died
        does not come again: what killed it would do so once more."""
        if self._gone or self._data is data:
            return
        self._leave()
        self._data = data
        try:
            self._child = Child(serve, self._images.enter_context(shared(data)))
        except OSError:  # no room for the images, or for a process: the run stays here
            self._die()

    def is_ready_for(self, data: Dataset) -> bool:
        """Whether it is there, with these images."""
        if self._child is not None and not self._ready:
            try:
                self._ready = self._child.pipe.poll() and self._child.pipe.recv() == "ready"
            except (EOFError, OSError):
                self._die()
        return self._ready and self._data is data

    def end(self) -> None:
        """When no other method is under way."""
        self._gone = True
        self._leave()

    def _die(self) -> None:
        self._gone = True
        self._leave()

    def _leave(self) -> None:
        child, self._child, self._data = self._child, None, None
        self._ready = self._owes = False
        if child is not None:
            child.end()
        self._images.close()

    # its work

    def lead(self, trainer: Trainer) -> Iterator[Results]:
        """Take steps until one comes that is to be looked at: the last, or one that diverges. At
        the end the trainer stands before it; wherever else one stops, after what was handed on."""
        self._know(trainer.standing())
        self._reached = trainer.iteration
        try:
            yield from self._answers(trainer)
        except (EOFError, OSError):
            self._die()
            trainer.requests.ask(**vars(self._sent))  # it may not have been met
        finally:
            self._catch_up(trainer)

    def _answers(self, trainer: Trainer) -> Iterator[Results]:
        if self._owes:  # to a run that nobody watches any more
            self._receive()
        self._send(self._known)
        while True:
            if not self._owes:
                self._order(trainer)
            answer = self._receive()
            if answer.standing is not None:
                self._know(answer.standing)
                trainer.take_over(answer.standing.state, answer.standing.good)
            else:
                self._order(trainer)  # it goes on while these steps are looked at
            self._reached += len(answer.results)
            if answer.results:
                yield tuple(_at_home(result, trainer) for result in answer.results)
            if answer.handed_back:
                return

    def _know(self, standing: Standing) -> None:
        self._known, self._when = standing, perf_counter()

    def _order(self, trainer: Trainer) -> None:
        self._sent = trainer.requests.take()
        late = perf_counter() - self._when > LEAST_OFTEN
        self._send(Order(self._sent, standing=late or self._sent.config is not None))
        self._owes = True

    def _send(self, message: object) -> None:
        assert self._child is not None
        self._child.pipe.send(message)

    def _receive(self) -> Answer:
        assert self._child is not None
        answer: Answer = self._child.pipe.recv()
        self._owes = False
        return answer

    def _catch_up(self, trainer: Trainer) -> None:
        """Bring the trainer here to where the run has been handed on to, by the same steps."""
        assert self._known is not None
        if self._known.state.iteration == self._reached:
            return
        twin = Trainer.resumed(trainer.data, self._known.state, measured=False)
        twin.good = self._known.good.copy()
        for _ in twin.steps():
            if twin.iteration >= self._reached:
                break
        trainer.take_over(twin.state(), twin.good)


def _at_home(result: StepResult, trainer: Trainer) -> StepResult:
    """With the graph that is known here instead of its copy."""
    if result.snapshot is None:
        return result
    return replace(result, snapshot=replace(result.snapshot, graph=trainer.network.graph))

"""What takes long about a nudge, for graphs in which one push takes a while: in a thread.

Between which errors a push stands is found out with some thirty passes over the graph, the errors
over all ε with as many more. Who moves the slider gets the push itself at once, and the rest as
soon as it is known; of several places on the way only the last one is worked out.
"""

from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from core.explore.kink import Kink
from core.explore.nudge import EPSILONS, Experiment
from core.explore.quotients import Regime, Scan
from core.messages import Message
from gui.task import Task

_COARSE = EPSILONS[::4]
_LARGE = 5_000  # numbers in all values and nodes together


@dataclass(frozen=True)
class Finding:
    """Which errors are larger at an ε; the kink within ε on either side, if there is one; and a
    smaller ε at which the output is finite, if it is not at this one. `failure` tells why that
    could not be worked out."""

    regime: Regime | None
    kink: Kink | None
    inside: float | None
    failure: Message | None = None


@dataclass(frozen=True)
class _Answer:
    experiment: Experiment
    epsilon: float  # 0: the errors over all ε were asked for
    found: Finding | Scan


class NudgeWork(QObject):
    """Answers what is asked about one experiment: at once if that is quick, or else by a signal."""

    found = Signal()  # something that was asked for is known now
    scanned = Signal(object)  # Scan

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._known: dict[float, Finding] = {}
        self._wanted = 0.0  # the ε that is asked about; 0 if none is
        self._scan_wanted = False
        self._under_way: tuple[Experiment, float] | None = None  # as an answer names them
        self._task = Task(self)
        self._task.finished.connect(self._on_finished)
        self._task.stopped.connect(self._go_on)
        self._task.failed.connect(self._on_failed)

    def begin(self, experiment: Experiment | None) -> None:
        """Another experiment; nothing more is told of the one before."""
        self._experiment, self._known = experiment, {}
        self._wanted, self._scan_wanted = 0.0, False
        self._task.forget()

    def finding(self, epsilon: float, *, wait: bool = False) -> Finding | None:
        """What is known about this ε; None if that is still to come, and `found` will tell."""
        experiment = self._experiment
        if experiment is None:
            return None
        if epsilon not in self._known and (wait or not _is_large(experiment)):
            self._known[epsilon] = _looked_at(experiment, epsilon)
        self._wanted = 0.0 if epsilon in self._known else epsilon
        self._go_on()
        return self._known.get(epsilon)

    def scan(self) -> Scan | None:
        """The errors of both quotients for every ε, now."""
        experiment = self._experiment
        if experiment is None:
            return None
        return experiment.scan(_COARSE if _is_large(experiment) else EPSILONS)

    def ask_for_scan(self) -> None:
        """The same, when there is time: `scanned` tells."""
        if self._experiment is not None and not _is_large(self._experiment):
            self.scanned.emit(self.scan())
            return
        self._scan_wanted = self._experiment is not None
        self._go_on()

    def rest(self) -> None:
        """Nobody looks any more."""
        self._wanted, self._scan_wanted = 0.0, False
        self._task.forget()

    def close(self) -> bool:
        """End the thread; False if it did not end within a second."""
        return self._task.close()

    @Slot()
    def _go_on(self) -> None:
        """The next piece of work: what stands beside the slider first. What is under way for
        another ε gives way."""
        experiment, epsilon = self._experiment, self._wanted
        if experiment is None or not (epsilon or self._scan_wanted):
            return
        if not self._task.running:
            self._under_way = experiment, epsilon
            self._task.start(lambda: _work(experiment, epsilon))
        elif self._under_way != (experiment, epsilon):
            self._task.stop()  # and then from here

    @Slot(object)
    def _on_finished(self, answer: _Answer) -> None:
        if answer.experiment is self._experiment:
            if isinstance(answer.found, Finding):
                self._known[answer.epsilon] = answer.found
                self._wanted = 0.0 if self._wanted == answer.epsilon else self._wanted
                self.found.emit()
            else:
                self._scan_wanted = False
                self.scanned.emit(answer.found)
        self._go_on()

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        """That is what is known about it then; what was asked since is worked out all the same."""
        if self._under_way is not None and self._under_way[0] is self._experiment:
            epsilon = self._under_way[1]
            if epsilon:
                self._known[epsilon] = Finding(None, None, None, message)
                self._wanted = 0.0 if self._wanted == epsilon else self._wanted
                self.found.emit()
            else:
                self._scan_wanted = False
        self._go_on()


def _is_large(experiment: Experiment) -> bool:
    values = experiment.trace.values.values()
    return 50 * len(experiment.trace.graph) + sum(value.size for value in values) > _LARGE


def _looked_at(experiment: Experiment, epsilon: float) -> Finding:
    inside = experiment.inside(epsilon)
    return Finding(experiment.regime(epsilon), experiment.kink(epsilon), inside)


def _work(experiment: Experiment, epsilon: float) -> Generator[None, None, _Answer]:
    """One answer; it can be given up between any two passes over the graph."""
    yield None
    if epsilon:
        yield from experiment.looking(epsilon)
        return _Answer(experiment, epsilon, _looked_at(experiment, epsilon))
    return _Answer(experiment, 0.0, (yield from experiment.scanning(_COARSE)))

"""A run beside its repetition: whether both are the same, and if not, why."""

from collections.abc import Sequence

from core.experiments import Experiment
from core.messages import Message
from gui.training.number_formats import percent

Pair = tuple[Experiment, Experiment]  # what was kept, and its repetition


def verdict(pairs: Sequence[Pair]) -> Message:
    """What is to be said of some repetitions."""
    differing = [pair for pair in pairs if not same(*pair)]
    if not differing:
        fields: dict[str, object] = {"n": len(pairs), "name": pairs[0][0].name}
        return Message("lab_experiments.rerun.same", fields)
    if len(differing) > 1:
        names = ", ".join(old.name for old, _ in differing)
        return Message("lab_experiments.rerun.differ", {"names": names})
    old, new = differing[0]
    fields = {
        "name": old.name,
        "before": _accuracy(old),
        "after": _accuracy(new),
        "why": Message(f"lab_experiments.rerun.{_cause(old, new)}"),
    }
    return Message("lab_experiments.rerun.differs", fields)


def same(old: Experiment, new: Experiment) -> bool:
    """Whether the curves are equal to the bit."""
    return new.curves.thinned().same_as(old.curves.thinned())


def _cause(old: Experiment, new: Experiment) -> str:
    if old.altered:
        return "altered"
    return "other_data" if old.data != new.data else "other_machine"


def _accuracy(experiment: Experiment) -> str:
    found = experiment.result.test_accuracy
    return "—" if found is None else percent(found)

"""The experiments that are kept, and the way back from what was done to them.

What a hand does (delete, rename) can be undone. Results that arrive are no such step: undoing a
deletion never takes away what was computed after it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.experiments.experiment import Experiment
from core.experiments.store import MOST, Store
from core.messages import Message, StudioError

MOST_STEPS = 100


@dataclass(frozen=True)
class _Step:
    """What was there before; None where nothing was."""

    label: Message
    before: Mapping[str, Experiment | None]


class ExperimentLibrary:
    """Experiments by id, in the order in which they were made; each change is stored at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        found, self.complaints = store.load()
        self._kept = {each.id: each for each in found}
        self._done: list[_Step] = []

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        return tuple(sorted(self._kept.values(), key=lambda each: (each.created, each.id)))

    def get(self, key: str) -> Experiment | None:
        return self._kept.get(key)

    def free_colour(self, optimizer: str) -> int:
        """The first look that no other experiment with this optimizer has."""
        alike = (each for each in self._kept.values() if each.config.optimizer == optimizer)
        taken = {each.colour for each in alike}
        return next(n for n in range(len(taken) + 1) if n not in taken)

    def put(self, experiment: Experiment) -> None:
        """A result has come: a new experiment, or another outcome of an old one.

        Raises:
            StudioError: it cannot be stored, or there are too many; nothing is added.
        """
        if experiment.id not in self._kept and len(self._kept) >= MOST:
            raise StudioError("lab_experiments.error.full", most=MOST)
        self._store.write(experiment)
        self._kept[experiment.id] = experiment

    def rename(self, key: str, name: str) -> None:
        """Another name; an empty one, or the one that it has, changes nothing.

        Raises:
            StudioError: it cannot be stored.
        """
        old, name = self._kept[key], " ".join(name.split())
        if name and name != old.name:
            label = Message("lab_experiments.edit.rename", {"name": old.name})
            self._change({key: replace(old, name=name)}, label)

    def delete(self, keys: Iterable[str]) -> None:
        """Take experiments out of the library.

        Raises:
            StudioError: a file cannot be removed.
        """
        gone = [self._kept[key] for key in keys if key in self._kept]
        if gone:
            fields = {"n": len(gone), "name": gone[0].name}
            label = Message("lab_experiments.edit.delete", fields)
            self._change({each.id: None for each in gone}, label)

    @property
    def undo_label(self) -> Message | None:
        """What `undo` would take back; None if there is nothing."""
        return self._done[-1].label if self._done else None

    def undo(self) -> None:
        """Take the last deletion or name back.

        Raises:
            StudioError: it cannot be stored.
        """
        if self._done:
            self._write(self._done[-1].before)
            self._done.pop()

    def _change(self, after: Mapping[str, Experiment | None], label: Message) -> None:
        before = {key: self._kept.get(key) for key in after}
        self._write(after)
        self._done.append(_Step(label, before))
        del self._done[:-MOST_STEPS]

    def _write(self, states: Mapping[str, Experiment | None]) -> None:
        """All of them or, if one cannot be stored, none."""
        done: dict[str, Experiment | None] = {}
        try:
            for key, state in states.items():
                before = self._kept.get(key)
                self._set(key, state)
                done[key] = before
        except StudioError:
            for key, before in done.items():
                self._set(key, before)
            raise

    def _set(self, key: str, state: Experiment | None) -> None:
        if state is None:
            self._store.remove(key)
            self._kept.pop(key, None)
        else:
            self.put(state)

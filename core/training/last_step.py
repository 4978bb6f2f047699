"""The step of a run that is shown while nothing moves: its last, or the one that comes next."""

from dataclasses import replace

import numpy as np

from core.datasets import Dataset
from core.graph import Graph
from core.training.batches import Batches
from core.training.records import Snapshot
from core.training.state import LastStep, RunState
from core.training.trainer import Trainer


def shown_step(trainer: Trainer) -> Snapshot:
    """The very step that led a run to its end; else the one that is to come, by the number that it
    would have. A run is known to have ended by its state (`RunState.last`), which files of before
    version 3 do not keep."""
    state = trainer.state()
    if state.last is not None:
        return _once_more(trainer.data, trainer.network.graph, state.last, state.iteration - 1)
    return _next_step(trainer.data, state)


def _once_more(data: Dataset, graph: Graph, last: LastStep, iteration: int) -> Snapshot:
    """The same images, drawn from where the generators were, and the parameters of then."""
    batches = Batches(data, np.random.default_rng(0), np.random.default_rng(0))
    batches.restore(last.generators)
    x, t = batches.draw(last.batch_size, last.shift)
    found = Snapshot(graph, {"X": x, "t": t, **last.params}, iteration, 0.0)
    return replace(found, loss=float(found.trace.values["L"]))


def _next_step(data: Dataset, state: RunState) -> Snapshot:
    """Taken by a second trainer, and thrown away. Of a run that is complete, one more."""
    config = replace(state.config, iterations=max(state.config.iterations, state.iteration + 1))
    rehearsal = Trainer.resumed(data, replace(state, config=config), measured=False)
    rehearsal.request_snapshot()
    snapshot = next(rehearsal.steps()).snapshot
    assert snapshot is not None, "it was asked for"
    return snapshot

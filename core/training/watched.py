"""What is watched of a run beside its loss and its accuracies, step by step."""

from math import isnan, nan

from core.histogram import Histogram
from core.history import HistogramHistory, ObservationHistory, RateHistory, Series
from core.network import PARAMETERS
from core.training.checkpoint import Checkpoint
from core.training.records import StepResult
from core.training.step_metrics import HISTOGRAMS, StepMetrics


class Watched:
    """Learning rates, measurements and histograms; those of a run that has begun come along."""

    def __init__(self, begun: Checkpoint | None = None) -> None:
        self.rates = RateHistory()
        self.observations = ObservationHistory()
        self.histograms = {name: HistogramHistory() for name in HISTOGRAMS}
        if begun is not None:
            self._take_over(begun)

    @property
    def tables(self) -> dict[str, Series]:
        """As a checkpoint names them."""
        return {"rates": self.rates, "observations": self.observations, **self.histograms}

    def note(self, result: StepResult) -> None:
        """Write down what a step tells; measurements only some of them do."""
        self.rates.note(result.iteration, result.learning_rate)
        found = result.observation
        if found is None:
            return
        dead = nan if found.dead_units is None else found.dead_units
        norms = (found.gradient_norms[name] for name in PARAMETERS)
        ratios = (found.update_ratios[name] for name in PARAMETERS)
        self.observations.append(result.iteration, *norms, *ratios, dead)
        for name, histogram in found.histograms.items():
            row = (result.iteration, histogram.limit, histogram.zeros, *histogram.counts)
            self.histograms[name].append(*row)

    def seen(self, moment: int) -> StepMetrics | None:
        """What was seen at one of the moments: 0 is the first, -1 the last. None if nothing was."""
        if not all(len(series) for series in self.tables.values()):
            return None
        _, *numbers = (float(column[moment]) for column in self.observations.since())
        norms, ratios, dead = numbers[:4], numbers[4:8], numbers[8]
        histograms = {}
        for name, history in self.histograms.items():
            _, limit, zeros, *counts = (float(column[moment]) for column in history.since())
            histograms[name] = Histogram(tuple(map(int, counts)), int(zeros), limit)
        return StepMetrics(
            dict(zip(PARAMETERS, norms, strict=True)),
            dict(zip(PARAMETERS, ratios, strict=True)),
            None if isnan(dead) else int(dead),
            histograms,
        )

    def _take_over(self, begun: Checkpoint) -> None:
        known = begun.watched
        for name, series in {"rates": self.rates, "observations": self.observations}.items():
            if name in known:
                series.extend(*known[name].T)
        for name, histograms in self.histograms.items():
            if name in known:
                histograms.take_over(known[name], len(self.observations))

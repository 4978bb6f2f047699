"""`python app.py ensemble`: progress, and what an ensemble gains."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from core.datasets import Dataset
from core.ensemble import EnsembleProgress, EnsembleResult, ensemble, interval
from core.following import follow
from core.format import hundredths
from core.lab_config import config_of
from core.messages import text

_ITERATIONS = 5000  # of each net, unless a preset or an option says otherwise
Say = Callable[..., None]


def run(
    args: Namespace, load: Callable[[], Dataset], say: Say, language: str
) -> tuple[dict[str, Any], str]:
    """Train the nets, telling of each; what came of it as plain data, and in words.

    Raises:
        StudioError: bad input, or a net diverged.
    """
    config = config_of(args, iterations=_ITERATIONS)
    told = 0

    def tell(progress: EnsembleProgress) -> None:
        nonlocal told
        if len(progress.accuracies) > told:
            told = len(progress.accuracies)
            single, grown = hundredths(progress.accuracies[-1]), hundredths(progress.grown[-1])
            say("lab_ensemble.command.net", n=told, of=args.nets, single=single, grown=grown)

    result = follow(ensemble(load(), config, args.nets), tell)
    return _as_json(result), _as_text(result, language)


def _as_json(result: EnsembleResult) -> dict[str, Any]:
    """Everything, as JSON can hold it; the intervals are those of 95 % confidence."""
    gain = result.gain
    return {
        "seeds": list(result.seeds),
        "accuracies": list(result.accuracies),
        "grown": list(result.grown),
        "best": result.accuracies[result.best],
        "mean": result.mean,
        "ensemble": result.ensemble,
        "ensemble_interval": list(interval(result.ensemble, gain.images)),
        "gain": gain.share,
        "gain_interval": list(gain.interval),
        "only_ensemble": gain.only_ensemble,
        "only_single": gain.only_single,
        "p": gain.p,
        "test_images": gain.images,
    }


def _as_text(result: EnsembleResult, language: str) -> str:
    """A line for each net, and what the ensemble gains, with its uncertainty."""
    n = result.gain.images
    lines = [
        text("lab_ensemble.command.single", language, seed=seed, accuracy=hundredths(accuracy))
        for seed, accuracy in zip(result.seeds, result.accuracies, strict=True)
    ]
    low, high = interval(result.ensemble, n)
    lines.append(
        text(
            "lab_ensemble.command.together",
            language,
            n=len(result.seeds),
            accuracy=hundredths(result.ensemble),
            low=hundredths(low),
            high=hundredths(high),
        )
    )
    lines.append(result.gain.sentence().text(language))
    return "\n".join(lines)

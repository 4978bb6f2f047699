"""`python app.py search`: the plan that its options mean, progress, and what came of it."""

import shlex
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from core.arguments import TRAIN_OPTIONS
from core.following import follow
from core.format import columns, hundredths, number
from core.lab_config import config_of
from core.messages import StudioError, text
from core.search.journal import Journal
from core.search.outcome import Outcome, ranked
from core.search.plan import MOST_TRIALS, SEARCH_SPACE, SearchPlan, Stage
from core.search.ranges import LogRange
from core.search.search import Loader, Search, SearchProgress
from core.search.worker_pool import PoolFactory
from core.training import TrainingConfig

Say = Callable[..., None]
FINE_EPOCHS = 5
LISTED = 10  # of the best, in the text


def plan_of(args: Namespace) -> SearchPlan:
    """What the options mean.

    Raises:
        StudioError: a number is out of its range.
    """
    base = config_of(args)
    given = (args.lr_range, args.decay_range, args.hidden_range)
    ranges = {
        name: LogRange(low, high, whole)
        for (name, whole), (low, high) in zip(SEARCH_SPACE.items(), given, strict=True)
    }
    stages = [Stage(args.trials, args.epochs)]
    if not 0 <= args.fine_trials <= MOST_TRIALS:  # in the sentence of a stage, none would not do
        fields = {"given": args.fine_trials, "low": 0, "high": MOST_TRIALS}
        raise StudioError("lab_search.error.trials", **fields)
    if args.fine_trials:
        epochs = FINE_EPOCHS if args.fine_epochs is None else args.fine_epochs
        stages.append(Stage(args.fine_trials, epochs))
    elif args.fine_epochs is not None:
        raise StudioError("lab_search.error.fine_epochs")
    return SearchPlan(base, ranges, tuple(stages))


def run(
    args: Namespace, load: Loader, make_pool: PoolFactory, say: Say, language: str
) -> tuple[dict[str, Any], str]:
    """Search, telling of every trial; what came of it as plain data, and in words.

    Raises:
        StudioError: bad input, or the search cannot go on.
    """
    plan, path = plan_of(args), args.journal
    begin = partial(Journal.begin if path is None else Journal.go_on, path, plan)
    found = follow(Search(load, begin, make_pool).steps(), _Teller(say).tell)
    outcomes = ranked(found)
    return _as_json(plan, outcomes), _as_text(args, plan, outcomes, language)


class _Teller:
    """Tells of every trial once."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._seen: int | None = None

    def tell(self, progress: SearchProgress) -> None:
        if self._seen is None:
            self._seen = len(progress.outcomes)
            if self._seen:
                done, total = self._seen, progress.total
                self._say("lab_search.command.resumed", done=done, total=total)
        for outcome in progress.outcomes[self._seen :]:
            self._seen += 1
            _tell(outcome, self._seen, progress.total, self._say)


def _tell(outcome: Outcome, done: int, total: int, say: Say) -> None:
    if outcome.failure:
        say("lab_search.command.failed", done=done, total=total, reason=outcome.reason)
        return
    trial = outcome.trial
    say(
        "lab_search.command.trial",
        done=done,
        total=total,
        stage=trial.stage + 1,
        accuracy=_percent(outcome),
        rate=f"{trial.learning_rate:g}",
        decay=f"{trial.weight_decay:g}",
        hidden=trial.hidden,
    )


def _as_json(plan: SearchPlan, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything, as JSON can hold it."""
    return {
        "plan": plan.plain(),
        "outcomes": [each.plain() for each in outcomes],
        "measured_on": "validation",
    }


def _as_text(args: Namespace, plan: SearchPlan, outcomes: Sequence[Outcome], language: str) -> str:
    """The best trials as a table, and the command that trains with the best of them."""
    best = outcomes[:LISTED]
    accuracies = [text("lab_search.table.share", language, accuracy=_percent(e)) for e in best]
    table = [[text("lab_search.table.accuracy", language), *accuracies]]
    for name in SEARCH_SPACE:
        values = [number(getattr(each.trial, name)) for each in best]
        table.append([text(f"network.setting.{name}", language), *values])
    lines = ["  ".join(row) for row in zip(*map(_aligned, table), strict=True)]
    lines.append(text("lab_search.command.validation", language))
    if outcomes and not outcomes[0].failure:
        command = shlex.join(_training(args, plan, outcomes[0]))
        lines.append(text("lab_search.command.train", language, command=command))
    return "\n".join(lines)


def _aligned(column: Sequence[str]) -> list[str]:
    """Its cells, to the right."""
    width = max(map(columns, column))
    return [" " * (width - columns(cell)) + cell for cell in column]


def _training(args: Namespace, plan: SearchPlan, best: Outcome) -> list[str]:
    """The arguments that train a net with the settings of a trial. How long a trial was says
    nothing about how long to train."""
    usual, config = vars(TrainingConfig()), vars(plan.base) | best.trial.settings
    options = ["--data", args.data] if args.data else []
    for option, name, kind in TRAIN_OPTIONS:
        other = config[name] != usual[name] and name != "iterations"
        wanted = name in SEARCH_SPACE or (other and plan.base.uses(name))
        if wanted:
            options += [option, f"{config[name]:g}" if kind is float else str(config[name])]
    if plan.base.momentum_annealing:
        options.append("--momentum-annealing")
    return ["python", "app.py", "train", *options]


def _percent(outcome: Outcome) -> str:
    return "–" if outcome.accuracy is None else hundredths(outcome.accuracy)

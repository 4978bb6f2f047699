"""`python app.py train`: a run from the command line, from a preset, from a file, into a file."""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.datasets import Dataset
from core.files import Part
from core.format import hundredths, number, whole
from core.history import AccuracyHistory, History
from core.messages import Message, StudioError
from core.table import Table
from core.training import checkpoint
from core.training.checkpoint import Checkpoint
from core.training.collapse import cure, is_dead, said_dead
from core.training.config import LIVE, TrainingConfig
from core.training.diagnosis import diagnose
from core.training.evaluation import accuracy
from core.training.given import given_settings, with_given
from core.training.presets import preset
from core.training.records import StepResult
from core.training.run_table import COLUMNS, RATES, earlier_rows, row, steps_without_rate
from core.training.trainer import TRAIN_SAMPLE, Trainer
from core.training.watched import Watched

Load = Callable[[str | None], Dataset]
Say = Callable[..., None]
Publish = Callable[[dict[str, Any]], None]


def run(args: argparse.Namespace, load: Load, say: Say, publish: Publish) -> bool:
    """Train as the options say; `say` tells of the progress, `publish` gets the result, by name.
    False if the run diverged.

    Raises:
        StudioError: a setting, a file or the data will not do; or, after the result has been
            published, a file could not be written to the end.
    """
    given = given_settings(args)
    begun = checkpoint.load(args.resume) if args.resume else None
    if begun is None:
        base = preset(args.preset) if args.preset else TrainingConfig()
        config = with_given(base, given)
    else:
        config = _further(begun, args.preset, given)
    data = load(args.data)
    if args.test_data:
        other = load(args.test_data)
        data = replace(data, x_test=other.x_test, t_test=other.t_test)
    if args.save:
        _check_place(args.save, args.csv)
    if begun is None:
        trainer = Trainer(data, config)
    else:
        begun.check(data)
        trainer = Trainer.resumed(data, begun.state)
        trainer.configure(config)
    with Table(args.csv or Path(os.devnull), COLUMNS) as table:
        log = _Log(trainer, begun, args.save)
        if begun is not None and args.csv:
            _copy_earlier(begun, data, table, say)
        result = _follow(trainer, log, table, say)
        publish(result)
        log.complain()
    return not result["diverged"]


def _check_place(save: Path, csv: Path | None) -> None:
    """A wrong name must cost neither a file of somebody's nor a run: refuse it before anything is
    written."""
    if csv and os.path.realpath(csv) == os.path.realpath(save):
        raise StudioError("checkpoint.error.same_file", path=save)
    checkpoint.refuse_other(save)
    if save.suffix.lower() != checkpoint.SUFFIX:
        raise StudioError("checkpoint.error.suffix", path=save, suffix=checkpoint.SUFFIX)


def _copy_earlier(begun: Checkpoint, data: Dataset, table: Table, say: Say) -> None:
    """Let the table begin with the steps that the run has behind it."""
    unknown = steps_without_rate(begun)
    if unknown:
        say("report.train.no_rates", n=unknown)
    for each in earlier_rows(begun, len(data.x_train)):
        table.write(*each)


def _further(begun: Checkpoint, preset: str | None, given: dict[str, Any]) -> TrainingConfig:
    """The settings of a run that goes on: only those that are live may be others."""
    config = begun.state.config
    if preset:
        raise StudioError("checkpoint.error.preset")
    for name, value in given.items():
        if name not in LIVE and value != getattr(config, name):
            label = Message(f"network.setting.{name}")
            raise StudioError("checkpoint.error.fixed", setting=label)
    config = with_given(config, given)
    if config.iterations <= begun.state.iteration:
        raise StudioError("checkpoint.error.complete", n=begun.state.iteration)
    return config


class _Log:
    """The curves of the run, what was watched beside them, and the file that they go into: after
    each measurement of the accuracy, and at the end. A place that cannot be written to is an error
    at once; a disk that is full later costs the file, but not the run."""

    def __init__(self, trainer: Trainer, begun: Checkpoint | None, path: Path | None) -> None:
        self._trainer = trainer
        self._path = path
        self._begun, self._knows_rates = False, True
        self._fault: StudioError | None = None
        self.began_dead = False  # before the first update
        self._losses, self._accuracies, self._watched = History(), AccuracyHistory(), Watched(begun)
        if path is not None:
            Part(path).drop()  # it could be written there
        if begun is not None:
            begun.unroll(self._losses, self._accuracies)
            self._knows_rates = RATES in begun.watched

    @property
    def first_loss(self) -> float | None:
        """That of the very first step, also of a run that was begun another day."""
        _, losses = self._losses.since()
        return float(losses[0]) if len(losses) else None

    def note(self, result: StepResult) -> None:
        self._losses.append(result.iteration, result.loss)
        self._watched.note(result)
        if result.iteration == 0:
            self.began_dead = is_dead(self._trainer.config, result.observation)
        if result.accuracy is not None:
            found = result.accuracy
            self._accuracies.append(result.epoch, found.train, found.test)
            self.save()

    def save(self) -> None:
        if self._path is None:
            return
        state, data = self._trainer.state(), self._trainer.data
        try:
            tables = self._watched.tables
            if not self._knows_rates:  # a part of them would pass for the whole
                del tables[RATES]
            kept = checkpoint.of(state, data, self._losses, self._accuracies, tables)
            checkpoint.save(self._path, kept)
        except StudioError as error:
            if not self._begun:
                raise
            self._fault = error
        else:
            self._fault = None
        self._begun = True

    def complain(self) -> None:
        """Raise what went wrong with the last try."""
        if self._fault is not None:
            raise self._fault


def _follow(trainer: Trainer, log: _Log, table: Table, say: Say) -> dict[str, Any]:
    """Run the trainer to its end."""
    start, begun = time.perf_counter(), trainer.iteration
    last = None
    for last in _told(trainer, start, begun, say):
        table.write(*row(last))
        if not last.diverged:
            log.note(last)
    assert last is not None, "a run has at least one iteration"
    if last.diverged:
        found = diagnose(trainer, last)
        for sentence in (found.what, found.why):
            say(sentence.key, **sentence.fields)
    else:
        log.save()
        if is_dead(trainer.config, last.observation):
            _tell_of_death(trainer, last, log, say)
    first = log.first_loss or last.loss  # which is the first, if it has diverged at once
    return _result(trainer, first, last, time.perf_counter() - start, trainer.iteration - begun)


def _tell_of_death(trainer: Trainer, last: StepResult, log: "_Log", say: Say) -> None:
    """What the window says of a net whose units are all dead, and the rate that it offers."""
    words = said_dead(trainer.config, last.learning_rate, at_once=log.began_dead)
    say(words.key, **words.fields)
    if not log.began_dead:
        say("report.train.cure", rate=number(cure(trainer.data, trainer.config)))


def _told(trainer: Trainer, start: float, begun: int, say: Say) -> Iterator[StepResult]:
    """The steps; each measurement of the accuracy is told."""
    for result in trainer.steps():
        if result.accuracy:
            rate = (result.iteration + 1 - begun) / (time.perf_counter() - start)
            say(
                "report.train.epoch",
                iteration=result.iteration + 1,
                total=trainer.config.iterations,
                sample=min(len(trainer.data.x_train), TRAIN_SAMPLE),
                loss=f"{result.loss:.4f}",
                train=hundredths(result.accuracy.train),
                test=hundredths(result.accuracy.test),
                rate=whole(rate),
            )
        yield result


def _result(
    trainer: Trainer, first: float, last: StepResult, seconds: float, steps: int
) -> dict[str, Any]:
    data, network = trainer.data, trainer.network
    return {
        "dataset": data.name,
        "initial_loss": first,
        "loss": last.loss,
        "train_accuracy": accuracy(network, data.x_train, data.t_train),
        "test_accuracy": accuracy(network, data.x_test, data.t_test),
        "iterations": trainer.iteration,
        "steps": steps,
        "seconds": seconds,
        "iterations_per_second": steps / seconds,
        "diverged": last.diverged,
        "dead": is_dead(trainer.config, last.observation),
        "settings": asdict(trainer.config),
    }

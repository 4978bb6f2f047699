"""`race --schedule`, `--momentum-annealing`: what a command line changes in the course of a race.

The decays mean what they mean to `train`, in steps instead of epochs: the learning rate comes down
to `--decay-factor` times itself within `--decay-steps`.
"""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.hyperparameter import look_up
from core.messages import StudioError
from core.schedules import SCHEDULES, Step, decaying
from core.surfaces.race.racer import Racer

_FACTOR, _STEPS = 0.5, 10  # usual ones
_DECAYING = ("step", "exponential", "1/t")


def paced(racers: Sequence[Racer], args: Namespace, steps: int) -> list[Racer]:
    """The racers, with the schedule and the annealing of a command line. steps: of the race.

    Raises:
        StudioError: no such schedule, a number outside its range, or an option without effect.
    """
    name, settings = args.schedule, _settings(args, steps)
    annealed = args.momentum_annealing
    if annealed and not any(racer.can_anneal for racer in racers):
        raise _no_effect("--momentum-annealing", "--optimizer", racers[0].optimizer, _ANNEALED)
    if name != "constant":
        racers = [replace(each, schedule=name, schedule_settings=settings) for each in racers]
    return [racer.with_annealing(annealed and racer.can_anneal) for racer in racers]


_ANNEALED = ("momentum", "nesterov", "nesterov_lookahead")


def _settings(args: Namespace, steps: int) -> Mapping[str, Any]:
    """Of the schedule, by the names that it has for them."""
    look_up(SCHEDULES, args.schedule, "schedule")
    given = {"--decay-factor": args.decay_factor, "--decay-steps": args.decay_steps}
    for option, value in given.items():
        if value is not None and args.schedule not in _DECAYING:
            raise _no_effect(option, "--schedule", args.schedule, _DECAYING)
    factor = _FACTOR if args.decay_factor is None else args.decay_factor
    span = _STEPS if args.decay_steps is None else args.decay_steps
    factor = Step.hyperparameter("factor").choose(factor, "--decay-factor")
    span = Step.hyperparameter("every").choose(span, "--decay-steps")
    return decaying(args.schedule, factor, span, steps)


def _no_effect(option: str, deciding: str, value: str, known: Sequence[str]) -> StudioError:
    fields = {"option": option, "deciding": deciding, "value": value, "known": ", ".join(known)}
    return StudioError("network.error.no_effect", **fields)

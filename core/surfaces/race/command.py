"""`python app.py race`: who runs, where, and what came of it."""

from argparse import Namespace
from typing import Any

from core.format import number
from core.messages import StudioError
from core.surfaces.functions.registry import SURFACES
from core.surfaces.race.report import race_json, race_text, read_racers, run_race, typed_surface
from core.surfaces.race.setup import STEPS_RANGE
from core.surfaces.race.verdict import Outcome, verdict


def run(args: Namespace, language: str) -> tuple[Any, str, bool]:
    """The race as plain data, and in words; False if a racer diverged.

    Raises:
        StudioError: bad input.
    """
    low, high = 1, 50 * STEPS_RANGE[1]
    if not low <= args.steps <= high:
        raise StudioError("arena.error.steps", given=number(args.steps), low=low, high=high)
    racers = read_racers(args.optimizers or ["sgd"], args.rates or [], args.pairs)
    function = args.function.strip()
    known = SURFACES.get(function)
    if known is not None and known.batches is None:  # else there would be data to come with it
        function = known.expression
    surface = typed_surface(function, args.start)
    paths = run_race(surface, racers, args.steps)
    run = zip(racers, paths, strict=True)
    verdicts = [verdict(surface, racer, path, racer.rule.name) for racer, path in run]
    words = race_text(racers, paths, verdicts, language)
    went_well = all(each.outcome is not Outcome.DIVERGED for each in verdicts)
    return race_json(racers, paths), words, went_well

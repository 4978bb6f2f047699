"""`python app.py race`: who runs, where, and what came of it."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from core.format import as_given
from core.messages import StudioError
from core.surfaces.functions.custom import begun_at
from core.surfaces.functions.registry import SURFACES
from core.surfaces.functions.surface import Surface
from core.surfaces.race.arrival import patience
from core.surfaces.race.pacing import paced
from core.surfaces.race.report import (
    race_json,
    race_text,
    read_racers,
    run_race,
    typed_surface,
)
from core.surfaces.race.setup import SEED_RANGE, STEPS_RANGE
from core.surfaces.race.verdict import Outcome

Say = Callable[..., None]
_LONG = 20_000  # steps, from which on it takes so long that one wants to know how far it is


def run(args: Namespace, say: Say, language: str) -> tuple[Any, str, bool]:
    """The race as plain data, and in words; False if a racer diverged. `say` tells how far a long
    one has come.

    Raises:
        StudioError: bad input.
    """
    low, high = 1, 50 * STEPS_RANGE[1]
    if not low <= args.steps <= high:
        raise StudioError("arena.error.steps", given=as_given(args.steps), low=low, high=high)
    surface = _surface(args.function.strip(), args.start)
    seed = _seed(args.seed, surface)
    racers = read_racers(args.optimizers or ["sgd"], args.rates or [], args.pairs, surface)
    racers = paced(racers, args, args.steps)
    ended = run_race(surface, racers, args.steps, _teller(args.steps, say), seed)
    went_well = all(told.outcome is not Outcome.DIVERGED for _, told in ended)
    return race_json(racers, ended, language), race_text(racers, ended, language), went_well


def _seed(given: int | None, surface: Surface) -> int:
    """That of the batches, 0 if none is given.

    Raises:
        StudioError: it is out of range, or there are no batches.
    """
    if given is None:
        return 0
    low, high = SEED_RANGE
    if not low <= given <= high:
        raise StudioError("arena.error.seed", given=as_given(given), low=low, high=high)
    if surface.batches is None:
        noisy = ", ".join(name for name, each in SURFACES.items() if each.batches is not None)
        raise StudioError("arena.error.no_batches", known=noisy)
    return given


def _teller(steps: int, say: Say) -> Callable[[int], None]:
    """Tells at every tenth how far a long race has come, with the way beyond its end."""
    told, total = 0, patience(steps)

    def tell(done: int) -> None:
        nonlocal told
        if total >= _LONG and 10 * done // total > told:
            told = 10 * done // total
            say("arena.cli.progress", done=done, total=total)

    return tell


def _surface(function: str, start: tuple[float, ...] | None) -> Surface:
    """One that has a name, as it is in the window but for the start, or what the text says.

    Raises:
        StudioError: there is no surface of that name, or the text is no function of x and y.
    """
    known = SURFACES.get(function)
    if known is not None:
        return begun_at(known, start) if start else known
    if function.isidentifier() and function not in ("x", "y"):
        raise StudioError("arena.error.no_surface", name=function, known=", ".join(SURFACES))
    return typed_surface(function, start)

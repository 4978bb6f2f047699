"""A race as plain data and plain text, for the command line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.format import number
from core.hyperparameter import look_up
from core.messages import StudioError, text
from core.optimizers import RULES
from core.report import plain
from core.surfaces.functions.custom import CUSTOM, HALF, begun_at, check, read, tried
from core.surfaces.functions.names import POINT, typed_start
from core.surfaces.functions.surface import Point, Surface
from core.surfaces.race.arrival import patience
from core.surfaces.race.descent import SLICE, Path, Paths, finish, racing
from core.surfaces.race.racer import LEARNING_RATE, Racer
from core.surfaces.race.setup import RaceSetup
from core.surfaces.race.verdict import Verdict, verdict

_START = 1.0  # of x, and of y, of a function that is typed
_SHOWN = 12  # steps of a path in a text


def read_racers(
    optimizers: Sequence[str], rates: Sequence[float], pairs: Sequence[str], surface: Surface
) -> list[Racer]:
    """The racers of a command line.

    rates: one for all, or one for each; none for those that suit the surface, with whatever else
    is tuned for it. pairs: `name=value` for all that have such a setting, or `adam.beta1=0.8` for
    one kind only.

    Raises:
        StudioError: the numbers do not fit, or nobody has such a setting.
    """
    if len(rates) not in (0, 1, len(optimizers)):
        raise StudioError("arena.error.rates", rates=len(rates), n=len(optimizers))
    for pair in pairs if rates else ():
        if pair.partition("=")[0].rpartition(".")[2].strip() == LEARNING_RATE:
            raise StudioError("arena.error.rate_twice", pair=pair)
    for optimizer in optimizers:
        look_up(RULES, optimizer, "optimizer")
    if rates:
        each = rates if len(rates) > 1 else [*rates] * len(optimizers)
        paired = zip(optimizers, each, strict=True)
        racers = [Racer(name).with_setting(LEARNING_RATE, rate) for name, rate in paired]
    else:
        racers = [Racer(name, surface.tuned_for(name)) for name in optimizers]
    _refuse_twice(pairs)
    for pair in sorted(pairs, key=lambda pair: bool(_target(pair)[0])):  # for one kind counts more
        racers = _set(racers, pair)
    return racers


def _target(pair: str) -> tuple[str, str]:
    """Whose setting a pair gives, "" for everybody's, and which."""
    kind, _, name = pair.partition("=")[0].strip().rpartition(".")
    return kind, name


def _refuse_twice(pairs: Sequence[str]) -> None:
    known: dict[tuple[str, str], str] = {}
    for pair in pairs:
        if _target(pair) in known:
            raise StudioError("arena.error.set_twice", first=known[_target(pair)], pair=pair)
        known[_target(pair)] = pair


def _set(racers: list[Racer], pair: str) -> list[Racer]:
    (kind, name), (_, equals, value) = _target(pair), pair.partition("=")
    if not equals:
        raise StudioError("report.error.pair", pair=pair)
    if kind:
        look_up(RULES, kind, "optimizer")
    meant = [racer for racer in racers if kind in ("", racer.optimizer)]
    if not meant:
        raise StudioError("arena.error.absent", pair=pair, optimizer=kind)
    able = [racer for racer in meant if any(h.name == name for h in racer.rule.hyperparameters)]
    if not able:  # let somebody say what there is to set
        meant[0].with_setting(name, _value(value))
    chosen = {id(racer): racer.with_setting(name, _value(value)) for racer in able}
    return [chosen.get(id(racer), racer) for racer in racers]


def _value(text: str) -> object:
    """A switch or a number; whatever else is left to the setting to refuse."""
    switches = {"true": True, "on": True, "false": False, "off": False}
    plain_text = text.strip().lower()
    try:
        return switches[plain_text] if plain_text in switches else float(plain_text)
    except ValueError:
        return text


def typed_surface(expression: str, start: Sequence[float] | None) -> Surface:
    """The surface of a typed function, with the picture that the window has of it; one that has no
    value there is pictured around the start, one number or two; without it that which the text
    gives to x and y, or 1. However far out the start is, no
    picture is larger: what counts as near a minimum is measured by it.

    Raises:
        StudioError: the text is no function of x and y, or nobody can walk down from the start.
    """
    graph = read(expression)
    check(graph)
    if start is None:
        typed = typed_start(graph)
        start = [typed.get(name, _START) for name in POINT]
    surface = Surface(CUSTOM, expression, (-HALF, HALF), (-HALF, HALF), start=(0.0, 0.0))
    *_, sound = tried(surface)
    if not sound.any():
        middles = (*start, 0.0)[:2]
        across, up = ((middle - HALF, middle + HALF) for middle in middles)
        surface = replace(surface, x_range=across, y_range=up)
        *_, sound = tried(surface)
    if not sound.any() and not np.isfinite(surface.values(*(*start, 0.0)[:2])):
        x, y = map(number, (*start, 0.0)[:2])
        raise StudioError("arena.error.no_value_around", x=x, y=y)
    return begun_at(surface, start)


def run_race(
    surface: Surface,
    racers: Sequence[Racer],
    steps: int,
    seen: Callable[[int], None],
    seed: int = 0,
) -> list[tuple[Path, Verdict]]:
    """The race from the surface's start, and how it ended for each. It is walked once, as far as
    verdicts look beyond its end; `seen` is told the steps that are done of it. seed: that of the
    batches."""
    x, y = surface.start
    wholes = _walked(surface, racers, (x, y), patience(steps), seen, seed)
    judged = wholes
    if surface.is_curve and y:  # its minima are at y = 0
        judged = _walked(surface, racers, (x, 0.0), patience(steps), seen, seed)
    return [
        (whole.until(steps), _judged(surface, racer, level, steps))
        for racer, whole, level in zip(racers, wholes, judged, strict=True)
    ]


def _walked(
    surface: Surface,
    racers: Sequence[Racer],
    start: Point,
    steps: int,
    seen: Callable[[int], None],
    seed: int,
) -> list[Path]:
    run = racing(surface, racers, [start], steps, seed)

    def watched() -> Iterator[Paths | None]:
        for done, paths in enumerate(run, start=1):
            seen(min(done * SLICE, steps))
            yield paths

    return [paths[0] for paths in finish(watched())]


def _judged(surface: Surface, racer: Racer, whole: Path, steps: int) -> Verdict:
    path = whole.until(steps)
    return verdict(surface, racer, path, racer.rule.name, whole=whole)


def path_json(path: Path) -> dict[str, Any]:
    """One path as JSON values; a loss that is no number is null. Of a path that is shorter than
    the race, where and why it ended."""
    losses = [loss if np.isfinite(loss) else None for loss in path.losses.tolist()]
    result: dict[str, Any] = {"path": plain(path.points), "losses": losses}
    if path.ending is not None:
        result |= {"ending": str(path.ending), "ended_at": path.ended_at}
    return result


def _pace_json(racer: Racer) -> dict[str, Any]:
    """What changes its settings on the way, if anything does."""
    found: dict[str, Any] = {}
    if racer.schedule != "constant":
        found["schedule"] = {"name": racer.schedule, **racer.schedule_settings}
    if racer.annealing is not None:
        found["momentum_annealing"] = dict(racer.annealing)
    return found


def race_json(racers: Sequence[Racer], ended: Sequence[tuple[Path, Verdict]], language: str) -> Any:
    """One path alone, or a list of them: who walked it, with which settings, and how it ended."""
    found = [
        {
            "optimizer": racer.optimizer,
            "settings": {each.name: racer.value(each.name) for each in racer.rule.hyperparameters},
            **_pace_json(racer),
            **path_json(path),
            "verdict": {
                "outcome": str(told.outcome),
                "step": told.step,
                "key": told.message.key,
                "sentence": told.message.text(language),
            },
        }
        for racer, (path, told) in zip(racers, ended, strict=True)
    ]
    return found[0] if len(found) == 1 else found


def race_table(setup: RaceSetup, paths: Mapping[str, Sequence[Path]]) -> Iterator[str]:
    """Every point of every path that is seen, as CSV: who, which start, step, place, loss,
    gradient, and whether this is the one at the place or `ahead` of it, at θ + μ v. Path by path:
    all of them may be some hundred thousand rows."""
    yield "racer,start,step,x,y,loss,gradient_x,gradient_y,gradient_at\n"
    for entrant in setup.shown:
        where = "ahead" if entrant.racer.rule.looks_ahead() else "place"
        for start, path in enumerate(paths.get(entrant.id, ()), start=1):
            rows = np.column_stack([path.points, path.losses, path.gradients])
            yield "".join(
                ",".join([entrant.id, str(start), str(step), *map(repr, row), where]) + "\n"
                for step, row in enumerate(rows.tolist())
            )


def race_text(racers: Sequence[Racer], ended: Sequence[tuple[Path, Verdict]], language: str) -> str:
    """A table for each path, of some of its steps, and how it ended."""
    lines: list[str] = []
    for racer, (path, found) in zip(racers, ended, strict=True):
        paced = "" if racer.schedule == "constant" else f", {racer.schedule}"
        lines.append(f"{racer.rule.name}  η = {number(racer.value(LEARNING_RATE))}{paced}")
        lines.append(f"{text('arena.cli.step', language):>6} {'x':>14} {'y':>14} {'f(x, y)':>14}")
        stride = max(1, -(-(len(path.points) - 1) // _SHOWN))
        shown = sorted({*range(0, len(path.points), stride), len(path.points) - 1})
        lines += [_row(path, k) for k in shown]
        lines.append(found.message.text(language))
        lines.append("")
    return "\n".join(lines).rstrip()


def _row(path: Path, k: int) -> str:
    x, y = path.points[k]
    return f"{k:>6} {number(x, 6):>14} {number(y, 6):>14} {number(path.losses[k], 6):>14}"

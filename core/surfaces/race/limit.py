"""What a racer's settings mean at a minimum: can it come to rest there? In one sentence.

Where a schedule or momentum annealing sets it anew on the way, that is true of one step only: the
sentence says of which, and at which step that will change.
"""

from dataclasses import replace

from core.messages import Message
from core.surfaces.race.pull import ROUNDING, Pull
from core.surfaces.race.racer import Racer


def limit_told(racer: Racer, step: int, steps: int, where: str, found: Pull) -> Message:
    """Of the pull at a place, in a race of so many steps, on the racer as it is set at a step from
    0. where: "minimum", "lowest", "nearest" or "floor"."""
    side = "beyond" if found.too_hard else "limit" if found.at_limit else "within"
    fields: dict[str, object] = {"where": Message(f"arena.racer.at_{where}"), **found.fields}
    if not racer.paced:
        return Message(f"arena.racer.{side}", fields)
    first = Message(f"arena.racer.{side}_paced", {**fields, "at": step + 1})
    then = _change(racer, range(step + 1, steps), found)
    return (
        first if then is None else Message("arena.racer.changing", {"first": first, "then": then})
    )


def _change(racer: Racer, later: range, found: Pull) -> Message | None:
    """At which of the later steps it first is on the other side of its limit."""
    held = found.too_hard or found.at_limit
    paces = _paces(racer, later.stop)
    for step in later:
        rate, limit = paces[step]
        ratio = found.curvature * rate / (limit or found.limit)
        if ratio < 1 - ROUNDING if held else ratio > 1 + ROUNDING:
            there = replace(found, rate=rate, limit=limit or found.limit, step=step)
            said = {"at": step + 1, **there.fields}
            return Message(f"arena.racer.{'falls' if held else 'rises'}", said)
    return Message("arena.racer.stays") if found.too_hard else None


_kept: tuple[Racer, tuple[tuple[float, float | None], ...]] | None = None


def _paces(racer: Racer, steps: int) -> tuple[tuple[float, float | None], ...]:
    """Learning rate and limit at each step; those asked for last are kept, since while a race plays
    they are asked for at every frame."""
    global _kept
    if _kept is None or _kept[0] != racer or len(_kept[1]) != steps:
        rules = racer.along(range(steps))
        _kept = racer, tuple((float(rule.lr), rule.stability) for _, rule in rules)
    return _kept[1]

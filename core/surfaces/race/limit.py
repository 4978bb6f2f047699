"""What a racer's settings mean at a minimum: can it come to rest there? In one sentence.

Where a schedule or momentum annealing sets it anew on the way, that is true of one step only: the
sentence says of which, and at which step that will change.
"""

from dataclasses import replace

from core.messages import Message
from core.surfaces.race.pull import Pull
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
    for step, rule in racer.along(later):
        limit = rule.stability or found.limit
        there = replace(found, rate=float(rule.lr), limit=limit, step=step)
        below = not (there.too_hard or there.at_limit)
        if below if found.too_hard or found.at_limit else there.too_hard:
            said = {"at": step + 1, **there.fields}
            return Message(f"arena.racer.{'falls' if below else 'rises'}", said)
    return Message("arena.racer.stays") if found.too_hard else None

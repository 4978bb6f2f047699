"""What can become of a racer, and how it is said."""

from dataclasses import dataclass
from enum import StrEnum

from core.messages import Message


class Outcome(StrEnum):
    """How a path ended."""

    ARRIVED = "arrived"  # at a minimum than which none is lower
    LOCAL = "local"  # at a minimum that is not the lowest
    DIVERGED = "diverged"
    ESCAPED = "escaped"
    FLAT = "flat"  # stuck where there is hardly any slope
    DECAYED = "decayed"  # held by weight decay, which takes back what its steps gain
    SWINGING = "swinging"  # to and fro over the minimum
    WANDERING = "wandering"  # far out, over hills and hollows
    UNDEFINED = "undefined"  # where the function has no value, or no slope
    UNDER_WAY = "under_way"


@dataclass(frozen=True)
class Verdict:
    """An outcome, the sentence about it, and the step from which on it holds."""

    outcome: Outcome
    message: Message
    step: int | None = None

    def is_lost_by(self, step: float) -> bool:
        """Has the racer gone astray at this step of the race?"""
        return self.outcome in _LOST and self.step is not None and self.step <= step


_LOST = {Outcome.DIVERGED, Outcome.ESCAPED, Outcome.WANDERING, Outcome.UNDEFINED}


def say(
    outcome: Outcome, name: str, step: int | None, *, kind: str = "", **fields: object
) -> Verdict:
    """kind: whose sentence, if the outcome has several."""
    given = {"name": name, **fields} | ({} if step is None else {"step": step})
    return Verdict(outcome, Message(f"arena.verdict.{kind or outcome}", given), step)

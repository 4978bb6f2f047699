"""Where weight decay, which pulls towards the origin, takes back what the steps of a rule gain."""

from dataclasses import dataclass

import numpy as np

from core.format import number, told_apart
from core.optimizers import Optimizer
from core.surfaces.race.descent import Path
from core.surfaces.race.racer import Racer

_LIMIT = 2.0  # of learning rate × weight decay: above it the decay alone leads outward
_BALANCED = 0.25  # of the decay: if no more is left of a step, it is the decay that holds


@dataclass(frozen=True)
class Balance:
    """Lengths within the last step of a path: what the rule would have done alone, and what the
    decay has taken back of it."""

    gained: float
    taken: float

    @property
    def fields(self) -> dict[str, str]:
        """As they are said."""
        return {"gained": number(self.gained, 3), "taken": number(self.taken, 3)}


def balance(racer: Racer, path: Path) -> Balance | None:
    """That of a path whose last step was next to nothing because of the decay, else None."""
    last = len(path.points) - 2
    rule = racer.at(max(last, 0))
    share = float(rule.lr) * float(getattr(rule, "weight_decay", 0.0))
    if last < 0 or not share:
        return None
    decay = -share * path.points[last]
    moved = path.points[last + 1] - path.points[last]
    gained, taken, left = (float(np.hypot(*each)) for each in (moved - decay, decay, moved))
    return Balance(gained, taken) if left <= _BALANCED * taken else None


def overdecay(rule: Optimizer) -> dict[str, str] | None:
    """Learning rate × weight decay as they are said where the decay leads beyond the origin, and
    further out than it began; None where it does not."""
    decay = float(getattr(rule, "weight_decay", 0.0))
    product = float(rule.lr) * decay
    if product <= _LIMIT:
        return None
    said = {"rate": float(rule.lr), "decay": decay, "product": product, "limit": _LIMIT}
    digits = told_apart(product, _LIMIT)
    return {name: number(value, digits) for name, value in said.items()}

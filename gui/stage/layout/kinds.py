"""Kinds of plans, and what each of them is worth: how well it can be read, less what it costs."""

from dataclasses import dataclass

from gui.stage.items.node_style import Density
from gui.stage.text_painting import BARELY

_NICER = 0.6  # as much is worth what is larger than everybody needs
_UNREAD = 0.85, 3  # of what is a little too small, and the power with which it falls from there
_PRICE = {
    Density.EASY: 1.0,
    Density.TIGHT: 1.15,
    Density.TERSE: 1.35,
    Density.DENSE: 1.6,
    Density.SKETCH: 2.4,
}
_NUMBERLESS = 3.5  # where arrays are without their numbers: a graph is looked at for these
_ROW_PRICE = 1.3, 1.15  # for the second row, and for each further one
_BUNDLED = 1.2  # for wires that are one for a while


@dataclass(frozen=True)
class Kind:
    """What tells the plans of one graph from each other."""

    density: Density = Density.EASY
    rows: int = 1
    bundled: bool = False  # wires of one node that lead to other rows

    @property
    def folding(self) -> float:
        """How much larger its rows must be shown than a single one, to be worth it."""
        second, further = _ROW_PRICE
        price = second * further ** (self.rows - 2) if self.rows > 1 else 1.0
        return price * (_BUNDLED if self.bundled else 1.0)

    @property
    def price(self) -> float:
        """The same of all that makes it harder to follow than an easy one."""
        return _PRICE[self.density] * self.folding


def worth(size: float, kind: Kind, arrays: bool) -> float:
    """What a plan is worth that is shown so many times as large as everybody needs it."""
    share, power = _UNREAD
    read = 1 + _NICER * (size - 1) if size >= 1 else share * size**power
    numberless = arrays and (kind.density is Density.SKETCH or size < BARELY)
    return read / kind.folding / max(_PRICE[kind.density], _NUMBERLESS * numberless)

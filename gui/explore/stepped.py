"""A tool that goes through something step by step: walks, one after the other, of some steps."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSpinBox

from gui.explore.stepper import Stepper
from gui.explore.tool import Tool

MOST = 2**31 - 1  # what a field for whole numbers can hold; as a step, the last one there is


@dataclass(frozen=True)
class Place:
    """Walk `number`, of which `step` steps have been taken."""

    number: int = 0
    step: int = 0


class SteppedTool(Tool):
    """Its face makes `stepper` and `number`; subclasses know the walks, and show a place.

    While it is at work, the keys that play the passes go through its walks.
    """

    of_result = True
    stepper: Stepper
    number: QSpinBox
    place: Place
    start: ClassVar[Place]  # where the first button leads
    begins: ClassVar[int] = 0  # steps that a walk begins with when it is played

    def connect_stepper(self) -> None:
        """For the face, once its widgets are there."""
        self.number.valueChanged.connect(self._jump)
        self.stepper.stepped.connect(self._step)
        self.stepper.sought.connect(self._seek)
        self.stepper.ticked.connect(self._tick)

    @abstractmethod
    def walks(self) -> int:
        """How many there are."""

    @abstractmethod
    def length(self, number: int) -> int | None:
        """How many steps a walk has; None where it cannot be walked."""

    @abstractmethod
    def _go(self, place: Place) -> None:
        """Stand at `place`, kept inside what there is, and show it."""

    @abstractmethod
    def _step(self, direction: int) -> None:
        """One on (+1) or back (−1), as the buttons mean it."""

    def demonstrate(self) -> None:
        self._seek(+1)

    def rest(self) -> None:
        self.stepper.pause()
        super().rest()

    @Slot(int)
    def _seek(self, direction: int) -> None:
        self._go(self.start if direction < 0 else Place(self.walks() - 1, MOST))

    @Slot(int)
    def _jump(self, number: int) -> None:
        self.stepper.pause()
        self._go(Place(number - 1, MOST))

    @Slot()
    def _tick(self) -> None:
        """One step on; after the last one the next walk; after the last walk rest."""
        number, step = self.place.number, self.place.step
        length = self.length(number)
        if length is None:
            self.stepper.pause()
            return
        if step < length:
            step += 1
        else:
            number, step = (0 if self._at_end() else number + 1), self.begins
        self._go(Place(number, MOST if self._appearance.reduced_motion else step))
        if self._at_end():
            self.stepper.pause()

    def _at_end(self) -> bool:
        length = self.length(self.place.number)
        last = self.place.number + 1 >= self.walks()
        return length is None or (last and self.place.step >= length)

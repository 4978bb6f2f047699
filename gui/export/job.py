"""An export is a generator: it does a little, tells how far it is, and can be left at any moment.

What it writes appears under its name only when it is complete. Closing the generator cancels it and
leaves nothing behind; a thread that still works for it ends with the piece that it has in hand.
"""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Progress:
    """`done` of `total` pieces; `idle`: it waits for another thread, so there is no hurry."""

    done: int
    total: int
    idle: bool = False


@dataclass(frozen=True)
class Written:
    """What an export has made: the file, and how many frames or pages it has."""

    path: Path
    count: int = 1


class Job:
    """An export under way. `result` is there once the generator has ended.

    Raises (by `advance`):
        StudioError: it failed; nothing was left behind.
    """

    def __init__(self, steps: "Generator[Progress | Written]") -> None:
        self._steps = steps
        self.progress = Progress(0, 1)
        self.result: Written | None = None

    def advance(self) -> bool:
        """Do a little more; False when all is done."""
        step = next(self._steps, None)
        if isinstance(step, Written):
            self.result = step
        elif step is not None:
            self.progress = step
        return step is not None

    def run(self) -> Written:
        """Do it all at once."""
        while self.advance():
            pass
        assert self.result is not None
        return self.result

    def cancel(self) -> None:
        """Leave it. Nothing is left behind, once a thread that worked for it has ended."""
        self._steps.close()

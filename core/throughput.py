"""How fast a run goes, how long it has taken and how long it will take.

Times are handed in, in seconds of any clock, so that nothing here waits and tests need no clock.
"""

from collections import deque

WINDOW = 2.0  # seconds that the speed is averaged over


class Throughput:
    """Noted at each look at a run; a rest interrupts it and does not count, nor do the steps that
    it had `begun` with, elsewhere or on another day."""

    def __init__(self, begun: int = 0) -> None:
        self.begun = begun
        self.elapsed = 0.0  # seconds of training, without the rests
        self.rate: float | None = None  # steps per second; the last one known while at rest
        self._samples: deque[tuple[float, int]] = deque()

    def note(self, now: float, steps: int) -> None:
        """So many steps are done by now."""
        if self._samples:
            self.elapsed += now - self._samples[-1][0]
        self._samples.append((now, steps))
        while len(self._samples) > 2 and now - self._samples[0][0] > WINDOW:
            self._samples.popleft()
        then, before = self._samples[0]
        if now > then and steps > before:
            self.rate = (steps - before) / (now - then)

    def rest(self) -> None:
        """What comes next starts a new measurement."""
        self._samples.clear()

    def time_for(self, steps: int) -> float | None:
        """Seconds that so many further steps will take; None while the speed is not known."""
        return steps / self.rate if self.rate else None

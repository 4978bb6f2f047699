"""Which moments of a trace a film shows: one position a frame, at an even rate.

Pure, so that the same settings give the same film. A film begins and ends with a rest, in which
one can read.
"""

from core.messages import StudioError
from core.playback import Playback
from core.trace import Trace

FIRST_REST = 0.8  # s
LAST_REST = 2.0
MOST_FRAMES = 20_000


def positions(
    trace: Trace, rate: float, speed: float = 1.0, start: float = 0.0, end: float | None = None
) -> tuple[float, ...]:
    """The position of every frame, from `start` to `end` (the end of the trace).

    Args:
        rate: frames a second.
        speed: 2 is twice as fast.

    Raises:
        StudioError: that would be more frames than anybody wants to wait for.
    """
    last = float(len(trace)) if end is None else min(end, float(len(trace)))
    playback = Playback(trace)
    playback.speed = speed
    playback.seek(min(start, last))
    playback.play()
    if start >= last:
        playback.seek(last)
    found = [playback.position] * max(1, round(FIRST_REST * rate))
    while playback.position < last:
        if len(found) >= MOST_FRAMES:
            raise StudioError("export.error.too_long", limit=MOST_FRAMES)
        playback.advance(1 / rate)
        found.append(min(playback.position, last))
    return (*found, *[found[-1]] * round(LAST_REST * rate))

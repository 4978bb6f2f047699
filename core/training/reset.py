"""Which changes of the settings count in the run that is under way, and which wait for a reset.

Whoever asks for another net or optimizer means the next run: all that is changed with it waits
with it. A `LIVE` setting that is changed by itself counts at once, unless it already waits, or the
run makes no use of it: then it belongs to the next run, too.
"""

from dataclasses import replace

from core.training.config import LIVE, TrainingConfig


def waiting(running: TrainingConfig, wanted: TrainingConfig) -> frozenset[str]:
    """The settings in which the next run will differ from the present one."""
    return frozenset(n for n, value in vars(wanted).items() if value != getattr(running, n))


def in_effect(
    running: TrainingConfig, before: TrainingConfig, wanted: TrainingConfig
) -> TrainingConfig:
    """What the run goes on with once not `before` is wanted any more, but `wanted`."""
    if waiting(running, wanted) <= LIVE:  # nothing that could wait with it
        return wanted
    changed, owed = waiting(before, wanted), waiting(running, before)
    if any(name not in LIVE or name in owed or not running.uses(name) for name in changed):
        return running
    return replace(running, **{name: getattr(wanted, name) for name in changed})

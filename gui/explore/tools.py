"""The tools there are, each imported when it is first wanted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gui.explore.tool import Tool


def _paths() -> type[Tool]:
    from gui.explore.paths import PathsTool

    return PathsTool


def _sweeps() -> type[Tool]:
    from gui.explore.sweeps import SweepsTool

    return SweepsTool


def _nudge() -> type[Tool]:
    from gui.explore.nudge import NudgeTool

    return NudgeTool


def _mistakes() -> type[Tool]:
    from gui.explore.mistakes import MistakesTool

    return MistakesTool


TOOLS: Mapping[str, Callable[[], type[Tool]]] = MappingProxyType(
    {"paths": _paths, "sweeps": _sweeps, "nudge": _nudge, "mistakes": _mistakes}
)
"""By key, in the order in which they are listed."""

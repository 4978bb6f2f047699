"""The tools there are, each imported when it is first wanted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gui.explore.tool import Tool
from gui.guard import late


@late
def _paths() -> type[Tool]:
    from gui.explore.paths import PathsTool

    return PathsTool


@late
def _sweeps() -> type[Tool]:
    from gui.explore.sweeps import SweepsTool

    return SweepsTool


@late
def _nudge() -> type[Tool]:
    from gui.explore.nudge import NudgeTool

    return NudgeTool


@late
def _mistakes() -> type[Tool]:
    from gui.explore.mistakes import MistakesTool

    return MistakesTool


@late
def _fit() -> type[Tool]:
    from gui.explore.fit import FitTool

    return FitTool


@late
def _scaling() -> type[Tool]:
    from gui.explore.scaling import ScalingTool

    return ScalingTool


TOOLS: Mapping[str, Callable[[], type[Tool]]] = MappingProxyType(
    {
        "paths": _paths,
        "sweeps": _sweeps,
        "nudge": _nudge,
        "mistakes": _mistakes,
        "fit": _fit,
        "scaling": _scaling,
    }
)
"""By key, in the order in which they are listed."""

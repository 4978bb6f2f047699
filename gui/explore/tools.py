"""The tools there are, each imported when it is first wanted."""

from collections.abc import Callable, Mapping

from gui.explore.tool import Tool

TOOLS: Mapping[str, Callable[[], type[Tool]]] = {}

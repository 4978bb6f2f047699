"""The pages there are, each imported when it is first wanted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gui.training.lab.page import LabPage

PAGES: Mapping[str, Callable[[], type[LabPage]]] = MappingProxyType({})
"""By key, in the order in which they are listed."""

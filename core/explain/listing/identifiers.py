"""Names of Python variables for the nodes of a graph."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable
from itertools import count

from core.graph import Graph, Role

_TAKEN = frozenset([*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np", "torch"])


class Identifiers:
    """One variable for each value and one for each gradient; none stands for two things.

    `w_1` stays w_1, its gradient is d_w_1; a name that Python or the script needs for itself gets
    an underscore; a constant that has no name of its own is called const_1.
    """

    def __init__(self, graph: Graph, reserved: Iterable[str] = ()) -> None:
        self._used = set(_TAKEN | set(reserved))
        self._value: dict[str, str] = {}
        self._gradient: dict[str, str] = {}
        numbers = count(1)
        for node in graph.nodes:
            constant = node.role is Role.CONSTANT and not node.id.isidentifier()
            plain = unicodedata.normalize("NFKC", node.id)  # as Python reads names
            wish = f"const_{next(numbers)}" if constant else re.sub(r"\W", "_", plain)
            self._value[node.id] = self._take(wish if wish.isidentifier() else f"v_{wish}")
        for node in graph.nodes:
            self._gradient[node.id] = self._take(f"d_{self._value[node.id]}")

    def __getitem__(self, node: str) -> str:
        return self._value[node]

    def gradient(self, node: str) -> str:
        return self._gradient[node]

    def extra(self, wish: str) -> str:
        """A variable for something else."""
        return self._take(wish)

    def _take(self, wish: str) -> str:
        name = wish
        while name in self._used:
            name += "_"
        self._used.add(name)
        return name

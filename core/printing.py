"""(H1: only a beginning, replace.)"""

from core.graph import Graph
from collections.abc import Collection


def expression(graph: Graph, named: Collection[str] = ()) -> str:
    return ""


def defined_names(text: str) -> frozenset[str]:
    return frozenset()

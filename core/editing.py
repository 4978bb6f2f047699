"""Edits of a graph by hand. (H1: this is only a beginning, replace all of it.)"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from numpy.typing import ArrayLike

from core.graph import Graph
from core.literals import Literal


@dataclass(frozen=True)
class Edit:
    """Another graph, the node it is about, and values for leaves that are new."""

    graph: Graph
    node: str
    values: Mapping[str, ArrayLike] = field(default_factory=dict)


def set_literal(graph: Graph, node: str, value: ArrayLike) -> Edit:
    """Another number for a constant, or for an input that says its own (`x = 3`)."""
    import numpy as np

    def frozen(rows: object) -> Literal:
        return tuple(map(frozen, rows)) if isinstance(rows, list) else float(rows)  # type: ignore

    literal = frozen(np.asarray(value, dtype=float).tolist())
    nodes = (replace(n, literal=literal) if n.id == node else n for n in graph.nodes)
    return Edit(Graph(tuple(nodes), graph.output), node)

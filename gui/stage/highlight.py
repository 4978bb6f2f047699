"""Emphasis on the stage: which nodes and wires somebody points at, and how.

A tool (paths, sweeps, mistakes …) says what it means; the stage decides how that is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.graph import Edge


class Tone(StrEnum):
    """Why something is emphasised. Each is the name of a role of the theme."""

    PATH = "path"  # on the path that is looked at
    WRONG = "wrong"  # not what backpropagation gives; marked with a cross as well
    RIGHT = "right"  # checked and found right; marked with a tick as well
    NUDGED = "nudged"  # changed a little, to see what follows
    SWEEP = "sweep"  # where a sweep stands
    SOURCE = "source"  # where a number comes from


@dataclass(frozen=True)
class Highlight:
    """What is emphasised. Nodes and edges that are not on the stage are passed over.

    notes: a short text, already translated, beside a node or on a wire.
    dim: everything that is not mentioned is drawn quietly.
    """

    nodes: Mapping[str, Tone] = field(default_factory=dict)
    edges: Mapping[Edge, Tone] = field(default_factory=dict)
    notes: Mapping[str | Edge, str] = field(default_factory=dict)
    dim: bool = False

    def quiet(self, part: str | Edge) -> bool:
        """Does this node or edge stand back?"""
        mentioned = part in self.nodes or part in self.edges or part in self.notes
        return self.dim and not mentioned

    def tone(self, part: str | Edge) -> Tone | None:
        """The tone of a node or an edge, if it has one."""
        return self.nodes.get(part) if isinstance(part, str) else self.edges.get(part)


NOTHING = Highlight()

"""What is on the table: a graph, the values of its inputs, and the text that says the graph.

A document never changes; an edit makes another one. That is all that undo, autosave and files
need.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from core import editing
from core.engine import Array
from core.graph import Graph, Role
from core.language.alignment import aligned
from core.language.expression import parse
from core.language.printing import defined_names, expression
from core.values import inherited, starting_values


@dataclass(frozen=True, eq=False)
class Document:
    """`values` holds the leaves without a literal, by node id. `text` is empty for a graph that
    nobody has written, such as that of the net that trains.

    `starts` is what each leaf was at first, to go back to, also from an array to a number; a leaf
    of which nothing is said starts now.

    `made_up` are those of the values that nobody has given: the program filled them in. Whatever
    takes the place of such a value is given, unless it is said to be made up, too.
    """

    graph: Graph
    values: Mapping[str, Array]
    text: str = ""
    starts: Mapping[str, Array] = field(default_factory=dict)
    made_up: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        still = {name: x for name, x in self.made_up.items() if self.values.get(name) is x}
        object.__setattr__(self, "made_up", still)
        here = {leaf.id: self.value(leaf.id) for leaf in self.graph.leaves}
        starts: dict[str, Array] = {}
        for name, value in here.items():
            start = self.starts.get(name, value)
            if value is not None and start is not None:
                starts[name] = start
        object.__setattr__(self, "starts", starts)

    @property
    def expression(self) -> str:
        """The text; printed from the graph if there is none."""
        return self.text or expression(self.graph)

    def value(self, node: str) -> Array | None:
        """The value of a leaf; None if `node` is none."""
        literal = self.graph.node(node).literal
        given = self.values.get(node, literal)
        return None if given is None else np.asarray(given)

    @property
    def moved(self) -> dict[str, Array]:
        """The starting values of the leaves that have another value now."""
        return {
            name: start
            for name, start in self.starts.items()
            if not np.array_equal(start, np.asarray(self.value(name)), equal_nan=True)
        }

    def with_value(self, node: str, value: ArrayLike) -> "Document":
        """The same with another value for one leaf. A literal (`x = 3`, or the 1 in `b + 1`) is
        changed where it is written: in the graph and in the text."""
        leaf = self.graph.node(node)
        if leaf.role is Role.CONSTANT or leaf.literal is not None:
            other = self.edited(editing.set_literal(self.graph, node, np.asarray(value)))
            return replace(other, starts={**other.starts, node: self.starts[node]})
        return replace(self, values={**self.values, node: np.asarray(value)})

    def edited(self, edit: editing.Edit) -> "Document":
        """The same with another graph: what the edit brings along, values that are still of use,
        starting values for what is new."""
        given = {name: np.asarray(value) for name, value in edit.values.items()}
        moved = {edit.renamed.get(name, name): value for name, value in self.values.items()}
        made_up = {edit.renamed.get(name, name): value for name, value in self.made_up.items()}
        named = {edit.renamed.get(name, name) for name in defined_names(self.text)}
        text = expression(edit.graph, named | set(edit.renamed.values()))
        known = {**moved, **given}
        return _started(edit.graph, known, text, made_up)._coming_from(self, edit.renamed)

    def _coming_from(self, before: "Document", renamed: Mapping[str, str]) -> "Document":
        """The same with what leaves were at first in the document before. What was given another
        value with the graph starts now: the old one may not fit, in shape or as a label."""

        def goes_on(name: str, value: Array) -> bool:
            written = self.graph.node(name).literal is not None  # the text was changed, and can be
            now = self.starts[name]
            return now.shape == value.shape if written else np.array_equal(now, value, True)

        kept = {
            name: before.starts[old]
            for old in before.starts
            if (name := renamed.get(old, old)) in self.starts
            and goes_on(name, np.asarray(before.value(old)))
        }
        return replace(self, starts=kept)


def retyped(
    before: Document | None, here: Document | None, graph: Graph, text: str, *, anew: bool = False
) -> Document:
    """The document after somebody has typed `text`, which says `graph`. Inputs keep their values,
    and what was there keeps its id, so that it can be followed to its new place.

    Args:
        before: the document when the typing began.
        here: the document of the text as it was a letter ago.
        anew: is it another formula, and not a change of the one before?
    """
    if before is None or here is None:
        return _started(graph, {}, text)
    graph = aligned(graph, here.graph, defined_names(text))
    since = here.values if here is not before else {}
    anew = anew or not before.text  # nobody has written the net that trains
    known = inherited(graph, before.values, since, anew=anew)
    made_up = {**before.made_up, **here.made_up}
    return _started(graph, known, text, made_up)._coming_from(here, {})


def read(text: str, known: Mapping[str, ArrayLike] | None = None) -> Document:
    """The document of an expression; `known` values are kept where they fit.

    Raises:
        ExpressionError: the text is no expression.
    """
    graph = parse(text)
    return _started(graph, known or {}, text)


def _started(
    graph: Graph,
    known: Mapping[str, ArrayLike],
    text: str,
    made_up: Mapping[str, Array] | None = None,
) -> Document:
    """A document with the `known` values that fit, of which some may have been `made_up` before,
    and others made up for the rest."""
    given = {name: np.asarray(value) for name, value in known.items()}
    values = starting_values(graph, given)
    new = {name: value for name, value in values.items() if value is not given.get(name)}
    return Document(graph, values, text, made_up={**(made_up or {}), **new})

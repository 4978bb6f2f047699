"""Edits of a graph by hand: pure functions, a graph in, an `Edit` with another graph out.

Each refuses what cannot be with a `StudioError`; what it gives is always a valid graph. Nodes
that an edit does not touch keep their ids. `composites.py` splits and folds.
"""

from core.editing.changing import rename, replace, set_literal
from core.editing.deleting import delete
from core.editing.edit import Edit
from core.editing.inserting import insert, insert_constant, insert_input, splice, wrap
from core.editing.wiring import make_output, upstream, wire

__all__ = [
    "Edit",
    "delete",
    "insert",
    "insert_constant",
    "insert_input",
    "make_output",
    "rename",
    "replace",
    "set_literal",
    "splice",
    "upstream",
    "wire",
    "wrap",
]

"""The file of a document: versioned JSON, data only.

    {
      "format": "backprop-studio", "version": 1,
      "text": "e = (a + b) * (b + 1)",
      "graph": {"output": "e", "nodes": [
        {"id": "a", "role": "input"},
        {"id": "1", "role": "constant", "literal": 1.0},
                                          an input too may have one: its starting value, `x = 3`
        {"id": "e", "role": "operation", "op": "multiply", "inputs": ["c", "d"]}, …]},
      "values": {"a": 2.0, "b": 1.0},
      "position": 3.5,
      "view": "fitted",                 or {"zoom": 1.5, "centre": [120.0, 40.0]}
      "starts": {"b": 2.0},             what inputs were at first, where that is another value
      "made_up": ["b"],                 inputs whose values nobody has given; left out: none
      "belongs_to": "",                 of a copy: the file whose changes these are,
                                        {"bytes": "2f63…"} where its name is not UTF-8
      "digest": "", "unsaved": false    of a copy: that file as it was known (SHA-256), and
                                        whether the copy holds anything that the file did not
    }

Nothing of a file is believed. `read` either gives a document that runs, or raises one sentence;
keys that it does not know are passed over.
"""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import engine, sizes
from core.documents import strict_json
from core.documents.document import Document
from core.documents.numbers import MOST_NUMBERS, NoArrayError, decode, encode
from core.documents.paths import encodable, path_entry, path_of
from core.documents.sameness import same
from core.documents.strict_json import optional, part_of
from core.engine import Array
from core.graph import Graph, Literal, Node, Role
from core.language.alignment import aligned
from core.language.definitions import MAX_NODES
from core.language.expression import MAX_LENGTH, defined_names, parse
from core.language.naming import MAX_NAME, may_be_called
from core.messages import StudioError
from core.ops import OPS

FORMAT = "backprop-studio"
VERSION = 1
SUFFIX = ".backprop"
MOST_BYTES = 64_000_000
_FARTHEST = 1e7  # pixels of the scene


@dataclass(frozen=True)
class View:
    """How far the stage was zoomed in, and the point of the scene in its middle."""

    zoom: float
    centre: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Saved:
    """Everything that a file holds. `view` is None where the whole graph is to be seen;
    `belongs_to` is the path of the file that this is a copy of, `digest` says how that file was
    known (empty: nobody noted it down), and `unsaved` whether the copy has changes of its own."""

    document: Document
    position: float = 0.0
    view: View | None = None
    belongs_to: str = ""
    digest: str = ""
    unsaved: bool = False


def write(saved: Saved) -> bytes:
    """The bytes of a file. A text that `read` would not take is left out: the graph says it all.

    Raises:
        StudioError: the document is so large that `read` would refuse it.
    """
    document = saved.document
    sizes.check(document.graph, document.values)
    for name, value in document.values.items():
        if value.size > MOST_NUMBERS:
            fields = {"node": name, "n": value.size, "limit": MOST_NUMBERS}
            raise StudioError("export.error.too_long_array", **fields)
    content = {
        "format": FORMAT,
        "version": VERSION,
        "text": document.text if _says(document.text, document.graph) else "",
        "graph": {
            "output": document.graph.output,
            "nodes": [_node_entry(node) for node in document.graph.nodes],
        },
        "values": {name: encode(value) for name, value in document.values.items()},
        "position": saved.position,
        "view": _view_entry(saved.view),
        "starts": {name: encode(value) for name, value in document.moved.items()},
        "made_up": list(document.made_up),
        "belongs_to": path_entry(saved.belongs_to),
        "digest": saved.digest,
        "unsaved": saved.unsaved,
    }
    data = _json(content)
    if len(data) > MOST_BYTES:  # better without what inputs were at first than not at all
        data = _json({**content, "starts": {}})
    if len(data) > MOST_BYTES:
        raise StudioError("export.error.too_heavy", limit=MOST_BYTES // 1_000_000)
    return data


def read(data: bytes) -> Saved:
    """What a file holds.

    Raises:
        StudioError: the file is damaged, hostile, or of a newer version of the program.
    """
    content = strict_json.read(data)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise StudioError("export.damaged.format")
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise StudioError("export.damaged.part", part="version")
    if version > VERSION:
        raise StudioError("export.damaged.newer", version=str(version)[:20])
    graph = _graph(part_of(content, "graph", dict))
    values, starts = _values(part_of(content, "values", dict), graph), _starts(content, graph)
    made_up = {name: values[name] for name in _made_up(content) if name in values}
    document = Document(graph, values, _text(content, graph), starts, made_up)
    _run(document)
    position = max(_number(content.get("position", 0.0), "position"), 0.0)
    view, belongs_to = _view(content.get("view", "fitted")), _path(content)
    digest, unsaved = optional(content, "digest", ""), optional(content, "unsaved", False)
    return Saved(document, position, view, belongs_to, digest, unsaved)


# writing


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def _node_entry(node: Node) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": node.id, "role": node.role.value}
    if node.op is not None:
        entry |= {"op": node.op.name, "inputs": list(node.inputs)}
    if node.literal is not None:
        entry["literal"] = encode(np.array(node.literal, dtype=float))
    return entry


def _view_entry(view: View | None) -> Any:
    return "fitted" if view is None else {"zoom": view.zoom, "centre": list(view.centre)}


# reading


def _path(content: dict[str, Any]) -> str:
    try:
        return path_of(content.get("belongs_to", ""))
    except ValueError:
        raise StudioError("export.damaged.part", part="belongs_to") from None


def _graph(content: dict[str, Any]) -> Graph:
    entries, output = part_of(content, "nodes", list), part_of(content, "output", str)
    if len(entries) > MAX_NODES:
        raise StudioError("export.damaged.too_many", n=len(entries), limit=MAX_NODES)
    nodes = tuple(_node(entry) for entry in entries)
    try:
        return Graph(nodes, output)
    except StudioError as error:
        raise StudioError("export.damaged.graph", reason=error.message) from None


def _node(entry: Any) -> Node:
    if not isinstance(entry, dict):
        raise StudioError("export.damaged.part", part="nodes")
    name = entry.get("id")
    role, op, inputs = entry.get("role"), entry.get("op"), entry.get("inputs", [])
    if not isinstance(name, str) or not may_be_called(name, role == Role.CONSTANT):
        raise StudioError("export.damaged.part", part="id")
    wrong = StudioError("export.damaged.node", node=name)
    if not isinstance(role, str) or role not in set(Role):
        raise wrong
    if not isinstance(inputs, list) or not all(isinstance(source, str) for source in inputs):
        raise wrong
    if (op is not None) != (role == Role.OPERATION):
        raise wrong
    if op is not None and (not isinstance(op, str) or op not in OPS):
        raise StudioError("export.damaged.op", node=name, op=str(op)[:40])
    literal = _literal(entry["literal"], wrong) if "literal" in entry else None
    if literal is None and role == Role.CONSTANT:
        raise wrong
    if literal is not None and role not in (Role.CONSTANT, Role.INPUT):  # `x = 3` is an input
        raise wrong
    return Node(name, Role(role), OPS[op] if op is not None else None, tuple(inputs), literal)


def _literal(value: Any, wrong: StudioError) -> Literal:
    try:
        array = decode(value)
    except NoArrayError:
        raise wrong from None
    if array.dtype != float or array.size == 0:
        raise wrong
    return _rows(array.tolist())


def _rows(value: Any) -> Literal:
    return tuple(_rows(part) for part in value) if isinstance(value, list) else value


def _values(content: dict[str, Any], graph: Graph) -> dict[str, Array]:
    """An array for every leaf that has no literal."""
    open_leaves = {leaf.id for leaf in graph.leaves if leaf.role is not Role.CONSTANT}
    needed = {leaf.id for leaf in graph.leaves if leaf.literal is None}
    for name in content.keys() ^ needed:
        if name not in open_leaves or name in needed:
            raise StudioError("export.damaged.values", node=name[:MAX_NAME])
    return {name: _array(name, value) for name, value in content.items()}


def _starts(content: dict[str, Any], graph: Graph) -> dict[str, Array]:
    """What leaves were at first, as far as the file says; older ones do not."""
    known = content.get("starts", {})
    if not isinstance(known, dict):
        raise StudioError("export.damaged.part", part="starts")
    return {leaf.id: _array(leaf.id, known[leaf.id]) for leaf in graph.leaves if leaf.id in known}


def _made_up(content: dict[str, Any]) -> list[str]:
    """Names of leaves; older files do not say, and then each value counts as given."""
    names: list[str] = optional(content, "made_up", [])
    if not all(isinstance(name, str) for name in names):
        raise StudioError("export.damaged.part", part="made_up")
    return names


def _array(node: str, value: Any) -> Array:
    try:
        return decode(value)
    except NoArrayError:
        raise StudioError("export.damaged.value", node=node) from None


def _text(content: dict[str, Any], graph: Graph) -> str:
    text: str = part_of(content, "text", str)
    if text and not _says(text, graph):
        raise StudioError("export.damaged.text_differs")
    return text


def _says(text: str, graph: Graph) -> bool:
    """Does the text say this graph?"""
    if not text or len(text) > MAX_LENGTH or (not text.isascii() and not encodable(text)):
        return False
    try:
        return same(aligned(parse(text), graph, defined_names(text)), graph)
    except StudioError:
        return False


def _run(document: Document) -> None:
    """What cannot be computed is not put on the stage."""
    sizes.check(document.graph, document.values)
    try:
        engine.forward(document.graph, document.values)
    except StudioError as error:
        raise StudioError("export.damaged.graph", reason=error.message) from None


def _number(value: Any, part: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _FARTHEST:
        raise StudioError("export.damaged.part", part=part)
    return float(value)


def _view(value: Any) -> View | None:
    if value == "fitted":
        return None
    centre = value.get("centre") if isinstance(value, dict) else None
    if not isinstance(centre, list) or len(centre) != 2:
        raise StudioError("export.damaged.part", part="view")
    zoom = _number(value.get("zoom"), "view")
    if not 1e-3 <= zoom <= 1e3 or not math.isfinite(zoom):
        raise StudioError("export.damaged.part", part="view")
    x, y = (_number(part, "view") for part in centre)
    return View(zoom, (x, y))

"""A run as a NumPy script that needs nothing of ours and prints the same gradients."""

import inspect
from collections import Counter
from collections.abc import Iterator
from types import FunctionType

import numpy as np

from core import engine, names
from core.engine import Array
from core.explain.derivation import drafts
from core.explain.formulas import Kind, plain
from core.explain.listing import literals
from core.explain.listing.identifiers import Identifiers
from core.explain.listing.rules import Library
from core.graph import Edge, Graph, Role
from core.names import partial
from core.ops import OPS
from core.trace import Propagate, Trace, run

_BRACKET = "1(<"  # in a rule, 1(x > 0): nan, which is not x ≤ 0 either, is let through
_RESERVED = ("stored", "unbroadcast", "repeated_axes", "base64", "zlib")
_STORED = '''
def stored(text, dtype, shape):
    """The array whose compressed bytes the letters stand for: larger arrays are kept like this,
    since every number counts and thousands of them are nothing to read."""
    data = zlib.decompress(base64.b64decode(text))
    return np.frombuffer(data, dtype).reshape(shape).copy()
'''.strip()


def numpy_script(trace: Trace) -> str:
    """The script.

    Raises:
        StudioError: the source of the rules is not at hand, or an array is too large.
    """
    return note_above(trace) + _Script(sound(trace)).text()


class _Script:
    """Writes one script, part by part."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._graph = trace.graph
        self._library = Library()
        self._names = Identifiers(self._graph, {*_RESERVED, *_functions()})
        self._inlined = inlined(trace)
        self._memory = {
            node.id: self._names.extra(f"{self._names[node.id]}_memory")
            for node in self._graph.operations
            if node.op and node.op.remembers
        }

    def text(self) -> str:
        leaves, forward = list(self._leaves()), list(self._forward())
        backward, results = list(self._backward()), list(self._results())
        packed = any(literals.is_long(self._trace.values[n.id]) for n in self._graph.leaves)
        imports = ["import base64", "import zlib", ""] if packed else []
        functions = [*self._library, *([_STORED] if packed else [])]
        parts = [
            [
                f"# {literals.remark(title(self._graph))}",
                "# Forward pass, backward pass, gradients: NumPy only.",
            ],
            [*imports, "import numpy as np"],
            ['np.seterr(all="ignore")  # inf and nan are shown where they arise'],
            *(["", *source.split("\n")] for source in functions),
            [*([""] if functions else []), "# --- values", *leaves],
            ["# --- forward pass: every node after its inputs", *forward],
            ["# --- backward pass: d_x is the gradient of the output by x", *backward],
            ["# --- results", "np.set_printoptions(precision=17)", *results],
        ]
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def _leaves(self) -> Iterator[str]:
        for node in self._graph.leaves:
            if node.id not in self._inlined:
                yield f"{self._names[node.id]} = {array(self._trace.values[node.id])}"

    def _forward(self) -> Iterator[str]:
        for node in self._graph.operations:
            assert node.op is not None
            arguments = dict(zip(node.op.inputs, map(self._value, node.inputs), strict=True))
            result = self._library.call(node.op.forward, node.op.name, arguments)
            memory = f", {self._memory[node.id]}" if node.op.remembers else ""
            yield f"{self._names[node.id]}{memory} = {result}"

    def _backward(self) -> Iterator[str]:
        graph, d = self._graph, self._names.gradient
        uses = Counter(edge.source for edge in graph.backward_edges)
        yield f"{d(graph.output)} = np.ones_like({self._names[graph.output]})"
        begun: set[str] = set()
        for i, event in enumerate(self._trace.events):
            if not isinstance(event, Propagate):
                continue
            source = event.edge.source
            share = self._contribution(event)
            aside = "  (1 for nan, too)" if _BRACKET in self._written(event.edge) else ""
            yield from ("", f"# {literals.remark(self._rule(i))}{aside}")
            becomes = "="
            if uses[source] > 1:
                becomes = "+="
                if source not in begun:
                    yield f"{d(source)} = {self._zeros(source)}  # used {uses[source]} times: a sum"
                begun.add(source)
            yield f"{d(source)} {becomes} {share}"

    def _rule(self, index: int) -> str:
        rule = next(tex for kind, tex in drafts(self._trace, index) if kind is Kind.RULE)
        return plain(self._graph, Kind.RULE, rule)

    def _written(self, edge: Edge) -> str:
        """The rule of an edge as its op writes it."""
        op = self._graph.node(edge.target).op
        assert op is not None
        return op.latex_rules[op.inputs[edge.slot]]

    def _contribution(self, event: Propagate) -> str:
        edge: Edge = event.edge
        node = self._graph.node(edge.target)
        assert node.op is not None
        given = dict(zip(node.op.inputs, map(self._value, node.inputs), strict=True))
        arguments = {"dout": self._names.gradient(edge.target)} | given
        arguments["out"] = self._names[edge.target]
        if node.op.remembers:
            arguments["memory"] = self._memory[node.id]
        wrt = node.op.inputs[edge.slot]
        share = self._library.call(node.op.rules[wrt], f"{node.op.name}_d_{wrt}", arguments)
        if event.share.shape == event.contribution.shape:
            return share
        self._library.add(engine.unbroadcast)
        return f"unbroadcast({share}, {self._names[edge.source]}.shape)"

    def _zeros(self, node: str) -> str:
        value, gradient = self._trace.values[node], self._trace.gradients[node]
        kind = "" if value.dtype == gradient.dtype else f", {_dtype(gradient)}"
        return f"np.zeros_like({self._names[node]}{kind})"

    def _results(self) -> Iterator[str]:
        graph = self._graph
        told, values = f"{names.called(graph, graph.output)} =", self._trace.values
        yield literals.print_of(told, self._names[graph.output], values[graph.output])
        for node in graph.nodes:
            if node.id not in self._trace.gradients:
                continue
            if node.id not in graph.ancestors:
                zero = f"np.zeros_like({self._names[node.id]})"
                yield f"{self._names.gradient(node.id)} = {zero}  # it has no effect"
            told = f"{partial(graph, node.id)} ="
            yield literals.print_of(told, self._names.gradient(node.id), values[node.id])

    def _value(self, node: str) -> str:
        return self._inlined.get(node, self._names[node])


def sound(trace: Trace) -> Trace:
    """The run itself; of a run with mistakes in it that are tried out, the one without."""
    if type(trace) is Trace:
        return trace
    leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
    return run(trace.graph, leaves)


def note_above(trace: Trace) -> str:
    """Says above a script that it is not what is on the stage; empty if it is."""
    if type(trace) is Trace:
        return ""
    return "# On the stage a mistake is switched on. This script has the right rules.\n"


def title(graph: Graph) -> str:
    """One line about the graph: what is computed from what."""
    inputs = [node.id for node in graph.leaves if node.role is not Role.CONSTANT]
    return (
        f"Backpropagation: {names.called(graph, graph.output)} from {names.listed(graph, inputs)}"
    )


def array(value: Array) -> str:
    """The Python text of an array."""
    if literals.is_long(value):
        return f'stored("{literals.stored(value)}", {_dtype(value)}, {value.shape})'
    numbers = literals.rows(np.asarray(value))
    numbers = numbers.replace("nan", "np.nan").replace("inf", "np.inf")
    if not value.ndim:
        return f"{_dtype(value)}({numbers})"
    usual = value.dtype in (np.dtype(float), np.dtype(int))
    return f"np.array({numbers})" if usual else f"np.array({numbers}, {_dtype(value)})"


def _dtype(value: Array) -> str:
    return f"np.{value.dtype.name}"


def inlined(trace: Trace) -> dict[str, str]:
    """Constants that can stand in the formulas as plain numbers: where they meet an array, and all
    is of double precision, since a plain number would take on the precision of the other."""
    graph = trace.graph
    if any(
        trace.values[leaf.id].dtype.kind == "f" and trace.values[leaf.id].dtype != float
        for leaf in graph.leaves
    ):
        return {}
    numbers = {
        node.id: literals.rows(trace.values[node.id])
        for node in graph.leaves
        if node.role is Role.CONSTANT and isinstance(node.literal, float)
    }
    return {node: text for node, text in numbers.items() if _meets_arrays(graph, node)}


def _meets_arrays(graph: Graph, constant: str) -> bool:
    for edge in graph.consumers(constant):
        target = graph.node(edge.target)
        others = [graph.node(source).role for source in target.inputs]
        if target.op is None or not target.op.elementwise:
            return False
        if all(role is Role.CONSTANT for role in others):
            return False
    return constant != graph.output


def _functions() -> set[str]:
    """What the functions of a script may be called: rules, and the helpers beside them."""
    rules = [(op, rule) for op in OPS.values() for rule in (op.forward, *op.rules.values())]
    helpers = {
        name
        for _, rule in rules
        for name, thing in inspect.unwrap(rule).__globals__.items()
        if isinstance(thing, FunctionType)
    }
    return helpers | {op.name for op, _ in rules} | {f"{op.name}_{r.__name__}" for op, r in rules}

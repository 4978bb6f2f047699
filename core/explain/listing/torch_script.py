"""A run as a PyTorch script: the forward pass written down, the backward pass PyTorch's own."""

import re
from collections.abc import Iterator, Mapping

import numpy as np

from core.engine import Array
from core.explain.listing import literals
from core.explain.listing.identifiers import Identifiers
from core.explain.listing.numpy_script import inlined, note_above, sound, title
from core.graph import DIFFERENTIABLE, Node
from core.messages import StudioError
from core.names import called, partial
from core.ops.base import fill
from core.trace import Trace

CALLS: Mapping[str, str] = {
    "add": "<x> + <y>",
    "subtract": "<x> - <y>",
    "multiply": "<x> * <y>",
    "divide": "<x> / <y>",
    "reciprocal": "1 / <x>",
    "power": "<x> ** <y>",
    "negate": "-<x>",
    "max": "torch.maximum(<x>, <y>)",
    "min": "torch.minimum(<x>, <y>)",
    "relu": "torch.relu(<x>)",
    "abs": "torch.abs(<x>)",
    "exp": "torch.exp(<x>)",
    "log": "torch.log(<x>)",
    "sqrt": "torch.sqrt(<x>)",
    "sin": "torch.sin(<x>)",
    "cos": "torch.cos(<x>)",
    "tanh": "torch.tanh(<x>)",
    "sigmoid": "torch.sigmoid(<x>)",
    "matmul": "<X> @ <W>",
    "transpose": "<X>.T",
    "sum": "<X>.sum()",
    "row_sum": "<X>.sum(dim=-1, keepdim=True)",
    "mean": "<X>.mean()",
    "affine": "<X> @ <W> + <b>",
    "softmax": "torch.softmax(<S>, dim=-1)",
    "cross_entropy": "-torch.log(<P>[torch.arange(len(<P>)), <t>.long()]).mean()",
    "softmax_cross_entropy": "torch.nn.functional.cross_entropy(<S>, <t>.long())",
    "mse": "((<y> - <t>) ** 2).mean()",
}
"""By op: the same in PyTorch."""

_ARITHMETIC = {"add", "subtract", "multiply", "divide", "power"}  # these take plain numbers
_STORED = '''
def stored(text, dtype, shape):
    """The tensor whose compressed bytes the letters stand for: larger tensors are kept like this,
    since every number counts and thousands of them are nothing to read."""
    data = bytearray(zlib.decompress(base64.b64decode(text)))
    return torch.frombuffer(data, dtype=dtype).reshape(shape)
'''.strip()


def torch_script(trace: Trace) -> str:
    """The script.

    Raises:
        StudioError: an op has no counterpart in `CALLS`, or an array is too large.
    """
    above, trace = note_above(trace), sound(trace)
    graph = trace.graph
    names = Identifiers(graph, ("stored", "base64", "zlib"))
    plain_numbers = {
        constant: text
        for constant, text in inlined(trace).items()
        if all(_is_arithmetic(graph.node(edge.target)) for edge in graph.consumers(constant))
    }
    leaves = [node for node in graph.leaves if node.id not in plain_numbers]
    packed = any(literals.is_long(trace.values[node.id]) for node in leaves)
    given = {node.id: plain_numbers.get(node.id, names[node.id]) for node in graph.nodes}
    parts = [
        [
            f"# {literals.remark(title(graph))}",
            "# The forward pass; the backward pass is PyTorch's.",
        ],
        [*(["import base64", "import zlib", ""] if packed else []), "import torch"],
        *([["", _STORED]] if packed else []),
        [
            *([""] if packed else []),
            "# --- values",
            *(f"{names[n.id]} = {_tensor(trace, n)}" for n in leaves),
        ],
        [
            "# --- forward pass",
            *(f"{names[n.id]} = {_call(trace, n, given)}" for n in graph.operations),
        ],
        ["# --- backward pass", *_backward(trace, names)],
        ["# --- results", "torch.set_printoptions(precision=16)", *_results(trace, names)],
    ]
    return above + "\n\n".join("\n".join(part) for part in parts) + "\n"


def _tensor(trace: Trace, node: Node) -> str:
    value = trace.values[node.id]
    value = value.astype(_precision(trace)) if value.dtype.kind == "f" else value
    kind = f"torch.{value.dtype.name}"
    wants = _has_gradient(trace, node)
    if literals.is_long(value):
        tensor = f'stored("{literals.stored(value)}", {kind}, {value.shape})'
        return f"{tensor}.requires_grad_()" if wants else tensor
    numbers = re.sub(r"(nan|inf)", r'float("\1")', literals.rows(np.asarray(value)))
    return f"torch.tensor({numbers}, dtype={kind}{', requires_grad=True' if wants else ''})"


def _has_gradient(trace: Trace, leaf: Node) -> bool:
    """An input that is only read as labels has none."""
    return leaf.role in DIFFERENTIABLE and leaf.id in trace.gradients


def _precision(trace: Trace) -> np.dtype:
    """NumPy mixes precisions, PyTorch does not: all tensors get the highest one."""
    kinds = (trace.values[leaf.id].dtype for leaf in trace.graph.leaves)
    return np.result_type(*(kind for kind in kinds if kind.kind == "f"))


def _call(trace: Trace, node: Node, given: Mapping[str, str]) -> str:
    assert node.op is not None
    values = {x: trace.values[i] for x, i in zip(node.op.inputs, node.inputs, strict=True)}
    template = _template(node.op.name, values)
    texts = dict(zip(node.op.inputs, (given[i] for i in node.inputs), strict=True))
    return fill(template, **{x: f"({t})" if t.startswith("-") else t for x, t in texts.items()})


def _template(op: str, values: Mapping[str, Array]) -> str:
    """The call, as these values want it."""
    if op not in CALLS:
        raise StudioError("listing.error.no_torch", op=op)
    match op:
        case "max" | "min" if np.any(values["x"] == values["y"]):
            # of a tie, PyTorch's own would send half each way; a nan it hands on, as we do
            return f"torch.where(<x> == <y>, <x>, {CALLS[op]})"
        case "cross_entropy" if values["t"].shape == values["P"].shape:  # 0 · ln 0 counts as 0
            rows = len(values["P"]) if values["P"].ndim > 1 else 1
            return f"-(<t> * torch.log(torch.where(<t> == 0, 1, <P>))).sum() / {rows}"
        case "cross_entropy" if values["P"].ndim == 1:
            return "-torch.log(<P>[<t>.long()])"
        case "softmax_cross_entropy" if values["t"].shape == values["S"].shape:
            return "torch.nn.functional.cross_entropy(<S>, <t>.to(<S>.dtype))"
        case "transpose" if values["X"].ndim != 2:
            return f"<X>.permute({tuple(range(values['X'].ndim))[::-1]})"
        case "affine" if values["X"].ndim != 2:
            rows = len(values["X"]) if values["X"].ndim > 2 else 1
            return CALLS[op].replace("<X>", f"<X>.reshape({rows}, -1)")
    return CALLS[op]


def _backward(trace: Trace, names: Identifiers) -> Iterator[str]:
    graph = trace.graph
    if not graph.wants_gradient(graph.output):
        yield "# nothing here has a gradient"
        return
    output = names[graph.output]
    if graph.node(graph.output).op is None:
        yield f"{output}.sum().backward()"
    elif trace.values[graph.output].size == 1:
        yield f"{output}.backward()"
    else:
        yield f"{output}.backward(torch.ones_like({output}))  # the gradients of the sum"


def _results(trace: Trace, names: Identifiers) -> Iterator[str]:
    graph = trace.graph
    told, result = f"{called(graph, graph.output)} =", f"{names[graph.output]}.detach()"
    yield literals.print_of(told, result, trace.values[graph.output])
    for leaf in graph.leaves:
        if not _has_gradient(trace, leaf):
            continue
        gradient = f"{names[leaf.id]}.grad"
        if leaf.id not in graph.ancestors:
            gradient = f"torch.zeros_like({names[leaf.id]})"
        told = f"{partial(graph, leaf.id)} ="
        yield literals.print_of(told, gradient, trace.values[leaf.id])


def _is_arithmetic(node: Node) -> bool:
    return node.op is not None and node.op.name in _ARITHMETIC

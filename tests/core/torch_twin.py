"""A graph of the engine, built a second time from PyTorch's functions."""

import numpy as np

from core.graph import DIFFERENTIABLE, Graph

try:
    import torch
except ImportError:  # the oracle is optional
    torch = None


def _reversed_axes(x):
    return x.permute(tuple(reversed(range(x.ndim))))


def _affine(x, w, b):
    flat = x.reshape(1, -1) if x.ndim < 2 else x.reshape(len(x), -1)
    return torch.nn.functional.linear(flat, w.T, b)


def _cross_entropy(scores, labels):
    return torch.nn.functional.cross_entropy(scores, labels)


FUNCTIONS = torch and {
    "add": torch.add,
    "subtract": torch.sub,
    "multiply": torch.mul,
    "divide": torch.div,
    "power": torch.pow,
    "negate": torch.neg,
    "max": torch.maximum,
    "min": torch.minimum,
    "reciprocal": torch.reciprocal,
    "row_sum": lambda x: x.sum(-1, keepdim=True),
    "relu": torch.relu,
    "abs": torch.abs,
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "matmul": torch.matmul,
    "transpose": _reversed_axes,
    "sum": torch.sum,
    "mean": torch.mean,
    "affine": _affine,
    "softmax": lambda x: torch.softmax(x, -1),
    "softmax_cross_entropy": _cross_entropy,
    "mse": lambda y, t: ((y - t) ** 2).mean(),
}


def gradients(graph: Graph, leaves: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """∂output/∂leaf by PyTorch's autograd, for every differentiable leaf."""
    torch.set_num_threads(1)
    values = {}
    for node in graph.leaves:
        given = leaves.get(node.id, node.literal)
        values[node.id] = torch.tensor(np.asarray(given), requires_grad=node.role in DIFFERENTIABLE)
    wanted = {node.id: values[node.id] for node in graph.leaves if node.role in DIFFERENTIABLE}
    for node in graph.operations:
        values[node.id] = FUNCTIONS[node.op.name](*(values[source] for source in node.inputs))
    if not values[graph.output].requires_grad:  # the graph uses no differentiable leaf at all
        return {name: np.zeros(leaf.shape) for name, leaf in wanted.items()}
    found = torch.autograd.grad(
        values[graph.output], list(wanted.values()), allow_unused=True, materialize_grads=True
    )
    return {name: gradient.numpy() for name, gradient in zip(wanted, found, strict=True)}

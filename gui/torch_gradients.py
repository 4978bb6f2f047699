"""A second opinion: the gradients of a graph by PyTorch, where that is installed.

The graph is built once more, of PyTorch's own functions, and differentiated by its autograd. The
core knows nothing of this. To import PyTorch takes seconds, in which a window would stand still,
and hundreds of megabytes; so it is asked in a process of its own (`ask`), which ends with its
answer.
"""

from collections.abc import Callable, Generator, Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from core.apart import apart
from core.engine import Array
from core.graph import DIFFERENTIABLE, Graph
from core.messages import StudioError
from gui.install_command import install_command


def installed() -> bool:
    """Whether PyTorch can be asked. It is not imported for that."""
    return find_spec("torch") is not None


def command() -> str:
    """What brings PyTorch to the Python that runs this program."""
    return install_command("torch")


def ask(graph: Graph, leaves: Mapping[str, Array]) -> Generator[None, None, dict[str, Array]]:
    """`gradients`, worked out in another process. A generator, so that one can wait for it, or stop
    waiting: then the process is ended.

    Raises:
        StudioError: PyTorch could not answer.
    """
    failed = "lab_gradient_check.torch.failed"
    try:
        return (yield from apart(_answer, graph, dict(leaves)))
    except StudioError as error:
        raise StudioError(failed, reason=error.message) from None
    except Exception as error:
        raise StudioError(failed, reason=f"{type(error).__name__}: {error}") from None


def _answer(graph: Graph, leaves: Mapping[str, Array]) -> Generator[None, None, dict[str, Array]]:
    yield None
    return gradients(graph, leaves)


@cache
def functions() -> Mapping[str, Callable[..., Any]]:
    """PyTorch's counterpart of each op, by the op's name."""
    import torch

    def affine(x: Any, w: Any, b: Any) -> Any:
        flat = x.reshape(1, -1) if x.ndim < 2 else x.reshape(len(x), -1)
        return torch.nn.functional.linear(flat, w.T, b)

    def cross_entropy(p: Any, labels: Any) -> Any:
        if labels.shape == p.shape:  # 0 · ln 0 counts as 0
            surprise = -labels * torch.log(torch.where(labels == 0, 1, p))
            return surprise.sum() / (len(p) if p.ndim > 1 else 1)
        return -torch.log(p.gather(-1, labels.long().unsqueeze(-1))).mean()

    def softmax_cross_entropy(scores: Any, labels: Any) -> Any:
        indices = labels if labels.is_floating_point() else labels.long()  # bytes are none to it
        return torch.nn.functional.cross_entropy(scores, indices)

    return {
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
        "transpose": lambda x: x.permute(tuple(reversed(range(x.ndim)))),
        "sum": torch.sum,
        "mean": torch.mean,
        "affine": affine,
        "softmax": lambda x: torch.softmax(x, -1),
        "cross_entropy": cross_entropy,
        "softmax_cross_entropy": softmax_cross_entropy,
        "mse": lambda y, t: ((y - t) ** 2).mean(),
    }


def gradients(graph: Graph, leaves: Mapping[str, Array]) -> dict[str, Array]:
    """∂output/∂leaf by PyTorch's autograd, for every differentiable leaf."""
    import torch

    torch.set_num_threads(1)
    values: dict[str, Any] = {}
    for node in graph.leaves:
        given = np.array(leaves.get(node.id, node.literal))  # a copy: PyTorch wants to own it
        values[node.id] = torch.tensor(given, requires_grad=node.role in DIFFERENTIABLE)
    wanted = {node.id: values[node.id] for node in graph.leaves if node.role in DIFFERENTIABLE}
    for node in graph.operations:
        assert node.op is not None
        twin = functions()[node.op.name]
        values[node.id] = twin(*(values[source] for source in node.inputs))
    if not values[graph.output].requires_grad:  # the graph uses no differentiable leaf at all
        return {name: np.zeros(leaf.shape) for name, leaf in wanted.items()}
    found = torch.autograd.grad(
        values[graph.output], list(wanted.values()), allow_unused=True, materialize_grads=True
    )
    return {name: gradient.numpy() for name, gradient in zip(wanted, found, strict=True)}

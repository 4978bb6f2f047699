"""A second opinion: the gradients of a graph by PyTorch, where that is installed.

The graph is built once more, of PyTorch's own functions, and differentiated by its autograd. The
core knows nothing of this. To import PyTorch takes seconds, in which a window would stand still,
and hundreds of megabytes; so it is asked in a process of its own (`ask`), which ends with its
answer.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from core.engine import Array
from core.graph import DIFFERENTIABLE, Graph
from core.messages import StudioError
from gui.install_command import install_command

_PATIENCE = 0.05  # seconds between two looks at whether the answer has come


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
    context = get_context("spawn")  # a copy of this process would have the window's threads
    mine, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # the other one's end: if it dies, nothing will come any more
    try:
        yield from _await(mine)
        mine.recv()  # it reads now: megabytes of leaves do not wait until it has imported all
        mine.send((graph, dict(leaves)))
        yield from _await(mine)
        answer = mine.recv()
    except (EOFError, ConnectionError):
        process.join()
        raise StudioError("lab_gradient_check.torch.failed", reason=process.exitcode) from None
    finally:
        process.kill()
        process.join()
        mine.close()
    if isinstance(answer, str):
        raise StudioError("lab_gradient_check.torch.failed", reason=answer)
    return dict(answer)


def _await(pipe: Connection) -> Iterator[None]:
    """Until something has come."""
    while not pipe.poll(_PATIENCE):
        yield


def _answer(pipe: Connection) -> None:
    """In the other process: ask for the graph and its leaves, and send the gradients, or what went
    wrong. When the window has gone in the meantime, there is nobody to tell."""
    with suppress(EOFError, ConnectionError):
        pipe.send("ready")
        graph, leaves = pipe.recv()
        try:
            answer: object = gradients(graph, leaves)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        pipe.send(answer)


@cache
def functions() -> Mapping[str, Callable[..., Any]]:
    """PyTorch's counterpart of each op, by the op's name."""
    import torch

    def affine(x: Any, w: Any, b: Any) -> Any:
        flat = x.reshape(1, -1) if x.ndim < 2 else x.reshape(len(x), -1)
        return torch.nn.functional.linear(flat, w.T, b)

    def cross_entropy(scores: Any, labels: Any) -> Any:
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
        "softmax_cross_entropy": cross_entropy,
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

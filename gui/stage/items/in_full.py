"""What the tooltip of a node says: its numbers with all their digits."""

from core.engine import Array
from core.format import number, shape
from core.names import partial
from gui.stage.render_state import RenderState


def in_full(state: RenderState, node: str, title: str) -> str:
    """The value and the gradient, as far as they are known."""
    value, gradient = state.value(node), state.gradient(node)
    lines = [f"{title} = {_full(value)}"] if value is not None else [title]
    if gradient is not None:
        lines.append(f"{partial(state.trace.graph, node)} = {_full(gradient)}")
    return "\n".join(lines)


def _full(array: Array) -> str:
    """All digits of a number; of an array, its shape and range."""
    if array.size == 1:
        return number(array, 15)
    low, high = number(array.min(), 6), number(array.max(), 6)
    return f"{shape(array)},  {low} … {high}"

"""The source of the op that runs, and which lines of it run now.

It is Python's own record of the class (`inspect.getsource`), so what is shown is what ran.
"""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from core.ops import Op


@dataclass(frozen=True)
class Listing:
    """Lines of code, which of them run now, and which belong to a method that does not."""

    text: str
    running: range
    others: range = range(0)

    def in_short(self) -> "Listing":
        """What does not run stands in a line, `def forward(x, y): ...`: still Python."""
        if not self.others:
            return self
        lines, body = self.text.splitlines(), self.others
        lines[body.start - 1 : body.stop] = [f"{lines[body.start - 1]} ..."]
        saved = len(body)
        running = range(self.running.start - saved, self.running.stop - saved)
        return Listing("\n".join(lines), running)


def listing(op: Op, slot: int | None) -> Listing | None:
    """The class of `op` with its forward rule and, going backward, the rule of input `slot`.

    None where Python has no source to show, as in a frozen program.
    """
    rule = op.rule(slot) if slot is not None else None
    try:
        parts = [_source(op.forward)] + ([_source(rule)] if rule is not None else [])
    except OSError:
        return None
    code = [f"class {type(op).__name__}(Op):", *"\n".join(parts).splitlines()]
    start = len(code) - len(parts[-1].splitlines()) + 1
    others = range(2, start - 1) if rule is not None else range(0)
    body = range(start, len(code))
    returns = [i for i in body if code[i].strip().startswith("return")]
    running = range(returns[0], len(code)) if len(returns) == 1 else body
    return Listing("\n".join(code), running, others)


def _source(function: Callable[..., object]) -> str:
    lines = inspect.getsource(function).rstrip()
    return textwrap.indent(textwrap.dedent(lines), "    ")

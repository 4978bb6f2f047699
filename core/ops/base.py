"""What an op is: a forward rule, and one backward rule per input.

    class Multiply(Op):
        def forward(x, y):           return x * y
        def d_x(dout, x, y, out):    return dout * y      # ∂L/∂x = ∂L/∂out · ∂out/∂x
        def d_y(dout, x, y, out):    return dout * x

A rule is a plain function. It gets `dout`, the gradient that arrives from above (the shape of
the output), then every input, then the output, and returns its contribution to the gradient of
one input. An edge of the graph *is* one of these rules. An input without a rule (labels) is
not differentiable. The engine sums over broadcast axes, so a rule may ignore broadcasting.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from types import FunctionType, MappingProxyType
from typing import Any, ClassVar

from core.messages import Message

OPS: dict[str, "Op"] = {}


class Op:
    """One operation. Subclassing registers a single instance in `OPS` under `name`, unless it is
    meant to be wrong (`class …(Relu, registered=False)`, see `core/explore/wrong_rules.py`).

    Attributes:
        name: key in `OPS`, and the function's name in the expression language.
        symbol: what is written on the node.
        latex: the forward formula; `<x>` stands for the TeX of input x.
        latex_rules: per input, the contribution; `<dout>` is the upstream gradient.
        latex_parts: what else the formulas have places for, in symbols (`<n>`: `n`, a count).
        elementwise: each output element depends on the same element of each input only, so
            that a rule is `dout` times a local derivative that can be shown by itself.
        remembers: `forward` returns `(out, memory)`, and each rule gets `memory` last.
        labels: the inputs that say which class is right: indices, or one-hot rows.
        probabilities: the inputs whose rows are probabilities, one for each class.
        kinks: where a function of one number has no derivative.
        per_sample: of a loss that is the mean over the rows of its first input, the loss of each.
        axes: from the shapes of the inputs, how their axes and the output's hang together, in
            the notation of `core/ops/axes.py`; None for ops that are elementwise.
        pairs: a loss that compares each number of one input with that of the other at its place.
        ranks: how many axes an input is given if nobody says; beyond those listed, as many as the
            others have.
        reads: per input, what its rule reads beside `dout`, where that is not what its formula
            names.
    """

    name: ClassVar[str]
    symbol: ClassVar[str]
    latex: ClassVar[str]
    latex_rules: ClassVar[Mapping[str, str]] = {}
    latex_parts: ClassVar[Mapping[str, str]] = {}
    elementwise: ClassVar[bool] = False
    remembers: ClassVar[bool] = False
    labels: ClassVar[tuple[str, ...]] = ()
    probabilities: ClassVar[tuple[str, ...]] = ()
    kinks: ClassVar[tuple[float, ...]] = ()
    per_sample: ClassVar[Callable[..., Any] | None] = None
    axes: ClassVar[Callable[..., str] | None] = None
    pairs: ClassVar[bool] = False
    ranks: ClassVar[tuple[int, ...]] = ()
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    forward: ClassVar[Callable[..., Any]]
    inputs: ClassVar[tuple[str, ...]]
    rules: ClassVar[Mapping[str, Callable[..., Any]]]

    def __init_subclass__(cls, registered: bool = True) -> None:
        functions = {k: f for k, f in vars(cls).items() if isinstance(f, FunctionType)}
        for name, function in functions.items():
            setattr(cls, name, staticmethod(function))
        cls.inputs = tuple(inspect.signature(cls.forward).parameters)
        cls.rules = MappingProxyType(
            {x: functions[f"d_{x}"] for x in cls.inputs if f"d_{x}" in functions}
        )
        if registered:
            OPS[cls.name] = cls()

    @staticmethod
    def written(values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values as the formulas use them: inputs, `dout`, `out` by name, as far as known
        (a vector may count as a row), and what `latex_parts` stands for."""
        return values

    @staticmethod
    def latex_for(values: Mapping[str, Any]) -> str | None:
        """The forward formula of numbers for which `latex` has no value, such as the ln of a
        probability that no float can hold; None for all others. Gets what is `written`."""
        return None

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        registered = OPS.get(self.name) is self
        return (named, (self.name,)) if registered else (type(self), ())

    @staticmethod
    def case(wrt: str, dout: Any, *arguments: Any) -> Message | None:
        """Why this gradient is what it is, from what really ran: which side max chose, whether
        this ReLU is open. Gets the input's name, then what its rule gets.

        None where the general `explanation` says it all. The sentence may also use the fields that
        `core.explain.why` adds: the names of the nodes, and numbers where they are single ones.
        """
        return None

    @property
    def explanation(self) -> str:
        """Key of the sentence that says what the op does to gradients, and why."""
        return f"ops.why.{self.name}"

    def run(self, *inputs: Any) -> tuple[Any, tuple[Any, ...]]:
        """Run `forward`: the output, and what its rules get after it (most ops: nothing)."""
        result = self.forward(*inputs)
        return (result[0], result[1:]) if self.remembers else (result, ())

    def rule(self, slot: int) -> Callable[..., Any] | None:
        """The backward rule of the input in position `slot`; None if there is none."""
        return self.rules.get(self.inputs[slot])


def named(name: str) -> Op:
    """The one op of that name: a copy of a graph, here or in another process, has the same ops."""
    return OPS[name]


def fill(template: str, **tex: str) -> str:
    """Put TeX into a template: `fill("<x>^2", x="a")` is `a^2`."""
    return re.sub(r"<(\w+)>", lambda found: tex[found[1]], template)

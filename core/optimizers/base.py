"""What every optimizer has: a learning rate, a memory per parameter, and one rule, `step`.

A rule is written as one reads it in a textbook, for one parameter `x` with the gradient `g`:

    def step(self, x, g, v):
        v *= self.momentum
        v -= self.lr * g
        x += v

`update` calls it for each parameter with that parameter's own memory. A rule changes `x` and its
memory in place and multiplies arrays by Python numbers only, so float32 parameters stay float32.
"""

from collections.abc import Callable, Mapping, MutableMapping
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.hyperparameter import Configurable, Hyperparameter
from core.messages import StudioError

Array = NDArray[Any]


class Optimizer(Configurable):
    """An update rule and its memory.

    `state["v"]["W1"]` is the memory called v of the parameter W1; it is also `self.v["W1"]`.
    All hyperparameters may be changed between two updates.
    """

    name: ClassVar[str]  # as papers write it: "RMSprop"
    label: ClassVar[str]  # message key of its name in the window's language
    explanation: ClassVar[str]  # message key of one sentence
    latex: ClassVar[str]  # the rule: θ a parameter, g its gradient, η the learning rate
    form_of: ClassVar[str] = ""  # key of the rule that is the same method, in another form
    state_names: ClassVar[tuple[str, ...]] = ()
    step: ClassVar[Callable[..., None]]  # step(x, g, one array for each of state_names)

    lr: Hyperparameter[float] = Hyperparameter(0.01, 1e-7, 100.0, log=True)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything; the hyperparameters stay as they are."""
        self.iteration = 0  # updates so far
        self.state: dict[str, dict[str, Array]] = {name: {} for name in self.state_names}
        self.__dict__.update(self.state)

    def look_ahead(self, x: Array, *memory: Array) -> Array:
        """Where the rule wants the gradient: at the parameter itself. A rule that looks
        elsewhere can be raced, where the gradient is known everywhere, but not trained."""
        return x

    @classmethod
    def looks_ahead(cls) -> bool:
        """Whether that is elsewhere."""
        return cls.look_ahead is not Optimizer.look_ahead

    @property
    def stability(self) -> float | None:
        """Learning rate × curvature from which on the rule is thrown out of a parabola; None
        for a rule that divides the slope out of its steps."""
        return None

    def update(self, params: MutableMapping[str, Any], grads: Mapping[str, Any]) -> None:
        """One step for every parameter, from the gradient of the same name.

        Arrays change in place. A plain number or NumPy scalar cannot: its entry is replaced.
        A run that diverges is something to look at, not a warning: overflow gives inf, silently.

        Raises:
            StudioError: the gradients do not fit the parameters; nothing has been changed.
        """
        for name in params:
            _check(name, params[name], grads)
        for name in grads:
            if name not in params:
                raise StudioError("optimizers.error.unknown_parameter", name=name)
        self.iteration += 1
        with np.errstate(over="ignore", invalid="ignore"):
            for name, value in params.items():
                if isinstance(value, np.ndarray):
                    self.step(value, grads[name], *self._memory(name, value))
                else:
                    x = np.array(value * 1.0)
                    self.step(x, grads[name], *self._memory(name, x))
                    params[name] = x[()]

    def advance(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        """The same for arrays only, and unchecked: for a loop that has made both itself, takes
        thousands of steps, and minds `np.errstate`."""
        self.iteration += 1
        for name, value in params.items():
            self.step(value, grads[name], *self._memory(name, value))

    def _memory(self, name: str, x: Array) -> list[Array]:
        """The arrays that the rule keeps for one parameter; zeros before its first step."""
        for table in self.state.values():
            if name not in table:
                table[name] = np.zeros_like(x)
        return [table[name] for table in self.state.values()]


def _check(name: str, value: Any, grads: Mapping[str, Any]) -> None:
    """A parameter can be stepped: it holds floats, and a gradient of its own shape is there."""
    if name not in grads:
        raise StudioError("optimizers.error.missing_gradient", name=name)
    if _fits(value, grads[name]):
        return
    shape, needed = np.shape(grads[name]), np.shape(value)
    if shape != needed:
        raise StudioError("optimizers.error.gradient_shape", name=name, shape=shape, needed=needed)
    floats = value.dtype.kind == "f" if isinstance(value, np.ndarray) else isinstance(value, Real)
    if not floats:
        kind = getattr(value, "dtype", type(value).__name__)
        raise StudioError("optimizers.error.not_float", name=name, kind=kind)


def _fits(value: Any, gradient: Any) -> bool:
    """Whether both are arrays that fit: soon told, at every step of a run."""
    if not isinstance(value, np.ndarray) or not isinstance(gradient, np.ndarray):
        return False
    return value.dtype.kind == "f" and value.shape == gradient.shape

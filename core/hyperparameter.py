"""A number (or a switch) that somebody chooses before or while a network learns.

A `Hyperparameter` is written once, as a class attribute of the rule that owns it, and does three
jobs there: it gives the constructor its argument with a default, it checks what is assigned, and
it tells the window which control to show: from where to where, in decades or evenly.

    class Momentum(Optimizer):
        momentum: Hyperparameter[float] = Hyperparameter(0.9, 0.0, 0.999)

    Momentum(momentum=0.5).momentum     # 0.5: every subclass of `Configurable` is a dataclass

Two kinds of check, on purpose. What a person types must lie between `low` and `high` (`choose`).
What a program assigns need only make sense: a schedule may take a learning rate below anything
one would type, so a number on a logarithmic control may be any finite number from 0 up.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform, overload

from core.format import as_given
from core.messages import Message, StudioError

T = TypeVar("T", bool, int, float)
Entry = TypeVar("Entry")


class Hyperparameter(Generic[T]):
    """Name, default and range of one hyperparameter; a descriptor that guards its value.

    The type of `default` is the type of the value: float, int (whole numbers only) or bool.
    """

    name: str

    def __init__(self, default: T, low: T, high: T, *, log: bool = False) -> None:
        self.default: T = default
        self.low: T = low
        self.high: T = high
        self.log = log  # the control moves in decades

    @property
    def label(self) -> str:
        """Message key of the words beside the control."""
        return f"optimizers.setting.{self.name}"

    @property
    def explanation(self) -> str:
        """Message key of the sentence in its tooltip."""
        return f"optimizers.setting_explanation.{self.name}"

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> T: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> T:
        return self.default if instance is None else instance.__dict__[self.name]

    def __set__(self, instance: object, value: T) -> None:
        number = self._converted(value)
        if self.log and isinstance(number, float):
            self._require(0 <= number < math.inf, value)
        else:
            self._require(self.low <= number <= self.high, value)
        instance.__dict__[self.name] = number

    def choose(self, value: object, called: str = "") -> T:
        """The value that a person typed, converted, or an error that names the range. called: what
        it was typed as, such as an option of the command line, if not as the control names it."""
        number = self._converted(value, called)
        self._require(self.low <= number <= self.high, value, called)
        return number

    def _converted(self, value: Any, called: str = "") -> T:
        """`value` as a plain bool, int or float: a NumPy float64 would widen float32 arrays."""
        kind = type(self.default)
        try:
            number = kind(value)
            self._require(bool(number == value), value, called)
        except (TypeError, ValueError, OverflowError):
            self._require(False, value, called)
        return number

    def _require(self, condition: bool, value: object, called: str = "") -> None:
        if condition:
            return
        wrong = {bool: "not_a_switch", int: "not_whole", float: "out_of_range"}
        raise StudioError(
            f"optimizers.error.{wrong[type(self.default)]}",
            setting=called or Message(self.label),
            value=as_given(value),
            low=as_given(self.low),
            high=as_given(self.high),
        )


@dataclass_transform(eq_default=False)
class Configurable:
    """A class with hyperparameters: each subclass becomes a dataclass of them.

    `Momentum.hyperparameters` lists them; `class Step(Schedule, frozen=True)` freezes them.
    """

    hyperparameters: ClassVar[tuple[Hyperparameter[Any], ...]] = ()

    def __init_subclass__(cls, *, frozen: bool = False) -> None:
        found: dict[str, Hyperparameter[Any]] = {}
        for base in reversed(cls.__mro__):
            found |= {n: v for n, v in vars(base).items() if isinstance(v, Hyperparameter)}
        cls.hyperparameters = tuple(found.values())
        dataclass(eq=frozen, frozen=frozen)(cls)

    @classmethod
    def hyperparameter(cls, name: str) -> Hyperparameter[Any]:
        """The one of this name."""
        return next(each for each in cls.hyperparameters if each.name == name)

    @classmethod
    def choose(cls, owner: str, settings: Mapping[str, object]) -> dict[str, Any]:
        """The settings that a person typed, each checked against its range.

        `owner` is the name under which the class was asked for; errors repeat it.
        """
        known = {each.name: each for each in cls.hyperparameters}
        for name in settings:
            if name not in known:
                raise StudioError(
                    "optimizers.error.unknown_setting",
                    name=name,
                    owner=owner,
                    known=", ".join(known),
                )
        return {name: known[name].choose(value) for name, value in settings.items()}


def look_up(registry: Mapping[str, Entry], name: str, kind: str) -> Entry:
    """The entry called `name`, or an error that offers the nearest name, or all of them.

    `kind` ("optimizer", "schedule") chooses the sentence.
    """
    if name in registry:
        return registry[name]
    near = get_close_matches(str(name).lower(), registry, n=1)
    if near:
        raise StudioError(f"optimizers.error.near_{kind}", name=name, near=near[0])
    raise StudioError(f"optimizers.error.unknown_{kind}", name=name, known=", ".join(registry))

"""What can be typed after `python app.py`: the commands and their options.

Each help text is the message `app.help.<option>`; bad input is a `StudioError`, one sentence.
"""

import argparse
import math
import re
from pathlib import Path

from core import lab_options
from core.command_parser import Parser
from core.messages import LANGUAGES, StudioError, text

_MINUS = re.compile(r"-[\d.(a-gi-z]")  # an expression or a number, not -h or an option
THEMES = ("light", "dark", "projector")
COMMANDS = ("explain", "gradcheck", "train", "search", "ensemble", "race", "export", "render")
EXPORTS = ("png", "svg", "pdf", "gif", "mp4", "derivation")
DOCUMENT = ".backprop"
_FLAGS = ("--no-caption", "--help", "-h")  # of `export`: they take no value
TEXTS = ("numpy", "pytorch", "latex")
_OPTION = re.compile(r"--[a-z][a-z-]+")  # --x is an expression
_OPTIONS = ("-h", "--help", "--json", "--as", *(f"--as={text}" for text in TEXTS))  # of `explain`


def parse(arguments: list[str], language: str) -> argparse.Namespace:
    """The command (`command`, "window" if none is given) and its options.

    Raises:
        StudioError: an unknown command or option, a missing or malformed value.
    """
    rest, file = _take_file(arguments)
    parsed = _parser(language).parse_args(_protect_minus(rest))
    parsed.file = file
    return parsed


def _take_file(arguments: list[str]) -> tuple[list[str], Path | None]:
    """The document that the window is to open: `app.py FILE`, or `app.py window FILE`.

    Raises:
        StudioError: what is written like a file is none.
    """
    rest = arguments[1:] if arguments[:1] == ["window"] else arguments
    if rest and not rest[-1].startswith("-") and not set(COMMANDS) & set(rest[:1]):
        path = Path(rest[-1])
        if path.suffix == DOCUMENT or path.is_file():
            return rest[:-1], path
        if len(rest) == 1 and (path.suffix or path.name != rest[0]):  # no command has a dot or a /
            raise StudioError("app.error.no_file", path=path)
    return rest, None


def _protect_minus(arguments: list[str]) -> list[str]:
    """Let `explain -x` be an expression: argparse takes what begins with a space as it is. And let
    options stand anywhere: after one, argparse would take no more values."""
    if arguments[:1] == ["race"]:  # `-x**2` is a function, and `--start -7,2` a point
        return [f" {a}" if _MINUS.match(a) else a for a in arguments]
    if arguments[:1] == ["export"]:
        return _options_first(arguments)
    if arguments[:1] != ["explain"]:
        return arguments
    options: list[str] = []
    rest: list[str] = []
    values = {argument.partition("=")[0].strip() for argument in arguments[2:]}
    for argument in arguments[1:]:
        follows = options[-1:] in (["--as"], ["--lang"])
        option = argument in _OPTIONS or argument.startswith("--lang")
        option |= bool(_OPTION.fullmatch(argument.partition("=")[0])) and argument[2:] not in values
        (options if option or follows else rest).append(argument)
    protected = (f" {a}" if a.startswith("-") else a for a in rest)
    return ["explain", *options, *protected]


def _options_first(arguments: list[str]) -> list[str]:
    """`export -x x=2 -o FILE`: what begins with one minus is an expression, unless it is -o."""
    options: list[str] = []
    rest: list[str] = []
    takes = False
    for argument in arguments[1:]:
        option = argument.startswith("--") or argument in ("-o", "-h")
        (options if takes or option else rest).append(argument)
        takes = not takes and option and "=" not in argument and argument not in _FLAGS
    return ["export", *options, *(f" {a}" if a.startswith("-") else a for a in rest)]


def _parser(language: str) -> Parser:
    parser = Parser(language, description=text("app.help.program", language))
    parser.add("--data", metavar="DIR")
    parser.add("--theme", choices=THEMES)
    parser.add("--lang", choices=LANGUAGES)
    parser.set_defaults(command="window")
    title = text("app.help_title.commands", language)
    commands = parser.add_subparsers(title=title, metavar="COMMAND", parser_class=Parser)
    for name, add_options in (
        ("explain", _explain),
        ("gradcheck", _gradcheck),
        ("train", _train),
        ("search", lab_options.search),
        ("ensemble", lab_options.ensemble),
        ("race", _race),
        ("export", _export),
        ("render", _render),
    ):
        words = text(f"app.help.{name}", language)
        command = commands.add_parser(name, help=words, description=words, language=language)
        command.set_defaults(command=name)
        add_options(command)
        command.add("--lang", choices=LANGUAGES, default=_AS_BEFORE)
    return parser


# An option that also stands before the command keeps what was given there.
_AS_BEFORE = argparse.SUPPRESS


def _explain(command: Parser) -> None:
    command.add("expression", metavar="EXPR")
    command.add("values", metavar="name=value", nargs="*")
    command.add("--json", action="store_true")
    command.add("--as", choices=TEXTS, dest="form")


def _gradcheck(command: Parser) -> None:
    command.add("--data", metavar="DIR|builtin", default=_AS_BEFORE)
    command.add("--hidden", type=int, default=50)
    command.add("--activation", default="sigmoid")
    command.add("--samples", type=int, default=3)
    command.add("--fast", action="store_true")
    command.add("--seed", type=int, default=0)
    command.add("--json", action="store_true")


def _train(command: Parser) -> None:
    command.add("--data", metavar="DIR|builtin", default=_AS_BEFORE)
    command.add("--test-data", metavar="DIR|builtin")
    command.add("--preset", metavar="NAME")
    command.add("--resume", type=Path, metavar="FILE")
    command.add("--save", type=Path, metavar="FILE")
    for option, setting, kind in TRAIN_OPTIONS:
        shown = {int: "N", float: "X", str: "NAME"}[kind]
        command.add(option, key=f"train_{setting}", dest=setting, type=kind, metavar=shown)
    command.add("--momentum-annealing", key="train_momentum_annealing", action=_BOTH, default=None)
    command.add("--csv", type=Path, metavar="FILE")
    command.add("--json", action="store_true")


_BOTH = argparse.BooleanOptionalAction  # also --no-momentum-annealing
TRAIN_OPTIONS: tuple[tuple[str, str, type], ...] = (  # what is not given is that of the preset
    ("--hidden", "hidden", int),
    ("--activation", "activation", str),
    ("--init", "initialization", str),
    ("--std", "weight_init_std", float),
    ("--optimizer", "optimizer", str),
    ("--lr", "learning_rate", float),
    ("--momentum", "momentum", float),
    ("--weight-decay", "weight_decay", float),
    ("--schedule", "schedule", str),
    ("--decay-factor", "decay_factor", float),
    ("--decay-epochs", "decay_epochs", float),
    ("--warmup", "warmup", int),
    ("--batch", "batch_size", int),
    ("--shift", "shift", int),
    ("--iterations", "iterations", int),
    ("--seed", "seed", int),
)


def _race(command: Parser) -> None:
    command.add("function", metavar="EXPR")
    command.add("--start", type=point, metavar="X,Y")
    command.add("--steps", type=int, default=50)
    command.add("--optimizer", action="append", dest="optimizers", metavar="NAME", key="racer")
    command.add("--lr", action="append", type=float, dest="rates", metavar="RATE", key="rate")
    command.add("--set", action="append", dest="pairs", metavar="NAME=VALUE", default=[])
    command.add("--schedule", key="race_schedule", default="constant", metavar="NAME")
    command.add("--decay-factor", key="train_decay_factor", type=float, metavar="X")
    command.add("--decay-steps", type=int, metavar="N")
    command.add("--momentum-annealing", key="race_momentum_annealing", action="store_true")
    command.add("--seed", key="race_seed", type=int)
    command.add("--json", action="store_true")


def _export(command: Parser) -> None:
    command.add("expression", metavar="EXPR|FILE", key="export_expression")
    command.add("values", metavar="name=value", nargs="*")
    command.add("--as", choices=EXPORTS, dest="form", key="export_as")
    command.add("-o", key="output", dest="output", type=Path, metavar="FILE", required=True)
    command.add("--at", type=fraction)
    command.add("--scale", type=int, choices=(1, 2, 3, 4))
    command.add("--size", type=size, key="export_size")
    command.add("--rate", type=int, choices=(10, 20, 24, 25, 30, 60), key="export_rate")
    command.add("--speed", type=pace)
    command.add("--no-caption", action="store_true")
    command.add("--theme", choices=THEMES, default=_AS_BEFORE)


def _render(command: Parser) -> None:
    command.add("scene", metavar="SCENE", nargs="?", default="all")
    command.add("--list", action="store_true")
    command.add("--out", type=Path, metavar="DIR", default=Path("pictures"))
    command.add("--size", type=size, default=(1280, 800))
    command.add("--theme", choices=THEMES, default=_AS_BEFORE)
    command.add("--at", type=fraction)
    command.add("--data", metavar="DIR|builtin", default=_AS_BEFORE)


def point(given: str) -> tuple[float, ...]:
    """A point of the plane: `-7,2`, or of a line: `-7`."""
    found = tuple(float(each) for each in given.strip().strip("()").split(","))
    if len(found) > 2 or not all(math.isfinite(each) for each in found):
        raise ValueError(given)
    return found


def size(given: str) -> tuple[int, int]:
    """Width and height: `1280x800`."""
    width, _, height = given.partition("x")
    sides = int(width), int(height)
    if not all(200 <= side <= 8000 for side in sides):
        raise ValueError(given)
    return sides


def pace(given: str) -> float:
    """A speed from 0.1 to 10."""
    speed = float(given)
    if not 0.1 <= speed <= 10:
        raise ValueError(given)
    return speed


def fraction(given: str) -> float:
    """A number from 0 to 1."""
    part = float(given)
    if not 0 <= part <= 1:
        raise ValueError(given)
    return part

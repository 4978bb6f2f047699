"""The parser of the command line, which speaks the language that is asked for.

`argparse` has its sentences in English; they are known by their shape, and said in our words.
"""

import argparse
import difflib
import os
import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NoReturn

from core.messages import LANGUAGES, Message, StudioError, text

_OPTION = r"argument (?P<option>\S+): "
_FAULTS = {  # argparse's sentences, by the names of ours; a group is a field
    "value": _OPTION + r"invalid (?P<kind>\w+) value: (?P<value>.*)",
    "choice": _OPTION + r"invalid choice: (?P<value>.*?) \(choose from (?P<known>.*)\)",
    "no_value": _OPTION + r"expected (one|at least one) argument",
    "superfluous": _OPTION + r"ignored explicit argument (?P<value>.*)",
    "required": r"the following arguments are required: (?P<missing>.*)",
}
_KINDS = ("int", "float", "point", "size", "pace", "fraction", "span")
"""What a value may have to be: Python's types, and the functions of `core/arguments.py`."""


def language_of(arguments: Sequence[str]) -> str:
    """The language that the last `--lang` names, which is the one that argparse takes; else that
    of the system, in so far as it is ours. Help and errors speak it before anything is parsed."""
    for option, value in reversed([*pairwise([*arguments, ""])]):
        named = value if option == "--lang" else option.removeprefix("--lang=")
        if option.startswith("--lang") and named in LANGUAGES:
            return named
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh_CN" if next(filter(None, names), "").startswith("zh") else "en"


class Parser(argparse.ArgumentParser):
    """argparse that tells bad input in one sentence instead of a screenful of usage."""

    def __init__(self, language: str, **how: Any) -> None:
        usage = text("app.help_title.usage", language)  # in English, a blank follows
        look = partial(_Formatter, usage=f"{usage} " if usage.isascii() else usage)
        # Half a name would be understood by argparse, but not where options are looked for before
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=look, **how)
        self._language = language
        self._places = self.add_argument_group(text("app.help_title.arguments", language))
        self._named = self.add_argument_group(text("app.help_title.options", language))
        self._named.add_argument(
            "-h", "--help", action="help", help=text("app.help.help", language)
        )

    def add(self, name: str, *, key: str = "", **how: Any) -> None:
        """Add an option or an argument. Its help is looked up by its name; `key` names the help
        text of one that means something else elsewhere."""
        key = key or name.lstrip("-").replace("-", "_")
        group = self._named if name.startswith("-") else self._places
        group.add_argument(name, help=text(f"app.help.{key}", self._language), **how)

    def parse_args(self, arguments: Sequence[str]) -> argparse.Namespace:  # type: ignore[override]
        """What was asked for; of what nobody knows, the command that was meant says so."""
        parsed, unknown = self.parse_known_args(arguments)
        if unknown:
            commands = (a for a in self._actions if isinstance(a, argparse._SubParsersAction))
            meant = {name: parser for a in commands for name, parser in a.choices.items()}
            command = meant.get(parsed.command, self)
            raise StudioError(
                "app.error.usage", command=command.prog, fault=command.unknown(unknown)
            )
        return parsed

    def unknown(self, given: Sequence[str]) -> Message:
        """There are no such options; which are spelled alike, or take the word as a value?"""
        options = [(name, a.choices or ()) for a in self._actions for name in a.option_strings]
        word = given[0].partition("=")[0]
        near = [f"{name} {word[2:]}" for name, values in options if word[2:] in values]
        if not near and word.startswith("--"):
            near = difflib.get_close_matches(word, [name for name, _ in options], 2)
        key = "app.fault.unknown_near" if near else "app.fault.unknown"
        return Message(key, {"given": " ".join(given), "near": ", ".join(near)})

    def error(self, message: str) -> NoReturn:
        raise StudioError("app.error.usage", command=self.prog, fault=_fault(message))


class _Formatter(argparse.HelpFormatter):
    def __init__(self, *args: Any, usage: str, **how: Any) -> None:
        super().__init__(*args, **how)
        self._word = usage

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, self._word if prefix is None else prefix)


def _fault(message: str) -> Message | str:
    """What argparse says, in our words; as it is, if it is none of what we know."""
    for name, shape in _FAULTS.items():
        found = re.fullmatch(shape, message, re.DOTALL)
        if found is not None:
            fields = {
                field: said.replace("'", "").strip() for field, said in found.groupdict().items()
            }
            kind = fields.pop("kind", None)
            if kind is None or kind in _KINDS:
                return Message(
                    f"app.fault.{name}" if kind is None else f"app.fault.no_{kind}", fields
                )
    return message

"""The source of rules, with other names for their arguments.

The text is Python's own record of the function that ran (`inspect.getsource`). A rule that is one
expression is written into the line where it is used; a longer one becomes a function of the
script. The helpers that it calls come along.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import FunctionType
from typing import Any

from core.messages import StudioError, text

Rule = Callable[..., Any]


class Library:
    """The functions that a script needs, each once, in the order of their use."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources.values())

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._sources)

    def call(self, rule: Rule, name: str, arguments: Mapping[str, str]) -> str:
        """An expression for `rule` of these arguments, by the names of its parameters.

        `name` is what it is called if it has to be a function.
        """
        function = _tree(rule)
        body = [step for step in function.body if not _is_remark(step)]
        if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
            self._bring_helpers(rule, body[0].value)
            return ast.unparse(_Renamed(arguments).visit(body[0].value))
        self.add(rule, name)
        return f"{name}({', '.join(arguments.values())})"

    def add(self, function: Rule, name: str = "") -> None:
        """A function with all that it calls."""
        tree, source = _tree(function), _source(function)
        name = name or tree.name
        if name not in self._sources:
            self._bring_helpers(function, tree)
            plain = re.sub(r"\bArray\b", "np.ndarray", _without_studio_errors(source))
            self._sources[name] = plain.replace(f"def {tree.name}(", f"def {name}(", 1)

    def _bring_helpers(self, function: Rule, tree: ast.AST) -> None:
        known = inspect.unwrap(function).__globals__
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(known.get(node.id), FunctionType):
                self.add(known[node.id])


@lru_cache
def _source(function: Rule) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    except OSError:
        raise StudioError("listing.error.no_source") from None


def _tree(function: Rule) -> ast.FunctionDef:
    found = ast.parse(_source(function)).body[0]
    assert isinstance(found, ast.FunctionDef)
    return found


def _is_remark(step: ast.stmt) -> bool:
    """A docstring, or a check of what is known to fit: it gives no value."""
    return isinstance(step, ast.Expr)


class _Renamed(ast.NodeTransformer):
    """Arguments in place of parameters; brackets follow from the tree."""

    def __init__(self, arguments: Mapping[str, str]) -> None:
        self._arguments = {name: _expression(argument) for name, argument in arguments.items()}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._arguments.get(node.id, node)


def _expression(text: str) -> ast.expr:
    if text.isidentifier():  # as most are: no need to ask the parser
        return ast.Name(text, ast.Load())
    return ast.parse(text, mode="eval").body


def _without_studio_errors(source: str) -> str:
    """A script knows no StudioError: the same sentence in a ValueError."""
    lines = source.split("\n")
    raises = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Raise)]
    for node in sorted(raises, key=lambda node: -node.lineno):
        if isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) == StudioError.__name__:
            key = ast.literal_eval(node.exc.args[0])
            fields = ", ".join(f"{k.arg}={ast.unparse(k.value)}" for k in node.exc.keywords)
            said = f"raise ValueError({text(key, **_places(node.exc))!r}.format({fields}))"
            lines[node.lineno - 1 : node.end_lineno] = [" " * node.col_offset + said]
    return "\n".join(lines).replace(StudioError.__name__, ValueError.__name__)


def _places(call: ast.Call) -> dict[str, str]:
    """Each field as a place for itself."""
    return {keyword.arg: f"{{{keyword.arg}}}" for keyword in call.keywords if keyword.arg}

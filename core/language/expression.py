"""Text to graph: `e = (a + b) * (b + 1)`.

Python's own parser reads the text into a syntax tree; a whitelist turns the tree into nodes.
Nothing is ever evaluated. The language:

    definitions    `c = a + b; e = c * 2`, separated by `;` or new lines; the last one is the output
    comments       from `#` to the end of the line
    inputs         every name that is not defined; `x = 3` gives an input its starting value
    operators      + - * / ** @ and parentheses
    functions      the ops by name: `sigmoid(x)`, `max(z, w)`, `softmax_cross_entropy(S, t)`
    literals       numbers and rectangular rows of numbers, `[[1, 2], [3, 4]]`; digits in groups, as
                   the program shows them, are one number
"""

import ast
import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from core.graph import Graph, Literal, Node, Role
from core.language.definitions import (
    MAX_DEPTH,
    MAX_NODES,
    Definition,
    ExpressionError,
    split,
    syntax,
)
from core.language.literals import NotLiteralError, plain_characters, read_literal
from core.language.naming import MAX_NAME, constant_name, invented
from core.ops import OPS, Op

MAX_LENGTH = 30_000
MAX_EXPONENT = 1000

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.MatMult: "matmul",
}
_FOLDABLE = {"max", "min", "add", "multiply"}  # more than two arguments fold to the left

OTHER_NAMES = {  # what people call them elsewhere
    "ln": "log",
    "pow": "power",
    "dot": "matmul",
    "σ": "sigmoid",
    "maximum": "max",
    "minimum": "min",
    "T": "transpose",
}


def parse(text: str) -> Graph:
    """The graph of an expression.

    Raises:
        ExpressionError: with line, column and a sentence that says what is wrong.
    """
    return _read(text).graph()


def defined_names(text: str) -> frozenset[str]:
    """The names that a text defines; none if it is no expression."""
    try:
        return frozenset(_read(text).defined)
    except ExpressionError:
        return frozenset()


@lru_cache(maxsize=1)  # whoever asks for the graph asks for the defined names, too
def _read(text: str) -> "_Builder":
    if len(text) > MAX_LENGTH:
        raise ExpressionError("too_long", 1, MAX_LENGTH + 1, limit=MAX_LENGTH)
    plain = plain_characters(text.replace("\r\n", "\n").replace("\r", "\n"))
    code = re.sub("#.*", lambda comment: " " * len(comment[0]), plain)
    definitions = [(piece, tree) for piece in split(code) for tree in syntax(piece)]
    if not definitions:
        raise ExpressionError("empty", 1, 1)
    builder = _Builder(reserved=_names(tree for _, tree in definitions))
    _check_twice(definitions)
    for piece, tree in definitions:
        builder.define(tree, piece)
    return builder


def _check_twice(definitions: list[tuple[Definition, ast.stmt]]) -> None:
    """Whatever else is wrong with it: what is defined twice is said to be."""
    seen: dict[str, int] = {}
    for piece, tree in definitions:
        match tree:
            case ast.Assign(targets=[ast.Name(id=name)]):
                if name in seen:
                    _fail("defined_twice", tree, piece, name=name, first=seen[name])
                seen[name], _ = piece.place()


def _names(trees: Iterable[ast.stmt]) -> set[str]:
    """Every name in the text, so that invented names avoid them."""
    return {n.id for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name)}


@dataclass
class _Builder:
    """Turns definitions into nodes. Names are the ids of nodes; what has no name gets one."""

    nodes: dict[str, Node] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    reserved: set[str] = field(default_factory=set)
    constants: Counter[str] = field(default_factory=Counter)
    output: str = ""

    def __post_init__(self) -> None:
        self._fresh = (name for name in invented() if name not in self.reserved)

    def define(self, tree: ast.stmt, piece: Definition) -> None:
        """Add one statement: a definition, or a bare expression."""
        match tree:
            case ast.Expr(value=value):
                self.output = self._build(value, piece, 1)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value, tree, piece)
            case ast.Assign(targets=[target, *_]):
                _fail("target", target, piece)
            case _:
                _fail("statement", tree, piece)

    def _assign(self, name: str, value: ast.expr, tree: ast.stmt, piece: Definition) -> None:
        self.defined.add(name)
        literal = _literal(value, piece)
        if literal is not None:  # a starting value; it may come after the input's first use
            self._add(Node(name, Role.INPUT, literal=literal), value, piece)
            self.output = self.output or name
        elif name in self.nodes:
            _fail("used_before", tree, piece, name=name)
        else:
            self.output = self._build(value, piece, 1, name)

    def graph(self) -> Graph:
        return Graph(tuple(self.nodes.values()), self.output)

    def _build(self, tree: ast.expr, piece: Definition, depth: int, name: str | None = None) -> str:
        """Add the nodes of `tree` and return the id of its value; `name` is its name, if any."""
        if depth > MAX_DEPTH:
            _fail("too_deep", tree, piece, limit=MAX_DEPTH)
        literal = _literal(tree, piece)
        if literal is not None:
            constant = Node(self._constant_id(literal), Role.CONSTANT, literal=literal)
            return self._add(constant, tree, piece)
        if isinstance(tree, ast.Name):
            return self._read(tree, piece, name)
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.UAdd):
            return self._build(tree.operand, piece, depth + 1, name)
        first, *others = reversed(_chain(tree))
        built = self._apply(first, None, piece, depth, name if first is tree else None)
        for link in others:
            built = self._apply(link, built, piece, depth, name if link is tree else None)
        return built

    def _apply(
        self, tree: ast.expr, left: str | None, piece: Definition, depth: int, name: str | None
    ) -> str:
        """The operation at the top of `tree`; `left` is its first argument, if that is built."""
        op, arguments = _operation(tree, piece)
        inputs = [] if left is None else [left]
        inputs += [self._build(a, piece, depth + 1) for a in arguments[len(inputs) :]]
        while len(inputs) > len(op.inputs):
            inputs[:2] = [self._operate(op, inputs[:2], tree, piece, None)]
        return self._operate(op, inputs, tree, piece, name)

    def _operate(
        self, op: Op, inputs: list[str], tree: ast.expr, piece: Definition, name: str | None
    ) -> str:
        if name in self.nodes:  # `a = a + 1`: the right side has just used it as an input
            _fail("itself", tree, piece, name=name)
        node_id = name or next(self._fresh)
        return self._add(Node(node_id, Role.OPERATION, op, tuple(inputs)), tree, piece)

    def _read(self, tree: ast.Name, piece: Definition, name: str | None) -> str:
        if name is not None:
            if tree.id in OPS and tree.id != name:
                given = ", ".join(OPS[tree.id].inputs)
                _fail("bare_function", tree, piece, name=name, function=tree.id, given=given)
            _fail("alias" if tree.id != name else "itself", tree, piece, name=name, other=tree.id)
        if tree.id not in self.nodes:
            self._add(Node(tree.id), tree, piece)
        return tree.id

    def _add(self, node: Node, tree: ast.expr, piece: Definition) -> str:
        if len(self.nodes) >= MAX_NODES:
            _fail("too_many", tree, piece, limit=MAX_NODES)
        if len(node.id) > MAX_NAME and node.role is not Role.CONSTANT:
            _fail("long_name", tree, piece, name=node.id[:40], limit=MAX_NAME)
        self.nodes[node.id] = node
        return node.id

    def _constant_id(self, literal: Literal) -> str:
        """A constant is called by its number; a second 1 is another node, called 1′."""
        name = constant_name(literal)
        self.constants[name] += 1
        return name + "′" * (self.constants[name] - 1)


def _chain(tree: ast.expr) -> list[ast.expr]:
    """`a + b − c` from its last operator back to its first. To a reader such a sum is flat: it
    may be as long as it likes, though Python's syntax tree nests it."""
    links = [tree]
    while isinstance(links[-1], ast.BinOp) and isinstance(links[-1].left, ast.BinOp):
        links.append(links[-1].left)
    return links


def _operation(tree: ast.expr, piece: Definition) -> tuple[Op, list[ast.expr]]:
    """The op that stands at the top of `tree`, and its arguments."""
    match tree:
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            _check_exponent(operator, right, piece)
            return OPS[_BINARY[type(operator)]], [left, right]
        case ast.BinOp(left=left, op=ast.BitXor()):
            code = piece.text.encode()
            sign = code.index(b"^", left.end_col_offset)  # only brackets and blanks lie between
            raise piece.error("caret", len(code[:sign].decode()))
        case ast.Compare(ops=[ast.Eq(), *_]):
            _fail("equals", tree, piece)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return OPS["negate"], [operand]
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _function(name, arguments, tree, piece), arguments
        case ast.Call(func=ast.Constant(value=int() | float()) | ast.BinOp() | ast.Call()):
            _fail("times", tree, piece)  # 2(a + b), (a + b)(c + d)
        case ast.Tuple(elts=elements) if not all(isinstance(e, ast.Constant) for e in elements):
            _fail("several", tree, piece)
        case ast.List() | ast.Tuple():
            _fail("matrix", tree, piece)
        case ast.Attribute(attr="T"):
            _fail("attribute_t", tree, piece)
    _fail("not_allowed", tree, piece)


def _function(name: str, arguments: list[ast.expr], tree: ast.expr, piece: Definition) -> Op:
    if name not in OPS:
        guess = _meant(name)
        if guess:
            _fail("unknown_function_near", tree, piece, name=name, guess=guess)
        _fail("unknown_function", tree, piece, name=name, functions=", ".join(OPS))
    op = OPS[name]
    wanted, given = len(op.inputs), len(arguments)
    if given != wanted and not (name in _FOLDABLE and given > wanted):
        _fail("arity", tree, piece, name=name, n=wanted, given=given)
    starred = next((a for a in arguments if isinstance(a, ast.Starred)), None)
    if starred is not None:
        _fail("not_allowed", starred, piece)
    return op


def _meant(name: str) -> str | None:
    """The function that somebody has in mind who writes ReLU, ln or sigmiod."""
    small = name.lower()
    if small in OPS:
        return small
    elsewhere = OTHER_NAMES.get(name) or OTHER_NAMES.get(small)
    return elsewhere or next(iter(difflib.get_close_matches(small, OPS, 1)), None)


def _check_exponent(operator: ast.operator, right: ast.expr, piece: Definition) -> None:
    if isinstance(operator, ast.Pow):
        literal = _literal(right, piece)
        if isinstance(literal, float) and abs(literal) > MAX_EXPONENT:
            _fail("exponent", right, piece, limit=MAX_EXPONENT)


def _literal(tree: ast.expr, piece: Definition) -> Literal | None:
    try:
        return read_literal(tree)
    except NotLiteralError as error:
        _fail(error.key, error.tree, piece)


def _fail(key: str, tree: ast.AST, piece: Definition, **fields: object) -> NoReturn:
    """Raise, pointing at `tree` (ast counts columns in UTF-8 bytes)."""
    before = piece.text.encode()[: getattr(tree, "col_offset", 0)]
    raise piece.error(key, len(before.decode(errors="ignore")), **fields)

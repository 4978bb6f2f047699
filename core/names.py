"""Names as they are written: `w_1`, `x1`, `alpha` as TeX and as plain text.

One rule for both: digits at the end, or what follows an underscore, are a subscript, and a
Greek letter's name is that letter. In a graph in which two names would look alike by that (`w1`
beside `w_1`), both stand as they were typed. TeX setters have no Chinese characters: a name that
they cannot set has no TeX, and whoever typesets falls back to text.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.format import number, subscript, superscript
from core.graph import Edge, Graph, Literal, Role

_LONGEST = 14  # characters of rows of numbers, before they are only hinted at

_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
"""
_GREEK = dict(
    zip(
        _NAMES.split(),
        "αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ",
        strict=True,
    )
)
_BY_LETTER = {letter: rf"\{name}" for name, letter in _GREEK.items()}
_SETTABLE = re.compile("[A-Za-z0-9_′₀₁₂₃₄₅₆₇₈₉]")
_SHOWN = {sign: rf"\{sign}" for sign in "{}$&#_%"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_NAME = re.compile(r"([^\W\d_]+)_?(\w*)")


def called(graph: Graph, node: str) -> str:
    """What a node of a graph is called: a constant is its number, whatever its id; all others
    have a name."""
    found = graph.node(node)
    if found.role is Role.CONSTANT and found.literal is not None:
        written = _rows(found.literal)
        return written if len(written) <= _LONGEST else "[…]"
    return node if ambiguous(graph, node) else plain(node)


def ambiguous(graph: Graph, node: str) -> bool:
    """Would the name of another node of the graph look like this one's?"""
    return any(other in graph for other in _lookalikes(node))


def tex_in(graph: Graph, node: str) -> str:
    """The TeX of a node's name; letter by letter, where it would look like another one's.

    Raises:
        ValueError: the name has characters that no TeX font here has; see `settable`.
    """
    if not ambiguous(graph, node) or len(node) == 1:
        return tex(node)
    letters = (f"{{{_BY_LETTER[c]}}}" if c in _BY_LETTER else _shown(c) for c in node)
    return rf"\mathrm{{{''.join(letters)}}}"


def ratio(above: str, below: str) -> str:
    """∂e/∂b, of names as they are to be read."""
    return f"∂{above}/∂{below}"


def partial(graph: Graph, node: str) -> str:
    """The gradient of a node: ∂e/∂b."""
    return ratio(called(graph, graph.output), called(graph, node))


def local(graph: Graph, edge: Edge) -> str:
    """The local derivative of an edge: ∂c/∂a."""
    which = input_meant(graph, edge)
    mark = superscript(f"({which})") if which else ""
    return ratio(called(graph, edge.target), called(graph, edge.source)) + mark


def input_meant(graph: Graph, edge: Edge) -> int:
    """The number of the input through which the source takes effect here, where ∂target/∂source
    alone would say more than that: where the target reads the source twice, or is the output, on
    which the source takes effect in other ways, too. 0 everywhere else."""
    uses = graph.consumers(edge.source)
    twice = sum(other.target == edge.target for other in uses) > 1
    whole = edge.target == graph.output and sum(_reaches(graph, other) for other in uses) > 1
    return edge.slot + 1 if twice or whole else 0


def _reaches(graph: Graph, edge: Edge) -> bool:
    """Does a gradient come back along this edge?"""
    return edge.target in graph.ancestors and graph.rule(edge) is not None


def listed(graph: Graph, nodes: Iterable[str]) -> str:
    """`a, b, 1`."""
    return ", ".join(called(graph, node) for node in nodes)


def _rows(literal: Literal) -> str:
    if isinstance(literal, float):
        return number(literal, 6)
    return f"[{', '.join(map(_rows, literal))}]"


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """`W1` is W₁, `w_1` is w₁, `alpha` is α; a subscript of letters stays as it was typed."""
    stem, below = _parts(name)
    letter = _GREEK.get(stem, stem)
    if not below:
        return letter
    return letter + subscript(below) if below.isdigit() else name


def tex(name: str) -> str:
    """`W1` is `W_{1}`, `alpha` is `\\alpha`, `loss` is `\\mathrm{loss}`.

    Raises:
        ValueError: the name has characters that no TeX font here has; see `settable`.
    """
    if not settable(name):
        raise ValueError(name)
    stem, below = _parts(name.rstrip("′"))
    if stem in _GREEK:
        letter = rf"\{stem}"
    elif stem in _BY_LETTER:
        letter = _BY_LETTER[stem]
    else:
        letter = _shown(stem) if len(stem) == 1 else rf"\mathrm{{{_shown(stem)}}}"
    if not below:
        return letter
    return f"{letter}_{{{below}}}" if len(below) == 1 or below.isdigit() else _worded(letter, below)


def settable(name: str) -> bool:
    """Can a formula hold this name? ASCII and Greek letters, figures and _ can be set."""
    return all(_SETTABLE.fullmatch(c) or c in _BY_LETTER for c in name)


def words_tex(name: str) -> str:
    """Any name as the text that LaTeX sets in \\text: signs that it would obey are shown."""
    return "".join(_SHOWN.get(c, c) for c in plain(name))


@lru_cache(maxsize=4096)
def _lookalikes(name: str) -> frozenset[str]:
    """Other names that are written like this one."""
    stem, below = _parts(name)
    letter = _GREEK.get(stem, stem)
    stems = {stem, letter, _BY_LETTER.get(letter, stem).lstrip("\\")}
    ends = {below, f"_{below}"} if below.isdigit() else {name[len(stem) :]}
    return frozenset(one + end for one in stems for end in ends) - {name}


def _worded(letter: str, below: str) -> str:
    if below.replace("_", "").isdigit():
        return f"{letter}_{{{below.replace('_', ',')}}}"  # two indices
    return rf"{letter}_{{\mathrm{{{_shown(below)}}}}}"


def _shown(name: str) -> str:
    """Underscores as they were typed."""
    return name.replace("_", r"\_")


def _parts(name: str) -> tuple[str, str]:
    """Stem and subscript; `x1` and `x_1` are both ("x", "1"), `max2pool` is all stem, and so are
    `x_` and `x__1`, which would look like others."""
    found = _NAME.fullmatch(name)
    if found is None:
        return name, ""
    stem, below = found.groups()
    if "_" not in name and below and not below.isdigit():
        return name, ""
    if below.strip("_") != below or (not below and name != stem):
        return name, ""
    return stem, below

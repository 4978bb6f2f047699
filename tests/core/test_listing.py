"""Scripts that run on their own and give the same gradients; a derivation that can be typeset."""

import inspect
import re
import runpy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.examples import EXAMPLES
from core.explain.listing import (
    WRITERS,
    latex,
    literals,
    numpy_script,
    rules,
    step_formula,
    torch_script,
)
from core.explain.listing.identifiers import Identifiers
from core.explain.listing.torch_script import CALLS
from core.explore import mistakes
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.messages import StudioError
from core.network import TwoLayerNet
from core.ops import OPS
from core.trace import Trace, run
from core.values import starting_values
from tests.core.random_graphs import Case, cases


def traced(text: str, **values: object) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


def ran(script: str, folder: Path) -> dict[str, object]:
    """The variables that a script leaves, run as a file of its own."""
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    return runpy.run_path(str(path))


def check_numpy(trace: Trace, folder: Path) -> None:
    script = numpy_script(trace)
    assert not re.search(r"^\s*(from|import) (core|gui)", script, re.MULTILINE)
    left = ran(script, folder)
    names = gradient_names(trace)
    assert set(names) == set(trace.gradients)
    for node, name in names.items():
        assert np.shape(left[name]) == trace.gradients[node].shape, node
        np.testing.assert_array_equal(left[name], trace.gradients[node])  # to the last bit


def gradient_names(trace: Trace) -> dict[str, str]:
    """The variable of each gradient, as the script itself prints it."""
    line = r'^print\(".*?(?<!\\)", (\w+)(?:, ".*")?\)$'
    printed = re.findall(line, numpy_script(trace), re.MULTILINE)[1:]
    found = [node.id for node in trace.graph.nodes if node.id in trace.gradients]
    return dict(zip(found, printed, strict=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scripts")


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_examples_as_numpy(key: str, folder: Path, capsys) -> None:
    example = EXAMPLES[key]
    trace = traced(example.expression, **example.values)
    check_numpy(trace, folder)
    assert "∂" in capsys.readouterr().out


@pytest.mark.parametrize("name", OPS)
def test_every_op_as_numpy(name: str, folder: Path) -> None:
    inputs = ", ".join(OPS[name].inputs)
    check_numpy(traced(f"o = {name}({inputs}); out = o * o"), folder)


@pytest.mark.parametrize(
    "text",
    [
        "y = x * x * x",
        "L = sum((x + b) * b - 2)",
        "y = (-2) ** x + x ** (-1)",
        "y = 2 * 3 + x",
        "y = x @ [[1, 2], [3, 4]]; L = sum(y * y)",
        "y = log(x - x) * 0",
        "y = sum(3)",
        "y = 3",
        "max = x + 1; sum = max * 2; y = sum / len; d_y = y * lambda1",
        "损失 = (误差 - 1) ** 2",
        "y = x / 0",
        "rows = affine(like, W, turned); L = mean(rows)",
        "u = x * 2; y = 3 * z",
    ],
)
def test_odd_expressions_as_numpy(text: str, folder: Path) -> None:
    check_numpy(traced(text), folder)


def test_what_is_said_above_a_gate_holds_of_nan_too(folder: Path) -> None:
    """What `c <= 0` does not stop is `c > 0` of any number, but also nan."""
    a, b = np.array([np.nan, 1.0, -1.0, 0.0]), np.array([0.0, np.nan, 2.0, 0.0])
    for text, gates in (("L = sum(relu(a))", 1), ("L = sum(max(a, b))", 2), ("L = sum(a)", 0)):
        trace = traced(text, **{name: v for name, v in (("a", a), ("b", b)) if name in text})
        check_numpy(trace, folder)
        pairs = list(pairwise(numpy_script(trace).split("\n")))
        said = [above for above, code in pairs if "unless(" in code and not code.startswith("def ")]
        assert len(said) == gates and all("1(" in line and "nan" in line for line in said)
        assert sum("nan, too" in line for line, _ in pairs) == gates


POWERS = ["A ** x", "x ** 0.5", "x ** -1", "sqrt(x) ** A ** 2", "sum([1, 2] * x) ** A"]


@given(text=st.sampled_from(POWERS), x=st.floats(0.01, 3), a=st.floats(0.01, 2))
@settings(deadline=None)
def test_powers_are_the_same_to_the_last_bit(text: str, x: float, a: float, folder: Path) -> None:
    """`**` is one function for NumPy's numbers and another for its arrays of no axes."""
    check_numpy(traced(text, x=x, A=a), folder)


@pytest.mark.parametrize(
    ("x", "w"),
    [((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((4, 2, 3), (3, 5)), ((3,), (4, 3, 2))],
)
def test_products_with_vectors_and_batches_as_numpy(x, w, folder: Path) -> None:
    rng = np.random.default_rng(0)
    check_numpy(
        traced("y = X @ W; L = sum(y * y)", X=rng.normal(size=x), W=rng.normal(size=w)), folder
    )


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_any_graph_as_numpy(case: Case, folder: Path) -> None:
    check_numpy(run(case.graph, case.leaves), folder)


def network(samples: int = 100) -> Trace:
    rng = np.random.default_rng(1)
    net = TwoLayerNet(784, 50, 10, 0.01, "relu", rng)
    x = (rng.random((samples, 784)) * (rng.random((samples, 784)) > 0.8)).astype(np.float32)
    return run(net.graph, net.leaves(x, rng.integers(0, 10, samples)))


def test_a_whole_net_carries_its_numbers_along(folder: Path) -> None:
    trace = network()
    check_numpy(trace, folder)
    lines = numpy_script(trace).splitlines()
    assert len(lines) < 160
    assert all(len(line) < 300 for line in lines if "stored(" not in line)


@pytest.mark.parametrize("writer", ["numpy", "pytorch"])
def test_a_script_says_how_many_numbers_it_does_not_print(
    writer: str, folder: Path, capsys
) -> None:
    """Both libraries print of a large array its ends only."""
    if writer == "pytorch":
        pytest.importorskip("torch")
    x = np.arange(1200.0).reshape(40, 30)
    script = WRITERS[writer](traced("y = sum(x * x) + sum(b * b)", x=x, b=np.ones(30)))
    capsys.readouterr()
    ran(script, folder)
    printed = capsys.readouterr().out
    _, large = printed.split("∂y/∂x =")
    large, said, rest = large.partition("(1200 numbers, of which 1164 are left out here)")
    assert (
        said and "..." in large and len(re.findall(r"\d[\d.e+]*", large.split(", dtype")[0])) == 36
    )
    assert "..." not in rest.partition("∂y/∂b =")[2].partition("∂")[0]


def test_numbers_are_exact_and_huge_arrays_are_refused() -> None:
    value = np.array([0.1, 1 / 3, np.inf, -np.inf, np.nan, 1e-300, -0.0])
    assert literals.rows(value) == ("[0.1, 0.3333333333333333, inf, -inf, nan, 1e-300, -0.0]")
    with pytest.raises(StudioError) as caught:
        literals.stored(np.zeros(literals.LARGEST + 1, np.float32))
    assert caught.value.message.key == "listing.error.too_large"


@given(
    st.lists(
        st.sampled_from(["a", "d_a", "np", "max", "sum", "1", "1′", "lambda", "误差", "x y"]),
        unique=True,
        min_size=1,
    )
)
def test_no_variable_stands_for_two_things(ids: list[str]) -> None:
    nodes = tuple(Node(i, Role.CONSTANT if i[0] == "1" else Role.INPUT, literal=1.0) for i in ids)
    names = Identifiers(Graph(nodes, ids[0]), ("sum",))
    taken = [names[i] for i in ids] + [names.gradient(i) for i in ids]
    assert len(set(taken)) == len(taken)
    assert all(name.isidentifier() for name in taken)
    assert not {"np", "max", "sum", "lambda"} & set(taken)


HOSTILE = [
    'x"); raise SystemExit("obeyed',
    "a\nraise SystemExit('obeyed')",
    "\\input{/etc/passwd}",
    "\\end{align*}",
    *("x\\", "a\u2028b", "{x}", "𝒙", "x}", "%", "$", "#", "~^", "__", "′"),
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_obeyed(name: str, folder: Path) -> None:
    """No file and no text can bring such names along; the writers do not rely on it."""
    for ids in ((name, "x"), ("x", name)):
        nodes = (Node(ids[0]), Node(ids[1], Role.OPERATION, OPS["multiply"], (ids[0], ids[0])))
        trace = run(Graph(nodes, ids[1]), {ids[0]: np.array(3.0)})
        check_numpy(trace, folder)
        compile(torch_script(trace), "script", "exec")
        tex = re.sub("^%.*", "", latex(trace), flags=re.MULTILINE)
        assert "\\input" not in tex
        assert tex.count(r"\end{align*}") == tex.count(r"\begin{align*}")
        assert not re.search(r"(?<!\\)[$~#]", tex)
        assert groups_close(tex)


# PyTorch


def test_every_op_has_its_counterpart_in_pytorch() -> None:
    assert set(CALLS) == set(OPS)


def check_torch(trace: Trace, folder: Path) -> None:
    left = ran(torch_script(trace), folder)
    for leaf in trace.graph.leaves:
        if leaf.id not in trace.gradients:
            name = Identifiers(trace.graph, ("stored", "base64", "zlib"))[leaf.id]
            assert getattr(left.get(name), "grad", None) is None
            continue
        name = Identifiers(trace.graph, ("stored", "base64", "zlib"))[leaf.id]
        found = left[name].grad
        expected = trace.gradients[leaf.id]
        gradient = np.zeros(expected.shape) if found is None else found.numpy()
        tolerance = 1e-10 if expected.dtype == float else 1e-5
        np.testing.assert_allclose(gradient, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.torch
@pytest.mark.parametrize("key", EXAMPLES)
def test_the_examples_as_pytorch(key: str, folder: Path) -> None:
    pytest.importorskip("torch")
    example = EXAMPLES[key]
    check_torch(traced(example.expression, **example.values), folder)


@pytest.mark.torch
@pytest.mark.parametrize("name", OPS)
def test_every_op_as_pytorch(name: str, folder: Path) -> None:
    pytest.importorskip("torch")
    inputs = ", ".join(OPS[name].inputs)
    check_torch(traced(f"o = {name}({inputs}); out = o * o"), folder)


@pytest.mark.torch
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("y = max(x, z)", {"x": 2, "z": 2}),
        ("y = min(x, x)", {"x": 2}),
        ("L = sum(max(x, z))", {"x": [1.0, np.nan, 2.0], "z": [1.0, 0.0, np.nan]}),
        ("L = sum(min(x, z))", {"x": [1.0, np.nan, 2.0], "z": [1.0, 0.0, np.nan]}),
        ("y = max(x, 0) * (-2) ** 2 - 3 ** x", {"x": 2}),
        ("L = softmax_cross_entropy(S, t)", {"S": np.eye(3), "t": np.eye(3)[::-1]}),
        ("L = cross_entropy(softmax(S), t)", {"S": np.eye(3) * 3, "t": [2, 1, 2]}),
        ("L = cross_entropy(P, t)", {"P": np.eye(3), "t": [0, 1, 2]}),
        ("L = cross_entropy(P, t)", {"P": np.eye(3), "t": np.eye(3)}),
        ("L = cross_entropy(P, t)", {"P": [0.5, 0.5], "t": 1}),
        ("L = cross_entropy(P, t)", {"P": [0.5, 0.5], "t": [0.5, 0.25]}),
        ("L = mean(affine(X, W, b))", {"X": np.ones((2, 2, 2)), "W": np.ones((4, 3))}),
        ("L = mse(y, t)", {"y": np.ones((2, 3)), "t": np.ones(3)}),
        ("u = x * 2; y = 3 * z", {}),
        ("y = 3 * 4", {}),
        ("L = softmax_cross_entropy([[1, 2, 3], [4, 5, 6]], t)", {"t": [0, 1]}),
        ("L = softmax_cross_entropy(S, t) + sum(S)", {"S": np.eye(3), "t": [0, 1, 2]}),
        ("p = t * 1; L = softmax_cross_entropy(S, p)", {"S": np.eye(2), "t": np.eye(2)}),
        ("误差 = x * 1", {}),
    ],
)
def test_odd_expressions_as_pytorch(text: str, values: dict[str, object], folder: Path) -> None:
    pytest.importorskip("torch")
    check_torch(traced(text, **values), folder)


@pytest.mark.torch
def test_a_whole_net_as_pytorch(folder: Path) -> None:
    pytest.importorskip("torch")
    check_torch(network(), folder)


@pytest.mark.torch
@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_any_graph_as_pytorch(case: Case, folder: Path) -> None:
    pytest.importorskip("torch")
    check_torch(run(case.graph, case.leaves), folder)


# LaTeX


def groups_close(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_derivation_of_an_example_is_whole(key: str) -> None:
    example = EXAMPLES[key]
    trace = traced(example.expression, **example.values)
    text = latex(trace)
    assert groups_close(text)
    assert text.count(r"\begin{align*}") == text.count(r"\end{align*}") > len(trace) / 2
    assert not re.search(r"[^\x00-\x7f]", re.sub("%.*", "", text)), "plain ASCII"
    assert r"\frac{\partial" in text


def test_the_derivation_has_the_stages_of_the_card() -> None:
    text = step_formula(trace := traced("y = a * b", a=2, b=3), len(trace) - 1)
    assert text.splitlines() == [
        r"\begin{align*}",
        r"  \frac{\partial y}{\partial b} &= \frac{\partial y}{\partial y} \cdot"
        r" \frac{\partial y}{\partial b} = \frac{\partial y}{\partial y} \cdot a \\",
        r"  &= 1 \cdot a \\",
        r"  &= 1 \cdot 2 = 2",
        r"\end{align*}",
    ]


def test_a_document_stands_by_itself() -> None:
    text = latex(traced("y = w_out * x_1"), document=True)
    assert text.startswith(r"\documentclass")
    assert text.rstrip().endswith(r"\end{document}")
    assert r"w_{\mathrm{out}}" in text and "ctex" not in text
    chinese = latex(traced("损失 = 误差 * 2"), document=True)
    assert r"\text{误差}" in chinese and "ctex" in chinese


@pytest.mark.parametrize("text, asked", [("损失 = 误差 * 2", True), ("y = α * w_1", False)])
def test_what_is_copied_as_latex_says_which_packages_it_needs(text: str, asked: bool) -> None:
    head = latex(traced(text)).partition("\\")[0]
    assert "amsmath" in head and "amssymb" in head and ("ctex" in head) is asked


FAN_OUT = "p = 2 * x; q = sum(p * x); r = sum(x); L = q * q + q + r"


@pytest.mark.parametrize(
    "text", [*(f"out = {n}({', '.join(OPS[n].inputs)})" for n in OPS), FAN_OUT]
)
def test_every_formula_of_the_derivation_can_be_set(text: str) -> None:
    ziamath = pytest.importorskip("ziamath")
    trace = traced(text, **({"x": [1.0, 2.0]} if text is FAN_OUT else {}))
    assert (text is FAN_OUT) is (r"{+}{=}" in latex(trace))
    for block in re.findall(r"\\begin\{align\*\}\n(.*?)\n\\end", latex(trace), re.DOTALL):
        for row in re.split(r" \\\\\n", block):
            assert ziamath.Latex(row.replace("&", "", 1).strip()).svg()


def test_mistakes_that_are_tried_out_are_not_copied() -> None:
    right = traced("y = x * x * x", x=2)
    wrong = mistakes.run(right.graph, {"x": 2.0}, frozenset([mistakes.Mistake.OVERWRITE]))
    assert wrong.gradients["x"] != right.gradients["x"]
    for name, write in WRITERS.items():
        assert write(wrong).endswith(write(right))
        assert name == "latex" or "mistake" in write(wrong).splitlines()[0]
        assert "mistake" not in write(right)


def test_every_writer_has_a_name() -> None:
    assert set(WRITERS) == {"numpy", "pytorch", "latex"}


def test_each_rule_is_read_from_its_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script of a thousand nodes read some files four thousand times, and wrote out the numbers
    of each step for the sake of its rule."""
    rules._source.cache_clear()
    read: list[object] = []
    source = inspect.getsource
    monkeypatch.setattr(inspect, "getsource", lambda rule: read.append(rule) or source(rule))
    monkeypatch.setattr(Trace, "terms", None)  # the sums so far are not in the script
    trace = traced(" + ".join(["x * w"] * 20))
    assert numpy_script(trace).count("d_x +=") == 20
    assert len(read) == len(set(read)) <= 6, "both ops with two backward rules each"

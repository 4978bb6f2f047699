"""Random texts for property tests: formulas as people write them, and some that nobody would."""

from hypothesis import strategies as st

NAMES = ["a", "b", "x", "c", "d", "v1", "W1", "损失", "λ"]
NUMBERS = ["1", "2", "0.5", "1e-7", "-3", "12345678901234567890", "-0.0", "[1, -2]", "[[1, 2.5]]"]
INFIX = ["+", "-", "*", "/", "@", "**"]
UNARY = ["-{}", "exp({})", "relu({})", "sum({})", "transpose({})", "negate({})", "+{}"]
BINARY = ["max({}, {})", "min({}, {})", "mse({}, {})", "add({}, {})", "power({}, {})"]


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(INFIX), inner).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
        st.tuples(inner, st.sampled_from(INFIX), inner).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda p: p[0].format(f"({p[1]})")),
        st.tuples(st.sampled_from(BINARY), inner, inner).map(lambda p: p[0].format(p[1], p[2])),
        st.tuples(inner, inner, inner).map(lambda p: f"affine({p[0]}, {p[1]}, {p[2]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"max({p[0]}, {p[1]}, {p[2]})"),
    )


formulas = st.recursive(st.sampled_from(NAMES + NUMBERS), _larger, max_leaves=8)


@st.composite
def texts(draw) -> str:
    """Several definitions, of names that are not used earlier, and perhaps a bare formula."""
    statements = [
        f"{name} = {draw(st.sampled_from(NUMBERS))}"
        for name in draw(st.lists(st.sampled_from(["a", "W1", "λ"]), unique=True, max_size=2))
    ]
    for i in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from(["e{}", "结果{}", "v{}2"])).format(i)
        statements.append(f"{name} = {draw(formulas)}")
    return "; ".join([*statements, draw(formulas)])

"""What a terminal without all letters is told."""

import pytest

from core.format import number
from core.plain_text import ERRORS, plain


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1", "gbk", "shift_jis"])
@pytest.mark.parametrize("x", [-3.0, -1.5e-12, 2.5e10, -4e100, float("inf"), -float("inf")])
def test_a_number_keeps_its_sign_and_its_power(encoding: str, x: float) -> None:
    said = number(x).encode(encoding, ERRORS).decode(encoding)
    assert "?" not in said
    mantissa, _, power = plain(said).partition("x10")
    assert float(f"{mantissa}e{power.replace('^', '')}" if power else mantissa) == x


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("∂e/∂b = −3", b"de/db = -3"),
        ("a · b × c → d …", b"a * b x c -> d ..."),
        ("10⁻⁵, x₁², Xᵀ", b"10^-5, x1^2, X^T"),
        ("η = 0.1, λ, Δ, Θ", b"eta = 0.1, lambda, Delta, Theta"),
        ("Σ 3 + 2", b"sum 3 + 2"),
        ("Σᵢⱼ (2 × 3)", b"sum_ij (2 x 3)"),
        ("∂y/∂x⁽¹⁾, ⟨g, c⟩ ∈ ℝ", b"dy/dx^(1), <g, c> in R"),
        ("“b” ≤ ∞", b'"b" <= inf'),
        ("中 ●", b"? ?"),
    ],
)
def test_what_has_no_letter_is_written_as_one_types_it(text: str, said: bytes) -> None:
    assert text.encode("ascii", ERRORS) == said


def test_what_the_terminal_has_stays_as_it_is() -> None:
    assert "−3 · b ± 2²⁰".encode("cp1252", ERRORS).decode("cp1252") == "-3 · b ± 2²0"

"""Words longer than a line are broken, and at the best place that will do."""

import pytest

from gui.widgets import breakable

BREAK, JOINER = "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("y = x / 2 and no more", ["y = x / 2 and no more"]),
        (f"∂some_loss/{JOINER}∂some_node", ["∂some_loss/", "∂some_node"]),
        ("∂y/∂some_long_node = 2", ["∂y/∂some_", "long_", "node = 2"]),
        ("of 0.5×long_name", ["of 0.5×", "long_name"]),
        ("sesquipedalian it is", [*"sesquipedalian"[:-1], "n it is"]),
        ("𝑥𝑦𝑧𝑥𝑦_𝑥𝑦𝑧𝑥𝑦𝑧𝑥 𝑥", ["𝑥𝑦𝑧𝑥𝑦_", "𝑥𝑦𝑧𝑥𝑦𝑧𝑥 𝑥"]),
        ("这个导数乘以学习率，得到这个数", ["这个导数乘以学习率，得到这个数"]),
    ],
)
def test_a_word_is_broken_where_it_is_read_best(qapp, text: str, pieces: list[str]) -> None:
    """A line holds eleven letters, each of which is a pixel wide."""
    broken = breakable(text, 11, lambda part: len(part.replace(JOINER, "")))
    assert broken.split(BREAK) == pieces


def test_a_wide_line_leaves_every_text_as_it_is(qapp) -> None:
    text = f"∂some_loss/{JOINER}∂some_node_under_it = 3 × 0.5"
    assert breakable(text, 100, len) == text

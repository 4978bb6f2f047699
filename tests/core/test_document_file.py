"""A document comes back from its file to the bit; anything else gives one sentence."""

import json
import math
import os
import stat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import editing
from core.documents import file, strict_json
from core.documents.document import Document, read
from core.documents.file import SUFFIX, VERSION, Saved, View, write
from core.documents.file import read as read_file
from core.documents.numbers import MOST_NUMBERS
from core.documents.sameness import same
from core.examples import EXAMPLES
from core.files import Part, read_whole, write_whole
from core.language.expression import parse
from core.messages import StudioError
from core.network import TwoLayerNet
from core.trace import run
from tests.core.random_graphs import cases
from tests.core.texts import texts

EXAMPLE = read("e = (a + b) * (b + 1)", {"a": 2.0, "b": 1.0})


def equal(one: Saved, other: Saved) -> bool:
    """To the bit: dtypes, shapes, signs of zeros, infinities and nan."""
    a, b = one.document, other.document
    return (
        a.graph == b.graph
        and a.text == b.text
        and a.values.keys() == b.values.keys()
        and all(_identical(np.asarray(a.values[x]), np.asarray(b.values[x])) for x in a.values)
        and (one.position, one.view, one.belongs_to, one.digest, one.unsaved)
        == (other.position, other.view, other.belongs_to, other.digest, other.unsaved)
    )


def _identical(one: np.ndarray, other: np.ndarray) -> bool:
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


views = st.none() | st.builds(
    View, st.floats(0.02, 8), st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
)


copied = st.tuples(st.text(max_size=9), st.text("0123456789abcdef", max_size=64), st.booleans())


@given(cases(), st.floats(0, 1000), views, copied)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_graph_comes_back(case, position, view, of):
    saved = Saved(Document(case.graph, case.leaves), position, view, *of)
    assert equal(read_file(write(saved)), saved)


@given(texts())
@example("x = 3; y = x * x")
@example("x = [[1, -0.0], [2, 3]]; y = x * 2; [1]")
@example("y = x" + " + 1" * 250)
@example(f"y = {'x' * 200} * 2")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_can_be_typed_comes_back(text):
    try:
        document = read(text)
        run(document.graph, document.values)
    except StudioError:
        return  # neither does it come onto the stage
    back = read_file(write(Saved(document)))
    assert equal(back, Saved(document))
    again = document
    for leaf in document.graph.leaves:
        again = again.with_value(leaf.id, np.asarray(document.value(leaf.id)) + 0.5)
    back = read_file(write(Saved(again)))
    assert equal(back, Saved(again))
    assert back.document.moved.keys() == again.moved.keys()


def test_a_name_that_no_file_holds_is_refused_where_it_is_typed():
    with pytest.raises(StudioError, match="longer than 200"):
        read("y = 2 * " + "x" * 201)


numbers = st.floats(width=64, allow_nan=True, allow_infinity=True)
arrays = st.one_of(
    st.builds(np.array, numbers),
    st.builds(lambda xs: np.array(xs, dtype=float), st.lists(numbers, min_size=1, max_size=90)),
    st.builds(lambda x, n: np.full((n, 3), x, np.float32), st.floats(width=32), st.integers(1, 30)),
    st.builds(
        lambda xs: np.array(xs, dtype=np.uint8),
        st.lists(st.integers(0, 255), min_size=1, max_size=70),
    ),
    st.builds(
        lambda xs: np.array([xs], dtype=np.int64),
        st.lists(st.integers(-9, 9), min_size=1, max_size=5),
    ),
)


@given(arrays)
def test_any_array_comes_back(array):
    document = Document(parse("y = -x"), {"x": array}, "y = -x")
    assert equal(read_file(write(Saved(document))), Saved(document))


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_comes_back(key):
    example = EXAMPLES[key]
    document = read(example.expression, {k: np.asarray(v) for k, v in example.values.items()})
    back = read_file(write(Saved(document, 2.5)))
    assert equal(back, Saved(document, 2.5))
    assert back.document.text == example.expression
    assert len(run(back.document.graph, back.document.values)) > 0


def test_the_net_with_its_batch_comes_back():
    net = TwoLayerNet(784, 50, 10, 0.01, "relu", np.random.default_rng(0))
    x = np.random.default_rng(1).random((100, 784), dtype=np.float32)
    document = Document(net.graph, net.leaves(x, np.arange(100, dtype=np.uint8) % 10))
    data = write(Saved(document))
    assert equal(read_file(data), Saved(document))
    assert len(data) < 2_000_000


def test_a_text_stays_where_a_constant_hangs_loose():
    document = read("c = a + b; e = c * (b + 1)")
    document = document.edited(editing.insert_constant(document.graph, 1))
    back = read_file(write(Saved(document)))
    assert back.document.text == document.text == "1; c = a + b; e = c * (b + 1)"
    assert equal(back, Saved(document))


def test_a_text_that_says_something_else_is_not_written():
    for text in ("e = a + b", "e = (", "x" * 5000):
        document = Document(EXAMPLE.graph, EXAMPLE.values, text)
        back = read_file(write(Saved(document)))
        assert back.document.text == ""
        assert back.document.graph == EXAMPLE.graph


def test_graphs_are_the_same_whatever_their_inner_nodes_are_called():
    assert same(parse("e = (a + b) * (b + 1)"), parse("c = a + b; k = b + 1; out = c * k"))
    assert not same(parse("e = (a + b) * (b + 1)"), parse("e = (a + b) * (b + 2)"))
    assert not same(parse("e = a - b"), parse("e = b - a"))
    assert not same(parse("y = (a + b) * (a + b)"), parse("c = a + b; d = b * 1; y = c * c"))
    assert not same(
        parse("c = a + b; d = a + b; y = c * d"), parse("c = a + b; d = a + b; y = c * c")
    )


# what is damaged


def content() -> dict:
    return json.loads(write(Saved(EXAMPLE, 1.0)))


def node(name: str, **entries: object) -> dict:
    changed = content()
    changed["graph"]["nodes"] = [
        {k: v for k, v in {**n, **entries}.items() if v is not ...} if n["id"] == name else n
        for n in changed["graph"]["nodes"]
    ]
    return changed


def with_(**entries: object) -> dict:
    return {**content(), **entries}


BIG = {"dtype": "float64", "shape": [1_000_000, 1_000_000], "data": ""}
WRONG = {
    "not an object": [1, 2],
    "another program's": {"format": "something-else", "version": 1},
    "a newer version": with_(version=VERSION + 1),
    "a version in quotes": with_(version="1"),
    "a version that is true": with_(version=True),
    "a version of many digits": with_(version=10**390),
    "no graph": with_(graph=None),
    "no nodes": with_(graph={"output": "e", "nodes": []}),
    "too many nodes": with_(
        graph={"output": "x0", "nodes": [{"id": f"x{i}", "role": "input"} for i in range(1501)]}
    ),
    "an op that nobody knows": node("e", op="launch"),
    "an op that is a list": node("e", op=["multiply"]),
    "an op without a role": node("e", role="input"),
    "a role that nobody knows": node("e", role="boss"),
    "a role that is a list": node("e", role=["input"]),
    "no name": node("e", id=""),
    "a name that is a number": node("e", id=3),
    "a name with a line end": node("e", id="e\n"),
    "a name that is a mark": node("e", id="<img src='file:///x'>"),
    "a name with a program in it": node("e", id='x"); import os; print("'),
    "a name that TeX obeys": node("e", id="\\input{/etc/passwd}"),
    "a name that turns the line around": node("e", id="x\u202ey"),
    "a name that Python reads as another": node("e", id="ﬁ"),
    "a word of Python": node("e", id="lambda"),
    "a number for an operation": node("e", id="1′"),
    "a constant with a program in it": node("1", id='1"); import os; print("'),
    "a long name": node("e", id="x" * 201),
    "a wrong number of inputs": node("e", inputs=["a"]),
    "an input that does not exist": node("e", inputs=["a", "zz"]),
    "an input that is a number": node("e", inputs=["a", 1]),
    "a loop": node("e", inputs=["e", "a"]),
    "a name twice": node("a", id="b"),
    "a constant without a number": node("1", literal=...),
    "a constant that is true": node("1", literal=True),
    "a constant that is text": node("1", literal="1"),
    "a constant with ragged rows": node("1", literal=[[1], [1, 2]]),
    "an operation with a number": node("e", literal=1.0),
    "no value": with_(values={"a": 2.0}),
    "a value too many": with_(values={"a": 2.0, "b": 1.0, "zz": 1.0}),
    "a value for an operation": with_(values={"a": 2.0, "b": 1.0, "e": 1.0}),
    "a value in quotes": with_(values={"a": "2", "b": 1.0}),
    "a value that is true": with_(values={"a": True, "b": 1.0}),
    "a value beyond floats": with_(values={"a": 10**390, "b": 1.0}),
    "nothing as a value": with_(values={"a": None, "b": 1.0}),
    "an array without its numbers": with_(values={"a": BIG, "b": 1.0}),
    "an array with a negative side": with_(
        values={"a": {"dtype": "float64", "shape": [-1], "data": ""}, "b": 1.0}
    ),
    "an array of objects": with_(
        values={"a": {"dtype": "object", "shape": [1], "data": "AAAAAAAAAAA="}, "b": 1.0}
    ),
    "an array that is not base64": with_(
        values={"a": {"dtype": "uint8", "shape": [1], "data": "€"}, "b": 1.0}
    ),
    "arrays that do not fit": with_(values={"a": [1.0, 2.0], "b": [1.0, 2.0, 3.0]}),
    "another text": with_(text="e = (a + b) * (b + 2)"),
    "a text that is a list": with_(text=["e"]),
    "a position in words": with_(position="start"),
    "a position beyond floats": with_(position=1e300),
    "a view of two words": with_(view="very near"),
    "a view without a centre": with_(view={"zoom": 1.0}),
    "a view from nowhere": with_(view={"zoom": 0.0, "centre": [0, 0]}),
    "starts in a row": with_(starts=[1]),
    "a start in words": with_(starts={"a": "two"}),
    "made up in words": with_(made_up="a"),
    "made up without a name": with_(made_up=[["a"]]),
    "the copy of no file": with_(belongs_to=["a"]),
    "a digest that is a number": with_(digest=1),
    "a digest that nobody can write": with_(digest="\ud800"),
    "changes in words": with_(unsaved="yes"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_damaged_file_gives_one_sentence(wrong, language):
    with pytest.raises(StudioError) as caught:
        read_file(json.dumps(wrong).encode())
    assert caught.value.message.key.startswith("export.damaged.")
    sentence = caught.value.message.text(language)
    assert sentence and "\n" not in sentence and "Error" not in sentence


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"PK\x03\x04",
        b"[" * 200_000,
        b'{"format": "backprop-studio", "format": "backprop-studio"}',
        b'{"format": "backprop-studio", "version": 1, "position": NaN}',
        b'{"format": "backprop-studio", "version": ' + b"9" * 100_000 + b"}",
        b'{"format": "backprop-studio", "text": "\\ud800"}',
        b'{"format": "backprop-studio", "panels": ' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"}",
    ],
    ids=range(10),
)
def test_what_is_no_json_gives_one_sentence(data):
    with pytest.raises(StudioError) as caught:
        read_file(data)
    assert str(caught.value)


def test_no_number_is_larger_than_a_float_can_hold():
    assert strict_json.read(b'{"mood": 1e308}') == {"mood": 1e308}
    for digits in (b"1e999", b"-1e999", b"1" + b"0" * 309, b"-1" + b"0" * 390):
        with pytest.raises(StudioError):
            strict_json.read(b'{"mood": ' + digits + b"}")


def test_what_inputs_were_at_first_comes_back():
    document = EXAMPLE.with_value("a", 5.0).with_value("1", 7.0)
    back = read_file(write(Saved(document))).document
    assert back.moved.keys() == document.moved.keys() == {"a", "1"}
    assert (float(back.starts["a"]), float(back.starts["1"]), float(back.starts["b"])) == (2, 1, 1)
    other = read_file(json.dumps(with_(starts={"a": [1.0, 2.0], "zz": 3.0})).encode()).document
    assert other.starts["a"].tolist() == [1.0, 2.0], "a number was typed over two"
    assert other.starts.keys() == {"a", "b", "1"}


def test_it_comes_back_which_values_nobody_has_given():
    document = read("y = sum(a * b) + c", {"a": [1.0, 2.0]}).with_value("c", 3.0)
    back = read_file(write(Saved(document))).document
    assert back.made_up.keys() == document.made_up.keys() == {"b"}
    assert not back.with_value("b", [3.0, 4.0]).made_up
    other = read_file(json.dumps(with_(made_up=["b", "zz", "e"])).encode()).document
    assert set(other.made_up) == {"b"}
    older = with_()
    older.pop("made_up")
    assert not read_file(json.dumps(older).encode()).document.made_up, "each counts as given"


def test_a_batch_of_images_can_be_opened_again_and_a_hidden_product_cannot():
    images = np.zeros((1000, 28, 28), np.uint8)
    weights = {"W": np.zeros((784, 100)), "b": np.zeros(100)}
    document = Document(parse("Y = affine(X, W, b)"), {"X": images, **weights})
    assert equal(read_file(write(Saved(document))), Saved(document))
    product = Document(
        parse("Y = X @ W"), {"X": np.zeros((2000, 1)), "W": np.zeros((4000, 1, 2000), np.uint8)}
    )
    with pytest.raises(StudioError, match="memory"):
        write(Saved(product))


def test_nothing_is_written_that_would_not_be_read(monkeypatch):
    document = Document(parse("y = sum(x)"), {"x": np.arange(100_000) / 7})
    monkeypatch.setattr(file, "MOST_BYTES", 1_000_000)
    with pytest.raises(StudioError, match="larger than 1 MB"):
        write(Saved(document))
    long = Document(parse("y = sum(x)"), {"x": np.zeros(MOST_NUMBERS + 1, np.uint8)})
    with pytest.raises(StudioError, match="in one array"):
        write(Saved(long))


def test_what_is_too_heavy_is_written_without_what_inputs_were_at_first(monkeypatch):
    """Else changes of a large document would be lost when the window is closed."""
    document = Document(parse("y = sum(x)"), {"x": np.arange(100_000) / 7}, "y = sum(x)")
    changed = document.with_value("x", np.arange(100_000) / 9)
    assert read_file(write(Saved(changed))).document.moved.keys() == {"x"}
    monkeypatch.setattr(file, "MOST_BYTES", 1_500_000)
    back = read_file(write(Saved(changed, 1.0)))
    assert equal(back, Saved(changed, 1.0))
    assert back.document.moved == {}


def test_a_small_file_cannot_ask_for_all_the_memory():
    rows = {"dtype": "uint8", "shape": [300_000, 1], "data": "AAAA" * 100_000}
    column = {**rows, "shape": [1, 300_000]}
    graph = parse("y = X @ W")
    hostile = json.loads(write(Saved(Document(graph, {"X": np.eye(1), "W": np.eye(1)}))))
    hostile["values"] = {"X": rows, "W": column}
    with pytest.raises(StudioError, match="memory"):
        read_file(json.dumps(hostile).encode())


def test_what_a_later_version_adds_is_passed_over():
    assert equal(read_file(json.dumps(with_(mood="sunny")).encode()), Saved(EXAMPLE, 1.0))


def test_an_editor_may_put_a_mark_in_front():
    assert equal(read_file(b"\xef\xbb\xbf" + write(Saved(EXAMPLE))), Saved(EXAMPLE))


@given(st.binary(max_size=300))
def test_random_bytes_never_do_more_than_raise(data):
    with pytest.raises(StudioError):
        read_file(data)


scalars = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4)
anything = st.recursive(
    scalars | st.sampled_from(["a", "b", "e", "add", "input", 10**390, math.inf, -0.0]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_valid_file_with_something_else_in_one_place(data):
    """Either one sentence, or a document that can be written and read again."""
    changed = content()
    place, key = data.draw(st.sampled_from(list(_places(changed))))
    place[key] = data.draw(anything)
    _raises_or_survives(json.dumps(changed).encode())


@given(st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 8))
@settings(max_examples=300)
def test_a_valid_file_with_other_bytes_in_one_place(at, bytes_, cut):
    data = write(Saved(EXAMPLE, 1.0, View(1.0, (0.0, 0.0))))
    at %= len(data)
    _raises_or_survives(data[:at] + bytes_ + data[at + cut :])


def _raises_or_survives(data: bytes) -> None:
    try:
        found = read_file(data)
    except StudioError as error:
        assert str(error)
        return
    assert equal(read_file(write(found)), found)
    run(found.document.graph, found.document.values)


def _places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


# files


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_is_written_whole(tmp_path: Path):
    path = tmp_path / f"链式 rule{SUFFIX}"
    write_whole(path, write(Saved(EXAMPLE)))
    assert equal(read_file(read_whole(path, 10**6)), Saved(EXAMPLE))
    assert names(tmp_path) == [path.name]


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch):
    path = tmp_path / "file.json"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    for owner, name in ((os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, full)
            with pytest.raises(StudioError, match="no space left"):
                write_whole(path, b"new")
        assert path.read_bytes() == b"old"
        assert names(tmp_path) == ["file.json"]


def test_what_is_not_finished_can_be_dropped(tmp_path: Path):
    part = Part(tmp_path / "film.mp4")
    part.path.write_bytes(b"half")
    assert part.path.suffix == ".mp4"
    part.drop()
    assert not names(tmp_path)


@pytest.mark.parametrize("path", ["no/such/folder/file", ".", "nul\0byte"])
def test_what_cannot_be_written_gives_one_sentence(tmp_path: Path, path: str):
    with pytest.raises(StudioError, match="cannot be written"):
        write_whole(tmp_path / path, b"")


def test_what_cannot_be_read_gives_one_sentence(tmp_path: Path):
    for path, words in ((tmp_path / "gone", "There is no file"), (tmp_path, "not a file")):
        with pytest.raises(StudioError, match=words):
            read_whole(path, 10)
    (tmp_path / "large").write_bytes(b"x" * 11)
    with pytest.raises(StudioError, match="larger"):
        read_whole(tmp_path / "large", 10)


def test_a_hundred_thousand_names_are_refused_before_they_are_read(monkeypatch) -> None:
    data = b"{" + b",".join(b'"k%d":1' % i for i in range(100_001)) + b"}"
    monkeypatch.setattr(strict_json.json, "loads", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(StudioError) as refused:
        strict_json.read(data)
    assert refused.value.message.key == "export.damaged.parts"


def test_the_largest_graph_has_fewer_names() -> None:
    text = "; ".join(f"y{i} = x{i} * [{i}, 1]" for i in range(500))
    document = read(text, {f"x{i}": np.arange(2.0) for i in range(500)})
    moved = Document(
        document.graph,
        {name: np.full(2, np.inf) for name in document.values},
        text,
        {name: np.full(2, np.nan) for name in document.values},
    )
    assert len(document.graph) == 1500
    assert write(Saved(moved)).count(b":") < 20_000


@pytest.mark.parametrize("part", [b"1,", b"[],"])
def test_a_million_parts_are_refused_before_they_are_read(part: bytes) -> None:
    with pytest.raises(StudioError) as refused:
        strict_json.read(b"[" + part * 1_000_001 + b"1]")
    assert refused.value.message.key == "export.damaged.parts"

"""PyTorch is asked in a process of its own."""

import sys
from multiprocessing import active_children

import numpy as np
import pytest

from core.language.expression import parse
from core.messages import StudioError
from gui import torch_gradients

GRAPH = parse("y = sum(x * x)")


def answer(asked):
    while True:
        try:
            next(asked)
        except StopIteration as end:
            return end.value


@pytest.mark.torch
def test_it_answers_with_the_gradients():
    pytest.importorskip("torch")
    found = answer(torch_gradients.ask(GRAPH, {"x": np.array([1.0, 2.0])}))
    np.testing.assert_array_equal(found["x"], [2.0, 4.0])
    assert not active_children()


def test_what_went_wrong_there_is_said_here():
    """Without PyTorch, that it is missing; with it, that the shapes do not fit."""
    graph = parse("y = sum(a @ b)")
    with pytest.raises(StudioError) as caught:
        answer(torch_gradients.ask(graph, {"a": np.ones((2, 3)), "b": np.ones((2, 3))}))
    assert "Error" in str(caught.value)
    assert not active_children()


def test_whoever_stops_waiting_ends_it():
    asked = torch_gradients.ask(GRAPH, {"x": np.array([1.0])})
    next(asked)
    assert len(active_children()) == 1
    asked.close()
    assert not active_children()


def test_to_look_whether_it_is_there_imports_nothing(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # an import would fail
    monkeypatch.setattr(torch_gradients, "find_spec", lambda name: object())
    assert torch_gradients.installed()


def test_the_command_names_this_python(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/a folder/python")
    assert torch_gradients.command() == '"/a folder/python" -m pip install torch'

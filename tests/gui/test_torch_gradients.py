"""PyTorch is asked in a process of its own."""

import os
import signal
import sys
from multiprocessing import active_children, resource_tracker
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from core.following import finish
from core.language.expression import parse
from core.messages import StudioError
from gui import torch_gradients

GRAPH = parse("y = sum(x * x)")
LONG = 10  # seconds; starting a process takes far less, waiting for it never ends


@pytest.mark.torch
def test_it_answers_with_the_gradients():
    pytest.importorskip("torch")
    found = finish(torch_gradients.ask(GRAPH, {"x": np.array([1.0, 2.0])}))
    np.testing.assert_array_equal(found["x"], [2.0, 4.0])
    assert not active_children()


def test_what_went_wrong_there_is_said_here():
    """Without PyTorch, that it is missing; with it, that the shapes do not fit."""
    graph = parse("y = sum(a @ b)")
    with pytest.raises(StudioError) as caught:
        finish(torch_gradients.ask(graph, {"a": np.ones((2, 3)), "b": np.ones((2, 3))}))
    assert "Error" in str(caught.value)
    assert not active_children()


def test_whoever_stops_waiting_ends_it():
    asked = torch_gradients.ask(GRAPH, {"x": np.array([1.0])})
    next(asked)
    assert len(active_children()) == 1
    asked.close()
    assert not active_children()


@pytest.mark.skipif(os.name == "nt", reason="a shell script takes Python's place")
def test_nobody_waits_in_the_middle_of_an_item_for_a_process_that_reads_nothing(
    tmp_path: Path, monkeypatch
) -> None:
    """One that still imports, say: the window closes between two items."""
    deaf = tmp_path / "deaf"
    deaf.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    deaf.chmod(0o700)
    resource_tracker.ensure_running()  # which is Python still
    monkeypatch.setattr("multiprocessing.spawn.get_executable", lambda: os.fsencode(deaf))
    asked = torch_gradients.ask(GRAPH, {"x": np.ones(1_000_000)})
    item = Thread(target=next, args=(asked,), daemon=True)
    item.start()
    item.join(LONG)
    assert not item.is_alive()
    asked.close()
    assert not active_children()


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_process_that_dies_is_an_answer() -> None:
    asked = torch_gradients.ask(GRAPH, {"x": np.array([1.0])})
    next(asked)
    os.kill(active_children()[0].pid, signal.SIGKILL)
    with pytest.raises(StudioError, match=r"could not answer: .* code −9"):
        finish(asked)
    assert not active_children()


def test_to_look_whether_it_is_there_imports_nothing(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # an import would fail
    monkeypatch.setattr(torch_gradients, "find_spec", lambda name: object())
    assert torch_gradients.installed()


def test_the_command_names_this_python(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/a folder/python")
    assert torch_gradients.command() == '"/a folder/python" -m pip install torch'

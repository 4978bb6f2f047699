"""Results as plain data and plain text: what the command line prints and scripts read."""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from core.engine import Array, is_scalar
from core.format import number, shape, whole
from core.gradcheck import AGREEMENT, CheckReport, ParameterCheck
from core.graph import Graph, Role
from core.language.literals import read_value
from core.messages import StudioError, text
from core.names import ratio
from core.trace import Accumulate, Propagate, Seed, Trace

_FEW = 6  # arrays with more numbers are told by their shape


def assignments(graph: Graph, pairs: Iterable[str]) -> dict[str, Array]:
    """The values in `name=value` pairs for the inputs of `graph`.

    Raises:
        StudioError: a pair is malformed, its name is no input, or is given twice.
    """
    inputs = [node.id for node in graph.leaves if node.role is not Role.CONSTANT]
    values: dict[str, Array] = {}
    for pair in pairs:
        name, equals, value = unicodedata.normalize("NFKC", pair).partition("=")  # ａ＝３ is a=3
        name = name.strip()
        if not equals:
            raise StudioError("report.error.pair", pair=pair)
        if name not in inputs:
            raise StudioError(
                "report.error.no_input", name=name, n=len(inputs), inputs=", ".join(inputs)
            )
        if name in values:
            raise StudioError("report.error.twice", name=name)
        values[name] = read_value(value, name)
    return values


def explanation(trace: Trace) -> dict[str, Any]:
    """A trace as JSON values: output, gradients of the inputs, and all nodes in order.

    A gradient is null where the backward pass does not go (constants, class labels). Numbers
    that JSON lacks are the strings "NaN", "Infinity" and "-Infinity".
    """
    graph = trace.graph
    inputs = [node.id for node in graph.leaves if node.role is not Role.CONSTANT]
    return {
        "output": graph.output,
        "value": plain(trace.values[graph.output]),
        "gradients": {name: plain(trace.gradients.get(name)) for name in inputs},
        "nodes": [
            {
                "id": node.id,
                "op": node.op.name if node.op else None,
                "inputs": list(node.inputs),
                "value": plain(trace.values[node.id]),
                "gradient": plain(trace.gradients.get(node.id)),
            }
            for node in graph.nodes
        ],
    }


def plain(value: Array | float | None) -> Any:
    """Numbers and nested lists that JSON can hold."""
    if value is None:
        return None
    listed = np.asarray(value).tolist()
    return _finite(listed)


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def explanation_text(trace: Trace, language: str = "en") -> str:
    """A readable table of the forward pass, and the backward pass step by step."""
    lines = [text("report.explain.forward", language)]
    rows = [_forward_row(trace, node.id) for node in trace.graph.nodes]
    lines += ["  " + line for line in columns(rows)]
    lines += ["", text("report.explain.backward", language)]
    output = trace.values[trace.graph.output]
    if not is_scalar(output):
        fields = {"output": trace.graph.output, "n": output.size}
        lines.append(text("report.explain.sum", language, **fields))
    lines += ["  " + line for line in columns(_backward_rows(trace))]
    return "\n".join(lines)


def _forward_row(trace: Trace, node_id: str) -> tuple[str, ...]:
    node = trace.graph.node(node_id)
    formula = f"{node.op.name}({', '.join(node.inputs)})" if node.op else ""
    return node_id, formula, brief(trace.values[node_id])


def _backward_rows(trace: Trace) -> list[tuple[str, ...]]:
    output = trace.graph.output
    rows: list[tuple[str, ...]] = []
    for event in trace.events:
        match event:
            case Seed(node, gradient):
                rows.append((ratio(output, node), "", "", brief(gradient)))
            case Propagate(edge=edge, upstream=upstream, local=local, contribution=contribution):
                product = f"{brief(upstream)} × {brief(local)}" if local is not None else ""
                way = f"{edge.target} → {edge.source}"
                share = " +=" if len(trace.arrivals[edge.source]) > 1 else ""
                name = ratio(output, edge.source) + share
                rows.append((name, way, product, brief(contribution)))
            case Accumulate(node, terms, total):
                terms_text = " + ".join(brief(term) for term in terms)
                rows.append((ratio(output, node), "Σ", terms_text, brief(total)))
    return rows


def brief(value: Array, few: int = _FEW) -> str:
    """A number, a few numbers in brackets, or the shape of a larger array."""
    array = np.asarray(value)
    if array.ndim == 0:
        return number(array)
    if array.size > few:
        return f"[{shape(array)}]"
    return "[" + ", ".join(brief(part, few) for part in array) + "]"


def columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def gradient_check(report: CheckReport) -> dict[str, Any]:
    """A gradient check as JSON values."""
    return {
        "parameters": {name: _check(each) for name, each in report.parameters.items()},
        "count": report.count,
        "method": report.method,
        "forward_passes": report.forward_passes,
        "backprop_seconds": report.backprop_seconds,
        "numerical_seconds": report.numerical_seconds,
    }


def _check(check: ParameterCheck) -> dict[str, Any]:
    return {
        "mean_abs_diff": check.mean_abs_diff,
        "max_rel_error": check.max_rel_error,
        "kinks": check.kinks,
    }


def gradient_check_text(report: CheckReport, language: str = "en") -> str:
    """The tutorials' table: the mean absolute difference per parameter."""
    head = tuple(
        text(f"report.gradcheck.{name}", language) for name in ("name", "mean", "relative")
    )
    rows = [
        (name, number(check.mean_abs_diff), number(check.max_rel_error))
        for name, check in report.parameters.items()
    ]
    summary = text(
        f"report.gradcheck.{report.method}",
        language,
        count=report.count,
        losses=2 * report.count,
        passes=report.forward_passes,
        numerical=number(report.numerical_seconds, 3),
        backprop=number(report.backprop_seconds * 1000, 3),
    )
    verdict = text(
        f"report.gradcheck.{'agrees' if report.agrees else 'differs'}",
        language,
        limit=number(AGREEMENT),
    )
    lines = [*columns([head, *rows]), "", summary, verdict]
    kinks = sum(check.kinks for check in report.parameters.values())
    if kinks:
        lines.append(text("report.gradcheck.kinks", language, n=kinks))
    return "\n".join(lines)


_WORSE = 1.1  # times the first loss; less may be the difference between two batches


def training_text(result: Mapping[str, Any], language: str = "en") -> str:
    """The result of a training run in a sentence; one that diverged has none."""
    percent = {name: f"{100 * result[name]:.2f}" for name in ("train_accuracy", "test_accuracy")}
    shown = {**result, **percent}
    shown["loss"] = number(result["loss"])
    shown["initial_loss"] = number(result["initial_loss"])
    shown["seconds"] = number(result["seconds"], 3)
    shown["iterations_per_second"] = whole(result["iterations_per_second"])
    key = "diverged" if result["diverged"] else "summary"
    sentences = [text(f"report.train.{key}", language, **shown)]
    explained = result["diverged"] or result.get("dead")  # in words of its own
    if not explained and result["loss"] > _WORSE * result["initial_loss"]:
        sentences.append(text("report.train.worse", language))
    return "\n".join(sentences)

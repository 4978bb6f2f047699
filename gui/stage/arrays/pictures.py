"""Which picture suits an array: its numbers, a heatmap, digits, weights per hidden unit, labels."""

from enum import StrEnum

from core.engine import Array
from core.graph import Graph, Role

SIDE = 28  # pixels of a digit
MOST_CELLS = 6  # rows and columns up to which the numbers themselves are written


class Picture(StrEnum):
    """How an array is shown."""

    CELLS = "cells"  # each number in its own coloured cell
    HEAT = "heat"  # rows and columns of colours
    DIGITS = "digits"  # one image per row of 784, white on black
    IMAGES = "images"  # the same of signed numbers: pixels that have a gradient
    UNITS = "units"  # one signed image per column of 784 weights
    LABELS = "labels"  # one bright cell per row


BY_ROW = frozenset({Picture.DIGITS, Picture.IMAGES})
"""Those in which each row of the array is an image."""


def picture_of(graph: Graph, node: str, array: Array) -> Picture:
    """The picture that suits the values of `node`."""
    if is_label(graph, node):
        return Picture.CELLS if array.size <= MOST_CELLS else Picture.LABELS
    shape = array.shape
    if array.ndim and array.size and array[0].size == SIDE * SIDE:
        if graph.node(node).role is Role.DATA:
            return Picture.DIGITS
        if graph.node(node).role is Role.INPUT:
            return Picture.IMAGES
    if len(shape) == 2 and shape[0] == SIDE * SIDE and graph.node(node).op is None:
        return Picture.UNITS
    rows, columns = as_table(array).shape
    return Picture.CELLS if max(rows, columns) <= MOST_CELLS else Picture.HEAT


def is_label(graph: Graph, node: str) -> bool:
    """Is the node read as classes, and as nothing else?"""
    readers = [(graph.node(edge.target).op, edge.slot) for edge in graph.consumers(node)]
    return bool(readers) and all(op and op.inputs[slot] in op.labels for op, slot in readers)


def as_table(array: Array) -> Array:
    """Two axes: a vector is one row, and what has more axes keeps its first."""
    if array.ndim == 2:
        return array
    return array.reshape(1, -1) if array.ndim < 2 else array.reshape(len(array), -1)

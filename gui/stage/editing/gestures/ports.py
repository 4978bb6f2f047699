"""The ports of nodes: where wires begin and end, as places on the stage."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from core.graph import Graph
from gui.appearance import Appearance
from gui.stage.scene import StageScene

_REACH = 5  # pixels between an output and the outline of its node


@dataclass(frozen=True)
class Port:
    """The output of a node (slot None), or one of its inputs."""

    node: str
    slot: int | None
    x: float
    y: float

    @property
    def at(self) -> QPointF:
        return QPointF(self.x, self.y)


def ports_of(scene: StageScene, graph: Graph, node: str, look: Appearance) -> Iterator[Port]:
    """The inputs of a node that is on the stage, then its output."""
    item = scene.nodes.get(node)
    if item is None or node not in graph:
        return
    for edge in graph.incoming(node):
        wire = scene.wires.get(edge)
        if wire is not None:
            end = wire.mapToScene(wire.path.currentPosition())
            yield Port(node, edge.slot, end.x(), end.y())
    out = item.mapToScene(QPointF(item.body.right() + look.px(_REACH), 0))
    yield Port(node, None, out.x(), out.y())


def nearest(ports: list[Port], point: QPointF, reach: float) -> Port | None:
    """The port closest to a point of the scene, if one is within `reach`."""
    best = min(ports, key=lambda port: _distance(port, point), default=None)
    return best if best is not None and _distance(best, point) <= reach else None


def _distance(port: Port, point: QPointF) -> float:
    return ((port.x - point.x()) ** 2 + (port.y - point.y()) ** 2) ** 0.5

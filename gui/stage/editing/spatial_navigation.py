"""Where the selection goes from a node: to the nearest one in a direction, as the eye sees it."""

from collections.abc import Mapping

Point = tuple[float, float]
_ASIDE = 2.5  # how much worse a step aside is than one ahead


def neighbour(places: Mapping[str, Point], node: str, way: tuple[int, int]) -> str:
    """The nearest node in the direction `way`; `node` itself if nothing lies there."""
    if node not in places:
        return node
    x0, y0 = places[node]

    def effort(other: str) -> float:
        dx, dy = places[other][0] - x0, places[other][1] - y0
        ahead, aside = dx * way[0] + dy * way[1], abs(dx * way[1]) + abs(dy * way[0])
        return ahead + _ASIDE * aside if ahead > max(1.0, aside / 4) else float("inf")

    best = min(places, key=effort)
    return best if effort(best) < float("inf") else node

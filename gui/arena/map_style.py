"""How the ground is drawn, as it is remembered. It imports no plot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.surfaces import Climb

FORMS = ("contours", "heat", "solid")


@dataclass(frozen=True)
class MapStyle:
    """A map with contours or as a heatmap, or the landscape itself (`solid`); how levels climb;
    whether there is a grid."""

    heat: bool = False
    climb: Climb = Climb.FITTED
    grid: bool = False
    solid: bool = False

    @property
    def form(self) -> str:
        """One of `FORMS`."""
        return "solid" if self.solid else "heat" if self.heat else "contours"


def style_as_json(style: MapStyle) -> dict[str, Any]:
    return {"heat": style.heat, "climb": str(style.climb), "grid": style.grid, "solid": style.solid}


def style_from_json(saved: object) -> MapStyle:
    """What makes no sense is as at a first start."""
    known = saved if isinstance(saved, Mapping) else {}
    climb = known.get("climb")
    return MapStyle(
        known.get("heat") is True,
        Climb(climb) if climb in [str(each) for each in Climb] else Climb.FITTED,
        known.get("grid") is True,
        known.get("solid") is True,
    )

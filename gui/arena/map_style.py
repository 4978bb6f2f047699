"""How the ground is drawn, as it is remembered. It imports no plot."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.surfaces import Climb


class MapForm(StrEnum):
    """What the heights are drawn as."""

    CONTOURS = "contours"
    HEAT = "heat"
    SURFACE_3D = "surface_3d"


@dataclass(frozen=True)
class MapStyle:
    """As what the ground is drawn, how its levels climb, and whether there is a grid."""

    form: MapForm = MapForm.CONTOURS
    climb: Climb = Climb.FITTED
    grid: bool = False


def style_as_json(style: MapStyle) -> dict[str, Any]:
    return {"form": str(style.form), "climb": str(style.climb), "grid": style.grid}


def style_from_json(saved: object) -> MapStyle:
    """What makes no sense is as at a first start."""
    known = saved if isinstance(saved, Mapping) else {}
    form, climb = known.get("form"), known.get("climb")
    return MapStyle(
        MapForm(form) if form in list(MapForm) else MapForm.CONTOURS,
        Climb(climb) if climb in list(Climb) else Climb.FITTED,
        known.get("grid") is True,
    )

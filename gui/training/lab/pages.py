"""The pages there are, each imported when it is first wanted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gui.guard import late
from gui.training.lab.page import LabPage


@late
def _data() -> type[LabPage]:
    from gui.training.lab.data.page import DataPage

    return DataPage


@late
def _draw() -> type[LabPage]:
    from gui.training.lab.draw.page import DrawPage

    return DrawPage


@late
def _checks() -> type[LabPage]:
    from gui.training.lab.checks.page import ChecksPage

    return ChecksPage


@late
def _race() -> type[LabPage]:
    from gui.training.lab.gradient_check.page import GradientCheckPage

    return GradientCheckPage


@late
def _experiments() -> type[LabPage]:
    from gui.training.lab.experiments.page import ExperimentsPage

    return ExperimentsPage


@late
def _search() -> type[LabPage]:
    from gui.training.lab.search.page import SearchPage

    return SearchPage


@late
def _ensemble() -> type[LabPage]:
    from gui.training.lab.ensemble.page import EnsemblePage

    return EnsemblePage


PAGES: Mapping[str, Callable[[], type[LabPage]]] = MappingProxyType(
    {
        "data": _data,
        "draw": _draw,
        "checks": _checks,
        "race": _race,
        "experiments": _experiments,
        "search": _search,
        "ensemble": _ensemble,
    }
)
"""By key, in the order in which they are listed."""

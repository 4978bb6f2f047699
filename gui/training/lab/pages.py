"""The pages there are, each imported when it is first wanted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gui.training.lab.page import LabPage


def _data() -> type[LabPage]:
    from gui.training.lab.data.page import DataPage

    return DataPage


def _draw() -> type[LabPage]:
    from gui.training.lab.draw.page import DrawPage

    return DrawPage


def _checks() -> type[LabPage]:
    from gui.training.lab.checks.page import ChecksPage

    return ChecksPage


def _race() -> type[LabPage]:
    from gui.training.lab.gradient_check.page import GradientCheckPage

    return GradientCheckPage


def _experiments() -> type[LabPage]:
    from gui.training.lab.experiments.page import ExperimentsPage

    return ExperimentsPage


def _search() -> type[LabPage]:
    from gui.training.lab.search.page import SearchPage

    return SearchPage


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

"""The table of a race, as a spreadsheet or NumPy reads it."""

import numpy as np

from core.surfaces.race.descent import finish, racing
from core.surfaces.race.presets import PRESETS
from core.surfaces.race.report import race_csv
from core.surfaces.race.setup import RaceSetup


def table(setup: RaceSetup) -> list[str]:
    racers = [entrant.racer for entrant in setup.entrants]
    found = finish(racing(setup.surface, racers, setup.starts, setup.steps))
    ids = (entrant.id for entrant in setup.entrants)
    return race_csv(setup, dict(zip(ids, found, strict=True))).splitlines()


def test_whose_gradient_was_taken_elsewhere_is_said_above_the_table() -> None:
    setup = PRESETS["two_forms"].make()
    said, header, *rows = table(setup)
    assert said.startswith("# ") and "nesterov_lookahead" in said and "θ + μ v" in said
    assert header.startswith("racer,")
    elsewhere = []
    for row in rows:
        racer, *numbers = row.split(",")
        _, _, x, y, _, *gradient = map(float, numbers)
        if not np.allclose(setup.surface.gradient(x, y), gradient):
            elsewhere.append(racer)
    assert set(elsewhere) == {"nesterov_lookahead"}


def test_where_everybody_looks_where_he_stands_the_table_begins_with_its_header() -> None:
    assert table(RaceSetup.of("ravine"))[0].startswith("racer,")

"""The table of a race, as a spreadsheet or NumPy reads it."""

import csv

import numpy as np

from core.surfaces.race.descent import finish, racing
from core.surfaces.race.presets import PRESETS
from core.surfaces.race.report import race_table


def test_each_row_says_where_its_gradient_was_taken() -> None:
    setup = PRESETS["two_forms"].make()
    racers = [entrant.racer for entrant in setup.entrants]
    found = finish(racing(setup.surface, racers, setup.starts, setup.steps))
    ids = (entrant.id for entrant in setup.entrants)
    table = "".join(race_table(setup, dict(zip(ids, found, strict=True))))
    ahead, elsewhere = set(), set()
    for row in csv.DictReader(table.splitlines()):
        x, y, *gradient = (float(row[name]) for name in ("x", "y", "gradient_x", "gradient_y"))
        if row["gradient_at"] == "ahead":
            ahead.add(row["racer"])
        if not np.allclose(setup.surface.gradient(x, y), gradient):
            elsewhere.add(row["racer"])
    assert ahead == elsewhere == {"nesterov_lookahead"}

"""Tables of the laboratory: whatever comes into a cell later can be read."""

from dataclasses import dataclass

import pytest

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.record_model import Column, RecordModel
from gui.training.lab.record_table import RecordTable


@dataclass(frozen=True)
class Row:
    key: str
    loss: float | None


COLUMNS = [
    Column("lab_experiments.column.name", lambda row: row.key, lambda row: row.key, words=True),
    Column("lab_experiments.column.loss", lambda row: row.loss, lambda row: str(row.loss)),
]


@pytest.fixture
def table(qtbot, dressed: Appearance, translator: Translator) -> RecordTable:
    model = RecordModel(COLUMNS, lambda row: row.key, translator)
    table = RecordTable(model, dressed, translator, "lab_experiments.table.name")
    qtbot.addWidget(table)
    return table


def test_a_column_grows_with_the_numbers_that_come_into_it(table: RecordTable) -> None:
    for loss in (None, 0.0763, 12.3456789012345):
        table.show_records([Row("adam", loss)])
        assert table.columnWidth(1) >= table.sizeHintForColumn(1)
    table.show_records([Row("adam", 0.5)])
    assert table.columnWidth(1) > table.sizeHintForColumn(1), "nothing jumps back and forth"


def test_a_name_is_cut_only_where_there_is_no_room_for_it(qtbot, table: RecordTable) -> None:
    table.resize(800, 200)
    table.show()
    table.show_records([Row("784-100-10 with Nesterov and shifted images", 0.0763)])
    wanted = table.sizeHintForColumn(0)
    qtbot.waitUntil(lambda: table.columnWidth(0) >= wanted)
    assert not table.horizontalScrollBar().maximum()
    table.resize(300, 200)
    qtbot.waitUntil(lambda: table.columnWidth(0) < wanted)
    table.setColumnWidth(0, 150)
    table.resize(900, 200)
    qtbot.waitUntil(lambda: table.viewport().width() > 800)
    assert table.columnWidth(0) == 150, "as somebody has set it"

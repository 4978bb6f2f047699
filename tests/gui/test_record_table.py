"""Tables of the laboratory: whatever comes into a cell later can be read."""

from dataclasses import dataclass

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


def test_a_column_grows_with_the_numbers_that_come_into_it(
    qtbot, dressed: Appearance, translator: Translator
) -> None:
    model = RecordModel(COLUMNS, lambda row: row.key, translator)
    table = RecordTable(model, dressed, translator, "lab_experiments.table.name")
    qtbot.addWidget(table)
    for loss in (None, 0.0763, 12.3456789012345):
        table.show_records([Row("adam", loss)])
        assert table.columnWidth(1) >= table.sizeHintForColumn(1)
    table.show_records([Row("adam", 0.5)])
    assert table.columnWidth(1) > table.sizeHintForColumn(1), "nothing jumps back and forth"

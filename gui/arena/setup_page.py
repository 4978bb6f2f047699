"""The page of everything else: length, starts, batches, how the ground is drawn, basins."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message
from core.surfaces import MOST_STARTS, SEED_RANGE, STEPS_RANGE, Climb, Point, RaceSetup
from gui.appearance import Appearance
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.tab_order import tab_through
from gui.i18n import Translator
from gui.widgets import (
    CalmWheel,
    Form,
    IconButton,
    SignedSpinBox,
    WholeSpinBox,
    WrappingCheckBox,
    nest,
    space,
)

_FAR = 1e6


class SetupPage(QWidget):
    """Fields for the race and for its picture."""

    steps_chosen = Signal(int)
    seed_chosen = Signal(int)
    start_moved = Signal(int, float, float)
    start_added = Signal()
    start_removed = Signal(int)
    style_chosen = Signal(object)  # MapStyle
    basins_wanted = Signal(bool)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._translator = translator
        self.steps, self.seed = WholeSpinBox(), WholeSpinBox()
        self.form, self.climb = QComboBox(), QComboBox()
        CalmWheel((self.steps, self.seed, self.form, self.climb), self)
        self.grid, self.basins = WrappingCheckBox(), WrappingCheckBox()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.basin_note = QLabel()
        self.add_start = IconButton(
            "plus", appearance, translator, key="arena.setup.add_start", side=16, parent=self
        )
        self._starts = QGridLayout()
        self._fields: list[tuple[QLabel, SignedSpinBox, SignedSpinBox, IconButton]] = []
        self._known: tuple[Point, ...] = ()
        self._curve = False
        self._fill()
        self._lay_out()

    def _fill(self) -> None:
        self.steps.setRange(*STEPS_RANGE)
        self.steps.setSingleStep(10)
        self.seed.setRange(*SEED_RANGE)
        for field in (self.steps, self.seed):
            field.setKeyboardTracking(False)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for i, form in enumerate(MapForm):
            self.form.addItem("", form)
            self._translator.bind(partial(self.form.setItemText, i), f"arena.setup.{form}")
        for i, climb in enumerate(Climb):
            self.climb.addItem("", climb)
            self._translator.bind(partial(self.climb.setItemText, i), f"arena.setup.climb_{climb}")
        for choice in (self.form, self.climb):
            choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            choice.currentIndexChanged.connect(self._on_style)
        for box, key in ((self.grid, "grid"), (self.basins, "basins")):
            self._translator.bind(box.setText, f"arena.setup.{key}")
            self._translator.bind(box.setToolTip, f"arena.setup.{key}_hint")
        self.grid.toggled.connect(self._on_style)
        self.basins.toggled.connect(self._on_basins)
        self.steps.valueChanged.connect(self.steps_chosen)
        self.seed.valueChanged.connect(self.seed_chosen)
        self.add_start.clicked.connect(self.start_added)
        self.basin_note.setProperty("role", "caption")
        self.basin_note.setWordWrap(True)

    def _lay_out(self) -> None:
        form = Form(self._appearance, self._translator, narrow=True, words=2)
        form.add("arena.setup.steps", self.steps, tip="arena.setup.steps_hint")
        self._seed_label = form.add("arena.setup.seed", self.seed, tip="arena.setup.seed_hint")
        form.add("arena.setup.picture", self.form)
        form.add("arena.setup.levels", self.climb, tip="arena.setup.levels_hint")
        column = QVBoxLayout(self)
        column.addWidget(self.basins)
        column.addWidget(self.progress)
        column.addWidget(self.basin_note)
        column.addWidget(form)
        column.addWidget(self.grid)
        nest(column, self._starts)
        column.addStretch(1)
        self._starts.setColumnStretch(1, 1)
        self._starts.setColumnStretch(2, 1)
        space(self._starts, self._appearance, gap=6, row_gap=4)
        space(column, self._appearance, margins=(0, 0, 4, 4), gap=7)
        self.show_basins(None)

    def show_setup(self, setup: RaceSetup) -> None:
        noisy = setup.surface.batches is not None
        with QSignalBlocker(self.steps), QSignalBlocker(self.seed):
            self.steps.setValue(setup.steps)
            self.seed.setValue(setup.seed)
        for widget in (self.seed, self._seed_label):
            widget.setVisible(noisy)
        curve = setup.surface.is_curve
        for field in (self.form, self.climb):
            field.setEnabled(not curve)
        self._curve = curve
        self._show_starts(setup)

    def show_style(self, style: MapStyle) -> None:
        with QSignalBlocker(self.form), QSignalBlocker(self.climb), QSignalBlocker(self.grid):
            self.form.setCurrentIndex(list(MapForm).index(style.form))
            self.climb.setCurrentIndex(list(Climb).index(style.climb))
            self.grid.setChecked(style.grid)

    def show_basins(
        self, done: float | None, name: str = "", steps: int = 0, *, searching: bool = False
    ) -> None:
        """How far the basins of somebody, in so many steps, have come; None if nobody wants any.
        searching: they wait for the minima. Without a name nobody races."""
        with QSignalBlocker(self.basins):
            self.basins.setChecked(done is not None)
        self.progress.setVisible(done is not None and done < 1 and bool(name))
        self.basin_note.setVisible(done is not None)
        if done is not None:
            self.progress.setValue(round(100 * done))
            key = "arena.minima.searching" if searching else "arena.setup.basins_of"
            key = key if name else "arena.setup.basins_nobody"
            self._translator.bind(
                self.basin_note.setText, Message(key, {"name": name, "steps": steps})
            )

    def _show_starts(self, setup: RaceSetup) -> None:
        self._known = setup.starts
        while len(self._fields) < len(setup.starts):
            self._add_fields()
        for i, (label, x, y, remove) in enumerate(self._fields):
            there = i < len(setup.starts)
            for widget in (label, x, y, remove):
                widget.setVisible(there)
            y.setVisible(there and not self._curve)
            remove.setVisible(there and len(setup.starts) > 1)
            if there:
                for field, value in zip((x, y), setup.starts[i], strict=True):
                    with QSignalBlocker(field):
                        field.setValue(value)
        self.add_start.setEnabled(len(setup.starts) < MOST_STARTS)

    def _add_fields(self) -> None:
        row = len(self._fields)
        label = QLabel()
        label.setProperty("role", "muted")
        self._translator.bind(label.setText, "arena.setup.start", n=row + 1)
        fields: list[SignedSpinBox] = []
        for axis in "xy":
            field = SignedSpinBox(places=3)
            CalmWheel((field,), self)
            field.setRange(-_FAR, _FAR)
            field.setSingleStep(0.1)
            field.setKeyboardTracking(False)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.setPrefix(f"{axis} ")
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._translator.bind(
                field.setAccessibleName, "arena.setup.start_axis", n=row + 1, axis=axis
            )
            field.valueChanged.connect(partial(self._on_start, row, len(fields)))
            fields.append(field)
        remove = IconButton(
            "minus", self._appearance, self._translator, key="arena.setup.remove_start", side=14
        )
        remove.clicked.connect(partial(self.start_removed.emit, row))
        self._starts.addWidget(label, row, 0)
        for column, field in enumerate(fields, start=1):
            self._starts.addWidget(field, row, column)
        self._starts.addWidget(remove, row, 3)
        self._starts.addWidget(self.add_start, row + 1, 3)
        self._fields.append((label, fields[0], fields[1], remove))
        starts = [each for _, *controls in self._fields for each in controls]
        tab_through(self.grid, [*starts, self.add_start])

    def _on_start(self, row: int, axis: int, value: float) -> None:
        place = list(self._known[row])
        place[axis] = value
        self.start_moved.emit(row, *place)

    @Slot()
    def _on_style(self) -> None:
        # Qt gives a str enum back as a plain str
        form, climb = MapForm(self.form.currentData()), Climb(self.climb.currentData())
        self.style_chosen.emit(MapStyle(form, climb, self.grid.isChecked()))

    @Slot(bool)
    def _on_basins(self, on: bool) -> None:
        self.basins_wanted.emit(on)

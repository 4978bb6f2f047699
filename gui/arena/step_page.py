"""The page of one step: its rule with the numbers, what its arrows mean, and the memory."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.format import number
from core.messages import Message
from core.surfaces import Entrant, Path, RaceSetup
from core.surfaces.race.anatomy import Anatomy, Part, anatomy
from gui.appearance import Appearance
from gui.arena.arrow_sample import arrow_name, paint_arrow
from gui.arena.racer_style import arrow_colour
from gui.arena.rule_rows import RuleRows
from gui.arena.state_bars import StateBars
from gui.arena.step_lines import StepLines
from gui.formula_paragraph import FormulaParagraph
from gui.i18n import Translator
from gui.widgets import CalmWheel, FlowLayout, IconButton, VisibleRoom, nest, space

_GAP = 4  # unscaled pixels between the chooser and what stands beside it


class StepPage(QWidget):
    """Takes the next step of one racer apart."""

    sought = Signal(float)
    focused = Signal(str)
    parts_changed = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self.anatomy: Anatomy | None = None
        self._shown: tuple[object, ...] = ()
        self.chooser = QComboBox()
        CalmWheel((self.chooser,), self)
        self.caption, self.scale, self.first = QLabel(), QLabel(), QLabel()
        for label in (self.scale, self.first):
            label.setWordWrap(True)
        self.first.hide()
        for label in (self.caption, self.scale, self.first):
            label.setProperty("role", "caption")
        self.rule = RuleRows(appearance)
        self._formulas = StepLines(appearance)
        self.keys = {part: ArrowKey(part, appearance, translator, self) for part in Part}
        self.zoom = IconButton("zoom_in", appearance, translator, key="arena.step.zoom", side=15)
        self.bars = StateBars(appearance, translator)
        self._lay_out(appearance)
        self._room = VisibleRoom(self.bars)
        self._formulas.changed.connect(self._on_formulas)
        for source in (self._room.changed, appearance.changed):
            source.connect(self._fit)
        self.chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.chooser.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        translator.bind(self.chooser.setAccessibleName, "arena.racer.choose")
        translator.bind(self.chooser.setToolTip, "arena.racer.choose")
        self.chooser.currentIndexChanged.connect(self._on_choice)
        translator.changed.connect(self._name_step)
        self.bars.sought.connect(self.sought)
        for key in self.keys.values():
            key.toggled.connect(self.parts_changed)

    def _lay_out(self, appearance: Appearance) -> None:
        column, keys = QVBoxLayout(self), FlowLayout()
        self._column = column
        for key in self.keys.values():
            keys.addWidget(key)
        self._place(frozenset())
        top = QHBoxLayout()
        top.addWidget(self.chooser, 1)
        top.addWidget(self.caption)
        top.addWidget(self.zoom)
        nest(column, top)
        column.addWidget(self.first)
        nest(column, keys)
        space(top, appearance, gap=_GAP)
        column.addWidget(self.bars, 1)  # few lines: what is read for long stands below them
        column.addWidget(self._formulas)
        column.addWidget(self.rule)
        column.addWidget(self.scale)
        column.addStretch(0)
        space(keys, appearance, gap=4)
        space(column, appearance, margins=(0, 0, 4, 4), gap=3)

    def _place(self, parts: frozenset[Part]) -> None:
        """The keys of the arrows there are."""
        for part, key in self.keys.items():
            key.setVisible(part in parts)

    def show_cut(self, parts: frozenset[Part]) -> None:
        """The arrows that are longer than the map shows them."""
        for part, key in self.keys.items():
            key.show_cut(part in parts)

    @property
    def setting(self) -> bool:
        """Whether formulas are still to be set."""
        return self._formulas.setting

    @property
    def lines(self) -> Sequence[FormulaParagraph]:
        """The lines of the rule with their numbers; those that there are not are hidden."""
        return self._formulas.lines

    @property
    def hidden_parts(self) -> frozenset[Part]:
        """The arrows that somebody does not want to see."""
        return frozenset(part for part, key in self.keys.items() if not key.isChecked())

    def show_entrants(self, entrants: Sequence[Entrant], focus: str) -> None:
        """Whose steps can be taken apart, and whose are."""
        with QSignalBlocker(self.chooser):
            self.chooser.clear()
            for entrant in entrants:
                self.chooser.addItem(entrant.name, entrant.id)
            self.chooser.setCurrentIndex(self.chooser.findData(focus))

    @Slot(int)
    def _on_choice(self, index: int) -> None:
        self.focused.emit(self.chooser.itemData(index))

    def show_path(self, entrant: Entrant | None, path: Path | None, setup: RaceSetup) -> None:
        """Another path of this race, from the first of its starts; its step is shown by
        `show_step`."""
        starts = len(setup.starts)
        self.first.setVisible(starts > 1)
        self._translator.bind(self.first.setText, "arena.step.first", starts=starts)
        self.bars.show_path(path, setup.steps, setup.surface.is_curve)

    def show_step(
        self, entrant: Entrant | None, path: Path | None, step: int, *, flat: bool
    ) -> None:
        """The step that follows point number `step`."""
        wanted = (entrant, path, step, flat)
        if all(a is b or a == b for a, b in zip(wanted, self._shown, strict=False)) and self._shown:
            return  # between two steps: the formulas would never find rest
        self._shown = wanted
        found = None
        if entrant is not None and path is not None:
            last = len(path.points) - 2  # after the last point there is no step: show that to it
            found = anatomy(entrant.racer, path, min(step, last), flat=flat)
        self.anatomy = found
        self.bars.show_step(step if found is None else found.step)
        self._say(entrant, found, flat)
        parts = frozenset(arrow.part for arrow in found.arrows) if found else frozenset()
        self._place(parts - {Part.SCALED} if flat else parts)
        rule = entrant.racer.rule.latex if entrant else ""
        self._formulas.show_lines(found.lines if found else (), rule)

    def _say(self, entrant: Entrant | None, found: Anatomy | None, flat: bool) -> None:
        if entrant is None or found is None:
            self._translator.bind(self.caption.setText, "arena.step.nothing")
            self.caption.show()
            self.scale.hide()
            return
        self._name_step()
        self.scale.setVisible(found.scale is not None)
        if found.scale is not None:
            x, y = (number(each, 3) for each in found.scale)
            key = "arena.step.scale_flat" if flat else "arena.step.scale"
            self._translator.bind(self.scale.setText, key, x=x, y=y)

    @Slot()
    def _name_step(self) -> None:
        """In as many words as the names of the racers leave room for; the transport tells it
        too."""
        if self.anatomy is None:
            return
        step, metrics = self.anatomy.step, self.caption.fontMetrics()
        fields = {"before": step, "after": step + 1}
        room = self.width() - self.chooser.sizeHint().width() - self.zoom.sizeHint().width()
        for key in ("arena.step.move", "arena.step.move_short"):
            message = Message(key, fields)
            words = message.text(self._translator.language)
            if metrics.horizontalAdvance(words) + 3 * self._appearance.px(_GAP) <= room:
                self._translator.bind(self.caption.setText, message)
                self.caption.show()
                return
        self.caption.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_step()

    def finish(self) -> None:
        """Set all formulas now, for a picture."""
        self._formulas.finish()
        self._fit()

    @Slot()
    def _on_formulas(self) -> None:
        """All into their places before they are painted: nothing is seen to move."""
        self.rule.show_rule(self._formulas.rule)
        if self._fit():
            for _ in range(3):  # a layout knows the heights of widgets when it knows their widths
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
                self._fit()

    @Slot()
    def _fit(self) -> bool:
        """Letters as large as all is seen with bars that are as low as they can be; then the bars
        have what is left. Whether that is new."""
        gap, margins = self._column.spacing(), self._column.contentsMargins()
        words = self._room.width - self._room.for_scroll_bar - margins.left() - margins.right()
        below = [each for each in (self.rule, self.scale) if not each.isHidden()]
        heights = (each.heightForWidth(words) for each in below)
        room = self._room.height - self.bars.sizeHint().height() - gap - margins.bottom()
        return self._formulas.fit(words, room, sum(heights) + gap * len(below))


class ArrowKey(QAbstractButton):
    """An arrow and its name; unchecked, that arrow is not drawn."""

    def __init__(
        self,
        part: Part,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._part, self._cut = part, False
        self._appearance, self._translator = appearance, translator
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name()
        translator.bind(self.setToolTip, f"arena.part_about.{part}")
        appearance.changed.connect(self.updateGeometry)

    def show_cut(self, cut: bool) -> None:
        """Whether it is longer than is shown."""
        if cut is not self._cut:
            self._cut = cut
            self._name()
            self.updateGeometry()
            self.update()

    def _name(self) -> None:
        for setter in (self.setText, self.setAccessibleName):
            self._translator.bind(setter, arrow_name(self._part, cut=self._cut))

    def sizeHint(self) -> QSize:
        px, metrics = self._appearance.px, self._metrics()
        width = metrics.horizontalAdvance(self.text()) + px(36)
        return QSize(width, max(metrics.height(), px(15)) + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(60), self.sizeHint().height())

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font("small"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(theme.forward, px(1.5)) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        colour = arrow_colour(theme, self._part) if self.isChecked() else theme.disabled
        start = QPointF(px(4), self.height() / 2)
        paint_arrow(painter, start, colour, self._appearance, cut=self._cut)
        painter.setPen(theme.ink if self.isChecked() else theme.muted)
        painter.setFont(self._appearance.font("small"))
        room = self.rect().adjusted(px(30), 0, -px(2), 0)
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

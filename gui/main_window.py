"""The window: what stands where, and which signal goes to whom. What happens then is decided
elsewhere; the window answers its own events only: size, wheel, and the end."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QMainWindow, QToolBar, QVBoxLayout, QWidget

from core.examples import EXAMPLES
from core.messages import Message
from gui.actions import belongs_to_focus, make_actions
from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.classroom.examples_panel import ExamplesPanel
from gui.director import EXAMPLE_KEYS, Director
from gui.docks import Docks
from gui.documents.document_controller import DocumentController, Parts
from gui.documents.menu import FileMenu
from gui.errors import ErrorReporter
from gui.explore.panel import ExplorePanel
from gui.handlers import Handlers
from gui.i18n import Translator
from gui.keyboard import Keyboard
from gui.keys_sheet import KeysSheet
from gui.presentation_mode import PresentationMode
from gui.run_notices import RunNotices
from gui.stage.chain_rule.card import ChainRuleCard
from gui.stage.chain_rule.frame_debouncer import FrameDebouncer
from gui.stage.chain_rule.paleness import pale_when_out_of_date
from gui.stage.editing.edit_controller import EditController
from gui.stage.expression.expression_bar import ExpressionBar
from gui.stage.panel import StagePanel
from gui.stage.playback.player import Player
from gui.stage.playback.transport import TransportBar
from gui.stage_place import StagePlace
from gui.tool_on_stage import ToolOnStage
from gui.top_bar import TopBar
from gui.training.lab.page import LabContext
from gui.training.lab.panel import LabPanel
from gui.training.panel import TrainingPanel
from gui.training.session import TrainingSession
from gui.widgets import FileDrop, leave_keyboard_to_stage, space
from gui.workbench import Workbench
from gui.worker import Worker

_SMALLEST = (800, 560)


class MainWindow(QMainWindow):
    """Stage in the middle, examples to the left, card, training and arena to the right."""

    closing = Signal()  # everything still stands as the user left it

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        folder: Path,
    ) -> None:
        super().__init__()
        self.appearance = appearance
        self.translator = translator
        self.session = session
        self.workbench = Workbench(self)
        self.player = Player(appearance, self)
        self.stage = StagePanel(appearance, translator)
        self.expression = ExpressionBar(appearance, translator)
        self.examples = ExamplesPanel(EXAMPLE_KEYS, appearance, translator)
        self.card = ChainRuleCard(appearance, translator)
        self.training = TrainingPanel(appearance, translator, session)
        self.lab = LabPanel(LabContext(appearance, translator, session, folder))
        self.arena = ArenaPanel(appearance, translator, session.load)
        self.director = Director(
            self.workbench, self.expression, self.stage, self.player, session, self
        )
        # Made after the director, so that a tool hears of a run when the stage shows it.
        self.explore = ExplorePanel(appearance, translator, self.workbench)
        self.debouncer = FrameDebouncer(self)
        self.editor = EditController(self.stage, self.workbench, appearance, translator, self)
        parts = Parts(self.workbench, self.director, self.stage, self.player)
        self.documents = DocumentController(parts, appearance, translator, self)
        self.notice = self.documents.notice
        self.keys = KeysSheet(appearance, translator, self)
        self.place = StagePlace(self.stage, appearance, translator)
        self.docks = Docks(self, self._panels(), self.place, appearance, translator)
        self.ended_cleanly = True  # until closing has shown otherwise
        self.presentation = PresentationMode(self, list(self.docks.by_name.values()), appearance)
        self.handlers = Handlers(self)
        self.keyboard = Keyboard(self, self.handlers.players())
        self.actions_by_name = make_actions(self, translator, self.handlers.table())
        self.runs = RunNotices(
            session, self.training, self.notice, self.actions_by_name, appearance, translator, self
        )
        self._make_bars()
        self._make_centre()
        self._connect()
        # A fixed minimum, so that larger text never makes the window larger: on the projector
        # the size of the text follows the window, and the two would drive each other up.
        self.setMinimumSize(*_SMALLEST)
        leave_keyboard_to_stage(self)
        self.laid_out = False  # whether the docks stand as they were left
        self.stage.view.setFocus()

    # what stands where

    def _panels(self) -> dict[str, QWidget]:
        """Those around the stage, by the names of their docks."""
        return {
            "examples": self.examples,
            "card": self.card,
            "explore": self.explore,
            "training": self.training,
            "lab": self.lab,
            "arena": self.arena,
        }

    def _make_bars(self) -> None:
        self.top = TopBar(
            self.expression,
            self.actions_by_name,
            self.docks.toggles,
            self.appearance,
            self.translator,
        )
        menu = FileMenu(self.documents, self.actions_by_name, self.translator, self)
        self.top.add_menu("window.bar.file", menu)
        self._bar = self._framed(self.top, (0, 0, 0, 8))
        self.setMenuWidget(self._bar)
        self.transport = TransportBar(self.appearance, self.translator, self.player)
        toolbar = QToolBar(self)
        toolbar.setObjectName("bottom")
        toolbar.setMovable(False)
        toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        toolbar.toggleViewAction().setEnabled(False)  # the stage cannot be used without it
        toolbar.addWidget(self._framed(self.transport, (0, 8, 0, 0)))
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, toolbar)
        self.docks.widths.bar_wanted.connect(toolbar.setVisible)

    def _framed(self, panel: QWidget, margins: tuple[int, int, int, int]) -> QWidget:
        """The panel with room around it, so that the background shows between panels."""
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.addWidget(panel)
        space(column, self.appearance, margins=margins)
        return frame

    def _make_centre(self) -> None:
        told = self.notice, self.documents.offer, self.runs.way_back
        self.place.put_above(told, across=self._bar)
        self.setCentralWidget(self.place)
        edge = self.appearance.px(8)
        self.setContentsMargins(edge, edge, edge, edge)

    # which signal goes to whom

    def _connect(self) -> None:
        self._connect_card()
        self._connect_tools()
        self._connect_documents()
        for left in (self.expression.left, self.lab.left, self.documents.panel.closed):
            left.connect(self.keyboard.give_back)
        self.expression.left.connect(self.presentation.hide_bar)
        self.session.data_changed.connect(self.arena.mode.use_data)
        self.arena.display.judge.failed.connect(self._tell_error)
        for act in (partial(self.docks.show, "lab"), partial(self.lab.choose, "data")):
            self.training.notice.images_wanted.connect(act)
        self.lab.worked.connect(partial(self.docks.mark, "lab"))
        self.lab.followed_on_stage.connect(partial(self.docks.widths.keep_stage, "lab"))
        self.presentation.changed.connect(self._offer_leaving)
        self.presentation.changed.connect(self.docks.widths.review_soon)
        self._offer_leaving()

    def _connect_card(self) -> None:
        """The card follows the player, but rests while a hand is on a number or nobody sees it."""
        self.player.frame_changed.connect(self.debouncer.set_frame)
        self.debouncer.frame_changed.connect(self.card.set_frame)
        self.debouncer.passed_by.connect(self.card.follow)
        pale_when_out_of_date(self.card)
        self.debouncer.waiting.connect(self.card.fall_behind)
        self.editor.moving.connect(self.debouncer.hold)
        self.transport.timeline.sought.connect(self.debouncer.skim)
        self.workbench.locked_changed.connect(self.debouncer.set_training)
        self.docks["card"].visibilityChanged.connect(self.debouncer.set_seen)
        self.session.frozen.connect(self._show_card)

    def _connect_tools(self) -> None:
        """The tools of the Explore dock, which work on the stage."""
        self.editor.moving.connect(self.explore.hold)
        stage = self.stage, self.player, self.transport
        tool = ToolOnStage(self.explore, self.docks["explore"], *stage, self.presentation)
        self.editor.moved.connect(tool.show_result)
        self.director.tool_suggested.connect(self._take_tool)

    def _connect_documents(self) -> None:
        """Whatever puts something onto the stage."""
        self.examples.chosen.connect(self.director.open)
        self.director.shown.connect(self.examples.mark)
        self.director.left.connect(partial(self.stage.view.select, ""))
        self.workbench.history_changed.connect(self._name_history)
        self._name_history()
        for panel in (self.explore, self.arena, self.training, self.lab):
            panel.opened.connect(self.director.open_document)
        self.lab.followed.connect(self.director.follow)
        self.documents.typing.connect(self.handlers.edit_expression)
        FileDrop(self.handlers.open_file, self, self.stage.view.viewport(), self.training)
        for put_on_stage in (
            self.arena.opened,
            self.training.opened,
            self.lab.opened,
            self.documents.opened,
            self.director.tool_suggested,  # with an example
            self.expression.left,
        ):
            put_on_stage.connect(self.docks.unfold_stage)

    @Slot()
    def _name_history(self) -> None:
        """`Undo: change b`, wherever the action stands."""
        for name in ("undo", "redo"):
            action = self.actions_by_name[name]
            self.translator.bind(action.setText, self.editor.commands.title(name, ""))

    @Slot()
    def _show_card(self) -> None:
        """A step was frozen, to be played."""
        if self.explore.stepper is not None:
            self.explore.done()
        self.docks.show("card")

    @Slot()
    def _offer_leaving(self) -> None:
        """Escape is taken only when there is something to leave: editors need it themselves."""
        self.actions_by_name["leave"].setEnabled(self.presentation.can_leave)

    @Slot(str)
    def _take_tool(self, tool: str) -> None:
        """An example brings the tool that it was made for, and takes it away again."""
        made_for = {example.tool for example in EXAMPLES.values() if example.tool}
        if tool:
            self.docks.show("explore")
            self.explore.choose(tool)
        elif self.explore.current in made_for:
            self.explore.done()

    def watch(self, reporter: ErrorReporter) -> None:
        """Say in place whatever goes wrong anywhere, with a way to the log."""
        self._log_file = reporter.log_file
        reporter.reported.connect(self._tell_error)

    @Slot(object)
    def _tell_error(self, message: Message) -> None:
        self.notice.say(message, tone="error", log=self._log_file)

    # the window itself

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and belongs_to_focus(event):
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        if not self.laid_out:  # only now is the size of the window known
            self.laid_out = True
            self.docks.arrange()
        super().showEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.appearance.zoom(event.angleDelta().y() / 120)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.appearance.set_viewport_height(self.height())
        self.docks.make_room()
        if not self.presentation.blank.isHidden():
            self.presentation.blank.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let others remember, then stop whatever runs; within a second, and without a question,
        unless something would be lost."""
        if not self.documents.may_close():
            event.ignore()
            return
        self.closing.emit()
        self.documents.close()
        self.player.pause()
        for worker in self.findChildren(Worker):  # at once, so that nobody waits for them in turn
            worker.stop()
        workers = (self.session.close(), self.lab.close_work())
        tools = self.explore.close_work()
        panels = (self.arena.close_work(), self.training.close_work(), tools)
        self.ended_cleanly = all((*workers, *panels, self.runs.kept.close()))  # each was asked
        event.accept()

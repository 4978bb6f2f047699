"""The stage with its caption: what happens, in the middle of the window and in one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.explain.narration import caption_in_phase
from core.messages import Message
from core.playback import Frame
from core.resemblance import resembles
from core.trace import Trace
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.animation.animator import Animator
from gui.stage.arrays.cell_inspector import CellInspector
from gui.stage.arrays.legend import Legend
from gui.stage.caption import Caption
from gui.stage.highlight import NOTHING, Highlight
from gui.stage.mode_chip import ModeChip
from gui.stage.network_bar import NetworkBar
from gui.stage.scene import StageScene
from gui.stage.text_painting import line_height
from gui.stage.view import StageView
from gui.stage.viewport.camera_follower import CameraFollower
from gui.stage.viewport.fit_button import FitButton
from gui.stage.viewport.minimap import Minimap
from gui.stage.viewport.name_tag import NameTag
from gui.stage.viewport.search_bar import SearchBar
from gui.widgets import IconButton, nest, space

_REST_MS = 800  # without a change, until everything is laid out for what there is now
_ZOOMING = 3  # buttons that zoom
_NARROW, _SIDE = 440, 14  # px: for a chip beside a sentence; of the margins


class StagePanel(QFrame):
    """Shows a trace frame by frame. It plays nothing by itself: it is told each frame."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._appearance = appearance
        self._translator = translator
        self._own_caption: Message | None = None
        self.composing: Callable[[], bool] = lambda: False  # is a hand in the middle of a formula?
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._settle)
        self.animator = Animator(self)
        self.scene = StageScene(appearance, self, self.animator)
        self.view = StageView(self.scene, appearance, animator=self.animator)
        camera = self.view.camera
        self.follower = CameraFollower(camera, self.scene, self.animator, appearance, self)
        self.minimap = Minimap(camera, self.scene, appearance, translator, self.view)
        self.fit_button = FitButton(camera, self.scene, appearance, translator, self.view)
        self.name_tag = NameTag(camera, self.scene, appearance, self.view)
        self.search_bar = SearchBar(
            camera, self.scene, appearance, translator, self.view, self.fit_button
        )
        self.fit_button.keep_clear_of(self.minimap, self.search_bar)
        self.search_bar.highlighted.connect(self._on_found)
        self.search_bar.opened.connect(self.follower.lend)
        self.search_bar.sought.connect(self._on_search)
        self.search_bar.closed.connect(self.follower.resume)
        self._highlight = self._found = NOTHING
        translator.bind(self.view.setAccessibleName, "stage.view.name")
        self.caption = Caption()
        self.cells = CellInspector(
            self.view, self.scene, appearance, translator, self, self.fit_button, [self.minimap]
        )
        self.view.gestures.append(self.cells)
        self.network = NetworkBar(appearance, translator)
        self.mode = ModeChip(appearance, translator)
        self.view.escaped.connect(self._on_escape)
        self.on_top: list[Callable[[], bool]] = []  # what lies over it: closed something?
        self.legend = Legend(appearance, translator)
        self.legend.hide()
        self._arrange()
        self._reserve_caption()
        appearance.changed.connect(self._on_appearance)
        translator.changed.connect(self._say)

    @property
    def frame(self) -> Frame | None:
        return self.scene.state.frame if self.scene.state else None

    # what is shown

    def show_trace(self, trace: Trace, position: float = 0.0) -> None:
        """Show a run. The view stays where it is if the graph has the same nodes as before."""
        before = self.frame.trace.graph if self.frame else None
        steady = before is not None and resembles(before, trace.graph)
        self._own_caption = None
        if not steady:
            self.search_bar.close_field()
        with self._keeping_place(follow=steady, calm=steady):
            self.scene.build(trace, position, steady=steady)
            self.legend.setVisible(self.scene.has_cards)
            if not steady:
                self._reserve_caption()
                self.view.fit()
        if steady:
            self._rest.start()
        self.cells.refresh()
        self.search_bar.refresh()
        self.minimap.refresh()
        if self.frame is not None:
            self.follower.begin(self.frame)
        self._say()

    @contextmanager
    def _keeping_place(self, *, follow: bool = True, calm: bool = False) -> Iterator[None]:
        """What is looked at stays where it is while the layout changes. Where all of the graph is
        in view, it is shown as a whole again, or `calm`ly; the view may also not `follow`."""
        here = self.view.camera.centre
        looked_at, drawn = self.scene.nearest(here), self.scene.plan if calm else None
        yield
        if follow:
            moving = self.scene.in_motion or not calm
            self.view.camera.follow_change(looked_at, here, drawn, animated=moving)

    @Slot()
    def _on_search(self) -> None:
        """The view goes to what is found: what was said where the pointer rests is over."""
        self.cells.point(None)

    @Slot()
    def _settle(self) -> None:
        """Numbers have other lengths, or the graph another size, than when it was laid out."""
        if self.scene.held or self.composing():
            self._rest.start()
            return
        before = self.scene.plan
        with self._keeping_place():
            self.scene.settle()
        if self.scene.plan is not before:
            self.cells.refresh()
            self.minimap.refresh()

    def set_frame(self, frame: Frame) -> None:
        """Show a frame of the trace on the stage (or of another one: then that is shown)."""
        if self.frame is None or not self.scene.has_room_for(frame.trace):
            self.show_trace(frame.trace, frame.position)
            return
        before = self.frame.event
        if frame.trace is not self.frame.trace:
            self._rest.start()
        self.scene.set_frame(frame)
        self.cells.follow(frame)
        self.follower.show_frame(frame)
        self.minimap.show_frame(frame)
        if frame.event is not before or frame.progress == 0:
            self._own_caption = None
            self._say()

    def finish_motion(self) -> None:
        """Show the end of whatever glides, as in a picture that is taken now."""
        if self._rest.isActive():
            self._rest.stop()
            self._settle()
        self.animator.finish()

    def set_caption(self, message: Message | None) -> None:
        """Another sentence above the stage, until the next event."""
        self._own_caption = message
        self._say()

    def set_highlight(self, highlight: Highlight | None) -> None:
        """Emphasise some nodes and wires, until told otherwise; None: nothing."""
        self._highlight = highlight or NOTHING
        self._emphasise()

    @Slot(object)
    def _on_found(self, highlight: Highlight | None) -> None:
        """While somebody searches, what is found is emphasised, and nothing else."""
        self._found = highlight or NOTHING
        self._emphasise()

    def _emphasise(self) -> None:
        self.scene.set_highlight(self._highlight if self._found == NOTHING else self._found)

    @Slot()
    def _say(self) -> None:
        if self._own_caption is not None:
            self.caption.setText(self._translator.say(self._own_caption))
        elif self.frame is not None:
            self.caption.setText(self._translator.say(caption_in_phase(self.frame)))
            self._keep_room()

    @Slot()
    def _on_escape(self) -> None:
        """Escape leaves one thing at a time, the smallest first: after what the view itself has
        open what lies over the stage, the search, then the tool."""
        if any(put_away() for put_away in self.on_top):
            return
        if self.search_bar.is_open:
            self.search_bar.close_field()
        else:
            self.mode.leave()

    # the frame around it

    def _arrange(self) -> None:
        column, head, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        self._column, self._head = column, head
        head.addWidget(self.caption, 1)
        head.addWidget(self.mode, 0, Qt.AlignmentFlag.AlignTop)
        nest(column, head)
        column.addWidget(self.network)
        column.addWidget(self.view, 1)
        nest(column, foot)
        foot.addWidget(self.legend)
        foot.addStretch(1)
        self._foot = foot
        follow = IconButton(
            "follow", self._appearance, self._translator, key="bigstage.follow.name", side=16
        )
        follow.setCheckable(True)
        follow.clicked.connect(self.follower.ask)
        self.follower.changed.connect(follow.setChecked)
        self.follow_button = follow
        foot.addWidget(follow)
        for name, keys, slot in (  # _ZOOMING of them
            ("zoom_out", "−", lambda: self.view.zoom(-1)),
            ("zoom_in", "+", lambda: self.view.zoom(1)),
            ("fit", "0", lambda: self.view.fit(animated=True)),
        ):
            button = IconButton(
                name,
                self._appearance,
                self._translator,
                key=f"stage.view.{name}",
                keys=keys,
                role="muted",
                side=16,
            )
            button.clicked.connect(slot)
            foot.addWidget(button)
        space(head, self._appearance, gap=8)
        space(foot, self._appearance, gap=2)
        space(column, self._appearance, margins=(_SIDE, 11, _SIDE, 6), gap=2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the chip has a line of its own: beside it a sentence would need
        more lines than it takes."""
        beside = self._head.indexOf(self.mode) >= 0
        if beside and self._narrow:
            self._head.removeWidget(self.mode)
            self._column.insertWidget(0, self.mode)
        elif not beside and not self._narrow:
            self._column.removeWidget(self.mode)
            self._head.addWidget(self.mode, 0, Qt.AlignmentFlag.AlignTop)
        if event.size().width() != event.oldSize().width():
            self._reserve_caption()
        super().resizeEvent(event)

    @property
    def _narrow(self) -> bool:
        return self.width() < self._appearance.px(_NARROW)

    def _keep_room(self) -> None:
        """What a sentence about an event has needed, the next ones keep."""
        width = self.contentsRect().width() - 2 * self._appearance.px(_SIDE)
        if self.mode.isVisible() and not self._narrow:
            width -= self.mode.sizeHint().width() + self._head.spacing()
        needed = self.caption.heightForWidth(width)
        self.caption.setMinimumHeight(max(needed, self.caption.minimumHeight()))

    def add_tools(self, tools: QWidget) -> None:
        """More buttons, before those that zoom."""
        self._foot.insertWidget(self._foot.count() - _ZOOMING, tools)

    def add_hint(self, hint: QWidget) -> None:
        """A line at the foot, beside the legend."""
        self._foot.insertWidget(1, hint)

    def _reserve_caption(self) -> None:
        """Room for two lines, so that the graph does not jump from sentence to sentence; it grows
        with a longer one, and stays so large for this graph."""
        line = line_height(self._appearance.font("title"))
        self.caption.setMinimumHeight(round(2 * line))

    @Slot()
    def _on_appearance(self) -> None:
        """Sizes come from fonts, so everything is laid out again, at the same moment."""
        self._reserve_caption()
        if self.frame is not None:
            frame = self.frame
            with self._keeping_place(follow=not self.view.camera.fitted, calm=True):
                self.scene.build(frame.trace, frame.position)
            self.view.clear_hover()
            self.view.keep()

"""What the tool of the Explore dock does to the rest of the window, and when.

The tool speaks, the stage shows; where a tool has steps of its own, the passes and the keys make
way.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget

from gui.explore.panel import ExplorePanel
from gui.presentation_mode import PresentationMode
from gui.stage.panel import StagePanel
from gui.stage.playback.player import Player
from gui.stage.playback.transport import TransportBar


class ToolOnStage(QObject):
    """Connects the dock, which may be behind another, to stage and player."""

    def __init__(
        self,
        explore: ExplorePanel,
        dock: QDockWidget,
        stage: StagePanel,
        player: Player,
        transport: TransportBar,
        presentation: PresentationMode,
    ) -> None:
        super().__init__(explore)
        self._explore, self._stage, self._player = explore, stage, player
        self._transport, self._presentation = transport, presentation
        player.frame_changed.connect(explore.set_frame)
        explore.highlighted.connect(stage.set_highlight)
        explore.caption_changed.connect(stage.set_caption)
        stage.view.selected.connect(explore.choose_node)
        explore.moved.connect(self.show_result)
        explore.result_wanted.connect(self._finish)
        explore.left.connect(stage.view.setFocus)
        explore.at_work.connect(self._show_mode)
        explore.chosen.connect(self._show_whole)
        stage.mode.left.connect(explore.done)
        dock.visibilityChanged.connect(self._see)

    @Slot()
    def show_result(self) -> None:
        """A number that moves before anything was played moves both passes, to be seen."""
        playback = self._player.playback
        if playback is not None and playback.position == 0:
            self._finish()

    @Slot()
    def _finish(self) -> None:
        """Both passes are to be seen done."""
        with self._stage.view.standing_still():
            self._player.to_end()

    @Slot(str)
    def _show_mode(self, tool: str) -> None:
        self._stage.mode.show_mode(tool)
        stepped = self._explore.stepper is not None
        self._transport.make_way(f"explore.{tool}.title" if stepped else "")
        if stepped and self._player.ticking:
            self._player.pause()

    @Slot(str)
    def _show_whole(self, tool: str) -> None:
        """A tool that was chosen points at parts all over the graph."""
        if tool:
            self._stage.view.fit()

    @Slot(bool)
    def _see(self, seen: bool) -> None:
        """What nobody sees does not work; while presenting, its name is on the stage."""
        if seen or not self._presentation.presenting:
            self._explore.be_seen(seen)

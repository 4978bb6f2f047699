"""When a change of the layout is shown as a movement, and the way it takes."""

from typing import TYPE_CHECKING

from core.graph import Graph
from core.resemblance import resembles
from gui.appearance import Appearance
from gui.stage.animation.animator import Animator
from gui.stage.animation.drawing import Picture
from gui.stage.animation.transition import Transition
from gui.stage.items.node_style import CROWD

if TYPE_CHECKING:
    from gui.stage.scene import StageScene

_NAME = "layout"
CHANGE_MS = 360  # that a change of the layout takes


class LayoutMotion:
    """Leads a scene from one layout to the next. A change in the middle of a change goes on from
    what is drawn at that moment."""

    def __init__(
        self, scene: "StageScene", appearance: Appearance, animator: Animator | None
    ) -> None:
        self._scene = scene
        self._appearance = appearance
        self._animator = animator
        self._transition: Transition | None = None

    @property
    def running(self) -> bool:
        """Does the transition paint everything at this moment?"""
        return self._transition is not None

    def leave(self, graph: Graph) -> Picture | None:
        """The picture to start from, before the scene is emptied for `graph`; None if the change
        is to be shown at once. What is still to be drawn is taken out of the scene alive."""
        left = self._picture() if self._can_be_followed(graph) else None
        if left is not None:
            for item in left.items:
                if item.scene() is not None:
                    self._scene.removeItem(item)
        if self._animator is not None:
            self._animator.stop(_NAME)
        self._transition = None
        return left

    def arrive(self, before: Picture | None) -> None:
        """The scene has its new layout: show the way to it."""
        if before is None or self._animator is None or self._scene.far:
            return
        self._transition = Transition(before, self._picture())
        self._scene.hide_parts(True)
        self._scene.addItem(self._transition)
        self._animator.start(_NAME, CHANGE_MS, self._step)

    def finish(self) -> None:
        """Be there at once."""
        if self._animator is not None:
            self._animator.finish(_NAME)

    def _step(self, t: float) -> None:
        if self._transition is None:
            return
        self._transition.advance_to(t)
        if t >= 1:
            self._scene.removeItem(self._transition)
            self._transition = None
            self._scene.hide_parts(False)

    def _can_be_followed(self, graph: Graph) -> bool:
        state = self._scene.state
        if self._animator is None or state is None or self._scene.far:
            return False
        if len(graph) > CROWD:  # too many to be followed by an eye
            return False
        if not self._scene.seen or self._appearance.reduced_motion:
            return False
        return resembles(state.trace.graph, graph)

    def _picture(self) -> Picture:
        if self._transition is not None:
            return self._transition.now()
        plan, state = self._scene.plan, self._scene.state
        assert plan is not None and state is not None
        nodes = self._scene.nodes.made
        return Picture.of(plan, state.trace.graph, nodes, self._scene.wires)

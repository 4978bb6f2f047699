"""The title bar of a dock, which grows with the scale factor as Qt's own does not."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.icon_button import IconButton
from gui.widgets.spacing import space


class DockTitle(QFrame):
    """Install it with `DockTitle(dock, "stage.card.title", …)`; dragging it moves the dock."""

    def __init__(
        self,
        dock: QDockWidget,
        title: str | Message,
        appearance: Appearance,
        translator: Translator,
    ) -> None:
        super().__init__(dock)
        self.setProperty("role", "dock-title")
        self._dock = dock
        self._aside = False
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "heading")
        translator.bind(self.heading.setText, title)
        self.float_button = IconButton("float", appearance, translator, side=13, role="muted")
        self.float_button.clicked.connect(self._toggle_floating)
        self.close_button = IconButton("close", appearance, translator, side=13, role="muted")
        self.close_button.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.addWidget(self.heading, 1)
        layout.addWidget(self.float_button)
        layout.addWidget(self.close_button)
        space(layout, appearance, margins=(14, 5, 7, 2), gap=0)
        self._offer(dock.features())
        dock.featuresChanged.connect(self._offer)
        dock.setTitleBarWidget(self)

    def step_aside(self, aside: bool) -> None:
        """Take no room: a dock among tabs is named by its tab, and dragged by it."""
        self._aside = aside
        self.setVisible(not aside)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(0, 0) if self._aside else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @Slot(QDockWidget.DockWidgetFeature)
    def _offer(self, features: QDockWidget.DockWidgetFeature) -> None:
        kinds = QDockWidget.DockWidgetFeature
        self.float_button.setVisible(kinds.DockWidgetFloatable in features)
        self.close_button.setVisible(kinds.DockWidgetClosable in features)

    @Slot()
    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

"""What a page of the laboratory is, and what all of them work with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.phase import Phase
from gui.training.session import TrainingSession


@dataclass(frozen=True)
class LabContext:
    """What a page is given: how things look and are said, the run that is trained, and the folder
    in which a page may keep files between two starts."""

    appearance: Appearance
    translator: Translator
    session: TrainingSession
    folder: Path


def no_data(phase: Phase) -> str:
    """The key of what stands where the images would be named, while there are none."""
    return "lab.work.no_images" if phase is Phase.FAILED else "lab.work.loading"


class LabPage(QWidget):
    """One part of the laboratory. Its words are `lab.<key>.title` and `lab.<key>.about`."""

    key: ClassVar[str]

    opened = Signal(object)  # a Document that is to stand on the stage
    followed = Signal(object)  # a Document that changes as one watches: the moment stays
    work_changed = Signal()  # `busy` may be another
    following_changed = Signal()  # `following` may be another

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.context = context

    def enter(self) -> None:
        """It is shown from now on."""

    def leave(self) -> None:
        """It is no longer shown. Long work goes on, unless nobody could miss it."""

    def close_work(self) -> bool:
        """The window closes: end all work; False if something did not end within a second."""
        return True

    @property
    def busy(self) -> bool:
        """Whether long work is under way."""
        return False

    @property
    def following(self) -> bool:
        """Whether the stage is to be seen beside the page."""
        return False

    def demonstrate(self) -> None:
        """Do what a picture of the page is to show."""

    def save_state(self) -> dict[str, Any]:
        """Plain data for the settings."""
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take up what `save_state` gave; anything may be missing or wrong."""

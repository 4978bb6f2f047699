"""What hands do on the stage, one gesture a file. None of them knows the window."""

from gui.stage.editing.gestures.gesture import Gesture, Pointer
from gui.stage.editing.gestures.pan import Pan

__all__ = ["Gesture", "Pan", "Pointer"]

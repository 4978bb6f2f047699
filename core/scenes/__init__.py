"""Ways to look at a network: the whole batch, one image, one hidden unit; a curve that is fitted;
inputs that are not scaled. Each is a graph with values, computed by the same engine."""

from core.scenes import curve, scaling
from core.scenes.views import BATCH, NetworkView, View, prediction

__all__ = ["BATCH", "NetworkView", "View", "curve", "prediction", "scaling"]

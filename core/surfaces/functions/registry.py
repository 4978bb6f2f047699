"""The surfaces of the arena, each with the settings that make it teach something.

A classroom should see different characters, so a tuned learning rate is not the best one but
the one that shows what the rule does: on the ravine SGD zigzags, as in "Deep Learning from
Scratch" (Saito, chapter 6), whose numbers for SGD, Momentum, AdaGrad and Adam these are.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.surfaces.functions.batches import MiniBatches, cloud
from core.surfaces.functions.surface import Surface

RAVINE = Surface(
    name="ravine",
    expression="x**2 / 20 + y**2",
    x_range=(-9.0, 9.0),
    y_range=(-4.5, 4.5),
    start=(-7.0, 2.0),
    minima=((0.0, 0.0),),
    steps=30,
    tuned={
        "sgd": {"lr": 0.95},
        "momentum": {"lr": 0.1},
        "nesterov": {"lr": 0.1},
        "adagrad": {"lr": 1.5},
        "rmsprop": {"lr": 0.1},
        "adam": {"lr": 0.3},
        "adamw": {"lr": 0.3, "weight_decay": 0.1},
    },
)

# Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960
ROSENBROCK = Surface(
    name="rosenbrock",
    expression="(1 - x)**2 + 100 * (y - x**2)**2",
    x_range=(-2.0, 2.0),
    y_range=(-1.0, 3.0),
    start=(-1.2, 1.0),
    minima=((1.0, 1.0),),
    bend=5.0,
    steps=200,
    tuned={
        "sgd": {"lr": 0.002},
        "momentum": {"lr": 0.001},
        "nesterov": {"lr": 0.001},
        "adagrad": {"lr": 0.5},
        "rmsprop": {"lr": 0.02},
        "adam": {"lr": 0.2},
        "adamw": {"lr": 0.2, "weight_decay": 0.1},
    },
)

# Beale, "On an iterative method for finding a local minimum …", 1958
BEALE = Surface(
    name="beale",
    expression="(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    x_range=(-4.5, 4.5),
    y_range=(-4.5, 4.5),
    start=(1.0, 1.5),
    minima=((3.0, 0.5),),
    bend=6.0,
    steps=100,
    tuned={
        "sgd": {"lr": 0.02},
        "momentum": {"lr": 0.005},
        "nesterov": {"lr": 0.005},
        "adagrad": {"lr": 1.0},
        "rmsprop": {"lr": 0.03},
        "adam": {"lr": 0.2},
        "adamw": {"lr": 0.2, "weight_decay": 0.1},
    },
)

SADDLE = Surface(
    name="saddle",
    expression="x**2 - y**2",
    x_range=(-3.0, 3.0),
    y_range=(-3.0, 3.0),
    start=(2.5, 0.01),
    bend=1.0,
    steps=60,
    tuned={
        "sgd": {"lr": 0.05},
        "momentum": {"lr": 0.01},
        "nesterov": {"lr": 0.01},
        "adagrad": {"lr": 0.3},
        "rmsprop": {"lr": 0.02},
        "adam": {"lr": 0.1},
        "adamw": {"lr": 0.1, "weight_decay": 0.1},
    },
)

# Himmelblau, "Applied nonlinear programming", 1972
HIMMELBLAU = Surface(
    name="himmelblau",
    expression="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    x_range=(-6.0, 6.0),
    y_range=(-6.0, 6.0),
    start=(0.0, -3.0),
    minima=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
    bend=3.0,
    steps=60,
    tuned={
        "sgd": {"lr": 0.01},
        "momentum": {"lr": 0.005},
        "nesterov": {"lr": 0.005},
        "adagrad": {"lr": 1.0},
        "rmsprop": {"lr": 0.05},
        "adam": {"lr": 0.3},
        "adamw": {"lr": 0.3, "weight_decay": 0.1},
    },
)

# From a high plateau there is hardly any slope to follow; tanh is as flat as a saturated neuron.
PLATEAU = Surface(
    name="plateau",
    expression="tanh(x**2 / 8 + y**2 / 4)",
    x_range=(-6.0, 6.0),
    y_range=(-4.0, 4.0),
    start=(-4.6, 1.5),
    minima=((0.0, 0.0),),
    bend=1.0,
    steps=80,
    tuned={
        "sgd": {"lr": 1.0},
        "momentum": {"lr": 0.3},
        "nesterov": {"lr": 0.3},
        "adagrad": {"lr": 0.5},
        "rmsprop": {"lr": 0.05},
        "adam": {"lr": 0.2},
        "adamw": {"lr": 0.2, "weight_decay": 0.1},
    },
)

# A double well that is tilted: one hollow is lower than the other.
TWO_HOLLOWS = Surface(
    name="two_hollows",
    expression="(x**2 - 4)**2 / 8 + x / 2 + y**2",
    x_range=(-4.0, 4.0),
    y_range=(-3.0, 3.0),
    start=(3.4, 1.5),
    bend=2.0,
    steps=60,
    tuned={
        "sgd": {"lr": 0.05},
        "momentum": {"lr": 0.03},
        "nesterov": {"lr": 0.03},
        "adagrad": {"lr": 0.5},
        "rmsprop": {"lr": 0.05},
        "adam": {"lr": 0.3},
        "adamw": {"lr": 0.3, "weight_decay": 0.1},
    },
)

# The mean over 64 samples (a, b) of (x − a)²/20 + (y − b)²/2, less its value at the minimum; a
# batch of four moves the bowl to the mean of its samples.
NOISY_BOWL = Surface(
    name="noisy_bowl",
    expression="(x - a)**2 / 20 + (y - b)**2 / 2",
    x_range=(-8.0, 8.0),
    y_range=(-5.0, 5.0),
    start=(-6.5, 3.0),
    minima=((0.0, 0.0),),
    bend=2.0,
    steps=80,
    tuned={
        "sgd": {"lr": 0.6},
        "momentum": {"lr": 0.1},
        "nesterov": {"lr": 0.1},
        "adagrad": {"lr": 1.0},
        "rmsprop": {"lr": 0.1},
        "adam": {"lr": 0.3},
        "adamw": {"lr": 0.3, "weight_decay": 0.1},
    },
    batches=MiniBatches(("a", "b"), cloud(7, 64, (4.0, 1.5)), size=4),
)

# For the lessons in one dimension: a parabola of curvature 2, and a double well.
PARABOLA = Surface(
    name="parabola",
    expression="x**2",
    x_range=(-3.2, 3.2),
    y_range=(-1.0, 1.0),
    start=(-2.5, 0.0),
    minima=((0.0, 0.0),),
    steps=20,
    tuned={
        "sgd": {"lr": 0.1},
        "momentum": {"lr": 0.05},
        "nesterov": {"lr": 0.05},
        "adagrad": {"lr": 0.5},
        "rmsprop": {"lr": 0.1},
        "adam": {"lr": 0.2},
        "adamw": {"lr": 0.2, "weight_decay": 0.1},
    },
)

HOLLOW = Surface(
    name="hollow",
    expression="(x**2 - 4)**2 / 8 + x / 2",
    x_range=(-3.8, 3.8),
    y_range=(-1.0, 1.0),
    start=(3.4, 0.0),
    steps=60,
    tuned={
        "sgd": {"lr": 0.05},
        "momentum": {"lr": 0.03},
        "nesterov": {"lr": 0.03},
        "adagrad": {"lr": 0.5},
        "rmsprop": {"lr": 0.05},
        "adam": {"lr": 0.3},
        "adamw": {"lr": 0.3, "weight_decay": 0.1},
    },
)

SURFACES: Mapping[str, Surface] = MappingProxyType(
    {
        surface.name: surface
        for surface in (
            RAVINE,
            ROSENBROCK,
            BEALE,
            SADDLE,
            HIMMELBLAU,
            PLATEAU,
            TWO_HOLLOWS,
            NOISY_BOWL,
            PARABOLA,
            HOLLOW,
        )
    }
)

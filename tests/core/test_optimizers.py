"""Every rule of the registry against its formula in plain Python, and against PyTorch."""

import copy
import math
import tracemalloc

import numpy as np
import pytest

from core.messages import LANGUAGES, StudioError, text
from core.optimizers import OPTIMIZERS, RULES, SGD, Adam, AdamW, Momentum, make

STEPS = 1000
NAMES = sorted(OPTIMIZERS)


def sgd(x, g, s, t, lr):
    return x - lr * g


def momentum(x, g, s, t, lr, momentum=0.9):
    s["v"] = momentum * s.get("v", 0.0) - lr * g
    return x + s["v"]


def nesterov(x, g, s, t, lr, momentum=0.9):
    """As Sutskever wrote it, before the change of variable: y is the point without look-ahead."""
    y, v = s.get("y", x), s.get("v", 0.0)
    s["v"] = momentum * v - lr * g  # g was taken at x = y + momentum · v
    s["y"] = y + s["v"]
    return s["y"] + momentum * s["v"]


def adagrad(x, g, s, t, lr, eps=1e-7):
    s["h"] = s.get("h", 0.0) + g**2
    return x - lr * g / (math.sqrt(s["h"]) + eps)


def rmsprop(x, g, s, t, lr, decay_rate=0.99, eps=1e-7):
    s["h"] = decay_rate * s.get("h", 0.0) + (1 - decay_rate) * g**2
    return x - lr * g / (math.sqrt(s["h"]) + eps)


def adam(x, g, s, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, bias_correction=True):
    s["m"] = beta1 * s.get("m", 0.0) + (1 - beta1) * g
    s["v"] = beta2 * s.get("v", 0.0) + (1 - beta2) * g**2
    m, v = s["m"], s["v"]
    if bias_correction:
        m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return x - lr * m / (math.sqrt(v) + eps)


def adamw(x, g, s, t, lr, weight_decay=0.01, **rest):
    return adam(x - lr * weight_decay * x, g, s, t, lr, **rest)


PLAIN = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}
CASES = [(name, {}) for name in NAMES] + [
    ("momentum", {"momentum": 0.5}),
    ("nesterov", {"momentum": 0.99}),
    ("adagrad", {"eps": 1e-3}),
    ("rmsprop", {"decay_rate": 0.9}),
    ("adam", {"bias_correction": False}),
    ("adam", {"beta1": 0.8, "beta2": 0.9, "eps": 1e-4}),
    ("adamw", {"weight_decay": 0.3, "bias_correction": False}),
]


def gradient(x, noise):
    """Of a narrow bowl, as one noisy batch sees it."""
    return np.array([1.0, 10.0, 0.1]) * x + noise


@pytest.fixture
def noise():
    return np.random.default_rng(7).normal(size=(STEPS, 3))


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_a_thousand_steps_follow_the_formula(name, settings, noise):
    optimizer = make(name, lr=0.01, **settings)
    start = [3.0, -2.0, 1.0]
    params = {"W": np.array(start)}
    expected, memory = list(start), [{}, {}, {}]
    for t in range(1, STEPS + 1):
        optimizer.lr = 0.01 if t <= 500 else 0.005
        optimizer.update(params, {"W": gradient(params["W"], noise[t - 1])})
        g = gradient(np.array(expected), noise[t - 1]).tolist()
        expected = [
            PLAIN[name](x, gi, s, t, optimizer.lr, **settings)
            for x, gi, s in zip(expected, g, memory, strict=True)
        ]
    np.testing.assert_allclose(params["W"], expected, rtol=1e-10, atol=1e-12)


TORCH = {
    "sgd": lambda torch, p: torch.optim.SGD(p, lr=0.01),
    "momentum": lambda torch, p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "nesterov": lambda torch, p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True),
    "adagrad": lambda torch, p: torch.optim.Adagrad(p, lr=0.01, eps=1e-7),
    "rmsprop": lambda torch, p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-7),
    "adam": lambda torch, p: torch.optim.Adam(p, lr=0.01, eps=1e-8),
    "adamw": lambda torch, p: torch.optim.AdamW(p, lr=0.01, eps=1e-8, weight_decay=0.01),
}


@pytest.mark.torch
@pytest.mark.parametrize("name", NAMES)
def test_a_thousand_steps_agree_with_pytorch(name, noise):
    torch = pytest.importorskip("torch", reason="PyTorch is an optional oracle")
    optimizer, params = make(name, lr=0.01), {"W": np.array([3.0, -2.0, 1.0])}
    theirs = torch.tensor(params["W"].copy(), requires_grad=True)
    their_optimizer = TORCH[name](torch, [theirs])
    for each in noise:
        optimizer.update(params, {"W": gradient(params["W"], each)})
        theirs.grad = torch.tensor(gradient(theirs.detach().numpy(), each))
        their_optimizer.step()
    np.testing.assert_allclose(params["W"], theirs.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_arrays_change_in_place_and_float32_stays_float32(name):
    weights, bias = np.ones((784, 50), np.float32), np.ones((), np.float32)
    params = {"W": weights, "b": bias}
    grads = {"W": np.full_like(weights, 0.5), "b": np.float32(0.5)}
    optimizer = make(name, lr=np.float64(0.01))
    optimizer.lr = np.float64(0.01)  # a NumPy float64 must not widen anything
    for _ in range(3):
        optimizer.update(params, grads)
    assert params["W"] is weights and params["b"] is bias
    assert weights.dtype == bias.dtype == np.float32
    assert (weights < 1).all() and bias < 1
    np.testing.assert_allclose(weights[0, 0], bias, rtol=1e-6)
    states = [array for table in optimizer.state.values() for array in table.values()]
    assert all(array.dtype == np.float32 for array in states)
    assert (grads["W"] == 0.5).all()


@pytest.mark.parametrize("name", NAMES)
def test_an_update_needs_at_most_two_passing_arrays(name):
    params = {"W": np.ones((784, 50), np.float32)}
    grads = {"W": np.ones((784, 50), np.float32)}
    optimizer = make(name)
    optimizer.update(params, grads)
    tracemalloc.start()
    optimizer.update(params, grads)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.5 * params["W"].nbytes


@pytest.mark.parametrize("name", NAMES)
def test_plain_numbers_are_replaced(name):
    optimizer, array = make(name, lr=0.1), np.array(1.0)
    params = {"w": 1, "x": 1.0, "y": np.float64(1.0), "z": array, "single": np.float32(1.0)}
    for _ in range(2):
        optimizer.update(params, dict.fromkeys(params, 2.0))
    assert params["w"] == params["x"] == params["y"] == params["z"] < 1
    assert params["single"].dtype == np.float32
    assert params["z"] is array


def test_the_memory_can_be_seen():
    optimizer = Momentum(lr=0.1)
    assert optimizer.v == {}
    optimizer.update({"W1": np.zeros(2)}, {"W1": np.ones(2)})
    np.testing.assert_array_equal(optimizer.state["v"]["W1"], [-0.1, -0.1])
    assert optimizer.v["W1"] is optimizer.state["v"]["W1"]
    optimizer.reset()
    assert optimizer.v == {} and optimizer.iteration == 0


def test_a_copy_goes_its_own_way():
    params, grads = {"x": np.ones(2)}, {"x": np.ones(2)}
    optimizer = Adam()
    optimizer.update(params, grads)
    twin = copy.deepcopy(optimizer)
    twin.update({"x": np.ones(2)}, grads)
    assert (optimizer.iteration, twin.iteration) == (1, 2)
    assert twin.m is twin.state["m"]
    assert twin.m["x"][0] > optimizer.m["x"][0]


def test_a_gradient_that_is_zero_everywhere_moves_nothing():
    for name in NAMES:
        params = {"x": np.ones(3)}
        optimizer = make(name)
        optimizer.update(params, {"x": np.zeros(3)})
        decay = optimizer.lr * optimizer.weight_decay if isinstance(optimizer, AdamW) else 0
        np.testing.assert_array_equal(params["x"], 1.0 - decay)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", [name for name in RULES if RULES[name]().stability])
def test_a_rule_is_thrown_out_of_a_parabola_just_above_its_stability(name, momentum):
    """Along λx²/2, simulated on either side of the limit."""
    settings = {} if name == "sgd" else {"momentum": momentum}
    curvature = 4.0
    for share, thrown in ((0.99, False), (1.01, True)):
        optimizer = RULES[name](lr=1.0, **settings)
        optimizer.lr = share * optimizer.stability / curvature
        params = {"x": np.array(1.0)}
        for _ in range(3000):
            memory = [table.get("x", np.zeros(())) for table in optimizer.state.values()]
            looked = optimizer.look_ahead(params["x"], *memory)
            optimizer.update(params, {"x": curvature * looked})
            if abs(params["x"]) > 1e6:
                break
        assert (abs(params["x"]) > 1e3) == thrown


def test_divergence_is_silent():
    params = {"x": np.array([1e30], np.float32)}
    optimizer = SGD(lr=100.0)
    for _ in range(40):
        optimizer.update(params, {"x": params["x"] * np.float32(10)})
    assert not np.isfinite(params["x"]).any()


@pytest.mark.parametrize(
    ("key", "params", "grads"),
    [
        ("missing_gradient", {"a": np.ones(2), "b": np.ones(2)}, {"a": np.ones(2)}),
        ("unknown_parameter", {"a": np.ones(2)}, {"a": np.ones(2), "b": np.ones(2)}),
        ("gradient_shape", {"a": np.ones((3, 2))}, {"a": np.ones(2)}),
        ("gradient_shape", {"a": np.ones(2), "b": np.ones(())}, {"a": np.ones(2), "b": [1.0]}),
        ("not_float", {"a": np.ones(2, int)}, {"a": np.ones(2)}),
        ("not_float", {"a": np.ones(2), "b": "1"}, {"a": np.ones(2), "b": 1.0}),
    ],
)
def test_gradients_that_do_not_fit_are_refused_before_anything_changes(key, params, grads):
    before = copy.deepcopy(params)
    optimizer = Momentum()
    with pytest.raises(StudioError) as caught:
        optimizer.update(params, grads)
    assert caught.value.message.key == f"optimizers.error.{key}"
    assert caught.value.message.text("zh_CN") != str(caught.value)
    assert all(np.array_equal(params[name], before[name]) for name in params)
    assert optimizer.iteration == 0 and optimizer.v == {}


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_words(name, language):
    rule = RULES[name]
    assert text(rule.label, language) and text(rule.explanation, language)
    for each in rule.hyperparameters:
        assert text(each.label, language) and text(each.explanation, language)
    assert rule.hyperparameters[0].name == "lr"


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_can_be_typeset(name):
    ziamath = pytest.importorskip("ziamath", reason="the window's formula setter")
    assert "<svg" in ziamath.Latex(RULES[name].latex).svg()

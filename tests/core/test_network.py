"""The tutorials' networks: shapes, gradients against differences and against PyTorch."""

import numpy as np
import pytest

from core.gradcheck import compare
from core.messages import StudioError
from core.network import ACTIVATIONS, PARAMETERS, LinearReluLinear, TwoLayerNet, two_layer_graph


def batch(n=5, inputs=4, classes=3, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, inputs)).astype(dtype), rng.integers(classes, size=n)


def small_net(activation="relu", dtype=np.float64, std=0.5):
    rng = np.random.default_rng(1)
    return TwoLayerNet(4, 6, 3, std, activation, rng=rng, dtype=dtype)


def test_the_tutorials_network_has_its_shapes_and_starts_as_it_should():
    net = TwoLayerNet(784, 50, 10, rng=np.random.default_rng(0))
    assert {name: p.shape for name, p in net.params.items()} == {
        "W1": (784, 50),
        "b1": (50,),
        "W2": (50, 10),
        "b2": (10,),
    }
    assert not net.params["b1"].any() and not net.params["b2"].any()
    assert net.params["W1"].std() == pytest.approx(0.01, rel=0.05)
    x, t = batch(7, 784, 10)
    assert net.predict(x).shape == (7, 10)
    assert isinstance(net.loss(x, t), float)
    assert net.loss(x, t) == pytest.approx(np.log(10), rel=0.05)
    assert {name: g.shape for name, g in net.gradient(x, t).items()} == {
        name: p.shape for name, p in net.params.items()
    }
    assert sum(p.size for p in net.params.values()) == 39_760


@pytest.mark.parametrize(
    "name, deviations",
    [
        ("normal", (0.03, 0.03)),
        ("xavier", (np.sqrt(2 / 834), np.sqrt(2 / 60))),
        ("he", (np.sqrt(2 / 784), np.sqrt(2 / 50))),
    ],
)
def test_initial_weights_are_as_wide_as_the_layer_wants_them(name, deviations):
    rng = np.random.default_rng(3)
    net = TwoLayerNet(784, 50, 10, 0.03, rng=rng, initialization=name)
    for weights, deviation in zip(("W1", "W2"), deviations, strict=True):
        assert net.params[weights].std() == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_backpropagation_agrees_with_the_numerical_gradient(activation):
    net, (x, t) = small_net(activation), batch()
    numeric = net.numerical_gradient(x, t)
    for name, gradient in net.gradient(x, t).items():
        assert compare(gradient, numeric[name]).max_rel_error < 1e-7, name


def test_the_numerical_gradient_works_in_float64_on_a_copy():
    net, (x, t) = small_net(dtype=np.float32), batch(dtype=np.float32)
    before = {name: p.copy() for name, p in net.params.items()}
    numeric = net.numerical_gradient(x, t)
    for name, gradient in net.gradient(x, t).items():
        assert gradient.dtype == np.float32 and numeric[name].dtype == np.float64
        np.testing.assert_allclose(gradient, numeric[name], rtol=1e-4, atol=1e-6)
        np.testing.assert_array_equal(net.params[name], before[name])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, int])
def test_one_hot_rows_and_class_indices_are_the_same_labels(dtype):
    net, (x, t) = small_net(), batch()
    rows = np.eye(3, dtype=dtype)[t]
    assert net.loss(x, rows) == pytest.approx(net.loss(x, t), rel=1e-14)
    assert net.accuracy(x, rows) == net.accuracy(x, t)
    by_row, by_index = net.gradient(x, rows), net.gradient(x, t)
    for name in PARAMETERS:
        np.testing.assert_allclose(by_row[name], by_index[name], rtol=1e-12, atol=1e-15)


def test_accuracy_is_the_share_of_samples_read_correctly():
    net, (x, _) = small_net(), batch(10)
    read = net.predict(x).argmax(axis=1)
    assert net.accuracy(x, read) == 1
    read[:3] = (read[:3] + 1) % 3
    assert net.accuracy(x, read) == pytest.approx(0.7)


def test_images_may_come_with_channels():
    net, (x, t) = small_net(), batch()
    assert net.loss(x.reshape(5, 1, 2, 2), t) == net.loss(x, t)


def test_the_same_generator_gives_the_same_network():
    one, other = small_net(), small_net()
    for name in PARAMETERS:
        np.testing.assert_array_equal(one.params[name], other.params[name])
    fresh = TwoLayerNet(4, 6, 3), TwoLayerNet(4, 6, 3)
    assert (fresh[0].params["W1"] != fresh[1].params["W1"]).any()


@pytest.mark.parametrize("cls", [TwoLayerNet, LinearReluLinear])
def test_a_float32_network_stays_float32(cls):
    net, (x, t) = cls(4, 6, 3, dtype=np.float32), batch(dtype=np.float32)
    target = t if cls is TwoLayerNet else np.ones((5, 3), np.float32)
    tape, gradients = net.backpropagate(x, target)
    assert {g.dtype for g in gradients.values()} == {np.dtype(np.float32)}
    assert {tape.values[n].dtype for n in ("A1", "Z1", "A2", "L")} == {np.dtype(np.float32)}


def test_the_backward_pass_asks_for_no_gradient_of_the_data():
    net, (x, t) = small_net(), batch()
    assert net.gradient(x, t).keys() == set(PARAMETERS)
    assert "X" not in {edge.source for edge in net.graph.backward_edges}


def test_the_network_is_the_graph_that_is_drawn():
    graph = two_layer_graph("tanh", "mse")
    assert [node.op.name for node in graph.operations] == ["affine", "tanh", "affine", "mse"]
    assert len(graph.edges) == 9 and len(graph.backward_edges) == 7


def test_an_unknown_activation_is_refused_with_those_there_are():
    with pytest.raises(StudioError) as caught:
        TwoLayerNet(4, 6, 3, activation="swish")
    assert "swish" in str(caught.value) and "sigmoid" in str(caught.value)


def test_a_batch_of_the_wrong_width_names_the_node():
    with pytest.raises(StudioError) as caught:
        small_net().loss(np.ones((5, 7)), np.zeros(5, int))
    assert caught.value.message.fields["node"] == "A1"


def torch_copy(net, activation, torch):
    """The same network of torch.nn, with the same numbers."""
    first, second = (
        torch.nn.Linear(*net.params[name].shape, dtype=torch.float64) for name in ("W1", "W2")
    )
    with torch.no_grad():
        for layer, k in ((first, 1), (second, 2)):
            layer.weight.copy_(torch.tensor(net.params[f"W{k}"].T.copy()))
            layer.bias.copy_(torch.tensor(net.params[f"b{k}"]))
    return torch.nn.Sequential(first, activation, second)


def torch_gradients(model):
    first, _, second = model
    return {
        "W1": first.weight.grad.numpy().T,
        "b1": first.bias.grad.numpy(),
        "W2": second.weight.grad.numpy().T,
        "b2": second.bias.grad.numpy(),
    }


@pytest.mark.torch
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_two_layer_net_agrees_with_torch(activation):
    torch = pytest.importorskip("torch")
    net, (x, t) = small_net(activation), batch()
    layer = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}[activation]
    model = torch_copy(net, layer(), torch)
    loss = torch.nn.functional.cross_entropy(model(torch.tensor(x)), torch.tensor(t))
    loss.backward()
    assert net.loss(x, t) == pytest.approx(loss.item(), rel=1e-12)
    found = net.gradient(x, t)
    for name, gradient in torch_gradients(model).items():
        np.testing.assert_allclose(found[name], gradient, rtol=1e-9, atol=1e-12)


@pytest.mark.torch
def test_linear_relu_linear_agrees_with_torch():
    torch = pytest.importorskip("torch")
    net = LinearReluLinear(4, 6, 3, rng=np.random.default_rng(0))
    x, _ = batch()
    target = np.random.default_rng(5).normal(size=(5, 3))
    model = torch_copy(net, torch.nn.ReLU(), torch)
    loss = torch.nn.MSELoss()(model(torch.tensor(x)), torch.tensor(target))
    loss.backward()
    assert net.loss(x, target) == pytest.approx(loss.item(), rel=1e-12)
    found = net.gradient(x, target)
    for name, gradient in torch_gradients(model).items():
        np.testing.assert_allclose(found[name], gradient, rtol=1e-9, atol=1e-12)


def test_linear_relu_linear_starts_as_torch_does():
    net = LinearReluLinear(100, 25, 3, rng=np.random.default_rng(0))
    for name, bound in {"W1": 0.1, "b1": 0.1, "W2": 0.2, "b2": 0.2}.items():
        assert np.abs(net.params[name]).max() <= bound
    assert net.params["W1"].std() == pytest.approx(0.1 / np.sqrt(3), rel=0.05)


def test_linear_relu_linear_agrees_with_the_numerical_gradient():
    net = LinearReluLinear(4, 6, 3, rng=np.random.default_rng(0))
    (x, _), target = batch(), np.ones((5, 3))
    numeric = net.numerical_gradient(x, target)
    for name, gradient in net.gradient(x, target).items():
        assert compare(gradient, numeric[name]).max_rel_error < 1e-7, name

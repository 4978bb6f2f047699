"""One image in front of the net: its gradient reaches the pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gradcheck import numerical_gradient
from core.network import ACTIVATIONS, TwoLayerNet
from core.scenes.single import document_of, read_image
from core.trace import run


def net(activation, seed):
    rng = np.random.default_rng(seed)
    return TwoLayerNet(9, 5, 4, 0.7, activation, rng=rng), rng.random(9)


@given(st.sampled_from(ACTIVATIONS), st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_the_gradient_at_the_pixels_is_the_numerical_one(activation, seed, label):
    network, image = net(activation, seed)
    found = read_image(network.graph, network.params, image, label)
    t = np.array([label])
    numeric = numerical_gradient(lambda x: network.loss(x.reshape(1, -1), t), image.copy())
    np.testing.assert_allclose(found.gradient, numeric, atol=1e-6)
    scores = network.predict(image.reshape(1, -1))[0]
    shares = np.exp(scores - scores.max())
    np.testing.assert_allclose(found.probabilities, shares / shares.sum())
    assert found.read == scores.argmax()


@pytest.mark.parametrize("seed", range(5))
def test_without_a_label_it_is_the_gradient_for_what_the_net_reads(seed):
    network, image = net("relu", seed)
    own = read_image(network.graph, network.params, image)
    told = read_image(network.graph, network.params, image, own.read)
    assert own.label == own.read
    np.testing.assert_array_equal(own.gradient, told.gradient)


def test_the_document_runs_back_to_the_pixels():
    network, image = net("relu", 0)
    document = document_of(network.graph, network.params, image, 2)
    trace = run(document.graph, document.values)
    found = read_image(network.graph, network.params, image, 2)
    np.testing.assert_allclose(trace.gradients["X"][0], found.gradient)
    assert trace.values["L"] == pytest.approx(network.loss(image.reshape(1, -1), np.array([2])))

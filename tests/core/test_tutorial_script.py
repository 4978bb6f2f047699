"""Scripts as the tutorials print them run after a change of their imports, and learn.

They are written in the style of *Deep Learning from Scratch*, ch. 5.7 and 6; the only lines
that differ from a student's file are the imports.
"""

import numpy as np
import pytest

from core.datasets import Dataset

GRADIENT_CHECK = """
import numpy as np
from core import load_mnist, TwoLayerNet

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)

network = TwoLayerNet(input_size=784, hidden_size=3, output_size=10)

x_batch = x_train[:3]
t_batch = t_train[:3]

grad_numerical = network.numerical_gradient(x_batch, t_batch)
grad_backprop = network.gradient(x_batch, t_batch)

differences = {}
for key in grad_numerical.keys():
    diff = np.average(np.abs(grad_backprop[key] - grad_numerical[key]))
    differences[key] = diff
"""

TRAIN_NEURALNET = """
import numpy as np
from core import load_mnist, TwoLayerNet

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)

network = TwoLayerNet(input_size=784, hidden_size=50, output_size=10)

iters_num = 300
train_size = x_train.shape[0]
batch_size = 100
learning_rate = 0.1

train_loss_list = []
train_acc_list = []
test_acc_list = []

iter_per_epoch = max(train_size / batch_size, 1)

for i in range(iters_num):
    batch_mask = np.random.choice(train_size, batch_size)
    x_batch = x_train[batch_mask]
    t_batch = t_train[batch_mask]

    grad = network.gradient(x_batch, t_batch)

    for key in ('W1', 'b1', 'W2', 'b2'):
        network.params[key] -= learning_rate * grad[key]

    loss = network.loss(x_batch, t_batch)
    train_loss_list.append(loss)

    if i % iter_per_epoch == 0:
        train_acc = network.accuracy(x_train, t_train)
        test_acc = network.accuracy(x_test, t_test)
        train_acc_list.append(train_acc)
        test_acc_list.append(test_acc)
"""

OWN_LAYERS = """
import numpy as np
from collections import OrderedDict
from core import Affine, Relu, SoftmaxWithLoss, numerical_gradient, {optimizer}

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.1):
        self.params = {{}}
        self.params['W1'] = weight_init_std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

        self.layers = OrderedDict()
        self.layers['Affine1'] = Affine(self.params['W1'], self.params['b1'])
        self.layers['Relu1'] = Relu()
        self.layers['Affine2'] = Affine(self.params['W2'], self.params['b2'])
        self.lastLayer = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        y = self.predict(x)
        return self.lastLayer.forward(y, t)

    def numerical_gradient(self, x, t):
        loss_W = lambda W: self.loss(x, t)

        grads = {{}}
        grads['W1'] = numerical_gradient(loss_W, self.params['W1'])
        grads['b1'] = numerical_gradient(loss_W, self.params['b1'])
        grads['W2'] = numerical_gradient(loss_W, self.params['W2'])
        grads['b2'] = numerical_gradient(loss_W, self.params['b2'])
        return grads

    def gradient(self, x, t):
        self.loss(x, t)

        dout = 1
        dout = self.lastLayer.backward(dout)
        layers = list(self.layers.values())
        layers.reverse()
        for layer in layers:
            dout = layer.backward(dout)

        grads = {{}}
        grads['W1'], grads['b1'] = self.layers['Affine1'].dW, self.layers['Affine1'].db
        grads['W2'], grads['b2'] = self.layers['Affine2'].dW, self.layers['Affine2'].db
        return grads

x = np.random.randn(30, 5)
t = (x[:, 0] > 0).astype(int)

network = TwoLayerNet(input_size=5, hidden_size=8, output_size=2)
optimizer = {optimizer}(lr={rate})
grad_numerical = network.numerical_gradient(x, t)
grad_backprop = network.gradient(x, t)
differences = [np.abs(grad_backprop[k] - grad_numerical[k]).max() for k in network.params]

losses = []
for i in range(100):
    grads = network.gradient(x, t)
    optimizer.update(network.params, grads)
    losses.append(network.loss(x, t))
"""


@pytest.fixture
def few_digits(monkeypatch):
    """A data set of ten patterns that a net can learn in a second, in the place of MNIST."""
    rng = np.random.default_rng(0)
    patterns = rng.integers(0, 200, (10, 784))
    labels = np.tile(np.arange(10, dtype=np.uint8), 100)
    images = (patterns[labels] + rng.integers(0, 55, (1000, 784))).astype(np.uint8)
    data = Dataset("patterns", images[:800], labels[:800], images[800:], labels[800:])
    monkeypatch.setattr("core.datasets.load", lambda where=None: data)


def run_script(text: str) -> dict[str, object]:
    np.random.seed(0)
    names: dict[str, object] = {}
    exec(compile(text, "student.py", "exec"), names)
    return names


@pytest.mark.usefixtures("few_digits")
def test_gradient_check_py():
    differences = run_script(GRADIENT_CHECK)["differences"]
    assert differences.keys() == {"W1", "b1", "W2", "b2"}
    assert all(difference < 1e-9 for difference in differences.values())


@pytest.mark.usefixtures("few_digits")
def test_train_neuralnet_py():
    names = run_script(TRAIN_NEURALNET)
    losses = names["train_loss_list"]
    assert len(losses) == 300 and losses[0] == pytest.approx(np.log(10), rel=0.1)
    assert np.mean(losses[-20:]) < 0.3
    assert len(names["test_acc_list"]) == 38
    assert names["test_acc_list"][0] < 0.5 < 0.95 < names["test_acc_list"][-1]


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [
        ("SGD", 0.5),
        ("Momentum", 0.1),
        ("Nesterov", 0.1),
        ("AdaGrad", 0.1),
        ("RMSprop", 0.01),
        ("Adam", 0.01),
    ],
)
def test_a_network_of_the_tutorials_layers_learns_with_every_optimizer(optimizer, rate):
    names = run_script(OWN_LAYERS.format(optimizer=optimizer, rate=rate))
    assert max(names["differences"]) < 1e-8
    assert names["losses"][-1] < 0.5 * names["losses"][0]

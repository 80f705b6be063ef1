"""tinygrad on the CPU: lazy, and it fuses what it can when a result is asked for."""

from importlib.metadata import version

from tinygrad import Tensor
from works import LEARNING_RATE, run_chain, run_squashed

VERSION = version("tinygrad")


def numpy_of(x):
    return x.numpy()


def array(x, attach=False):
    made = Tensor(x).realize()
    made.requires_grad = attach
    return made


def both(compute, *variables):
    def step():
        for x in variables:
            x.grad = None
        y = compute()
        y.sum().backward()
        grads = [x.grad for x in variables]
        Tensor.realize(y, *grads)
        return (y, *grads)

    return step


def square(x):
    x = array(x, attach=True)
    return both(lambda: 2 * x**2, x)


def doubling(x):
    x = array(x, attach=True)

    def compute():
        y = x * 2
        while y.square().sum().sqrt().item() < 1000:
            y = y * 2
        return y[0] if y.sum().item() >= 0 else y[1]

    return both(compute, x)


def chain(x, w, c, count):
    if count > 100:
        raise NotImplementedError("fuses the whole chain, which compiles for minutes")
    x, w, c = array(x, attach=True), array(w), array(c)
    return both(lambda: run_chain(x, w, c, count), x)


def squashed(x, w, c):
    x, w, c = array(x, attach=True), array(w), array(c)
    return both(lambda: run_squashed(x, w, c, Tensor.tanh, Tensor.relu), x)


def mlp(x, labels, *params):
    x, labels = array(x), array(labels.astype("int32"))
    params = [array(p, attach=True) for p in params]
    w1, b1, w2, b2, w3, b3 = params

    def compute():
        h = (x @ w1 + b1).relu()
        h = (h @ w2 + b2).relu()
        return (h @ w3 + b3).sparse_categorical_crossentropy(labels)

    forward_backward = both(compute, *params)

    def step():
        results = forward_backward()
        for p in params:
            p.assign(p.detach() - LEARNING_RATE * p.grad)
        Tensor.realize(*params)
        return results

    return step


def matmul(a, b):
    a, b = array(a, attach=True), array(b, attach=True)
    return both(lambda: (a @ b).sum(), a, b)


def conv(x, w):
    x, w = array(x, attach=True), array(w, attach=True)
    return both(lambda: x.conv2d(w, padding=1).sum(), x, w)


def layer_norm(x, gamma, beta, weights):
    x, gamma, beta = array(x, attach=True), array(gamma, attach=True), array(beta, attach=True)
    weights = array(weights)

    def compute():
        centred = x - x.mean(axis=1, keepdim=True)
        variance = (centred * centred).mean(axis=1, keepdim=True)
        return ((centred / (variance + 1e-5).sqrt() * gamma + beta) * weights).sum()

    return both(compute, x, gamma, beta)

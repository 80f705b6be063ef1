"""Chainer 7.8.1, on a NumPy of its time, with its type checks off, which is its faster setting."""

import os
import warnings

os.environ["CHAINER_WARN_VERSION_MISMATCH"] = "0"
warnings.filterwarnings("ignore")

import chainer  # noqa: E402
import numpy as np  # noqa: E402
from chainer import functions  # noqa: E402
from works import LEARNING_RATE, run_chain, run_picks, run_squashed  # noqa: E402

chainer.config.type_check = False
VERSION = chainer.__version__


def numpy_of(x):
    return x.array if isinstance(x, chainer.Variable) else x


def array(x, attach=False):
    return chainer.Variable(x.copy(), requires_grad=attach)


def both(compute, *variables):
    def step():
        for x in variables:
            x.cleargrad()
        y = compute()
        y.grad = np.ones_like(y.array)
        y.backward()
        return (y, *[x.grad for x in variables])

    return step


def square(x):
    x = array(x, attach=True)
    return both(lambda: 2 * x**2, x)


def doubling(x):
    x = array(x, attach=True)

    def compute():
        y = x * 2
        while functions.sqrt(functions.sum(y * y)).array < 1000:
            y = y * 2
        return y[0] if functions.sum(y).array >= 0 else y[1]

    return both(compute, x)


def chain_forward(x, w, c, count):
    x, w, c = array(x, attach=True), array(w), array(c)
    return lambda: (run_chain(x, w, c, count),)


def chain(x, w, c, count):
    x, w, c = array(x, attach=True), array(w), array(c)
    return both(lambda: run_chain(x, w, c, count), x)


def squashed(x, w, c):
    x, w, c = array(x, attach=True), array(w), array(c)
    return both(lambda: run_squashed(x, w, c, functions.tanh, functions.relu), x)


def mlp(x, labels, *params):
    x, labels = array(x), labels.astype("int32")
    params = [array(p, attach=True) for p in params]
    w1, b1, w2, b2, w3, b3 = params

    def plus(y, b):
        return y + functions.broadcast_to(b, y.shape)

    def compute():
        h = functions.relu(plus(functions.matmul(x, w1), b1))
        h = functions.relu(plus(functions.matmul(h, w2), b2))
        return functions.softmax_cross_entropy(plus(functions.matmul(h, w3), b3), labels)

    forward_backward = both(compute, *params)

    def step():
        results = forward_backward()
        for p in params:
            p.array -= LEARNING_RATE * p.grad
        return results

    return step


def matmul(a, b):
    a, b = array(a, attach=True), array(b, attach=True)
    return both(lambda: functions.sum(functions.matmul(a, b)), a, b)


def conv(x, w):
    x, w = array(x, attach=True), array(w, attach=True)
    return both(lambda: functions.sum(functions.convolution_2d(x, w, pad=1)), x, w)


def layer_norm(x, gamma, beta, weights):
    x, gamma, beta = array(x, attach=True), array(gamma, attach=True), array(beta, attach=True)
    weights = array(weights)

    def compute():
        centred = x - functions.mean(x, axis=1, keepdims=True)
        variance = functions.mean(centred * centred, axis=1, keepdims=True)
        return functions.sum((centred / functions.sqrt(variance + 1e-5) * gamma + beta) * weights)

    return both(compute, x, gamma, beta)


def picks(x, count):
    x = array(x, attach=True)
    return both(lambda: run_picks(x, count), x)

"""HIPS autograd."""

from importlib.metadata import version

import autograd.numpy as np
import numpy
from autograd import make_vjp
from works import LEARNING_RATE, run_chain, run_picks, run_squashed

VERSION = version("autograd")


def numpy_of(x):
    return x


def both(compute, *variables):
    def step():
        vjp, y = make_vjp(lambda args: compute(*args))(variables)
        return (y, *vjp(np.ones_like(y)))

    return step


def square(x):
    return both(lambda x: 2 * x**2, x)


def doubling(x):
    def compute(x):
        y = x * 2
        while np.linalg.norm(y) < 1000:
            y = y * 2
        return y[0] if np.sum(y) >= 0 else y[1]

    return both(compute, x)


def chain_forward(x, w, c, count):
    record = make_vjp(lambda x: run_chain(x, w, c, count))
    return lambda: record(x)


def chain(x, w, c, count):
    return both(lambda x: run_chain(x, w, c, count), x)


def squashed(x, w, c):
    return both(lambda x: run_squashed(x, w, c, np.tanh, lambda y: np.maximum(y, np.float32(0))), x)


def mlp(x, labels, *params):
    params = [p.copy() for p in params]
    rows = np.arange(len(labels))

    def compute(w1, b1, w2, b2, w3, b3):
        h = np.maximum(np.dot(x, w1) + b1, 0)
        h = np.maximum(np.dot(h, w2) + b2, 0)
        z = np.dot(h, w3) + b3
        z = z - np.max(z, axis=1, keepdims=True)
        return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[rows, labels])

    forward_backward = both(compute, *params)

    def step():
        results = forward_backward()
        for p, grad in zip(params, results[1:]):  # noqa: B905  (Python 3.9)
            numpy.subtract(p, LEARNING_RATE * grad, out=p)
        return results

    return step


def matmul(a, b):
    return both(lambda a, b: np.sum(np.dot(a, b)), a, b)


def layer_norm(x, gamma, beta, weights):
    def compute(x, gamma, beta):
        centred = x - np.mean(x, axis=1, keepdims=True)
        variance = np.mean(centred * centred, axis=1, keepdims=True)
        return np.sum((centred / np.sqrt(variance + 1e-5) * gamma + beta) * weights)

    return both(compute, x, gamma, beta)


def picks(x, count):
    return both(lambda x: run_picks(x, count), x)

"""MyGrad, with its memory guard off, which is its faster setting."""

import mygrad
import numpy as np
from mygrad.nnet.activations import relu
from mygrad.nnet.layers import conv_nd
from mygrad.nnet.losses import softmax_crossentropy
from works import LEARNING_RATE, run_chain, run_picks, run_squashed

mygrad.turn_memory_guarding_off()
VERSION = mygrad.__version__


def numpy_of(x):
    return np.asarray(x)


def array(x, attach=False):
    return mygrad.tensor(x.copy(), constant=not attach)


def both(compute, *variables):
    def step():
        for x in variables:
            x.null_grad()
        y = compute()
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
        while mygrad.linalg.norm(y) < 1000:
            y = y * 2
        return y[0] if y.sum() >= 0 else y[1]

    return both(compute, x)


def chain_forward(x, w, c, count):
    x, w, c = array(x, attach=True), array(w), array(c)
    return lambda: (run_chain(x, w, c, count),)


def chain(x, w, c, count):
    x, w, c = array(x, attach=True), array(w), array(c)
    return both(lambda: run_chain(x, w, c, count), x)


def squashed(x, w, c):
    x, w, c = array(x, attach=True), array(w), array(c)
    return both(lambda: run_squashed(x, w, c, mygrad.tanh, relu), x)


def mlp(x, labels, *params):
    x = array(x)
    params = [array(p, attach=True) for p in params]
    w1, b1, w2, b2, w3, b3 = params

    def compute():
        h = relu(x @ w1 + b1)
        h = relu(h @ w2 + b2)
        return softmax_crossentropy(h @ w3 + b3, labels)

    forward_backward = both(compute, *params)

    def step():
        results = forward_backward()
        for p in params:
            p.data -= LEARNING_RATE * p.grad
        return results

    return step


def matmul(a, b):
    a, b = array(a, attach=True), array(b, attach=True)
    return both(lambda: (a @ b).sum(), a, b)


def conv(x, w):
    x, w = array(x, attach=True), array(w, attach=True)
    return both(lambda: conv_nd(x, w, stride=1, padding=1).sum(), x, w)


def layer_norm(x, gamma, beta, weights):
    x, gamma, beta = array(x, attach=True), array(gamma, attach=True), array(beta, attach=True)
    weights = array(weights)

    def compute():
        centred = x - x.mean(axis=1, keepdims=True)
        variance = (centred * centred).mean(axis=1, keepdims=True)
        return ((centred / mygrad.sqrt(variance + 1e-5) * gamma + beta) * weights).sum()

    return both(compute, x, gamma, beta)


def picks(x, count):
    x = array(x, attach=True)
    return both(lambda: run_picks(x, count), x)

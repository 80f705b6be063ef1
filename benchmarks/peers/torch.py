"""PyTorch on the CPU, with one thread."""

import torch
from torch.nn import functional
from works import LEARNING_RATE, run_chain, run_picks, run_squashed

torch.set_num_threads(1)
VERSION = torch.__version__


def numpy_of(x):
    return x.detach().numpy()


def array(x, attach=False):
    return torch.tensor(x, requires_grad=attach)


def both(compute, *variables):
    def step():
        for x in variables:
            x.grad = None
        y = compute()
        y.backward(torch.ones_like(y))
        return (y, *[x.grad for x in variables])

    return step


def square(x):
    x = array(x, attach=True)
    return both(lambda: 2 * x**2, x)


def doubling(x):
    x = array(x, attach=True)

    def compute():
        y = x * 2
        while y.norm() < 1000:
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
    return both(lambda: run_squashed(x, w, c, torch.tanh, torch.relu), x)


def mlp(x, labels, *params):
    x, labels = array(x), array(labels)
    params = [array(p, attach=True) for p in params]
    w1, b1, w2, b2, w3, b3 = params

    def compute():
        h = torch.relu(x @ w1 + b1)
        h = torch.relu(h @ w2 + b2)
        return functional.cross_entropy(h @ w3 + b3, labels)

    forward_backward = both(compute, *params)

    def step():
        results = forward_backward()
        with torch.no_grad():
            for p in params:
                p.sub_(LEARNING_RATE * p.grad)
        return results

    return step


def matmul(a, b):
    a, b = array(a, attach=True), array(b, attach=True)
    return both(lambda: (a @ b).sum(), a, b)


def conv(x, w):
    x, w = array(x, attach=True), array(w, attach=True)
    return both(lambda: functional.conv2d(x, w, padding=1).sum(), x, w)


def layer_norm(x, gamma, beta, weights):
    x, gamma, beta = array(x, attach=True), array(gamma, attach=True), array(beta, attach=True)
    weights = array(weights)

    def compute():
        centred = x - x.mean(1, keepdim=True)
        variance = (centred * centred).mean(1, keepdim=True)
        return ((centred / torch.sqrt(variance + 1e-5) * gamma + beta) * weights).sum()

    return both(compute, x, gamma, beta)


def picks(x, count):
    x = array(x, attach=True)
    return both(lambda: run_picks(x, count), x)

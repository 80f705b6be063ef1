"""No library: forward and backward written out by hand, as somebody would who knows the derivatives.

Plain expressions, no tuned buffers. The floor that an engine over NumPy is measured against, and the answer that all
peers must agree with.
"""

import numpy as np
from works import LEARNING_RATE, run_chain, run_picks

VERSION = np.__version__


def numpy_of(x):
    return x


def square(x):
    def step():
        y = 2 * x**2
        return y, 4 * x

    return step


def doubling(x):
    def step():
        factor, y = 2, x * 2
        while np.linalg.norm(y) < 1000:
            y = y * 2
            factor *= 2
        chosen = 0 if y.sum() >= 0 else 1
        grad = np.zeros_like(x)
        grad[chosen] = factor
        return y[chosen], grad

    return step


def chain_forward(x, w, c, count):
    return lambda: (run_chain(x, w, c, count),)


def chain(x, w, c, count):
    def step():
        y = run_chain(x, w, c, count)
        g = np.ones_like(y)
        for _ in range(count // 2):
            g = g * w
        return y, g

    return step


def squashed(x, w, c):
    def step():
        y, kept = x, []
        for _ in range(5):
            y = y * w
            y = y + c
            z = np.tanh(y)
            y = np.maximum(z, 0)
            kept.append(z)
        g = np.ones_like(y)
        for z in reversed(kept):
            g = g * (z > 0)
            g = g * (1 - z * z)
            g = g * w
        return y, g

    return step


def mlp(x, labels, *params):
    params = [p.copy() for p in params]
    w1, b1, w2, b2, w3, b3 = params
    n = len(labels)
    rows = np.arange(n)

    def step():
        h1 = np.maximum(x @ w1 + b1, 0)
        h2 = np.maximum(h1 @ w2 + b2, 0)
        z = h2 @ w3 + b3
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        s = e.sum(axis=1, keepdims=True)
        loss = (np.log(s[:, 0]) - z[rows, labels]).sum() / n
        g = e / s
        g[rows, labels] -= 1
        g = g / n
        g2 = (g @ w3.T) * (h2 > 0)
        g1 = (g2 @ w2.T) * (h1 > 0)
        grads = x.T @ g1, g1.sum(axis=0), h1.T @ g2, g2.sum(axis=0), h2.T @ g, g.sum(axis=0)
        for p, grad in zip(params, grads):  # noqa: B905  (Python 3.9)
            np.subtract(p, LEARNING_RATE * grad, out=p)
        return (loss, *grads)

    return step


def matmul(a, b):
    def step():
        z = a @ b
        g = np.ones_like(z)
        return z.sum(), g @ b.T, a.T @ g

    return step


def conv(x, w):
    n, c, height, width = x.shape
    places = [(i, j) for i in range(3) for j in range(3)]

    def step():
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        columns = np.stack([padded[:, :, i : i + height, j : j + width] for i, j in places], axis=2)
        columns = columns.reshape(n, c * 9, height * width)
        kernel = w.reshape(len(w), c * 9)
        z = np.matmul(kernel, columns)
        g = np.ones_like(z)
        dw = np.matmul(g, columns.transpose(0, 2, 1)).sum(axis=0).reshape(w.shape)
        back = np.matmul(kernel.T, g).reshape(n, c, 9, height, width)
        dx = np.zeros_like(padded)
        for k, (i, j) in enumerate(places):
            dx[:, :, i : i + height, j : j + width] += back[:, :, k]
        return z.sum(), dx[:, :, 1:-1, 1:-1], dw

    return step


def layer_norm(x, gamma, beta, weights):
    def step():
        centred = x - x.mean(axis=1, keepdims=True)
        scale = 1 / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-5)
        normal = centred * scale
        loss = ((normal * gamma + beta) * weights).sum()
        g = weights * gamma
        dx = scale * (g - g.mean(axis=1, keepdims=True) - normal * (g * normal).mean(axis=1, keepdims=True))
        return loss, dx, (weights * normal).sum(axis=0), weights.sum(axis=0)

    return step


def picks(x, count):
    def step():
        total = run_picks(x, count)
        grad = np.zeros_like(x)
        for k in range(count):
            grad[k] += 1
        return total, grad

    return step

"""Training loops that update their variables in each of the ways there are: all give a function without arguments."""

from __future__ import annotations

import mxgrad as mx
from mxgrad import autograd, gluon, nd
from mxgrad.gluon import nn

X = nd.array([[1, 2], [3, -1], [-2, 0.5], [0.5, 1.5]])
Y = nd.array([3, 2, -1, 2])
RATE = 0.05


def loss_of(w):
    return ((nd.dot(X, w) - Y) ** 2).mean()


def whole(steps=3):
    def train():
        w = nd.array([0.1, 0.2])
        w.attach_grad()
        for _ in range(steps):
            with autograd.record():
                loss = loss_of(w)
            loss.backward()
            w[:] = w - RATE * w.grad
        return w

    return train


def in_place(steps=3):
    def train():
        w = nd.array([0.1, 0.2])
        w.attach_grad()
        for _ in range(steps):
            with autograd.record():
                loss = loss_of(w)
            loss.backward()
            w -= RATE * w.grad
        return w

    return train


def bound_again(steps=3):
    def train():
        w = nd.array([0.1, 0.2])
        w.attach_grad()
        for _ in range(steps):
            with autograd.record():
                loss = loss_of(w)
            loss.backward()
            w = w - RATE * w.grad
            w.attach_grad()
        return w

    return train


def operator(steps=3):
    def train():
        w = nd.array([0.1, 0.2])
        w.attach_grad()
        for _ in range(steps):
            with autograd.record():
                loss = loss_of(w)
            loss.backward()
            nd.sgd_update(w, w.grad, lr=RATE, out=w)
        return w

    return train


def momentum(steps=3):
    def train():
        w, v = nd.array([0.1, 0.2]), nd.zeros(2)
        w.attach_grad()
        for _ in range(steps):
            with autograd.record():
                loss = loss_of(w)
            loss.backward()
            v[:] = 0.9 * v + w.grad
            w -= RATE * v
        return w

    return train


def clipped(steps=3):
    """Two parameters in a loop of their own, with steps that are scaled by the norm of both gradients."""

    def train():
        w, b = nd.array([0.1, 0.2]), nd.array([0.0])
        for p in (w, b):
            p.attach_grad()
        for _ in range(steps):
            with autograd.record():
                loss = ((nd.dot(X, w) + b - Y) ** 2).mean()
            loss.backward()
            scale = 1 / (w.grad.norm() + b.grad.norm())
            for p in (w, b):
                p[:] = p - RATE * scale * p.grad
        return w

    return train


def trainer(steps=3):
    mx.random.seed(1)
    net = nn.Dense(1, prefix="dense0_")
    net.initialize(mx.init.Normal(0.5))
    optimizer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    distance = gluon.loss.L2Loss()

    def train():
        for _ in range(steps):
            with autograd.record():
                loss = distance(net(X), Y)
            loss.backward()
            optimizer.step(4)
        return loss

    return train


ONE_VARIABLE = [whole, in_place, bound_again, operator]
ALL = [*ONE_VARIABLE, momentum, clipped, trainer]

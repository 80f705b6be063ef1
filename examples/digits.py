"""Train a perceptron and a convolutional network on 1,797 handwritten digits.

    uv run python examples/digits.py [--epochs 12] [--film film.html]

`--film` writes a page that plays the first steps of the perceptron's training.
"""

from __future__ import annotations

import argparse
import time

import numpy

import mxgrad as mx
from mxgrad import autograd, gluon, init, nd
from mxgrad.gluon import data as gdata
from mxgrad.gluon import loss as gloss
from mxgrad.gluon import nn


def perceptron():
    """Two dense layers."""
    net = nn.Sequential()
    net.add(nn.Flatten(), nn.Dense(64, activation="relu"), nn.Dense(10))
    return net


def convnet():
    """Two convolutions, each followed by a pool, and a dense layer."""
    net = nn.Sequential()
    net.add(
        nn.Conv2D(8, 3, padding=1, activation="relu"),
        nn.MaxPool2D(2, 2),
        nn.Conv2D(16, 3, padding=1, activation="relu"),
        nn.MaxPool2D(2, 2),
        nn.Dense(10),
    )
    return net


def dataset(train):
    """The digits as (1, 8, 8) images from 0 to 1, with their labels."""
    images, labels = mx.examples.digits(train)
    return gdata.ArrayDataset(images[:, None].astype("float32") / 16, labels.astype("float32"))


def accuracy(net, test):
    """The part of digits that a network recognises."""
    images, labels = test.batch(list(range(len(test))))
    return float((net(images).argmax(axis=1) == labels).mean())


def train(net, batches, epochs, learning_rate=0.01):
    """Train a network with a learning rate that falls to 0; return how long it took."""
    loss = gloss.SoftmaxCrossEntropyLoss()
    schedule = mx.lr_scheduler.CosineScheduler(epochs * len(batches), base_lr=learning_rate)
    trainer = gluon.Trainer(net.collect_params(), "adam", {"lr_scheduler": schedule})
    start = time.perf_counter()
    for _ in range(epochs):
        for X, y in batches:
            with autograd.record():
                L = loss(net(X), y)
            L.backward()
            trainer.step(len(X))
    return time.perf_counter() - start


def film(path):
    """Write a page that plays three steps of the perceptron's training."""
    batches = gdata.DataLoader(dataset(True).take(12), 4)
    net = perceptron()
    net.initialize(init.Xavier())
    net(nd.zeros((1, 1, 8, 8)))
    with mx.trace() as tr:
        train(net, batches, epochs=1)
    tr.to_html(path)


def main():
    """Train both networks and print how well they do."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--film", help="a page to write")
    options = parser.parse_args()
    mx.random.seed(0)
    numpy.random.seed(0)
    batches, test = gdata.DataLoader(dataset(True), 32, shuffle=True), dataset(False)
    for make in (perceptron, convnet):
        net = make()
        net.initialize(init.Xavier())
        seconds = train(net, batches, options.epochs)
        print(f"{make.__name__}: {accuracy(net, test):.1%} of {len(test)} digits after {seconds:.1f} s")
    if options.film:
        film(options.film)


if __name__ == "__main__":
    main()

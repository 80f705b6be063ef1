"""Time the networks of `examples/digits.py` beside the same ones in PyTorch, one thread each, in turns.

    python benchmarks/digits.py --torch ~/.cache/mxgrad-benchmarks/torch/bin/python [--rounds 5]

Prints the processor time of an epoch of each, and their ratio: of the least that was seen of each in all rounds, since
whatever else runs on the machine only adds. What is timed is forward, loss, backward and step of every batch; both get
the same batches, made before.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy

BATCH, EPOCHS = 32, 10
DATA = Path(__file__).resolve().parents[1] / "mxgrad" / "examples" / "digits.npz"
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def batches():
    """Return the digits in batches of 32, as NumPy arrays."""
    with numpy.load(DATA) as file:
        images, labels = file["images"][:, None].astype("float32") / 16, file["labels"]
    return [(images[i : i + BATCH], labels[i : i + BATCH]) for i in range(0, 1440, BATCH)]


def with_mxgrad(name):
    """Return a function that trains for an epoch."""
    from mxgrad import autograd, gluon, init, nd
    from mxgrad.gluon import loss as gloss
    from mxgrad.gluon import nn

    net = nn.Sequential()
    if name == "perceptron":
        net.add(nn.Flatten(), nn.Dense(64, activation="relu"), nn.Dense(10))
    else:
        for channels in (8, 16):
            net.add(nn.Conv2D(channels, 3, padding=1, activation="relu"), nn.MaxPool2D(2, 2))
        net.add(nn.Flatten(), nn.Dense(10))
    net.initialize(init.Xavier())
    data = [(nd.array(x), nd.array(y)) for x, y in batches()]
    net(data[0][0])
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    loss = gloss.SoftmaxCrossEntropyLoss()

    def epoch():
        for x, y in data:
            with autograd.record():
                error = loss(net(x), y)
            error.backward()
            trainer.step(BATCH)

    return epoch


def with_torch(name):
    """Return a function that trains for an epoch."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    if name == "perceptron":
        net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    else:
        layers = []
        for inputs, channels in ((1, 8), (8, 16)):
            layers += [nn.Conv2d(inputs, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(64, 10))
    data = [(torch.from_numpy(x), torch.from_numpy(y.astype("int64"))) for x, y in batches()]
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loss = nn.CrossEntropyLoss()

    def epoch():
        for x, y in data:
            optimizer.zero_grad()
            loss(net(x), y).backward()
            optimizer.step()

    return epoch


def measure(peer, name):
    """Print the least processor time of an epoch, in seconds."""
    epoch = {"mxgrad": with_mxgrad, "torch": with_torch}[peer](name)
    epoch()
    times = []
    for _ in range(EPOCHS):
        start = time.process_time()
        epoch()
        times.append(time.process_time() - start)
    print(min(times))


def main():
    """Time both in turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(*options.measure)
        return
    for name in ("perceptron", "convnet"):
        found = {"mxgrad": [], "torch": []}
        for _ in range(options.rounds):
            for peer, python in (("mxgrad", sys.executable), ("torch", options.torch)):
                command = [python, __file__, "--measure", peer, name]
                env = {**os.environ, **THREADS}
                done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)  # noqa: S603
                found[peer].append(float(done.stdout))
        own, other = (min(times) for times in found.values())
        print(f"{name}: {own * 1000:.0f} ms an epoch, PyTorch {other * 1000:.0f} ms: {own / other:.2f} times")


if __name__ == "__main__":
    main()

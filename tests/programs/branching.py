"""Programs with loops and branches; `python -m tests.programs.branching` records their traces anew."""

from __future__ import annotations

from pathlib import Path

from mxgrad import autograd, nd, trace

FOLDER = Path(__file__).parent / "recorded"


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


def scaled(w, k):
    if k % 2 == 0:  # noqa: SIM108 the branch is what the picture shows
        s = w * 3
    else:
        s = w + 1
    return s


def branches(w):
    s = w
    for k in range(4):
        s = scaled(s, k)
        if s[0] > 9:
            s = s * 0.5
    parts = [s * j for j in range(2)]
    while s[0] < 100:
        for j in range(2):
            s = s * (j + 2)
    if s[0] < 0:
        s = s * 0
    return parts[1] + s


def dense(x, weight, bias):
    return nd.relu(nd.dot(x, weight) + bias)


def perceptron(x, target, first, second):
    hidden = dense(x, *first)
    error = nd.dot(hidden, second) - target
    return (error**2).mean()


def doubling(*start):
    a = nd.array(start)
    a.attach_grad()
    tr = trace(f, a)
    tr.backward()
    return tr


def branching():
    w = nd.array([1.0, 2.0])
    w.attach_grad()
    tr = trace(branches, w)
    tr.backward()
    return tr


def learning():
    x, target = nd.array([[1.0, 2.0], [3.0, 4.0]]), nd.array([[1.0], [0.0]])
    weight, bias = nd.array([[0.5, -0.2, 0.1], [0.3, 0.8, -0.6]]), nd.array([0.1, 0.0, 0.2])
    second = nd.array([[0.7], [-0.4], [0.2]])
    for parameter in (weight, bias, second):
        parameter.attach_grad()
    with trace() as tr:
        with autograd.record():
            loss = perceptron(x, target, (weight, bias), second)
        loss.backward()
    return tr


PROGRAMS = {
    "doubling": lambda: doubling(0.4, 0.3),
    "doubling_other": lambda: doubling(-0.4, 0.3),
    "branching": branching,
    "learning": learning,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, record in PROGRAMS.items():
        (FOLDER / f"{name}.json").write_text(record().to_json() + "\n", "utf-8")

"""What is measured: the works, their inputs, and what mxgrad aims at.

Every work is forward and backward of a small program, in float32. The answer that all must agree with is that of the
hand-written NumPy version on float64 inputs. Runs in the peers' environments too, hence on Python 3.9.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy

BIG = 1_000_000
LEARNING_RATE = 1e-3


class Work(NamedTuple):
    """A kind of program (a function of each peer's module), the inputs, and plain numbers to call it with."""

    title: str
    kind: str
    inputs: str
    options: dict = {}  # noqa: RUF012  (never written to)
    torch: float | None = None  # the ratio of times that is aimed at, against PyTorch
    numpy: float | None = None  # and against hand-written NumPy


WORKS = {
    "a": Work("2x² on 2×2", "square", "square", {}, 0.4),
    "b": Work("the doubling loop, 10 iterations", "doubling", "doubling", {}, 0.55),
    "c_forward": Work("1,000 alternating ×, + on 2×2, forward", "chain_forward", "chain", {"count": 1000}, 0.9),
    "c": Work("the same, both ways", "chain", "chain", {"count": 1000}, 0.6),
    "d10k": Work("10,000 such operations", "chain", "chain", {"count": 10_000}, 0.6),
    "d100k": Work("100,000 such operations", "chain", "chain", {"count": 100_000}, 0.6),
    "e": Work("20 cheap elementwise operations on 10⁶", "chain", "long_chain", {"count": 20}, 1.0, 1.0),
    "e2": Work("the same with tanh and relu", "squashed", "long_chain", {}, 1.7, 1.2),
    "f": Work("MLP 784-256-128-10, batch 64, one SGD step", "mlp", "mlp", {}, 1.2, 1.25),
    "g": Work("matmul 1024²", "matmul", "matmul", {}, 1.1, 1.05),
    "h": Work("conv2d 8×3×32×32 → 16, 3×3", "conv", "conv", {}, 1.05),
    "i": Work("layer normalisation, 256×512", "layer_norm", "layer_norm", {}, 1.05),
    "j": Work("one element out of 10⁶, 1,000 times", "picks", "long_vector", {"count": 1000}, 0.02),
    "j_small": Work("one element out of 10⁴, 1,000 times", "picks", "short_vector", {"count": 1000}),
}

EXTRA = {  # not timed: what a long graph keeps, and that its length has no limit
    "d100k_forward": Work("100,000 operations, forward", "chain_forward", "chain", {"count": 100_000}),
    "million": Work("1,000,000 operations", "chain", "flat_chain", {"count": 1_000_000}),
}


def inputs(name: str) -> list:
    """Return the arrays of a set of inputs, the same in every environment."""
    random = numpy.random.RandomState(7)

    def near(center: float, spread: float, *shape: int):
        return center + spread * random.uniform(-1, 1, shape)

    made = {
        "square": lambda: [[[1, 2], [3, 4]]],
        "doubling": lambda: [[0.55, 0.6]],
        "chain": lambda: [[[1, 2], [3, 4]], near(1, 1e-3, 2, 2), near(0, 1e-3, 2, 2)],
        "flat_chain": lambda: [[[1, 2], [3, 4]], numpy.ones((2, 2)), numpy.zeros((2, 2))],  # neither grows nor shrinks
        "long_chain": lambda: [near(0, 1, BIG), near(1, 0.01, BIG), near(0.005, 0.005, BIG)],
        "mlp": lambda: [
            near(0.5, 0.5, 64, 784), random.randint(0, 10, 64),
            near(0, 0.05, 784, 256), near(0, 0.01, 256), near(0, 0.05, 256, 128), near(0, 0.01, 128),
            near(0, 0.05, 128, 10), near(0, 0.01, 10),
        ],
        "matmul": lambda: [near(0.5, 0.5, 1024, 1024), near(0.5, 0.5, 1024, 1024)],
        "conv": lambda: [near(0, 1, 8, 3, 32, 32), near(0, 1, 16, 3, 3, 3)],
        "layer_norm": lambda: [near(0, 2, 256, 512), near(1, 0.5, 512), near(0, 0.5, 512), near(0.5, 0.5, 256, 512)],
        "long_vector": lambda: [near(0.5, 0.5, BIG)],
        "short_vector": lambda: [near(0.5, 0.5, BIG // 100)],
    }[name]()  # fmt: skip
    arrays = [numpy.asarray(array) for array in made]
    # labels stay integers
    return [a if a.dtype.kind == "i" and name == "mlp" else a.astype(numpy.float32) for a in arrays]


def check(name: str, found: list) -> None:
    """Raise `AssertionError` unless `found` is what hand-written NumPy computes in float64."""
    from peers import numpy as by_hand

    work = {**WORKS, **EXTRA}[name]
    exact = [a.astype(numpy.float64) if a.dtype.kind == "f" else a for a in inputs(work.inputs)]
    expected = getattr(by_hand, work.kind)(*exact, **work.options)()
    assert len(found) == len(expected), f"{len(found)} results, not {len(expected)}"
    for i, (a, b) in enumerate(zip(found, expected)):  # noqa: B905  (Python 3.9)
        one, other = numpy.ravel(a).astype(numpy.float64), numpy.ravel(b)
        assert one.size == other.size, f"result {i} has shape {numpy.shape(a)}, not {numpy.shape(b)}"
        off = float(numpy.abs(one - other).max() / (numpy.abs(other).max() + 1e-30))
        assert off < 2e-3, f"result {i} is off by {off:.1e} of its largest element"


# ---- programs that read the same in every library


def run_chain(y, w, c, count):
    """Return y after `count` operations: times w and plus c, in turn."""
    for _ in range(count // 2):
        y = y * w
        y = y + c
    return y


def run_squashed(y, w, c, tanh, relu):
    """Return y after 20 operations on all elements."""
    for _ in range(5):
        y = y * w
        y = y + c
        y = tanh(y)
        y = relu(y)
    return y


def run_picks(x, count):
    """Return the sum of the first `count` elements, read one by one."""
    total = x[0]
    for k in range(1, count):
        total = total + x[k]
    return total

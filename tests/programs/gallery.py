"""Thirty-odd ordinary programs, traced: what the picture must carry besides the lessons.

Each of `PROGRAMS` gives a trace, and the same one every time.
"""

import linecache
from collections.abc import Callable

import numpy as np

from mxgrad import autograd, nd, trace
from mxgrad.tracing import Trace


def _arrays(seed: int, *shapes: tuple[int, ...], scale: float = 0.5) -> list[nd.NDArray]:
    """Normal numbers with one decimal or two, so that arithmetic can be followed."""
    draw = np.random.RandomState(seed)
    return [nd.array(np.round(draw.normal(0, scale, shape), 2)) for shape in shapes]


def _asking(*parameters: nd.NDArray) -> None:
    for parameter in parameters:
        parameter.attach_grad()


# ---- networks


def perceptron() -> Trace:
    X, Y, w1, b1, w2, b2 = _arrays(1, (4, 3), (4, 2), (3, 5), (5,), (5, 2), (2,))
    _asking(w1, b1, w2, b2)
    with trace() as tr:
        with autograd.record():
            h = nd.relu(nd.dot(X, w1) + b1)
            out = nd.dot(h, w2) + b2
            loss = ((out - Y) ** 2).mean()
        loss.backward()
    return tr


def three_sgd_steps() -> Trace:
    X, w, b = _arrays(2, (8, 2), (2, 1), (1,))
    Y = nd.array([[1], [0], [1], [1], [0], [0], [1], [0]])
    _asking(w, b)

    def train(X, Y, w, b, lr=0.5):
        for _ in range(3):
            with autograd.record():
                p = nd.sigmoid(nd.dot(X, w) + b)
                loss = -(Y * nd.log(p) + (1 - Y) * nd.log(1 - p)).mean()
            loss.backward()
            w[:] = w - lr * w.grad
            b[:] = b - lr * b.grad

    return trace(train, X, Y, w, b)


def rnn() -> Trace:
    x0, x1, x2, x3, Wx, Wh, b, h = _arrays(3, (1, 2), (1, 2), (1, 2), (1, 2), (2, 3), (3, 3), (3,), (1, 3))
    _asking(Wx, Wh, b)

    def run(xs, h, Wx, Wh, b):
        for x in xs:
            h = nd.tanh(nd.dot(x, Wx) + nd.dot(h, Wh) + b)
        return (h**2).sum()

    tr = trace(run, (x0, x1, x2, x3), h, Wx, Wh, b)
    tr.backward()
    return tr


def convnet() -> Trace:
    x, k, bias, w = _arrays(4, (1, 1, 6, 6), (2, 1, 3, 3), (2,), (8, 2))
    _asking(k, bias, w)
    with trace() as tr:
        with autograd.record():
            c = nd.Convolution(x, k, bias, kernel=(3, 3), num_filter=2)
            p = nd.Pooling(nd.relu(c), kernel=(2, 2), stride=(2, 2), pool_type="max")
            scores = nd.dot(p.reshape((1, -1)), w)
            loss = -nd.log_softmax(scores)[0, 1]
        loss.backward()
    return tr


def attention() -> Trace:
    x, Wq, Wk, Wv = _arrays(5, (3, 4), (4, 2), (4, 2), (4, 2))
    _asking(Wq, Wk, Wv)
    with trace() as tr:
        with autograd.record():
            q = nd.dot(x, Wq)
            k = nd.dot(x, Wk)
            v = nd.dot(x, Wv)
            scores = nd.dot(q, k.T) / 2**0.5
            weights = nd.softmax(scores)
            out = nd.dot(weights, v)
            loss = (out**2).sum()
        loss.backward()
    return tr


def batch_norm() -> Trace:
    x, gamma, beta = _arrays(6, (4, 3), (3,), (3,))
    _asking(x, gamma, beta)
    moving_mean, moving_var = nd.zeros(3), nd.ones(3)
    with trace() as tr:
        with autograd.record():
            y = nd.BatchNorm(x, gamma, beta, moving_mean, moving_var, fix_gamma=False)
            loss = (y * y * y).sum()
        loss.backward()
    return tr


def dropout() -> Trace:
    from mxgrad import random

    random.seed(7)
    x, w = _arrays(7, (2, 4), (4, 2))
    _asking(x, w)
    with trace() as tr:
        with autograd.record():
            loss = (nd.dot(nd.Dropout(x, p=0.5), w) ** 2).sum()
        loss.backward()
    return tr


def gradient_penalty() -> Trace:
    x, w = _arrays(8, (3,), (3,))
    _asking(x, w)
    with trace() as tr:
        with autograd.record():
            y = (w * x**3).sum()
            (slope,) = autograd.grad(y, [x], create_graph=True, retain_graph=True)
            loss = y + ((slope**2).sum() - 1) ** 2
        loss.backward()
    return tr


def class_with_parameters() -> Trace:
    class Model:
        def __init__(self):
            self.params = dict(zip(("w1", "w2"), _arrays(9, (2, 3), (3, 1)), strict=True))
            for p in self.params.values():
                p.attach_grad()

        def __call__(self, x):
            h = nd.tanh(nd.dot(x, self.params["w1"]))
            return nd.dot(h, self.params["w2"])

    model, (x, y) = Model(), _arrays(10, (2, 2), (2, 1))
    with trace() as tr:
        with autograd.record():
            loss = ((model(x) - y) ** 2).mean()
        loss.backward()
    return tr


def lstm_cell() -> Trace:
    x, h, c, Wx, Wh = _arrays(11, (1, 2), (1, 2), (1, 2), (2, 8), (2, 8))
    _asking(Wx, Wh)
    with trace() as tr:
        with autograd.record():
            gates = nd.dot(x, Wx) + nd.dot(h, Wh)
            i, f, g, o = gates.split(num_outputs=4, axis=1)
            c = nd.sigmoid(f) * c + nd.sigmoid(i) * nd.tanh(g)
            h = nd.sigmoid(o) * nd.tanh(c)
            loss = h.sum()
        loss.backward()
    return tr


def softmax_by_hand() -> Trace:
    (z,) = _arrays(12, (2, 3))
    z.attach_grad()
    with trace() as tr:
        with autograd.record():
            e = nd.exp(z - z.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            loss = -nd.log(nd.pick(p, nd.array([0, 2]))).mean()
        loss.backward()
    return tr


def embedding() -> Trace:
    (table,) = _arrays(13, (5, 3))
    table.attach_grad()
    words = nd.array([1, 3, 1])
    with trace() as tr:
        with autograd.record():
            vectors = nd.take(table, words)
            loss = (vectors.mean(axis=0) ** 2).sum()
        loss.backward()
    return tr


# ---- training


def generator_loader() -> Trace:
    X, Y, w = _arrays(14, (6, 2), (6, 1), (2, 1))
    w.attach_grad()

    def batches(size):
        for at in range(0, len(X), size):
            yield X[at : at + size], Y[at : at + size]

    def train(w):
        for x, y in batches(2):
            with autograd.record():
                loss = ((nd.dot(x, w) - y) ** 2).mean()
            loss.backward()
            w -= 0.1 * w.grad

    return trace(train, w)


def loop_over_parameters() -> Trace:
    X, Y, w, b = _arrays(15, (4, 2), (4, 1), (2, 1), (1,))
    params = [w, b]
    for p in params:
        p.attach_grad()

    def train(X, Y, w, b):
        for _ in range(2):
            with autograd.record():
                loss = ((nd.dot(X, w) + b - Y) ** 2).mean()
            loss.backward()
            for param in params:
                param[:] = param - 0.1 * param.grad

    return trace(train, X, Y, w, b)


def in_place_updates() -> Trace:
    x = nd.array([1.0, 2.0, 3.0])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = x * 2
        y.backward()
        x -= 0.1 * x.grad
        x += 1
        with autograd.record():
            y = x * x
        y.backward()
    return tr


# ---- paths


def _tree(x, depth):
    if depth == 0:
        return x
    return _tree(x * 2, depth - 1) + _tree(x * 0.5, depth - 1)


def recursion_over_a_tree() -> Trace:
    x = nd.array([1.0, -2.0])
    x.attach_grad()
    tr = trace(_tree, x, 3)
    tr.backward()
    return tr


def _nested(x):
    total = x * 0
    for i in range(4):
        for j in range(5):
            if j == 1:
                continue
            if j > 2:
                break
            total = total + x * (i + j)
    return total


def nested_loops() -> Trace:
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(_nested, x)
    tr.backward()
    return tr


def _cautious(x):
    try:
        if x.sum() < 0:
            raise ValueError("negative")
        y = nd.sqrt(x)
    except ValueError:
        y = x * x
    else:
        y = y + 1
    return y


def caught_exception() -> Trace:
    x = nd.array([-1.0, -4.0])
    x.attach_grad()
    tr = trace(_cautious, x)
    tr.backward()
    return tr


def _stacked(x):
    rows = [x * k for k in range(1, 4)]
    return nd.stack(*rows).sum(axis=0) ** 2


def comprehension_with_stack() -> Trace:
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(_stacked, x)
    tr.backward()
    return tr


class _Sigmoid(autograd.Function):
    def forward(self, x):
        y = 1 / (1 + nd.exp(-x))
        self.save_for_backward(y)
        return y

    def backward(self, dy):
        (y,) = self.saved_tensors
        return dy * y * (1 - y)


def custom_function() -> Trace:
    x = nd.array([0.0, 1.0, -2.0])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = _Sigmoid()(x) * 3
        y.backward()
    return tr


def _newton(a):
    r = a
    while abs((r * r - a).asscalar()) > 1e-3:
        r = (r + a / r) / 2
    return r


def newton() -> Trace:
    a = nd.array([2.0])
    a.attach_grad()
    tr = trace(_newton, a)
    tr.backward()
    return tr


def _bisection(c):
    low, high = c * 0, c + 1
    for _ in range(6):
        middle = (low + high) / 2
        if middle * middle > c:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def bisection() -> Trace:
    c = nd.array([2.0])
    c.attach_grad()
    tr = trace(_bisection, c)
    tr.backward()
    return tr


def _matched(x):
    match x.shape:
        case (n,):
            y = x * n
        case (n, m):
            y = x * (n * m)
        case _:
            y = x
    if y.sum() > 0 and y.max() < 100:
        y = y + 1
    return y


def match_and_condition() -> Trace:
    x = nd.array([[1.0, 2.0], [3.0, 4.0]])
    x.attach_grad()
    tr = trace(_matched, x)
    tr.backward()
    return tr


def _zigzag(x):
    for i in range(40):
        if i % 2 == 0:  # noqa: SIM108 - the branch is what the program is for
            x = x * 1.5
        else:
            x = x - 0.1
    return x


def alternating_branch() -> Trace:
    x = nd.array([1.0, 0.5])
    x.attach_grad()
    tr = trace(_zigzag, x)
    tr.backward()
    return tr


def inner_functions() -> Trace:
    def layer(k):
        def apply(x):
            return nd.tanh(x * (1 + k / 40))

        return apply

    layers = [layer(k) for k in range(40)]
    x = nd.array([0.5, -0.25])
    x.attach_grad()

    def network(y):
        for apply in layers:
            y = apply(y)
        return y

    tr = trace(network, x)
    tr.backward()
    return tr


# ---- sizes and kinds of numbers


def large_matrices() -> Trace:
    A, B = _arrays(16, (256, 256), (256, 256), scale=0.05)
    _asking(A, B)
    with trace() as tr:
        with autograd.record():
            loss = (nd.dot(A, B) ** 2).mean()
        loss.backward()
    return tr


def images() -> Trace:
    x, k = _arrays(17, (8, 3, 32, 32), (4, 3, 3, 3))
    _asking(k)
    with trace() as tr:
        with autograd.record():
            y = nd.relu(nd.Convolution(x, k, kernel=(3, 3), pad=(1, 1), num_filter=4, no_bias=True))
            loss = nd.Pooling(y, global_pool=True, pool_type="avg", kernel=(1, 1)).sum()
        loss.backward()
    return tr


def empty_arrays() -> Trace:
    x = nd.zeros((0, 3))
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            loss = (x * 2).sum()
        loss.backward()
    return tr


def nan_midway() -> Trace:
    x = nd.array([4.0, 0.0, -1.0])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = nd.log(x) * 2
            loss = y.sum()
        loss.backward()
    return tr


def half_precision() -> Trace:
    x = nd.array([1.0, 300.0, 0.0001], dtype="float16")
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = (x * x).sum()
        y.backward()
    return tr


def straight_line() -> Trace:
    names: dict[str, object] = {}
    lines = ["def straight(h0):", *(f"    h{i + 1} = h{i} * 1.01" for i in range(300)), "    return h300"]
    name = "<straight>"
    source = "\n".join(lines)
    linecache.cache[name] = (len(source), None, [line + "\n" for line in lines], name)
    exec(compile(source, name, "exec"), names)  # noqa: S102 - three hundred lines nobody wants to read
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(names["straight"], x)
    tr.backward()
    return tr


def _rolled(x):
    for _ in range(1500):
        x = x * 2
        x = x * 0.5
    return x


def rolled_operations() -> Trace:
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(_rolled, x)
    tr.backward()
    return tr


def many_added() -> Trace:
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = nd.add_n(*[x * k for k in range(200)])
        y.backward()
    return tr


def residual_layers() -> Trace:
    (x,) = _arrays(18, (2,))
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = x
            for _ in range(200):  # in a function's block, whose path is not followed: 600 operations in a row
                y = y + nd.tanh(y) * 0.01
        y.backward()
    return tr


PROGRAMS: dict[str, Callable[[], Trace]] = {
    program.__name__.replace("_", " "): program
    for program in (
        perceptron, three_sgd_steps, rnn, convnet, attention, batch_norm, dropout, gradient_penalty,
        class_with_parameters, lstm_cell, softmax_by_hand, embedding, generator_loader, loop_over_parameters,
        in_place_updates, recursion_over_a_tree, nested_loops, caught_exception, comprehension_with_stack,
        custom_function, newton, bisection, match_and_condition, alternating_branch, inner_functions,
        large_matrices, images, empty_arrays, nan_midway, half_precision, straight_line, rolled_operations,
        many_added, residual_layers,
    )
}  # fmt: skip

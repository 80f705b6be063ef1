"""The lesson programs, traced: as a teacher writes them."""

from mxgrad import autograd, nd, trace


def two_x_squared():
    x = nd.array([[1, 2], [3, 4]])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = 2 * x**2
        y.backward()
    return tr, x


def chain_rule(grad_req="write"):
    x = nd.array([[1, 2], [3, 4]])
    x.attach_grad(grad_req)
    with trace() as tr:
        with autograd.record():
            y = x * 2
            z = y * x
        z.backward()
    return tr, x


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


def doubling_loop(start=(0.4, 0.3)):
    a = nd.array(start)
    a.attach_grad()
    tr = trace(f, a)
    tr.backward()
    return tr, a


def training_loop(rate=0.1):
    w = nd.array([1.0, 2.0])
    w.attach_grad()
    with trace() as tr:
        for _ in range(2):
            with autograd.record():
                loss = (w * w).sum()
            loss.backward()
            w[:] = w - rate * w.grad
    return tr


def broadcasting():
    data = nd.array([[1, 2, 3], [4, 5, 6]])
    w, b = nd.array([[0.5, -1, 2]]), nd.array([1.0])
    w.attach_grad()
    b.attach_grad()
    with trace() as tr:
        with autograd.record():
            loss = (nd.relu(data * w + b) - nd.exp(-w)).mean()
        loss.backward()
    return tr, w


PROGRAMS = {
    "2x²": two_x_squared,
    "chain rule": chain_rule,
    "chain rule, add": lambda: chain_rule("add"),
    "doubling loop, first": doubling_loop,
    "doubling loop, second": lambda: doubling_loop((-0.4, 0.3)),
    "broadcasting": broadcasting,
}

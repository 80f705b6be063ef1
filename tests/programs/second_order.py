"""Programs that differentiate a gradient, for the tests of the trace and of the view."""

from mxgrad import autograd, nd, trace


def variable(*numbers):
    x = nd.array(numbers)
    x.attach_grad()
    return x


def cube(before=False):
    x = variable(1, 2)
    with trace() as tr:
        with autograd.record():
            if before:
                (x * 10).backward()
            y = x**3
            dx = autograd.grad(y, x, create_graph=True)[0]
        dx.backward()
    return tr


def third():
    x = variable(2)
    with trace() as tr:
        with autograd.record():
            y = x**4
            d1 = autograd.grad(y, x, create_graph=True)[0]
            d2 = autograd.grad(d1, x, create_graph=True)[0]
        d2.backward()
    return tr

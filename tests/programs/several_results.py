"""A program with an operation of two results, each of which is used and has a gradient of its own."""

from mxgrad import nd, trace


def split(z):
    a, b = nd.split(z * 1, 2, axis=1)
    return (a * b + a).sum()


def split_run():
    """The program for [1, 2, 3, 4], forward and backward: a is [1, 2] with gradient [4, 5], b is [3, 4] with [1, 2]."""
    z = nd.array([[1.0, 2, 3, 4]])
    z.attach_grad()
    run = trace(split, z)
    run.backward()
    return run

"""`nd.contrib`: control flow, and the small functions that are nowhere else."""

import math

import numpy as np
import pytest

from mxgrad import autograd, errors, nd


def close(x, expected, tolerance=1e-5):
    np.testing.assert_allclose(x.asnumpy(), expected, rtol=tolerance, atol=tolerance)


def test_control_flow():
    x = nd.array([1.0, 2.0, 3.0])
    x.attach_grad()
    with autograd.record():
        sums, last = nd.contrib.foreach(lambda row, s: (row + s, row + s), x, nd.zeros(1))
    assert sums[:, 0].tolist() == [1, 3, 6]
    last.backward()
    assert x.grad.tolist() == [1, 1, 1]
    (squares,), (i, _) = nd.contrib.while_loop(
        lambda i, s: i < 3, lambda i, s: ([i * i], [i + 1, s + i]), [nd.array([1.0]), nd.array([0.0])], 4
    )
    assert squares[:, 0].tolist() == [1, 4, 0, 0]
    assert i.asscalar() == 3
    assert nd.contrib.cond(x.sum() > 5, lambda: "many", lambda: "few") == "many"
    with pytest.raises(ValueError, match="max_iterations"):
        nd.contrib.while_loop(lambda i: i < 3, lambda i: (i, i + 1), [nd.zeros(1)])


def test_small_ones():
    x = nd.array([[1.0, math.nan], [math.inf, -2.0]])
    assert nd.contrib.isnan(x).tolist() == [[0, 1], [0, 0]]
    assert nd.contrib.isinf(x).tolist() == [[0, 0], [1, 0]]
    assert nd.contrib.isfinite(x).tolist() == [[1, 0], [0, 1]]
    assert nd.contrib.index_array(x, axes=(1,)).tolist() == [[[0], [1]], [[0], [1]]]
    assert nd.contrib.arange_like(x, start=5).tolist() == [[5, 6], [7, 8]]
    assert nd.contrib.allclose(x, x).asscalar() == 0
    assert nd.contrib.index_copy(nd.zeros((3, 1)), nd.array([2]), nd.ones((1, 1))).tolist() == [[0], [0], [1]]
    with pytest.raises(errors.ShapeError, match="do not fit"):
        nd.contrib.index_copy(nd.zeros((3, 1)), nd.array([2]), nd.ones((2, 1)))
    y = nd.array([0.4, -1.6])
    y.attach_grad()
    with autograd.record():
        z = nd.contrib.round_ste(y) + nd.contrib.sign_ste(y) + nd.contrib.gradientmultiplier(y, scalar=-2)
    z.backward()
    close(z, [1.4, -4.6])
    assert y.grad.tolist() == [0, 0]

"""Products, triangles and factors of matrices."""

import numpy as np
import pytest

from mxgrad import errors, nd
from mxgrad.testing.numerical import check_gradient

RNG = np.random.default_rng(3)


def close(x, expected, tolerance=1e-5):
    np.testing.assert_allclose(x.asnumpy(), expected, rtol=tolerance, atol=tolerance)


def test_dot_of_many_axes_moves_one_axis():
    a, b = RNG.normal(size=(4, 3, 2)), RNG.normal(size=(4, 5))
    close(nd.dot(nd.array(a), nd.array(b), transpose_a=True), np.tensordot(a, b, (0, 0)))
    close(nd.dot(nd.array(b.T), nd.array(a.T), transpose_b=True), np.tensordot(b.T, a.T, (1, 2)))
    check_gradient(lambda x, y: nd.dot(x, y, transpose_a=True), nd.array(a, dtype="float64"),
                   nd.array(b, dtype="float64"))  # fmt: skip
    check_gradient(lambda x, y: nd.dot(x, y, transpose_b=True), nd.array(b.T, dtype="float64"),
                   nd.array(a.T, dtype="float64"))  # fmt: skip


def test_an_upper_triangle_is_read_by_columns():
    a = nd.arange(16).reshape((4, 4))
    assert nd.linalg.extracttrian(a, lower=False).tolist() == [0, 1, 5, 2, 6, 10, 3, 7, 11, 15]
    assert nd.linalg.extracttrian(a, offset=1).tolist() == [1, 2, 6, 3, 7, 11]
    back = nd.linalg.maketrian(nd.linalg.extracttrian(a, offset=1), offset=1)
    np.testing.assert_array_equal(back.asnumpy(), np.triu(a.asnumpy(), 1))


def test_factors():
    a = RNG.normal(size=(2, 3, 4)).astype("float32")
    Q, L = nd.linalg.gelqf(nd.array(a))
    close(nd.linalg.gemm2(L, Q), a)
    close(nd.linalg.gemm2(Q, Q, transpose_b=True), np.broadcast_to(np.eye(3), (2, 3, 3)))
    assert np.allclose(np.triu(L.asnumpy(), 1), 0)
    s = a @ a.swapaxes(-1, -2)
    U, values = nd.linalg.syevd(nd.array(s))
    close(nd.linalg.gemm2(U * values.expand_dims(-1), U, transpose_a=True), s, 1e-4)
    assert (U.asnumpy().max(axis=-1) >= -U.asnumpy().min(axis=-1)).all()
    with pytest.raises(errors.ShapeError, match="at most as many rows as columns"):
        nd.linalg.gelqf(nd.ones((3, 2)))

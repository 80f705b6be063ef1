"""Random arrays in the shape of another."""

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import nd


def test_random_arrays_like_another():
    x = nd.zeros((2, 3), dtype="float64")
    mx.random.seed(1)
    for sample in (nd.random.uniform_like(x), nd.random.normal_like(0, 2, x), nd.random.poisson_like(x, 3),
                   nd.random.gamma_like(data=x), nd.random.exponential_like(x)):  # fmt: skip
        assert (sample.shape, sample.dtype) == (x.shape, np.float64)
    draws = nd.random.generalized_negative_binomial(2, 0.5, shape=40_000).asnumpy()
    assert abs(draws.mean() - 2) < 0.05
    assert abs(draws.var() - 4) < 0.2
    with pytest.raises(TypeError, match="takes the array"):
        nd.random.normal_like(0, 1)

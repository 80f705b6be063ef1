"""topk chooses as a stable sort does, at the cost of a partition."""

import time

import numpy as np
import pytest

from mxgrad import nd

RNG = np.random.default_rng(4)


def best(x, axis, k, is_ascend):
    """Return the positions of the k best by a stable sort; nan is the largest."""
    order = np.argsort(x if is_ascend else np.flip(x, axis), axis=axis, kind="stable")
    order = order if is_ascend else np.flip(x.shape[axis] - 1 - order, axis)
    return np.take(order, np.arange(k), axis)


@pytest.mark.parametrize("is_ascend", [True, False])
@pytest.mark.parametrize(("shape", "axis"), [((40,), 0), ((3, 40), -1), ((40, 3), 0), ((2, 40, 3), 1), ((2, 9), 1)])
@pytest.mark.parametrize("special", [None, np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_ties_keep_their_order(is_ascend, shape, axis, special, dtype):
    for levels in (2, 5, 1000):
        x = RNG.integers(0, levels, shape).astype(dtype)
        if special is not None and dtype == "float32":
            x[RNG.random(shape) < 0.1] = special
        for k in (1, 2, 7):
            expected = best(x, axis, k, is_ascend)
            call = {"axis": axis, "k": k, "is_ascend": is_ascend}
            found = nd.topk(nd.array(x, dtype=dtype), dtype="int32", **call).asnumpy()
            np.testing.assert_array_equal(found, expected)
            values = nd.topk(nd.array(x, dtype=dtype), ret_typ="value", **call).asnumpy()
            np.testing.assert_array_equal(values, np.take_along_axis(x, expected, axis))
            mask = nd.topk(nd.array(x, dtype=dtype), ret_typ="mask", **call).asnumpy()
            assert (np.take_along_axis(mask, expected, axis) == 1).all()
            assert mask.sum() == expected.size


def seconds(call):
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


def test_the_few_best_of_many_cost_no_more_than_a_few_partitions():
    x = RNG.standard_normal((10, 100_000)).astype("float32")
    array = nd.array(x)
    ratio = seconds(lambda: nd.topk(array, k=5)) / seconds(lambda: np.partition(x, 99_995, axis=-1))
    assert ratio < 6, ratio  # a stable sort takes 40 times as long

"""Sums of many numbers: what float16 and float32 give agrees with float64 to their own precision."""

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import DTypeError
from mxgrad.testing.numerical import gradients, sample_inputs


def run(function, arrays, dtype):
    """Return the results of `function` at `arrays` in `dtype`, then the gradients of their sum."""
    xs = [nd.array(x, dtype=dtype) for x in arrays]
    for x in xs:
        x.attach_grad()
    with autograd.record():
        results = function(*xs)
    results = results if isinstance(results, list) else [results]
    autograd.backward([z for z in results if z._node is not None])
    return [z.asnumpy().astype("float64") for z in (*results, *(x.grad for x in xs))]


def rng(*shape, low=0.5, high=1.5):
    return np.random.default_rng(0).uniform(low, high, shape)


N = 6000  # float16 counts no further than 2048
MANY = {
    "sum": (lambda x: x.sum(), [np.ones(N)]),
    "sum of rows": (lambda x: x.sum(axis=0), [np.ones((N, 2))]),
    "sum of all but": (lambda x: x.sum(axis=1, exclude=True), [np.ones((N, 2, 2))]),
    "sum of cancelling rows": (lambda x: x.sum(axis=0), [np.array([[6e4], [6e4], [-6e4], [-6e4]])]),
    "mean": (lambda x: x.mean(axis=0), [rng(N, 2)]),
    "mean of large": (lambda x: x.mean(), [np.full((40, 2), 6e4)]),
    "nansum": (lambda x: nd.nansum(x, axis=0), [np.ones((N, 2))]),
    "prod": (lambda x: x.prod(), [np.array([300.0, 300.0, 0.001, 0.01])]),
    "nanprod": (lambda x: nd.nanprod(x), [np.array([300.0, 300.0, 0.001, 0.01])]),
    "cumsum": (lambda x: nd.cumsum(x, axis=0)[-1:], [np.ones((N, 2))]),
    "norm": (lambda x: x.norm(axis=0), [rng(N, 2)]),
    "norm 1": (lambda x: nd.norm(x, ord=1, axis=0), [rng(N, 2)]),
    "add": (lambda x, b: x + b, [np.ones((N, 2)), np.ones((1, 2))]),
    "multiply": (lambda x, b: x * b, [np.ones((N, 2)), np.ones((1, 2))]),
    "broadcast_to": (lambda b: nd.broadcast_to(b, shape=(N, 2)), [np.ones((1, 2))]),
    "tile": (lambda b: nd.tile(b, reps=(N, 1)), [np.ones((1, 2))]),
    "repeat": (lambda b: nd.repeat(b, repeats=N, axis=0), [np.ones((1, 2))]),
    "take": (lambda w: nd.take(w, nd.zeros(N)), [np.ones((2, 2))]),
    "Embedding": (lambda w: nd.Embedding(nd.zeros(N), w, input_dim=2, output_dim=2), [np.ones((2, 2))]),
    "getitem": (lambda w: w[nd.zeros(N)], [np.ones((2, 2))]),
    "dot": (lambda x, y: nd.dot(x, y), [np.ones((2, N)), np.ones((N, 3))]),
    "vectors": (lambda x, y: nd.dot(x, y), [np.ones(N), np.ones(N)]),
    "tensors": (lambda x, y: nd.dot(x, y), [np.ones((2, 2, N)), np.ones((N, 3))]),
    "batch_dot": (lambda x, y: nd.batch_dot(x, y), [np.ones((2, 1, N)), np.ones((2, N, 1))]),
    "gemm2": (lambda x, y: nd.linalg.gemm2(x, y), [np.ones((2, N)), np.ones((N, 3))]),
    "syrk": (lambda x: nd.linalg.syrk(x), [np.full((2, N), 0.5)]),
    "softmax": (lambda x: nd.softmax(x), [np.zeros((2, N))]),
    "softmin": (lambda x: nd.softmin(x), [np.zeros((2, N))]),
    "log_softmax": (lambda x: nd.log_softmax(x)[:, 0], [np.zeros((2, N))]),
    "SoftmaxActivation": (lambda x: nd.SoftmaxActivation(x), [np.zeros((2, N))]),
    "SoftmaxOutput": (lambda x: nd.SoftmaxOutput(x, nd.zeros(2), normalization="valid"), [np.zeros((2, N))]),
    "softmax_cross_entropy": (lambda x: nd.softmax_cross_entropy(x, nd.zeros(2)), [np.zeros((2, N))]),
    "MakeLoss": (lambda x: nd.MakeLoss(x, normalization="valid"), [rng(N)]),
    "FullyConnected": (lambda x, w, b: nd.FullyConnected(x, w, b, num_hidden=2),
                       [np.full((N, 3), 0.25), np.ones((2, 3)), np.ones(2)]),
    "Convolution": (lambda x, w, b: nd.Convolution(x, w, b, kernel=(3,), num_filter=2),
                    [np.full((3, 1, N), 0.25), np.ones((2, 1, 3)), np.ones(2)]),
    "Deconvolution": (lambda x, w, b: nd.Deconvolution(x, w, b, kernel=(3,), num_filter=2, no_bias=False),
                      [np.full((3, 1, N), 0.25), np.ones((1, 2, 3)), np.ones(2)]),
    "Pooling avg": (lambda x: nd.Pooling(x, global_pool=True, pool_type="avg"), [rng(2, 1, N)]),
    "Pooling sum": (lambda x: nd.Pooling(x, global_pool=True, pool_type="sum"), [np.ones((2, 1, N))]),
    "Pooling lp": (lambda x: nd.Pooling(x, global_pool=True, pool_type="lp", p_value=2), [np.ones((2, 1, N))]),
    "BatchNorm": (lambda x, g, b: nd.BatchNorm(x, g, b, nd.zeros(2, dtype=x.dtype), nd.ones(2, dtype=x.dtype),
                                               fix_gamma=False) * x, [rng(N, 2), np.ones(2), np.ones(2)]),
    "BatchNorm of large": (lambda x, g, b: nd.BatchNorm(x, g, b, nd.zeros(1, dtype=x.dtype),
                                                        nd.ones(1, dtype=x.dtype)),
                           [np.array([[900.0], [-900.0], [0.0]]), np.ones(1), np.ones(1)]),
    "LayerNorm": (lambda x, g, b: nd.LayerNorm(x, g, b), [rng(2, N) * 300, np.ones(N), np.ones(N)]),
    "InstanceNorm": (lambda x, g, b: nd.InstanceNorm(x, g, b) * x / 300, [rng(2, 1, N) * 300, np.ones(1), np.ones(1)]),
    "GroupNorm": (lambda x, g, b: nd.GroupNorm(x, g, b) * x / 300, [rng(2, 1, N) * 300, np.ones(1), np.ones(1)]),
    "L2Normalization": (lambda x: nd.L2Normalization(x), [rng(2, N) * 300]),
    "moments": (lambda x: nd.moments(x, axes=(0,)), [rng(N, 2)]),
    "LRN": (lambda x: nd.LRN(x, nsize=3), [rng(1, 4, 2, 2) * 300]),
    "sumlogdiag": (lambda x: nd.linalg.sumlogdiag(x), [np.eye(500) * 100 + 1]),
    "khatri_rao": (lambda x, y: nd.khatri_rao(x, y), [np.ones((1, 2)), np.ones((N, 2))]),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_float16_accumulates_in_float32(name):
    function, arrays = MANY[name]
    arrays = [np.asarray(x, "float16") for x in arrays]
    with autograd.train_mode():
        for half, exact in zip(*(run(function, arrays, dtype) for dtype in ("float16", "float64")), strict=True):
            np.testing.assert_allclose(half, exact, rtol=4e-3, atol=4e-3 * max(1e-6, np.abs(exact).max()))


def as_float64(sample):
    """Return the same call on the same numbers in float64."""
    operands = tuple(x.astype("float64") if x._data.dtype.kind == "f" else x for x in sample.operands)
    return sample._replace(operands=operands)


@pytest.mark.parametrize("name", REGISTRY)
def test_float16_agrees_with_float64(name):
    for half in sample_inputs(REGISTRY[name], "float16"):
        exact = as_float64(half)
        for a, b in zip(*(z if isinstance(z, list) else [z] for z in (half(), exact())), strict=True):
            np.testing.assert_allclose(a.asnumpy().astype("float64"), b.asnumpy(), rtol=1e-2, atol=1e-2)
        if wrt := half.differentiable():
            for a, b in zip(*(gradients(s, s.operands, wrt) for s in (half, exact)), strict=True):
                np.testing.assert_allclose(a.asnumpy().astype("float64"), b.asnumpy(), rtol=3e-2, atol=3e-2)


TALL = {
    "ones": lambda F, x: x.sum(axis=0),
    "mean": lambda F, x: x.mean(axis=0),
    "both axes": lambda F, x: x.sum(axis=(0, 1)),
    "middle": lambda F, x: x.reshape((1, *x.shape, 1)).sum(axis=1),
    "two of three": lambda F, x: x.reshape((-1, 2, x.shape[1])).sum(axis=(0, 2)),
}


@pytest.mark.parametrize("name", TALL)
@pytest.mark.parametrize("rows", [1, 1023, 1025, 33_333, 300_001])
def test_float32_is_summed_pairwise_whatever_the_axis(name, rows):
    values = np.random.default_rng(1).uniform(0, 1, (rows + rows % 2, 3)).astype("float32")
    got = TALL[name](np, nd.array(values)).asnumpy()
    expected = TALL[name](np, values.astype("float64"))
    np.testing.assert_allclose(got.ravel(), expected.ravel(), rtol=1e-6)


def test_ones_are_counted_beyond_2_to_the_24():
    x = nd.ones((20_000_000, 2))
    assert x.sum(axis=0).tolist() == [2e7, 2e7]
    assert x.mean(axis=0).tolist() == [1, 1]
    assert nd.cumsum(x[:, 0])[-1].asscalar() == 2e7


def test_a_broadcast_operand_counts_its_gradient_beyond_2_to_the_24():
    b = nd.ones((1, 1))
    b.attach_grad()
    with autograd.record():
        y = nd.broadcast_to(b, shape=(20_000_000, 1)) * 1
    y.backward()
    assert b.grad.asscalar() == 2e7


def test_transposed_and_strided_arrays_are_summed_pairwise():
    from mxgrad.context import NUMPY as F

    values = np.random.default_rng(1).uniform(0, 1, (3, 200_000)).astype("float32")
    for x in (values, values.T, values[:, ::2], np.broadcast_to(values[:1, :1], (100_000, 2))):
        for axis in (0, 1, (0, 1), None):
            expected = x.astype("float64").sum(axis=axis)
            np.testing.assert_allclose(F.sum(x, axis=axis), expected, rtol=1e-6)
            np.testing.assert_allclose(F.mean(x, axis=axis), x.astype("float64").mean(axis=axis), rtol=1e-6)


# ---- whole numbers


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8"])
def test_sums_of_small_integers_are_int64_and_exact(dtype):
    x = nd.ones((200, 2), dtype=dtype) if dtype == "bool" else nd.full((200, 2), 100, dtype=dtype)
    one = int(x[0, 0].asscalar())
    for z, expected in ((x.sum(), 400 * one), (x.sum(axis=0), [200 * one] * 2), (nd.nansum(x), 400 * one),
                        (nd.cumsum(x)[-1], 400 * one), (x[:3, 0].prod(), one**3), (nd.nanprod(x[:3, 0]), one**3),
                        (x.sum(axis=1, keepdims=True)[0], 2 * one)):  # fmt: skip
        assert z.dtype == np.int64
        np.testing.assert_array_equal(z.asnumpy(), expected)
    assert x.mean().dtype == np.float32
    assert x.mean().asscalar() == one


def test_products_of_small_integers_are_int64_and_exact():
    x = nd.full((2, 300), 100, dtype="uint8")
    assert nd.dot(x, x.T).tolist() == [[3_000_000] * 2] * 2
    assert nd.batch_dot(x.reshape((1, 2, 300)), x.reshape((1, 300, 2))).dtype == np.int64


@pytest.mark.parametrize("call", [lambda x: x.sum(), lambda x: x.prod(), lambda x: nd.cumsum(x), lambda x: nd.dot(x, x),
                                  lambda x: x.sum(axis=0, keepdims=True), lambda x: nd.nansum(x)])  # fmt: skip
@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_whole_sums_that_do_not_fit_raise(call, dtype):
    with pytest.raises(DTypeError, match="does not fit int"):
        call(nd.full((3,), np.iinfo(dtype).max, dtype=dtype))
    small = nd.array([1, 2, 3], dtype=dtype)
    assert call(small).dtype == small.dtype


FAN_IN = {
    "the variable itself": lambda x: [x] * N,
    "products": lambda x: [x * 1 for _ in range(N)],
    "results": lambda x: [y for y in [x * 1] for _ in range(N)],
    "elements": lambda x: [x[0] for _ in range(N)] + [x[1] for _ in range(N)],
}


@pytest.mark.parametrize("req", ["write", "add"])
@pytest.mark.parametrize("uses", FAN_IN.values(), ids=FAN_IN)
def test_many_uses_of_one_float16_array_are_counted(uses, req):
    x = nd.ones(2, dtype="float16")
    x.attach_grad(req)
    with autograd.record():
        z = nd.concat(*uses(x), dim=0)
    head = nd.full(z.shape, 0.5, dtype="float16")
    [g] = autograd.grad(z, x, head, retain_graph=True)
    z.backward(head)
    for found in (g, x.grad):
        assert found.dtype == np.float16
        np.testing.assert_array_equal(found.asnumpy(), N / 2)


def test_add_n_of_many_float16_arrays():
    z = nd.add_n(*[nd.ones(2, dtype="float16")] * N)
    assert z.dtype == np.float16
    np.testing.assert_array_equal(z.asnumpy(), N)

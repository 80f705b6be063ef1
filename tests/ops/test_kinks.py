"""Gradients where a function has a kink, a pole or no value: as MXNet's, and never a silent 0."""

import math

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.context import NUMPY
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import MXGradError
from mxgrad.testing.numerical import sample_inputs


def gradient(function, values, dtype="float32"):
    x = nd.array(values, dtype=dtype)
    x.attach_grad()
    with autograd.record():
        y = function(x)
    y.backward()
    return x.grad.asnumpy()


inf, nan = np.inf, np.nan
KINKS = [
    ("relu", lambda x: x.relu(), [0, -0.0], [0, 0]),
    ("Activation relu", lambda x: nd.Activation(x, act_type="relu"), [0], [0]),
    ("abs", lambda x: x.abs(), [0], [0]),
    ("abs()", abs, [0], [0]),
    ("sign", lambda x: x.sign(), [0], [0]),
    ("maximum(x, 0)", lambda x: nd.maximum(x, 0), [0], [1]),
    ("maximum(0, x)", lambda x: nd.maximum(0, x), [0, -1, 1], [1, 0, 1]),
    ("broadcast_maximum(0, x)", lambda x: nd.broadcast_maximum(0, x), [0], [1]),
    ("minimum(x, 0)", lambda x: nd.minimum(x, 0), [0], [1]),
    ("minimum(0, x)", lambda x: nd.minimum(0, x), [0, -1, 1], [1, 1, 0]),
    ("maximum of arrays, left", lambda x: nd.maximum(x, x.zeros_like()), [0], [1]),
    ("maximum of arrays, right", lambda x: nd.maximum(x.zeros_like(), x), [0], [0]),
    ("minimum of arrays, right", lambda x: nd.minimum(x.zeros_like(), x), [0], [0]),
    ("max", lambda x: x.max(), [2, 1, 2], [1, 0, 1]),
    ("min", lambda x: x.min(), [1, 1, 2], [1, 1, 0]),
    ("clip", lambda x: x.clip(-1, 1), [-1, 1, -2, 2], [1, 1, 0, 0]),
    ("hard_sigmoid", lambda x: nd.hard_sigmoid(x), [-2.5, 2.5, 0], [0, 0, 0.2]),
    ("smooth_l1", lambda x: nd.smooth_l1(x), [0, 1, -1], [0, 1, -1]),
    ("leaky", lambda x: nd.LeakyReLU(x), [0, -1, 1], [0.25, 0.25, 1]),
    ("prelu", lambda x: nd.LeakyReLU(x, nd.array([0.5], dtype=x.dtype), act_type="prelu"), [0, -1, 1], [0.5, 0.5, 1]),
    ("elu", lambda x: nd.LeakyReLU(x, act_type="elu", slope=0.5), [0, 1], [0.5, 1]),
    ("selu", lambda x: nd.LeakyReLU(x, act_type="selu"), [0, 1], [1.7580993, 1.0507009]),
    ("rrelu", lambda x: nd.LeakyReLU(x, act_type="rrelu", lower_bound=0.5, upper_bound=0.5), [0], [0.5]),
    ("sqrt", lambda x: x.sqrt(), [0], [inf]),
    ("log", lambda x: x.log(), [0], [inf]),
    ("floor", lambda x: x.floor(), [1], [0]),
    ("round", lambda x: x.round(), [0.5], [0]),
    ("norm", lambda x: x.norm(), [0, 0], [0, 0]),
    ("norm 1", lambda x: nd.norm(x, ord=1), [0, -2], [0, -1]),
    ("prod", lambda x: x.prod(), [0, 3], [3, 0]),
    ("x ** 0", lambda x: x**0, [0], [0]),
    ("hypot", lambda x: nd.hypot(x, x.zeros_like()), [0], [0]),
    ("Pooling max", lambda x: nd.Pooling(x.reshape((1, 1, 3)), kernel=(3,)), [2, 2, 1], [1, 0, 0]),
]


@pytest.mark.parametrize("case", KINKS, ids=lambda case: case[0])
@pytest.mark.parametrize("dtype", ["float32", "float16", "float64"])
def test_kink(case, dtype):
    _, function, at, expected = case
    np.testing.assert_allclose(gradient(function, at, dtype), expected, rtol=1e-3)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_number_as_first_operand_keeps_its_place_and_second_order(dtype):
    x = nd.array([0.0, 2.0, -1.0], dtype=dtype)
    x.attach_grad()
    with autograd.record():
        y = nd.maximum(0, x) ** 2
        dx = autograd.grad(y, x, create_graph=True)[0]
    dx.backward()
    assert dx.tolist() == [0, 4, 0]
    assert x.grad.tolist() == [2, 2, 0]


# ---- nan


# What maps nan to a number on purpose, or is flat wherever it has a value.
FLAT = {"nansum", "nanprod", "logical_not", "zeros_like", "ones_like", "stop_gradient", "constant_in"}


def holes(sample, i):
    """Return the call with nan as the first element of operand i."""
    operands = [x.copy() for x in sample.operands]
    operands[i].reshape((-1,))[0] = nan
    return sample._replace(operands=tuple(operands))


@pytest.mark.parametrize("name", [name for name, op in REGISTRY.items() if op.differentiable and name not in FLAT])
def test_nan_is_not_0_on_the_way_back(name):
    """Where a nan reaches the result, something reaches it in turn."""
    op = REGISTRY[name]
    for sample in sample_inputs(op, "float32"):
        for i in sample.differentiable():
            if op.elementwise and op.declared[op.inputs[i]] == 0:
                continue  # rounding, signs: flat everywhere
            holed = holes(sample, i)
            x = holed.operands[i]
            x.attach_grad()
            try:
                with autograd.record():
                    results = holed()
            except (MXGradError, ValueError, np.linalg.LinAlgError):
                continue  # refused, as matrices that cannot be factored
            results = [z for z in (results if isinstance(results, list) else [results]) if z._node is not None]
            if results and any(np.isnan(z.asnumpy()).any() for z in results):
                autograd.backward(results)
                assert x.grad.reshape((-1,))[0].asscalar() != 0, sample.params


@pytest.mark.parametrize("function", [
    lambda x: x.relu(), lambda x: nd.Activation(x, act_type="relu"), lambda x: nd.maximum(x, 0),
    lambda x: nd.maximum(0, x), lambda x: nd.minimum(0, x), lambda x: x.clip(0, 1), lambda x: nd.hard_sigmoid(x),
    lambda x: nd.LeakyReLU(x, slope=0.0), lambda x: x.max(), lambda x: x.min(axis=0), lambda x: nd.maximum(x, x - 1),
    lambda x: nd.maximum(nd.zeros(1), x), lambda x: nd.minimum(nd.zeros(1), x)])  # fmt: skip
def test_a_nan_gets_a_gradient(function):
    assert gradient(function, [nan])[0] != 0


def test_a_nan_takes_the_gradient_from_its_rival():
    for function in (nd.maximum, nd.minimum):
        assert gradient(lambda x, f=function: f(x, nd.array([nan])), [1])[0] == 0
    assert gradient(lambda x: x.max(axis=0), [1, nan, 2]).tolist() == [0, 1, 0]


# ---- poles and edges


def test_the_norm_of_large_and_small_numbers():
    for dtype, large, small in (("float32", 1e25, 1e-25), ("float64", 1e200, 1e-200), ("float16", 1e4, 1e-4)):
        for scale in (large, small):
            for options in ({}, {"keepdims": True}, {"axis": 0}):
                x = nd.array([3 * scale, 4 * scale], dtype=dtype)
                x.attach_grad()
                with autograd.record():
                    y = nd.norm(x, **options)
                y.backward()
                np.testing.assert_allclose(y.asnumpy(), [5 * scale], rtol=2e-2 if dtype == "float16" else 1e-6)
                np.testing.assert_allclose(x.grad.asnumpy(), [0.6, 0.8], rtol=2e-2 if dtype == "float16" else 1e-6)
    assert nd.array([[inf, 1], [0, 0], [3e300, 4e300]], dtype="float64").norm(axis=1).tolist() == [inf, 0, 5e300]
    assert nd.array([1e-25, 1e-25]).norm().asscalar() == pytest.approx(2**0.5 * 1e-25)
    np.testing.assert_allclose(nd.L2Normalization(nd.array([[3e25, 4e25]])).asnumpy(), [[0.6, 0.8]], rtol=1e-6)


def test_norm_in_another_dtype():
    x = nd.array([3.0, 4.0])
    x.attach_grad()
    with autograd.record():
        y = nd.norm(x, out_dtype="float64")
    y.backward()
    assert y.dtype == np.float64
    assert x.grad.dtype == np.float32
    np.testing.assert_allclose(x.grad.asnumpy(), [0.6, 0.8], rtol=1e-6)
    half = nd.full((10,), 6e4, dtype="float16")
    assert nd.norm(half, out_dtype="float32").asscalar() == pytest.approx(6e4 * 10**0.5, rel=1e-3)
    assert nd.norm(half, ord=1, out_dtype="float32").asscalar() == pytest.approx(6e5, rel=1e-3)


def test_the_remainder_of_integers_by_0_has_no_gradient():
    x, y = nd.array([5.0, 5.0]), nd.array([0.0, 2.0])
    y.attach_grad()
    with autograd.record():
        z = (x.astype("int32") % y.astype("int32")).astype("float32") + y
    z.backward()
    assert z.tolist() == [0, 3]
    assert y.grad.tolist() == [1, 1]
    modulo = REGISTRY["modulo"]
    rule = modulo.declared["y"]
    assert rule(NUMPY, np.array([5, 5]), np.array([0, 2])).tolist() == [0, -2]


@pytest.mark.parametrize("shape", [(2, 3), (3,), (1,), (1, 3), (2, 1)])
def test_prelu_slopes_of_any_shape_that_broadcasts(shape):
    data = nd.array([[-1.0, 2.0, -3.0], [4.0, -5.0, -6.0]])
    gamma = nd.full(shape, 0.5)
    gamma.attach_grad()
    with autograd.record():
        y = nd.LeakyReLU(data, gamma, act_type="prelu")
    y.backward()
    negative = np.minimum(data.asnumpy(), 0)
    lead = (1,) * (2 - len(shape)) + shape
    axes = tuple(i for i in range(2) if lead[i] == 1)
    np.testing.assert_allclose(gamma.grad.asnumpy(), negative.sum(axis=axes).reshape(shape))
    np.testing.assert_allclose(y.asnumpy(), np.where(data.asnumpy() < 0, data.asnumpy() * 0.5, data.asnumpy()))


@pytest.mark.parametrize("kind", ["avg", "sum", "max", "lp"])
def test_pooling_windows_of_padding_only_are_finite(kind):
    x = nd.ones((1, 1, 7, 6))
    x.attach_grad()
    with autograd.record():
        y = nd.Pooling(x, kernel=(2, 3), stride=(3, 2), pad=(1, 1), pool_type=kind, pooling_convention="full")
    y.backward()
    assert np.isfinite(y.asnumpy()).all()
    assert np.isfinite(x.grad.asnumpy()).all()
    alone = nd.Pooling(nd.ones((1, 1, 2)), kernel=(1,), stride=(3,), pad=(2,), pool_type="avg",
                       pooling_convention="full", count_include_pad=False)  # fmt: skip
    assert alone.asnumpy()[0, 0, 0] == 0


def test_softmax_output_by_batch_counts_labels_where_it_keeps_the_shape():
    data = np.random.default_rng(0).normal(size=(2, 4, 3))
    label = np.array([[0, 1, 2, 0], [1, 1, 0, 2]])
    kept, flat = nd.array(data), nd.array(data.reshape(8, 3))
    for x, y, options in ((kept, label, {"preserve_shape": True}), (flat, label.ravel(), {})):
        x.attach_grad()
        with autograd.record():
            z = nd.SoftmaxOutput(x, nd.array(y), normalization="batch", **options)
        z.backward()
    np.testing.assert_allclose(kept.grad.asnumpy().reshape(8, 3), flat.grad.asnumpy(), rtol=1e-6)


def test_special_functions_at_their_poles():
    x = nd.array([0.0, -1.0, -0.5, -3.7])
    x.attach_grad()
    with autograd.record():
        y = nd.gammaln(x)
    y.backward()
    assert y.tolist()[:2] == [math.inf, math.inf]
    # psi(-1/2) = 2 - gamma - 2 log 2, with Euler's gamma
    np.testing.assert_allclose(x.grad[2].asnumpy(), [2 - 0.5772156649 - 2 * math.log(2)], rtol=1e-5, atol=1e-5)
    assert nd.gamma(nd.array([0.0])).asscalar() == math.inf
    below = 1e-4
    psi = (math.lgamma(-3.7 + below) - math.lgamma(-3.7 - below)) / (2 * below)
    np.testing.assert_allclose(x.grad[3].asnumpy(), [psi], rtol=1e-4, atol=1e-4)

"""Every operation of the registry: its gradients against finite differences, over shapes, dtypes and memory layouts."""

import numpy as np
import pytest

from mxgrad import NDArray, autograd, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.ops.samples import SURROGATE
from mxgrad.testing.numerical import check_gradient, gradients, sample_inputs
from tests.failures import naming

ALL = [(name, i) for name, op in REGISTRY.items() for i in range(len(sample_inputs(op)))]
DIFFERENTIABLE = [(name, i) for name, i in ALL if sample_inputs(REGISTRY[name])[i].differentiable()]
TRUE = [(name, i) for name, i in DIFFERENTIABLE if name not in SURROGATE]
FLOATS = ("float16", "float32", "float64")


def sample_of(case, dtype="float64"):
    return sample_inputs(REGISTRY[case[0]], dtype)[case[1]]


def outputs(z):
    return list(z) if isinstance(z, tuple | list) else [z]


def ids(case):
    return f"{case[0]}-{case[1]}"


@pytest.mark.parametrize("case", TRUE, ids=ids)
def test_first_derivative(case):
    sample = sample_of(case)
    check_gradient(sample, *sample.operands, wrt=sample.differentiable())


@pytest.mark.parametrize("case", TRUE, ids=ids)
def test_second_derivative(case):
    sample = sample_of(case)
    wrt = sample.differentiable()
    check_gradient(lambda *xs: gradients(sample, xs, wrt, create_graph=True), *sample.operands, wrt=wrt, rtol=1e-4,
                   atol=1e-6)  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=ids)
def test_recorded_gradient_is_the_plain_one(case):
    sample = sample_of(case)
    wrt = sample.differentiable()
    plain = gradients(sample, sample.operands, wrt)
    recorded = gradients(sample, sample.operands, wrt, create_graph=True)
    for a, b in zip(plain, recorded, strict=True):
        np.testing.assert_allclose(a.asnumpy(), b.asnumpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=ids)
def test_dtype_is_kept_and_values_agree(case):
    for dtype in FLOATS[case[0].startswith("linalg_") :]:  # LAPACK has no half precision
        with naming(dtype=dtype):
            check_dtype(case, dtype)


def check_dtype(case, dtype):
    sample, precise = sample_of(case, dtype), sample_of(case)
    wrt = sample.differentiable()
    if case[0] not in ("cast", "topk"):  # which choose a dtype
        assert {z.dtype for z in outputs(sample())} <= {np.dtype(dtype).type, np.int32, np.int64}
    got, expected = gradients(sample, sample.operands, wrt), gradients(precise, precise.operands, wrt)
    tolerance = {"float16": 3e-2, "float32": 2e-4, "float64": 1e-12}[dtype]
    for i, a, b in zip(wrt, got, expected, strict=True):
        assert a.dtype == np.dtype(dtype).type
        assert a.shape == sample.operands[i].shape
        scale = max(1.0, float(np.abs(b.asnumpy()).max(initial=0)))
        np.testing.assert_allclose(a.asnumpy().astype(float), b.asnumpy(), rtol=tolerance, atol=tolerance * scale)


@pytest.mark.parametrize("case", ALL, ids=ids)
def test_memory_layout_does_not_matter(case):
    sample = sample_of(case)
    strided = []
    for x in sample.operands:
        roomy = np.zeros((*x.shape[:-1], 2 * x.shape[-1]) if x.ndim else (), x.dtype)
        data = np.asfortranarray(roomy)[..., ::2] if x.ndim else roomy
        data[...] = x.asnumpy()
        strided.append(NDArray(data, x.context))
    assert all(not x._data.flags.c_contiguous for x in strided if min(x.shape, default=0) > 1)
    for a, b in zip(outputs(sample()), outputs(sample(*strided)), strict=True):
        np.testing.assert_allclose(a.asnumpy(), b.asnumpy(), rtol=1e-12)
    if wrt := sample.differentiable():
        for a, b in zip(gradients(sample, sample.operands, wrt), gradients(sample, strided, wrt), strict=True):
            np.testing.assert_allclose(a.asnumpy(), b.asnumpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("make", [nd.array, nd.from_numpy, nd.from_dlpack])
def test_elements_of_arrays_from_elsewhere_lie_in_order(make):
    """So that x[i] and x.reshape() are views of x, and of what is computed from it."""
    x = make(np.asfortranarray(np.arange(6.0, dtype="float32").reshape(2, 3)))
    for z in (x, x + 1, nd.exp(x), x[:, ::2], x.T):
        z[1][:] = 7
        z.reshape(-1)[0] = 9
        assert (z[0, 0].asscalar(), z[1].tolist()) == (9, [7] * z.shape[1])


@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=ids)
def test_recording_does_not_change_the_result(case):
    sample = sample_of(case)
    with autograd.train_mode():
        plain = outputs(sample())
    for x in sample.operands:
        if x.dtype is np.float64:
            x.attach_grad()
    with autograd.record():
        recorded = outputs(sample())
    for a, b in zip(plain, recorded, strict=True):
        np.testing.assert_array_equal(a.asnumpy(), b.asnumpy())


ELEMENTWISE = [op for op in REGISTRY.values() if op.elementwise and not op.parameters]


@pytest.mark.parametrize("shape", [(0,), (2, 0), ()], ids=str)
@pytest.mark.parametrize("op", ELEMENTWISE, ids=lambda op: op.name)
def test_empty_and_zero_dimensional_arrays(op, shape):
    xs = [nd.array(np.full(shape, 0.7), dtype="float64") for _ in op.inputs]
    for x in xs:
        x.attach_grad()
    with autograd.record():
        z = nd.FUNCTIONS[op.name](*xs)
    assert z.shape == shape
    assert isinstance(z._data, np.ndarray)
    if op.differentiable:
        z.backward()
        assert xs[0].grad.shape == shape


@pytest.mark.parametrize("op", [op for op in ELEMENTWISE if len(op.inputs) == 2], ids=lambda op: op.name)
def test_scalar_operands_are_constants_of_the_arrays_dtype(op):
    x = nd.array([0.6, 1.7], dtype="float32")
    function = nd.FUNCTIONS[op.name]
    same = nd.full(2, 0.7)
    for got, expected in ((function(x, 0.7), function(x, same)), (function(0.7, x), function(same, x))):
        assert got.dtype is np.float32
        np.testing.assert_array_equal(got.asnumpy(), expected.asnumpy())


def test_check_gradient_catches_a_wrong_gradient():
    class Wrong(autograd.Function):
        def forward(self, x):
            return x * x

        def backward(self, g):
            return 3 * g

    with pytest.raises(AssertionError, match=r"input 0 at \[0\]: backward gives 3.*finite differences give 2"):
        check_gradient(lambda x: Wrong()(x) * nd.array([1.0], dtype="float64"), [1.0])


def test_every_operation_explains_itself():
    for op in REGISTRY.values():
        assert op.doc.endswith(".") or "\n" in op.doc, op.name
        assert op.differentiable or op.elementwise or op.adjoint is None, op.name

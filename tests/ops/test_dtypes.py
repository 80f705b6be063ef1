"""Which dtype a result has, and that no number is wrapped, cut or rounded away in silence."""

import numpy as np
import pytest

from mxgrad import errors, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import DTypeError
from mxgrad.testing.numerical import sample_inputs
from tests.failures import naming

DTYPES = ["float16", "float32", "float64", "int8", "uint8", "int32", "int64", "bool"]
# Single unsigned numbers below 0 wrap, as in NumPy and MXNet; a matrix of bools has no factors.
WRAPS = {("subtract", "uint8"), ("negative", "uint8")}
REFUSED = {("linalg_potrf", "bool"), ("linalg_inverse", "bool"), ("pad", "fraction"), ("SequenceMask", "negative")}
INDICES = {"argmax", "argmin", "argmax_channel", "argsort", "topk", "one_hot", "unravel_index", "ravel_multi_index",
           "allclose", "cast", "shape_array", "size_array", "index_array"}  # fmt: skip


def in_dtype(sample, dtype):
    """Return the call with its floats as `dtype`, whole where that is no float, and the same numbers in float64."""
    operands = []
    for x in sample.operands:
        values = x.asnumpy()
        if values.dtype.kind == "f" and np.dtype(dtype).kind != "f":
            values = np.round(values * 2) if dtype.startswith("int") else np.abs(np.round(values * 2))
        operands.append(values.astype(dtype) if x._data.dtype.kind == "f" else values)
    given = tuple(nd.array(x, dtype=x.dtype) for x in operands)
    exact = tuple(nd.array(x, dtype="float64") if y._data.dtype.kind == "f" else y
                  for x, y in zip(given, sample.operands, strict=True))  # fmt: skip
    return sample._replace(operands=given), sample._replace(operands=exact)


def refused(name, dtype):
    kind = np.dtype(dtype).kind
    return (name, dtype) in REFUSED or (name == "pad" and kind != "f") or (name == "SequenceMask" and kind in "ub")


@pytest.mark.parametrize("name", REGISTRY)
@pytest.mark.filterwarnings("ignore:(divide by zero|invalid value|overflow)")
def test_results_are_those_of_float64(name):
    for dtype in DTYPES:
        with naming(dtype=dtype):
            check_results(name, dtype)


def check_results(name, dtype):
    for sample in sample_inputs(REGISTRY[name], "float64"):
        given, exact = in_dtype(sample, dtype)
        if refused(name, dtype):
            try:
                results = given()
            except (DTypeError, ValueError, np.linalg.LinAlgError):
                continue
        else:
            results = given()
        results, expected = (z if isinstance(z, list) else [z] for z in (results, exact()))
        for z, right in zip(results, expected, strict=True):
            assert z._data.dtype != "float64" or dtype == "float64" or name in INDICES
            if (name, dtype) not in WRAPS:
                close = 2e-2 if dtype == "float16" else 1e-3
                np.testing.assert_allclose(z.asnumpy().astype("float64"), right.asnumpy(), rtol=close, atol=close)


# ---- numbers and NumPy arrays beside an array of integers


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", "bool"])
def test_fractions_beside_integers_are_kept(dtype):
    x = nd.array([1, 1], dtype=dtype)
    half = np.array([0.5, 0.25])
    for z, expected in ((x * half, [0.5, 0.25]), (half * x, [0.5, 0.25]), (x + half, [1.5, 1.25]),
                        (nd.multiply(x, half), [0.5, 0.25]), (x - 0.5, [0.5, 0.5]), (x * np.float64(0.5), [0.5, 0.5]),
                        (nd.maximum(x, half + 1), [1.5, 1.25]), (x / half, [2, 4]),
                        (nd.maximum(1.5, x), [1.5, 1.5]), (x * float("inf"), [np.inf, np.inf])):  # fmt: skip
        assert z.dtype == np.float32
        assert z.tolist() == expected
    assert np.isnan((x * float("nan")).asnumpy()).all()
    assert (x > half).tolist() == [1, 1]
    assert (x == half).tolist() == [0, 0]


def test_negative_powers_of_integers_are_fractions():
    x = nd.array([2, 4], dtype="int32")
    assert (x**-1).tolist() == [0.5, 0.25]
    assert (2 ** nd.array([-1, 2], dtype="int32")).tolist() == [0.5, 4]
    assert nd.power(x, nd.array([-1, 2], dtype="int32")).tolist() == [0.5, 16]
    assert (x**2).dtype == np.int32


@pytest.mark.parametrize("call", [
    lambda x: x + np.array([300, 0]), lambda x: x * 300, lambda x: nd.maximum(x, 1000), lambda x: x == np.int64(300),
    lambda x: nd.concat(x, np.array([300, 1]), dim=0), lambda x: nd.stack(x, np.array([0.5, 1.0]))])  # fmt: skip
def test_what_an_integer_dtype_does_not_hold_raises(call):
    with pytest.raises(DTypeError, match="does not fit uint8"):
        call(nd.array([1, 2], dtype="uint8"))


@pytest.mark.parametrize("value", [2.5, -1, 300, float("nan"), [0.5, 1], np.array([1, 256]), nd.array([0.5, 1.0])])
@pytest.mark.parametrize("key", [slice(None), slice(0, 2), [0, 1]])
def test_assigning_what_does_not_fit_raises_and_changes_nothing(value, key):
    x = nd.array([7, 8], dtype="uint8")
    with pytest.raises(DTypeError, match="does not fit uint8"):
        x[key] = value
    assert x.tolist() == [7, 8]
    x[key] = 9.0
    assert x.tolist() == [9, 9]


@pytest.mark.parametrize("make", [
    lambda: nd.array([300], dtype="uint8"), lambda: nd.array([-1.0], dtype="uint8"),
    lambda: nd.full((2,), 300, dtype="int8"),
    lambda: nd.full((2,), 0.5, dtype="int32"), lambda: nd.array([float("nan")], dtype="int32"),
    lambda: nd.arange(300, dtype="uint8"), lambda: nd.random.randint(0, 1000, shape=(50,), dtype="uint8"),
    lambda: nd.random.uniform(shape=(3,), dtype="int32")])  # fmt: skip
def test_making_arrays_of_what_does_not_fit_raises(make):
    with pytest.raises(DTypeError, match="does not fit"):
        make()


def test_explicit_conversion_cuts_fractions():
    assert nd.array([1.7, -1.7], dtype="int32").tolist() == [1, -1]
    assert nd.array([1.7]).astype("int32").tolist() == [1]
    assert nd.full((1,), 2.0, dtype="int32").tolist() == [2]


def test_bools_count():
    x = nd.array([1, 0, 1], dtype="bool")
    assert (x + x).tolist() == [2, 0, 2]
    assert (x + 1).tolist() == [2, 1, 2]
    assert (x * 3).tolist() == [3, 0, 3]
    assert (1 - x).tolist() == [0, 1, 0]
    assert (-x).tolist() == [-1, 0, -1]
    assert (x == 2).tolist() == [0, 0, 0]
    assert (x * x).dtype == np.bool_
    assert x.sum().tolist() == [2]


# ---- out=


@pytest.mark.parametrize("call", [
    lambda x, out: nd.add(x, x, out=out), lambda x, out: nd.sqrt(x, out=out), lambda x, out: nd.sum(x, out=out),
    lambda x, out: nd.softmax(x, out=out), lambda x, out: nd.dot(x, x, out=out)])  # fmt: skip
@pytest.mark.parametrize("dtype", ["int32", "float16", "float64"])
def test_out_of_another_dtype_is_refused(call, dtype):
    out = nd.full((1,), 7, dtype=dtype)
    with pytest.raises(DTypeError, match=f"out has dtype {dtype}, but the result has float32"):
        call(nd.array([2.5]), out)
    assert out.tolist() == [7]


def test_a_filled_out_keeps_its_dtype():
    out = nd.zeros((2,), dtype="int32")
    assert nd.ones((2,), out=out) is out
    assert out.tolist() == [1, 1]


# ---- limits and positions


def test_clip_of_integers():
    x = nd.array([1, 5, 200], dtype="uint8")
    for z in (nd.clip(x, 2, 6), nd.clip(x, 2.0, 6.0), x.clip(a_min=2, a_max=6)):
        assert z.dtype == np.uint8
        assert z.tolist() == [2, 5, 6]
    assert nd.clip(x, -1, 300).tolist() == [1, 5, 200]
    assert nd.clip(x, 2, np.inf).tolist() == [2, 5, 200]
    fractions = nd.clip(x, 1.5, 4.5)
    assert fractions.dtype == np.float32
    assert fractions.tolist() == [1.5, 4.5, 4.5]


@pytest.mark.parametrize("dtype", DTYPES[:3])
def test_positions_are_exact(dtype):
    x = nd.zeros((1, 5000), dtype=dtype)
    x[0, 4999] = 1
    for z in (x.argmax(), x.argmax(axis=1), nd.argmin(-x, axis=1), nd.argmax_channel(x), nd.topk(x)[0],
              nd.argsort(x)[0, -1:], nd.argmax(x, axis=1, keepdims=True)[0]):  # fmt: skip
        assert z.tolist() == [4999]
    for call in (nd.topk, nd.argsort):
        with pytest.raises(DTypeError, match="does not hold positions up to 4999"):
            call(x, dtype="float16")
        assert call(x, dtype="int32").dtype == np.int32


def test_positions_beyond_2_to_the_24_are_exact():
    x = nd.zeros((2**24 + 3,), dtype="int8")
    x[2**24 + 1] = 1
    assert x.argmax().asscalar() == 2**24 + 1


@pytest.mark.parametrize("given", [(1.3, 12, 1.3), (0, 5, 0.5), (5, 0, -2), (2.5, 9, 2), (7,)])
@pytest.mark.parametrize("dtype", ["int32", "int64", "float32", "float64"])
def test_arange_is_numpys(given, dtype):
    expected = np.arange(*given, dtype=dtype)
    z = nd.arange(*given, dtype=dtype)
    assert z.dtype == np.dtype(dtype)
    np.testing.assert_allclose(z.asnumpy(), expected, rtol=1e-6)


def test_rounding_keeps_integers():
    n = nd.array([1, 2], dtype="int32")
    for f in (nd.round, nd.rint, nd.fix, nd.trunc, nd.floor, nd.ceil):
        assert f(n).dtype is np.int32
    large = nd.array([2**53 + 1], dtype="int64")  # no float64 holds it
    for f in (nd.rint, nd.fix, nd.trunc, nd.floor, nd.ceil):
        z = f(large)
        assert z.tolist() == [2**53 + 1]
        z[:] = 0
        assert large.tolist() == [2**53 + 1]
    assert nd.nansum(n, axis=0).dtype is np.int32


def test_a_number_that_the_dtype_cannot_hold():
    pixels = nd.array([1, 2], dtype="uint8")
    with pytest.raises(errors.DTypeError, match=r"-3 does not fit uint8: convert with \.astype"):
        pixels + -3
    assert (pixels.astype("int32") ** -3).asnumpy().tolist() == [1, 0.125]

"""NDArray: how it prints, converts, indexes and moves."""

import copy
import math
import pickle

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.errors import ContextError


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (nd.array([1, 2]), "\n[1. 2.]\n<NDArray 2 @cpu(0)>"),
        (nd.array([[1, 2], [3, 4]]), "\n[[1. 2.]\n [3. 4.]]\n<NDArray 2x2 @cpu(0)>"),
        (nd.array(5), "\n5.0\n<NDArray  @cpu(0)>"),
        (nd.zeros((2, 0)), "\n[]\n<NDArray 2x0 @cpu(0)>"),
        (nd.array([1, 2], dtype="int32"), "\n[1 2]\n<NDArray 2 @cpu(0)>"),
        (nd.ones(1001), "\n[1. 1. 1. ... 1. 1. 1.]\n<NDArray 1001 @cpu(0)>"),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value.shape),
)
def test_repr(x, text):
    assert repr(x) == text
    assert str(x) == text
    assert f"{x}" == text
    assert "%s" % x == text  # noqa: UP031


def test_conversions():
    x = nd.array([[3.75]])
    assert (float(x), int(x), x.item(), x.asscalar()) == (3.75, 3, 3.75, 3.75)
    assert f"{x:.1f}" == "3.8"
    assert nd.array([[1, 2]]).tolist() == [[1.0, 2.0]]
    assert np.array(x).dtype == np.float32
    assert np.asarray(x, dtype="float64").dtype == np.float64
    assert range(5)[nd.array([2], dtype="int32")] == 2
    with pytest.raises(TypeError):
        range(5)[nd.array([2.0])]
    with pytest.raises(TypeError):
        len(nd.array(5))


def test_scalars_keep_digits_when_added_to_python_numbers():
    total = 0.0
    for _ in range(10):
        total += nd.array([16777216.0 / 10]).asscalar()
    assert abs(total - 16777216.0) < 1


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "int64", "uint8", "int8"])
def test_dtypes(dtype):
    x = nd.array([1, 2, 3], dtype=dtype)
    assert x.dtype is np.dtype(dtype).type
    assert (x + 1).dtype is x.dtype
    assert (x * x).dtype is x.dtype
    assert (x > 1).dtype is x.dtype
    assert nd.array(x).dtype is x.dtype
    assert x.sum().dtype is (np.int64 if dtype in ("uint8", "int8") else x.dtype)


def test_default_dtype_is_float32():
    for source in ([1, 2], np.arange(2), np.arange(2.0), 3, range(3), [nd.ones(1), nd.ones(1)]):
        assert nd.array(source).dtype is np.float32


def test_integers_that_need_floats_give_them():
    x = nd.array([7, 8], dtype="int32")
    assert (x / 2).tolist() == [3.5, 4.0]
    assert (x * 2.5).tolist() == [17.5, 20.0]
    assert nd.mean(x).tolist() == [7.5]
    assert nd.sqrt(x).dtype is np.float32


@pytest.mark.parametrize(
    "key",
    [0, -1, slice(1, 3), slice(None, None, -1), (0, 1), (slice(None), 1), (Ellipsis, 0), None, [0, 2], [[0, 1], [2, 0]],
     (slice(None), [1, 0]), ([0, 1], [1, 2]), np.array([True, False, True]), (None, 0), slice(5, 9),
     slice(None, None, 2)],
    ids=str,
)  # fmt: skip
def test_indexing_agrees_with_numpy(key):
    x = nd.arange(12).reshape((3, 4))
    a = x.asnumpy()
    expected = a[key]
    np.testing.assert_array_equal(x[key].asnumpy(), np.atleast_1d(expected))
    x[key] = -7
    a[key] = -7
    np.testing.assert_array_equal(x.asnumpy(), a)


def test_masks_select_elements():
    x = nd.arange(6).reshape((2, 3))
    assert x[x > 3].tolist() == [4, 5]
    x[x > 3] = 0
    assert x.tolist() == [[0, 1, 2], [3, 0, 0]]


def test_iteration_and_containment():
    x = nd.array([[1, 2], [3, 4]])
    assert [row.tolist() for row in x] == [[1, 2], [3, 4]]
    assert len(x) == 2
    assert 3 in x
    assert 7 not in x


def test_comparison_with_none_and_hash():
    x = nd.ones(1)
    assert (x == None) is False  # noqa: E711
    assert (x != None) is True  # noqa: E711
    assert len({x: 1, nd.ones(1): 2}) == 2


def test_numpy_operands():
    a = np.array([1.0, 2.0])
    x = nd.array([3, 4])
    for z in (x + a, a + x, x * a):
        assert isinstance(z, nd.NDArray)
        assert z.dtype is np.float32
    assert (a - x).tolist() == [-2, -2]


def test_operators_that_mxnet_lacks():
    x = nd.array([[1, 2], [3, 4]])
    assert (x @ x).tolist() == [[7, 10], [15, 22]]
    assert (x // 2).tolist() == [[0, 1], [1, 2]]
    assert (+x) is x
    assert round(x / 3, 1).tolist() == [[np.float32(0.3), np.float32(0.7)], [1.0, np.float32(1.3)]]


def test_contexts():
    x = nd.ones(2, ctx=mx.cpu(1))
    assert x.context == mx.cpu(1)
    assert repr(x).endswith("@cpu(1)>")
    y = x.as_in_context(mx.cpu(0))
    assert y.context is mx.cpu(0)
    assert y.as_in_context(mx.cpu(0)) is y
    with pytest.raises(ContextError, match="as_in_context"):
        x + y
    with mx.cpu(1):
        assert nd.zeros(1).context == mx.cpu(1)
    assert mx.current_context() == mx.cpu(0)
    assert x.copyto(nd.zeros(2)).tolist() == [1, 1]


def test_pickle_and_copy():
    x = nd.array([[1, 2]], dtype="float64")
    for other in (pickle.loads(pickle.dumps(x)), copy.deepcopy(x)):  # noqa: S301
        assert other.tolist() == x.tolist()
        assert other.dtype is np.float64
        assert other._data is not x._data


def test_random_is_repeatable_and_in_range():
    draws = []
    for _ in range(2):
        mx.random.seed(11)
        draws.append([nd.random.uniform(2, 3, shape=(4, 5)).tolist(), nd.random.normal(shape=3).tolist(),
                      nd.random.multinomial(nd.array([[0.1, 0.9]]), shape=4).tolist()])  # fmt: skip
    assert draws[0] == draws[1]
    x = nd.array(draws[0][0])
    assert x.shape == (4, 5)
    assert 2 <= x.min().asscalar() <= x.max().asscalar() <= 3
    assert nd.random.uniform(shape=2).tolist() != nd.random.uniform(shape=2).tolist()


def test_get_symbol_lists_what_was_recorded():
    a, b = nd.ones(2), nd.ones(2)
    a.attach_grad()
    b.attach_grad()
    with autograd.record():
        y = nd.exp(a * b) + a * 2
    symbol = autograd.get_symbol(y)
    assert symbol.list_arguments() == ["a", "b"]
    assert str(symbol).splitlines() == [
        "a: variable", "b: variable", "multiply0 = multiply(a, b)", "exp0 = exp(multiply0)",
        "multiply1 = multiply(a, const)", "add0 = add(exp0, multiply1)",
    ]  # fmt: skip
    with pytest.raises(RuntimeError, match="not recorded"):
        autograd.get_symbol(nd.ones(1))


def test_one_element_is_set_from_an_array_of_one():
    x = nd.zeros((2, 2))
    x[0, 1] = np.array([3.0])
    x[1] = [[4.0]]
    assert x.tolist() == [[0, 3], [4, 4]]
    assert x[range(1, -1, -1)].tolist() == [[4, 4], [0, 3]]


def test_an_array_of_one_element_is_a_number_in_numpy_too():
    loss = nd.array([1.5])
    one = loss.asnumpy()
    assert ("%f" % one, float(one), int(one), math.sqrt(one)) == ("1.500000", 1.5, 1, math.sqrt(1.5))  # noqa: UP031
    assert repr(one) == "array([1.5], dtype=float32)"
    assert isinstance(one, np.ndarray)
    assert type(pickle.loads(pickle.dumps(one))) is np.ndarray  # noqa: S301
    with pytest.raises(TypeError, match=r"not shape \(2,\)"):
        float(one + np.ones(2))
    assert type(nd.ones(2).asnumpy()) is np.ndarray

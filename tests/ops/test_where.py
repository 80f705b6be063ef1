"""nd.where, and which dtype an operand takes where operands differ."""

import numpy as np
import pytest

from mxgrad import nd
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import DTypeError, IndexingError, MXGradError
from mxgrad.testing.numerical import check_gradient, sample_inputs

X, HALF = nd.array([1, 2]), [0.5, 0.5]
INTS = nd.array([1, 2], dtype="int32")
CONDITIONS = {
    **{dtype: nd.array([1, 0], dtype=dtype) for dtype in ("float32", "float64", "float16", "int32", "uint8", "bool")},
    "mask": nd.array([2, 1]) > 1, "NumPy": np.array([True, False]), "NumPy ints": np.array([1, 0]),
}  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
@pytest.mark.parametrize(("x", "y", "values", "dtype"), [
    (X, 0.5, [1, 0.5], "float32"), (0.5, X, [0.5, 2], "float32"), (X, 7, [1, 7], "float32"), (X, X, [1, 2], "float32"),
    (X, np.array(HALF), [1, 0.5], "float32"), (np.array(HALF), X, [0.5, 2], "float32"),
    (X.astype("float64"), 0.5, [1, 0.5], "float64"), (X.astype("float16"), 0.5, [1, 0.5], "float16"),
    (INTS, 7, [1, 7], "int32"), (INTS, 0.5, [1, 0.5], "float32"), (0.5, INTS, [0.5, 2], "float32"),
    (INTS, np.array(HALF), [1, 0.5], "float32"), (X, INTS, [1, 2], "float32"), (INTS, X, [1, 2], "float32"),
    (X, np.inf, [1, np.inf], "float32"), (INTS, np.inf, [1, np.inf], "float32"),
])  # fmt: skip
def test_arms_have_one_dtype_whatever_the_condition_has(condition, x, y, values, dtype):
    z = nd.where(condition, x, y)
    assert z.tolist() == values
    assert np.dtype(z.dtype) == dtype


def test_numbers_alone_are_floats():
    for condition in (INTS, X, X > 1):
        assert nd.where(condition, 1, 0).dtype is np.float32
        assert nd.where(condition * 0, 1, 0.5).tolist() == [0.5, 0.5]
    assert nd.where(X.astype("float64"), 1, 0).dtype is np.float64


def test_arms_of_two_float_dtypes_are_refused():
    a, b, c = nd.array([1, 0]), X, X.astype("float64")
    with pytest.raises(DTypeError, match=r"where: b is float32 and c is float64; .*\.astype\('float32'\)"):
        nd.where(a, b, c)


@pytest.mark.parametrize("arms", [
    lambda a: (0.0, a), lambda a: (a, 0.0), lambda a: (nd.array([0], dtype=a.dtype), a),
    lambda a: (nd.zeros((1, 2), dtype=a.dtype), a),
    lambda a: (a, a * 2), lambda a: (np.zeros((2, 2)), a),
])  # fmt: skip
def test_a_vector_chooses_rows_whichever_arm_has_them(arms):
    a = nd.array([[1, 2], [3, 4]])
    condition = nd.array([1, 0])
    x, y = (np.broadcast_to(np.asarray(arm), (2, 2)) for arm in arms(a))
    z = nd.where(condition, *arms(a))
    assert z.tolist() == [x[0].tolist(), y[1].tolist()]
    check_gradient(lambda a: nd.where(condition, *arms(a)), a.asnumpy())


# ---- operands that only choose keep their dtype


@pytest.mark.parametrize("name", [name for name, op in REGISTRY.items() if op.free and len(op.free) < len(op.inputs)])
def test_operands_that_choose_may_be_numpy_arrays_of_any_dtype(name):
    op = REGISTRY[name]
    for sample in sample_inputs(op, "float32"):
        expected = sample()
        for dtype in ("int64", "float64", "int32"):
            given = [np.asarray(x).astype(dtype) if i in op.free else x for i, x in enumerate(sample.operands)]
            assert sample(*given).tolist() == expected.tolist()
        if len(op.inputs) - len(op.free) > 1:
            other = [x.astype("float64") if i == max(set(range(len(op.inputs))) - op.free) else x
                     for i, x in enumerate(sample.operands)]  # fmt: skip
            with pytest.raises(DTypeError):
                sample(*other)


def test_numpy_operands_keep_what_they_say():
    table = nd.array([[0.5, 1.5], [2.5, 3.5]], dtype="float16")
    big = nd.arange(5000).astype("float32")
    assert nd.take(big.astype("float64"), np.array([4999])).tolist() == [4999]
    assert nd.take(nd.ones((5000, 1), dtype="float16"), np.array([4999])).shape == (1, 1)
    assert nd.take(np.array([0.5, 1.5]), nd.array([1, 0], dtype="int32")).tolist() == [1.5, 0.5]
    assert nd.pick(table, np.array([1, 0])).tolist() == [1.5, 2.5]
    for index in (np.array([4097]), nd.array([4097], dtype="int32")):
        rows = nd.zeros((5000,), dtype="float16")
        rows[4097] = 1
        assert nd.take(rows, index).tolist() == [1]
    copied = nd.contrib.index_copy(nd.zeros((2, 1), dtype="int32"), nd.array([0]), nd.array([[0.5]]))
    assert copied.tolist() == [[0.5], [0]]


# ---- positions outside


OUTSIDE = {
    "x[5]": lambda: nd.ones(3)[5],
    "x[5] = 0": lambda: nd.ones(3).__setitem__(5, 0),
    "x[-4]": lambda: nd.ones(3)[-4],
    "x[0, 5]": lambda: nd.ones((3, 2))[0, 5],
    "x[[0, 5]]": lambda: nd.ones(3)[[0, 5]],
    "x[array]": lambda: nd.ones(3)[nd.array([5])],
    "x[array] = 0": lambda: nd.ones(3).__setitem__(nd.array([5]), 0),
    "too many": lambda: nd.ones(3)[0, 0],
    "gather_nd": lambda: nd.gather_nd(nd.ones((2, 2)), nd.array([[0], [5]])),
    "gather_nd, too many rows": lambda: nd.gather_nd(nd.ones((2, 2)), nd.array([[0], [0], [0]])),
    "scatter_nd": lambda: nd.scatter_nd(nd.ones(1), nd.array([[5]]), shape=(2,)),
    "take": lambda: nd.take(nd.ones(3), nd.array([5]), mode="raise"),
    "take below": lambda: nd.take(nd.ones(3), nd.array([-1]), mode="raise"),
    "pick": lambda: nd.pick(nd.ones((2, 3)), nd.array([0, 5]), mode="raise"),
    "index_copy": lambda: nd.contrib.index_copy(nd.zeros((3, 1)), nd.array([5]), nd.ones((1, 1))),
    "unravel_index": lambda: nd.unravel_index(nd.array([6]), shape=(2, 3)),
    "unravel_index below": lambda: nd.unravel_index(nd.array([-1]), shape=(2, 3)),
    "ravel_multi_index": lambda: nd.ravel_multi_index(nd.array([[0], [3]]), shape=(2, 3)),
}


@pytest.mark.parametrize("call", OUTSIDE.values(), ids=OUTSIDE)
def test_positions_outside_are_index_errors(call):
    with pytest.raises(IndexError) as caught:
        call()
    assert isinstance(caught.value, IndexingError)
    assert isinstance(caught.value, MXGradError)


def test_positions_with_an_open_leading_axis():
    assert nd.unravel_index(nd.array([7, 1]), shape=(-1, 3)).tolist() == [[2, 0], [1, 1]]
    assert nd.ravel_multi_index(nd.array([[2, 0], [1, 1]]), shape=(-1, 3)).tolist() == [7, 1]


def test_values_with_leading_axes_of_one_fit_as_in_numpy():
    x = nd.zeros((2, 3))
    x[0] = nd.ones((1, 3))
    x[1] = np.full((1, 1, 3), 2)
    x[0, 1] = nd.array([[7]])
    assert x.tolist() == [[1, 7, 1], [2, 2, 2]]
    x[:] = nd.ones((1, 2, 3))
    assert x.tolist() == [[1] * 3] * 2

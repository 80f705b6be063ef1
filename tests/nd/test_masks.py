"""A mask selects elements, however it was made: it is never read as row numbers."""

import copy
import pickle

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.core.masks import is_mask
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import IndexingError, MXGradError
from mxgrad.testing.numerical import sample_inputs

X = np.array([[1, 5, 2], [7, np.nan, 4]], "float32")

# a mask of the shape of x, from x
MADE = {
    "product": lambda x: (x > 1) * (x < 6),
    "maximum": lambda x: nd.maximum(x > 6, x < 2),
    "minimum": lambda x: nd.minimum(x > 1, x < 6),
    "1 - m": lambda x: 1 - (x > 2),
    "1.0 - m": lambda x: 1.0 - (x > 2),
    "nd.subtract": lambda x: nd.subtract(1, x > 2),
    "ones - m": lambda x: np.ones(x.shape, "float32") - (x > 2),
    "and": lambda x: (x > 1) & (x < 6),
    "or": lambda x: (x > 6) | (x < 2),
    "xor": lambda x: (x > 1) ^ (x < 6),
    "not": lambda x: ~(x > 2),
    "and of three": lambda x: (x > 1) & ~(x > 6) & (x != 4),
    "logical_not": lambda x: nd.logical_not(x > 2),
    "logical_and": lambda x: nd.logical_and(x > 1, x < 6),
    "logical_xor of numbers": lambda x: nd.logical_xor(x, x),
    "NumPy and": lambda x: (x.asnumpy() > 1) & (x < 6),
    "and NumPy": lambda x: (x < 6) & (x.asnumpy() > 1),
    "and list": lambda x: (x < 6) & [[True, False, True]] * 2,
    "times NumPy": lambda x: (x < 6) * (x.asnumpy() > 1),
    "times bool": lambda x: (x < 6) * True,
    "isnan": nd.contrib.isnan,
    "isinf": nd.contrib.isinf,
    "isfinite": nd.contrib.isfinite,
    "copy": lambda x: (x > 2).copy(),
    "copyto": lambda x: (x > 2).copyto(nd.zeros(x.shape)),
    "copy.copy": lambda x: copy.copy(x > 2),
    "copy.deepcopy": lambda x: copy.deepcopy(x > 2),
    "pickle": lambda x: pickle.loads(pickle.dumps(x > 2)),  # noqa: S301
    "nd.array": lambda x: nd.array(x > 2),
    "nd.array of bools": lambda x: nd.array(x.asnumpy() > 2),
    "nd.array of lists of bools": lambda x: nd.array((x.asnumpy() > 2).tolist()),
    "nd.array of rows": lambda x: nd.array([x[0] > 2, x[1] > 2]),
    "NumPy": lambda x: x.asnumpy() > 2,
    "list": lambda x: (x.asnumpy() > 2).tolist(),
    "list of rows": lambda x: [x[0] > 2, x[1] > 2],
    "detach": lambda x: (x > 2).detach(),
    "BlockGrad": lambda x: nd.BlockGrad(x > 2),
    "as_in_context": lambda x: (x > 2).as_in_context(mx.cpu(1)),
    "astype float32": lambda x: (x > 2).astype("float32"),
    "astype float64": lambda x: (x > 2).astype("float64"),
    "astype int32": lambda x: (x > 2).astype("int32"),
    "astype bool": lambda x: (x > 2).astype("bool"),
    "astype bool and back": lambda x: (x > 2).astype("bool").astype("float32"),
    "other dtypes": lambda x: (x > 2) & (nd.array(X, dtype="float64") < 6) & (nd.array(X > 3, dtype="int32") == 1),
    "reshape": lambda x: (x > 2).reshape((3, 2)).reshape((2, 3)),
    "nd.reshape": lambda x: nd.reshape(x > 2, shape=(2, 3)),
    "transpose": lambda x: (x.T > 2).T,
    "swapaxes": lambda x: nd.swapaxes(x.T > 2, 0, 1),
    "stack": lambda x: nd.stack(x[0] > 2, x[1] > 2),
    "concat": lambda x: nd.concat(x[:1] > 2, x[1:] > 2, dim=0),
    "concatenate": lambda x: nd.concatenate([x[:1] > 2, x[1:] > 2]),
    "split": lambda x: nd.concat(*nd.split(x > 2, 3), dim=1),
    "slice": lambda x: (nd.tile(x, (2, 2)) > 2)[:2, :3],
    "nd.slice": lambda x: nd.slice(nd.tile(x, (2, 2)) > 2, (0, 0), (2, 3)),
    "rows": lambda x: nd.stack(*[row > 2 for row in x]),
    "flip": lambda x: nd.flip(nd.flip(x, axis=1) > 2, axis=1),
    "broadcast_to": lambda x: (x[:1] > 2).broadcast_to((2, 3)),
    "broadcast_like": lambda x: nd.broadcast_like(x[:, :1] > 2, x),
    "broadcast_axis": lambda x: nd.broadcast_axis(x[:, :1] > 2, axis=1, size=3),
    "broadcast product": lambda x: (x[:, :1] > 2) * (x[:1] > 1),
    "repeat": lambda x: nd.repeat(x[:, :1] > 2, 3, axis=1),
    "tile": lambda x: nd.tile(x[:1] > 2, (2, 1)),
    "expand_dims and squeeze": lambda x: nd.squeeze(nd.expand_dims(x > 2, axis=0), axis=0),
    "flatten": lambda x: nd.flatten(x > 2),
    "take": lambda x: nd.take(x > 2, nd.array([0, 1])),
    "where": lambda x: nd.where(x > 3, x > 4, x < 2),
    "pad": lambda x: nd.pad((x > 2).reshape((1, 1, 2, 3)), pad_width=(0,) * 8).reshape((2, 3)),
    "topk": lambda x: nd.topk(x, k=2, ret_typ="mask"),
    "out=": lambda x: nd.greater(x, nd.ones_like(x) * 2, out=nd.zeros(x.shape)),
    "m[:] = mask": lambda x: filled(nd.zeros(x.shape), x > 2),
    "m[:] = bools": lambda x: filled(nd.zeros(x.shape), x.asnumpy() > 2),
    "m[0] = 0": lambda x: filled(x > 2, 0, 0),
    "m *= n": lambda x: (x > 1).__imul__(x < 6),
}


def filled(m, value, key=slice(None)):
    m[key] = value
    return m


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
@pytest.mark.parametrize("recording", [False, True])
def test_masks_select_in_reading_and_assigning(make, recording):
    x = nd.array(X)
    chosen = np.asarray(make(x)) != 0
    assert chosen.shape == X.shape
    with autograd.record() if recording else autograd.pause():
        m = make(x)
        np.testing.assert_array_equal(x[m].asnumpy(), X[chosen])
    x[m] = 9
    expected = X.copy()
    expected[chosen] = 9
    np.testing.assert_array_equal(x.asnumpy(), expected)
    x[m] += 1
    expected[chosen] = 10
    np.testing.assert_array_equal(x.asnumpy(), expected)
    x[m] = nd.arange(chosen.sum())
    expected[chosen] = np.arange(chosen.sum())
    np.testing.assert_array_equal(x.asnumpy(), expected)


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_gradient_through_a_mask_of_any_make(make):
    x = nd.array(np.nan_to_num(X, nan=3.0))
    x.attach_grad()
    chosen = np.asarray(make(x)) != 0
    with autograd.record():
        y = (x[make(x)] * 5).sum()
    y.backward() if chosen.any() else None
    np.testing.assert_array_equal(x.grad.asnumpy(), 5 * chosen)


def test_masks_of_one_axis_inside_tuples_and_of_rows():
    x = nd.array(X)
    rows, columns = x[:, 0] > 2, x[0] < 3
    for m in (rows, rows.copy(), 1 - (1 - rows), rows.asnumpy() != 0, (rows.asnumpy() != 0).tolist()):
        chosen = np.asarray(m) != 0
        np.testing.assert_array_equal(x[m].asnumpy(), X[chosen])
        np.testing.assert_array_equal(x[m, 0].asnumpy(), X[chosen, 0])
        np.testing.assert_array_equal(x[m, 1:].asnumpy(), X[chosen, 1:])
    np.testing.assert_array_equal(x[:, 1 - columns].asnumpy(), X[:, [False, True, False]])
    np.testing.assert_array_equal(x[..., columns * columns].asnumpy(), X[:, [True, False, True]])
    x[rows * 1 > 0, 0] = 0
    assert x[1, 0].asscalar() == 0


NO_MASK = {
    "m * 2": lambda m: m * 2,
    "m * 1": lambda m: m * 1,
    "m + m": lambda m: m + m,
    "m - m": lambda m: m - m,
    "2 - m": lambda m: 2 - m,
    "-m": lambda m: -m,
    "m / 1": lambda m: m / 1,
    "m * x": lambda m: m * nd.ones(m.shape),
    "sum": lambda m: m.sum(axis=0),
    "max": lambda m: m.max(axis=0),
    "prod": lambda m: m.prod(axis=0),
    "pad with 2": lambda m: nd.pad(m.reshape((1, 1, 1, -1)), pad_width=(0,) * 7 + (1,), constant_value=2),
    "where with numbers": lambda m: nd.where(m, m * 2, m),
    "zeros and ones": lambda m: nd.array([0, 1, 1]),
    "m[:] = 2": lambda m: filled(m.copy(), 2),
    "m[:] = numbers": lambda m: filled(m.copy(), nd.array([2, 0, 1])),
    "m += 1": lambda m: m.copy().__iadd__(1),
    "m += m": lambda m: m.copy().__iadd__(m),
    "dot": lambda m: nd.dot(m, m),
    "stack with numbers": lambda m: nd.stack(m, nd.ones(m.shape)),
}


@pytest.mark.parametrize("make", NO_MASK.values(), ids=NO_MASK)
def test_other_arrays_stay_row_numbers(make):
    x = nd.arange(12).reshape((4, 3))
    rows = make(nd.array([0, 3, 5]) > 2)
    assert not is_mask(rows)
    np.testing.assert_array_equal(x[rows].asnumpy(), x.asnumpy()[rows.asnumpy().astype(int)])


def test_floats_in_the_shape_of_the_array_are_refused_with_advice():
    x = nd.array([[1, 5], [2, 7]])
    m = nd.array([[0, 1], [1, 0]])
    for key in (m, m.asnumpy(), m.tolist(), nd.one_hot(nd.array([0, 1]), 2), (x > 2) + (x < 2)):
        with pytest.raises(IndexingError, match=r"x\[m != 0\] for a mask, nd\.take\(x, m\) for rows"):
            x[key]
        with pytest.raises(IndexingError, match="for a mask"):
            x[key] = 0
    assert x.tolist() == [[1, 5], [2, 7]]
    assert x[m != 0].tolist() == [5, 2]
    assert x[m.astype("int32")].shape == nd.take(x, m).shape == (2, 2, 2)
    assert nd.arange(2)[nd.array([1, 0])].tolist() == [1, 0]  # of one axis, as in MXNet


def test_a_mask_that_was_written_to_no_longer_selects_in_silence():
    x = nd.array([1, 5, 2])
    m = x > 1
    view = m.reshape((3,))
    m[0] = 2
    for mask in (m, view):
        with pytest.raises(IndexingError, match="holds other numbers than 0 and 1"):
            x[mask]
    assert x[m != 0].tolist() == [1, 5, 2]


def test_operators_of_masks_refuse_other_numbers():
    x = nd.array([1, 5, 2])
    for call in (lambda: x & x, lambda: (x > 1) & x, lambda: x | (x > 1), lambda: 1 ^ x, lambda: ~x,
                 lambda: x > 1 & x < 6):  # fmt: skip
        with pytest.raises(TypeError, match=r"write \(x > 1\) & \(x < 6\)"):
            call()
    b = nd.array([True, False, True], dtype="bool")
    assert (~b).tolist() == [False, True, False]
    assert (b & (x > 1)).tolist() == [False, False, True]


def test_masks_of_another_shape_and_odd_indices():
    x = nd.ones((2, 3))
    for key in (
        nd.ones((3, 2)) > 0,
        nd.ones((2, 1)) > 0,
        nd.ones(3) > 0,
        np.ones(5, bool),
        (0, 1, 2),
        7,
        (slice(None), [9]),
    ):
        for use in (lambda key=key: x[key], lambda key=key: x.__setitem__(key, 0)):
            with pytest.raises(IndexError) as caught:
                use()
            assert isinstance(caught.value, MXGradError)
            assert str(x.shape) in str(caught.value)
    for key in (nd.array([0.5]), [1.5], np.array([np.nan])):
        with pytest.raises(IndexingError, match="holds whole numbers, not"):
            x[key]
    with pytest.raises(TypeError, match=r"takes integers or nothing, not 1\.5"):
        x[0:1.5]
    assert x[:, ()].shape == (2, 0)
    assert x[()].shape == (2, 3)
    assert (x == 1).all() if hasattr(x, "all") else x.tolist() == [[1] * 3] * 2


# ---- over the registry


def numbers(array):
    return set(np.asarray(array, "float64").ravel().round(6).tolist())


def moves_elements(op):
    """Whether the results of all sample calls consist of elements of the operands, which differ, or of 0 and 1."""
    found = False
    for sample in sample_inputs(op):
        results = sample()
        for z in results if isinstance(results, list) else [results]:
            known = set().union(*(numbers(x) for x in sample.operands)) | {0.0, 1.0}
            if not z.size or not numbers(z) <= known or numbers(z) <= {0.0, 1.0}:
                return False
            found = True
    return found


# Results of these hold elements of the operands too, but are no masks: they reduce, compute, learn, add up or update
NO_MASKS = {"max", "min", "Pooling", "relu", "abs", "gradientmultiplier", "Embedding", "scatter_nd", "im2col",
            "MakeLoss", "make_loss", "LinearRegressionOutput", "MAERegressionOutput", "SVMOutput", "assign",
            "constant_in"}  # fmt: skip


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", REGISTRY)
def test_operations_that_move_elements_keep_masks(name):
    op = REGISTRY[name]
    assert op.mask or name in NO_MASKS or not moves_elements(op), f"{name} does not say whether it keeps masks"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [name for name, op in REGISTRY.items() if op.mask])
def test_what_is_called_a_mask_holds_zeros_and_ones(name):
    op = REGISTRY[name]
    for sample in sample_inputs(op, "float32"):
        floats = [x._data.dtype.kind == "f" for x in sample.operands]
        masks = [x > x.mean() if f else x for x, f in zip(sample.operands, floats, strict=True)]
        results = sample(*masks)
        for z in results if isinstance(results, list) else [results]:
            if is_mask(z):
                assert numbers(z) <= {0.0, 1.0}
        plain = sample(*[x + 0 for x in masks])
        if op.mask is not True and name != "topk":
            assert not any(is_mask(z) for z in (plain if isinstance(plain, list) else [plain]))

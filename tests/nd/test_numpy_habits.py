"""What people who know NumPy write: it works, recorded where it computes, or the error says what to call."""

import subprocess
import sys

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.errors import ShapeError
from mxgrad.facade import absent
from mxgrad.testing.numerical import check_gradient

A = np.array([[0.5, 2.25, 3.125], [1.5, 0.25, 4.5]], "float32")

# functions of NumPy that compute with NDArrays: the same expression on both
COMPUTED = {
    **{name: getattr(np, name) for name in (
        "exp", "log", "sqrt", "square", "sin", "cos", "tanh", "negative", "absolute", "abs", "sign", "log1p", "expm1",
        "reciprocal", "cbrt", "floor", "ceil", "trunc", "isnan", "isfinite", "logical_not", "positive", "sum", "mean",
        "prod", "max", "min", "amax", "amin", "var", "std", "cumsum", "transpose", "ravel", "squeeze", "flip", "sort",
        "zeros_like", "ones_like", "copy", "nansum")},
    **{f"{name}(axis, keepdims)": lambda x, name=name: getattr(np, name)(x, axis=1, keepdims=True) for name in (
        "sum", "mean", "prod", "max", "min", "var", "std")},
    **{f"{name}(x, 2)": lambda x, name=name: getattr(np, name)(x, 2) for name in (
        "add", "subtract", "multiply", "divide", "true_divide", "power", "remainder", "maximum", "minimum", "hypot",
        "greater", "less", "equal", "not_equal", "greater_equal", "less_equal", "floor_divide")},
    **{f"{name}(2, x)": lambda x, name=name: getattr(np, name)(2, x) for name in (
        "subtract", "divide", "power", "less")},
    "std(ddof)": lambda x: np.std(x, ddof=1),
    "var(ddof, axis)": lambda x: np.var(x, axis=0, ddof=1),
    "reshape": lambda x: np.reshape(x, (3, 2)),
    "expand_dims": lambda x: np.expand_dims(x, 1),
    "swapaxes": lambda x: np.swapaxes(x, 0, 1),
    "moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "tile": lambda x: np.tile(x, (2, 1)),
    "repeat": lambda x: np.repeat(x, 2, axis=0),
    "take": lambda x: np.take(x, [2, 0], axis=1),
    "take flat": lambda x: np.take(x, [5, 0]),
    "clip": lambda x: np.clip(x, 1, 3),
    "clip below": lambda x: np.clip(x, None, 3),
    "where": lambda x: np.where(x > 1, x, 0.5),
    "concatenate": lambda x: np.concatenate([x, x], axis=1),
    "concatenate with NumPy": lambda x: np.concatenate([A, x]),
    "concatenate flat": lambda x: np.concatenate([x, x], axis=None),
    "stack": lambda x: np.stack([x, x], axis=1),
    "split": lambda x: np.split(x, 3, axis=1)[1],
    "dot": lambda x: np.dot(x, np.transpose(x)),
    "matmul": lambda x: np.matmul(x, np.transpose(x)),
    "norm": np.linalg.norm,
    "norm(axis)": lambda x: np.linalg.norm(x, axis=1),
    "det": lambda x: np.linalg.det(np.dot(x, np.transpose(x))),
    "inv": lambda x: np.linalg.inv(np.dot(x, np.transpose(x))),
    "full_like": lambda x: np.full_like(x, 3),
    "broadcast_to": lambda x: np.broadcast_to(x, (2, 2, 3)),
    "array * x": lambda x: A * x,
    "array - x": lambda x: A - x,
    "array / x": lambda x: A / x,
    "array ** x": lambda x: A**x,
    "array @ x.T": lambda x: A @ x.T,
    "array > x": lambda x: x < A,
    "array == x": lambda x: x == A,
    "scalar * x": lambda x: np.float64(2) * x,
    "scalar / x": lambda x: np.float32(2) / x,
    "scalar > x": lambda x: np.float32(2) > x,
    "int * x": lambda x: np.int64(2) * x,
    "x * list": lambda x: x * [1, 2, 3],
    "list - x": lambda x: [[1], [2]] - x,
    "x / tuple": lambda x: x / (1, 2, 4),
    "x == list": lambda x: x == [0.5, 2.25, 7],
    "x < list": lambda x: x < [0.5, 2.25, 7],
    "x @ list": lambda x: x @ [1, 2, 3],
    "x[:, ()]": lambda x: x[:, ()],
    "x[()]": lambda x: x[()],
    "sum(axis=int64)": lambda x: x.sum(axis=np.int64(1)),
    "sum(int64)": lambda x: x.sum(np.int64(1)),
    "sum(axis=(int64, int32))": lambda x: x.sum(axis=(np.int64(0), np.int32(1))),
}  # fmt: skip
EXACT = {"sign", "floor", "ceil", "trunc", "isnan", "isfinite", "logical_not", "zeros_like", "ones_like", "full_like",
         "x[:, ()]"}  # fmt: skip


@pytest.mark.parametrize("f", COMPUTED.values(), ids=COMPUTED)
def test_numpy_functions_compute_with_ndarrays(f):
    z = f(nd.array(A))
    assert type(z) is nd.NDArray
    np.testing.assert_allclose(z.asnumpy().reshape(np.shape(f(A))), f(A), rtol=2e-6)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [name for name in COMPUTED if not any(c in name for c in "<>=") or "axis" in name])
def test_numpy_functions_are_recorded(name):
    f = COMPUTED[name]
    x = nd.array(A)
    x.attach_grad()
    with autograd.record():
        z = f(x)
    if name in EXACT or name.split("(")[0] in ("greater", "less", "equal", "not_equal", "greater_equal", "less_equal",
                                               "floor_divide"):  # fmt: skip
        return
    assert z._node is not None, f"{name} lost the gradient"
    check_gradient(f, A.astype("float64"))


def test_functions_without_a_gradient_give_numpys_values():
    x = nd.array(A)
    x.attach_grad()
    with autograd.record():
        assert np.all(x > 0)
        assert not np.any(x > 5)
        assert np.argmax(x) == 5
        assert x[0][np.argmax(x[0])].asscalar() == 3.125
        assert np.allclose(x, A)
        assert np.array_equal(x, A)
        assert np.shape(x) == (2, 3)
        assert np.ndim(x) == 2
        assert [part.tolist() for part in np.nonzero(x > 2)] == [[0, 0, 1], [1, 2, 2]]
        assert [part.tolist() for part in np.where(x > 2)] == [[0, 0, 1], [1, 2, 2]]
    np.testing.assert_allclose(x, A)
    np.testing.assert_array_equal(np.asarray([x, x]), [A, A])
    assert np.median(x).item() == pytest.approx(1.875)
    assert np.arctan2(x, x).shape == (2, 3)
    assert np.median([nd.array([1]), nd.array([2]), nd.array([9])]) == 2


def test_numpy_arrays_take_ndarrays_in_place():
    x = nd.array([1, 4])
    a = np.ones(2)
    same = a
    a += x
    a *= x
    a -= 1
    assert a is same
    assert a.tolist() == [1, 19]
    total = np.array(0.0)
    total += nd.array([2.0])
    total += x.sum()
    assert float(total) == 7
    with pytest.raises(ShapeError, match=r"np\.add: .*\(line "):
        a += nd.ones(3)
    y = nd.zeros(2)
    assert np.exp(nd.zeros(2), out=y) is y
    assert y.tolist() == [1, 1]


@pytest.mark.parametrize("call", [
    lambda x: np.median(x), lambda x: np.einsum("ij,ij", x, x), lambda x: np.arctan2(x, x), lambda x: np.vstack([x, x]),
    lambda x: np.outer(x, x), lambda x: np.add.reduce(x), lambda x: np.copyto(np.ones((2, 3)), x),
    lambda x: np.add(x, 1, out=np.ones((2, 3))), lambda x: np.ones((2, 3)).__iadd__(x),
])  # fmt: skip
def test_a_gradient_that_numpy_would_lose_is_an_error_that_says_what_to_do(call):
    x = nd.array(A)
    x.attach_grad()
    with autograd.record(), pytest.raises(TypeError, match=r"np\.\w+ computes outside the graph.*x\.asnumpy\(\) gives"):
        call(x)
    call(x)  # nothing is lost outside


@pytest.mark.parametrize(("name", "words"), [
    ("matmul", ("nd.dot", "nd.batch_dot", "nd.linalg_gemm2")), ("vstack", ("nd.concat",)), ("absolute", ("nd.abs",)),
    ("less", ("nd.lesser",)), ("amax", ("nd.max",)), ("isnan", ("nd.contrib.isnan",)), ("var", ("nd.moments",)),
    ("unsqueeze", ("nd.expand_dims",)), ("einsum", ("nd.batch_dot",)), ("tensor", ("nd.array",)),
])  # fmt: skip
def test_names_of_other_libraries_point_to_the_function_that_does_it(name, words):
    with pytest.raises(AttributeError) as caught:
        getattr(nd, name)
    for word in words:
        assert word in str(caught.value)


def test_every_hint_names_functions_that_there_are():
    for name, hint in absent.NUMPY_NAMES.items():
        assert name not in dir(nd), f"nd.{name} exists: its hint is never read"
        for word in hint.replace("(", " ").replace(",", " ").replace(")", " ").split():
            if word.startswith(("nd.", "-nd.")):
                found = nd
                for part in word.lstrip("-").split(".")[1:]:
                    found = getattr(found, part)


def test_lists_that_are_no_operands():
    x = nd.ones(2)
    with pytest.raises(ShapeError, match=r"multiply: x has shape \(2,\) and \[1, 2, 3\] has shape \(3,\)"):
        x * [1, 2, 3]
    with pytest.raises(ShapeError, match="rows differ in length"):
        x * [[1], [1, 2]]
    with pytest.raises(TypeError, match=r"a list of NDArrays: join them with nd\.stack"):
        x * [x, x]
    for other in (["a"], None, "ab", {}, [None, 1]):
        assert (x == other) is False
        with pytest.raises(TypeError, match="unsupported operand"):
            x + other
    with pytest.raises(ShapeError, match=r"axis \(0, 0\) names an axis twice"):
        nd.ones((2, 3)).sum(axis=(0, 0))
    with pytest.raises(ShapeError, match=r"axis \(0, -2\) names an axis twice"):
        nd.mean(nd.ones((2, 3)), axis=(0, -2))


@pytest.mark.parametrize(("left", "right"), [
    ((4, 2, 3), (4, 3, 2)), ((4, 2, 3), (3, 2)), ((2, 3), (4, 3, 2)), ((4, 2, 3), (3,)), ((3,), (4, 3, 2)),
    ((2, 1, 2, 3), (4, 3, 2)), ((2, 3), (3, 2)), ((2, 3), (3,)), ((3,), (3, 2)), ((3,), (3,)),
])  # fmt: skip
def test_matmul_operator_as_in_numpy(left, right):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=left), rng.normal(size=right)
    z = nd.array(a, dtype="float64") @ nd.array(b, dtype="float64")
    np.testing.assert_allclose(z.asnumpy().reshape((a @ b).shape), a @ b)
    np.testing.assert_allclose((a @ nd.array(b, dtype="float64")).asnumpy(), z.asnumpy())
    check_gradient(lambda x, y: x @ y, a, b)


SHAPED = {
    "zeros": lambda s: nd.zeros(s), "ones": lambda s: nd.ones(s), "full": lambda s: nd.full(s, 2),
    "empty": lambda s: nd.empty(s), "reshape": lambda s: nd.reshape(nd.ones(6), s),
    "reshape=": lambda s: nd.reshape(nd.ones(6), shape=s), "x.reshape": lambda s: nd.ones(6).reshape(s),
    "x.reshape=": lambda s: nd.ones(6).reshape(shape=s), "broadcast_to": lambda s: nd.broadcast_to(nd.ones((1, 3)), s),
    "broadcast_to=": lambda s: nd.broadcast_to(nd.ones((1, 3)), shape=s),
    "x.broadcast_to": lambda s: nd.ones(3).broadcast_to(s), "np.reshape": lambda s: np.reshape(nd.ones(6), s),
    "scatter_nd": lambda s: nd.scatter_nd(nd.array([1.0]), nd.array([[0], [1]]), shape=s),
    "random.uniform": lambda s: nd.random.uniform(shape=s), "random.normal": lambda s: nd.random.normal(shape=s),
    "random.randint": lambda s: nd.random.randint(0, 5, shape=s), "random.gamma": lambda s: nd.random.gamma(shape=s),
    "random.poisson": lambda s: nd.random.poisson(shape=s), "random.randn": lambda s: nd.random.randn(*s),
    "tile": lambda s: nd.tile(nd.ones(1), s), "x.tile=": lambda s: nd.ones(1).tile(reps=s),
    "slice": lambda s: nd.slice(nd.ones((4, 4)), begin=s - s, end=s),
}  # fmt: skip


@pytest.mark.parametrize("make", SHAPED.values(), ids=SHAPED)
def test_a_numpy_array_is_a_shape(make):
    assert make(np.array([2, 3])).shape == (2, 3)
    assert make(np.array([2, 3], "int32")).shape == (2, 3)


def test_other_settings_may_be_numpys_too():
    x = nd.ones((2, 3))
    image = nd.ones((1, 1, 4, 4))
    two = np.int64(2)
    assert nd.unravel_index(nd.array([3]), shape=np.array([2, 3])).shape == (2, 1)
    assert x.transpose(np.array([1, 0])).shape == nd.transpose(x, axes=np.array([1, 0])).shape == (3, 2)
    assert nd.Pooling(image, kernel=np.array([2, 2])).shape == (1, 1, 3, 3)
    assert nd.pad(image, pad_width=np.zeros(8, int)).shape == image.shape
    assert [part.shape for part in nd.split_v2(nd.ones(6), np.array([2, 3]))] == [(2,), (1,), (3,)]
    assert nd.concat(x, x, dim=np.int64(0)).shape == (4, 3)
    assert nd.topk(x, k=two, axis=np.int64(1)).shape == (2, 2)
    assert nd.one_hot(nd.array([1]), two).shape == (1, 2)
    assert nd.UpSampling(image, scale=two, sample_type="nearest").shape == (1, 1, 8, 8)
    assert nd.ones(1).broadcast_to(3).shape == (3,)


def test_an_empty_array_is_false():
    assert not nd.array([])
    assert not nd.zeros((0, 3))


PROGRAM = """
from mxgrad import autograd, nd, trace
def f(x):
    return (nd.elemwise_add(x, x) + nd.random.uniform_like(x) * 0 + x * x).sum()
x = nd.array([1.0, 2])
x.attach_grad()
with autograd.record():
    y = f(x)
y.backward()
print(x.grad.tolist(), len(str(trace(f, x))) > 0)
"""


@pytest.mark.parametrize("option", ["-O", "-OO"])
def test_mxgrad_runs_without_assertions_and_docstrings(option):
    run = subprocess.run([sys.executable, option, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert run.stdout == "[4.0, 6.0] True\n", run.stderr


def test_matplotlib_draws_ndarrays():
    plt = pytest.importorskip("matplotlib.pyplot", reason="matplotlib is not installed")
    x = nd.array([1, 4])
    figure, axes = plt.subplots()
    try:
        axes.plot(x, x)
        axes.scatter(x, x, c=x, s=x)
        axes.fill_between(x, x)
        axes.hist(x)
        axes.errorbar(x, x, yerr=x)
        axes.imshow(nd.ones((2, 2)))
        bars = axes.bar(x, x)
        assert [bar.get_height() for bar in bars] == [1, 4]
        assert [bar.get_width() for bar in axes.barh(x, x)] == [1, 4]
        figure.canvas.draw()
    finally:
        plt.close(figure)

"""Wrong types, shapes, dtypes, axes and settings: an error of ours that names the operation, and data untouched."""

import traceback
from pathlib import Path

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.diagnostics.messages import wrong_type
from mxgrad.errors import MXGradError
from mxgrad.testing.numerical import sample_inputs

PACKAGE = str(Path(mx.__file__).parent)
FUNCTIONS = {name: getattr(nd, name, None) for name in nd.__all__ if name in REGISTRY}
FUNCTIONS |= {name: getattr(nd.contrib, name) for name in dir(nd.contrib) if name in REGISTRY}
NOT_AN_ARRAY = (None, "text", {}, object(), 1j, np.array(["a"]))
ODD_ARRAYS = (5.0, np.ones(7), np.ones(0), np.ones((1, 1, 1, 1, 1, 1)), np.ones((2, 3), "int32"))
ODD_SETTINGS = ("text", None, -99, 99, 1.5, (9, 9, 9), [], {}, object(), True)
# What NumPy and Python say about their own functions, from inside
THEIRS = ("ufunc", "'NoneType'", "could not be broadcast", "core dimension", "to unpack", "zip()",
          "not supported between", "unsupported operand", "subscriptable", "no attribute", "object is not",
          "cannot reshape", "enough dimensions", "cannot be interpreted", "has no len", "bad operand")  # fmt: skip


def failure(call):
    """Run `call`; return its error, or None. Fails where the error is not ours."""
    try:
        call()
    except (MXGradError, TypeError, ValueError, IndexError) as error:
        raised_in = traceback.extract_tb(error.__traceback__)[-1].filename
        text = str(error).split(" (line ")[0]
        calling = "required positional" in text or "required keyword" in text or "unexpected keyword" in text
        assert calling or raised_in.startswith(PACKAGE), f"raised in {raised_in}: {text}"
        assert not [words for words in THEIRS if words in text], text
        return error
    return None


def calls(name):
    for sample in sample_inputs(REGISTRY[name], "float32")[:2]:
        yield list(sample.operands), {key: value for key, value in sample.params.items() if key[0] != "_"}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the mean of nothing is nan
@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_operands(name):
    f, op = FUNCTIONS[name], REGISTRY[name]
    for operands, params in calls(name):
        before = [x.asnumpy() for x in operands]
        for i in range(len(operands)):
            for odd in NOT_AN_ARRAY:
                given = [*operands[:i], odd, *operands[i + 1 :]]
                error = failure(lambda given=given, params=params: f(*given, **params))
                left_out = odd is None and (op.variadic or i >= op.required)
                assert error is not None or left_out, f"{name} took {odd!r} as operand {i}"
            for odd in ODD_ARRAYS:
                given = [
                    *operands[:i],
                    nd.array(odd, dtype=getattr(odd, "dtype", None) and "float32"),
                    *operands[i + 1 :],
                ]
                failure(lambda given=given, params=params: f(*given, **params))
        assert (
            all(np.array_equal(x.asnumpy(), old) for x, old in zip(operands, before, strict=True))
            or name == "BatchNorm"
        )
        assert name in str(failure(lambda params=params: f(**params)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_settings(name):
    f, op = FUNCTIONS[name], REGISTRY[name]
    for operands, params in calls(name):
        assert "no_such_setting" in str(failure(lambda o=operands, p=params: f(*o, **p, no_such_setting=1)))
        for key in {**op.params, **params}:
            if key[0] == "_":
                continue
            for odd in ODD_SETTINGS:
                error = failure(lambda o=operands, p={**params, key: odd}: f(*o, **p))
                wanted = wrong_type(op, key, odd)
                assert error is not None or wanted is None or f.__module__ != "mxgrad.core.invoke", (
                    f"{name}({key}={odd!r})"
                )
                assert wanted is None or error is None or name in str(error)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if "axis" in REGISTRY[name].parameters])
@pytest.mark.parametrize("axis", [-99, 99, "rows", 0.5])
def test_wrong_axis(name, axis):
    for operands, params in calls(name):
        error = failure(lambda o=operands, p={**params, "axis": axis}: FUNCTIONS[name](*o, **p))
        assert error is not None
        assert name in str(error)
        assert str(axis) in str(error)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: nd.zeros("text"), "'text'"), (lambda: nd.zeros((2, None)), "None"), (lambda: nd.ones(-1), "-1"),
        (lambda: nd.ones(2, ctx="gpu"), "'gpu'"), (lambda: nd.ones(2, dtype="floaty"), "'floaty'"),
        (lambda: nd.full((2,), "text"), "'text'"), (lambda: nd.full((2,), None), "None"),
        (lambda: nd.arange("a"), "'a'"), (lambda: nd.arange(1, 2, 0), "step"), (lambda: nd.arange(3, repeat=-1), "-1"),
        (lambda: nd.eye("a"), "'a'"), (lambda: nd.eye(-2), "-2"), (lambda: nd.linspace(0, 1, -3), "-3"),
        (lambda: nd.linspace(0, "b", 3), "'b'"), (lambda: nd.array(None), "None"), (lambda: nd.array({}), "dict"),
        (lambda: nd.array(["a"]), "list"), (lambda: nd.array([[1], [1, 2]]), "one length"),
        (lambda: nd.array([1j]), "complex"), (lambda: nd.array(object()), "object"),
        (lambda: nd.moveaxis(nd.ones((2, 3)), 5, 0), "5"), (lambda: nd.moveaxis([1], 0, 0), "list"),
        (lambda: nd.concatenate([]), "concat"), (lambda: nd.concat(), "concat"), (lambda: nd.stack(), "stack"),
        (lambda: nd.histogram([1]), "list"), (lambda: nd.histogram(nd.ones(2), bins="a"), "'a'"),
        (lambda: nd.save("x", 5), "int"), (lambda: nd.save("x", {"a": 5}), "int"), (lambda: nd.load(5), "int"),
        (lambda: nd.random.uniform("a"), "'a'"), (lambda: nd.random.normal(0, "b", shape=2), "'b'"),
        (lambda: nd.random.normal(0, -1, shape=2), "-1"), (lambda: nd.random.uniform(shape="text"), "'text'"),
        (lambda: nd.random.normal(shape=(-2,)), "-2"), (lambda: nd.random.randint("a", 5), "'a'"),
        (lambda: nd.random.multinomial([0.5, 0.5]), "list"), (lambda: nd.random.multinomial(nd.ones((1, 1, 0))), "0"),
        (lambda: nd.random.shuffle([1, 2]), "list"), (lambda: nd.random.poisson(-1, shape=2), "-1"),
        (lambda: nd.random.gamma(-1, 1, shape=2), "-1"), (lambda: nd.random.exponential("a"), "'a'"),
        (lambda: nd.random.uniform(ctx="cpu"), "'cpu'"), (lambda: nd.random.normal(dtype="x"), "'x'"),
        (lambda: mx.random.seed("a"), "'a'"), (lambda: nd.sgd_update(1, nd.ones(2), lr=0.1), "int"),
        (lambda: nd.sgd_update(nd.ones(2), nd.ones(3), lr=0.1), "(3,)"),
        (lambda: nd.adam_update(nd.ones(2), nd.ones(2), nd.ones(2), None, lr=0.1), "None"),
        (lambda: nd.sgd_update(nd.ones(2), nd.ones(2), lr="a"), "'a'"),
        (lambda: nd.sgd_update(nd.ones(2), nd.ones(2), lr=0.1, out=5), "int"),
        (lambda: autograd.backward(5), "int"), (lambda: autograd.backward([5]), "int"),
        (lambda: autograd.backward(None), "None"), (lambda: autograd.backward([]), "at least one"),
        (lambda: autograd.grad(5, nd.ones(2)), "int"), (lambda: autograd.grad(nd.ones(2), 5), "int"),
        (lambda: autograd.mark_variables(5, nd.ones(2)), "int"),
        (lambda: autograd.mark_variables(nd.ones(2), nd.ones(3)), "(3,)"),
        (lambda: autograd.mark_variables(nd.ones(2), nd.ones(2), "all"), "'all'"),
        (lambda: nd.ones(2).attach_grad("all"), "'all'"), (lambda: nd.ones(2).attach_grad(5), "5"),
        (lambda: nd.ones(2).astype("floaty"), "'floaty'"), (lambda: nd.ones(2).astype(None), "None"),
        (lambda: nd.ones(2).reshape("a"), "'a'"), (lambda: nd.ones(2).reshape((3,)), "(3,)"),
        (lambda: nd.ones(2).reshape((1, 2), order="C"), "order"), (lambda: nd.ones(2).broadcast_to((3,)), "(3,)"),
        (lambda: nd.ones((2, 1)).broadcast_to((3,)), "(3,)"), (lambda: nd.ones(2).broadcast_to("a"), "'a'"),
        (lambda: nd.ones(2).copyto(5), "int"), (lambda: nd.ones(2).copyto(nd.ones(3)), "(3,)"),
        (lambda: nd.ones(2).as_in_context("cpu"), "'cpu'"), (lambda: nd.ones(2)["a"], "'a'"),
        (lambda: nd.ones(2)[1.5], "1.5"), (lambda: nd.ones(2)[5], "5"), (lambda: nd.ones(2)[0, 0], "(2,)"),
        (lambda: nd.ones(2).__setitem__(0, "a"), "'a'"), (lambda: nd.ones(2).__setitem__(0, None), "None"),
        (lambda: nd.ones(2).__setitem__("a", 1), "'a'"), (lambda: nd.ones(2).__setitem__(7, 1), "7"),
        (lambda: nd.ones(2).__setitem__(slice(None), [1, 2, 3]), "(3,)"),
        (lambda: nd.ones(2).__setitem__(slice(None), ["a", "b"]), "list"),
        (lambda: nd.ones(2) + "a", "str"), (lambda: nd.ones(2) + None, "NoneType"), (lambda: nd.ones(2) @ 5, "int"),
        (lambda: nd.ones(2) + np.ones(3), "(3,)"), (lambda: nd.add(nd.ones(2), "a"), "'a'"),
        (lambda: nd.elemwise_add(nd.ones(2), 5), "5"), (lambda: nd.ones((2, 2)).dot(nd.ones(3)), "(3,)"),
        (lambda: nd.exp(nd.ones(2), out=5), "int"),
        (lambda: nd.RNN(5, 5, 5, state_size=1, num_layers=1, mode="gru"), "int"),
        (lambda: mx.Context("tpu"), "'tpu'"), (lambda: mx.cpu("a"), "'a'"), (lambda: mx.Context(5), "5"),
        (lambda: nd.contrib.foreach(None, nd.ones(2), None), "None"), (lambda: nd.softmax(nd.ones(2), axis="a"), "'a'"),
        (lambda: nd.softmax("a"), "'a'"),
        (lambda: nd.from_numpy([1]), "list"), (lambda: nd.onehot_encode(5, nd.ones((1, 2))), "5"),
        (lambda: nd.ones(2).backward(out_grad=5), "y"),
    ],
)  # fmt: skip
def test_functions_beside_the_operations(call, named):
    error = failure_anywhere(call)
    assert named in str(error)


def failure_anywhere(call):
    with pytest.raises((MXGradError, TypeError, ValueError, IndexError)) as caught:
        call()
    frame = traceback.extract_tb(caught.value.__traceback__)[-1].filename
    assert frame.startswith(PACKAGE) or frame == __file__, f"raised in {frame}: {caught.value}"
    return caught.value

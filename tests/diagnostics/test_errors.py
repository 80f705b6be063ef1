"""What a learner reads when something is wrong: the array, the line, and what to do next."""

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, errors, nd


@pytest.fixture
def x():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    return x


def test_not_recorded(x):
    y = x * x
    with pytest.raises(errors.NotRecordedError) as caught:
        y.backward()
    line = "y.backward()"
    assert str(caught.value) == (
        f"y was not recorded (line {caught.traceback[0].lineno + 1}: {line}): "
        "compute it inside `with autograd.record():`, and outside of pause(), then call backward()"
    )


def test_second_backward(x):
    with autograd.record():
        y = x * x
    y.backward()
    with pytest.raises(errors.GraphFreedError) as caught:
        y.backward()
    line = caught.traceback[0].lineno + 1
    assert str(caught.value) == (
        f"the graph of y was freed by an earlier backward() (line {line}: y.backward()); it was recorded "
        f"(line {line - 3}: y = x * x). Record it again, or pass retain_graph=True to the earlier backward()"
    )


def test_no_attach_grad():
    x = nd.array([1.0])
    with autograd.record():
        y = x * x
    with pytest.raises(errors.NoGradientAttachedError) as caught:
        y.backward()
    assert str(caught.value).startswith("nothing that y was computed from asks for a gradient (line ")
    assert "call attach_grad() on its inputs before they are used inside autograd.record()" in str(caught.value)


def test_detached_result_of_a_recorded_program(x):
    with autograd.record():
        y = (x * 2).detach() + 1
    with pytest.raises(errors.NoGradientAttachedError, match=r"\(detach\(\), .* also end the path\.\)"):
        y.backward()


def test_only_null_variables():
    x = nd.ones(2)
    x.attach_grad("null")
    with autograd.record():
        y = x * 2
    with pytest.raises(errors.NoGradientAttachedError, match="every variable behind y has grad_req='null'"):
        y.backward()


def test_mixed_dtypes():
    a, b = nd.array([1.0]), nd.array([1], dtype="int32")
    with pytest.raises(errors.DTypeError) as caught:
        a + b
    line = caught.traceback[0].lineno + 1
    assert str(caught.value) == (
        "add: a is float32 and b is int32; operands must have one dtype: convert one with .astype('float32') "
        f"(line {line}: a + b)"
    )
    for f in (lambda: b + a, lambda: nd.dot(a, b), lambda: a == b, lambda: nd.concat(a, b, dim=0)):
        with pytest.raises(errors.DTypeError, match=r"astype\('"):
            f()


def test_head_gradient_shape_and_dtype(x):
    with autograd.record():
        y = x * x
    with pytest.raises(errors.ShapeError, match=r"gradient has shape \(1,\), but y has shape \(2,\).*each element"):
        y.backward(nd.array([1.0]))
    with pytest.raises(errors.ShapeError, match=r"is float64, but y is float32.*\.astype\('float32'\)"):
        y.backward(nd.ones(2, dtype="float64"))
    with pytest.raises(TypeError, match="head gradient of y must be an NDArray, not ndarray"):
        y.backward(np.ones(2))
    assert x.grad.asnumpy().tolist() == [0, 0]
    y.backward(nd.array([1.0, 10.0]))  # a refused call leaves the graph as it was
    assert x.grad.asnumpy().tolist() == [2, 40]


def test_unknown_grad_req():
    with pytest.raises(ValueError, match="unknown grad_req 'wrte': expected 'write', 'add' or 'null'"):
        nd.ones(2).attach_grad("wrte")


def test_integers_have_no_gradient():
    n = nd.array([1, 2], dtype="int32")
    with pytest.raises(errors.DTypeError, match=r"n holds int32.*use n = n\.astype\('float32'\) first"):
        n.attach_grad()


def test_shapes_that_do_not_broadcast():
    a, b = nd.ones((2, 3)), nd.ones(2)
    with pytest.raises(errors.ShapeError) as caught:
        a * b
    line = caught.traceback[0].lineno + 1
    assert str(caught.value) == (
        f"multiply: a has shape (2, 3) and b has shape (2,): their shapes do not broadcast (line {line}: a * b)"
    )
    with pytest.raises(errors.ShapeError, match=r"elemwise_add needs equal shapes.*nd\.add, which broadcasts"):
        nd.elemwise_add(nd.ones((2, 3)), nd.ones(3))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda a: nd.dot(a, a), "dot multiplies the last axis of the first operand"),
        (lambda a: a.reshape((4, 2)), "reshape: 6 elements of shape (2, 3) do not fill shape (4, 2)"),
        (lambda a: a.reshape((-1, -1)), "only one size of (-1, -1) can be -1"),
        (lambda a: nd.sum(a, axis=5), "sum: axis 5 is out of range for an array of 2 axes"),
        (lambda a: nd.concat(a, nd.ones((3, 3))), "concat: a has shape (2, 3)"),
        (lambda a: a.asscalar(), "asscalar() needs an array of one element, not shape (2, 3)"),
        (lambda a: nd.exp(a, out=nd.ones(2)), "out has shape (2,), but the result has shape (2, 3)"),
        (lambda a: a.__iadd__(nd.ones((4, 2, 3))), "the shape of x from float32[2, 3] to float32[4, 2, 3]"),
    ],
)
def test_shape_errors(call, text):
    with pytest.raises(errors.ShapeError) as caught:
        call(nd.ones((2, 3)))
    assert text in str(caught.value).replace("nd.ones((3, 3)) has shape (3, 3)", "")


def test_unknown_parameter():
    with pytest.raises(TypeError) as caught:
        nd.sum(nd.ones(2), axsi=1)
    assert str(caught.value) == ("sum has no parameter 'axsi': it takes axis, keepdims, exclude; did you mean 'axis'?")
    with pytest.raises(TypeError, match="one_hot needs depth: it takes"):
        nd.one_hot(nd.ones(2))
    with pytest.raises(TypeError, match="dot is missing its input 'y'"):
        nd.dot(nd.ones(2))
    with pytest.raises(TypeError, match="5 arguments given"):
        nd.dot(nd.ones(2), nd.ones(2), True, True, 3)


def test_not_an_array():
    with pytest.raises(TypeError, match=r"sum takes an NDArray, not list \[1, 2\]: make one with nd\.array"):
        nd.sum([1, 2])
    with pytest.raises(TypeError, match="exp takes an NDArray, not None"):
        nd.exp(None)
    with pytest.raises(TypeError, match="unsupported operand"):
        nd.ones(2) + "a"


IN_PLACE = {
    "y += 1": lambda x, y: y.__iadd__(1),
    "x[:] = 5": lambda x, y: x.__setitem__(slice(None), 5),
    "y[0] = 99": lambda x, y: y.__setitem__(0, 99),
    "x *= y": lambda x, y: x.__imul__(y),
    "out=x": lambda x, y: nd.exp(y, out=x),
    "copyto": lambda x, y: y.copyto(x),
}


@pytest.mark.parametrize("write", IN_PLACE.values(), ids=IN_PLACE)
def test_refused_in_place_write_leaves_data_alone(x, write):
    with autograd.record():
        y = x * 2
        before = x.asnumpy(), y.asnumpy()
        with pytest.raises(errors.InPlaceError) as caught:
            write(x, y)
    assert "Inplace operations (+=, -=, x[:]=, etc) are not supported when recording with autograd" in str(caught.value)
    np.testing.assert_array_equal(x.asnumpy(), before[0])
    np.testing.assert_array_equal(y.asnumpy(), before[1])


def test_in_place_message_names_array_line_and_fix(x):
    with autograd.record():
        y = x * 2
        with pytest.raises(errors.InPlaceError) as caught:
            y += 1
    line = caught.traceback[0].lineno + 1
    assert str(caught.value).endswith(
        f": y is part of the graph (line {line}: y += 1). Make y = y + ... instead, or leave the record scope"
    )


def test_mutation_message_names_array_and_line(x):
    w = x
    with autograd.record():
        y = w * w
    w[:] = 3
    with pytest.raises(errors.MutatedError) as caught:
        y.backward()
    assert str(caught.value).startswith("w was written to after multiply was recorded (line ")
    assert ": y = w * w), and the gradient needs the value it had then" in str(caught.value)
    assert x.grad.asnumpy().tolist() == [0, 0]


def test_grad_needs_marked_and_used_variables(x):
    unmarked, unused = nd.ones(2), nd.ones(2)
    unused.attach_grad()
    with autograd.record():
        y = x * x
    with pytest.raises(errors.NoGradientAttachedError, match="call attach_grad"):
        autograd.grad(y, unmarked)
    with pytest.raises(errors.NoGradientAttachedError, match="variable 2 of grad"):
        autograd.grad(y, [x, unused])
    with pytest.raises(ValueError, match="at least one variable"):
        autograd.grad(y, [])


def test_creation_hints():
    with pytest.raises(TypeError, match=r"A shape is one tuple: \(3, 4\)"):
        nd.zeros(3, 4)
    with pytest.raises(errors.ShapeError, match="must all have one length"):
        nd.array([[1, 2], [3]])
    with pytest.raises(errors.DTypeError, match="takes numbers, not str"):
        nd.array("abc")
    with pytest.raises(errors.DTypeError, match="unknown dtype 'floaty'"):
        nd.ones(2, dtype="floaty")
    with pytest.raises(errors.ShapeError, match="no negative sizes"):
        nd.ones((2, -1))


def test_unknown_names_and_devices():
    with pytest.raises(AttributeError, match=r"mxgrad\.nd has no 'sinus'"):
        nd.sinus  # noqa: B018
    with pytest.raises(errors.ContextError, match="unknown device type 'tpu'"):
        mx.Context("tpu")
    with pytest.raises(errors.ContextError, match="integer from 0 on"):
        mx.gpu(-1)


def test_indexing_errors():
    a = nd.ones((2, 3))
    for key in (5, (0, 7), [0, 5]):
        with pytest.raises(IndexError, match="out of bounds"):
            a[key]
    with pytest.raises(TypeError, match="an index is an integer, slice"):
        a["a"]
    with pytest.raises(errors.ShapeError, match=r"x\[0\] chooses shape \(3,\), which a value of shape \(7,\)"):
        a[0] = nd.ones(7)


def test_truth_value():
    with pytest.raises(ValueError, match=r"^The truth value of an NDArray with multiple elements is ambiguous\.$"):
        bool(nd.ones(2))
    assert bool(nd.array([1.0]))
    assert not nd.array([[0.0]])

"""Messages that send the learner the right way: what each asks for is not what was done already, and can be done."""

import ast
import re

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.errors import DTypeError, LinAlgError, NoGradientAttachedError, NotRecordedError, ShapeError


@pytest.fixture
def x():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    return x


def error_of(call, kind=Exception):
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


# ---- the head was computed inside record()

INSIDE = {
    "NumPy": lambda x: nd.array((x * x).asnumpy()),
    "asscalar": lambda x: nd.array([(x * x).sum().asscalar()]) * 2,
    "new array": lambda x: nd.zeros(2),
    "random": lambda x: nd.random.uniform(shape=(2,)),
    "detached": lambda x: (x * x).detach() * 2,
    "gradient without create_graph": lambda x: autograd.grad(x * x, x)[0],
}


@pytest.mark.parametrize("compute", INSIDE.values(), ids=INSIDE)
def test_who_computed_inside_record_is_not_told_to_do_so(x, compute):
    with autograd.record():
        y = compute(x)
    text = error_of(lambda: y.backward(), NoGradientAttachedError)
    assert "inside `with autograd.record()" not in text
    assert "nothing that y was computed from asks for a gradient" in text


def test_what_ran_under_pause_or_after_the_block_was_not_recorded(x):
    with autograd.record(), autograd.pause():
        y = x * x
    assert "outside of pause()" in error_of(lambda: y.backward(), NotRecordedError)
    with autograd.record():
        z = x * x
    z = z + 1
    assert "compute it inside `with autograd.record():`" in error_of(lambda: z.backward(), NotRecordedError)


# ---- who has attached a gradient is not told to attach one


def test_attached_too_late():
    x = nd.ones(2)
    with autograd.record():
        y = x * x
    x.attach_grad()
    assert "before they are used inside autograd.record()" in error_of(lambda: y.backward(), NoGradientAttachedError)


def test_variables_of_grad(x):
    null, late, other = nd.ones(2), nd.ones(2), nd.ones(2)
    null.attach_grad("null")
    other.attach_grad()
    with autograd.record():
        h = x * late
        y = h * null
    late.attach_grad()
    assert "null, has grad_req='null'" in error_of(lambda: autograd.grad(y, null), NoGradientAttachedError)
    text = error_of(lambda: autograd.grad(y, [x, h]), NoGradientAttachedError)
    assert "variable 2 of grad(), h, is the result of an operation" in text
    text = error_of(lambda: autograd.grad(y, [x, late]), NoGradientAttachedError)
    assert "variable 2 of grad(), late, was not used" in text
    assert "attach_grad() after the use" in text
    text = error_of(lambda: autograd.grad(y, nd.ones(2)), NoGradientAttachedError)
    assert "the variable of grad(), nd.ones(2), asks for no gradient" in text
    assert "(line " in text


# ---- advice that can be typed in


def suggestions(text):
    """What a message asks to write: "use a = b", "Make a = b", "write a = b"."""
    return re.findall(r"(?:use|Make|write) (\S+(?:\([^)]*\))* [-+*/]?= \S+)", text)


def test_what_is_to_be_written_can_be_assigned_to():
    n = nd.array([1], dtype="int32")
    params = {"w": n}
    texts = [error_of(call, DTypeError) for call in (
        lambda: n.attach_grad(), lambda: params["w"].attach_grad(), lambda: nd.array([1], dtype="int32").attach_grad(),
        lambda: (n + n).attach_grad(), lambda: n[0].attach_grad(), lambda: n.copy().attach_grad())]  # fmt: skip
    assert [suggestions(text) for text in texts[:2]] == [
        ["n = n.astype('float32')"],
        ["params['w'] = params['w'].astype('float32')"],
    ]
    for text in texts:
        assert ".astype('float32') first" in text
        for code in suggestions(text):
            ast.parse(code)
    assert suggestions(texts[2]) == suggestions(texts[3]) == suggestions(texts[5]) == []


# ---- matrices


@pytest.mark.parametrize(("call", "words"), [
    (lambda: nd.linalg.inverse(nd.ones((2, 2))), "linalg_inverse.*a matrix is singular"),
    (lambda: nd.linalg.potrf(nd.array([[1, 2], [2, 1]])), "linalg_potrf.*not positive definite"),
    (lambda: nd.linalg.trsm(nd.zeros((2, 2)), nd.ones((2, 2))), "linalg_trsm.*a matrix is singular"),
    (lambda: np.linalg.inv(nd.ones((2, 2))), "linalg_inverse.*a matrix is singular"),
])  # fmt: skip
def test_matrices_without_what_is_asked_of_them(call, words):
    with pytest.raises(LinAlgError, match=words + r".*\(line "):
        call()
    with pytest.raises(np.linalg.LinAlgError):  # as NumPy's users expect
        call()


# ---- names and operands


@pytest.mark.parametrize(("name", "words"), [
    ("numpy", "x.asnumpy()"), ("std", "nd.moments"), ("matmul", "nd.dot"), ("cpu", "as_in_context"),
    ("clone", "x.copy()"),
    ("requires_grad", "attach_grad"), ("view", "x.reshape"), ("zero_grad", "x.grad[:] = 0"),
    ("concat", "use nd.concat"),
    ("asnump", "did you mean asnumpy?"), ("resahpe", "did you mean reshape?"), ("ravel", "x.reshape((-1,))"),
])  # fmt: skip
def test_attributes_of_other_arrays(x, name, words):
    text = error_of(lambda: getattr(x, name), AttributeError)
    assert text.startswith(f"'NDArray' object has no attribute {name!r}: ")
    assert words in text
    assert not hasattr(x, name)
    assert not hasattr(x, "__array_interface__")


def test_no_operands_and_odd_ones(x):
    for call in (lambda: nd.concat(), lambda: nd.stack(), lambda: nd.add_n()):
        assert "needs at least one NDArray" in error_of(call, TypeError)
    assert "vectors are joined along dim=0" in error_of(lambda: nd.concat(x, x), ShapeError)
    assert "add takes an NDArray, not ndarray" in error_of(lambda: x + np.array(["a", "b"]), TypeError)
    for call in (lambda: range(x[0]), lambda: [1, 2][x[0]]):
        text = error_of(call, TypeError)
        assert "an index" not in text
        assert "use int(x)" in text


def test_gradients_flow_to_another_name_of_the_same_memory(x):
    with autograd.record():
        y = (x.as_in_context(mx.cpu(1)) * 3).sum()
    y.backward()
    assert x.grad.tolist() == [3, 3]

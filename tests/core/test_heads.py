"""What backward() may start from: constant heads, head gradients of nearly the shape, freed parts of the graph."""

import threading
import warnings

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, errors, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import sample_inputs


def variable(*values, dtype="float32"):
    x = nd.array(values, dtype=dtype)
    x.attach_grad()
    return x


# ---- results whose gradient is 0

WITHOUT_GRADIENT = sorted(
    name for name, op in REGISTRY.items() if not op.differentiable and op.inputs and name != "detach"
)


@pytest.mark.parametrize("name", WITHOUT_GRADIENT)
def test_a_head_without_a_gradient_writes_zeros(name):
    for sample in sample_inputs(REGISTRY[name]):
        arrays = [x.copy() for x in sample.operands]
        floats = [x for x in arrays if x._data.dtype.kind == "f"]
        for x in floats:
            x.attach_grad()
            x.grad[:] = 7
        with autograd.record():
            heads = sample(*arrays)
        heads = heads if isinstance(heads, list) else [heads]
        if floats:
            autograd.backward(heads)
        for x in floats:
            assert not x.grad.asnumpy().any()


HEADS = {
    "comparison": lambda x: x > 1,
    "of two comparisons": lambda x: (x > 1) * (x < 2),
    "argmax": lambda x: x.argmax(axis=0),
    "accuracy": lambda x: (x.argmax(axis=0) == 1).mean(),
    "whole numbers": lambda x: (2 * x).astype("int32"),
    "a function of a comparison": lambda x: nd.exp((x > 1) * 2.0 + 1).sum(),
    "topk": lambda x: x.topk(k=1),
    "floor": lambda x: x.floor() // 2,
}


@pytest.mark.parametrize("f", HEADS.values(), ids=HEADS)
def test_constant_heads_write_zeros_and_add_nothing(f):
    x, y = variable(1, 2, 3), variable(4, 5, 6)
    y.attach_grad("add")
    x.grad[:], y.grad[:] = 7, 7
    with autograd.record():
        head, loss = f(x * y), (x * x).sum()
        assert not autograd.grad(head, x, retain_graph=True)[0].asnumpy().any()
    head.backward()
    assert x.grad.tolist() == [0, 0, 0]
    assert y.grad.tolist() == [7, 7, 7]
    autograd.backward([head, loss] if head._node is None else [loss])
    assert x.grad.tolist() == [2, 4, 6]


def test_detach_ends_the_path_of_all_that_follows():
    x = variable(1, 2)
    with autograd.record():
        y = x.detach() > 1
    with pytest.raises(errors.NoGradientAttachedError):
        y.backward()


def test_a_comparison_as_head_is_a_cut_in_the_trace():
    def program(x):
        y = x > 1
        y.backward()
        return y

    tr = mx.trace(program, variable(1, 2, 3))
    (backward,) = tr.data.backwards if hasattr(tr, "data") else tr.backwards
    assert [cut.reason for cut in backward.cuts] == ["not differentiable"]
    assert backward.contribs == ()
    assert len(backward.writes) == 1


# ---- head gradients


@pytest.mark.parametrize(
    ("head", "given"), [((4, 1), (4,)), ((4,), (4, 1)), ((1, 4), (4,)), ((2, 1, 2), (2, 2)), ((1,), ()), ((1, 1), (1,))]
)
def test_head_gradient_may_differ_by_axes_of_size_1(head, given):
    x = nd.ones(head, dtype="float64")
    x.attach_grad()
    g = nd.array(np.arange(1.0, x.size + 1).reshape(given), dtype="float64")
    with autograd.record():
        y = x * 2
    y.backward(g, retain_graph=True)
    assert x.grad.shape == head
    assert x.grad.asnumpy().ravel().tolist() == [2 * (i + 1) for i in range(x.size)]
    assert autograd.grad(y, x, g, create_graph=True)[0].shape == head


@pytest.mark.parametrize(("head", "given"), [((4,), (2, 2)), ((2, 3), (3, 2)), ((3,), (1,)), ((3,), (1, 1, 4))])
def test_any_other_shape_of_a_head_gradient_raises(head, given):
    x = nd.ones(head)
    x.attach_grad()
    with autograd.record():
        y = x * 2
    with pytest.raises(errors.ShapeError):
        y.backward(nd.ones(given))


# ---- what an earlier backward() freed


def test_a_state_carried_to_the_next_batch_is_a_constant_with_a_warning():
    w, s = variable(2.0), nd.ones(1)
    expected = []
    for batch in range(3):
        start = s.asscalar()
        with autograd.record():
            s = s * w
            s = s * w
            loss = s.sum()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            loss.backward()
        expected.append(2 * start * 2)
        assert w.grad.asscalar() == expected[-1]
        assert len(caught) == (batch > 0)
        for warning in caught:
            assert warning.category is errors.GraphFreedWarning
            assert "s = s * w" in str(warning.message)
            assert warning.filename == __file__


def test_a_state_dropped_by_detach_in_vain_gives_the_gradient_of_the_batch():
    w, s = variable(2.0, dtype="float64"), nd.ones(1, dtype="float64")
    with autograd.record():
        s = (s * w).tanh()
        loss = s.sum()
    loss.backward()
    s.detach()
    constant = nd.array(s.asnumpy(), dtype="float64")
    with autograd.record():
        loss = (s * w).sum() + (w * w).sum()
    with pytest.warns(errors.GraphFreedWarning):
        loss.backward()
    got = w.grad.asscalar()
    with autograd.record():
        loss = (constant * w).sum() + (w * w).sum()
    loss.backward()
    assert got == w.grad.asscalar()


def test_the_freed_part_is_a_cut_in_the_trace():
    def program(w):
        s = w * 3
        s.backward()
        with autograd.record():
            z = s * w
        with pytest.warns(errors.GraphFreedWarning):
            z.backward()
        return z

    w = variable(2.0)
    with mx.trace() as tr:
        with autograd.record():
            s = w * 3
        s.backward()
        with autograd.record():
            z = s * w
        with pytest.warns(errors.GraphFreedWarning):
            z.backward()
    assert w.grad.asscalar() == 6
    data = tr.data if hasattr(tr, "data") else tr
    assert [cut.reason for cut in data.backwards[-1].cuts] == ["freed"]


def test_a_head_recorded_before_the_freeing_raises():
    x = variable(1.0)
    with autograd.record():
        y = x * x
        u = y * 3
        v = y + 1
    u.backward()
    with pytest.raises(errors.GraphFreedError):
        v.backward()
    with pytest.raises(errors.GraphFreedError):
        u.backward()


def test_a_head_that_reaches_nothing_else_raises():
    x, null = variable(1.0), nd.ones(1)
    null.attach_grad("null")
    with autograd.record():
        y = x * x
    y.backward()
    x.grad[:] = 5
    with autograd.record():
        z, n = y * 2, y * null
    for head in (z, n, [x * 1, z]):
        with pytest.raises((errors.GraphFreedError, errors.NotRecordedError)):
            autograd.backward(head)
    assert x.grad.asscalar() == 5


# ---- several walks at a time


def test_threads_that_share_leaves_and_inner_nodes():
    x = nd.ones(64)
    x.attach_grad()
    with autograd.record():
        shared = (x * 2).exp().log()
    wrong = []

    def work(factor):
        for _ in range(150):
            with autograd.record():
                y = (shared * factor + x * factor).sum()
            found = autograd.grad(y, x, retain_graph=True)[0].asnumpy()
            if not np.allclose(found, 3 * factor):
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(k,)) for k in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_added_gradients_of_threads_are_all_there():
    x = nd.ones(64)
    x.attach_grad("add")

    def work():
        for _ in range(100):
            with autograd.record():
                y = (x * x).sum()
            y.backward()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (x.grad.asnumpy() == 800).all()


def test_a_function_may_walk_back_inside_a_walk_over_the_same_variable():
    x = variable(1.0, 2.0)

    class Square(autograd.Function):
        def forward(self, a):
            self.save_for_backward(a)
            return a * a

        def backward(self, g):
            (a,) = self.saved_tensors
            with autograd.record():
                inner = (x * 3).sum()
            assert autograd.grad(inner, x)[0].tolist() == [3, 3]
            return 2 * a * g

    with autograd.record():
        y = (x * 5 + Square()(x)).sum()
    y.backward()
    assert x.grad.tolist() == [7, 9]


def test_an_error_in_a_walk_leaves_the_next_one_alone():
    x = variable(1.0)

    class Bad(autograd.Function):
        def forward(self, a):
            return a * 1

        def backward(self, g):
            raise ZeroDivisionError

    with autograd.record():
        y = Bad()(x) + x * 3
    with pytest.raises(ZeroDivisionError):
        y.backward()
    with autograd.record():
        y = x * 4
    y.backward()
    assert x.grad.asscalar() == 4

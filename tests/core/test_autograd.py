"""Recording, scopes, and where gradients go."""

import threading

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.ndarray import NDArray


def variable(*values, req="write", dtype="float32"):
    x = nd.array(list(values), dtype=dtype)
    x.attach_grad(req)
    return x


def values(x):
    return x.asnumpy().tolist()


# ---- where gradients go


def test_write_replaces_and_add_accumulates():
    for req, expected in (("write", [6, 6]), ("add", [12, 12])):
        x = variable(1, 2, req=req)
        for _ in range(2):
            with autograd.record():
                y = x * 6
            y.backward()
        assert values(x.grad) == expected


def test_add_starts_from_what_the_buffer_holds():
    x = variable(1, 2, req="add")
    x.grad[:] = 10
    with autograd.record():
        y = x * 2
    y.backward()
    assert values(x.grad) == [12, 12]


def test_null_gets_nothing_beside_a_variable_that_does():
    x, w = variable(1, 2), variable(3, 4, req="null")
    with autograd.record():
        y = x * w
    y.backward()
    assert w.grad is None
    assert values(x.grad) == [3, 4]


def test_grad_before_backward_and_of_results():
    x = variable(1, 2)
    held = x.grad
    assert values(held) == [0, 0]
    with autograd.record():
        y = x * x
    assert y.grad is None
    assert nd.ones(1).grad is None
    y.backward()
    assert values(held) == [2, 4]  # the buffer is written to, not replaced
    assert x.grad is held


def test_unused_variable_keeps_its_gradient():
    x, w = variable(1.0), variable(2.0)
    with autograd.record():
        (x * w).backward()
    with autograd.record():
        (x * 3).backward()
    assert values(w.grad) == [1]


def test_head_is_a_variable():
    x = variable(1, 2)
    x.backward(nd.array([3.0, 4.0]))
    assert values(x.grad) == [3, 4]


def test_attach_grad_in_mid_graph_cuts_history():
    x = variable(3, 4)
    with autograd.record():
        y = x * 2
        y.attach_grad()
        z = y * y
    z.backward()
    assert values(y.grad) == [12, 16]
    assert values(x.grad) == [0, 0]


def test_reattach_routes_the_gradient_to_the_new_buffer():
    x = variable(1, 2)
    with autograd.record():
        y = x * x
        x.attach_grad()
        y = y + x
    y.backward()
    assert values(x.grad) == [3, 5]


def test_mark_variables():
    x, g = nd.array([1.0, 2.0]), nd.zeros(2)
    autograd.mark_variables([x], [g], "add")
    for _ in range(2):
        with autograd.record():
            y = x * x
        y.backward()
    assert values(g) == [4, 8]
    assert x.grad is g
    for bad in ((x, [g]), ([x, x], [g]), ([x], [nd.zeros(3)])):
        with pytest.raises((TypeError, ValueError)):
            autograd.mark_variables(*bad)


def test_grad_returns_a_list_and_leaves_buffers():
    x, w = variable(2, 3), variable(1, 1)
    with autograd.record():
        y = x * x * w
    found = autograd.grad(y, [w, x])
    assert isinstance(found, list)
    assert [values(g) for g in found] == [[4, 9], [4, 6]]
    assert values(x.grad) == values(w.grad) == [0, 0]


def test_several_heads_add_up():
    x = variable(1, 2)
    with autograd.record():
        a, b = x * x, x * 3
    autograd.backward([a, b], [nd.array([1.0, 10.0]), None])
    assert values(x.grad) == [5, 43]


def test_the_same_head_twice():
    x = variable(1, 2)
    with autograd.record():
        y = x * 3
    autograd.backward([y, y])
    assert values(x.grad) == [6, 6]


# ---- retain_graph


def test_retain_graph_gives_the_same_numbers_again():
    x = variable(1, 2, 3)
    with autograd.record():
        y = nd.sigmoid(x * x + x) * nd.softmax(x) + x[0] * x[2] + nd.maximum(x, 2)
    found = []
    for retain in (True, True, False):
        y.backward(retain_graph=retain)
        found.append(values(x.grad))
    assert found[0] == found[1] == found[2]


def test_shared_part_survives_a_retained_backward():
    x = variable(2.0)
    with autograd.record():
        y = x * x
        u, v = y * 3, y + 1
    u.backward(retain_graph=True)
    assert values(x.grad) == [12]
    v.backward()
    assert values(x.grad) == [4]


def test_create_graph_keeps_the_graph():
    x = variable(3.0)
    with autograd.record():
        y = x * x * x
        first = autograd.grad(y, x, create_graph=True)[0]
        second = autograd.grad(first, x, create_graph=True)[0]
    third = autograd.grad(second, x)[0]
    assert [values(g) for g in (first, second, third)] == [[27], [18], [6]]
    y.backward()
    assert values(x.grad) == [27]


# ---- scopes


def flags():
    return autograd.is_recording(), autograd.is_training()


def test_scope_table():
    assert flags() == (False, False)
    with autograd.record():
        assert flags() == (True, True)
        with autograd.pause():
            assert flags() == (False, False)
            with autograd.record(train_mode=False):
                assert flags() == (True, False)
            assert flags() == (False, False)
        with autograd.predict_mode():
            assert flags() == (True, False)
        assert flags() == (True, True)
    with autograd.pause(train_mode=True):
        assert flags() == (False, True)
    with autograd.train_mode():
        assert flags() == (False, True)
    assert flags() == (False, False)


def test_scope_object_can_be_entered_again():
    scope = autograd.record()
    with scope:
        with scope:
            assert flags() == (True, True)
        assert flags() == (True, True)
    assert flags() == (False, False)
    with scope:
        assert flags() == (True, True)
    assert flags() == (False, False)


def test_exception_restores_the_state():
    with pytest.raises(KeyError), autograd.record(), autograd.predict_mode():
        raise KeyError
    assert flags() == (False, False)


def test_failed_backward_restores_the_state():
    x = variable(1.0)

    class Bad(autograd.Function):
        def forward(self, v):
            return v + 1

        def backward(self, g):
            raise RuntimeError("teaching point")

    with autograd.record():
        y = Bad()(x * 2)
    with pytest.raises(RuntimeError, match="teaching point"):
        y.backward()
    assert flags() == (False, False)
    assert values(x.grad) == [0]
    with autograd.record():  # no adjoint is left over in the nodes
        z = x * 5
    z.backward()
    assert values(x.grad) == [5]


def test_setters_return_what_was():
    assert autograd.set_recording(True) is False
    assert autograd.set_recording(False) is True
    assert autograd.set_training(True) is False
    assert autograd.set_training(False) is True


def test_recording_is_local_to_the_thread_but_graphs_are_not():
    x = variable(1, 2)
    found = []

    def work(y):
        found.append(flags())
        y.backward()
        with autograd.record():
            found.append(flags())

    with autograd.record():
        y = x * x
        thread = threading.Thread(target=work, args=(y,))
        thread.start()
        thread.join()
        assert flags() == (True, True)
    assert found == [(False, False), (True, True)]
    assert values(x.grad) == [2, 4]


def test_two_record_blocks_are_one_graph_and_backward_may_run_inside():
    x = variable(1, 2)
    with autograd.record():
        y = x * 3
    with autograd.record():
        z = y * x
        z.backward()
    assert values(x.grad) == [6, 12]


def test_pause_and_detach_cut():
    x = variable(1, 2)
    with autograd.record():
        with autograd.pause():
            c = x * 10
        y = c * x + (x * 2).detach() * x
    y.backward()
    assert values(x.grad) == [12, 24]


def test_copy_and_astype_are_tracked():
    x = variable(1, 2)
    with autograd.record():
        y = x.copy() * 2 + x.astype("float64").astype("float32")
    y.backward()
    assert values(x.grad) == [3, 3]
    assert x.grad.dtype is np.float32


# ---- kinks


@pytest.mark.parametrize(
    ("f", "at", "slope"),
    [
        (nd.relu, 0, 0), (nd.abs, 0, 0), (nd.sign, 0, 0), (nd.sqrt, 0, np.inf), (nd.log, 0, np.inf),
        (lambda x: nd.maximum(x, 0), 0, 1), (lambda x: nd.minimum(x, 0), 0, 1), (lambda x: nd.maximum(0, x), 0, 1),
        (lambda x: x**0, 0, 0), (nd.floor, 0.5, 0), (lambda x: nd.norm(x), 0, 0),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_kinks(f, at, slope):
    x = variable(at)
    with autograd.record():
        y = f(x)
    y.backward()
    assert values(x.grad) == [slope]


def test_max_gives_every_tie_the_gradient():
    x = variable(2, 1, 2)
    with autograd.record():
        y = x.max()
    y.backward(nd.array([3.0]))
    assert values(x.grad) == [3, 0, 3]


def test_isinstance_of_everything():
    assert isinstance(nd.ones(1) + 1, NDArray)
    assert type(nd.ones(1)._data) is np.ndarray


def test_the_buffer_of_a_gradient_is_written_into_and_not_replaced():
    w = nd.array([1.0, 2.0])
    with pytest.raises(AttributeError, match=r"w\.grad is made by attach_grad\(\).*call w\.attach_grad\(\)"):
        w.grad = nd.zeros(2)
    w.attach_grad()
    buffer = w.grad
    with pytest.raises(AttributeError, match=r"w\.grad is the array that backward\(\) writes.*w\.grad\[:\] = "):
        w.grad = nd.zeros(2)
    with pytest.raises(AttributeError, match=r"cannot be replaced"):
        w.grad = None
    with autograd.record():
        loss = (w * w).sum()
    loss.backward()
    w.grad *= 0
    assert w.grad is buffer
    np.testing.assert_array_equal(buffer.asnumpy(), [0, 0])

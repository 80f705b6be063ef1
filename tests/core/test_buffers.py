"""Buffers: plain arrays that take assignments under record() as recorded updates."""

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, errors, nd

INPLACE = "Inplace operations (+=, -=, x[:]=, etc) are not supported when recording with autograd"


def variable(*values, dtype="float32"):
    x = nd.array(values, dtype=dtype)
    x.attach_grad()
    return x


# ---- programs that NumPy runs too: a, w are variables (4,), b (3, 4) and c (4,) buffers, `out` collects results

STATEMENTS = """
b[-1, -1] *= w[0]
b[1] = a * w
b[0] += a
b[0] *= w
b[1] -= a * a
b[2] /= w * w + 1
b[:, 1] = a[:3]
b[:, 0] += w[1:]
b[1:3] = w
b[0:2] *= a
b[:] = a.sum()
b[:] = a * w
b[...] = b * w
b[2, 3] = (a * w).sum()
b[0, 1] += a[2]
b[-1, -1] *= w[0]
b[1] = a[1:2]
b[0] = a.reshape((1, 4))
b += a
b *= w
b -= b[1] * a
b[[0, 2]] = a
b[[0, 2]] += w
b[[2, 2]] = b[:2] * w
b[[0, 1], [3, 2]] = a[:2]
b[b > 1] = 0.5
b[b < -1] *= 0.5
b[0] = b[1] * w
b[0] = b[0] * w
b[1] = b[1] * b[1]
b[::2] = b[1] * a
b[1] = 3
b[2] = 1 / (1 + b[2] * b[2])
c[:] = b[0]
c[1:] = b[1, 1:] * a[1:]
c[0] += (b * w).sum()
b[2] = c * w
b[2] = c
row = b[0]; row[:] = a * 2
row = b[1]; row += w
row = b[2]; row[1:3] = a[:2]; row *= w
row = b[1]; b[1] = a; out.append((row * w).sum())
view = b.reshape((4, 3)); view[1] = a[:3]
view = b.reshape((-1,)); view[2:6] *= w; out.append((b * b).sum())
view = b.reshape((2, 6))[1]; view[2:6] = b[0] * a
view = b.reshape((4, 3)); b[1] = w; out.append((view * view).sum())
part = b[1:]; part[0, 1:3] = w[:2] * a[2:]
for i in range(3): b[i] = b[i - 1] * w
for i in range(1, 3): b[i] += b[i - 1] * a
for i in range(3): b[i, i] = (a * b[i]).sum()
out.append((b[1] * a).sum())
out.append((b * w).sum())
out.append((b[:, 1] * b[:, 2]).sum())
out.append((c * b[2]).sum())
""".strip().splitlines()


def run(program, a, w, make):
    """Run a program on arrays of NumPy or of ours; return the sum of all that it collects."""
    b, c = make((np.arange(12.0).reshape(3, 4) - 5) / 4), make(np.linspace(-1, 1, 4))
    scope = {"a": a, "w": w, "b": b, "c": c, "out": []}
    exec("\n".join(program), scope)  # noqa: S102
    loss = (scope["b"] * scope["b"]).sum() + (scope["c"] * w).sum()
    for term in scope["out"]:
        loss = loss + term
    return loss


A, W = np.array([0.7, -1.1, 0.4, 1.3]), np.array([-0.6, 0.9, 1.2, 0.5])


def differences(f, *points, step=1e-6):
    slopes = []
    for i, x in enumerate(points):
        slope = np.zeros_like(x)
        for j in np.ndindex(*x.shape):
            ends = []
            for sign in (1, -1):
                moved = [y.copy() for y in points]
                moved[i][j] += sign * step
                ends.append(f(*moved))
            slope[j] = (ends[0] - ends[1]) / (2 * step)
        slopes.append(slope)
    return slopes


def recorded(program, a, w, second=False):
    """Return the loss and the gradients of a, w; with `second` those of a fixed weighted sum of the gradients."""
    a, w = variable(*a, dtype="float64"), variable(*w, dtype="float64")
    with autograd.record():
        loss = run(program, a, w, lambda x: nd.array(x, dtype="float64"))
        if second:
            slopes = autograd.grad(loss, [a, w], create_graph=True)
            total = (slopes[0] * nd.array([1, 2, 3, 4], dtype="float64") + slopes[1] * slopes[1]).sum()
            total.backward()
            return total.asscalar(), [a.grad.asnumpy(), w.grad.asnumpy()]
    loss.backward()
    return loss.asscalar(), [a.grad.asnumpy(), w.grad.asnumpy()]


def check(program):
    value, slopes = recorded(program, A, W)
    plain = lambda a, w: float(run(program, a, w, np.array))  # noqa: E731
    np.testing.assert_allclose(value, plain(A, W), rtol=1e-10)
    for got, expected in zip(slopes, differences(plain, A, W), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


def check_second(program):
    def weighted(a, w):
        da, dw = recorded(program, a, w)[1]
        return float((da * np.array([1, 2, 3, 4]) + dw * dw).sum())

    value, slopes = recorded(program, A, W, second=True)
    np.testing.assert_allclose(value, weighted(A, W), rtol=1e-10)
    for got, expected in zip(slopes, differences(weighted, A, W), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_each_update_has_the_gradient_of_the_same_program_by_finite_differences(statement):
    check([statement])
    check(["b[0] = a", statement, "b[1] *= w", statement])


@pytest.mark.parametrize("statement", STATEMENTS)
def test_each_update_has_second_derivatives(statement):
    check_second(["b[0] *= a", statement, "b[1] += w * w"])


@pytest.mark.parametrize("seed", range(40))
def test_updates_in_any_order(seed):
    rng = np.random.default_rng(seed)
    program = list(rng.choice(STATEMENTS, rng.integers(2, 8)))
    try:
        check(program)
    except errors.MutatedError:
        pytest.skip("an operation needs a value that was overwritten, and says so")


# ---- where no update can be recorded, what is plain, and what a trace shows


REFUSED = {
    "an attached array": lambda a, y: a.__setitem__(slice(None), y),
    "the result of an operation": lambda a, y: (y * 2).__setitem__(slice(None), a),
    "+= on a result": lambda a, y: (y * 2).__iadd__(a),
    "out= names a result": lambda a, y: nd.exp(a, out=y),
    "shares memory with an attached array": lambda a, y: a.detach().__setitem__(slice(None), y),
    "shares memory with a result": lambda a, y: y.detach().__iadd__(a),
    "integers": lambda a, y: nd.zeros(2, dtype="int32").__setitem__(slice(None), y),
}


@pytest.mark.parametrize("write", REFUSED.values(), ids=REFUSED)
def test_an_update_that_cannot_be_recorded_raises_and_leaves_the_data_alone(write):
    a = variable(1, 2)
    with autograd.record():
        y = a * 3
        with pytest.raises(errors.InPlaceError) as caught:
            write(a, y)
    assert INPLACE in str(caught.value)
    assert (a.tolist(), y.tolist()) == ([1, 2], [3, 6])


def test_a_buffer_is_used_again_in_every_epoch():
    w, h, outs = variable(2.0), nd.ones(1), nd.zeros((3, 1))
    for _ in range(3):
        with autograd.record():
            state = h
            for t in range(3):
                state = state * w
                outs[t] = state
            loss = outs.sum()
        loss.backward()
        assert w.grad.asscalar() == 1 + 2 * 2 + 3 * 4


def test_what_is_written_outside_or_under_pause_is_constant():
    a, b = variable(1, 2), nd.zeros(2)
    with autograd.record():
        b[:] = a * 3
        with autograd.pause():
            b[0] = 7
        loss = (b * b).sum()
    loss.backward()
    assert a.grad.tolist() == [0, 2 * 6 * 3]
    b[:] = 1
    with autograd.record():
        loss = (b * a).sum()
    loss.backward()
    assert a.grad.tolist() == [1, 1]


def test_a_buffer_may_be_a_head_gradient():
    x, a, b = nd.array([2.0, 3.0]), nd.array([5.0]), nd.zeros(2)
    for variable in (x, a):
        variable.attach_grad()
    with autograd.record():
        b[1] = a * 2
        gradient = autograd.grad(x * x * x, x, head_grads=b, create_graph=True)[0].sum()
    gradient.backward()
    assert a.grad.tolist() == [2 * 27]  # of 3x² · 2a at x = 3
    assert x.grad.tolist() == [0, 180]


def test_arrays_of_tracked_arrays_are_recorded():
    a = variable(1, 2)
    with autograd.record():
        nested = nd.array([[a[0], a[1] * 2], [nd.array([3]), a[0]]])
        copied = nd.array(a)
        loss = (nested * nested).sum() + (copied * 5).sum()
    loss.backward()
    assert nested.asnumpy().ravel().tolist() == [1, 4, 3, 1]
    assert a.grad.tolist() == [2 * 1 + 2 * 1 + 5, 2 * 4 * 2 + 5]


def test_an_update_in_a_trace_has_its_value_rule_and_contributions():
    a, w, b = variable(1, 2), variable(3, 4), nd.zeros((2, 2))
    with mx.trace() as tr:
        with autograd.record():
            b[1] = a * 5
            b[0] += w
            loss = (b * b).sum()
        loss.backward()
    data = tr.data if hasattr(tr, "data") else tr
    updates = [node.id for node in data.nodes if node.op == "assign" and data.values[node.outputs[0]].shape == (2, 2)]
    assert [data.values[data.nodes[i].outputs[0]].data for i in updates] == [(0, 0, 5, 10), (3, 4, 5, 10)]
    rules = {(c.src, c.arg): c.rule["text"] for c in data.backwards[0].contribs}
    assert rules[updates[0], 0] == "g at [1]"
    assert [rules[updates[1], arg] for arg in (0, 1)] == ["g, but 0 at [0]", "g at [0]"]
    assert data.backwards[0].cuts == ()


@pytest.mark.parametrize("like", [nd.zeros_like, nd.ones_like, lambda x: x.zeros_like(), lambda x: x.ones_like()])
def test_zeros_and_ones_like_a_tracked_array_are_buffers(like):
    x = nd.array([1.0, 2.0, 3.0])
    x.attach_grad()
    with autograd.record():
        b = like(x)
        b[0] = x[2]
        b[1:] = x[:2] * 2
        z = (b * b).sum()
    z.backward()
    np.testing.assert_array_equal(x.grad.asnumpy(), [8, 16, 6])
    with autograd.record():
        constant = like(x)
    constant.backward()
    np.testing.assert_array_equal(x.grad.asnumpy(), 0)


def test_a_list_of_elements_and_numbers_is_assigned_as_its_values():
    x, b, rows = nd.array([1.0, 2.0]), nd.zeros(3), nd.zeros((2, 2))
    b[:] = [x[0], 5.0, x[1]]
    rows[:] = [[x[0], x[1]], [x[1], 7]]
    np.testing.assert_array_equal(b.asnumpy(), [1, 5, 2])
    np.testing.assert_array_equal(rows.asnumpy(), [[1, 2], [2, 7]])
    np.testing.assert_array_equal(nd.array([x[0], 5.0]).asnumpy(), [[1], [5]])
    x.attach_grad()
    with autograd.record():
        b[:] = [x[0], 5.0, x[1] * 2]
        rows[0] = (x[1], x[0] * x[1])
        z = (b * b).sum() + rows.sum() + nd.array([x[0], 5.0]).sum()
    z.backward()
    np.testing.assert_array_equal(x.grad.asnumpy(), [2 + 2 + 1, 16 + 1 + 1])

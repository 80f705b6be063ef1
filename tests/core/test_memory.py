"""Memory: which arrays share it, what happens when it is written to, and that it is given back."""

import gc
import weakref

import numpy as np
import pytest

from mxgrad import autograd, errors, nd
from mxgrad.core.invoke import invoke
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import check_gradient, sample_inputs

VIEWS = {name for name, op in REGISTRY.items() if op.view}


def variable(*values):
    x = nd.array(list(values))
    x.attach_grad()
    return x


def values(x):
    return x.asnumpy().tolist()


# ---- views


@pytest.mark.parametrize(
    "view",
    [lambda x: x[1], lambda x: x[1:], lambda x: x[1][0:1], lambda x: x[1, 0], lambda x: x.reshape((-1,))[3:],
     lambda x: x.detach()[1], lambda x: x[:][1]],
)  # fmt: skip
def test_views_share_memory_both_ways(view):
    x = nd.arange(6).reshape((2, 3))
    v = view(x)
    v[:] = 70
    assert x[1, 0].asscalar() == 70
    x[:] = -1
    assert set(v.asnumpy().ravel().tolist()) == {-1}


@pytest.mark.parametrize(
    "copy",
    [lambda x: x[:, 1], lambda x: x[::-1], lambda x: x[[0, 1]], lambda x: x.copy(), lambda x: x.T, lambda x: x + 0,
     lambda x: x.astype("float32"), lambda x: nd.array(x), lambda x: nd.concat(x), lambda x: x.broadcast_to((1, 2, 3))],
)  # fmt: skip
def test_copies_do_not(copy):
    x = nd.arange(6).reshape((2, 3))
    c = copy(x)
    c[:] = 70
    assert values(x) == [[0, 1, 2], [3, 4, 5]]


def test_full_slice_is_the_array_itself():
    x = nd.ones((2, 3))
    assert x[:] is x
    before = x
    x += 1
    assert x is before
    x **= 2
    assert x is not before


def test_asnumpy_is_a_copy_and_array_takes_one():
    source = np.arange(6.0).reshape(2, 3).T
    x = nd.array(source)
    source[:] = 0
    assert values(x) == [[0, 3], [1, 4], [2, 5]]
    x.asnumpy()[:] = 0
    assert values(x) == [[0, 3], [1, 4], [2, 5]]
    x.reshape((-1,))[0] = 9  # shares memory also where the source was transposed
    assert x[0, 0].asscalar() == 9


# ---- writes between record and backward


MUTATIONS = {
    "the variable": lambda x, y, z: x.__setitem__(slice(None), 9),
    "one element": lambda x, y, z: x.__setitem__(0, 9),
    "through a view": lambda x, y, z: x[0:2].__setitem__(0, 9),
    "through reshape": lambda x, y, z: x.reshape((3, 1)).__setitem__(0, 9),
    "through detach": lambda x, y, z: x.detach().__iadd__(1),
    "out=": lambda x, y, z: nd.ones_like(x, out=x),
    "copyto": lambda x, y, z: nd.ones(3).copyto(x),
    "an intermediate result": lambda x, y, z: y.__imul__(2),
    "the result": lambda x, y, z: z.__setitem__(1, 0),
}


@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_mutation_of_what_a_rule_needs_is_detected(mutate):
    x = variable(1, 2, 3)
    with autograd.record():
        y = x * x
        z = nd.exp(y) * y
        z = nd.sqrt(z)
    mutate(x, y, z)
    with pytest.raises(errors.MutatedError):
        z.backward()
    assert values(x.grad) == [0, 0, 0]
    with pytest.raises(errors.MutatedError):
        autograd.grad(z, x)
    with pytest.raises(errors.MutatedError):
        autograd.grad(z, x, create_graph=True)


def test_mutation_of_what_no_rule_needs_is_fine():
    x = variable(1, 2)
    with autograd.record():
        y = x * 3 + 1
    x[:] = 100
    y[:] = 0
    y.backward()
    assert values(x.grad) == [3, 3]


def test_in_place_update_between_steps_is_fine():
    x = variable(1.0)
    for expected in (1.0, 0.5, 0.25):
        assert x.asscalar() == expected
        with autograd.record():
            y = x * x
        y.backward()
        x -= 0.25 * x.grad


def test_augmented_assignment_of_an_untracked_array_under_record_is_tracked():
    x, total = variable(1, 2), nd.zeros(2)
    with autograd.record():
        total += x * x
        loss = total.sum()
    loss.backward()
    assert values(x.grad) == [2, 4]


# ---- adjoint buffers


def test_operand_used_twice():
    x = variable(1, 2)
    with autograd.record():
        y = x + x
    y.backward()
    assert values(x.grad) == [2, 2]


def test_both_operands_of_a_sum_used_again():
    a, b = variable(1, 2), variable(3, 4)
    with autograd.record():
        c = a + b
        d = c * 2
        e = a * 5 + b * 7
        y = d + e + c
    y.backward()
    assert values(a.grad) == [8, 8]
    assert values(b.grad) == [10, 10]


def test_head_gradient_is_not_written_to():
    x, g = variable(1, 2), nd.array([1.0, 10.0])
    with autograd.record():
        y = (-x + x * 3) + x
    y.backward(g)
    assert values(g) == [1, 10]
    assert values(x.grad) == [3, 30]


def test_who_shares_the_memory_of_a_gradient_sees_the_next_one():
    x, whole = nd.ones((2, 3)), nd.zeros((2, 2, 3))
    y = nd.ones((2, 3))
    x.attach_grad()
    autograd.mark_variables(y, whole[1])
    held, row = x.grad, x.grad[1]
    for factor in (2, 3):
        with autograd.record():
            z = nd.dot(x, nd.full((3, 2), factor)).sum() + nd.dot(y, nd.full((3, 2), factor)).sum()
        z.backward()
        assert held is x.grad
        for seen in (held[1], row, whole[1, 0]):
            assert seen.asnumpy().tolist() == [2 * factor] * 3


@pytest.mark.parametrize("name", REGISTRY)
def test_a_gradient_shares_no_memory_with_what_it_was_computed_from(name):
    op = REGISTRY[name]
    for _, xs, params in sample_inputs(op, "float32") if op.differentiable and not op.view else []:
        for x in xs:
            if x._data.dtype.kind == "f":
                x.attach_grad()
        with autograd.record():
            z = invoke(op, xs, {**op.params, **params})
        results = z if isinstance(z, list) else [z]
        autograd.backward([one for one in results if one._node is not None] or results)
        others = [x._data for x in (*xs, *results)]
        grads = [x.grad._data for x in xs if x.grad is not None]
        for i, grad in enumerate(grads):
            assert not any(np.shares_memory(grad, one) for one in (*others, *grads[:i]))


def test_gradients_do_not_share_memory():
    a, b = variable(1, 2), variable(3, 4)
    with autograd.record():
        y = a + b
    ga, gb = autograd.grad(y, [a, b], retain_graph=True)
    ga[:] = 7
    assert values(gb) == [1, 1]
    y.backward()
    a.grad[:] = 7
    assert values(b.grad) == [1, 1]


STEPS = [
    lambda a, b: a + b,
    lambda a, b: a * b * 0.5,
    lambda a, b: a - b,
    lambda a, b: nd.sin(a),
    lambda a, b: -a,
    lambda a, b: a[0] + b,
    lambda a, b: a.reshape((-1,))[0:1] * b,
    lambda a, b: nd.maximum(a, b),
    lambda a, b: a.mean() + b,
    lambda a, b: 2 * a,
    lambda a, b: a.copy() + a,
]


@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_against_finite_differences(seed):
    """Diamonds, reuse and broadcasting in all combinations: buffers that are overwritten must be nobody else's."""

    def program(*inputs):
        rng = np.random.default_rng(seed)
        pool = list(inputs)
        for _ in range(25):
            a, b = (pool[rng.integers(len(pool))] for _ in range(2))
            pool.append(nd.tanh(STEPS[rng.integers(len(STEPS))](a, b)))
        total = pool[0]
        for one in pool[-12:]:
            total = total + one
        return total

    rng = np.random.default_rng(100 + seed)
    check_gradient(program, rng.uniform(-1, 1, (2, 3)), rng.uniform(-1, 1, (2, 3)), rng.uniform(-1, 1, (2, 3)))


# ---- size


@pytest.mark.parametrize("step", [lambda y: y * 0.99999, lambda y: nd.tanh(y), lambda y: y.reshape((2,))])
def test_long_chain(step):
    x = variable(0.5, -0.5)
    with autograd.record():
        y = x
        for _ in range(100_000):
            y = step(y)
    y.backward()
    assert np.isfinite(x.grad.asnumpy()).all()
    assert x.grad.asnumpy().any()
    node = weakref.ref(y)
    del y
    gc.collect()
    assert node() is None


def test_graph_is_given_back():
    x = variable(1.0)
    with autograd.record():
        big = x * nd.ones(10)
        loss = (big * big).sum()
    alive = weakref.ref(big._data)
    loss.backward()
    del big, loss
    assert alive() is None  # without waiting for the garbage collector


@pytest.mark.parametrize("name", sorted(set(REGISTRY) - VIEWS))
def test_results_have_memory_of_their_own(name):
    for sample in sample_inputs(REGISTRY[name]):
        results = sample()
        for result in results if isinstance(results, list) else [results]:
            assert not any(np.shares_memory(result._data, x._data) for x in sample.operands)


def test_writing_to_a_rearranged_array_leaves_the_original_alone():
    x = nd.ones((1, 3))
    for y in (x.T, x.flatten(), x.expand_dims(0), x.squeeze(), x.slice_axis(axis=1, begin=0, end=3), x.swapaxes(0, 0),
              nd.reshape(x, (3, 1)), x.split(1), x.slice(begin=0, end=1), nd.BlockGrad(x)):  # fmt: skip
        y[:] = 7
    assert x.asnumpy().tolist() == [[1, 1, 1]]
    target = nd.zeros(3)
    assert nd.reshape(x, (-1,), out=target) is target
    assert target.tolist() == [1, 1, 1]

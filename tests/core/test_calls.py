"""Every way to call an operation does the same: recorded or not, watched by a trace or not."""

from contextlib import contextmanager

import numpy as np
import pytest

from mxgrad import NDArray, autograd, nd
from mxgrad.core import tape
from mxgrad.core.invoke import invoke
from mxgrad.core.masks import is_mask
from mxgrad.core.memory.buffers import node_of
from mxgrad.core.op import SELECT
from mxgrad.core.registry import REGISTRY
from mxgrad.ops.samples import SYMMETRIC
from mxgrad.testing.numerical import (
    Sample,
    check_gradient,
    gradients,
    public_function,
    sample_inputs,
)
from mxgrad.tracing.recording.recorder import Recorder
from tests.core.calls import HAND_WRITTEN, IN_PLACE, scalars, ways
from tests.failures import naming

SAMPLES = {f"{name}-{i}": sample for name, op in REGISTRY.items() for i, sample in enumerate(sample_inputs(op))}
BINARY = [op for op in REGISTRY.values() if op.elementwise and len(op.inputs) == 2 and not op.parameters]


@contextmanager
def watched(by_a_trace):
    token = tape.observers.set((Recorder(10**6),) if by_a_trace else ())
    try:
        yield
    finally:
        tape.observers.reset(token)


def general(sample):
    """What the operation computes, by the one piece of code that runs any."""
    return lambda *xs: invoke(sample.op, xs, {**sample.op.params, **sample.params})


def listed(z):
    return list(z) if isinstance(z, tuple | list) else [z]


def saved(node):
    """What a node of the graph keeps, as something that can be compared."""
    if node is None:
        return None
    if node.op.name == "assign" and node.inputs[0] is None:  # out=
        return saved(node.inputs[1])
    if node.op is SELECT:
        return node.params["index"], saved(node.inputs[0])
    kept = [None if x is None else [part.tolist() for part in x] if isinstance(x, tuple) else x.tolist()
            for x in node.saved or ()]  # fmt: skip
    tracked = [parent is not None for parent in node.inputs]
    return node.op.name, kept, tracked, {key: str(value) for key, value in node.params.items()}


def run(way, sample, wrt, recorded, traced, twice=True):
    """Values, what is saved, the gradients, and recorded ones (`twice`), of a call with copies of the operands."""
    xs = [nd.array(x.asnumpy(), dtype=x.dtype) for x in sample.operands]
    if sample.op.name in SYMMETRIC:
        xs = [0.5 * (x + x.swapaxes(-1, -2)) for x in xs]
    for i in wrt:
        xs[i].attach_grad()
    with watched(traced):
        nd.random.seed(7)
        with autograd.record() if recorded else autograd.train_mode():
            results = listed(way(*xs))
            graph = [saved(node_of(z)) for z in results]
        values = [(z.asnumpy().tolist(), z.dtype, z.shape, is_mask(z)) for z in results]
        assert all(z._data.flags.c_contiguous for z in results)
        if not recorded:
            return values
        if not wrt or all(node is None for node in graph):
            return values, graph
        nd.random.seed(7)
        plain = [(g.asnumpy().tolist(), g.dtype) for g in gradients(way, xs, wrt)]
        if not twice:
            return values, graph, plain
        for i in wrt:
            xs[i].attach_grad()
        nd.random.seed(7)
        again = [(g.asnumpy().tolist(), g.dtype) for g in gradients(way, xs, wrt, create_graph=True)]
        return values, graph, plain, again


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", SAMPLES)
def test_every_way_to_call_an_operation_gives_the_same(case):
    sample = SAMPLES[case]
    wrt = sample.differentiable()
    expected = {}
    for name, (way, arrays) in ways(sample).items():
        chosen = tuple(i for i in wrt if i in arrays)
        for recorded in (False, True):
            key = chosen, recorded
            if key not in expected:
                expected[key] = run(general(sample), sample, chosen, recorded, False)
            for traced in (False, True):
                # where a graph keeps the same as the first one, what is derived from it twice is the same too
                found = run(way, sample, chosen, recorded, traced, twice=name == "function")
                same = expected[key] if not recorded else expected[key][: len(found)]
                assert repr(found) == repr(same), f"{name}, {recorded=}, {traced=}"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("op", BINARY, ids=lambda op: op.name)
def test_a_number_is_a_constant_of_the_dtype_of_the_array(op):
    for dtype in ("float16", "float32", "float64", "int32"):
        with naming(dtype=dtype):
            check_constant(op, dtype)


def check_constant(op, dtype):
    number = 2 if dtype == "int32" else 0.75
    values = nd.array([1.0, 2.0, 3.0] if dtype == "int32" else [0.5, 1.25, 2.0], dtype=dtype)
    constant = nd.array(np.full(3, number), dtype=dtype)
    call = public_function(op)
    for name, (way, left) in scalars(op).items():
        for traced in (False, True):
            with watched(traced):
                x, same = values.copy(), values.copy()
                if dtype != "int32":
                    x.attach_grad()
                    same.attach_grad()
                with autograd.record():
                    z = way(x, number)
                    expected = call(*((constant, same) if left else (same, constant)))
                assert (z.dtype, z.tolist()) == (expected.dtype, expected.tolist()), name
                if dtype != "int32" and op.differentiable:
                    z.backward()
                    expected.backward()
                    assert (x.grad.dtype, x.grad.tolist()) == (same.grad.dtype, same.grad.tolist()), name


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("shape", [(3,), (1,), ()], ids=str)
@pytest.mark.parametrize("name", IN_PLACE)
def test_an_augmented_assignment_computes_what_the_operation_does(name, shape, traced):
    op = REGISTRY[name]
    x, y = nd.array(np.full(3, 2.5)), nd.array(np.full(shape, 0.75))
    expected = invoke(op, (x, y), {}).tolist()
    for operand in (y, y.asnumpy(), 0.75, np.float64(0.75)):
        target = x.copy()
        same = target
        with watched(traced):
            target = IN_PLACE[name](target, operand)
        assert target is same
        assert target.tolist() == expected


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("name", IN_PLACE)
def test_an_augmented_assignment_of_a_plain_array_is_recorded(name, traced):
    y = nd.array([0.75, 1.5], dtype="float64")
    y.attach_grad()
    total = nd.array([2.5, 4.0], dtype="float64")
    before = total.copy()
    with watched(traced):
        with autograd.record():
            total = IN_PLACE[name](total, y)
        total.backward()
    reference = y.copy()
    (expected,) = gradients(lambda v: invoke(REGISTRY[name], (before, v), {}), [reference])
    weights = np.random.default_rng(1).uniform(0.5, 1.5, 2)
    np.testing.assert_allclose(y.grad.asnumpy() * weights, expected.asnumpy())


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_what_is_written_by_hand_has_right_gradients_watched_or_not(name):
    f, *shapes = HAND_WRITTEN[name]
    rng = np.random.default_rng(3)
    arrays = [rng.uniform(0.3, 1.3, shape) * rng.choice([-1, 1], shape) for shape in shapes]
    check_gradient(f, *arrays)
    check_gradient(lambda *xs: gradients(f, xs, create_graph=True), *arrays, rtol=1e-4, atol=1e-6)
    found = []
    for traced in (False, True):
        xs = [nd.array(x, dtype="float64") for x in arrays]
        with watched(traced):
            value = [z.tolist() for z in listed(f(*xs))]
            for create_graph in (False, True):
                for x in xs:
                    x.attach_grad()
                found.append((value, [g.tolist() for g in gradients(f, xs, create_graph=create_graph)]))
    assert found[0] == found[2]
    assert found[1] == found[3]
    np.testing.assert_allclose(*[np.concatenate([np.ravel(g) for g in grads]) for _, grads in found[:2]], rtol=1e-12)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("dtype", ["float16", "float32", "int32"])
@pytest.mark.parametrize("name", REGISTRY)
def test_a_trace_changes_no_value_dtype_or_gradient(name, dtype):
    """Of other dtypes than float64; where an operation refuses them, it does so watched and not."""
    sample = SAMPLES[f"{name}-0"]
    operands = [x if x._data.dtype.kind != "f" else nd.array(x.asnumpy() * (1 if dtype[0] == "f" else 2), dtype=dtype)
                for x in sample.operands]  # fmt: skip
    other = Sample(sample.op, tuple(operands), sample.params)
    wrt = other.differentiable()
    found = []
    for traced in (False, True):
        for way in (public_function(sample.op), getattr(NDArray, sample.op.name, None) if sample.op.method else None):
            if way is None:
                continue
            try:
                found.append(run(lambda *xs, way=way: way(*xs, **sample.params), other, wrt, True, traced))
            except Exception as error:
                found.append(type(error))
    assert all(repr(one) == repr(found[0]) for one in found)

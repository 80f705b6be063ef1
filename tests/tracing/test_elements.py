"""Which elements a result is made from, by the declaration, against what a change of each element changes."""

import functools
import math

import numpy
import pytest

from mxgrad import nd, trace
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import public_function, sample_inputs
from mxgrad.tracing.cells.run_again import array_of
from mxgrad.tracing.elements import SAME, UNKNOWN, elements_behind

X = numpy.array([[1.5, -2.5, 3.25], [0.75, 5.5, -6.125]], "float32")
Y = numpy.array([[0.5, 1.25], [-2.0, 3.5], [1.75, -0.5]], "float32")
S = numpy.array([[1.5, -2.5], [3.25, 0.75]], "float32")
CUBE = numpy.sin(numpy.arange(12)).reshape(2, 2, 3).astype("float32") + 2

# Programs of one operation, and what they are run on.
KNOWN = {
    "elementwise": (lambda x: nd.exp(x), X),
    "a number": (lambda x: x * 2, X),
    "two arrays": (lambda x, y: x * y, X, X + 1),
    "the same twice": (lambda x: x * x, X),
    "a row broadcast": (lambda x, y: x + y, X, X[0]),
    "a column broadcast": (lambda x, y: x * y, X, X[:, :1]),
    "both broadcast": (lambda x, y: x - y, X[:, :1], X[0]),
    "one element broadcast": (lambda x, y: x + y, X, X[0, :1]),
    "dot of more axes": (lambda x, y: nd.dot(x, y), CUBE, Y),
    "broadcast_to": (lambda x: nd.broadcast_to(x, shape=(2, 3)), X[:1]),
    "broadcast_axis": (lambda x: nd.broadcast_axis(x, axis=1, size=4), X[:, :1]),
    "sum": (lambda x: x.sum(), X),
    "sum of columns": (lambda x: x.sum(axis=0), X),
    "sum of rows": (lambda x: x.sum(axis=1, keepdims=True), X),
    "sum of two axes": (lambda x: nd.sum(x, axis=(0, 2)), CUBE),
    "sum of the others": (lambda x: nd.sum(x, axis=1, exclude=True), CUBE),
    "mean": (lambda x: x.mean(axis=-1), X),
    "norm": (lambda x: x.norm(), X),
    "norm of rows": (lambda x: nd.norm(x, axis=1), X),
    "prod": (lambda x: nd.prod(x, axis=0), X),
    "max": (lambda x: x.max(axis=1), X),
    "dot": (lambda x, y: nd.dot(x, y), X, Y),
    "dot turned": (lambda x, y: nd.dot(x, y, transpose_a=True), X, S),
    "dot turned right": (lambda x, y: nd.dot(x, y, transpose_b=True), X, X + 1),
    "dot of vectors": (lambda x, y: nd.dot(x, y), X[0], Y[:, 0]),
    "dot with a vector": (lambda x, y: nd.dot(x, y), X, Y[:, 0]),
    "batch_dot": (lambda x, y: nd.batch_dot(x, y), CUBE, CUBE.transpose(0, 2, 1) + 1),
    "FullyConnected": (lambda x, w, b: nd.FullyConnected(x, w, b, num_hidden=2), X, Y.T, X[0, :2]),
    "an index": (lambda x: x[1], X),
    "two indices": (lambda x: x[1, 2], X),
    "a negative index": (lambda x: x[-1, ::2], X),
    "a slice": (lambda x: x[:, 1:3], X),
    "an ellipsis": (lambda x: x[..., 0], CUBE),
    "slice": (lambda x: nd.slice(x, begin=(0, 1), end=(2, 3)), X),
    "slice_axis": (lambda x: nd.slice_axis(x, axis=1, begin=1, end=None), X),
    "reshape": (lambda x: x.reshape((3, 2)), X),
    "flatten": (lambda x: x.flatten(), CUBE),
    "expand_dims": (lambda x: x.expand_dims(axis=1), X),
    "transpose": (lambda x: x.T, X),
    "transpose of axes": (lambda x: nd.transpose(x, axes=(1, 2, 0)), CUBE),
    "swapaxes": (lambda x: nd.swapaxes(x, 0, 2), CUBE),
    "flip": (lambda x: nd.flip(x, axis=1), X),
    "tile": (lambda x: nd.tile(x, reps=(2, 1)), X),
    "repeat": (lambda x: nd.repeat(x, repeats=2, axis=0), X),
    "concat": (lambda x, y: nd.concat(x, y, dim=0), X, X + 1),
    "concat by default": (lambda x, y: nd.concat(x, y), X, S),
    "stack": (lambda x, y: nd.stack(x, y, axis=1), X, X + 1),
    "softmax": (lambda x: nd.softmax(x), X),
    "log_softmax": (lambda x: nd.log_softmax(x, axis=0), X),
    "where": (lambda c, x, y: nd.where(c, x, y), (X > 0).astype("float32"), X, X + 1),
    "cast": (lambda x: x.astype("float64"), X),
    "an index array": (lambda x: x[nd.array([1, 0], dtype="int32")], X),
    "cumsum": (lambda x: nd.cumsum(x, axis=1), X),
    "add_n": (lambda x, y: nd.add_n(x, y), X, X + 1),
}
NOT_KNOWN = {
    "take": (lambda x: nd.take(x, nd.array([1, 0])), X),
    "sort": (lambda x: nd.sort(x), X),
    "rows by a condition": (lambda c, x, y: nd.where(c, x, y), S[0] > 0, S, S + 1),
}
BY_ALL = ("ranked", "masked", "by matrix", "determinant")


def recorded(function, *arrays):
    return trace(function, *(nd.array(array, dtype=str(array.dtype)) for array in arrays))


def found(function, *arrays):
    """The rule of each operand of the operation that the program ran last."""
    tr = recorded(function, *arrays)
    node = tr.nodes[-1]
    shapes = [tr.values[tr.nodes[i].outputs[k]].shape for i, k in node.inputs]
    out = tr.values[node.outputs[0]].shape
    operands = [array_of(tr.values[tr.nodes[i].outputs[k]]) for i, k in node.inputs]
    rules = [elements_behind(node.op, node.attrs, shapes, out, arg, operands) for arg in range(len(node.inputs))]
    return rules, node, tr


def influence(function, arrays, which, out_size):
    """For each element of the result the elements of one argument that change it."""
    made = [set() for _ in range(out_size)]
    before = function(*map(nd.array, arrays)).asnumpy().reshape(-1)
    for i in range(arrays[which].size):
        for by in (-50.0, 0.625, 50.0):
            changed = [array.copy() for array in arrays]
            changed[which].reshape(-1)[i] += by
            after = function(*map(nd.array, changed)).asnumpy().reshape(-1)
            for at in numpy.flatnonzero(~numpy.isclose(after, before, rtol=1e-6, equal_nan=True)):
                made[at].add(i)
    return made


@pytest.mark.parametrize("name", KNOWN)
def test_a_rule_is_what_changes_a_result(name):
    function, *arrays = KNOWN[name]
    rules, node, tr = found(function, *arrays)
    size = int(numpy.prod(tr.values[node.outputs[0]].shape))
    for (operand, _), given in zip(node.inputs, rules, strict=True):
        if tr.nodes[operand].kind == "const":
            continue
        assert given != UNKNOWN, name
        told = [{i} for i in range(size)] if given == SAME else [set(made) for made in given]
        changed = influence(function, arrays, operand, size)
        if name == "where":  # of two elements one is taken
            assert all(one <= possible for one, possible in zip(changed, told, strict=True))
            assert any(changed)
        else:
            assert told == changed


@pytest.mark.parametrize("name", NOT_KNOWN)
def test_what_is_not_known_is_not_guessed(name):
    rules, *_ = found(*NOT_KNOWN[name])
    assert UNKNOWN in rules


@pytest.mark.parametrize("name", [name for name, op in REGISTRY.items() if op.elements])
def test_a_declaration_names_every_element_that_counts(name):
    """In each sample of the operation a result changes with none but the elements that are told."""
    op, known, several = REGISTRY[name], 0, 0
    for sample in sample_inputs(op, "float32"):
        arrays = [x.asnumpy() for x in sample.operands]
        shapes = [x.shape for x in arrays]
        result = sample()
        if isinstance(result, list | tuple):  # the elements of each result are not told
            several += 1
            continue
        out = result.shape
        if isinstance(sample.params.get("key"), numpy.ndarray):  # a trace leaves index arrays out
            continue
        attrs = {key: value if key != "key" else written(value) for key, value in sample.params.items()}
        if max(map(math.prod, [out, *shapes])) > 64 or op.elements == "masked":  # Dropout, which draws
            continue
        for arg, x in enumerate(arrays):
            told = elements_behind(name, attrs, shapes, out, arg, arrays)
            if told == UNKNOWN or x.dtype.kind != "f":
                continue
            known += 1
            run = functools.partial(public_function(op), **sample.params)
            changed = influence(run, arrays, arg, math.prod(out))
            allowed = [{i} for i in range(math.prod(out))] if told == SAME else [set(made) for made in told]
            assert all(one <= possible for one, possible in zip(changed, allowed, strict=True)), (attrs, arg)
    assert (
        known or several or op.elements in BY_ALL or op.between is not None
    )  # what order and statistics depend on: all


def written(key):
    """An index as a trace writes it."""
    parts = key if isinstance(key, tuple) else (key,)
    bounds = [(part.start, part.stop, part.step) if isinstance(part, slice) else None for part in parts]
    return ", ".join(
        "..." if part is ... else str(part) if bound is None else ":".join("" if b is None else str(b) for b in bound)
        for part, bound in zip(parts, bounds, strict=True)
    )


def test_attributes_that_make_no_sense_are_not_known():
    for attrs in ({"axis": "two"}, {"axis": 7}, {"axis": [None]}, {"axis": "__import__('os')"}):
        assert elements_behind("sum", attrs, [(2, 3)], (2,), 0) == UNKNOWN
    assert elements_behind("getitem", {"key": "…"}, [(2, 3)], (2, 3), 0) == UNKNOWN
    assert elements_behind("getitem", {}, [(2, 3)], (3,), 0) == UNKNOWN
    assert elements_behind("an operation of tomorrow", {}, [(2, 3)], (2, 3), 0) == UNKNOWN
    assert elements_behind("sum", {"axis": 1}, [(2, 3)], (3,), 0) == UNKNOWN  # a shape that does not fit
    assert elements_behind("concat", {}, [(2, 3), (2,)], (2, 4), 0) == UNKNOWN


def test_a_large_array_has_rules_only_where_each_element_keeps_its_place():
    assert elements_behind("exp", {}, [(100, 100)], (100, 100), 0) == SAME
    assert elements_behind("reshape", {}, [(100, 100)], (10, 1000), 0) == UNKNOWN
    assert elements_behind("sum", {}, [(100, 100)], (1,), 0) == UNKNOWN

"""What users call does what `invoke` does, for every operation: values, what is saved, gradients, what is traced."""

import os
import subprocess
import sys

import numpy as np
import pytest

from mxgrad import NDArray, autograd, nd
from mxgrad.core import fast, tape
from mxgrad.core.invoke import invoke
from mxgrad.core.invoke import operator as plain_operator
from mxgrad.core.masks import is_mask
from mxgrad.core.op import SELECT
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import sample_inputs
from tests.failures import naming

CASES = [(name, i) for name, op in REGISTRY.items() for i in range(len(sample_inputs(op)))]
BINARY = [name for name, op in REGISTRY.items() if op.binary]
DTYPES = ("float16", "float32", "int32", "bool")


class Watcher:
    """An observer that keeps the operations that it sees."""

    def __init__(self):
        self.seen = []

    def operation(self, op, operands, params, output, frame):
        kinds = [type(x).__name__ if not isinstance(x, NDArray) else (x.shape, str(x.dtype)) for x in operands]
        outputs = [told(z) for z in (output if isinstance(output, tuple) else [output])]
        self.seen.append((op.name, kinds, sorted(params), outputs, frame.f_code.co_filename))

    def __getattr__(self, name):
        return lambda *args, **given: None


def told(z):
    """Everything that can be seen of a result."""
    return type(z).__name__, z.shape, z._data.dtype.str, z._data.tobytes(), is_mask(z), z._data.flags.c_contiguous


def node_told(z):
    """What a result's node holds, shapes as they are for the inputs that are tracked."""
    node = z._node
    if type(node) is not tape.Node:
        behind = getattr(z, "_untracked", "not recorded")
        return type(node).__name__, [type(one).__name__ for one in behind] if type(behind) is tuple else behind
    if node.op is SELECT:
        return node.shapes, node.params, node_told_of(node.inputs[0], z)
    return node_told_of(node, z)


def node_told_of(node, z):
    shapes = node.shapes or [z.shape] * len(node.inputs)
    saved = None if node.saved is None else [None if kept is None else as_bytes(kept) for kept in node.saved]
    inputs = [type(one).__name__ for one in node.inputs]
    tracked = [s for s, one in zip(shapes, node.inputs, strict=True) if type(one) is tape.Leaf]
    return node.op.name, inputs, saved, tracked, sorted(node.params), node.code.co_filename


def as_bytes(kept):
    return [as_bytes(one) for one in kept] if isinstance(kept, tuple) else (kept.shape, kept.dtype.str, kept.tobytes())


def run(call, operands, record, trace, walk):
    """Call on copies of the operands, of which floats are attached, and tell all that came of it."""
    nd.random.seed(7)
    copies = [x.copy() if isinstance(x, NDArray) else x for x in operands]
    watcher = Watcher()
    arrays = [x for x in copies if isinstance(x, NDArray)]
    for x in arrays:
        if x._data.dtype.kind == "f" and record:
            x.attach_grad()
    token = tape.observers.set((watcher,) if trace else ())
    try:
        with autograd.record() if record else autograd.pause():
            found = call(*copies)
    except Exception as error:
        return [(type(error), str(error).partition(" (line ")[0].replace("*xs", "operand 1"))]
    finally:
        tape.observers.reset(token)
    if found is NotImplemented:
        return ["NotImplemented"]
    results = list(found) if isinstance(found, list | tuple) else [found]
    seen = [told(z) for z in results] + [node_told(z) for z in results] + watcher.seen
    heads = [z for z in results if type(z._node) is tape.Node]
    if heads:
        before, fast.REFERENCE = fast.REFERENCE, walk == "plainly"
        try:
            autograd.backward(heads)
        finally:
            fast.REFERENCE = before
        seen += [told(x.grad) for x in arrays if x.grad is not None]
    return seen


def check_same(quick, plain, operands):
    for record, trace in ((False, True), (True, False), (True, True)):
        expected = run(plain, operands, record, trace, "plainly")
        assert run(quick, operands, record, trace, "quickly") == expected
        assert expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_functions_do_what_invoke_does(case):
    op = REGISTRY[case[0]]
    sample = sample_inputs(op)[case[1]]
    if op.name == "getitem":
        quick = lambda x: x[sample.params["key"]]  # noqa: E731
    else:
        quick = lambda *xs: fast.function(op)(*xs, **sample.params)  # noqa: E731
    if not {*op.parameters} <= {*op.params, *sample.params}:
        pytest.fail(f"{op.name} is called without {op.parameters}")
    for dtype in DTYPES:
        operands = [x.astype(dtype) if x._data.dtype.kind == "f" else x for x in sample.operands]
        with naming(dtype=dtype):
            check_same(quick, lambda *xs: invoke(op, xs, {**op.params, **sample.params}), operands)


ONES = [np.ones(shape, "float32") for shape in ((), (1,), (2, 1), (2, 3), (1, 2, 3))]
OTHERS = [*ONES, 0, 2, -1, 2.5, -0.0, True, np.float32(3), np.int64(2), [1, 2, 3], [[1.5], [2]], "text", None, 1j,
          np.arange(3), np.array([True, False, True]), float("nan"), 1e300]  # fmt: skip


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("name", BINARY)
def test_operators_do_what_invoke_does(name, swap):
    for dtype in ("float32", "int32", "bool"):
        with naming(dtype=dtype):
            check_operator(name, swap, dtype)


def check_operator(name, swap, dtype):
    op = REGISTRY[name]
    quick, plain = fast.operator(op, swap), plain_operator(op, swap)
    values = np.array([[0.5, -1, 2], [3, 0, 1]])
    x = nd.array(values, dtype=dtype)
    for other in OTHERS:
        check_same(quick, plain, [x, other])
    for other in ONES:
        check_same(quick, plain, [x, nd.array(other, dtype=dtype)])
    for one, other in ((x > 0, 1), (x > 0, x > 1), (x, nd.array([1.5])), (nd.array(2.5, dtype=dtype), 2), (x[:0], 2)):
        check_same(quick, plain, [one, other])


def test_a_buffer_is_read_as_invoke_reads_it():
    def result(call):
        w = nd.array([2.0, 3])
        w.attach_grad()
        with autograd.record():
            b = nd.zeros((3, 2))
            b[1] = w * 2
            z = call(b)
        z.backward()
        return told(z), told(w.grad)

    for quick, plain in (
        (lambda b: b * 3, lambda b: invoke(REGISTRY["multiply"], (b, 3), {})),
        (lambda b: b.exp(), lambda b: invoke(REGISTRY["exp"], (b,), {})),
        (lambda b: b.sum(), lambda b: invoke(REGISTRY["sum"], (b,), REGISTRY["sum"].params)),
        (lambda b: b[1], lambda b: invoke(REGISTRY["getitem"], (b,), {"key": 1})),
    ):
        assert result(quick) == result(plain)


def test_everything_can_run_on_the_reference_path():
    program = """if True:
        from mxgrad import nd
        from mxgrad.core import fast
        x = nd.array([1, 2])
        print(fast.REFERENCE, (2 * x ** 2).tolist(), x.__mul__.__code__.co_filename.endswith("invoke.py"))
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env={**os.environ, "MXGRAD_REFERENCE": "1"})  # fmt: skip
    assert done.stdout.split() == ["True", "[2.0,", "8.0]", "True"], done.stderr

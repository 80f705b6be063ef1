"""`autograd.Function`: an operation whose gradient the user writes."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy

from .core import tape
from .core.invoke import deliver, notify
from .core.memory import writes
from .core.op import SELECT, Op
from .core.tape import Node
from .errors import AutogradError, MXGradError, ShapeError
from .ndarray import NDArray


class Function:
    """A differentiable function with a gradient of its own: subclass it, define `forward` and `backward`.

        class Square(autograd.Function):
            def forward(self, x):
                self.save_for_backward(x)
                return x * x
            def backward(self, g):
                x, = self.saved_tensors
                return 2 * x * g

    `Square()(x)` calls `forward` without recording what it does. At `y.backward()` the method `backward` gets one
    adjoint for each result and returns one for each input. An instance serves one call: make a new one for the next.

    The gradient can be differentiated again (`create_graph`) where `backward` computes it with recorded operations from
    the adjoints, the inputs and the results, which `forward` may keep by `save_for_backward` or as attributes. Of other
    values that `forward` computed from the inputs and kept nothing is known: `AutogradError` says so.
    """

    def __init__(self) -> None:
        self._saved: tuple[NDArray, ...] = ()
        self._made: _Made | None = None
        self._used = False

    def forward(self, *inputs: Any) -> Any:
        """Compute the result, or several."""
        raise NotImplementedError(f"{type(self).__name__} must define forward()")

    def backward(self, *output_grads: Any) -> Any:
        """Return the adjoint of each input from that of each result."""
        raise NotImplementedError(f"{type(self).__name__} must define backward()")

    def save_for_backward(self, *args: NDArray) -> None:
        """Keep arrays for `backward`, which finds them in `self.saved_tensors`."""
        self._saved = args

    @property
    def saved_tensors(self) -> tuple[NDArray, ...]:
        """What `save_for_backward` kept."""
        return self._saved

    def __call__(self, *inputs: NDArray) -> Any:
        """Run `forward` and record it as one operation."""
        name = type(self).__name__
        if self.__dict__.get("_used"):
            raise MXGradError(f"this {name} was called before, and an instance serves one call: write {name}()(x)")
        for x in inputs:
            if type(x) is not NDArray:
                raise TypeError(f"{name} takes NDArrays, not {type(x).__name__}")
        self._used = True  # also where a subclass has its own __init__
        self._saved = ()
        made = self._made = _Made(inputs)
        with _quiet(False, made):
            outputs = self.forward(*inputs)
        several = isinstance(outputs, list | tuple)
        results = list(outputs) if several else [outputs]
        for z in results:
            if type(z) is not NDArray:
                raise TypeError(f"{name}.forward must return NDArrays, not {type(z).__name__}")
        made.results = [weakref.ref(z) for z in results]
        params = {"function": self, "context": inputs[0]._ctx}
        datas = [x._data for x in inputs]
        op = _operation(type(self))
        if len(results) > 1:
            params["specs"] = tuple((z._data.shape, z._data.dtype) for z in results)
        values = tuple([z._data for z in results])
        found = deliver(op, inputs, datas, values if len(results) > 1 else values[0], params)
        notify(op, inputs, params, found)
        return [found] if several and len(results) == 1 else found


class _Made:
    """What `forward` computes from the inputs: saved for `backward`, it is no constant when that is differentiated.

    An observer of the operations inside.
    """

    def __init__(self, inputs: Sequence[NDArray]) -> None:
        self.results: list[weakref.ref[NDArray]] = []
        self.known = {id(x): weakref.ref(x) for x in inputs}  # the inputs, and what is computed from them
        self.inputs = set(self.known)
        self.left = False  # whether values were taken out of the arrays, to NumPy

    def depends(self, array: Any) -> bool:
        """Tell whether an array is an input or was computed from one."""
        known = self.known.get(id(array))
        return known is not None and known() is array

    def operation(self, op: Op, operands: Sequence[Any], params: Any, output: Any, frame: Any) -> None:
        if op.differentiable and op.name != "detach" and any(self.depends(x) for x in operands):
            for result in output if isinstance(output, list | tuple) else (output,):
                self.known[id(result)] = weakref.ref(result)

    def assigned(self, array: NDArray, key: Any, value: Any, frame: Any) -> None:
        if self.depends(value):
            self.known[id(array)] = weakref.ref(array)

    def read(self, array: NDArray, via: str, frame: Any) -> None:
        self.left = self.left or (via in ("asnumpy", "tolist") and self.depends(array))

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **given: None  # nothing else matters here


@contextmanager
def _quiet(recording: bool, *watching: Any) -> Iterator[None]:
    """Hide what runs here from observers: a Function is one operation."""
    was_recording, hidden = tape.recording.set(recording), tape.observers.set(watching)
    try:
        yield
    finally:
        tape.recording.reset(was_recording)
        tape.observers.reset(hidden)


_operations: dict[type[Function], Op] = {}


def _operation(kind: type[Function]) -> Op:
    """Return the operation that stands for a subclass in the graph."""
    if kind not in _operations:

        def forward(F: Any, *inputs: Any, function: Any = None) -> Any:
            raise NotImplementedError

        forward.__name__, forward.__doc__ = kind.__name__, kind.__doc__
        _operations[kind] = Op(forward, label=kind.__name__, joint=_adjoints, register=False,
                               adjoint=f"{kind.__name__}.backward(g)")  # fmt: skip
    return _operations[kind]


@contextmanager
def _connected(function: Function, node: Node) -> Iterator[None]:
    """Let what `forward` kept be what it is while `backward` is recorded: the results of this operation, its inputs.

    What else was computed from the inputs has no derivative here: to ask for it raises.
    """
    made = function._made
    kept = [*function._saved, *getattr(function, "__dict__", {}).values()]
    kept += [item for value in kept if isinstance(value, list | tuple) for item in value]
    if made is not None and made.left and any(isinstance(value, numpy.ndarray) for value in kept):
        raise _not_again(function, "NumPy arrays")
    results = {id(result): i for i, ref in enumerate(made.results) if (result := ref()) is not None} if made else {}
    changed: list[NDArray] = []
    try:
        for array in kept:
            if type(array) is not NDArray or array._node is not None or made is None:
                continue
            if id(array) in results:
                array._node = _result_node(node, results[id(array)], len(made.results))
            elif (made.depends(array) and id(array) not in made.inputs) or (made.left and not made.depends(array)):
                array._node = Node(_UNKNOWN, (node,), None, None, {"function": function}, node.code, node.lasti)
            else:
                continue
            changed.append(array)
        yield
    finally:
        for array in changed:
            array._node = None


def _result_node(node: Node, index: int, count: int) -> Node:
    if count == 1:
        return node
    return Node(SELECT, (node,), None, node.params["specs"], {"index": index}, node.code, node.lasti)


def _not_again(function: Any, what: str) -> AutogradError:
    name = type(function).__name__
    return AutogradError(
        f"the gradient of {name} cannot be differentiated again: its backward() uses {what} that forward() computed "
        f"from the inputs and kept. Keep inputs or results with save_for_backward(), and compute the rest in backward()"
    )


def _refuse(F: Any, g: Any, node: Node) -> Any:
    raise _not_again(node.params["function"], "arrays")


def _unknown(F: Any, x: Any) -> Any:
    raise NotImplementedError  # stands for what a Function computed inside


_UNKNOWN = Op(_unknown, joint=_refuse, register=False)


def _adjoints(F: Any, g: Any, node: Node) -> list[Any]:
    """Return the adjoints that the user's `backward` gives: raw arrays, or NDArrays where they came as such."""
    function: Function = node.params["function"]
    name = type(function).__name__
    g = g if isinstance(g, tuple) else (g,)
    recorded = type(g[0]) is NDArray
    context = node.params["context"]
    for saved in function._saved:
        if type(saved) is NDArray and writes.written_since(saved._data, node.seq):
            raise AutogradError(f"an array that {name} saved was written to before backward(): save a copy of it")
    with _quiet(recorded), _connected(function, node) if recorded else nullcontext():
        found = function.backward(*(g if recorded else [NDArray(one, context) for one in g]))
    adjoints = list(found) if isinstance(found, list | tuple) else [found]
    if len(adjoints) != len(node.inputs):
        raise AutogradError(f"{name}.backward must return one gradient for each input: {len(node.inputs)}, "
                            f"not {len(adjoints)}")  # fmt: skip
    shapes: Any = node.shapes
    for i, (adjoint, shape) in enumerate(zip(adjoints, shapes, strict=True)):
        if type(adjoint) is not NDArray:
            raise TypeError(f"{name}.backward must return NDArrays, not {type(adjoint).__name__}")
        if adjoint.shape != shape:
            raise ShapeError(f"{name}.backward returned shape {adjoint.shape} for input {i}, whose shape is {shape}")
    return adjoints if recorded else [adjoint._data for adjoint in adjoints]

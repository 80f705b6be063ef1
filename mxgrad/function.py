"""`autograd.Function`: an operation whose gradient the user writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from . import tape
from .errors import AutogradError, MXGradError, ShapeError
from .invoke import deliver, deliver_one
from .ndarray import NDArray
from .op import Op
from .source import user_frame
from .tape import Node


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
    """

    def __init__(self) -> None:
        self._saved: tuple[NDArray, ...] = ()
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
        with _quiet(recording=False):
            outputs = self.forward(*inputs)
        several = isinstance(outputs, list | tuple)
        results = list(outputs) if several else [outputs]
        for z in results:
            if type(z) is not NDArray:
                raise TypeError(f"{name}.forward must return NDArrays, not {type(z).__name__}")
        params = {"function": self, "context": inputs[0]._ctx}
        datas = [x._data for x in inputs]
        op = _operation(type(self))
        if len(results) > 1:
            return deliver(op, inputs, datas, tuple(z._data for z in results), params)
        found = deliver_one(op, inputs, datas, results[0]._data, params)
        for observer in tape.observers.get():
            observer.operation(op, inputs, params, found, user_frame(1))
        return [found] if several else found


@contextmanager
def _quiet(recording: bool) -> Iterator[None]:
    """Hide what runs here from observers: a Function is one operation."""
    was_recording, watching = tape.recording.set(recording), tape.observers.set(())
    try:
        yield
    finally:
        tape.recording.reset(was_recording)
        tape.observers.reset(watching)


_operations: dict[type[Function], Op] = {}


def _operation(kind: type[Function]) -> Op:
    """Return the operation that stands for a subclass in the graph."""
    if kind not in _operations:

        def forward(F: Any, *inputs: Any, function: Any = None) -> Any:
            raise NotImplementedError

        forward.__name__, forward.__doc__ = kind.__name__, kind.__doc__
        _operations[kind] = Op(forward, {}, elementwise=False, label=kind.__name__, joint=_adjoints, register=False,
                               adjoint=f"{kind.__name__}.backward(g)")  # fmt: skip
    return _operations[kind]


def _adjoints(F: Any, g: Any, node: Node) -> list[Any]:
    """Return the adjoints that the user's `backward` gives: raw arrays, or NDArrays where they came as such."""
    function: Function = node.params["function"]
    name = type(function).__name__
    g = g if isinstance(g, tuple) else (g,)
    recorded = type(g[0]) is NDArray
    context = node.params["context"]
    for saved in function._saved:
        if type(saved) is NDArray and tape.written_since(saved._data, node.seq):
            raise AutogradError(f"an array that {name} saved was written to before backward(): save a copy of it")
    with _quiet(recorded):
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

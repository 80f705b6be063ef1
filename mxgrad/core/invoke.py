"""Running an operation, whichever it is: check the operands, compute, record.

This is all that happens. What users call mostly comes here through `fast`, whose functions do the same with whatever a
declaration allows to prepare once; with MXGRAD_REFERENCE=1 in the environment everything runs through here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from ..diagnostics.given_names import give_name
from ..diagnostics.messages import explain
from ..diagnostics.source import user_frame
from ..ndarray import NDArray
from . import tape
from .conversion import checked, counted, with_number
from .memory import assign, buffers
from .memory.buffers import node_of
from .namespace import Array
from .op import SELECT, Op
from .tape import Freed, Leaf, Node

_recording = tape.recording.get
_observers = tape.observers.get


def invoke(op: Op, operands: Sequence[Any], params: dict[str, Any], out: Any = None) -> Any:
    """Run any operation: check, compute, record. An operation with several results returns a list.

    Raises an `MXGradError` that names the operands, shapes and dtypes where they do not fit.
    """
    try:
        operands, arrays = checked(op, operands)
    except Exception as misfit:
        tape.tell_refused(operands, misfit)
        raise
    ctx = arrays[0]._ctx
    datas = [array._data for array in arrays]
    if op.floating or op.counts:
        datas = [_computable(op, data) for data in datas]
    try:
        if op.prepare is not None:
            params = op.prepare(ctx, datas, params)
        z = op.forward(ctx._namespace, *datas, **params)
    except Exception as error:
        if is_fraction(op, datas[0], error):
            return invoke(op, [_as_floats(operand) for operand in operands], params, out)
        problem = explain(op, operands if op.binary else arrays, params, error, user_frame())
        tape.tell_refused(arrays, problem)
        raise problem from None
    result = deliver(op, arrays, datas, settled(op, ctx._namespace, datas, z), params, operands)
    if _observers():
        notify(op, operands, params, result)
    if op.after is not None:
        for i, move in op.after(ctx, datas, params).items():
            _move(arrays[i], *move)
    return result if out is None else assign.into(out, result, op.name)


def _move(array: NDArray, value: Array, cause: Array, name: str, rule: str) -> None:
    """Write what an operation makes of an input, such as a moving mean, which an observer sees as one step."""
    with tape.unwatched() as watching:
        assign.write(array, ..., NDArray(value.astype(array._data.dtype, copy=False), array._ctx))
    if watching:
        part, frame = NDArray(cause.astype(array._data.dtype, copy=False), array._ctx), user_frame()
        give_name(part, name)
        for observer in watching:
            observer.stepped(array, part, rule, frame)


def _computable(op: Op, data: Array) -> Array:
    """Return an operand's data in a dtype that the operation computes with; a pair's result is settled instead."""
    if op.floating and not op.binary and data.dtype.kind != "f":
        return data.astype(numpy.float32)
    return data.astype(numpy.int32) if op.counts and data.dtype.kind == "b" else data


def is_fraction(op: Op, x: Array, error: Exception) -> bool:
    """Tell whether NumPy refused a negative power of integers, which is a fraction: [2] ** -1 is [0.5]."""
    return op.name == "power" and x.dtype.kind in "iu" and type(error) is ValueError


def _as_floats(operand: Any) -> Any:
    return operand.astype(numpy.float32) if type(operand) is NDArray else operand


def settled(op: Op, F: Any, datas: Sequence[Array], z: Any) -> Any:
    """Return a result, or several, as arrays whose elements lie in order, as in all NDArrays, so that reshape shares.

    An elementwise operation of two gives their dtype, comparisons too; what NumPy made floats of integers is float32.
    """
    if type(z) is tuple:
        return tuple([in_order(F, one) for one in z])
    z, dtype = in_order(F, z), datas[0].dtype
    if z.dtype is dtype:
        return z
    if op.binary and (z.dtype.kind != "f" or dtype.kind == "f"):
        return z.astype(dtype, copy=False)
    if z.dtype.kind != "f" or "dtype" in op.params or any(data.dtype.kind == "f" for data in datas):
        return z
    return z.astype(numpy.float32, copy=False)


def in_order(F: Any, z: Any) -> Array:
    """Return a result as an array, which NumPy does not give for 0-d operands, whose elements lie in order."""
    if type(z) is not F.ndarray:
        z = F.asarray(z)
    return z if z.flags.c_contiguous else F.ascontiguousarray(z)


def deliver(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], z: Any, params: dict[str, Any],
            operands: Sequence[Any] | None = None) -> Any:  # fmt: skip
    """Return what was computed as an NDArray with its place in the graph; several results as a list."""
    if type(z) is tuple:
        return _deliver_several(op, arrays, datas, z, params, operands or arrays)
    result = NDArray(z, arrays[0]._ctx)
    if op.mask:
        result._selects = op.mask is True or op.mask(operands or arrays, params)
    node = record(op, arrays, datas, z, params) if _recording() else None
    if not op.view:
        result._node = node
    elif not (_recording() and op.differentiable):
        buffers.alias(arrays[0], result)
    elif arrays[0]._node is None:
        buffers.settle(arrays[0], result, node)
    else:
        result._node = node
    if node is None and _recording():
        result._untracked = behind(op, *arrays)
    return result


def _deliver_several(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], z: tuple[Array, ...],
                     params: dict[str, Any], operands: Sequence[Any]) -> list[NDArray]:  # fmt: skip
    """Return several results: one node for the operation, and one for each result that can be differentiated."""
    results = [NDArray(one, arrays[0]._ctx) for one in z]
    node = record(op, arrays, datas, z, params) if _recording() else None
    specs: Any = tuple([(one.shape, one.dtype) for one in z])
    for i, result in enumerate(results):
        result._selects = op.mask(operands, params) if callable(op.mask) else op.mask
        if node is not None and result._data.dtype.kind == "f":
            result._node = Node(SELECT, (node,), None, specs, {"index": i}, node.code, node.lasti)
        elif _recording():
            result._untracked = behind(op, *arrays)
    return results


def record(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], z: Any, params: dict[str, Any]) -> Node | None:
    """Return the node of an operation that has just run: what its rules need, and where in the program it ran.

    None where no gradient flows: nothing that it used is tracked, or it has no rule.
    """
    nodes = [node_of(array) for array in arrays] if buffers.contents else [array._node for array in arrays]
    inputs = tuple(nodes)
    if not op.complete:
        inputs = tuple([node if op.has_rule(i) else None for i, node in enumerate(nodes)])
    if inputs.count(None) == len(inputs) or (op.constant is not None and op.constant(params)):
        return None
    if buffers.contents:  # of what a buffer holds a copy is kept: updates must not reach it
        datas = [
            data if array._node is node else data.copy() for array, node, data in zip(arrays, nodes, datas, strict=True)
        ]
    keep = op.kept(inputs)
    if keep and op.unread is not None:
        unread = op.unread(params)
        keep = tuple([k and i not in unread for i, k in enumerate(keep)])
    saved = tuple([data if k else None for data, k in zip((*datas, z), keep, strict=True)]) if keep else None
    shapes: Any = tuple([data.shape for data in datas])
    if op.elementwise and not any(node and shape != z.shape for node, shape in zip(inputs, shapes, strict=True)):
        shapes = None
    frame = user_frame()
    return Node(op, inputs, saved, shapes, params, frame.f_code, frame.f_lasti)


def behind(op: Op, *operands: Any) -> tuple[Node | Leaf, ...]:
    """Return the nodes behind a constant that was computed from `operands`, whose graph is not freed."""
    if op.view and not op.differentiable:  # detach() ends the path
        return ()
    found: list[Any] = []
    for operand in operands:
        if type(operand) is NDArray:
            node = node_of(operand)
            found += getattr(operand, "_untracked", ()) if node is None else (node,)
    if not found:  # nearly always: kept fast
        return ()
    alive = [node for node in found if type(node) is Leaf or type(node.saved) is not Freed]
    return tuple(dict.fromkeys(alive))


def notify(op: Op, operands: Sequence[Any], params: dict[str, Any], result: Any) -> None:
    """Tell those who watch the program what has run."""
    if watching := _observers():
        frame, output = user_frame(2), tuple(result) if type(result) is list else result
        for observer in watching:
            observer.operation(op, operands, params, output, frame)


def operator(op: Op, swap: bool = False) -> Callable[[NDArray, Any], Any]:
    """Return an operator method that runs a two-input elementwise `op` through `invoke`."""

    def call(a: NDArray, b: Any) -> Any:
        if op.counts and a._data.dtype.kind == "b":
            a, b = counted(a), counted(b)
        if type(b) is not NDArray:
            pair = with_number(a, b)
            if pair is None:
                return NotImplemented
            a = pair[0]
        return invoke(op, (b, a) if swap else (a, b), op.params)

    return call

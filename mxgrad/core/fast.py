"""What users call, made from a declaration: `invoke` again, with all prepared that can be prepared once.

A learner's loop runs thousands of operations on tiny arrays, where Python's own overhead is all the cost: these
functions take a quarter of what `invoke` takes. They hold only what nearly every call needs and hand over to it where
anything is out of the ordinary, an error too. A test compares the two for every operation.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy

from ..context import NUMPY
from ..diagnostics import source
from ..diagnostics.checks import about_hints
from ..diagnostics.messages import check_types, not_an_array, switched_on, wrong_parameters
from ..diagnostics.source import user_frame
from ..ndarray import NDArray
from . import tape
from .conversion import told_apart, with_number
from .invoke import behind, deliver, in_order, invoke, notify, settled
from .invoke import operator as plain_operator
from .memory import assign, buffers
from .namespace import Array
from .op import Op
from .signatures import declared
from .tape import Node

REFERENCE = bool(os.environ.get("MXGRAD_REFERENCE"))  # run everything through `invoke` alone

_getframe = sys._getframe
_new = object.__new__
_recording = tape.recording.get
_observers = tape.observers.get
_next_seq = tape.next_seq
_ndarray = numpy.ndarray
_contents = buffers.contents
_node_of = buffers.node_of
_BOOL = numpy.dtype(bool)


def operator(op: Op, swap: bool = False) -> Callable[[NDArray, Any], Any]:
    """Return the operator method of a two-input elementwise `op`; `swap` makes the reflected one (`2 - x`)."""
    call = plain_operator(op, swap) if REFERENCE else _binary(op, swap)
    call.__doc__ = op.doc
    return call


def _binary(op: Op, swap: bool) -> Callable[[NDArray, Any], Any]:  # noqa: C901, PLR0915  (hot: in one piece)
    kernel, forward, general = numpy_kernel(op), op.forward, plain_operator(op, swap)
    keep_both, keep_left, keep_right = (op.kept(known) for known in (("x", "y"), ("x", None), (None, "y")))
    always, combines = op.mask is True, op.mask if callable(op.mask) else None
    tracks, counts, params = op.differentiable, op.counts, op.params

    def call(a: NDArray, b: Any) -> Any:  # noqa: C901, PLR0915
        x = a._data
        dtype = x.dtype
        ctx = a._ctx
        F = ctx._namespace
        an, bn, shapes = a._node, None, None
        if counts and dtype is _BOOL:
            return general(a, b)
        if type(b) is NDArray:
            y, bn = b._data, b._node
            if y.dtype is not dtype or b._ctx is not ctx:
                return general(a, b)
            if x.shape != y.shape:
                shapes = (y.shape, x.shape) if swap else (x.shape, y.shape)
        else:
            try:
                y = F._scalars[dtype, b]
            except (KeyError, TypeError):
                pair = with_number(a, b)
                if pair is None:
                    return NotImplemented
                if pair[0] is not a:  # in another dtype
                    return general(pair[0], b)
                y = pair[2]
                if y.shape:
                    shapes = (y.shape, x.shape) if swap else (x.shape, y.shape)
        if swap:
            x, y, an, bn = y, x, bn, an
        try:
            z = kernel(x, y) if F is NUMPY else forward(F, x, y)
        except Exception:
            return general(a, b)
        if type(z) is not _ndarray and F is NUMPY:
            z = numpy.asarray(z)  # NumPy gives a scalar for 0-d operands
        if z.dtype is not dtype and z.dtype != dtype:
            z = z.astype(dtype if dtype.kind == "f" or z.dtype.kind != "f" else numpy.float32)
        out: NDArray = _new(NDArray)
        out._data, out._ctx = z, ctx
        out._selects = a._selects and combines((b, a) if swap else (a, b), params) if combines else always
        watching = _observers()
        if _contents and _recording():
            an, x = _held(b if swap else a, an, x)
            bn, y = _held(a if swap else b, bn, y)
        if not _recording():
            out._node = None
        elif not tracks or (an is None and bn is None):
            out._node = None
            out._untracked = behind(op, a, b)
        else:
            k = keep_left if bn is None else keep_right if an is None else keep_both
            frame = _getframe(1)
            if frame.f_globals is not source.user_globals:
                frame = user_frame(1)
            out._node = node = _new(Node)  # Node(...) written out: calling a class costs as much as the rest
            node.op = op
            node.inputs = (an, bn)
            node.saved = (x if k[0] else None, y if k[1] else None, z if k[2] else None) if k else None
            node.shapes = shapes
            node.params = params
            node.code = frame.f_code
            node.lasti = frame.f_lasti
            node.seq = _next_seq()
            node.g = None
            node.own = False
        if watching:
            notify(op, (b, a) if swap else (a, b), params, out)
        return out

    return call


def _node(op: Op, inputs: Any, saved: Any, shapes: Any, params: Any, frame: Any) -> Node:
    node: Node = _new(Node)  # as above: a function costs half of what a class does
    node.op = op
    node.inputs = inputs
    node.saved = saved
    node.shapes = shapes
    node.params = params
    node.code = frame.f_code
    node.lasti = frame.f_lasti
    node.seq = _next_seq()
    node.g = None
    node.own = False
    return node


def _held(operand: Any, node: Any, data: Array) -> tuple[Any, Array]:
    """Return the node and the data of an operand. Of what a buffer holds it is a copy: updates must not reach it."""
    if node is not None or type(operand) is not NDArray:
        return node, data
    node = _node_of(operand)
    return node, data if node is None else data.copy()


def unary(op: Op) -> Callable[..., Any]:  # noqa: C901  (hot: in one piece)
    """Return the function and method of a one-input elementwise `op` without parameters."""
    kernel, forward, params, tracks = numpy_kernel(op), op.forward, op.params, op.differentiable
    keep_x, keep_z = (any(slot in need for need in op.needs) for slot in (0, 1))
    always, combines = op.mask is True, callable(op.mask)
    floats = op.floating or op.counts  # whether others than floats are computed in another dtype

    def call(data: NDArray, out: NDArray | None = None, name: str | None = None) -> Any:
        if type(data) is not NDArray:
            raise not_an_array(op, data)
        x, ctx = data._data, data._ctx
        F = ctx._namespace
        if REFERENCE or (floats and x.dtype.kind != "f"):
            return invoke(op, (data,), params, out)
        try:
            z = kernel(x) if F is NUMPY else forward(F, x)
        except Exception:
            return invoke(op, (data,), params, out)
        if type(z) is not _ndarray and F is NUMPY:
            z = numpy.asarray(z)
        result: NDArray = _new(NDArray)
        result._data, result._ctx, result._node = z, ctx, None
        result._selects = data._selects if combines else always
        if _recording():
            node = data._node
            if _contents:
                node, x = _held(data, node, x)
            if node is None or not tracks:
                result._untracked = behind(op, data)
            else:
                frame = _getframe(1)
                if frame.f_globals is not source.user_globals:
                    frame = user_frame(1)
                saved = (x if keep_x else None, z if keep_z else None) if keep_x or keep_z else None
                result._node = _node(op, (node,), saved, None, params, frame)
        if _observers():
            notify(op, (data,), params, result)
        return result if out is None else assign.into(out, result, op.name)

    return call


def one_input(op: Op) -> Callable[[NDArray, dict[str, Any]], NDArray | None]:  # noqa: C901  (hot: in one piece)
    """Return what runs a one-input `op` with its parameters; it gives None for what `invoke` is to do.

    Reductions are in every loop and every loss, `x[i]` too: this halves their overhead.
    """
    simple = not op.variadic and not op.counts and op.prepare is op.constant is op.after is None
    if REFERENCE or not simple or len(op.inputs) > 1:
        return lambda array, params: None
    forward, floating, count, has_rule, view = op.forward, op.floating, len(op.parameters), op.has_rule(0), op.view
    keep_x, keep_z = (any(slot in need for need in op.needs) for slot in (0, 1))
    always, combines = op.mask is True, callable(op.mask)
    several = False

    def run(array: NDArray, params: dict[str, Any]) -> NDArray | None:  # noqa: C901
        nonlocal several
        if several or len(params) != count or type(array) is not NDArray:
            return None
        x, F = array._data, array._ctx._namespace
        if floating and x.dtype.kind != "f":
            x = x.astype(numpy.float32)
        try:
            z = forward(F, x, **params)
        except Exception:
            return None
        if type(z) is tuple:
            several = True
            return None
        result: NDArray = _new(NDArray)
        z = in_order(F, z) if z.dtype is x.dtype else settled(op, F, (x,), z)
        result._data, result._ctx, result._node = z, array._ctx, None
        result._selects = array._selects if combines else always
        if _recording():
            node = array._node
            if _contents:
                node, x = _held(array, node, x)
            if node is None or not has_rule:
                result._untracked = behind(op, array)
            else:
                frame = _getframe(2)
                if frame.f_globals is not source.user_globals:
                    frame = user_frame(2)
                saved = (x if keep_x else None, z if keep_z else None) if keep_x or keep_z else None
                result._node = _node(op, (node,), saved, (x.shape,), params, frame)
            if view and has_rule and _contents and array._node is None:
                buffers.settle(array, result, result._node)
        if view and not (has_rule and _recording()):
            buffers.alias(array, result)
        if _observers():
            notify(op, (array,), params, result)
        return result

    return run


def several_inputs(op: Op) -> Callable[[Sequence[Any], dict[str, Any]], Any]:  # noqa: C901  (hot: in one piece)
    """Return what runs an `op` on arrays that go together; it gives None for what `invoke` is to do."""
    if REFERENCE or op.variadic or op.counts or op.after is not None:
        return lambda operands, params: None
    prepare, forward, floating, free, count = op.prepare, op.forward, op.floating, op.free, len(op.parameters)

    def run(operands: Sequence[Any], params: dict[str, Any]) -> Any:
        ctx: Any = getattr(operands[0], "_ctx", None)
        dtype, datas = None, []
        for i, array in enumerate(operands):
            if type(array) is not NDArray or array._ctx is not ctx:
                return None
            x = array._data
            if x.dtype is not dtype:
                if (floating and x.dtype.kind != "f") or (dtype is not None and i not in free):
                    return None
                dtype = dtype if i in free else x.dtype
            datas.append(x)
        if len(params) != count:
            return None
        F = ctx._namespace
        try:
            if prepare is not None:
                params = prepare(ctx, datas, params)
            z = settled(op, F, datas, forward(F, *datas, **params))
        except Exception:
            return None
        result = deliver(op, operands, datas, z, params)
        if _observers():
            notify(op, operands, params, result)
        return result

    return run


def function(op: Op) -> Callable[..., Any]:
    """Return the `nd` function of any operation; the same object serves as the method."""
    if op.binary:
        return _binary_function(op)
    if op.elementwise and not op.parameters and len(op.inputs) == 1 and not op.view:
        return _finish(unary(op), op)
    alone, required, optional = len(op.inputs) == 1, op.required, op.required < len(op.inputs)
    quick: Callable[[Any, dict[str, Any]], Any] = one_input(op) if alone else several_inputs(op)

    def call(*args: Any, out: Any = None, name: str | None = None, **given: Any) -> Any:
        if given:
            check_types(op, given)
        params = {**op.params, **given} if given else op.params
        if out is None and len(args) == required + (len(switched_on(op, params)) if optional else 0):
            result = quick(args[0] if alone else args, params)
            if result is not None:
                return result
        operands, given = told_apart(op, args, given)
        params = {**op.params, **given} if given else op.params
        if len(params) != len(op.parameters) or (given and not op.known.issuperset(given)):
            raise wrong_parameters(op, params)
        return invoke(op, operands, params, out)

    return _finish(call, op)


def _binary_function(op: Op) -> Callable[..., Any]:
    forwards, swapped = operator(op), operator(op.number_first or op, swap=True)

    def call(lhs: Any, rhs: Any, out: NDArray | None = None, name: str | None = None) -> Any:
        if type(lhs) is NDArray:
            result = forwards(lhs, rhs)
        elif type(rhs) is NDArray:
            result = swapped(rhs, lhs)
        else:
            raise not_an_array(op, lhs)
        if result is NotImplemented:
            raise not_an_array(op, rhs if type(lhs) is NDArray else lhs)
        return result if out is None else assign.into(out, result, op.name)

    return _finish(call, op)


def _finish(call: Callable[..., Any], op: Op) -> Callable[..., Any]:
    call.__name__ = call.__qualname__ = op.name
    call.__doc__ = about_hints(op.doc, (*op.parameters, "name"))
    call.__signature__ = declared(op)  # type: ignore[attr-defined]
    call.op = op  # type: ignore[attr-defined]
    return call


# ---- what a declaration computes with


class _Probe:
    """Stands for F while a forward is looked at: notes the one function that it calls."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args: (name, args)


def numpy_kernel(op: Op) -> Callable[..., Array]:
    """Return what computes `op` on NumPy: the NumPy function itself where forward is no more than its call."""
    try:
        called = op.forward(_Probe(), *op.inputs)
    except (TypeError, AttributeError):
        called = None
    if isinstance(called, tuple) and called[1:] == (op.inputs,):
        return getattr(NUMPY, called[0])  # type: ignore[no-any-return]
    return partial(op.forward, NUMPY)

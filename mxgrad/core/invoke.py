"""Running operations: from a declaration to the functions that users call.

Declarations are generic; the callables made from them are not. A learner's loop runs thousands of operations on tiny
arrays, where Python's own overhead is all the cost, so the factories below prepare whatever can be prepared once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from numbers import Number
from typing import Any

import numpy

from ..context import NUMPY
from ..diagnostics import source
from ..diagnostics.checks import about_hints
from ..diagnostics.messages import (
    MISSING,
    check_alike,
    check_count,
    check_optional,
    check_types,
    explain,
    kind_of,
    not_an_array,
    numbers_in,
    wrong_parameters,
)
from ..diagnostics.source import user_frame
from ..errors import DTypeError, InPlaceError, ShapeError
from ..ndarray import INPLACE, NDArray
from . import tape
from .masks import MaskRule, is_mask
from .memory import buffers, writes
from .memory.elements import written_part
from .namespace import Array
from .op import SELECT, Op, numpy_kernel
from .registry import REGISTRY
from .signatures import declared
from .tape import Freed, Leaf, Node

_getframe = sys._getframe
_new = object.__new__
_recording = tape.recording.get
_observers = tape.observers.get
_next_seq = tape.next_seq
_ndarray = numpy.ndarray
_buffers = buffers.contents
_node_of = buffers.node_of
_BOOL = numpy.dtype(bool)


def _mask_rule(op: Op) -> tuple[bool, MaskRule | None]:
    """Return whether the result is always a mask, and the rule by which it may be one."""
    return op.mask is True, op.mask if callable(op.mask) else None


def binary(op: Op, swap: bool = False) -> Callable[[NDArray, Any], Any]:  # noqa: C901, PLR0915  (hot: in one piece)
    """Return the operator method of a two-input elementwise `op`; `swap` makes the reflected one (`2 - x`)."""
    kernel = numpy_kernel(op, NUMPY)
    forward = op.forward
    kept = [[op.kept((one, other)) for other in (None, "tracked")] for one in (None, "tracked")]
    always, combines = _mask_rule(op)
    tracks, counts = op.differentiable, op.counts
    params = op.params

    def call(a: NDArray, b: Any) -> Any:  # noqa: C901, PLR0915
        x = a._data
        dtype = x.dtype
        if counts and dtype is _BOOL:  # True + True is 2
            return call(_counted(a), _counted(b))
        ctx = a._ctx
        F = ctx._namespace
        shapes: Any = None
        if type(b) is NDArray:
            y = b._data
            bn = b._node
            if y.dtype is not dtype or b._ctx is not ctx:
                check_alike(op, (b, a) if swap else (a, b), user_frame(1))
            if x.shape != y.shape:
                shapes = (y.shape, x.shape) if swap else (x.shape, y.shape)
        else:
            try:
                y = F._scalars[dtype, b]
            except (KeyError, TypeError):
                pair = _operands(a, b)
                if pair is None:
                    return NotImplemented
                a, x, y = pair
                dtype = x.dtype
                if y.shape:
                    shapes = (y.shape, x.shape) if swap else (x.shape, y.shape)
            bn = None
        an = a._node
        if swap:
            x, y, an, bn = y, x, bn, an
        try:
            z = kernel(x, y) if F is NUMPY else forward(F, x, y)
        except Exception as error:
            if op.name == "power" and dtype.kind in "iu" and type(error) is ValueError:  # [2] ** -1 is [0.5]
                return call(a.astype(numpy.float32), b.astype(numpy.float32) if type(b) is NDArray else b)
            raise explain(op, (b, a) if swap else (a, b), {}, error, user_frame(1)) from None
        if type(z) is not _ndarray and F is NUMPY:
            z = numpy.asarray(z)  # NumPy gives a scalar for 0-d operands
        if z.dtype is not dtype and z.dtype != dtype:
            z = _settle(z, dtype)
        out: NDArray = _new(NDArray)
        out._data = z
        out._ctx = ctx
        out._selects = a._selects and combines((b, a) if swap else (a, b), params) if combines else always
        watching = _observers()
        if _buffers and _recording():
            an, x = _held(b if swap else a, an, x)
            bn, y = _held(a if swap else b, bn, y)
        if not _recording():
            out._node = None
        elif not tracks or (an is None and bn is None):
            out._node = None
            out._untracked = _behind(a, b)
        else:
            k = kept[an is not None][bn is not None]
            frame = _getframe(1)
            if frame.f_globals is not source.user_globals:
                frame = user_frame(1)
            out._node = node = _new(Node)  # Node(...) written out: a call costs as much as the rest
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
            _notify(watching, op, (b, a) if swap else (a, b), op.params, out)
        return out

    call.__doc__ = op.doc
    return call


def unary(op: Op) -> Callable[..., Any]:  # noqa: C901  (hot: in one piece)
    """Return the function and method of a one-input elementwise `op` without parameters."""
    kernel = numpy_kernel(op, NUMPY)
    forward = op.forward
    keep_x = any(0 in need for need in op.needs)
    keep_z = any(1 in need for need in op.needs)
    always, combines = _mask_rule(op)
    tracks, counts = op.differentiable, op.counts
    integers_too = not op.floating
    view = op.view

    def call(data: NDArray, out: NDArray | None = None, name: str | None = None) -> Any:  # noqa: C901
        if type(data) is not NDArray:
            raise not_an_array(op, data)
        x = data._data
        ctx = data._ctx
        F = ctx._namespace
        if integers_too is False and x.dtype.kind != "f":
            x = x.astype(numpy.float32)
        elif counts and x.dtype is _BOOL:
            x = x.astype(numpy.int32)
        try:
            z = kernel(x) if F is NUMPY else forward(F, x)
        except Exception as error:
            raise explain(op, (data,), {}, error, user_frame(1)) from None
        if type(z) is not numpy.ndarray and F is NUMPY:
            z = numpy.asarray(z)
        result: NDArray = _new(NDArray)
        result._data = z
        result._ctx = ctx
        result._selects = data._selects if combines else always
        node = data._node
        if _buffers and _recording():
            node, x = _held(data, node, x)
        if not _recording():
            result._node = None
        elif node is None or not tracks:
            result._node = None
            result._untracked = () if view else _behind(data)  # detach() ends the path
        else:
            frame = _getframe(1)
            if frame.f_globals is not source.user_globals:
                frame = user_frame(1)
            saved = (x if keep_x else None, z if keep_z else None) if keep_x or keep_z else None
            result._node = Node(op, (node,), saved, None, op.params, frame.f_code, frame.f_lasti)
        if view:
            buffers.alias(data, result)
        if watching := _observers():
            _notify(watching, op, (data,), op.params, result)
        return result if out is None else _into(out, result)

    return _finish(call, op)


def invoke(op: Op, operands: Sequence[Any], params: dict[str, Any], out: Any = None) -> Any:
    """Run any operation: check, compute, record. An operation with several results returns a list.

    Raises an `MXGradError` that names the operands, shapes and dtypes where they do not fit.
    """
    arrays = _arrays(op, operands)
    ctx = arrays[0]._ctx
    F = ctx._namespace
    datas = [array._data for array in arrays]
    if op.floating:
        datas = [data if data.dtype.kind == "f" else data.astype(numpy.float32) for data in datas]
    elif op.counts:
        datas = [data.astype(numpy.int32) if data.dtype is _BOOL else data for data in datas]
    try:
        if op.prepare is not None:
            params = op.prepare(ctx, datas, params)
        z = op.forward(F, *datas, **params)
    except Exception as error:
        raise explain(op, arrays, params, error, user_frame(1)) from None
    if type(z) is tuple:
        results = deliver(op, arrays, datas, tuple(_settled(F, one) for one in z), params, out)
        if op.after is not None:
            _move(op, arrays, datas, params)
        return results
    z = _settled(F, z)
    if z.dtype.kind == "f" and datas[0].dtype.kind != "f":
        z = _floats_of_integers(op, datas, z)
    result = deliver_one(op, arrays, datas, z, params)
    if watching := _observers():
        _notify(watching, op, operands, params, result)
    if op.after is not None:
        _move(op, arrays, datas, params)
    return result if out is None else _into(out, result)


def _move(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], params: dict[str, Any]) -> None:
    """Write what an operation does to its inputs, such as moving statistics."""
    for i, value in op.after(arrays[0]._ctx, datas, params).items():  # type: ignore[misc]
        write(arrays[i], ..., NDArray(value.astype(datas[i].dtype, copy=False), arrays[i]._ctx))


def deliver_one(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], z: Array, params: dict[str, Any]) -> NDArray:
    """Return a result as an NDArray, with its place in the graph."""
    result = NDArray(z, arrays[0]._ctx)
    if op.mask:
        result._selects = op.mask is True or op.mask(arrays, params)
    if not _recording():
        if op.view:
            buffers.alias(arrays[0], result)
        return result
    node = _recorded(op, arrays, datas, z, params)
    if node is None:
        result._untracked = _behind(*arrays)
    if op.view and arrays[0]._node is None:
        buffers.settle(arrays[0], result, node)
    else:
        result._node = node
    return result


def deliver(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], z: tuple[Array, ...], params: dict[str, Any],
            out: Any = None) -> list[NDArray]:  # fmt: skip
    """Record an operation with several results: one node for it, and one for each result that can be differentiated."""
    results = [NDArray(one, arrays[0]._ctx) for one in z]
    if op.mask:
        for result in results:
            result._selects = op.mask is True or op.mask(arrays, params)
    if _recording():
        node = _recorded(op, arrays, datas, z, params)
        specs: Any = tuple((one.shape, one.dtype) for one in z)
        for i, result in enumerate(results):
            if node is None or z[i].dtype.kind != "f":
                result._untracked = _behind(*arrays)
            else:
                result._node = Node(SELECT, (node,), None, specs, {"index": i}, node.code, node.lasti)
    if watching := _observers():
        _notify(watching, op, arrays, params, tuple(results))
    if out is None:
        return results
    if not isinstance(out, list | tuple) or len(out) != len(results):
        raise TypeError(f"{op.name} has {len(results)} results: out must be a list of as many NDArrays")
    return [_into(*pair) for pair in zip(out, results, strict=True)]


def _settled(F: Any, z: Any) -> Array:
    """Return a result as an array whose elements lie in order, as in all NDArrays, so that reshape shares memory."""
    if type(z) is not F.ndarray:
        z = F.asarray(z)
    return z if z.flags.c_contiguous else F.ascontiguousarray(z)


def _floats_of_integers(op: Op, datas: Sequence[Array], z: Array) -> Array:
    """Return what NumPy made of integers as float32 where it chose another float; a dtype asked for stays."""
    if z.dtype.kind != "f" or "dtype" in op.params or any(data.dtype.kind == "f" for data in datas):
        return z
    return z.astype(numpy.float32, copy=False)


def _counted(x: Any) -> Any:
    """Return a bool array as int32, anything else as it is."""
    return x.astype(numpy.int32) if type(x) is NDArray and x._data.dtype is _BOOL else x


def _recorded(op: Op, arrays: Sequence[NDArray], datas: Sequence[Array], z: Any, params: dict[str, Any]) -> Node | None:
    """Return the node of an operation that has just run, or None where nothing it used is tracked."""
    inputs = tuple([array._node for array in arrays])
    if _buffers:
        held = [_held(*each) for each in zip(arrays, inputs, datas, strict=True)]
        inputs, datas = tuple([node for node, _ in held]), [data for _, data in held]
    if not op.complete:
        inputs = tuple(node if op.has_rule(i) else None for i, node in enumerate(inputs))
    if inputs.count(None) == len(inputs) or (op.constant is not None and op.constant(params)):
        return None
    keep = op.kept(inputs)
    if keep and op.unread is not None:
        unread = op.unread(params)
        keep = tuple([k and i not in unread for i, k in enumerate(keep)])
    saved = tuple([data if k else None for data, k in zip((*datas, z), keep, strict=True)]) if keep else None
    frame = user_frame(2)
    return Node(op, inputs, saved, tuple([data.shape for data in datas]), params, frame.f_code, frame.f_lasti)


def _behind(*operands: Any) -> tuple[Node | Leaf, ...]:
    """Return the nodes behind a constant that was computed from `operands`, whose graph is not freed."""
    found: list[Any] = []
    for operand in operands:
        if type(operand) is NDArray:
            node = _node_of(operand)
            found += getattr(operand, "_untracked", ()) if node is None else (node,)
    alive = [node for node in found if type(node) is Leaf or type(node.saved) is not Freed]
    return tuple(dict.fromkeys(alive))


def function(op: Op) -> Callable[..., Any]:
    """Return the `nd` function of any operation; the same object serves as the method."""
    if op.elementwise and not op.parameters and len(op.inputs) == 1:
        return unary(op)
    if op.elementwise and not op.parameters and len(op.inputs) == 2:
        return _binary_function(op)

    quick = one_input(op) if len(op.inputs) == 1 and not op.variadic and op.prepare is op.constant is None else None

    # the count of operands, where these may stand alone
    alone = len(op.inputs) if not op.variadic and op.required == len(op.inputs) else None

    def call(*args: Any, out: Any = None, name: str | None = None, **given: Any) -> Any:
        if given:
            check_types(op, given)
        if quick is not None and out is None and len(args) == 1 and type(args[0]) is NDArray:
            result = quick(args[0], {**op.params, **given} if given else op.params)
            if result is not None:
                return result
        if given or len(args) != alone:
            operands, given = _operands_of(op, args, given)
        else:
            operands = args
        params = op.params
        if given:
            params = {**params, **given}
        if len(params) != len(op.parameters) or (given and not op.known.issuperset(given)):
            raise wrong_parameters(op, params)
        return invoke(op, operands, params, out)

    return _finish(call, op)


def one_input(op: Op) -> Callable[[NDArray, dict[str, Any]], NDArray | None]:  # noqa: C901  (hot: in one piece)
    """Return what runs a one-input `op` with its parameters; it gives None for what takes the general way.

    Reductions are in every loop and every loss: this halves their overhead.
    """
    forward, floating, counts, count, has_rule = op.forward, op.floating, op.counts, len(op.parameters), op.has_rule(0)
    keep_x = any(0 in need for need in op.needs)
    keep_z = any(1 in need for need in op.needs)
    always, combines = _mask_rule(op)
    view = op.view

    def run(array: NDArray, params: dict[str, Any]) -> NDArray | None:  # noqa: C901
        if len(params) != count:
            return None
        x = array._data
        F = array._ctx._namespace
        if floating and x.dtype.kind != "f":
            x = x.astype(numpy.float32)
        elif counts and x.dtype is _BOOL:
            x = x.astype(numpy.int32)
        try:
            z = forward(F, x, **params)
        except Exception as error:
            raise explain(op, (array,), params, error, user_frame(2)) from None
        if type(z) is tuple:
            return None
        result: NDArray = _new(NDArray)
        z = _settled(F, z)
        if z.dtype is not x.dtype and x.dtype.kind != "f":
            z = _floats_of_integers(op, (x,), z)
        result._data = z
        result._ctx = array._ctx
        result._node = None
        result._selects = (array._selects or x.dtype is _BOOL) if combines else always
        if _recording():
            node = array._node
            if _buffers and node is None:
                node = _node_of(array)
                x = x.copy() if keep_x and node is not None else x
            if node is None or not has_rule:
                result._untracked = _behind(array)
            else:
                frame = user_frame(2)
                saved = (x if keep_x else None, z if keep_z else None) if keep_x or keep_z else None
                result._node = Node(op, (node,), saved, (x.shape,), params, frame.f_code, frame.f_lasti)
            if view and _buffers and array._node is None:
                buffers.settle(array, result, result._node)
        elif view:
            buffers.alias(array, result)
        if watching := _observers():
            _notify(watching, op, (array,), params, result)
        return result

    return run


def _operands_of(op: Op, args: tuple[Any, ...], given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Tell the operands of a call from its parameters; either may be given by position or by name."""
    if op.variadic:
        operands = tuple(args[0]) if len(args) == 1 and isinstance(args[0], list | tuple) else args
        check_count(op, given.pop("num_args", None), len(operands))  # MXNet's count of them
        return operands, given
    count = len(op.inputs)
    operands, rest = args[:count], args[count:]
    if len(operands) < count:
        operands = _named_operands(op, operands, given)
    if any(x is None for x in operands[op.required :]):  # optional inputs that were left out
        operands = tuple(x for i, x in enumerate(operands) if x is not None or i < op.required)
    if len(rest) > len(op.parameters):
        takes = f"{', '.join(op.inputs)} and {', '.join(op.parameters) or 'no parameters'}"
        raise TypeError(f"{op.name} takes {takes}: {len(args)} arguments given")
    if rest:
        named = dict(zip(op.parameters, rest, strict=False))
        if twice := named.keys() & given.keys():
            raise TypeError(f"{op.name}: {', '.join(sorted(twice))} is given twice, by position and by name")
        check_types(op, named)
        given.update(named)
    if op.required < count:
        check_optional(op, len(operands), given)
    return operands, given


def _binary_function(op: Op) -> Callable[..., Any]:
    forwards, swapped = binary(op), binary(op.number_first or op, swap=True)

    def call(lhs: Any, rhs: Any, out: NDArray | None = None, name: str | None = None) -> Any:
        if type(lhs) is NDArray:
            result = forwards(lhs, rhs)
        elif type(rhs) is NDArray:
            result = swapped(rhs, lhs)
        else:
            raise not_an_array(op, lhs)
        if result is NotImplemented:
            raise not_an_array(op, rhs if type(lhs) is NDArray else lhs)
        return result if out is None else _into(out, result)

    return _finish(call, op)


def in_place(op: Op, symbol: str) -> Callable[[NDArray, Any], NDArray]:
    """Return the augmented assignment of a two-input elementwise `op`, such as `__iadd__`."""
    compute = binary(op)
    kernel = numpy_kernel(op, NUMPY)
    one_pass = isinstance(kernel, numpy.ufunc)

    def call(a: NDArray, b: Any) -> Any:
        if a._node is not None and _recording() and buffers.read_from(a._node):
            return compute(a, b)  # b[:, 0] += v goes on with b[:, 0] = ..., where b takes the update
        a._refuse_in_place(symbol)
        # the step of a training loop
        if one_pass and not a._selects and _alike(a, b) and not _recording() and not _observers():
            kernel(a._data, b._data, out=a._data)
            writes.note_write(a._data)
            if _buffers:
                buffers.update(a, ..., None, a.shape, user_frame(1))
            return a
        result = compute(a, b)  # a rule that needs the old value of `a` keeps a copy: see keep_old_values
        if result is NotImplemented:
            return NotImplemented
        if result._data.dtype != a._data.dtype or result.shape != a.shape:
            what = "dtype" if result.shape == a.shape else "shape"
            raise ShapeError(
                f"x {symbol}= ... would change the {what} of x from {kind_of(a)} to {kind_of(result)}: "
                f"write x = x {symbol} ..."
            )
        write(a, ..., result)
        return a

    return call


def _alike(a: NDArray, b: Any) -> bool:
    """Tell whether `b` is a float array of `a`'s shape, dtype and device, in NumPy's memory."""
    if type(b) is not NDArray or b._ctx is not a._ctx or a._ctx._namespace is not NUMPY:
        return False
    x, y = a._data, b._data
    return bool(x.shape == y.shape and x.dtype == y.dtype and x.dtype.kind == "f")


def write(array: NDArray, key: Any, value: Any, fitted: Any = None) -> None:
    """Assign `array[key] = value`, tell the write log and the observers; `value` is an NDArray, array or number.

    `fitted` is what to store where that is not the value as it is. Under `record()` it is a recorded update where the
    value is tracked or the array's memory has taken such an update before. Raises before anything is written.
    """
    data = array._data
    node, done = None, False
    if type(value) is NDArray and array._node is None and _recording() and (node := _node_of(value)) is not None:
        # the end of b[0] += v, which has updated b through its view already
        done = value._node is None and buffers.same(value._data, written_part(data, key))
        if not done:
            value, fitted = _updating(array, value, fitted)
            node = _node_of(value)
            buffers.keep_old_values(data, node)  # type: ignore[arg-type]
    if key is Ellipsis:
        array._selects = is_mask(value)
    if fitted is None:
        fitted = value._data if type(value) is NDArray else value
    if data.dtype.kind != "f":
        fitted = array._ctx.F.converted(fitted, data.dtype)
    watching = _observers()
    if not done:
        data[key] = fitted
        writes.note_write(written_part(data, key))
    if node is not None or _buffers or watching:
        frame = user_frame(1)
        if not done:
            shape = value.shape if type(value) is NDArray else numpy.shape(fitted)
            buffers.update(array, key, node, shape, frame)
            for observer in watching:
                observer.assigned(array, key, value, frame)


def _updating(array: NDArray, value: NDArray, fitted: Any) -> tuple[NDArray, Any]:
    """Return a tracked value as it is assigned, in the dtype of `array`. Raises where no gradient could flow."""
    if buffers.in_graph(array._data):
        raise InPlaceError(f"{INPLACE}: the array shares memory with one of the graph. Assign to a copy() instead")
    if array._data.dtype.kind != "f":
        raise InPlaceError(f"{INPLACE}: the array holds {array._data.dtype}, which takes no gradient. Make it float32, "
                           f"or assign value.detach()")  # fmt: skip
    if value._data.dtype == array._data.dtype:
        return value, fitted
    cast = invoke(REGISTRY["cast"], (value,), {"dtype": array._data.dtype})
    return cast, None if fitted is None else cast._data.reshape(fitted.shape)


def _held(operand: Any, node: Any, data: Array) -> tuple[Any, Array]:
    """Return the node and the data of an operand. Of what a buffer holds it is a copy: updates must not reach it."""
    if node is not None or type(operand) is not NDArray:
        return node, data
    node = _node_of(operand)
    return node, data if node is None else data.copy()


def _into(out: NDArray, result: NDArray) -> NDArray:
    """Put a result where the caller's `out=` asked for it."""
    if type(out) is not NDArray:
        raise TypeError(f"out must be an NDArray, not {type(out).__name__}")
    if out._data.dtype != result._data.dtype:
        raise DTypeError(f"out has dtype {out._data.dtype}, but the result has {result._data.dtype}: use "
                         f"out[:] = result.astype('{out._data.dtype}'), or another out")  # fmt: skip
    if out.shape != result.shape:
        raise ShapeError(f"out has shape {out.shape}, but the result has shape {result.shape}")
    if tape.forbids_writing(out._node):
        raise InPlaceError(f"{INPLACE}: out= names an array of the graph. Leave out= away, or leave the record scope")
    write(out, ..., result)
    return out


def _operands(a: NDArray, b: Any) -> tuple[NDArray, Array, Array] | None:
    """Return `a`, its data, and `b` as data of the same dtype; None for a type that is not ours to handle."""
    F: Any = a._ctx._namespace
    if isinstance(b, list | tuple) and (b := numbers_in(b)) is None:
        return None
    if isinstance(b, numpy.ndarray | F.ndarray):
        if b.dtype.kind not in "biuf":
            return None
        if a._data.dtype.kind != "f" and b.dtype.kind == "f":
            a = a.astype(numpy.float32)
        elif a._data.dtype is _BOOL and b.dtype.kind != "b":
            a = _counted(a)
        return a, a._data, F.converted(b, a._data.dtype)
    if not isinstance(b, Number | numpy.generic) or isinstance(b, complex):
        return None
    if a._data.dtype.kind != "f":
        if isinstance(b, float | numpy.floating) and not b.is_integer():
            a = a.astype(numpy.float32)  # [1, 2] * 2.5 is [2.5, 5], not [2, 4]
        elif a._data.dtype is _BOOL and b not in (0, 1):
            a = _counted(a)
    return a, a._data, F.scalar(a._data.dtype, b)


def _settle(z: Array, dtype: Any) -> Array:
    """Bring a result to float32 where integers made NumPy choose float64, else to the operands' dtype."""
    return z.astype(dtype if dtype.kind == "f" or z.dtype.kind != "f" else numpy.float32)


def _arrays(op: Op, operands: Sequence[Any]) -> list[NDArray]:
    """Return the operands as NDArrays that can be computed with together. Raises where they cannot."""
    first = next((operand for operand in operands if type(operand) is NDArray), None)
    if first is None:
        raise not_an_array(op, operands[0] if operands else MISSING)
    arrays = _matched(op, operands, first) if op.free else [_as_array(op, operand, first) for operand in operands]
    for array in arrays:
        if array._ctx is not first._ctx or array._data.dtype is not first._data.dtype:
            check_alike(op, arrays, user_frame(2))
            break
    return arrays


def _matched(op: Op, operands: Sequence[Any], first: NDArray) -> list[NDArray]:
    """Return operands of which some, such as indices, keep their dtype; numbers take that of the other ones."""
    others = [operand for i, operand in enumerate(operands) if i not in op.free]
    arrays = [operand for operand in others if type(operand) is NDArray]
    like = next((array for array in arrays if array._data.dtype.kind == "f"), arrays[0] if arrays else None)
    dtype = (first if like is None else like)._data.dtype
    if dtype.kind != "f" and (like is None or any(map(_has_fractions, others))):
        dtype = numpy.dtype(numpy.float32)  # [1, 2] and 0.5 together are floats
    model = NDArray(first._ctx.F.empty(0, dtype), first._ctx)
    matched = []
    for i, operand in enumerate(operands):
        own = i in op.free and isinstance(operand, numpy.ndarray) and operand.dtype.kind in "biuf"
        array = NDArray(first._ctx.F.array(operand), first._ctx) if own else _as_array(op, operand, model)
        if i not in op.free and array._data.dtype.kind != "f" and array._data.dtype != dtype:
            array = NDArray(array._data.astype(dtype), array._ctx)
        matched.append(array)
    return matched


def _has_fractions(value: Any) -> bool:
    if type(value) is NDArray or numpy.asarray(value).dtype.kind != "f":
        return False
    return not bool(numpy.all(numpy.mod(value, 1) == 0))


def _as_array(op: Op, operand: Any, like: NDArray) -> NDArray:
    if type(operand) is NDArray:
        return operand
    F = like._ctx.F
    if F is not NUMPY and isinstance(operand, F.ndarray):  # a constant that a gradient rule holds
        return NDArray(operand, like._ctx)
    if isinstance(operand, numpy.ndarray | Number | numpy.generic) and numpy.asarray(operand).dtype.kind in "biuf":
        array = NDArray(like._ctx.F.converted(operand, like._data.dtype), like._ctx)
        array._selects = is_mask(operand)
        return array
    raise not_an_array(op, operand)


def _named_operands(op: Op, operands: tuple[Any, ...], given: dict[str, Any]) -> tuple[Any, ...]:
    """Take inputs that were passed by keyword, as in `nd.dot(lhs=x, rhs=y)`, by MXNet's or our own names."""
    found = list(operands)
    for i in range(len(operands), len(op.inputs)):
        names = (op.inputs[i], *(("data", "lhs"), ("rhs",), ())[min(i, 2)])
        name = next((name for name in names if name in given), None)
        if name is not None:
            found.append(given.pop(name))
        elif i < op.required:
            raise TypeError(f"{op.name} is missing its input {op.inputs[i]!r}: it takes {', '.join(op.inputs)}")
        else:
            found.append(None)
    return tuple(found)


def _notify(watching: Any, op: Op, operands: Sequence[Any], params: dict[str, Any], out: Any) -> None:
    frame = user_frame(2)
    for observer in watching:
        observer.operation(op, operands, params, out, frame)


def _finish(call: Callable[..., Any], op: Op) -> Callable[..., Any]:
    call.__name__ = call.__qualname__ = op.name
    call.__doc__ = about_hints(op.doc, (*op.parameters, "name"))
    call.__signature__ = declared(op)  # type: ignore[attr-defined]
    call.op = op  # type: ignore[attr-defined]
    return call

"""Writing into arrays: `x[key] = value`, `x += value` and `out=`, as recorded updates where gradients are to flow."""

from __future__ import annotations

from typing import Any

import numpy

from ...diagnostics.source import user_frame
from ...errors import DTypeError, InPlaceError, ShapeError
from ...ndarray import INPLACE, NDArray
from .. import tape
from ..masks import is_mask
from . import buffers, writes
from .buffers import node_of
from .subscript import written_part


def write(array: NDArray, key: Any, value: Any, fitted: Any = None) -> None:
    """Assign `array[key] = value`, tell the write log and the observers; `value` is an NDArray, array or number.

    `fitted` is what to store where that is not the value as it is. Under `record()` it is a recorded update where the
    value is tracked or the array's memory has taken such an update before. Raises before anything is written.
    """
    data = array._data
    node, done = None, False
    if type(value) is NDArray and array._node is None and tape.recording.get() and (node := node_of(value)) is not None:
        # the end of b[0] += v, which has updated b through its view already
        done = value._node is None and buffers.same(value._data, written_part(data, key))
        if not done:
            value, fitted = _updating(array, value, fitted)
            node = node_of(value)
            buffers.keep_old_values(data, node)  # type: ignore[arg-type]
    if key is Ellipsis:
        array._selects = is_mask(value)
    if fitted is None:
        fitted = value._data if type(value) is NDArray else value
    if data.dtype.kind != "f":
        fitted = array._ctx.F.converted(fitted, data.dtype)
    watching = tape.observers.get()
    if not done:
        data[key] = fitted
        writes.note_write(written_part(data, key))
    if node is not None or buffers.contents or watching:
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
    cast = value.astype(array._data.dtype)
    return cast, None if fitted is None else cast._data.reshape(fitted.shape)


def into(out: Any, result: Any, name: str) -> Any:
    """Put the result of operation `name`, or its several, where the caller's `out=` asked for it."""
    try:
        return _into(out, result, name)
    except Exception as problem:
        tape.tell_refused((result, out), problem)
        raise


def _into(out: Any, result: Any, name: str) -> Any:
    if type(result) is list:
        if not isinstance(out, list | tuple) or len(out) != len(result):
            raise TypeError(f"{name} has {len(result)} results: out must be a list of as many NDArrays")
        return [into(*pair, name) for pair in zip(out, result, strict=True)]
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

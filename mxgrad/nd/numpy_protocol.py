"""NumPy's functions on NDArrays: `np.exp(x)`, `np.mean(x, axis=0)`, `a += x` for a NumPy array `a`.

Where `nd` has the function it runs, recorded as ever. Others are computed by NumPy from the values, except where that
would lose a gradient in silence: then the error names what to call instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

from ..core import tape
from ..diagnostics.source import here
from ..errors import ShapeError
from ..ndarray import NDArray
from .creation import moveaxis
from .making import FUNCTIONS

# NumPy's names of elementwise functions, where ours differ
_RENAMED = {"absolute": "abs", "fabs": "abs", "deg2rad": "radians", "less": "lesser", "less_equal": "lesser_equal",
            "rad2deg": "degrees", "remainder": "modulo", "true_divide": "divide"}  # fmt: skip
_OPERATORS = {"matmul": "matmul", "bitwise_and": "and", "bitwise_or": "or", "bitwise_xor": "xor"}
_BY_VALUE = frozenset({"rint"})  # NumPy rounds halves to even, MXNet does not
# What has no gradient in NumPy either: questions about values, positions, shapes and names, and writing to files
_WITHOUT_GRADIENT = frozenset({
    "all", "allclose", "any", "argmax", "argmin", "argpartition", "argsort", "argwhere", "around", "array2string",
    "array_equal", "array_equiv", "array_repr", "array_str", "can_cast", "count_nonzero", "digitize", "flatnonzero",
    "histogram", "isclose", "iscomplexobj", "isin", "isrealobj", "may_share_memory", "ndim", "nonzero", "result_type",
    "rint", "round", "save", "savetxt", "savez", "savez_compressed", "searchsorted", "shape", "shares_memory", "size",
    "unique",
})  # fmt: skip

_calls: dict[Any, Callable[..., Any]] = {}  # NumPy's elementwise functions that were found to be nd's
_translated: dict[Any, Callable[..., Any]] = {}


def array_ufunc(self: NDArray, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """NumPy calls this for its elementwise functions, and for operators with a NumPy array on the left."""
    if type(inputs[0]) is numpy.ndarray and not inputs[0].ndim:  # a number on the left of a comparison comes so
        inputs = (inputs[0][()], *inputs[1:])
    if not kwargs and method == "__call__" and ufunc in _calls:  # `array * x` in a loop
        return _calls[ufunc](*inputs)
    out = kwargs.pop("out", None)
    if method == "__call__" and not kwargs and (out is None or type(out[0]) is NDArray):
        name = ufunc.__name__
        found = None if name in _BY_VALUE else FUNCTIONS.get(_RENAMED.get(name, name))
        if found is not None:
            _calls[ufunc] = found
            return found(*inputs) if out is None else found(*inputs, out=out[0])
        if name == "invert":
            return self.__invert__()
        if name == "positive":
            return self
        if name in _OPERATORS and out is None:
            return _operate(_OPERATORS[name], *inputs)
    call = getattr(ufunc, method)
    if out is None:
        return _by_value(ufunc.__name__, call, inputs, kwargs)
    return _into_numpy(ufunc.__name__, call, inputs, out[0], kwargs)


def _operate(name: str, x: Any, y: Any) -> Any:
    return getattr(x, f"__{name}__")(y) if type(x) is NDArray else getattr(y, f"__r{name}__")(x)


def _into_numpy(name: str, call: Any, inputs: Any, out: Any, kwargs: Any) -> Any:
    """Compute into a NumPy array, as `a += x` does; one element fits an array without axes, as in NDArrays."""
    if type(out) is NDArray:
        raise TypeError(f"np.{name}(..., out=) writes to an NDArray only as a whole: use out[:] = ...")
    values = _values(name, inputs)
    if not out.shape:
        values = [x.reshape(()) if isinstance(x, numpy.ndarray) and x.size == 1 else x for x in values]
    try:
        return call(*values, out=out, **kwargs)
    except ValueError as error:
        raise ShapeError(f"np.{name}: {error}{here()}") from None


def array_function(self: NDArray, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """NumPy calls this for its other functions when an NDArray is among the arguments."""
    translated = _translated.get(func)
    if translated is not None:
        return translated(*args, **kwargs)
    return _by_value(func.__name__, func, args, kwargs)


def _by_value(name: str, call: Any, args: Any, kwargs: Any) -> Any:
    values = _values(name, args)
    return call(*values, **dict(zip(kwargs, _values(name, kwargs.values()), strict=True)))


def _values(name: str, args: Any) -> list[Any]:
    """Replace NDArrays by NumPy arrays. Raises where a gradient would be lost."""
    return [_value(name, x) for x in args]


def _value(name: str, x: Any) -> Any:
    if isinstance(x, NDArray):
        if x._node is not None and tape.recording.get() and name not in _WITHOUT_GRADIENT:
            from ..facade.absent import NUMPY_NAMES  # only here, as errors alone need it

            raise TypeError(
                f"np.{name} computes outside the graph, so the gradient of an operand would be lost{here()}: "
                f"{NUMPY_NAMES.get(name, 'write it with functions of nd')}; x.asnumpy() gives the values alone"
            )
        return x.asnumpy()
    if type(x) in (list, tuple):  # an element of an NDArray has one axis, but is a number among others
        numbers = all(isinstance(part, NDArray) and part.shape == (1,) for part in x)
        return type(x)([part.item() if numbers else part for part in _values(name, x)])
    return x


# ---- NumPy's signatures


def translates(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare what stands in for functions of NumPy."""

    def declare(call: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            found: Any = numpy
            for part in name.split("."):
                found = getattr(found, part, None)
            if found is not None:
                _translated[found] = call
        return call

    return declare


def _reduction(name: str) -> None:
    def call(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        return FUNCTIONS[name](_converted(a, dtype), axis=axis, keepdims=bool(keepdims), out=out)

    call.__name__ = call.__qualname__ = name
    translates(name)(call)


for _name in ("sum", "mean", "prod", "nansum", "nanprod"):
    _reduction(_name)


def _converted(x: Any, dtype: Any) -> Any:
    return x if dtype is None else x.astype(dtype)


@translates("max", "amax")
def _max(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    return FUNCTIONS["max"](a, axis=axis, keepdims=bool(keepdims), out=out)


@translates("min", "amin")
def _min(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    return FUNCTIONS["min"](a, axis=axis, keepdims=bool(keepdims), out=out)


@translates("var")
def _var(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    x = _converted(a, dtype)
    deviation = x - FUNCTIONS["mean"](x, axis=axis, keepdims=True)
    z = FUNCTIONS["mean"](deviation * deviation, axis=axis, keepdims=bool(keepdims), out=out)
    return z if not ddof else z * (x.size / (x.size - ddof * z.size))


@translates("std")
def _std(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    return FUNCTIONS["sqrt"](_var(a, axis, dtype, None, ddof, keepdims), out=out)


@translates("cumsum")
def _cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    return FUNCTIONS["cumsum"](a, axis=axis, dtype=dtype, out=out)


@translates("clip")
def _clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None) -> Any:
    low = a if a_min is None else FUNCTIONS["maximum"](a, a_min)
    return FUNCTIONS["minimum"](low, a_max, out=out) if a_max is not None else low


@translates("where")
def _where(condition: Any, *arms: Any) -> Any:
    if not arms:
        return numpy.nonzero(_value("nonzero", condition))
    return FUNCTIONS["where"](condition, *arms)


@translates("dot")
def _dot(a: Any, b: Any, out: Any = None) -> Any:
    if max(numpy.ndim(a), numpy.ndim(b)) > 2:
        raise TypeError("np.dot and nd.dot differ for more than two axes: use nd.dot, or @ for stacks of matrices")
    return FUNCTIONS["dot"](a, b, out=out)


@translates("concatenate", "concat")
def _concatenate(arrays: Any, axis: int | None = 0, out: Any = None, dtype: Any = None) -> Any:
    parts = [x if isinstance(x, NDArray) else numpy.asarray(x) for x in arrays]
    if axis is None:
        parts, axis = [x.reshape((-1,)) for x in parts], 0
    return _converted(FUNCTIONS["concat"](*parts, dim=axis, out=out), dtype)


@translates("stack")
def _stack(arrays: Any, axis: int = 0, out: Any = None) -> Any:
    return FUNCTIONS["stack"](*arrays, axis=axis, out=out)


@translates("split")
def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    parts = FUNCTIONS["split_v2"](ary, indices_or_sections, axis)
    return parts if isinstance(parts, list) else [parts]


@translates("reshape")
def _reshape(a: Any, shape: Any) -> Any:
    return a.reshape(shape)


@translates("ravel")
def _ravel(a: Any) -> Any:
    return a.reshape((-1,))


@translates("transpose", "permute_dims")
def _transpose(a: Any, axes: Any = None) -> Any:
    return a.transpose() if axes is None else a.transpose(axes)


@translates("swapaxes")
def _swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    return a.swapaxes(axis1, axis2)


@translates("moveaxis")
def _moveaxis(a: Any, source: Any, destination: Any) -> Any:
    return moveaxis(a, source, destination)


@translates("expand_dims")
def _expand_dims(a: Any, axis: int) -> Any:
    return a.expand_dims(axis=axis)


@translates("squeeze")
def _squeeze(a: Any, axis: Any = None) -> Any:
    return a.squeeze(axis=axis)


@translates("flip")
def _flip(m: Any, axis: Any = None) -> Any:
    return m.flip(axis=tuple(range(m.ndim)) if axis is None else axis)


@translates("tile")
def _tile(A: Any, reps: Any) -> Any:
    return A.tile(reps=reps)


@translates("repeat")
def _repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    return a.repeat(repeats=repeats, axis=axis)


@translates("take")
def _take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: str = "raise") -> Any:
    a = a if axis is not None else a.reshape((-1,))
    indices = indices if isinstance(indices, NDArray) else numpy.asarray(indices)
    return FUNCTIONS["take"](a, indices, axis=axis or 0, mode=mode, out=out)


@translates("broadcast_to")
def _broadcast_to(array: Any, shape: Any) -> Any:
    return array.broadcast_to(shape)


@translates("sort")
def _sort(a: Any, axis: Any = -1) -> Any:
    return a.sort(axis=axis)


@translates("diag")
def _diag(v: Any, k: int = 0) -> Any:
    return v.diag(k=k)


@translates("copy")
def _copy(a: Any) -> Any:
    return a.copy()


@translates("zeros_like")
def _zeros_like(a: Any, dtype: Any = None) -> Any:
    return _converted(FUNCTIONS["zeros_like"](a), dtype)


@translates("ones_like")
def _ones_like(a: Any, dtype: Any = None) -> Any:
    return _converted(FUNCTIONS["ones_like"](a), dtype)


@translates("full_like")
def _full_like(a: Any, fill_value: Any, dtype: Any = None) -> Any:
    return FUNCTIONS["zeros_like"](_converted(a, dtype)) + fill_value


@translates("linalg.norm")
def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    if (
        ord not in (None, 1, 2)
        or (ord is not None and isinstance(axis, tuple))
        or (ord and axis is None and x.ndim > 1)
    ):
        return _by_value("norm", numpy.linalg.norm, (x,), {"ord": ord, "axis": axis, "keepdims": keepdims})
    return FUNCTIONS["norm"](x, ord=ord or 2, axis=axis, keepdims=bool(keepdims))


@translates("linalg.det")
def _det(a: Any) -> Any:
    return FUNCTIONS["linalg_det"](a)


@translates("linalg.inv")
def _inv(a: Any) -> Any:
    return FUNCTIONS["linalg_inverse"](a)


@translates("linalg.slogdet")
def _slogdet(a: Any) -> Any:
    return FUNCTIONS["linalg_slogdet"](a)


@translates("linalg.cholesky")
def _cholesky(a: Any) -> Any:
    return FUNCTIONS["linalg_potrf"](a)

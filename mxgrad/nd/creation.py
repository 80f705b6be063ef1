"""Making arrays."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy

from ..context import NUMPY, Context, current_context
from ..core import tape
from ..core.invoke import invoke
from ..core.masks import is_mask
from ..core.memory import writes
from ..core.memory.buffers import node_of
from ..core.registry import REGISTRY
from ..diagnostics.checks import an_array, checked, number, whole
from ..errors import DTypeError, ShapeError
from ..ndarray import NDArray

if TYPE_CHECKING:
    from numpy.typing import DTypeLike as DType

Shape = int | Sequence[int]


def _context(ctx: Any, call: str) -> Context:
    if ctx is None:
        return current_context()
    if not isinstance(ctx, Context):
        raise TypeError(f"{call}: ctx must be a Context such as cpu(0), not {ctx!r}. A shape is one tuple: (3, 4)")
    return ctx


def _shape(shape: Any, call: str) -> tuple[int, ...]:
    sizes = (shape,) if isinstance(shape, int | numpy.integer) else shape
    try:
        if isinstance(shape, str | dict | set):
            raise TypeError  # their order or meaning is not that of axes
        found = tuple(int(n) for n in sizes)
    except (TypeError, ValueError):
        raise TypeError(f"{call}: shape must be an integer or a tuple of integers, not {shape!r}") from None
    if any(n < 0 for n in found):
        raise ShapeError(f"{call}: a shape has no negative sizes: {found}")
    return found


def _dtype(dtype: Any, default: Any = numpy.float32) -> Any:
    try:
        found = numpy.dtype(default if dtype is None else dtype)
    except TypeError:
        raise DTypeError(f"unknown dtype {dtype!r}: expected a name such as 'float32' or 'int32'") from None
    if found.kind not in "fiub":
        raise DTypeError(f"dtype {found} is not supported: use a float, integer or bool dtype")
    return found


@checked
def array(source_array: Any, ctx: Context | None = None, dtype: DType | None = None) -> NDArray:
    """Return an NDArray with a copy of a list, number, NumPy array or NDArray; float32 unless `dtype` says otherwise.

    An NDArray keeps its dtype. An integer `dtype` cuts fractions off. Raises `ValueError` for ragged lists, and
    `DTypeError` for what is no number or does not fit.
    """
    ctx = _context(ctx, "nd.array")
    if isinstance(source_array, NDArray):
        return _copied(source_array, ctx, _dtype(dtype, source_array.dtype))
    if isinstance(source_array, list | tuple) and tape.recording.get() and has_tracked(source_array):
        return joined(source_array, ctx, _dtype(dtype))
    try:
        data = numpy.array(plain(source_array))
    except ValueError:
        raise ShapeError("nd.array: the rows of a nested list must all have one length") from None
    if data.dtype.kind not in "fiub":
        raise DTypeError(f"nd.array takes numbers, not {type(source_array).__name__} of {data.dtype}")
    found = _dtype(dtype)
    if found.kind in "iu":
        NUMPY.converted(data, found, exact=False)
    result = NDArray(ctx.F.array(data, found, order="C"), ctx)
    result._selects = is_mask(data)
    return result


def plain(source: Any) -> Any:
    """Replace NDArrays inside lists by their values, masks by bools; numbers beside elements get their shape (1,)."""
    if isinstance(source, NDArray):
        return source._to_numpy().astype(bool) if is_mask(source) else source._to_numpy()
    if isinstance(source, list | tuple):
        return [plain(item) for item in _beside_elements(source)]
    return list(source) if isinstance(source, range) else source


def _beside_elements(items: Any) -> Any:
    """Return a list in which numbers beside elements such as x[0], which have shape (1,), are lists of one."""
    if any(isinstance(item, NDArray) and item.shape == (1,) for item in items):
        return [[item] if isinstance(item, Number) else item for item in items]
    return items


def _copied(source: NDArray, ctx: Context, dtype: Any) -> NDArray:
    """Return a copy on a device, tracked where the source is."""
    if node_of(source) is None or not tape.recording.get() or ctx.F is not source._ctx.F or dtype.kind != "f":
        copied = NDArray(ctx.F.array(source._to_numpy(), dtype, order="C"), ctx)
        copied._selects = is_mask(source)
        return copied
    same = source._data.dtype == dtype
    return invoke(REGISTRY["identity" if same else "cast"], (source,), {} if same else {"dtype": dtype})  # type: ignore[no-any-return]


def has_tracked(source: Any) -> bool:
    """Tell whether there is a tracked array in a list, or in lists inside it."""
    return any(
        has_tracked(item) if isinstance(item, list | tuple) else isinstance(item, NDArray) and node_of(item) is not None
        for item in source
    )


def joined(source: Any, ctx: Context, dtype: Any) -> NDArray:
    """Return a nested list with tracked arrays in it as one array: a recorded stack."""
    if isinstance(source, NDArray):
        return source if ctx is source._ctx and source._data.dtype == dtype else _copied(source, ctx, dtype)
    if not isinstance(source, list | tuple) or not has_tracked(source):
        return array(source, ctx, dtype)
    parts = [joined(item, ctx, dtype) for item in _beside_elements(source)]
    shapes = sorted({part.shape for part in parts})
    if len(shapes) > 1:
        raise ShapeError(f"nd.array: the arrays of a list must have one shape, not {shapes}")
    return invoke(REGISTRY["stack"], parts, REGISTRY["stack"].params)  # type: ignore[no-any-return]


@checked
def zeros(shape: Shape, ctx: Context | None = None, dtype: DType | None = None, stype: str | None = None,
          out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return an array of zeros. Raises `NotImplementedError` for a sparse storage type `stype`."""
    _dense(stype, "nd.zeros")
    return _filled("nd.zeros", shape, 0, ctx, dtype, out)


@checked
def ones(shape: Shape, ctx: Context | None = None, dtype: DType | None = None, out: NDArray | None = None) -> NDArray:
    """Return an array of ones."""
    return _filled("nd.ones", shape, 1, ctx, dtype, out)


@checked
def full(shape: Shape, val: float, ctx: Context | None = None, dtype: DType | None = None,
         out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return an array filled with `val`. Raises `DTypeError` where an integer dtype does not hold it."""
    return _filled("nd.full", shape, val, ctx, dtype, out)


@checked
def empty(shape: Shape, ctx: Context | None = None, dtype: DType | None = None, stype: str | None = None) -> NDArray:
    """Return an array of zeros: MXNet leaves the values open, and repeatable ones are worth more than the time."""
    _dense(stype, "nd.empty")
    return _filled("nd.empty", shape, 0, ctx, dtype, None)


def _filled(call: str, shape: Shape, val: float, ctx: Any, dtype: Any, out: NDArray | None) -> NDArray:
    """Return an array of one value, written into `out` where that is given, which keeps its device and dtype."""
    size, val = _shape(shape, call), number(val, "val", call)
    if out is None:
        ctx = _context(ctx, call)
        kind = _dtype(dtype)
        return NDArray(ctx.F.full(size, ctx.F.scalar(kind, val), kind), ctx)
    if out.shape != size or (ctx is not None and ctx is not out.context) or _dtype(dtype, out.dtype) != out.dtype:
        raise ShapeError(f"{call}: out has shape {out.shape}, {out._data.dtype} on {out.context}, other than asked for")
    out[:] = val
    return out


def _dense(stype: str | None, call: str) -> None:
    if stype not in (None, "default"):
        raise NotImplementedError(f"{call}: mxgrad has no sparse storage (stype={stype!r}): arrays are dense")


@checked
def arange(start: float, stop: float | None = None, step: float = 1.0, repeat: int = 1, infer_range: bool = False,
           ctx: Context | None = None, dtype: DType | None = None) -> NDArray:  # fmt: skip
    """Return evenly spaced values from `start` up to but not including `stop`, each `repeat` times.

    With an integer dtype the first value and the step between the first two are cut to integers, as in NumPy.
    Raises `ValueError` for `infer_range`, which takes the stop from a symbol's other inputs: here it is always known.
    """
    if infer_range:
        raise ValueError("nd.arange: infer_range is for symbols: give a stop")
    ctx = _context(ctx, "nd.arange")
    start, stop = (0, start) if stop is None else (start, stop)
    first, last, step = (number(n, "start, stop and step", "nd.arange") for n in (start, stop, step))
    if step == 0:
        raise ValueError("nd.arange: step must not be 0")
    repeat = whole(repeat, "repeat", "nd.arange", 1)
    found = _dtype(dtype)
    values = numpy.arange(first, last, step, dtype=numpy.float64 if found.kind == "f" else numpy.int64)
    return NDArray(ctx.F.converted(numpy.repeat(values, repeat), found), ctx)


@checked
def eye(N: int, M: int = 0, k: int = 0, ctx: Context | None = None, dtype: DType | None = None) -> NDArray:
    """Return a matrix of N rows and M (by default N) columns with ones on the `k`-th diagonal."""
    ctx = _context(ctx, "nd.eye")
    N, M, k = whole(N, "N", "nd.eye"), whole(M, "M", "nd.eye"), whole(k, "k", "nd.eye", -(2**31))
    return NDArray(ctx.F.eye(N, M or N, k, dtype=_dtype(dtype)), ctx)


@checked
def concatenate(arrays: Any, axis: int = 0, always_copy: bool = True) -> NDArray:
    """Return arrays joined along an existing axis, by default the first.

    A single array comes back itself where `always_copy` is off.
    """
    if not always_copy and len(arrays) == 1 and isinstance(arrays[0], NDArray):
        return arrays[0]
    return invoke(REGISTRY["concat"], arrays, {"dim": axis})  # type: ignore[no-any-return]


@checked
def linspace(start: float, stop: float, num: int, endpoint: bool = True, ctx: Context | None = None,
             dtype: DType | None = None) -> NDArray:  # fmt: skip
    """Return `num` evenly spaced values from `start` to `stop`, which is included unless `endpoint` is off."""
    ctx = _context(ctx, "nd.linspace")
    start, stop = number(start, "start", "nd.linspace"), number(stop, "stop", "nd.linspace")
    num = whole(num, "num", "nd.linspace")
    return NDArray(ctx.F.array(numpy.linspace(start, stop, num, endpoint), _dtype(dtype)), ctx)


@checked
def moveaxis(tensor: NDArray, source: int | Sequence[int], destination: int | Sequence[int]) -> NDArray:
    """Return an array with axes moved to new places; the others keep their order."""
    an_array(tensor, "tensor", "nd.moveaxis")
    try:
        axes = numpy.moveaxis(numpy.empty(range(tensor.ndim)), source, destination).shape
    except ValueError as error:
        raise ShapeError(f"nd.moveaxis: {error}") from None
    return invoke(REGISTRY["transpose"], (tensor,), {"axes": axes})  # type: ignore[no-any-return]


@checked
def histogram(a: NDArray, bins: int | NDArray = 10, range: tuple[float, float] | None = None) -> list[NDArray]:
    """Return how many elements fall into each of `bins` equal parts of `range`, as int64, and the edges."""
    F = an_array(a, "a", "nd.histogram").context.F
    edges = bins._data if isinstance(bins, NDArray) else None
    if edges is None:
        bins = whole(bins, "bins", "nd.histogram", 1)
        low, high = (float(a._data.min()), float(a._data.max())) if range is None else _range(range)
        edges = F.linspace(low, high, bins + 1).astype(a.dtype)
    counts, _ = F.histogram(a._data, edges)
    return [NDArray(counts.astype(numpy.int64), a.context), NDArray(F.array(edges), a.context)]


def _range(ends: Any) -> tuple[float, float]:
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        raise TypeError(f"nd.histogram: range must be two numbers, not {ends!r}"[:200])
    low, high = (float(number(end, "range", "nd.histogram")) for end in ends)
    if not low <= high:
        raise ValueError(f"nd.histogram: range goes from the smaller number to the larger, not from {low} to {high}")
    return low, high


@checked
def waitall() -> None:
    """Wait until all computation is done: on a CPU it already is."""
    for context in Context._known.values():
        if context.device_type == "gpu" and context._namespace is not None:
            context.F.xp.cuda.Device(context.device_id).synchronize()


@checked
def from_numpy(ndarray: Any, zero_copy: bool = True) -> NDArray:
    """Return an NDArray with the dtype and, with `zero_copy`, the memory of a NumPy array whose elements lie in order.

    The NumPy array becomes read-only then, as do those that it is a view of: a write there would go unnoticed. Of an
    array that is read-only already, or in another byte order, the memory is copied.
    Raises `TypeError` for anything but a NumPy array.
    """
    if not isinstance(ndarray, numpy.ndarray):
        raise TypeError(f"nd.from_numpy takes a numpy.ndarray, not {type(ndarray).__name__}: use nd.array")
    _dtype(ndarray.dtype)
    context = Context("cpu")
    native = ndarray.dtype.newbyteorder("=")
    if not zero_copy or not ndarray.flags.c_contiguous or not ndarray.flags.writeable or native != ndarray.dtype:
        return NDArray(numpy.array(ndarray, native, order="C"), context)
    memory = numpy.asarray(ndarray).view()
    source: Any = ndarray
    while isinstance(source, numpy.ndarray):
        source.flags.writeable = False
        source = source.base
    return NDArray(memory, context)


@checked
def from_dlpack(dlpack: Any) -> NDArray:
    """Return an NDArray that shares memory with what another library offers by `__dlpack__`, on the CPU.

    What that library writes there between `record()` and `backward()` is noticed, as in `x.__dlpack__`. Elements that
    do not lie in order, and read-only memory, are copied.
    """
    if not hasattr(dlpack, "__dlpack__"):
        raise TypeError(f"nd.from_dlpack takes an object with __dlpack__, not {type(dlpack).__name__}: use nd.array")
    given = dlpack._data if isinstance(dlpack, NDArray) else dlpack
    if isinstance(given, numpy.ndarray) and not given.flags.writeable:
        return from_numpy(given, zero_copy=False)  # NumPy 2.0 offers no read-only memory
    memory = numpy.from_dlpack(given)
    if hasattr(given, "__array__"):
        # NumPy before 2.2.5 takes all memory for read-only, later ones what comes without a version of DLPack: the
        # array that the other library itself makes of the same memory tells
        own = numpy.asarray(given)
        if writes.address(own) == writes.address(memory):
            memory = own.view()
    if not memory.flags.c_contiguous or not memory.flags.writeable:
        memory = numpy.array(memory, order="C")
    writes.share(memory)
    return NDArray(memory, Context("cpu"))


@checked
def to_dlpack_for_read(data: NDArray) -> NDArray:
    """Return what other libraries read memory from: the array itself, which has `__dlpack__`."""
    return data


@checked
def to_dlpack_for_write(data: NDArray) -> NDArray:
    """Return what other libraries write memory through: the array itself, which has `__dlpack__`."""
    return data


@checked
def onehot_encode(indices: NDArray, out: NDArray) -> NDArray:
    """Write rows with 1 at the column that `indices` names, 0 elsewhere, into `out` (rows, columns), and return it."""
    an_array(indices, "indices", "nd.onehot_encode")
    out[:] = invoke(REGISTRY["one_hot"], (indices,), {**REGISTRY["one_hot"].params, "depth": out.shape[1]})
    return out

"""Reductions along axes.

`axis` is an integer, a tuple or None for all axes; `keepdims` keeps reduced axes with length 1; `exclude` reduces all
axes but the named ones. A full reduction has shape (1,), as in MXNet.
"""

from __future__ import annotations

from typing import Any

import numpy

from ..core.namespace import Shape, accumulator
from ..core.op import op
from ..errors import ShapeError

Axis = int | tuple[int, ...] | None


def reduced_axes(ndim: int, axis: Axis, exclude: bool = False) -> tuple[int, ...]:
    """Return the axes to reduce, none negative and sorted. Raises `ShapeError` where an axis is out of range."""
    if axis is None or axis == ():
        return tuple(range(ndim))
    only = axis[0] if type(axis) is tuple and len(axis) == 1 else axis
    if type(only) is int and -ndim <= only < ndim:  # nearly always: kept fast
        only %= ndim
        return (*range(only), *range(only + 1, ndim)) if exclude else (only,)
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    for i in axes:
        if not isinstance(i, int | numpy.integer) or not -ndim <= i < ndim:
            raise ShapeError(f"axis {i!r} is out of range for an array of {ndim} axes")
    found = {i % ndim for i in axes}
    if len(found) < len(axes):
        raise ShapeError(f"axis {axis!r} names an axis twice")
    return tuple(i for i in range(ndim) if (i in found) != exclude)


def kept_shape(shape: Shape, axis: Axis, exclude: bool) -> Shape:
    """Return `shape` with every reduced axis of length 1."""
    kept = list(shape)
    for i in reduced_axes(len(shape), axis, exclude):
        kept[i] = 1
    return tuple(kept)


def count(shape: Shape, axis: Axis, exclude: bool) -> int:
    """Return how many elements go into one result."""
    total = 1
    for i in reduced_axes(len(shape), axis, exclude):
        total *= shape[i]
    return total


def reduce_with(function: Any, x: Any, axis: Axis, keepdims: bool, exclude: bool) -> Any:
    """Apply a NumPy-style reduction under MXNet's rules for axes and shapes."""
    if axis is None:
        return function(x, axis=None).reshape((1,) * x.ndim if keepdims else 1)
    axes = reduced_axes(x.ndim, axis, exclude)
    z = function(x, axis=axes, keepdims=keepdims)
    return z if keepdims or len(axes) < x.ndim else z.reshape(1)


def spread(F: Any, g: Any, x_shape: Shape, axis: Axis, exclude: bool) -> Any:
    """Repeat `g` along the reduced axes: the adjoint of summing."""
    return F.broadcast_to(F.reshape(g, kept_shape(x_shape, axis, exclude)), x_shape)


@op(x=lambda F, g, x_shape, axis, exclude: spread(F, g, x_shape, axis, exclude), elements="reduced", label="Σ {x}",
    cell="Σ[{x}]", adjoint="g, repeated along the summed axes")  # fmt: skip
def sum(F, x, *, axis=None, keepdims=False, exclude=False):
    """Sum over axes. float16 is accumulated in float32. bool and integers below 32 bits give int64, as in NumPy.

    Raises `DTypeError` where the sum of integers does not fit.
    """
    if axis is None and not keepdims and x.dtype.char in "fd":  # nearly always: kept fast
        return F.add.reduce(x, None).reshape(1)
    return reduce_with(F.sum, x, axis, keepdims, exclude)


@op(x=lambda F, g, x_shape, axis, exclude: spread(F, g / count(x_shape, axis, exclude), x_shape, axis, exclude),
    elements="reduced", cell="(Σ[{x}]) / {n}", label="mean {x}", floating=True,
    adjoint="g / n, repeated along the averaged axes")  # fmt: skip
def mean(F, x, *, axis=None, keepdims=False, exclude=False):
    """Arithmetic mean over axes; integers give float32."""
    return reduce_with(F.mean, x, axis, keepdims, exclude)


@op(x=lambda F, g, x, axis, exclude: spread(F, g, x.shape, axis, exclude) * F.equal(x, x),
    elements="reduced", cell="Σ[{nan → 0}]", between=lambda F, x: {"nan → 0": F.where(F.isnan(x), F.zeros_like(x), x)},
    label="Σ {x}", adjoint="g, repeated along the summed axes; 0 where {x} is nan")  # fmt: skip
def nansum(F, x, *, axis=None, keepdims=False, exclude=False):
    """Sum over axes with nan counted as 0. The dtype is that of `sum`."""
    return reduce_with(F.sum, F.where(F.isnan(x), F.zeros_like(x), x), axis, keepdims, exclude)


@op(x=lambda F, g, x, axis, exclude: _product_without_nan(F, g, x, axis, exclude), widen="float32",
    elements="reduced", cell="Π[{nan → 1}]", between=lambda F, x: {"nan → 1": F.where(F.isnan(x), F.ones_like(x), x)},
    label="Π {x}", adjoint="g × the product of the other elements; 0 where {x} is nan")  # fmt: skip
def nanprod(F, x, *, axis=None, keepdims=False, exclude=False):
    """Product over axes with nan counted as 1. The dtype is that of `prod`."""
    return reduce_with(F.prod, F.where(F.isnan(x), F.ones_like(x), x), axis, keepdims, exclude)


def _product_without_nan(F: Any, g: Any, x: Any, axis: Axis, exclude: bool) -> Any:
    there = F.equal(x, x)
    filled = F.where(there, x, F.ones_like(x))
    return spread(F, g, x.shape, axis, exclude) * _product_of_others(F, filled, axis, exclude) * there


def _product_of_others(F: Any, x: Any, axis: Axis, exclude: bool) -> Any:
    """Return for each element the product of all others along the axes.

    Only multiplied, never divided, so that it can be differentiated again, and exactly, where some are 0.
    """
    axes, shape = reduced_axes(len(x.shape), axis, exclude), x.shape
    order = (*axes, *(i for i in range(len(shape)) if i not in axes))
    if not order:
        return F.ones_like(x)
    rows = F.reshape(F.transpose(x, order), (count(shape, axis, exclude), *(shape[i] for i in order[len(axes) :])))
    found = F.reshape(_others(F, rows), tuple(shape[i] for i in order))
    return F.transpose(found, tuple(order.index(i) for i in range(len(shape))))


def _others(F: Any, rows: Any) -> Any:
    """Return for each row the product of all others: those of its pair's, times its partner."""
    half = len(rows) // 2
    if half == 0:
        return F.ones_like(rows)
    a, b, rest = (F.getitem(rows, slice(*ends)) for ends in ((0, half), (half, 2 * half), (2 * half, None)))
    pairs = _others(F, F.concatenate([a * b, rest]))
    beside = F.getitem(pairs, slice(0, half))
    return F.concatenate([beside * b, beside * a, F.getitem(pairs, slice(half, None))])


@op(x=lambda F, g, x, axis, exclude: spread(F, g, x.shape, axis, exclude) * _product_of_others(F, x, axis, exclude),
    widen="float32", elements="reduced", cell="Π[{x}]", label="Π {x}",
    adjoint="g × the product of the other elements")  # fmt: skip
def prod(F, x, *, axis=None, keepdims=False, exclude=False):
    """Product over axes. The gradient is finite at zeros. bool and integers below 32 bits give int64, as in NumPy.

    Raises `DTypeError` where the product of integers does not fit.
    """
    return reduce_with(F.prod, x, axis, keepdims, exclude)


def _where_extreme(F: Any, g: Any, x: Any, z: Any, axis: Axis, exclude: bool) -> Any:
    chosen = F.or_nan(x == spread(F, z, x.shape, axis, exclude), x)
    return spread(F, g, x.shape, axis, exclude) * chosen


@op(x=lambda F, g, x, z, axis, exclude: _where_extreme(F, g, x, z, axis, exclude), elements="reduced", label="max {x}",
    cell="max(,[{x}])", adjoint="g where {x} is the largest, 0 elsewhere")  # fmt: skip
def max(F, x, *, axis=None, keepdims=False, exclude=False):
    """Largest element over axes. Every element that ties for it, or is nan, gets the whole gradient."""
    return reduce_with(F.max, x, axis, keepdims, exclude)


@op(x=lambda F, g, x, z, axis, exclude: _where_extreme(F, g, x, z, axis, exclude), elements="reduced", label="min {x}",
    cell="min(,[{x}])", adjoint="g where {x} is the smallest, 0 elsewhere")  # fmt: skip
def min(F, x, *, axis=None, keepdims=False, exclude=False):
    """Smallest element over axes. Every element that ties for it, or is nan, gets the whole gradient."""
    return reduce_with(F.min, x, axis, keepdims, exclude)


_SMALL, _LARGE = 1e-140, 1e150  # outside, squares of float64 may vanish or overflow


def _norm_gradient(F: Any, g: Any, x: Any, z: Any, ord: int, axis: Axis) -> Any:
    g, z = F.astype(g, x.dtype), F.astype(z, x.dtype)
    g = spread(F, g, x.shape, axis, False)
    if ord == 1:
        return g * F.sign(x)
    length = spread(F, z, x.shape, axis, False)
    return g * (x * (length > 0) / (length + (length == 0)))  # 0 at the origin, a sub-gradient: and so when done again


@op(x=lambda F, g, x, z, ord, axis: _norm_gradient(F, g, x, z, ord, axis),
    elements="reduced", label="‖{x}‖", floating=True, cell=lambda ord: "√(Σ[{x}²])" if ord == 2 else "Σ[|{x}|]",
    adjoint="g × {x} / ‖{x}‖")  # fmt: skip
def norm(F, x, *, ord=2, axis=None, keepdims=False, out_dtype=None):
    """Euclidean length (`ord=2`) or sum of magnitudes (`ord=1`) over axes. The gradient at the origin is 0.

    No square overflows or vanishes on the way: they are computed in float64, or relative to the largest element.
    `out_dtype` is the dtype of the result, by default that of x.
    """
    if ord not in (1, 2):
        raise ShapeError(f"norm knows ord=1 and ord=2, not {ord!r}")
    dtype = x.dtype if out_dtype is None else out_dtype
    if ord == 1:
        x = F.absolute(x.astype(accumulator(x.dtype), copy=False))
        return reduce_with(F.sum, x, axis, keepdims, False).astype(dtype, copy=False)
    length = F.sqrt(reduce_with(F.sum, F.multiply(x, x, dtype="float64"), axis, keepdims, False))
    if x.dtype.itemsize == 8 and bool(((length < _SMALL) | (length > _LARGE)).any()):
        size = F.max(F.absolute(x), axis=reduced_axes(x.ndim, axis), keepdims=True)
        size = F.where((size == 0) | F.isinf(size), F.ones_like(size), size)
        length = F.sqrt(reduce_with(F.sum, F.square(x / size), axis, keepdims, False))
        length = length * size.reshape(length.shape)
    return length.astype(dtype, copy=False)


def _index_along(function: Any, x: Any, axis: int | None, keepdims: bool) -> Any:
    if axis is not None:
        reduced_axes(x.ndim, axis)
    exact = "float32" if (x.size if axis is None else x.shape[axis]) <= 2**24 else "float64"  # holds every index
    z = function(x, axis=axis).astype(numpy.promote_types(exact, x.dtype) if x.dtype.kind == "f" else exact)
    if keepdims:
        return z.reshape(kept_shape(x.shape, axis, False))
    return z if z.ndim else z.reshape(1)


@op(elements="reduced", cell="argmax(,[{x}])", label="argmax {x}")
def argmax(F, x, *, axis=None, keepdims=False):
    """Index of the largest element, the first at a tie, as a float; of the flattened array for `axis=None`."""
    return _index_along(F.argmax, x, axis, keepdims)


@op(elements="reduced", cell="argmin(,[{x}])", label="argmin {x}")
def argmin(F, x, *, axis=None, keepdims=False):
    """Index of the smallest element, the first at a tie, as a float; of the flattened array for `axis=None`."""
    return _index_along(F.argmin, x, axis, keepdims)


@op(elements="channels reduced", cell="argmax(,[{x}])", label="argmax {x}")
def argmax_channel(F, x):
    """Index of the largest element along axis 1, as a float."""
    return _index_along(F.argmax, x, 1, False)


def _from_the_end(F: Any, g: Any, shape: Shape, axis: int | None) -> Any:
    along = 0 if axis is None else axis
    return F.reshape(F.flip(F.cumsum(F.flip(g, axis=along), axis=along), axis=along), shape)


@op(x=lambda F, g, x_shape, axis: _from_the_end(F, g, x_shape, axis), elements="cumulative", label="cumulative Σ {x}",
    adjoint="g, summed from the end")  # fmt: skip
def cumsum(F, x, *, axis=None, dtype=None):
    """Sums of all elements up to each along an axis; of the flattened array for `axis=None`. bool and integers below
    32 bits give int64; what does not fit raises `DTypeError`.
    """
    return F.cumsum(x, axis=axis, dtype=dtype)

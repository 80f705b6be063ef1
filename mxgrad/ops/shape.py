"""Operations that move elements without changing them.

Only `x.reshape(...)` shares memory with x, as in MXNet; the others copy.
"""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..core.masks import of_first, of_masks
from ..core.namespace import Shape, of_no_elements, unbroadcast
from ..core.op import op
from ..errors import ShapeError
from .reductions import reduced_axes


def coded_shape(old: Shape, codes: tuple[int, ...], reverse: bool = False) -> Shape:
    """Return the shape that MXNet's reshape codes stand for.

    0 copies an axis, -1 takes what is left, -2 copies all further axes, -3 joins two axes, -4 splits one in two.
    `reverse` reads shape and codes from the right.
    """
    if reverse:
        return coded_shape(old[::-1], codes[::-1])[::-1]
    new: list[int] = []
    rest, todo = list(old), list(codes)
    while todo:
        code = todo.pop(0)
        if code == 0:
            new.append(_next(rest, old, codes))
        elif code == -1:
            new.append(-1)
            del rest[:1]
        elif code == -2:
            new += rest
            rest = []
        elif code == -3:
            new.append(_next(rest, old, codes) * _next(rest, old, codes))
        elif code == -4:
            n, (a, b) = _next(rest, old, codes), (todo.pop(0), todo.pop(0))
            new += [n // b if a == -1 else a, n // a if b == -1 else b]
        elif code > 0:
            new.append(code)
            del rest[:1]
        else:
            raise ShapeError(f"reshape knows sizes and the codes 0, -1, -2, -3 and -4, not {code}")
    return _fill(old, new, codes)


def _next(rest: list[int], old: Shape, codes: tuple[int, ...]) -> int:
    if not rest:
        raise ShapeError(f"reshape: {codes} asks for more axes than shape {old} has")
    return rest.pop(0)


def _fill(old: Shape, new: list[int], codes: tuple[int, ...]) -> Shape:
    """Put the size that is left in place of -1, and check the number of elements."""
    size = int(numpy.prod(old, dtype=numpy.int64))
    known = int(numpy.prod([n for n in new if n != -1], dtype=numpy.int64))
    if new.count(-1) > 1:
        raise ShapeError(f"reshape: only one size of {codes} can be -1")
    if not size:
        new = list(of_no_elements(old, tuple(new)))
    if -1 in new and known and size % known == 0:
        new = [size // known if n == -1 else n for n in new]
        known = size
    if -1 in new or known != size:
        raise ShapeError(f"reshape: {size} elements of shape {old} do not fill shape {codes}")
    return tuple(new)


def shape_argument(shape: Any) -> tuple[int, ...]:
    try:
        return tuple(int(n) for n in shape) if numpy.iterable(shape) else (int(shape),)
    except (TypeError, ValueError):
        raise ShapeError(f"a shape is an integer or a tuple of integers, not {shape!r}") from None


@op(x=lambda F, g, x_shape: F.reshape(g, x_shape), elements="in order", label="reshape {x}", method=False,
    adjoint="g, back in the shape {x_shape}", mask=of_masks, view=True)  # fmt: skip
def reshape(F, x, *, shape, reverse=False):
    """The same elements in another shape, sharing memory where possible; knows MXNet's codes 0, -1, -2, -3, -4."""
    return F.reshape(x, coded_shape(x.shape, shape_argument(shape), reverse))


@op(lhs=lambda F, g, lhs_shape: F.reshape(g, lhs_shape), mixed=True, elements="in order", label="reshape {lhs}",
    adjoint="g, back in the shape {lhs_shape}", mask=of_first, view=True)  # fmt: skip
def reshape_like(F, lhs, rhs, *, lhs_begin=None, lhs_end=None, rhs_begin=None, rhs_end=None):
    """The elements of lhs in the shape of rhs; begin and end choose which axes of each are meant."""
    old, new = slice(lhs_begin, lhs_end), list(rhs.shape[slice(rhs_begin, rhs_end)])
    shape = list(lhs.shape)
    shape[old] = new
    if numpy.prod(shape, dtype=int) != lhs.size:
        raise ShapeError(f"reshape_like: {lhs.size} elements of shape {lhs.shape} do not fill shape {tuple(shape)}")
    return F.reshape(lhs, tuple(shape))


@op(x=lambda F, g, x_shape: F.reshape(g, x_shape),
    elements="in order", label="flatten {x}", adjoint="g, back in the shape {x_shape}",
    mask=of_masks)  # fmt: skip
def flatten(F, x):
    """All axes but the first joined: (n, c, h, w) becomes (n, c h w)."""
    return F.array(F.reshape(x, (x.shape[0], math.prod(x.shape[1:]))))


@op(x=lambda F, g, x_shape: F.reshape(g, x_shape),
    elements="in order", label="expand {x}", adjoint="g, back in the shape {x_shape}",
    mask=of_masks)  # fmt: skip
def expand_dims(F, x, *, axis):
    """x with a new axis of length 1 at `axis`."""
    return F.array(F.expand_dims(x, axis))


@op(data=lambda F, g, data_shape: F.reshape(g, data_shape), elements="in order", label="squeeze {data}",
    adjoint="g, back in the shape {data_shape}", mask=of_masks)  # fmt: skip
def squeeze(F, data, *, axis=None):
    """Axes of length 1 taken out: all, or those named."""
    axes = reduced_axes(data.ndim, axis) if axis is not None else tuple(i for i, n in enumerate(data.shape) if n == 1)
    if any(data.shape[i] != 1 for i in axes):
        raise ShapeError(f"squeeze: axis {axis} of shape {data.shape} is not 1 long")
    return F.array(F.reshape(data, tuple(n for i, n in enumerate(data.shape) if i not in axes) or (1,)))


def _inverse(axes: Any) -> Any:
    return tuple(sorted(range(len(axes)), key=lambda i: axes[i] % len(axes))) if axes else None


@op(x=lambda F, g, axes: F.transpose(g, _inverse(axes)), elements="moved", label="{x}ᵀ", adjoint="gᵀ", mask=of_masks)
def transpose(F, x, *, axes=None):
    """Axes in another order, reversed by default."""
    axes = tuple(axes) if axes else None
    if axes is not None and sorted(a % x.ndim for a in axes) != list(range(x.ndim)):
        raise ShapeError(f"transpose: axes {axes} are not an order of the {x.ndim} axes")
    return F.array(F.transpose(x, axes), order="C")


@op(data=lambda F, g, dim1, dim2: F.swapaxes(g, dim1, dim2), elements="moved", label="swap axes of {data}",
    adjoint="g, axes swapped back", mask=of_masks)  # fmt: skip
def swapaxes(F, data, *, dim1=0, dim2=0):
    """Two axes exchanged."""
    return F.array(F.swapaxes(data, dim1, dim2), order="C")


# ---- broadcasting


@op(x=lambda F, g, x_shape: unbroadcast(F, g, x_shape), elements="moved", label="broadcast {x}", method=False,
    adjoint="g summed along the repeated axes", mask=of_masks)  # fmt: skip
def broadcast_to(F, x, *, shape):
    """x repeated to `shape`; 0 in `shape` keeps an axis. Needs as many axes as x has."""
    shape = tuple(old if new == 0 else new for old, new in zip(x.shape, shape_argument(shape), strict=True))
    return F.array(F.broadcast_to(x, shape), order="C")


def as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


@op(data=lambda F, g, data_shape: unbroadcast(F, g, data_shape), elements="moved", label="broadcast {data}",
    adjoint="g summed along the repeated axes", mask=of_masks)  # fmt: skip
def broadcast_axis(F, data, *, axis=(), size=()):
    """Axes of length 1 repeated to the given sizes."""
    sizes = dict(zip((i % data.ndim for i in as_tuple(axis)), as_tuple(size), strict=True))
    if any(data.shape[i] != 1 for i in sizes):
        raise ShapeError(f"broadcast_axis repeats axes of length 1; axes {axis} of shape {data.shape} are not")
    shape = tuple(sizes.get(i, n) for i, n in enumerate(data.shape))
    return F.array(F.broadcast_to(data, shape), order="C")


@op(lhs=lambda F, g, lhs_shape: unbroadcast(F, g, lhs_shape), mixed=True, elements="moved", label="broadcast {lhs}",
    adjoint="g summed along the repeated axes", mask=of_first)  # fmt: skip
def broadcast_like(F, lhs, rhs, *, lhs_axes=None, rhs_axes=None):
    """lhs repeated to the shape of rhs, or only the axes named to the sizes of the axes of rhs."""
    if (lhs_axes is None) != (rhs_axes is None):
        raise ShapeError("broadcast_like takes lhs_axes and rhs_axes together, or neither")
    shape = list(rhs.shape if lhs_axes is None else lhs.shape)
    if lhs_axes is not None:
        for i, j in zip(as_tuple(lhs_axes), as_tuple(rhs_axes), strict=True):
            shape[i] = rhs.shape[j]
    if len(shape) != lhs.ndim:
        raise ShapeError(f"broadcast_like needs as many axes, not shapes {lhs.shape} and {rhs.shape}")
    return F.array(F.broadcast_to(lhs, tuple(shape)), order="C")

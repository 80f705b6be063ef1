"""Operations that move elements without changing them.

Only `x.reshape(...)` shares memory with x, as in MXNet; the others copy.
"""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..core.masks import of_masks
from ..core.namespace import Shape, accumulator, of_no_elements, unbroadcast
from ..core.op import op
from ..errors import ShapeError


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


def _shape_argument(shape: Any) -> tuple[int, ...]:
    try:
        return tuple(int(n) for n in shape) if numpy.iterable(shape) else (int(shape),)
    except (TypeError, ValueError):
        raise ShapeError(f"a shape is an integer or a tuple of integers, not {shape!r}") from None


@op(x=lambda F, g, x_shape: F.reshape(g, x_shape), label="reshape {x}", method=False,
    adjoint="g, back in the shape {x_shape}", mask=of_masks, view=True)  # fmt: skip
def reshape(F, x, *, shape, reverse=False):
    """The same elements in another shape, sharing memory where possible; knows MXNet's codes 0, -1, -2, -3, -4."""
    return F.reshape(x, coded_shape(x.shape, _shape_argument(shape), reverse))


@op(x=lambda F, g, axes: F.transpose(g, _inverse(axes)), label="{x}ᵀ", adjoint="gᵀ", mask=of_masks)
def transpose(F, x, *, axes=None):
    """Axes in another order, reversed by default."""
    axes = tuple(axes) if axes else None
    if axes is not None and sorted(a % x.ndim for a in axes) != list(range(x.ndim)):
        raise ShapeError(f"transpose: axes {axes} are not an order of the {x.ndim} axes")
    return F.array(F.transpose(x, axes), order="C")


def _inverse(axes: Any) -> Any:
    return tuple(sorted(range(len(axes)), key=lambda i: axes[i] % len(axes))) if axes else None


@op(x=lambda F, g, x_shape: unbroadcast(F, g, x_shape), label="broadcast {x}", method=False,
    adjoint="g summed along the repeated axes", mask=of_masks)  # fmt: skip
def broadcast_to(F, x, *, shape):
    """x repeated to `shape`; 0 in `shape` keeps an axis. Needs as many axes as x has."""
    shape = tuple(old if new == 0 else new for old, new in zip(x.shape, _shape_argument(shape), strict=True))
    return F.array(F.broadcast_to(x, shape), order="C")


def _tiled_gradient(F: Any, g: Any, x_shape: Shape, reps: Any) -> Any:
    reps = _shape_argument(reps)
    lead = len(g.shape) - len(x_shape)
    old = (1,) * lead + tuple(x_shape)
    times = (1,) * (len(g.shape) - len(reps)) + reps
    split = tuple(n for pair in zip(times, old, strict=True) for n in pair)
    return F.reshape(F.sum(F.reshape(g, split), axis=tuple(range(0, len(split), 2))), x_shape)


@op(x=_tiled_gradient, label="tile {x}", adjoint="the sum of g over the repeated tiles", mask=of_masks)
def tile(F, x, *, reps):
    """x repeated `reps` times along each axis."""
    return F.tile(x, _shape_argument(reps))


def _part(F: Any, g: Any, shapes: Any, index: int, dim: int) -> Any:
    start = sum(shape[dim] for shape in shapes[:index])
    key = (slice(None),) * (dim % len(g.shape)) + (slice(start, start + shapes[index][dim]),)
    return F.getitem(g, key)


@op(xs=_part, label="concat", method=False, adjoint="the part of g that came from here", mask=of_masks)
def concat(F, *xs, dim=1):
    """Arrays joined along the existing axis `dim`, by default 1."""
    if not -xs[0].ndim <= dim < xs[0].ndim:
        raise ShapeError(f"concat: dim={dim} is no axis of shape {xs[0].shape}; vectors are joined along dim=0")
    return F.concatenate(xs, axis=dim)


@op(xs=lambda F, g, index, axis: F.getitem(g, (slice(None),) * (axis % len(g.shape)) + (index,)), label="stack",
    method=False, adjoint="the slice of g that came from here", mask=of_masks)  # fmt: skip
def stack(F, *xs, axis=0):
    """Arrays of one shape joined along a new axis."""
    return F.stack(xs, axis=axis)


@op(x=lambda F, g, x_shape: F.reshape(g, x_shape), label="expand {x}", adjoint="g, back in the shape {x_shape}",
    mask=of_masks)  # fmt: skip
def expand_dims(F, x, *, axis):
    """x with a new axis of length 1 at `axis`."""
    return F.array(F.expand_dims(x, axis))


@op(x=lambda F, g, x_shape: F.reshape(g, x_shape), label="flatten {x}", adjoint="g, back in the shape {x_shape}",
    mask=of_masks)  # fmt: skip
def flatten(F, x):
    """All axes but the first joined: (n, c, h, w) becomes (n, c h w)."""
    return F.array(F.reshape(x, (x.shape[0], math.prod(x.shape[1:]))))


@op(x=lambda F, g, x: F.astype(g, x.dtype), label="{dtype} {x}", method=False, adjoint="g, back in the dtype of x",
    constant=lambda params: numpy.dtype(params["dtype"]).kind != "f", mask=of_masks)  # fmt: skip
def cast(F, x, *, dtype):
    """x converted to `dtype`; conversion to integers cuts towards zero and has no gradient."""
    return x.astype(dtype)


@op(args=lambda F, g: g, label="Σ", method=False, adjoint="g")
def add_n(F, *args):
    """The sum of arrays of one shape."""
    z = args[0] + 0
    if z.dtype.kind == "f":
        z = z.astype(accumulator(z.dtype), copy=False)
    for x in args[1:]:
        if x.shape != z.shape:
            raise ShapeError(f"add_n needs arrays of one shape, not {z.shape} and {x.shape}")
        z = z + x
    return z.astype(args[0].dtype) if z.dtype.kind == "f" else z

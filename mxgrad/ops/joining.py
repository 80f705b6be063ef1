"""Joining arrays, splitting one, and repeating its elements."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from ..core.masks import of_masks
from ..core.namespace import Shape
from ..core.op import op
from ..errors import ShapeError
from .reductions import reduced_axes
from .shape import shape_argument
from .slicing import along

# Where the parts of the last concatenation begin: its operands ask one after the other, and adding up the sizes before
# each of them would take time in proportion to their number squared.
_last: tuple[Any, int, list[int]] = ((), 0, [])


def _starts(shapes: Any, dim: int) -> list[int]:
    global _last  # noqa: PLW0603  (a memory of one place)
    known = _last
    if known[0] is not shapes or known[1] != dim:
        known = _last = (shapes, dim, [0, *accumulate(shape[dim] for shape in shapes)])
    return known[2]


def _part(F: Any, g: Any, shapes: Any, index: int, dim: int) -> Any:
    starts = _starts(shapes, dim)
    return F.getitem(g, (slice(None),) * (dim % len(g.shape)) + (slice(starts[index], starts[index + 1]),))


@op(xs=_part, elements="moved", label="concat", method=False, adjoint="the part of g that came from here",
    mask=of_masks)  # fmt: skip
def concat(F, *xs, dim=1):
    """Arrays joined along the existing axis `dim`, by default 1."""
    if not -xs[0].ndim <= dim < xs[0].ndim:
        raise ShapeError(f"concat: dim={dim} is no axis of shape {xs[0].shape}; vectors are joined along dim=0")
    return F.concatenate(xs, axis=dim)


@op(xs=lambda F, g, index, axis: F.getitem(g, (slice(None),) * (axis % len(g.shape)) + (index,)),
    elements="moved", label="stack",
    method=False, adjoint="the slice of g that came from here", mask=of_masks)  # fmt: skip
def stack(F, *xs, axis=0):
    """Arrays of one shape joined along a new axis."""
    return F.stack(xs, axis=axis)


# ---- splits


def _joined(F: Any, g: Any, shape: Shape, axis: int) -> Any:
    """Join the adjoints of parts, with the split axis put back where it was squeezed out."""
    parts = g if isinstance(g, tuple) else (g,)
    flat = (*shape[: axis % len(shape)], -1, *shape[axis % len(shape) + 1 :])
    return F.concatenate([F.reshape(part, flat) for part in parts], axis=axis)


def _parts(F: Any, data: Any, ends: list[int], axis: int, squeeze: bool) -> Any:
    starts = [0, *ends[:-1]]
    parts = [data[along(axis, data.ndim, slice(*pair))] for pair in zip(starts, ends, strict=True)]
    if squeeze:
        parts = [F.squeeze(part, axis) for part in parts]
    copies = tuple(F.array(part, order="C") for part in parts)
    return copies if len(copies) > 1 else copies[0]


@op(data=lambda F, g, data_shape, axis: _joined(F, g, data_shape, axis), label="split {data}",
    elements="moved", adjoint="the adjoints of the parts, joined", mask=of_masks)  # fmt: skip
def split(F, data, *, num_outputs, axis=1, squeeze_axis=False):
    """A list of `num_outputs` equal parts along an axis, by default 1; `squeeze_axis` drops the axis if it is 1 long.

    The array itself for one part.
    """
    reduced_axes(data.ndim, axis)
    size, rest = divmod(data.shape[axis], num_outputs)
    if rest:
        raise ShapeError(f"split: {data.shape[axis]} along axis {axis} cannot be cut into {num_outputs} equal parts")
    if squeeze_axis and size != 1:
        raise ShapeError(f"split: squeeze_axis needs parts of length 1 along axis {axis}, not {size}")
    return _parts(F, data, [size * (i + 1) for i in range(num_outputs)], axis, squeeze_axis)


@op(data=lambda F, g, data_shape, axis: _joined(F, g, data_shape, axis), label="split {data}",
    elements="moved", adjoint="the adjoints of the parts, joined", mask=of_masks)  # fmt: skip
def split_v2(F, data, *, indices_or_sections, axis=0, squeeze_axis=False):
    """A list of parts along an axis: as many equal ones as an integer says, or cut at the given positions."""
    n = data.shape[axis]
    if isinstance(indices_or_sections, int):
        if n % indices_or_sections:
            raise ShapeError(f"split_v2: {n} along axis {axis} cannot be cut into {indices_or_sections} equal parts")
        ends = [n // indices_or_sections * (i + 1) for i in range(indices_or_sections)]
    else:
        ends = [*indices_or_sections, n]
    return _parts(F, data, ends, axis, squeeze_axis)


# ---- repeats


def _tiled_gradient(F: Any, g: Any, x_shape: Shape, reps: Any) -> Any:
    reps = shape_argument(reps)
    lead = len(g.shape) - len(x_shape)
    old = (1,) * lead + tuple(x_shape)
    times = (1,) * (len(g.shape) - len(reps)) + reps
    split = tuple(n for pair in zip(times, old, strict=True) for n in pair)
    return F.reshape(F.sum(F.reshape(g, split), axis=tuple(range(0, len(split), 2))), x_shape)


@op(x=_tiled_gradient,
    elements="moved", label="tile {x}", adjoint="the sum of g over the repeated tiles", mask=of_masks)  # fmt: skip
def tile(F, x, *, reps):
    """x repeated `reps` times along each axis."""
    return F.tile(x, shape_argument(reps))


def _repeated(F: Any, g: Any, shape: Shape, repeats: int, axis: int | None) -> Any:
    i = len(shape) if axis is None else axis % len(shape) + 1
    return F.reshape(F.sum(F.reshape(g, (*shape[:i], repeats, *shape[i:])), axis=i), shape)


@op(data=lambda F, g, data_shape, repeats, axis: _repeated(F, g, data_shape, repeats, axis),
    elements="moved", label="repeat {data}",
    adjoint="g summed over the repeats", mask=of_masks)  # fmt: skip
def repeat(F, data, *, repeats, axis=None):
    """Every element `repeats` times in a row along an axis; the flattened array for `axis=None`."""
    return F.repeat(data, repeats, axis)

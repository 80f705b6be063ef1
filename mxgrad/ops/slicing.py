"""Slices, reversal, and padding."""

from __future__ import annotations

from typing import Any

import numpy

from ..core.masks import of_filled, of_first, of_masks
from ..core.namespace import Shape
from ..core.op import op
from ..errors import ShapeError
from .reductions import reduced_axes
from .shape import as_tuple


def along(axis: int, ndim: int, part: Any) -> tuple[Any, ...]:
    """Return an index that takes `part` along one axis and everything along the others."""
    return (slice(None),) * (axis % ndim) + (part,)


def _slices(shape: Shape, begin: Any, end: Any, step: Any) -> tuple[slice, ...]:
    begin, end, step = as_tuple(begin), as_tuple(end), as_tuple(step if step is not None else ())
    if len(begin) != len(end) or len(begin) > len(shape):
        raise ShapeError(f"slice needs a begin and an end for each of the first axes of {shape}, not {begin} and {end}")
    step = step + (None,) * (len(begin) - len(step))
    return tuple(slice(*part) for part in zip(begin, end, step, strict=True))


@op(data=lambda F, g, data_shape, begin, end, step: F.scatter_add(g, _slices(data_shape, begin, end, step), data_shape),
    elements="moved", label="slice {data}", adjoint="g placed where it was taken, 0 elsewhere",
    mask=of_masks)  # fmt: skip
def slice_(F, data, *, begin, end, step=None):
    """Elements from `begin` to before `end` along the first axes; None takes all there is."""
    return F.array(data[_slices(data.shape, begin, end, step)], order="C")


def _axis_slice(shape: Shape, axis: int, begin: int, end: int | None) -> tuple[Any, ...]:
    reduced_axes(len(shape), axis)
    return along(axis, len(shape), slice(begin, end))


@op(data=lambda F, g, data_shape, axis, begin, end: F.scatter_add(g, _axis_slice(data_shape, axis, begin, end),
                                                                  data_shape),
    elements="moved", label="slice {data}", adjoint="g placed where it was taken, 0 elsewhere",
    mask=of_masks)  # fmt: skip
def slice_axis(F, data, *, axis, begin, end):
    """Elements from `begin` to before `end` (None for the last) along one axis."""
    return F.array(data[_axis_slice(data.shape, axis, begin, end)], order="C")


def _like(shape: Shape, other: Shape, axes: Any) -> tuple[slice, ...]:
    axes = reduced_axes(len(shape), tuple(axes) if axes else None)
    if any(i >= len(other) or other[i] > shape[i] for i in axes):
        raise ShapeError(f"slice_like cannot cut shape {shape} to {other} along the axes {axes}")
    return tuple(slice(0, other[i]) if i in axes else slice(None) for i in range(len(shape)))


@op(data=lambda F, g, data_shape, shape_like_shape, axes: F.scatter_add(g, _like(data_shape, shape_like_shape, axes),
                                                                        data_shape),
    mixed=True, elements="moved", label="slice {data}", adjoint="g placed where it was taken, 0 elsewhere",
    mask=of_first)  # fmt: skip
def slice_like(F, data, shape_like, *, axes=None):
    """The first elements of `data`, as many as `shape_like` has, along all axes or those named."""
    return F.array(data[_like(data.shape, shape_like.shape, axes)], order="C")


def _turned(ndim: int, axis: Any) -> tuple[slice, ...]:
    axes = reduced_axes(ndim, axis)
    return tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(ndim))


@op(data=lambda F, g, axis: F.getitem(g, _turned(len(g.shape), axis)),
    elements="moved", label="flip {data}", adjoint="g, flipped back",
    mask=of_masks)  # fmt: skip
def flip(F, data, *, axis):
    """Elements in reverse order along one axis or several."""
    return F.array(data[_turned(data.ndim, axis)], order="C")


def _pairs(pad_width: Any) -> list[tuple[int, int]]:
    return list(zip(pad_width[::2], pad_width[1::2], strict=True))


def _pad_places(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find the element that each place of the result repeats."""
    shape, pairs = datas[0].shape, _pairs(params["pad_width"])
    if params["mode"] not in ("constant", "edge", "reflect"):
        raise ShapeError(f"pad knows the modes constant, edge and reflect, not {params['mode']!r}")
    if len(pairs) != len(shape):
        raise ShapeError(f"pad_width needs a number before and one after for each of the {len(shape)} axes")
    if params["mode"] == "constant":
        return params
    places = [numpy.pad(numpy.arange(n), pair, mode=params["mode"]) for n, pair in zip(shape, pairs, strict=True)]
    return {**params, "_key": tuple(ctx.F.asarray(place) for place in numpy.ix_(*places))}


def _unpadded(F: Any, g: Any, shape: Shape, mode: str, pad_width: Any, key: Any) -> Any:
    if mode != "constant":
        return F.scatter_add(g, key, shape)
    inside = zip(_pairs(pad_width), shape, strict=True)
    return F.getitem(g, tuple(slice(before, before + n) for (before, _), n in inside))


@op(data=lambda F, g, data_shape, mode, pad_width, _key: _unpadded(F, g, data_shape, mode, pad_width, _key),
    prepare=_pad_places, elements="moved", label="pad {data}", adjoint="g inside the frame, and from each repeat",
    mask=of_filled("constant_value"))  # fmt: skip
def pad(F, data, *, mode="constant", pad_width, constant_value=0.0, _key=None):
    """A frame around an array: `constant_value`, the edge repeated, or the inside reflected.

    `pad_width` lists the widths before and after each axis: (before 0, after 0, before 1, ...).
    """
    if mode == "constant":
        return F.pad(data, _pairs(pad_width), mode="constant", constant_values=F.scalar(data.dtype, constant_value))
    return data[_key]

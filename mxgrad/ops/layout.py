"""More operations that move elements: slicing, splitting, repeating, padding and rearranging."""

from __future__ import annotations

from typing import Any

import numpy

from ..core.masks import of_filled, of_first, of_masks
from ..core.namespace import Shape, unbroadcast
from ..core.op import op
from ..errors import ShapeError
from .reduce import reduced_axes


def _along(axis: int, ndim: int, part: Any) -> tuple[Any, ...]:
    """Return an index that takes `part` along one axis and everything along the others."""
    return (slice(None),) * (axis % ndim) + (part,)


def _tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


# ---- slices


def _slices(shape: Shape, begin: Any, end: Any, step: Any) -> tuple[slice, ...]:
    begin, end, step = _tuple(begin), _tuple(end), _tuple(step if step is not None else ())
    if len(begin) != len(end) or len(begin) > len(shape):
        raise ShapeError(f"slice needs a begin and an end for each of the first axes of {shape}, not {begin} and {end}")
    step = step + (None,) * (len(begin) - len(step))
    return tuple(slice(*part) for part in zip(begin, end, step, strict=True))


@op(data=lambda F, g, data_shape, begin, end, step: F.scatter_add(g, _slices(data_shape, begin, end, step), data_shape),
    label="slice {data}", adjoint="g placed where it was taken, 0 elsewhere", mask=of_masks)  # fmt: skip
def slice_(F, data, *, begin, end, step=None):
    """Elements from `begin` to before `end` along the first axes; None takes all there is."""
    return F.array(data[_slices(data.shape, begin, end, step)], order="C")


def _axis_slice(shape: Shape, axis: int, begin: int, end: int | None) -> tuple[Any, ...]:
    reduced_axes(len(shape), axis)
    return _along(axis, len(shape), slice(begin, end))


@op(data=lambda F, g, data_shape, axis, begin, end: F.scatter_add(g, _axis_slice(data_shape, axis, begin, end),
                                                                  data_shape),
    label="slice {data}", adjoint="g placed where it was taken, 0 elsewhere", mask=of_masks)  # fmt: skip
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
    mixed=True, label="slice {data}", adjoint="g placed where it was taken, 0 elsewhere", mask=of_first)  # fmt: skip
def slice_like(F, data, shape_like, *, axes=None):
    """The first elements of `data`, as many as `shape_like` has, along all axes or those named."""
    return F.array(data[_like(data.shape, shape_like.shape, axes)], order="C")


# ---- splits


def _joined(F: Any, g: Any, shape: Shape, axis: int) -> Any:
    """Join the adjoints of parts, with the split axis put back where it was squeezed out."""
    parts = g if isinstance(g, tuple) else (g,)
    flat = (*shape[: axis % len(shape)], -1, *shape[axis % len(shape) + 1 :])
    return F.concatenate([F.reshape(part, flat) for part in parts], axis=axis)


def _parts(F: Any, data: Any, ends: list[int], axis: int, squeeze: bool) -> Any:
    starts = [0, *ends[:-1]]
    parts = [data[_along(axis, data.ndim, slice(*pair))] for pair in zip(starts, ends, strict=True)]
    if squeeze:
        parts = [F.squeeze(part, axis) for part in parts]
    copies = tuple(F.array(part, order="C") for part in parts)
    return copies if len(copies) > 1 else copies[0]


@op(data=lambda F, g, data_shape, axis: _joined(F, g, data_shape, axis), label="split {data}",
    adjoint="the adjoints of the parts, joined", mask=of_masks)  # fmt: skip
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
    adjoint="the adjoints of the parts, joined", mask=of_masks)  # fmt: skip
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


# ---- axes


@op(data=lambda F, g, dim1, dim2: F.swapaxes(g, dim1, dim2), label="swap axes of {data}",
    adjoint="g, axes swapped back", mask=of_masks)  # fmt: skip
def swapaxes(F, data, *, dim1=0, dim2=0):
    """Two axes exchanged."""
    return F.array(F.swapaxes(data, dim1, dim2), order="C")


@op(data=lambda F, g, data_shape: F.reshape(g, data_shape), label="squeeze {data}",
    adjoint="g, back in the shape {data_shape}", mask=of_masks)  # fmt: skip
def squeeze(F, data, *, axis=None):
    """Axes of length 1 taken out: all, or those named."""
    axes = reduced_axes(data.ndim, axis) if axis is not None else tuple(i for i, n in enumerate(data.shape) if n == 1)
    if any(data.shape[i] != 1 for i in axes):
        raise ShapeError(f"squeeze: axis {axis} of shape {data.shape} is not 1 long")
    return F.array(F.reshape(data, tuple(n for i, n in enumerate(data.shape) if i not in axes) or (1,)))


def _turned(ndim: int, axis: Any) -> tuple[slice, ...]:
    axes = reduced_axes(ndim, axis)
    return tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(ndim))


@op(data=lambda F, g, axis: F.getitem(g, _turned(len(g.shape), axis)), label="flip {data}", adjoint="g, flipped back",
    mask=of_masks)  # fmt: skip
def flip(F, data, *, axis):
    """Elements in reverse order along one axis or several."""
    return F.array(data[_turned(data.ndim, axis)], order="C")


@op(data=lambda F, g, data_shape: unbroadcast(F, g, data_shape), label="broadcast {data}",
    adjoint="g summed along the repeated axes", mask=of_masks)  # fmt: skip
def broadcast_axis(F, data, *, axis=(), size=()):
    """Axes of length 1 repeated to the given sizes."""
    sizes = dict(zip((i % data.ndim for i in _tuple(axis)), _tuple(size), strict=True))
    if any(data.shape[i] != 1 for i in sizes):
        raise ShapeError(f"broadcast_axis repeats axes of length 1; axes {axis} of shape {data.shape} are not")
    shape = tuple(sizes.get(i, n) for i, n in enumerate(data.shape))
    return F.array(F.broadcast_to(data, shape), order="C")


@op(lhs=lambda F, g, lhs_shape: unbroadcast(F, g, lhs_shape), mixed=True, label="broadcast {lhs}",
    adjoint="g summed along the repeated axes", mask=of_first)  # fmt: skip
def broadcast_like(F, lhs, rhs, *, lhs_axes=None, rhs_axes=None):
    """lhs repeated to the shape of rhs, or only the axes named to the sizes of the axes of rhs."""
    if (lhs_axes is None) != (rhs_axes is None):
        raise ShapeError("broadcast_like takes lhs_axes and rhs_axes together, or neither")
    shape = list(rhs.shape if lhs_axes is None else lhs.shape)
    if lhs_axes is not None:
        for i, j in zip(_tuple(lhs_axes), _tuple(rhs_axes), strict=True):
            shape[i] = rhs.shape[j]
    if len(shape) != lhs.ndim:
        raise ShapeError(f"broadcast_like needs as many axes, not shapes {lhs.shape} and {rhs.shape}")
    return F.array(F.broadcast_to(lhs, tuple(shape)), order="C")


@op(lhs=lambda F, g, lhs_shape: F.reshape(g, lhs_shape), mixed=True, label="reshape {lhs}",
    adjoint="g, back in the shape {lhs_shape}", mask=of_first, view=True)  # fmt: skip
def reshape_like(F, lhs, rhs, *, lhs_begin=None, lhs_end=None, rhs_begin=None, rhs_end=None):
    """The elements of lhs in the shape of rhs; begin and end choose which axes of each are meant."""
    old, new = slice(lhs_begin, lhs_end), list(rhs.shape[slice(rhs_begin, rhs_end)])
    shape = list(lhs.shape)
    shape[old] = new
    if numpy.prod(shape, dtype=int) != lhs.size:
        raise ShapeError(f"reshape_like: {lhs.size} elements of shape {lhs.shape} do not fill shape {tuple(shape)}")
    return F.reshape(lhs, tuple(shape))


# ---- repeating and padding


def _repeated(F: Any, g: Any, shape: Shape, repeats: int, axis: int | None) -> Any:
    i = len(shape) if axis is None else axis % len(shape) + 1
    return F.reshape(F.sum(F.reshape(g, (*shape[:i], repeats, *shape[i:])), axis=i), shape)


@op(data=lambda F, g, data_shape, repeats, axis: _repeated(F, g, data_shape, repeats, axis), label="repeat {data}",
    adjoint="g summed over the repeats", mask=of_masks)  # fmt: skip
def repeat(F, data, *, repeats, axis=None):
    """Every element `repeats` times in a row along an axis; the flattened array for `axis=None`."""
    return F.repeat(data, repeats, axis)


def _blocks(F: Any, g: Any, shape: Shape, scale: int) -> Any:
    n, c, h, w = shape
    return F.sum(F.reshape(g, (n, c, h, scale, w, scale)), axis=(3, 5))


@op(data=lambda F, g, data_shape, scale: _blocks(F, g, data_shape, scale), label="upsample {data}", method=False,
    adjoint="g summed over each block", mask=of_masks)  # fmt: skip
def UpSampling(F, data, *, scale):
    """Images (n, c, h, w) enlarged to (n, c, scale h, scale w): every pixel becomes a square block."""
    return F.repeat(F.repeat(data, scale, 2), scale, 3)


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
    prepare=_pad_places, label="pad {data}", adjoint="g inside the frame, and from each repeat",
    mask=of_filled("constant_value"))  # fmt: skip
def pad(F, data, *, mode="constant", pad_width, constant_value=0.0, _key=None):
    """A frame around an array: `constant_value`, the edge repeated, or the inside reflected.

    `pad_width` lists the widths before and after each axis: (before 0, after 0, before 1, ...).
    """
    if mode == "constant":
        return F.pad(data, _pairs(pad_width), mode="constant", constant_values=F.scalar(data.dtype, constant_value))
    return data[_key]


# ---- channels and pixels


@op(data=lambda F, g, block_size: F.space_to_depth(g, block_size), label="depth to space {data}",
    adjoint="g, back in place", mask=of_masks)  # fmt: skip
def depth_to_space(F, data, *, block_size):
    """Channels spread over blocks of pixels: (n, b² c, h, w) becomes (n, c, b h, b w)."""
    n, c, h, w = data.shape
    b = block_size
    spread = F.transpose(F.reshape(data, (n, b, b, c // b**2, h, w)), (0, 3, 4, 1, 5, 2))
    return F.reshape(spread, (n, c // b**2, h * b, w * b))


@op(data=lambda F, g, block_size: F.depth_to_space(g, block_size), label="space to depth {data}",
    adjoint="g, back in place", mask=of_masks)  # fmt: skip
def space_to_depth(F, data, *, block_size):
    """Blocks of pixels stacked as channels: (n, c, b h, b w) becomes (n, b² c, h, w)."""
    n, c, h, w = data.shape
    b = block_size
    stacked = F.transpose(F.reshape(data, (n, c, h // b, b, w // b, b)), (0, 3, 5, 1, 2, 4))
    return F.reshape(stacked, (n, c * b**2, h // b, w // b))


# ---- diagonals


def _diagonal_places(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    shape, k = datas[0].shape, params["k"]
    if len(shape) == 1:
        rows = numpy.arange(shape[0]) + max(0, -k)
    else:
        reduced_axes(len(shape), (params["axis1"], params["axis2"]))
        m, n = shape[params["axis1"]], shape[params["axis2"]]
        rows = numpy.arange(max(0, -k), max(0, -k, min(m, n - k)))
    return {**params, "_key": (Ellipsis, ctx.F.asarray(rows), ctx.F.asarray(rows + k))}


def _last_two(ndim: int, axis1: int, axis2: int) -> tuple[int, ...]:
    """Return the order of axes that puts two at the end."""
    pair = (axis1 % ndim, axis2 % ndim)
    return (*(i for i in range(ndim) if i not in pair), *pair)


def _diagonal_gradient(F: Any, g: Any, shape: Shape, axis1: int, axis2: int, key: Any) -> Any:
    if len(shape) == 1:
        return F.getitem(g, key[1:])
    order = _last_two(len(shape), axis1, axis2)
    placed = F.scatter_add(g, key, tuple(shape[i] for i in order))
    return F.transpose(placed, tuple(order.index(i) for i in range(len(shape))))


@op(data=lambda F, g, data_shape, axis1, axis2, _key: _diagonal_gradient(F, g, data_shape, axis1, axis2, _key),
    prepare=_diagonal_places, label="diag {data}", adjoint="g on the diagonal, 0 elsewhere", mask=of_masks)  # fmt: skip
def diag(F, data, *, k=0, axis1=0, axis2=1, _key=None):
    """The k-th diagonal of a matrix; of a vector, the matrix that has it as its k-th diagonal."""
    if data.ndim == 1:
        n = data.shape[0] + (k if k > 0 else -k)
        return F.scatter_add(data, _key[1:], (n, n))
    return F.transpose(data, _last_two(data.ndim, axis1, axis2))[_key]


@op(x=lambda F, g, k: F.tril(g, k), label="lower triangle of {x}", method=False, adjoint="the lower triangle of g",
    mask=of_masks)  # fmt: skip
def tril(F, x, *, k=0):
    """Matrices with 0 above the k-th diagonal."""
    return F.tril(x, k)


def _from_the_end(F: Any, g: Any, shape: Shape, axis: int | None) -> Any:
    along = 0 if axis is None else axis
    return F.reshape(F.flip(F.cumsum(F.flip(g, axis=along), axis=along), axis=along), shape)


@op(x=lambda F, g, x_shape, axis: _from_the_end(F, g, x_shape, axis), label="cumulative Σ {x}",
    adjoint="g, summed from the end")  # fmt: skip
def cumsum(F, x, *, axis=None, dtype=None):
    """Sums of all elements up to each along an axis; of the flattened array for `axis=None`. bool and integers below
    32 bits give int64; what does not fit raises `DTypeError`.
    """
    return F.cumsum(x, axis=axis, dtype=dtype)


# ---- facts about an array


@op(label="shape of {data}")
def shape_array(F, data):
    """The shape as an int64 vector."""
    return F.asarray(numpy.array(data.shape, numpy.int64))


@op(label="size of {data}")
def size_array(F, data):
    """The number of elements, as int64 of shape (1,)."""
    return F.asarray(numpy.array([data.size], numpy.int64))

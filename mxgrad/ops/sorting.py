"""Sorting and choosing by size. Ties keep their order."""

from __future__ import annotations

from typing import Any

import numpy

from ..core.masks import of_masks
from ..core.op import op
from ..errors import DTypeError, ShapeError
from .indexing import position_grid
from .reductions import reduced_axes


def _order(F: Any, x: Any, axis: int, is_ascend: bool) -> Any:
    """Return positions that sort along an axis; descending order keeps ties in order too."""
    if is_ascend:
        return F.argsort(x, axis=axis, kind="stable")
    backwards = (slice(None),) * (axis % x.ndim) + (slice(None, None, -1),)
    return (x.shape[axis] - 1 - F.argsort(x[backwards], axis=axis, kind="stable"))[backwards]


def _first(F: Any, x: Any, axis: int, k: int, is_ascend: bool) -> Any:
    """Return the positions of the k smallest or largest elements along an axis, as the first k of `_order`.

    A partition finds the last value that is chosen, in time proportional to the elements; only the k are sorted.
    """
    n = x.shape[axis]
    front = (slice(None),) * axis + (slice(0, k),)
    if 4 * k > n:
        return _order(F, x, axis, is_ascend)[front]
    rows = F.reshape(F.ascontiguousarray(F.moveaxis(x, axis, -1)), (-1, n))
    place = k - 1 if is_ascend else n - k
    parted = F.partition(rows, place, axis=-1)
    last = parted[:, place : place + 1]
    if x.dtype.kind == "f" and bool(F.isnan(last if is_ascend else parted[:, place:]).any()):
        # a nan has its place behind all others, but does not compare
        return _order(F, x, axis, is_ascend)[front]
    chosen = rows <= last if is_ascend else rows >= last
    found = F.flatnonzero(chosen)
    if found.shape[0] > rows.shape[0] * k:  # more are equal to the last: the first of them are taken
        excess = F.sum(chosen, axis=-1) - k
        for i in F.nonzero(excess)[0].tolist():
            equal = F.nonzero(rows[i] == last[i])[0]
            chosen[i, equal[equal.shape[0] - int(excess[i]) :]] = False
        found = F.flatnonzero(chosen)
    places = F.reshape(found % n, (-1, k))
    values = F.take_along_axis(rows, places, axis=-1)
    order = F.take_along_axis(places, _order(F, values, -1, is_ascend), axis=-1)
    lead = (*x.shape[:axis], *x.shape[axis + 1 :])
    return F.moveaxis(F.reshape(order, (*lead, k)), -1, axis)


def _flattened(F: Any, data: Any, axis: int | None) -> tuple[Any, int]:
    return (F.reshape(data, (-1,)), 0) if axis is None else (data, *reduced_axes(len(data.shape), (axis,)))


def _places(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find the element that comes to each place."""
    F = ctx.F
    numpy.dtype(params.get("dtype"))  # raises where there is none of this name, also where no result has it
    x, axis = _flattened(F, datas[0], params["axis"])
    if "k" not in params:
        order = _order(F, x, axis, params["is_ascend"])
    else:
        k = params["k"] if params["k"] > 0 else x.shape[axis]
        if k > x.shape[axis]:
            raise ShapeError(f"topk: k={k} is more than the {x.shape[axis]} elements along axis {params['axis']}")
        order = _first(F, x, axis, k, params["is_ascend"])
    return {**params, "_key": position_grid(F, x.shape, axis, order)}


def _sent_back(F: Any, g: Any, data_shape: Any, axis: int | None, _key: Any) -> Any:
    shape = data_shape
    if axis is None:
        shape = (1,)
        for n in data_shape:
            shape = (shape[0] * n,)
    return F.reshape(F.scatter_add(g, _key, shape), data_shape)


@op(
    data=_sent_back,
    prepare=_places,
    elements="ranked",
    label="sort {data}",
    adjoint="g, back where each element came from",
    mask=of_masks,
)
def sort(F, data, *, axis=-1, is_ascend=True, _key=None):
    """Elements in order along an axis; of the flattened array for `axis=None`."""
    return _flattened(F, data, axis)[0][_key]


def _positions(indices: Any, n: int, dtype: Any) -> Any:
    """Return positions below `n` in the dtype asked for. Raises `DTypeError` where it does not hold them all."""
    kind = numpy.dtype(dtype)
    largest = 2 ** (numpy.finfo(kind).nmant + 1) if kind.kind == "f" else numpy.iinfo(kind).max
    if n - 1 > largest:
        raise DTypeError(f"{kind} does not hold positions up to {n - 1}: ask for them with dtype='int64'")
    return indices.astype(kind)


@op(label="argsort {data}", words="positions, found by comparing all elements of a line")
def argsort(F, data, *, axis=-1, is_ascend=True, dtype="float32"):
    """The positions that sort an array along an axis, as floats; of the flattened array for `axis=None`."""
    x, axis = _flattened(F, data, axis)
    return _positions(_order(F, x, axis, is_ascend), x.shape[axis], dtype)


def _top_back(F: Any, g: Any, data_shape: Any, axis: int | None, ret_typ: str, _key: Any) -> Any:
    return _sent_back(F, g[0] if ret_typ == "both" else g, data_shape, axis, _key)


def _of_top(operands: Any, params: dict[str, Any]) -> bool:
    ret_typ = params["ret_typ"]
    return ret_typ == "mask" or (ret_typ == "value" and of_masks(operands, params))


@op(data=_top_back, prepare=_places, constant=lambda params: params["ret_typ"] in ("indices", "mask"),
    elements="ranked", label="top {k} of {data}",
    words="positions and masks are found by comparing all elements of a line",
    adjoint="g where the element was chosen, 0 elsewhere", mask=_of_top)  # fmt: skip
def topk(F, data, *, axis=-1, k=1, ret_typ="indices", is_ascend=False, dtype="float32", _key=None):
    """The k largest elements along an axis (the smallest for `is_ascend`), in order.

    `ret_typ` chooses their 'indices' as floats, the 'value's, 'both' (values, then indices) or a 0/1 'mask'.
    """
    x, along = _flattened(F, data, axis)
    if ret_typ == "mask":
        mask = F.zeros(x.shape, x.dtype)
        mask[_key] = 1
        return F.reshape(mask, data.shape)
    if ret_typ not in ("indices", "value", "both"):
        raise ShapeError(f"topk: ret_typ is 'indices', 'value', 'both' or 'mask', not {ret_typ!r}")
    if ret_typ == "value":
        return x[_key]
    indices = _positions(_key[along], x.shape[along], dtype)
    return indices if ret_typ == "indices" else (x[_key], indices)

"""Reading and writing elements: `x[key]`, by index arrays, and by conditions."""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..core.masks import of_arms, of_first, of_first_and_last, of_masks
from ..core.memory.subscript import last_ones, one_element, part_of, put
from ..core.namespace import is_basic_key, unbroadcast
from ..core.op import op
from ..errors import IndexingError, ShapeError
from .reductions import reduced_axes
from .slicing import along


def _place(F: Any, g: Any, x_shape: Any, key: Any) -> Any:
    """Return zeros of the operand's shape with `g` where `key` read: the adjoint of indexing."""
    return F.scatter_add(g, key, x_shape)


def _place_into(F: Any, buffer: Any, g: Any, key: Any) -> None:
    F.add_at(buffer, key, g)


@op(x=_place, accumulate=_place_into,
    elements="moved", label="{x}[{key}]", method=False, adjoint="g placed at [{key}], 0 elsewhere",
    mask=of_masks, view=True)  # fmt: skip
def getitem(F, x, *, key):
    """x[key] as in NumPy, with a single element of shape (1,). A view where the elements lie together in memory."""
    if type(key) is int and x.ndim == 1:
        if -len(x) <= key < len(x):
            return x[key : key + 1 or None]
        raise IndexingError(f"index {key} is out of range for {len(x)} elements")
    z = x[key]
    if not getattr(z, "ndim", 0):
        return F.asarray(z).reshape(1) if not is_basic_key(key) or x.ndim == 0 else one_element(x, key)
    return z if z.flags.c_contiguous or not is_basic_key(key) else z.copy()


@op(g=lambda F, g, key: F.getitem(g, key), elements="placed", counts=True, method=False)
def scatter_add(F, g, *, key, shape, distinct=False):
    """Zeros of `shape` with g added at [key]: what the gradient of indexing computes.

    `distinct` says that no position is named twice.
    """
    return F.scatter_add(g, key, shape, distinct)


def _given(F: Any, g: Any, value_shape: Any, key: Any, part: Any, _last: Any) -> Any:
    """Return the adjoint of what was assigned: g where it went, summed over the axes along which it was broadcast."""
    chosen = part_of(F, g, part)
    chosen = chosen if key is Ellipsis else F.getitem(chosen, key)
    if _last is not None:
        chosen = F.reshape(chosen, _last.shape) * _last.astype(g.dtype)
    if all(n == 1 for n in value_shape):
        return F.reshape(F.sum(chosen), value_shape)
    lead = max(len(value_shape) - len(chosen.shape), 0)  # x[0] = an array of shape (1, 3)
    return F.reshape(unbroadcast(F, chosen, value_shape[lead:]), value_shape)


def _assign_params(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    part = params["part"]
    return {**params, "_last": last_ones(ctx.F, datas[0].shape if part is None else part[1], params["key"])}


@op(x=lambda F, g, key, part: F.assign(g, 0, key=key, part=part), value=_given, prepare=_assign_params,
    elements="chosen", label="[{key}] =", method=False,
    adjoint={"x": "g, but 0 at [{key}]", "value": "g at [{key}]"}, mask=of_masks)  # fmt: skip
def assign(F, x, value, *, key, part=None, _last=None):
    """x with `value` at [key]; of several values for one place the last counts.

    `part` (begin, shape) chooses some of the elements of x, in order: the key is then about those.
    """
    z = F.array(x, order="C")
    one = hasattr(value, "shape") and all(n == 1 for n in value.shape)
    put(F, z, F.reshape(value, ()) if one else value, key, part)
    return z


@op(elements="one more axis",
    cell=lambda on_value, off_value: "[{indices} = {column}]" if (on_value, off_value) == (1, 0) else
    f"{on_value:g}·[{{indices}} = {{column}}] + {off_value:g}·[{{indices}} ≠ {{column}}]",
    between=lambda F, depth: {"column": F.arange(depth)}, label="one_hot {indices}")  # fmt: skip
def one_hot(F, indices, *, depth, on_value=1.0, off_value=0.0, dtype="float32"):
    """Rows of `off_value` with `on_value` at the column that `indices` names: their shape and (depth,).

    A row whose index is outside is `off_value` throughout.
    """
    hit = indices.astype("int64")[..., None] == F.arange(depth)
    return F.where(hit, on_value, off_value).astype(dtype)


def _by_rows(F: Any, condition: Any, ndim: int) -> Any:
    """Let a vector choose whole rows."""
    if len(condition.shape) == 1 and ndim > 1:
        condition = F.reshape(condition, (-1,) + (1,) * (ndim - 1))
    return condition != 0


def _chosen(F: Any, g: Any, condition: Any, x_shape: Any) -> Any:
    return unbroadcast(F, F.where(_by_rows(F, condition, len(g.shape)), g, F.zeros_like(g)), x_shape)


def _not_chosen(F: Any, g: Any, condition: Any, y_shape: Any) -> Any:
    return unbroadcast(F, F.where(_by_rows(F, condition, len(g.shape)), F.zeros_like(g), g), y_shape)


@op(x=_chosen, y=_not_chosen, mixed=("condition",), elements="chosen", label="where {condition}", method=False,
    adjoint="g where taken from here, 0 elsewhere", mask=of_arms)  # fmt: skip
def where(F, condition, x, y):
    """Elements of x where `condition` is not 0, of y elsewhere; `condition` has their shape or is a vector of rows."""
    return F.where(_by_rows(F, condition, max(x.ndim, y.ndim)), x, y)


# ---- by index arrays. `prepare` turns the indices into `_key`, which forward and gradient then share.


def whole_indices(F: Any, index: Any, n: int, mode: str) -> Any:
    """Return whole indices from 0 to n - 1. `mode` says what becomes of others: 'clip', 'wrap' or 'raise'."""
    if mode not in ("clip", "wrap", "raise"):
        raise ShapeError(f"mode is 'clip', 'wrap' or 'raise', not {mode!r}")
    found = index.astype(numpy.int64)
    if mode == "wrap":
        return found % n
    if mode == "raise" and bool(((found < 0) | (found >= n)).any()):
        raise IndexingError(f"an index is out of range: {n} elements can be chosen from")
    return F.minimum(F.maximum(found, 0), n - 1)  # clip() would take four times as long on few indices


def position_grid(F: Any, shape: Any, axis: int, index: Any) -> tuple[Any, ...]:
    """Return an index that reads `index` along one axis and the own position along the others."""
    behind = (1,) * (len(shape) - 1)  # axes after one's own
    return tuple([index if i == axis else F.arange(n).reshape(-1, *behind[i:]) for i, n in enumerate(shape)])


def _placed(F: Any, g: Any, a_shape: Any, _key: Any) -> Any:
    return F.scatter_add(g, _key, a_shape)


def _take_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    a, indices = datas
    found = whole_indices(ctx.F, indices, a.shape[params["axis"]], params["mode"])
    return {**params, "_key": along(params["axis"], a.ndim, found)}


@op(
    a=_placed,
    mixed=("indices",),
    prepare=_take_key,
    elements="chosen",
    label="take {a}",
    adjoint="g added where it was taken",
    mask=of_first,
)
def take(F, a, indices, *, axis=0, mode="clip", _key=None):
    """Slices of `a` at `indices` along an axis; `mode` 'clip' or 'wrap' brings indices into range."""
    return a[_key]


def _pick_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    data, index = datas
    (axis,) = reduced_axes(data.ndim, (params["axis"],))
    kept = (*data.shape[:axis], 1, *data.shape[axis + 1 :])
    found = whole_indices(ctx.F, index, data.shape[axis], params["mode"]).reshape(kept)
    return {**params, "_key": position_grid(ctx.F, data.shape, axis, found)}


def _pick_back(F: Any, g: Any, data_shape: Any, axis: int, _key: Any) -> Any:
    axis %= len(data_shape)
    return F.scatter_add(F.reshape(g, (*data_shape[:axis], 1, *data_shape[axis + 1 :])), _key, data_shape, True)


@op(data=_pick_back, mixed=("index",), prepare=_pick_key, elements="chosen", label="pick from {data}",
    adjoint="g where it was picked, 0 elsewhere", mask=of_first)  # fmt: skip
def pick(F, data, index, *, axis=-1, keepdims=False, mode="clip", _key=None):
    """One element a row: that at the position which `index` names along the axis."""
    z = data[_key]
    if keepdims:
        return z
    axis %= data.ndim
    return z.reshape((data.shape[:axis] + data.shape[axis + 1 :]) or (1,))


def _batch_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    a, indices = datas
    return {**params, "_key": (ctx.F.arange(a.shape[0]), whole_indices(ctx.F, indices, a.shape[1], "clip").reshape(-1))}


@op(a=_placed, mixed=("indices",), prepare=_batch_key, elements="chosen", label="pick from {a}", method=False,
    adjoint="g where it was taken, 0 elsewhere", mask=of_first)  # fmt: skip
def batch_take(F, a, indices, *, _key=None):
    """One element of each row of the matrix `a`, at the column that `indices` names."""
    return a[_key]


def _nd_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    return {**params, "_key": tuple(datas[1].astype("int64"))}


@op(data=lambda F, g, data_shape, _key: F.scatter_add(g, _key, data_shape), mixed=("indices",), prepare=_nd_key,
    elements="chosen", label="gather from {data}", method=False, adjoint="g added where it was taken",
    mask=of_first)  # fmt: skip
def gather_nd(F, data, indices, *, _key=None):
    """Elements of `data` at positions (indices[0], indices[1], ...), one row of `indices` for each leading axis."""
    return data[_key]


@op(data=lambda F, g, _key: F.getitem(g, _key), mixed=("indices",), prepare=_nd_key, elements="placed",
    label="scatter {data}",
    method=False, adjoint="g read where it was placed")  # fmt: skip
def scatter_nd(F, data, indices, *, shape, _key=None):
    """Zeros of `shape` with `data` at positions (indices[0], indices[1], ...); repeated positions add up."""
    return F.scatter_add(data, _key, tuple(shape))


def _mask_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    data, index = datas
    return {**params, "_key": along(params["axis"], data.ndim, ctx.F.nonzero(index)[0])}


@op(data=lambda F, g, data_shape, _key: F.scatter_add(g, _key, data_shape), mixed=("index",), prepare=_mask_key,
    elements="chosen", label="{data} where {index}", method=False, adjoint="g where the element was kept, 0 elsewhere",
    mask=of_first)  # fmt: skip
def boolean_mask(F, data, index, *, axis=0, _key=None):
    """The slices of `data` along an axis for which `index` is not 0."""
    return data[_key]


def _copy_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    old, index, new = datas
    rows = index.astype("int64")
    if new.shape != (rows.size, *old.shape[1:]):
        raise ShapeError(f"index_copy: {rows.size} rows of {old.shape} do not fit new values of shape {new.shape}")
    if bool(((rows < 0) | (rows >= old.shape[0])).any()):
        raise IndexingError(f"an index is out of range: there are {old.shape[0]} rows")
    kept = ctx.F.ones((old.shape[0],) + (1,) * (old.ndim - 1), old.dtype)
    kept[rows] = 0
    return {**params, "_key": rows, "_kept": kept}


@op(old=lambda F, g, _kept: g * _kept, new=lambda F, g, _key: F.getitem(g, _key), prepare=_copy_key, mixed=("index",),
    mask=of_first_and_last, elements="chosen", label="copy into {old}", method=False,
    adjoint={"old": "g, 0 in the copied rows", "new": "g's copied rows"})  # fmt: skip
def index_copy(F, old, index, new, *, _key=None, _kept=None):
    """`old` with the rows that `index` names replaced by those of `new`."""
    z = F.array(old)
    z[_key] = new
    return z


# ---- positions


def _check_inside(rows: Any, shape: Any) -> None:
    for row, n in zip(rows, shape, strict=True):
        if bool(((row < 0) | ((row >= n) & (n != -1))).any()):
            raise IndexingError(f"a position is outside of shape {tuple(shape)}")


def _strides(F: Any, data: Any, shape: Any) -> dict[str, Any]:
    """Return how far apart the positions along each axis lie, and how many there are."""
    below = [math.prod(shape[i + 1 :]) for i in range(len(shape))]
    column = (len(shape),) + (1,) * (data.ndim - 1)
    return {"stride": F.asarray(below).reshape(column), "size": F.asarray([*shape]).reshape(column)}


@op(elements="same", cell=lambda shape: None if shape[0] == -1 else "mod(⌊{data}/{stride}⌋, {size})",
    between=lambda F, data, shape: _strides(F, data[None], shape), label="unravel {data}", method=False)  # fmt: skip
def unravel_index(F, data, *, shape):
    """Positions in a flattened array as positions in `shape`: one row for each axis. The first size may be -1: open."""
    rest, rows = data.astype("int64"), []
    for n in reversed(shape[1:]):
        rest, row = rest // n, rest % n
        rows.append(row)
    _check_inside((*rows, rest), (*shape[:0:-1], shape[0]))
    return F.stack([rest, *reversed(rows)]).astype(data.dtype)


@op(elements="first axis reduced", cell="Σ[{data}·{stride}]", between=_strides, label="ravel {data}", method=False)
def ravel_multi_index(F, data, *, shape):
    """Positions in `shape`, one row for each axis, as positions in the flattened array. Its first size may be -1."""
    _check_inside(data, shape)
    flat = 0
    for row, n in zip(data, shape, strict=True):
        flat = flat * n + row
    return flat

"""Reading elements: `x[key]`, and by index arrays."""

from __future__ import annotations

from typing import Any

from ..namespace import is_basic_key, unbroadcast
from ..op import op


def _place(F: Any, g: Any, x_shape: Any, key: Any) -> Any:
    """Return zeros of the operand's shape with `g` where `key` read: the adjoint of indexing."""
    return F.scatter_add(g, key, x_shape)


def _place_into(F: Any, buffer: Any, g: Any, key: Any) -> None:
    F.add_at(buffer, key, g)


@op(x=_place, accumulate=_place_into, label="{x}[{key}]", method=False, adjoint="g placed at [{key}], 0 elsewhere")
def getitem(F, x, *, key):
    """x[key] as in NumPy, with a single element of shape (1,). A view where the elements lie together in memory."""
    z = x[key]
    if not getattr(z, "ndim", 0):
        return F.asarray(z).reshape(1) if not is_basic_key(key) or x.ndim == 0 else _one_element(x, key)
    return z if z.flags.c_contiguous or not is_basic_key(key) else z.copy()


def _one_element(x: Any, key: Any) -> Any:
    """Return one element as a view of shape (1,), so that writing through it reaches `x`."""
    *lead, last = [k for k in (key if type(key) is tuple else (key,)) if k is not Ellipsis]
    return x[(*lead, slice(last, last + 1 or None))]


@op(g=lambda F, g, key: F.getitem(g, key), method=False)
def scatter_add(F, g, *, key, shape):
    """Zeros of `shape` with g added at [key]: what the gradient of indexing computes."""
    return F.scatter_add(g, key, shape)


@op(label="one_hot {x}")
def one_hot(F, x, *, depth, on_value=1.0, off_value=0.0, dtype="float32"):
    """Rows of `off_value` with `on_value` at the column that x names: shape of x and (depth,). All off if outside."""
    hit = F.asarray(x.astype("int64"))[..., None] == F.arange(depth)
    return F.where(hit, on_value, off_value).astype(dtype)


def _by_rows(F: Any, condition: Any, ndim: int) -> Any:
    """Let a vector choose whole rows."""
    if len(condition.shape) == 1 and ndim > 1:
        condition = F.reshape(condition, (-1,) + (1,) * (ndim - 1))
    return condition != 0


def _chosen(F: Any, g: Any, condition: Any, x_shape: Any) -> Any:
    return unbroadcast(F, F.where(_by_rows(F, condition, len(g.shape)), g, 0 * g), x_shape)


def _not_chosen(F: Any, g: Any, condition: Any, y_shape: Any) -> Any:
    return unbroadcast(F, F.where(_by_rows(F, condition, len(g.shape)), 0 * g, g), y_shape)


@op(x=_chosen, y=_not_chosen, mixed=True, label="where {condition}", method=False,
    adjoint="g where taken from here, 0 elsewhere")  # fmt: skip
def where(F, condition, x, y):
    """Elements of x where `condition` is not 0, of y elsewhere; `condition` has their shape or is a vector of rows."""
    return F.where(_by_rows(F, condition, x.ndim), x, y)

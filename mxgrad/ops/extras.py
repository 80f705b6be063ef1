"""Operations that MXNet keeps under `nd.contrib`."""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..core.masks import of_first_and_last
from ..core.op import elementwise, op
from ..errors import IndexingError, ShapeError


@elementwise(label="isnan {x}", method=False, mask=True)
def isnan(F, x):
    """1 where x is nan, else 0."""
    return F.isnan(x).astype(x.dtype)


@elementwise(label="isinf {x}", method=False, mask=True)
def isinf(F, x):
    """1 where x is inf or -inf, else 0."""
    return F.isinf(x).astype(x.dtype)


@elementwise(label="isfinite {x}", method=False, mask=True)
def isfinite(F, x):
    """1 where x is neither infinite nor nan, else 0."""
    return F.isfinite(x).astype(x.dtype)


@elementwise(x=lambda F, x, a, b: 2 * a * x + b, floating=True, label="a {x}² + b {x} + c", method=False)
def quadratic(F, x, *, a=0.0, b=0.0, c=0.0):
    """a x² + b x + c."""
    return a * x * x + b * x + c


@op(x=lambda F, g, x_shape: g / math.sqrt(x_shape[-1]), label="{x} / √n", method=False, floating=True,
    adjoint="g / √n")  # fmt: skip
def div_sqrt_dim(F, x):
    """x divided by the square root of its last axis' length."""
    return x / math.sqrt(x.shape[-1])


@elementwise(x=lambda F, scalar: scalar, label="{x}", method=False)
def gradientmultiplier(F, x, *, scalar=1.0):
    """x; its gradient is multiplied by `scalar`, such as -1 to turn it around."""
    return F.array(x)


@elementwise(x=1, counts=True, label="round {x}", method=False)
def round_ste(F, x):
    """The nearest integer, halves away from zero, with the gradient of x itself (straight through)."""
    return (F.sign(x) * F.floor(F.absolute(x) + 0.5)).astype(x.dtype)


@elementwise(x=1, counts=True, label="sign {x}", method=False)
def sign_ste(F, x):
    """The sign of x, with the gradient of x itself (straight through)."""
    return F.sign(x)


@op(label="positions in {x}", method=False)
def index_array(F, x, *, axes=None):
    """The position of each element, as int64: the shape of x and (number of axes,); `axes` chooses some."""
    grid = numpy.stack(numpy.meshgrid(*(numpy.arange(n) for n in x.shape), indexing="ij"), axis=-1)
    return F.asarray(grid[..., [i % x.ndim for i in axes]] if axes else grid)


@op(counts=True, label="arange like {x}", method=False)
def arange_like(F, x, *, start=0.0, step=1.0, repeat=1, axis=None):
    """start, start + step, ... in the shape of x, or as many as `axis` is long."""
    count = x.size if axis is None else x.shape[axis]
    values = start + step * (F.arange(count) // repeat)
    return values.astype(x.dtype).reshape(x.shape if axis is None else (count,))


@op(label="{x} ≈ {y}", method=False)
def allclose(F, x, y, *, rtol=1e-5, atol=1e-8, equal_nan=False):
    """1 where all elements of x and y are equal up to the tolerances, else 0: shape (1,)."""
    return F.asarray(F.allclose(x, y, rtol=rtol, atol=atol, equal_nan=equal_nan)).astype("uint8").reshape(1)


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
    mask=of_first_and_last, label="copy into {old}", method=False,
    adjoint={"old": "g, 0 in the copied rows", "new": "g's copied rows"})  # fmt: skip
def index_copy(F, old, index, new, *, _key=None, _kept=None):
    """`old` with the rows that `index` names replaced by those of `new`."""
    z = F.array(old)
    z[_key] = new
    return z

"""Comparisons: 1 where true and 0 where not, in the dtype of the operands; no gradient. Shapes broadcast."""

from __future__ import annotations

from ..core.op import elementwise, op


@elementwise(label="{x} = {y}", mask=True)
def equal(F, x, y):
    """1 where x equals y, else 0."""
    return F.equal(x, y).astype(x.dtype)


@elementwise(label="{x} ≠ {y}", mask=True)
def not_equal(F, x, y):
    """1 where x differs from y, else 0."""
    return F.not_equal(x, y).astype(x.dtype)


@elementwise(label="{x} > {y}", mask=True)
def greater(F, x, y):
    """1 where x is greater than y, else 0."""
    return F.greater(x, y).astype(x.dtype)


@elementwise(label="{x} ≥ {y}", mask=True)
def greater_equal(F, x, y):
    """1 where x is greater than or equal to y, else 0."""
    return F.greater_equal(x, y).astype(x.dtype)


@elementwise(label="{x} < {y}", mask=True)
def lesser(F, x, y):
    """1 where x is less than y, else 0."""
    return F.less(x, y).astype(x.dtype)


@elementwise(label="{x} ≤ {y}", mask=True)
def lesser_equal(F, x, y):
    """1 where x is less than or equal to y, else 0."""
    return F.less_equal(x, y).astype(x.dtype)


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


@op(label="{x} ≈ {y}", method=False, words="one answer about all elements")
def allclose(F, x, y, *, rtol=1e-5, atol=1e-8, equal_nan=False):
    """1 where all elements of x and y are equal up to the tolerances, else 0: shape (1,)."""
    return F.asarray(F.allclose(x, y, rtol=rtol, atol=atol, equal_nan=equal_nan)).astype("uint8").reshape(1)


# ---- logic: any number but 0 counts as true


@elementwise(label="{x} and {y}", mixed=True, mask=True)
def logical_and(F, x, y):
    """1 where both are not 0, else 0."""
    return F.logical_and(x, y).astype(x.dtype)


@elementwise(label="{x} or {y}", mixed=True, mask=True)
def logical_or(F, x, y):
    """1 where at least one is not 0, else 0."""
    return F.logical_or(x, y).astype(x.dtype)


@elementwise(label="{x} xor {y}", mixed=True, mask=True)
def logical_xor(F, x, y):
    """1 where exactly one is not 0, else 0."""
    return F.logical_xor(x, y).astype(x.dtype)


@elementwise(x=0, label="not {x}", mask=True)
def logical_not(F, x):
    """1 where x is 0, else 0. The gradient is 0."""
    return F.logical_not(x).astype(x.dtype)

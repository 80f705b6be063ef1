"""Comparisons: 1 where true and 0 where not, in the dtype of the operands; no gradient. Shapes broadcast."""

from __future__ import annotations

from ..op import elementwise


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

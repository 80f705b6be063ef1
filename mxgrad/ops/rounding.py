"""Rounding and limits, elementwise. The gradient of rounding is 0 everywhere."""

from __future__ import annotations

from typing import Any

import numpy

from ..core.op import elementwise


@elementwise(x=0, label="⌊{x}⌋")
def floor(F, x):
    """The largest integer not above x. The gradient is 0."""
    return F.floor(x)


@elementwise(x=0, label="⌈{x}⌉")
def ceil(F, x):
    """The smallest integer not below x. The gradient is 0."""
    return F.ceil(x)


@elementwise(x=0, counts=True, label="round {x}")
def round(F, x):
    """The nearest integer, halves away from zero. The gradient is 0."""
    return (F.sign(x) * F.floor(F.absolute(x) + 0.5)).astype(x.dtype)


@elementwise(x=0, label="rint {x}")
def rint(F, x):
    """The nearest integer, halves to the even one. The gradient is 0."""
    return F.rint(x)


@elementwise(x=0, label="fix {x}")
def fix(F, x):
    """x cut towards zero. The gradient is 0."""
    return F.trunc(x)


@elementwise(x=0, label="trunc {x}")
def trunc(F, x):
    """x cut towards zero. The gradient is 0."""
    return F.trunc(x)


@elementwise(
    x=lambda F, x, a_min, a_max: F.or_nan((x >= a_min) * (x <= a_max), x),
    label="clip {x}",
    cell="min(max({x}, {a_min}), {a_max})",
)
def clip(F, x, *, a_min, a_max):
    """x limited to [a_min, a_max]; integers stay integers where the limits are whole, else they give float32.

    The gradient is 1 inside, at the limits and at nan, 0 outside."""
    if x.dtype.kind in "iu":
        a_min, a_max = (_whole_limit(limit, numpy.iinfo(x.dtype)) for limit in (a_min, a_max))
    return F.clip(x, a_min, a_max)


def _whole_limit(limit: float, dtype: Any) -> float:
    """Return a limit for integers as an integer, where it is whole, within what the dtype holds."""
    limit = min(max(limit, dtype.min), dtype.max)
    return int(limit) if limit == int(limit) else limit

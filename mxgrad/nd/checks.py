"""Checks of arguments outside the operations: each names the call, what was given and what was expected."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy

from ..ndarray import NDArray


def number(value: Any, name: str, call: str) -> Any:
    """Return a number as it is. Raises `TypeError` for anything else."""
    if isinstance(value, NDArray) and value.size == 1:
        return value.item()
    if not isinstance(value, Real | numpy.number | numpy.bool_):
        raise TypeError(f"{call}: {name} must be a number, not {value!r}")
    return value


def whole(value: Any, name: str, call: str, least: int = 0) -> int:
    """Return an integer from `least` on. Raises `TypeError` or `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, int | numpy.integer):
        raise TypeError(f"{call}: {name} must be an integer, not {value!r}")
    if value < least:
        raise ValueError(f"{call}: {name} must be an integer from {least} on, not {value}")
    return int(value)


def an_array(value: Any, name: str, call: str) -> NDArray:
    """Return an NDArray as it is. Raises `TypeError` for anything else."""
    if not isinstance(value, NDArray):
        raise TypeError(f"{call}: {name} must be an NDArray, not {type(value).__name__} {value!r}"[:200])
    return value

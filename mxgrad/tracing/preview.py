"""How much of an array a trace keeps: all elements up to a budget, else statistics and a thumbnail."""

from __future__ import annotations

import math
from typing import Any

import numpy

ALL_ELEMENTS = 64  # arrays up to this many elements are kept whole
THUMBNAIL = 8  # at most this many rows and columns of larger ones


def number(value: Any) -> Any:
    """Return an array element as a JSON number, by the shortest decimal that gives it back; nan and inf as text."""
    if isinstance(value, numpy.bool_ | bool):
        return int(value)
    if isinstance(value, numpy.integer | int):
        return int(value)
    return float(str(value)) if numpy.isfinite(value) else str(value)


def preview(array: Any) -> dict[str, Any]:
    """Return `data`, or `stats` and `thumb`, of a NumPy array."""
    if array.size <= ALL_ELEMENTS:
        return {"data": tuple(number(value) for value in array.reshape(-1))}
    return {"data": None, "stats": statistics(array), "thumb": thumbnail(array)}


def statistics(array: Any) -> dict[str, Any]:
    """Return extremes, mean and standard deviation of the finite elements, and counts of zeros, nan and inf."""
    finite = array[numpy.isfinite(array)].astype(numpy.float64)
    scale = max(float(numpy.abs(finite).max(initial=0.0)) / 1e150, 1.0)  # squares of the largest doubles are inf
    scaled = finite / scale if scale > 1 else finite
    figures = ("min", "max", "mean", "std")
    measured = {name: _short(float(getattr(scaled, name)()) * scale) if finite.size else None for name in figures}
    return {
        **measured,
        "zeros": int((array == 0).sum()),
        "nan": int(numpy.isnan(array).sum()),
        "inf": int(numpy.isinf(array).sum()),
    }


def _short(value: float) -> float:
    rounded = float(f"{value:.6g}")
    return rounded if math.isfinite(rounded) else value  # the largest double would round to inf


def thumbnail(array: Any) -> dict[str, Any]:
    """Return evenly spaced elements of the array seen as a matrix: its last axis against all others."""
    matrix = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
    picks = (numpy.linspace(0, n - 1, min(n, THUMBNAIL)).astype(int) for n in matrix.shape)
    sample = matrix[numpy.ix_(*picks)]
    return {"shape": sample.shape, "data": tuple(number(value) for value in sample.reshape(-1))}

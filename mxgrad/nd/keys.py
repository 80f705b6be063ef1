"""What an index means: which elements `x[key]` reads and `x[key] = ...` writes."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy

from ..core.masks import is_mask
from ..errors import IndexingError
from ..ndarray import NDArray


def plain_key(array: NDArray, key: Any) -> Any:
    """Return an index as NumPy and CuPy take it: nothing in it changes with the arrays that it was made of.

    Masks become arrays of bools, other arrays row numbers. Raises where the meaning is not clear.
    """
    if type(key) is tuple:
        return tuple([_part(array, part) for part in key])
    if isinstance(key, NDArray | numpy.ndarray | list):
        rows = _rows(array, key)
        if rows.dtype.kind == "f" and rows.ndim > 1 and rows.shape == array.shape:
            raise IndexingError(
                f"an index of floats that has the shape of the array itself, {rows.shape}, could be a mask or row "
                "numbers: write x[m != 0] for a mask, nd.take(x, m) for rows"
            )
        return _whole(rows)
    return _part(array, key)


def _part(array: NDArray, part: Any) -> Any:
    if type(part) is slice:
        if all(bound is None or type(bound) is int for bound in (part.start, part.stop, part.step)):
            return part
        return slice(_bound(part.start), _bound(part.stop), _bound(part.step))
    if isinstance(part, NDArray | numpy.ndarray | list | tuple | range):
        return _whole(_rows(array, part))
    if isinstance(part, numpy.integer):
        return int(part)
    if part is None or part is Ellipsis or (isinstance(part, int) and not isinstance(part, bool)):
        return part
    raise TypeError(f"an index is an integer, slice, None, ... or an array of integers or booleans, not {part!r}")


def _bound(value: Any) -> int | None:
    try:
        return None if value is None else index(value)
    except TypeError:
        raise TypeError(f"x[start:stop:step] takes integers or nothing, not {value!r}: use int(...)") from None


def _rows(array: NDArray, part: Any) -> Any:
    """Return an index array with memory of its own, on the array's device: bools for a mask, else the numbers."""
    if isinstance(part, NDArray):
        return _selected(part) if is_mask(part) else part._data if part._data.dtype.kind == "f" else part._data.copy()
    try:
        found = numpy.array(_listed(part))
    except ValueError:
        raise IndexingError("the rows of a nested list that is an index must all have one length") from None
    if found.dtype.kind not in "biuf":
        raise TypeError(f"an index array holds integers or booleans, not {found.dtype}")
    return array._ctx.F.asarray(found if found.size else found.astype(numpy.int64))


def _listed(part: Any) -> Any:
    """Replace NDArrays inside a list by what they select or name."""
    if isinstance(part, NDArray):
        return part._to_numpy() != 0 if is_mask(part) else part._to_numpy()
    return [_listed(one) for one in part] if isinstance(part, list | tuple | range) else part


def _selected(mask: NDArray) -> Any:
    chosen = mask._data != 0
    if mask._data.dtype.kind != "b" and not bool((chosen == mask._data).all()):
        raise IndexingError(
            "an array that was computed as a mask holds other numbers than 0 and 1 since it was written to: "
            "write x[m != 0] for the elements where it is not 0, nd.take(x, m) for rows"
        )
    return chosen


def _whole(rows: Any) -> Any:
    """Return row numbers as integers."""
    if rows.dtype.kind != "f":
        return rows
    found = rows.astype(numpy.int64)
    if bool((found != rows).any()):
        raise IndexingError(f"an index array holds whole numbers, not {rows[found != rows].ravel()[0].item()!r}")
    return found

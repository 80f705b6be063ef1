"""Numbers and arrays as text on one line, the same on every machine."""

from __future__ import annotations

from typing import Any

import numpy

# More numbers than this are summed up: nobody compares 100 of them by eye.
_SHOWN = 64


def as_array(value: Any) -> numpy.ndarray:
    """A number, list, NumPy array or NDArray as a NumPy array.

    Raises TypeError for something that holds no numbers.
    """
    array = numpy.asarray(value.asnumpy() if hasattr(value, "asnumpy") else value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"expected a number, a list of numbers or an array, not {type(value).__name__} {value!r}")
    return array


def plain(value: Any) -> Any:
    """A truth value of NumPy as Python's; everything else as it is."""
    return bool(value) if isinstance(value, numpy.bool_) else value


def is_text(value: Any) -> bool:
    """Whether a value is compared as it is written, not as numbers."""
    return value is None or isinstance(value, str | bool | tuple) or not _holds_numbers(value)


def _holds_numbers(value: Any) -> bool:
    try:
        as_array(value)
    except (TypeError, ValueError):
        return False
    return True


def number(value: Any) -> str:
    """A number in up to six digits, without a tail of zeros."""
    return f"{float(value):.6g}"


def in_words(value: Any) -> str:
    """A value on one line: `12`, `[[1 2] [3 4]]`, `b[0]`, or the shape and range of a large array."""
    if is_text(value):
        return str(value)
    array = as_array(value)
    if array.size == 1:
        return number(array.reshape(-1)[0])
    if array.size > _SHOWN:
        return f"shape {array.shape}, {number(array.min())} to {number(array.max())}"
    return _nested(array)


def _nested(array: numpy.ndarray) -> str:
    if array.ndim == 0:
        return number(array)
    return "[" + " ".join(_nested(part) for part in array) + "]"


def count(n: int, noun: str) -> str:
    """`1 number`, `2 numbers`."""
    return f"{n} {noun}{'' if n == 1 else 's'}"

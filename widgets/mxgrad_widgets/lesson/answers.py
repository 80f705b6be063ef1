"""The answers of a lesson: any value as an array to compare and as text on one line, the same on every machine."""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import Any

import numpy

from mxgrad.tracing.text import operands

from ..language.catalogue import Words

# More numbers than this are summed up: nobody compares 100 of them by eye.
_SHOWN = 64


def as_array(value: Any) -> numpy.ndarray:
    """A number, list, tuple, NumPy array or NDArray as a NumPy array; fractions and long integers as floats.

    Raises TypeError for something that holds no numbers.
    """
    try:
        array = numpy.asarray(_unwrapped(value))
        if array.dtype.kind == "O" and array.size and all(map(_is_real, array.flat)):
            array = array.astype(float)
    except Exception:  # rows of different lengths, a lazy value, a number above the largest float
        array = None
    if array is None or array.dtype.kind not in "biuf":
        raise TypeError(f"expected a number, a list of numbers or an array, not {kind(value, Words('en'))}")
    return array


def _unwrapped(value: Any) -> Any:
    """Arrays as NumPy's; one with a single number among plain numbers stands for it, as in `[w.grad, 3]`."""
    if hasattr(value, "asnumpy"):
        return value.asnumpy()
    if isinstance(value, list | tuple) and any(hasattr(item, "asnumpy") for item in value):
        items = [_unwrapped(item) for item in value]
        return [item.item() if getattr(item, "size", 0) == 1 else item for item in items] if _mixed(items) else items
    return value


def _mixed(items: list[Any]) -> bool:
    return len({getattr(item, "shape", ()) for item in items}) > 1


def _is_real(value: Any) -> bool:
    return isinstance(value, numbers.Real | Decimal)


def plain(value: Any) -> Any:
    """A truth value of NumPy as Python's; everything else as it is."""
    return bool(value) if isinstance(value, numpy.bool_) else value


def is_text(value: Any) -> bool:
    """Whether a value is compared as it is written, not as numbers."""
    return value is None or isinstance(value, str | bool) or not holds_numbers(value)


def holds_numbers(value: Any) -> bool:
    """Whether `as_array` takes the value."""
    try:
        as_array(value)
    except TypeError:
        return False
    return True


def kind(value: Any, words: Words) -> str:
    """What a value is, for a sentence: `a number`, `True`, `the text 'b'`, `a function`, `a dict`."""
    if value is None or isinstance(value, bool | numpy.bool_):
        return str(value)
    if isinstance(value, str):
        return words.text("kind.text", text=repr(value))
    if _is_real(value):
        return words.text("kind.number")
    if callable(value) and hasattr(value, "__name__"):
        return words.text("kind.class" if isinstance(value, type) else "kind.function")
    name = type(value).__name__
    return words.text("kind.other.vowel" if name[0].lower() in "aeiou" else "kind.other", name=name)


def number(value: Any) -> str:
    """A number in up to six digits, without a tail of zeros."""
    return operands.short(float(value))


def apart(a: Any, b: Any) -> tuple[str, str]:
    """Two numbers in as many digits as it takes to see that they differ, six at least."""
    a, b = a.item() if hasattr(a, "item") else a, b.item() if hasattr(b, "item") else b
    texts = number(a), number(b)
    for digits in (9, 12, 17):
        if texts[0] != texts[1]:
            break
        texts = f"{float(a):.{digits}g}", f"{float(b):.{digits}g}"
    return texts if texts[0] != texts[1] else (str(a), str(b))


def in_words(value: Any, words: Words) -> str:
    """A value on one line: `12`, `[[1 2] [3 4]]`, `(2, 3)`, `b[0]`, or the shape and range of a large array."""
    if is_text(value):
        return _unnumbered(value, words)
    array = as_array(value)
    if isinstance(value, tuple) and array.ndim == 1 and array.size <= _SHOWN:
        return f"({', '.join(map(number, array))}{',' if array.size == 1 else ''})"
    if array.size == 1:
        return number(array.reshape(-1)[0])
    if array.size > _SHOWN:
        return words.text("array.range", shape=array.shape, least=number(array.min()), most=number(array.max()))
    return _nested(array)


def _unnumbered(value: Any, words: Words) -> str:
    if value is None or isinstance(value, str | bool):
        return str(value)
    if isinstance(value, list | tuple) and all(item is None or isinstance(item, str | bool) for item in value):
        return str(value)
    if _is_real(value):  # above the largest float
        return f"{Decimal(value):.6g}"
    return kind(value, words)


def _nested(array: numpy.ndarray) -> str:
    if array.ndim == 0:
        return number(array)
    return "[" + " ".join(_nested(part) for part in array) + "]"

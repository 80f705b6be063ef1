"""Numbers and arrays as short text."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy

from mxgrad.tracing import preview
from mxgrad.tracing.model import Value
from mxgrad.tracing.text import operands

from .catalogue import Words

SENTENCE_CELLS = 6  # numbers of an array that a sentence spells out
FACT_CELLS = 16  # and what stands by itself


def real(x: Any) -> float:
    """A number of the trace as a float; NaN and Inf arrive as strings."""
    return float(x)


def short(x: Any, digits: int = 6) -> str:
    """A number in at most `digits` significant digits: 2 for 2.0, 461.565, 1e-7; of zero only one sign."""
    too_long = isinstance(x, int) and abs(x) > sys.float_info.max
    return plain_exponent(operands.short(x if too_long else real(x) or 0.0, digits))


def plain_exponent(text: str) -> str:
    """A number as text with its exponent as short as it can be: 1e-7 for 1e-07."""
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def texts(array: Any) -> list[str]:
    """Each number in up to six digits, whole numbers in all of theirs, row by row."""
    numbers = array.reshape(-1).tolist()
    return (
        [plain_exponent(operands.short(x)) for x in numbers]
        if array.dtype.kind == "f"
        else [str(int(x)) for x in numbers]
    )


def shape_text(shape: Sequence[int], words: Words) -> str:
    """A shape as Python writes it, `(2, 3)`; of a single number the word for it."""
    return _sides(shape) or words.text("scalar")


def misfit_texts(values: Sequence[Value], error: str, words: Words) -> list[str]:
    """What does not fit of arrays that an operation cannot run with: their dtypes or devices, else their shapes.

    Their dtypes also where the shapes are all the same.
    """
    if error == "ContextError":
        return [value.device for value in values]
    alike = len({value.shape for value in values}) == 1 < len({value.dtype for value in values})
    if error == "DTypeError" or alike:
        return [value.dtype for value in values]
    return [shape_text(value.shape, words) for value in values]


def _sides(shape: Sequence[int]) -> str:
    if not shape:
        return ""
    return f"({shape[0]},)" if len(shape) == 1 else "(" + ", ".join(str(n) for n in shape) + ")"


def array_text(value: Value | None, words: Words, most: int = SENTENCE_CELLS) -> str:
    """An array as a learner would write it, `[[1, 2], [3, 4]]`; one of more than `most` numbers by its shape."""
    if value is None:
        return words.text("unknown value")
    if value.data is None or array_is_long(value, most):
        return words.text("array.long", shape=shape_text(value.shape, words))
    texts = [short(x) for x in value.data]
    for size in reversed(value.shape):
        if size == 0:
            return words.text("array.empty", shape=shape_text(value.shape, words))
        texts = ["[" + ", ".join(texts[i : i + size]) + "]" for i in range(0, len(texts), size)]
    return texts[0] if texts else "[]"


def array_is_long(value: Value | None, most: int = SENTENCE_CELLS) -> bool:
    """Whether `array_text` does not spell the numbers out."""
    return value is not None and (value.data is None or len(value.data) > most)


def odd_counts(value: Value | None) -> dict[str, int]:
    """How many numbers of an array are nan and how many inf, where there are any."""
    if value is None:
        return {}
    counts = value.stats or {}
    if value.data is not None:
        words = [x.lstrip("-") for x in value.data if isinstance(x, str)]  # only what is not finite is text
        counts = {name: words.count(name) for name in ("nan", "inf")} if words else {}
    return {name: counts[name] for name in ("nan", "inf") if counts.get(name)}


def stats_text(value: Value) -> list[str]:
    """A big array in two lines: shape and type, then mean, spread and range."""
    lines = [f"{_sides(value.shape)} {value.dtype}".strip()]
    stats = value.stats
    if stats:
        part = {k: short(stats[k], 3) for k in ("mean", "std", "min", "max") if stats.get(k) is not None}
        if len(part) == 4:
            lines.append(f"≈{part['mean']} ±{part['std']}")
            lines.append(f"[{part['min']}, {part['max']}]")
        names = (("zeros", "0"), ("nan", "nan"), ("inf", "inf"))
        counts = [f"{word}:{stats[key]}" for key, word in names if stats.get(key)]
        if counts:
            lines.append(" ".join(counts))
    return lines


def statistics(value: Value) -> dict[str, str] | None:
    """Mean, spread, range and counts of an array, as text; None where its numbers are not known.

    What there is no finite number for, is a dash.
    """
    stats = value.stats
    if stats is None and value.data is not None:
        stats = preview.statistics(numpy.array(value.data, float))
    if not stats:
        return None
    shown = {key: "–" if stats.get(key) is None else short(stats[key], 4) for key in ("mean", "std", "min", "max")}
    return shown | {key: str(stats.get(key) or 0) for key in ("zeros", "nan", "inf")}

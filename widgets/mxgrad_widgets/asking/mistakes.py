"""What kind of mistake a guess is: compared with what is right, and with what common mistakes would give.

`src/data/mistakes.js` does the same in a page; a test holds the two against each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy

# What a guess is called, and the numbers that such a guess has; the first is what is right.
Outcome = tuple[str, tuple[float, ...]]

RIGHT, CLOSE, FACTOR, CELL, OTHER = "right", "close", "factor", "cell", "other"
_CLOSE = 1e-2
_WHOLE = 2.0**-22  # what single precision leaves of a whole number, relative to it
_ROUNDED = 1e-6  # of a number: what rounding leaves of a whole one
_NOISE = 1e-7  # of the largest number: less than this should have been 0
_LARGEST_FACTOR = 12


def mistake(outcomes: Sequence[Outcome], guess: Sequence[float]) -> str:
    """`right`, `close`, or the kind of mistake that explains all numbers of a guess; `other` where none does.

    What is right and what is close is as in `lesson.judge`: a whole number alone is right, else what is within 1%.
    """
    right = outcomes[0][1]
    for kind, numbers in outcomes:
        if all(map(_alike, guess, numbers)):
            return kind
    if all(map(_near, guess, right)):
        return CLOSE
    if len(guess) > 1 and all(map(_alike, sorted(guess), sorted(right))):
        return CELL
    factor = next((g / r for g, r in zip(guess, right, strict=True) if r and math.isfinite(r)), 0.0)
    whole = max(abs(factor), 1 / abs(factor)) if factor and math.isfinite(factor) else 0.0
    is_plain = 1 < round(whole) <= _LARGEST_FACTOR and _alike(whole, round(whole))
    return FACTOR if is_plain and all(_alike(g, r * factor) for g, r in zip(guess, right, strict=True)) else OTHER


def _alike(got: float, want: float) -> bool:
    if not math.isfinite(want):
        return got == want or (math.isnan(got) and math.isnan(want))
    return abs(got - want) <= (_WHOLE if want == round(want) else _CLOSE) * abs(want)


def _near(got: float, want: float) -> bool:
    """Whether a number that is not whole is within 1% of a whole one; or right."""
    if not (math.isfinite(got) and math.isfinite(want)) or got == round(got):
        return _alike(got, want)
    return abs(got - want) <= _CLOSE * abs(want)


def cleaned(array: Any) -> Any:
    """Numbers as they are meant: what rounding left of a whole number, or of zero, is that number."""
    numbers = numpy.asarray(array, dtype=float)
    with numpy.errstate(invalid="ignore", over="ignore"):
        finite = numpy.isfinite(numbers)
        largest = numpy.max(numpy.abs(numbers), initial=0.0, where=finite)
        whole = numpy.rint(numbers)
        near = numpy.abs(numbers - whole) <= numpy.maximum(
            _ROUNDED * numpy.abs(numbers), _NOISE * largest * (whole == 0)
        )
    return numpy.where(finite & near, whole, numbers) + 0.0  # never -0

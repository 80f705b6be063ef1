"""What counts as right for `check` and `predict`, and when a wrong answer has to fail."""

from __future__ import annotations

import os
import sys
from types import FrameType
from typing import Any

import numpy

from .answers import holds_numbers, is_text

# nbgrader sets its two while it grades or validates a notebook.
_GRADERS = ("MXGRAD_GRADING", "NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
_NO = {"", "0", "false", "no", "off"}

_CLOSE = 1e-2
# What is left of a whole number after a computation, relative to it: the single precision of arrays, or doubles.
_SINGLE, _DOUBLE = 1e-4, 1e-6


def is_strict(strict: bool | None) -> bool:
    """Whether a wrong answer raises: as asked for, otherwise where a grader runs the program."""
    if strict is not None:
        return bool(strict)
    return any(os.environ.get(name, "").strip().lower() not in _NO for name in _GRADERS) or _run_by_otter()


def _run_by_otter() -> bool:
    """Whether a test of otter-grader is among the callers: it sets no variable."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if str(frame.f_globals.get("__name__")).startswith("otter.test_files"):
            return True
        frame = frame.f_back
    return False


def same_text(a: Any, b: Any) -> bool:
    """Whether two values that are no numbers are equal; texts up to space around them."""
    if isinstance(a, str) and isinstance(b, str):
        return a.strip() == b.strip()
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(same_value, a, b))
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # an == of the learner's or of an array: what cannot be compared is not equal
        return False


def same_value(a: Any, b: Any) -> bool:
    """Whether two values are right for each other, whatever they are; numbers by `judge`."""
    if is_text(a) or is_text(b):
        return same_text(a, b)
    if not (holds_numbers(a) and holds_numbers(b)):
        return False
    a, b = numpy.asarray(a), numpy.asarray(b)
    return a.shape == b.shape and bool(judge(a, b)[0].all())


def judge(got: numpy.ndarray, want: numpy.ndarray, atol: float = 0.0) -> tuple[Any, Any]:
    """Which numbers are right, and which others are close, as two truth arrays.

    Where a whole number is wanted, that number alone is right (up to rounding) and what is within 1% is close, but
    another whole number is wrong: 12.02 for 12 is close, 2047 for 2048 is wrong. Where another number is wanted, what
    is within 1% is right: 0.69 for 0.6931. nan is right for nan, and inf for inf. Within `atol` is always right.
    """
    a, b = got.astype(float), want.astype(float)
    with numpy.errstate(invalid="ignore", over="ignore"):
        near = numpy.isclose(a, b, rtol=_CLOSE, atol=atol, equal_nan=True)
        rounded = numpy.isclose(a, b, rtol=_rounding(got), atol=atol, equal_nan=True)
        whole = _whole(want, b)
        other = whole & _whole(got, a) & _differ(got, want, a, b)
    right = numpy.where(whole, rounded, near) & ~other
    return right, near & ~right & ~other


def _rounding(got: numpy.ndarray) -> float:
    if got.dtype.kind != "f" or got.dtype.itemsize >= 8:
        return _DOUBLE
    return max(_SINGLE, 4 * float(numpy.finfo(got.dtype).eps))


def _whole(array: numpy.ndarray, values: numpy.ndarray) -> Any:
    if array.dtype.kind in "biu":
        return numpy.ones(array.shape, bool)
    return numpy.isfinite(values) & (abs(values - numpy.rint(values)) <= _DOUBLE * abs(values))


def _differ(got: numpy.ndarray, want: numpy.ndarray, a: numpy.ndarray, b: numpy.ndarray) -> Any:
    """Where two whole numbers are not the same one; single precision cannot tell those above 2**22 apart."""
    if got.dtype.kind in "biu" and want.dtype.kind in "biu":
        return got != want
    return (numpy.rint(a) != numpy.rint(b)) & (abs(a - b) > 2.0**-22 * abs(b))

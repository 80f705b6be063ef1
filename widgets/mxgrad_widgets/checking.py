"""`check` and `compare`: what came out, against what was expected and against another run."""

from __future__ import annotations

import os
from typing import Any

import numpy

from .wording import as_array, count, in_words, is_text, number, plain

_LISTED = 3


def check(got: Any, expected: Any, hint: str | None = None, *, rtol: float = 1e-4, atol: float = 1e-6) -> None:
    """Print `ok: …` where `got` is `expected`, otherwise where they differ and what that looks like.

    Takes numbers, lists, arrays and texts; None is an answer that is not there yet. `hint` is added to a mismatch.
    With MXGRAD_GRADING=1 in the environment a mismatch raises AssertionError with the same text.
    """
    got, expected = plain(got), plain(expected)
    problem = _problem(got, expected, rtol, atol)
    if problem is None:
        print(f"ok: {in_words(got)}")  # noqa: T201
        return
    if hint:
        problem.append(f"  hint: {hint}")
    text = "\n".join(problem)
    if os.environ.get("MXGRAD_GRADING") == "1":
        raise AssertionError(text)
    print(text)  # noqa: T201


def compare(first: Any, second: Any) -> None:
    """Print how two traces of one program differ: the first decision that came out otherwise, iterations, values.

    `first.compare(second)` is the same as an object. Raises TypeError for things that are no traces.
    """
    if not hasattr(first, "compare") or not hasattr(second, "decisions"):
        wrong = first if not hasattr(first, "compare") else second
        raise TypeError(f"compare takes two traces, not {type(wrong).__name__}: compare(trace(f, a), trace(f, b))")
    print(first.compare(second))  # noqa: T201


def _problem(got: Any, expected: Any, rtol: float, atol: float) -> list[str] | None:
    """The lines that say what differs, or None where nothing does."""
    if got is None and expected is not None:
        return ["no answer yet: put yours in place of None and run this cell again"]
    if is_text(expected) or is_text(got):
        if got == expected and type(got) is type(expected):
            return None
        return [f"not yet: got {_kind(got)}, expected {_kind(expected)}"]
    have, want = as_array(got), as_array(expected)
    if have.size == want.size == 1:
        have, want = have.reshape(()), want.reshape(())
    if have.shape != want.shape:
        return _shapes(have, want, rtol, atol)
    # float32 leaves about seven digits, so both sides are compared as doubles within the tolerances
    wrong = ~numpy.isclose(have.astype(float), want.astype(float), rtol=rtol, atol=atol, equal_nan=True)
    if not wrong.any():
        return None
    return [*_differences(have, want, wrong), *_pattern(have, want, wrong, rtol, atol)]


def _kind(value: Any) -> str:
    return repr(value) if isinstance(value, str) else in_words(value)


def _shapes(have: numpy.ndarray, want: numpy.ndarray, rtol: float, atol: float) -> list[str]:
    lines = [f"not yet: got shape {have.shape}, expected {want.shape}"]
    if have.ndim > 1 and have.T.shape == want.shape and numpy.allclose(have.T, want, rtol, atol):
        lines.append("  transposed, the numbers are right")
    elif have.size == want.size and numpy.allclose(have.reshape(-1), want.reshape(-1), rtol, atol):
        lines.append("  the numbers are right: reshape them")
    return lines


def _differences(have: numpy.ndarray, want: numpy.ndarray, wrong: numpy.ndarray) -> list[str]:
    if have.ndim == 0:
        return [f"not yet: got {number(have)}, expected {number(want)}"]
    places = [tuple(int(i) for i in place) for place in numpy.argwhere(wrong)]
    verb = "differs" if len(places) == 1 else "differ"
    lines = [f"not yet: {len(places)} of {count(have.size, 'number')} {verb}"]
    shown = places[:_LISTED]
    lines += [f"  at {list(place)}: got {number(have[place])}, expected {number(want[place])}" for place in shown]
    if len(places) > _LISTED:
        lines.append(f"  and {len(places) - _LISTED} more")
    return lines


def _pattern(have: numpy.ndarray, want: numpy.ndarray, wrong: numpy.ndarray, rtol: float, atol: float) -> list[str]:
    """What the mistakes have in common: a sign, a factor, the order."""

    def alike(a: numpy.ndarray, b: numpy.ndarray) -> bool:
        return bool(numpy.allclose(a, b, rtol, atol))

    if have.ndim == 2 and have.shape[0] == have.shape[1] and alike(have.T, want):
        return ["  transposed, the numbers are right"]
    if alike(-have, want):
        return ["  only the sign is wrong" if have.size == 1 else "  all signs are the other way round"]
    if not numpy.isfinite(have[wrong]).all():
        return ["  there is nan or inf: look for the first operation that made one"]
    if not have.any() and have.size > 1:
        return ["  all zeros: did backward() run, and does the gradient reach this array?"]
    # one factor that explains every number, wrong places and zeros included
    nonzero = want != 0
    if nonzero.any() and have.any():
        factor = float(have[nonzero].reshape(-1)[0] / want[nonzero].reshape(-1)[0])
        whole = any(abs(f - round(f)) < 1e-6 and 2 <= abs(f) <= 1000 for f in (factor, 1 / (factor or 1)))
        if factor and (whole or have.size > 1) and alike(have, want * factor):
            what = "it is" if have.size == 1 else "every number is"
            return [f"  {what} {number(factor)} times what is expected"]
    return []

"""`check` and `compare`: what came out, against what was expected and against another run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

from mxgrad.terminal import say

from ..asking.guesses import told
from ..language.catalogue import Words
from .answers import apart, as_array, in_words, is_text, kind, number, plain
from .judge import is_strict, judge, same_text

_LISTED = 3
ANSWERED = object()  # that the questions of a player are answered right
# A computed number that should be 0 seldom is.
_ZERO = 1e-6


def check(got: Any, expected: Any = ANSWERED, hint: str | None = None, *, through: Callable[[Any], Any] | None = None,
          strict: bool | None = None, rtol: float | None = None, atol: float | None = None) -> None:  # fmt: skip
    """Print `ok: …` where `got` is `expected`, otherwise where they differ and what that looks like.

    Takes numbers, lists, tuples, arrays and texts; None is an answer that is not there yet. Of a player that asks,
    `check(player)` looks whether all its questions were answered right. `hint` is added to a mismatch. Where a whole
    number is expected, it alone is right, up to the rounding of single precision, and another number within 1% is
    `close`; where another number is expected, what is within 1% is right. With `rtol` or `atol` these alone decide, as
    in `numpy.isclose`; the other one is then 1e-4 or 1e-6.

    With `through`, an answer is right by what it does: `through(got)` is what has to be `expected`, and an error that
    it raises is a mismatch.

    `strict=True` raises AssertionError with the same text for what is not right, close or missing; `strict=False`
    never does. As it stands, it does where nbgrader or otter-grader runs the program, and with MXGRAD_GRADING=1 in the
    environment.
    """
    words = Words()
    if expected is ANSWERED:
        good, problem = _guesses(words, got)
    else:
        good, problem = in_words(plain(got), words), None
        if through is not None and got is not None:
            got, problem = _led(words, through, got)
        problem = problem or _problem(words, plain(got), plain(expected), rtol, atol)
        if through and not problem:
            good = words.text("check.gives", answer=good, result=in_words(plain(got), words))
    if problem is None:
        say(words.text("check.ok", good=good))
        return
    if hint:
        problem.append(words.text("check.hint", hint=hint))
    text = "\n".join(problem)
    if is_strict(strict):
        raise AssertionError(text)
    say(text)


def compare(first: Any, second: Any) -> None:
    """Print how two traces of one program differ: the first decision that came out otherwise, iterations, values.

    `first.compare(second)` is the same as an object. Raises TypeError for things that are no traces.
    """
    if not hasattr(first, "compare") or not hasattr(second, "decisions"):
        wrong = first if not hasattr(first, "compare") else second
        raise TypeError(f"compare takes two traces, not {type(wrong).__name__}: compare(trace(f, a), trace(f, b))")
    say(str(first.compare(second)))


def _led(words: Words, through: Callable[[Any], Any], answer: Any) -> tuple[Any, list[str] | None]:
    """What a function makes of an answer, or the lines that say how it failed."""
    try:
        return through(answer), None
    except Exception as error:  # whatever a learner's answer does to the program of a lesson
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        ends = words.text("check.ends", answer=in_words(answer, words), error=told)
        return None, [words.text("check.not", what=ends)]


def _guesses(words: Words, player: Any) -> tuple[str, list[str] | None]:
    """What was guessed in a player, in words; and the lines that say what is wrong, or None where nothing is."""
    if not (hasattr(player, "questions") and hasattr(player, "guesses")):
        raise TypeError(f"check takes what is expected too, as in check(answer, 12); without, it takes a player that "
                        f"asks, as in check(step(tr, ask=…)), not {kind(player, Words('en'))}")  # fmt: skip
    if not player.questions:
        raise ValueError("this player asks nothing: make one with step(tr, ask=…)")
    words = getattr(player, "words", words)  # as the player spoke
    wrong = [guess for guess in player.guesses if not guess["right"]]
    asked, given = len(player.questions), len(player.guesses)
    score = words.text("check.score.one" if asked == 1 else "check.score", right=given - len(wrong), count=asked)
    if given == asked and not wrong:
        return score, None
    missing = [words.text("check.left", count=asked - given)] if given < asked else []
    lines = [
        words.text("check.guess", step=guess["step"], question=guess["question"], told=told(guess, words))
        for guess in wrong
    ]
    return score, [words.text("check.not", what=score), *lines[:_LISTED], *_more(words, len(lines)), *missing]


def _more(words: Words, count: int) -> list[str]:
    return [words.text("check.more", count=count - _LISTED)] if count > _LISTED else []


def _problem(words: Words, got: Any, expected: Any, rtol: float | None, atol: float | None) -> list[str] | None:
    """The lines that say what differs, or None where nothing does."""
    if got is None and expected is not None:
        return [words.text("check.none")]
    if is_text(expected) or is_text(got):
        return None if same_text(got, expected) else _other_kind(words, got, expected)
    have, want = as_array(got), as_array(expected)
    if have.size == want.size == 1:
        have, want = have.reshape(()), want.reshape(())
    tolerances = 1e-4 if rtol is None else rtol, _ZERO if atol is None else atol
    if have.shape != want.shape:
        return _shapes(words, have, want, *tolerances)
    if rtol is None and atol is None:
        right, close = judge(have, want, _ZERO)
    else:
        right = numpy.isclose(have.astype(float), want.astype(float), *tolerances, equal_nan=True)
        close = numpy.zeros(right.shape, bool)
    if right.all():
        return None
    if (right | close).all():
        return _differences(words, have, want, ~right, "check.close")
    pattern = [words.text(key, **parts) for key, parts in _pattern(have, want, ~right, *tolerances)]
    return [*_differences(words, have, want, ~right, "check.not"), *pattern]


def _other_kind(words: Words, got: Any, expected: Any) -> list[str]:
    """What to say of texts, truth values and things that are no numbers."""
    said = words.text("check.got", got=_said(got, words), expected=_said(expected, words))
    lines = [words.text("check.not", what=said)]
    if callable(got) and not isinstance(got, type) and not is_text(expected):
        lines.append(words.text("check.call"))
    elif isinstance(got, str) and in_words(expected, words) == got.strip():
        lines.append(words.text("check.quotes"))
    return lines


def _said(value: Any, words: Words) -> str:
    return repr(value) if isinstance(value, str) else in_words(value, words)


def _shapes(words: Words, have: numpy.ndarray, want: numpy.ndarray, rtol: float, atol: float) -> list[str]:
    lines = [words.text("check.not", what=words.text("check.shape", got=have.shape, expected=want.shape))]
    if have.ndim > 1 and have.T.shape == want.shape and numpy.allclose(have.T, want, rtol, atol):
        lines.append(words.text("check.transposed"))
    elif have.size == want.size and numpy.allclose(have.reshape(-1), want.reshape(-1), rtol, atol):
        lines.append(words.text("check.reshape"))
    return lines


def _differences(
    words: Words, have: numpy.ndarray, want: numpy.ndarray, wrong: numpy.ndarray, verdict: str
) -> list[str]:
    """How far it is right, and the first places where it is not; the verdict is that it is close, or not yet right."""
    if have.ndim == 0:
        return [words.text(verdict, what=_apart(words, have, want))]
    places = [tuple(int(i) for i in place) for place in numpy.argwhere(wrong)]
    key = "check.differ.one" if len(places) == 1 else "check.differ"
    lines = [words.text(verdict, what=words.text(key, wrong=len(places), count=have.size))]
    lines += [
        words.text("check.at", place=list(place), what=_apart(words, have[place], want[place]))
        for place in places[:_LISTED]
    ]
    return [*lines, *_more(words, len(places))]


def _apart(words: Words, got: Any, expected: Any) -> str:
    texts = apart(got, expected)
    return words.text("check.got", got=texts[0], expected=texts[1])


def _pattern(
    have: numpy.ndarray, want: numpy.ndarray, wrong: numpy.ndarray, rtol: float, atol: float
) -> list[tuple[str, dict[str, str]]]:
    """What the mistakes have in common: a sign, a factor, the order."""
    have, want = have.astype(float), want.astype(float)  # truth values have no opposite

    def alike(a: numpy.ndarray, b: numpy.ndarray) -> bool:
        return bool(numpy.allclose(a, b, rtol, atol))

    if have.ndim == 2 and have.shape[0] == have.shape[1] and alike(have.T, want):
        return [("check.transposed", {})]
    if alike(-have, want):
        return [("check.sign.one" if have.size == 1 else "check.sign", {})]
    if not numpy.isfinite(have[wrong]).all():
        return [("check.odd", {})]
    if not have.any() and have.size > 1:
        return [("check.zeros", {})]
    # one factor that explains every number, wrong places and zeros included
    nonzero = want != 0
    if nonzero.any() and have.any():
        factor = float(have[nonzero].reshape(-1)[0] / want[nonzero].reshape(-1)[0])
        whole = any(abs(f - round(f)) < 1e-6 and 2 <= abs(f) <= 1000 for f in (factor, 1 / (factor or 1)))
        if factor and (whole or have.size > 1) and alike(have, want * factor):
            return [("check.times.one" if have.size == 1 else "check.times", {"factor": number(factor)})]
    return []

"""Guesses: read, judged, and kept as plain records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any

import numpy

from mxgrad.tracing.preview import number

from ..language.catalogue import Words
from .mistakes import RIGHT, mistake
from .questions import AskError, Question

Guess = dict[str, Any]  # step, question, guess, right, mistake


def guessed(question: Question, guess: Any) -> Guess:
    """The record of a guess: which step and question, what was guessed, whether it is right, else what kind of mistake.

    A guess is the text or the letter of a choice, or numbers: those that are asked for, or the whole array. Raises
    AskError for what is neither.
    """
    numbers = _chosen(question, guess) if question.choices else _numbers(question, guess)
    said: Any = question.choices[int(numbers[0])] if question.choices else list(map(_plain, numbers))
    kind = mistake(question.outcomes, numbers)
    return {
        "step": question.step,
        "question": "".join(text for _, text in question.text),
        "guess": said[0] if isinstance(said, list) and len(said) == 1 else said,
        "right": kind == RIGHT,
        "mistake": "" if kind == RIGHT else kind,
    }


def judged(questions: Sequence[Question], guesses: Iterable[Any]) -> list[Guess]:
    """The records of guesses at the first questions; None ends them. Raises AskError as `guessed`, and for too many."""
    given = list(guesses)
    given = given[: next((i for i, guess in enumerate(given) if guess is None), len(given))]
    if len(given) > len(questions):
        raise AskError(f"there are {len(given)} guesses at {len(questions)} questions")
    return [guessed(question, guess) for question, guess in zip(questions, given, strict=False)]


def told(guess: Guess, words: Words) -> str:
    """What is said of a guess: `your guess: 4: The sign is the other way round.`"""
    said = guess["guess"]
    text = ", ".join(map(str, said)) if isinstance(said, list) else str(said)
    return words.text("ask.guess", guess=text, mistake=words.labels[f"mistake.{guess['mistake'] or RIGHT}"])


def _plain(x: float) -> Any:
    """A number as it is written: whole ones without a point, what is not finite as text."""
    return int(x) if x.is_integer() else number(numpy.float64(x))


def _chosen(question: Question, guess: Any) -> tuple[float, ...]:
    text = str(guess).strip()
    letters = ascii_lowercase[: len(question.choices)]
    if text in question.choices:
        return (float(question.choices.index(text)),)
    if len(text) == 1 and text.lower() in letters:
        return (float(letters.index(text.lower())),)
    raise AskError(
        f"before step {question.step} one of {', '.join(map(repr, question.choices))} is asked for, not {guess!r}"
    )


def _numbers(question: Question, guess: Any) -> tuple[float, ...]:
    try:
        array = numpy.asarray(guess.asnumpy() if hasattr(guess, "asnumpy") else guess)
    except ValueError:  # rows of different lengths
        array = numpy.asarray("")
    if array.dtype.kind not in "iuf":
        raise AskError(f"before step {question.step} {_wanted(question)} asked for, not {guess!r}")
    flat = array.astype(float).reshape(-1)
    if array.shape == question.shape and flat.size > len(question.cells):
        flat = flat[list(question.cells)]
    if flat.size != len(question.cells):
        raise AskError(f"before step {question.step} {_wanted(question)} asked for, not shape {array.shape}")
    return tuple(map(float, flat))


def _wanted(question: Question) -> str:
    if question.names == [""]:
        return "a number is"
    return f"{len(question.cells)} numbers, at {', '.join(question.names)}, are"

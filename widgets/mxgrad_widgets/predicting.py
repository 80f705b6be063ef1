"""`predict`: a question before the answer is shown."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

import numpy

from .wording import as_array, count, in_words, is_text, plain

# A guess of 3325 for 3325.26 is right.
_CLOSE = 1e-3


def predict(question: str, answer: Any, guess: Any = None, choices: Sequence[Any] | None = None) -> None:
    """Print a question, and once there is a guess, whether it is right.

    `answer` comes from a run, such as `tr.loops[0].count` or `x.grad`: a number, a whole array, a text or, with
    `choices`, one of them. As long as `guess` is None the answer is not printed, so it is not saved either. A guess at
    a choice is its letter or the choice itself. Numbers are right to a thousandth. Raises ValueError for an answer
    that is none of the choices.
    """
    answer, guess = plain(answer), plain(guess)
    lines = [question]
    if choices is not None:
        options = [in_words(choice) for choice in choices]
        if in_words(answer) not in options:
            raise ValueError(f"the answer {in_words(answer)!r} is none of the choices: {', '.join(options)}")
        lines += [f"  {letter}) {option}" for letter, option in zip(ascii_lowercase, options, strict=False)]
    if guess is None:
        what = "the letter" if choices is not None else "yours"
        lines.append(f"  no prediction yet: put {what} in place of None and run this cell again")
    elif choices is not None:
        lines += _judge_choice(options, in_words(answer), guess)
    else:
        lines += _judge(answer, guess)
    print("\n".join(lines))  # noqa: T201


def _judge_choice(options: list[str], answer: str, guess: Any) -> list[str]:
    letters = ascii_lowercase[: len(options)]
    text = in_words(guess)
    if len(text) == 1 and text.lower() in letters and text not in options:
        text = options[letters.index(text.lower())]
    if text not in options:
        return [f"  {text!r} is none of the choices: give {', '.join(letters[:-1])} or {letters[-1]} in quotes"]
    return [f"  your prediction: {text}", "  right" if text == answer else f"  it is {answer}"]


def _judge(answer: Any, guess: Any) -> list[str]:
    said = [f"  your prediction: {in_words(guess)}"]
    if is_text(answer) or is_text(guess):
        same = in_words(answer).strip() == in_words(guess).strip()
        return [*said, "  right" if same else f"  it is {in_words(answer)}"]
    true, claimed = as_array(answer), as_array(guess)
    if true.size == claimed.size == 1:
        true, claimed = true.reshape(()), claimed.reshape(())
    if claimed.shape not in (true.shape, ()):
        return [*said, f"  the shape is {true.shape}, yours is {claimed.shape}: try again"]
    agree = numpy.isclose(claimed, true, rtol=_CLOSE, atol=1e-20, equal_nan=True)
    if agree.all():
        return [*said, "  right"]
    places = f": right in {int(agree.sum())} of {count(agree.size, 'place')}" if agree.size > 1 else ""
    return [*said, f"  it is {in_words(answer)}{places}"]

"""`predict`: a question before the answer is shown."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from string import ascii_lowercase
from typing import Any

import numpy

from mxgrad.terminal import say

from ..player.output import shell
from .answers import apart, as_array, count, holds_numbers, in_words, is_text, kind, plain
from .judge import is_strict, judge, same_text


def predict(question: str, answer: Any, guess: Any = None, choices: Sequence[Any] | None = None, *,
            strict: bool | None = None) -> None:  # fmt: skip
    """Print a question, and once there is a guess, whether it is right.

    `answer` comes from a run, such as `tr.loops[0].count` or `x.grad`: a number, a whole array, a text or, with
    `choices`, one of them. As long as `guess` is None the answer is not printed, so it is not saved either, and a
    notebook has buttons or a field to answer in place. A guess at a choice is its letter or the choice itself. Where
    the answer is a whole number, it alone is right, and another number within 1% is close; where it is another number,
    what is within 1% is right.

    `strict=True` raises AssertionError with the same text for a guess that is not right, close or missing;
    `strict=False` never does. As it stands, it does where nbgrader or otter-grader runs the program, and with
    MXGRAD_GRADING=1 in the environment. Raises ValueError for an answer that is none of the choices, and for more
    choices than there are letters.
    """
    answer, guess = plain(answer), plain(guess)
    options = None if choices is None else _options(answer, choices)
    lines, right = [question], False
    if options is not None:
        lines += [f"  {letter}) {option}" for letter, option in zip(ascii_lowercase, options, strict=False)]
    if guess is None:
        what = "yours" if options is None else "the letter"
        said = [f"no prediction yet: put {what} in place of None and run this cell again"]
    else:
        right, said = _judge_guess(answer, guess, options)
    text = "\n".join([*lines, *(f"  {line}" for line in said)])
    if not right and is_strict(strict):
        raise AssertionError(text)
    say(text)
    if guess is None:
        _ask_in_place(text, question, options or [], lambda typed: _judge_guess(answer, typed, options))


def _ask_in_place(text: str, question: str, options: list[str], judge: Callable[[Any], tuple[bool, list[str]]]) -> None:
    """Buttons or a field below the text, in a notebook that has what they need."""
    if getattr(shell(), "kernel", None) is None:
        return
    with contextlib.suppress(ModuleNotFoundError):
        from .in_place import show_in_place

        show_in_place(text, question, options, judge)


def _options(answer: Any, choices: Sequence[Any]) -> list[str]:
    """The choices in words; the answer is one of them."""
    options = [in_words(plain(choice)) for choice in choices]
    if in_words(answer) not in options:
        raise ValueError(f"the answer {in_words(answer)!r} is none of the choices: {', '.join(options)}")
    if len(options) > len(ascii_lowercase):
        raise ValueError(f"a choice has a letter, so there are at most {len(ascii_lowercase)}, not {len(options)}")
    return options


def _judge_guess(answer: Any, guess: Any, options: list[str] | None) -> tuple[bool, list[str]]:
    return _judge(answer, guess) if options is None else _judge_choice(options, in_words(answer), guess)


def _judge_choice(options: list[str], answer: str, guess: Any) -> tuple[bool, list[str]]:
    letters = ascii_lowercase[: len(options)]
    text = in_words(guess).strip()
    if len(text) == 1 and text.lower() in letters and text not in options:
        text = options[letters.index(text.lower())]
    if text not in options:
        either = f"{', '.join(letters[:-1])} or {letters[-1]}" if len(letters) > 1 else letters
        return False, [f"{text!r} is none of the choices: give {either} in quotes"]
    return text == answer, [f"your prediction: {text}", "right" if text == answer else f"it is {answer}"]


def _judge(answer: Any, guess: Any) -> tuple[bool, list[str]]:
    said, told = in_words(guess), in_words(answer)
    if is_text(answer) or is_text(guess):
        return _judge_text(answer, guess, [f"your prediction: {said}"])
    true, claimed = as_array(answer), as_array(guess)
    if true.size == claimed.size == 1:
        true, claimed = true.reshape(()), claimed.reshape(())
        said, told = apart(claimed, true) if claimed != true else (said, told)
    lines = [f"your prediction: {said}"]
    if claimed.shape not in (true.shape, ()):
        return False, [*lines, f"the shape is {true.shape}, yours is {claimed.shape}: try again"]
    claimed, true = numpy.broadcast_arrays(claimed, true)
    right, close = judge(claimed, true)
    if right.all():
        return True, [*lines, "right"]
    places = f": right in {int(right.sum())} of {count(right.size, 'place')}" if right.size > 1 else ""
    return False, [*lines, f"{'close: ' if (right | close).all() else ''}it is {told}{places}"]


def _judge_text(answer: Any, guess: Any, lines: list[str]) -> tuple[bool, list[str]]:
    """Texts and truth values are compared as they are written; for another kind of thing one can try again."""
    if same_text(answer, guess) or (isinstance(answer, str | bool) and in_words(answer) == in_words(guess).strip()):
        return True, [*lines, "right"]
    sorts = _sort(answer), _sort(guess)
    if sorts[0] == sorts[1]:
        return False, [*lines, f"it is {in_words(answer)}"]
    return False, [*lines, f"the answer is {sorts[0]}, yours is {sorts[1]}: try again"]


def _sort(value: Any) -> str:
    """What sort of thing a value is, without telling the value."""
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, str):
        return "a text"
    if holds_numbers(value):
        return "a number" if as_array(value).size == 1 else "a list of numbers"
    return kind(value)

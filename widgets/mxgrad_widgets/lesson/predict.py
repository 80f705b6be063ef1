"""`predict`: a question before the answer is shown."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from string import ascii_lowercase
from typing import Any

import numpy

from mxgrad.terminal import say

from ..language.catalogue import Words
from ..player.output import shell
from .answers import apart, as_array, holds_numbers, in_words, is_text, kind, plain
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
    words, answer, guess = Words(), plain(answer), plain(guess)
    options = None if choices is None else _options(answer, choices)
    lines, right = [question], False
    if options is not None:
        lines += [f"  {letter}) {option}" for letter, option in zip(ascii_lowercase, options, strict=False)]
    if guess is None:
        said = [words.text("predict.none" if options is None else "predict.none.choice")]
    else:
        right, said = _judge_guess(words, answer, guess, options)
    text = "\n".join([*lines, *(f"  {line}" for line in said)])
    if not right and is_strict(strict):
        raise AssertionError(text)
    say(text)
    if guess is None:
        _ask_in_place(text, question, options or [], lambda typed: _judge_guess(words, answer, typed, options))


def _ask_in_place(text: str, question: str, options: list[str], judge: Callable[[Any], tuple[bool, list[str]]]) -> None:
    """Buttons or a field below the text, in a notebook that has what they need."""
    if getattr(shell(), "kernel", None) is None:
        return
    with contextlib.suppress(ModuleNotFoundError):
        from .in_place import show_in_place

        show_in_place(text, question, options, judge)


def _options(answer: Any, choices: Sequence[Any]) -> list[str]:
    """The choices in words; the answer is one of them."""
    words = Words("en")  # of a choice that is no text, number or list of these
    options = [in_words(plain(choice), words) for choice in choices]
    if in_words(answer, words) not in options:
        raise ValueError(f"the answer {in_words(answer, words)!r} is none of the choices: {', '.join(options)}")
    if len(options) > len(ascii_lowercase):
        raise ValueError(f"a choice has a letter, so there are at most {len(ascii_lowercase)}, not {len(options)}")
    return options


def _judge_guess(words: Words, answer: Any, guess: Any, options: list[str] | None) -> tuple[bool, list[str]]:
    if options is None:
        return _judge(words, answer, guess)
    return _judge_choice(words, options, in_words(answer, Words("en")), guess)


def _judge_choice(words: Words, options: list[str], answer: str, guess: Any) -> tuple[bool, list[str]]:
    letters = ascii_lowercase[: len(options)]
    text = in_words(guess, Words("en")).strip()
    if len(text) == 1 and text.lower() in letters and text not in options:
        text = options[letters.index(text.lower())]
    if text not in options:
        either = words.text("or", some=", ".join(letters[:-1]), last=letters[-1]) if len(letters) > 1 else letters
        return False, [words.text("predict.choice", guess=repr(text), letters=either)]
    return text == answer, [words.text("predict.yours", guess=text), _verdict(words, text == answer, answer)]


def _verdict(words: Words, right: bool, answer: str) -> str:
    return words.text("predict.right") if right else words.text("predict.is", answer=answer, places="")


def _judge(words: Words, answer: Any, guess: Any) -> tuple[bool, list[str]]:
    said, told = in_words(guess, words), in_words(answer, words)
    if is_text(answer) or is_text(guess):
        return _judge_text(words, answer, guess)
    true, claimed = as_array(answer), as_array(guess)
    if true.size == claimed.size == 1:
        true, claimed = true.reshape(()), claimed.reshape(())
        said, told = apart(claimed, true) if claimed != true else (said, told)
    lines = [words.text("predict.yours", guess=said)]
    if claimed.shape not in (true.shape, ()):
        return False, [*lines, words.text("predict.shape", shape=true.shape, given=claimed.shape)]
    claimed, true = numpy.broadcast_arrays(claimed, true)
    right, close = judge(claimed, true)
    if right.all():
        return True, [*lines, words.text("predict.right")]
    places = words.text("predict.places", right=int(right.sum()), count=right.size) if right.size > 1 else ""
    verdict = "predict.close" if (right | close).all() else "predict.is"
    return False, [*lines, words.text(verdict, answer=told, places=places)]


def _judge_text(words: Words, answer: Any, guess: Any) -> tuple[bool, list[str]]:
    """Texts and truth values are compared as they are written; for another kind of thing one can try again."""
    said, told = in_words(guess, words), in_words(answer, words)
    lines = [words.text("predict.yours", guess=said)]
    if same_text(answer, guess) or (isinstance(answer, str | bool) and told == said.strip()):
        return True, [*lines, words.text("predict.right")]
    sorts = _sort(words, answer), _sort(words, guess)
    if sorts[0] == sorts[1]:
        return False, [*lines, _verdict(words, False, told)]
    return False, [*lines, words.text("predict.kind", kind=sorts[0], given=sorts[1])]


def _sort(words: Words, value: Any) -> str:
    """What sort of thing a value is, without telling the value."""
    if isinstance(value, bool):
        return words.text("kind.truth")
    if isinstance(value, str):
        return words.text("kind.some text")
    if holds_numbers(value):
        return words.text("kind.number" if as_array(value).size == 1 else "kind.numbers")
    return kind(value, words)

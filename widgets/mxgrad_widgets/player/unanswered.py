"""What a cell shows and saves of a player that asks: the run up to the first question that nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from ..asking.guesses import Guess, told
from ..asking.questions import Question
from ..picture.run_picture import Picture


def is_path(questions: Sequence[Question]) -> bool:
    """Whether one of some questions is about the path: then nothing that has not run yet is shown."""
    return any(question.kind in ("arm", "loop") for question in questions)


def title(picture: Picture, questions: Sequence[Question]) -> str:
    """What a picture is called; the number of its steps would tell a path that is asked for."""
    return picture.words.text("title.asks") if is_path(questions) else picture.title


def asked_text(question: Question, picture: Picture) -> str:
    """A question with what can be answered."""
    words = picture.words
    text = "".join(text for _, text in question.text)
    if question.kind == "loop":
        return text
    if question.choices:
        choices = zip(ascii_lowercase, question.choices, strict=False)
        return f"{text} {', '.join(f'{letter}) {choice}' for letter, choice in choices)}"
    return f"{text} {words.text('ask.cells', places=', '.join(question.names))}" if question.names != [""] else text


def lines(picture: Picture, questions: Sequence[Question], guesses: Sequence[Guess]) -> list[str]:
    """The steps before the open question, what was guessed at those before, and the question."""
    step = questions[len(guesses)].step
    said = {guess["step"]: told(guess, picture.words) for guess in guesses}
    rows = []
    for i, one in enumerate(picture.steps[:step]):
        rows += [picture.listed(i, one), *([f"   {said[i]}"] if i in said else [])]
    return [*rows, f"{step + 1}. {asked_text(questions[len(guesses)], picture)}"]


def drawn(picture: Picture, questions: Sequence[Question], guesses: Sequence[Guess], theme: str | None = None) -> str:
    """The picture before the open question, as SVG."""
    question = questions[len(guesses)]
    caption = picture.words.text("ask.until", step=question.step + 1, text=asked_text(question, picture))
    return picture.svg_before(question.step, caption, hides=is_path(questions[len(guesses) :]), theme=theme)

"""`show` and `step`: a recorded run as a picture and as a player, in a notebook."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..asking.questions import Ask
from ..language.catalogue import WordedError, Words
from ..picture.run_picture import Picture
from ..picture.svg import checked_scale, escaped
from . import unanswered
from .notebook_cells import free_with_cell
from .output import Output, checked_height, collecting_later, display, image

if TYPE_CHECKING:
    from .widget import PlayerWidget

SAVED_LINES = 100  # of text, in every cell that shows a trace
LONG_RUN = 2000
TOLD = 12  # steps that the alternative text of the image tells


@contextlib.contextmanager
def _told(words: Words) -> Iterator[None]:
    """A trace that cannot be drawn is shown as the sentence that says why: never a blank, and no traceback of ours."""
    try:
        yield
    except ValueError as error:
        _say(words, error.said(words) if isinstance(error, WordedError) else str(error))


def _say(words: Words, problem: str) -> None:
    _tell(words.text("no picture", problem=problem))


def _tell(text: str) -> None:
    box = "padding:8px 12px;border:1px solid currentColor;border-left-width:5px;border-radius:6px;display:inline-block"
    display(Output(text, f'<p role="alert" style="{box}">{escaped(text)}</p>'))


def show(trace: object, *, language: str | None = None) -> None:
    """Show a trace as one output: its table as text, its forward and backward pictures.

    One that cannot be drawn is shown as a sentence that says why. Raises TypeError for something that is no trace,
    ValueError for a language that the view does not speak.
    """
    words = Words(language)
    with _told(words), collecting_later():
        _show(trace, Picture(trace, language=words.language))


def step(
    trace: object,
    *,
    language: str | None = None,
    scale: float = 1.0,
    height: int | None = None,
    fullscreen: bool = False,
    ask: Ask | None = None,
    guesses: Iterable[Any] | None = None,
) -> PlayerWidget | None:
    """Show the picture of a trace and then, as an output of its own, the player to step through it; return the player.

    The player is drawn `scale` times as large, 0.5 to 4: 1.5 or 2 for a lecture hall. It is `height` pixels high, 320
    to 2200; without, as it needs to be, and never higher than what the page shows at once. With `fullscreen` its first
    step, a key or a click, takes the whole screen, which a browser gives to nothing else.

    With `ask` it stops before what that names, takes a guess, and says what kind of mistake it was: "contributions",
    "sums", "arms", "loop ends", "writes", steps by number (from 0), or a list of these, with "every iteration" where
    not only the first is meant. Until then neither picture nor text nor player shows what comes. `guesses` answers
    the first questions; `player.guesses` has the record of each.

    A trace that cannot be drawn is shown as a sentence that says why, and None is returned; so where the player is not
    installed. Raises TypeError for what is no trace, ValueError for what is no such language, size, question or guess.
    """
    words, scale, high = Words(language), checked_scale(scale), checked_height(height) or None
    picture = _picture(trace, words)
    if picture is None:
        return None
    widget = _widget()
    if widget is None:
        _without_player(trace, picture if ask is None else None, words)
        return None
    player = widget(trace, picture=picture, scale=scale, height=high, fullscreen=fullscreen, ask=ask, guesses=guesses)
    with _told(words):
        with collecting_later():
            _show(trace, picture, player)
        free_with_cell(player)
        display(player)
        player.shown()
    return player


def _picture(trace: object, words: Words) -> Picture | None:
    """The picture of a trace; None where there is none, and the sentence that says why is shown."""
    found = []
    with _told(words), collecting_later():
        found.append(Picture(trace, language=words.language))
    return found[0] if found else None


def _without_player(trace: object, picture: Picture | None, words: Words) -> None:
    """What stands in place of the player: the picture, if it may tell the end, and how to get the player."""
    if picture is not None:
        _show(trace, picture)
    _tell(words.text("player.extra"))


def _widget() -> type[PlayerWidget] | None:
    """The player; None where what carries it is not installed."""
    try:
        from .widget import PlayerWidget
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "traitlets", "ipywidgets"):
            raise
        return None
    return PlayerWidget


def trace_mimes(trace: object) -> dict[str, str]:
    """What a Trace adds to its own display: the picture as HTML, or nothing where there is none."""
    try:
        with collecting_later():
            return {"text/html": _image(Picture(trace))}
    except (TypeError, ValueError):
        return {}


def _show(trace: object, picture: Picture, player: PlayerWidget | None = None) -> None:
    """Text and picture: with a player below them that asks, up to its open question."""
    if player is None or player.asks is None:
        text = _text(trace, picture)
    else:
        rows = unanswered.lines(picture, player.questions, player.guesses)
        text = _shortened(rows, lambda i, line: line, picture.words)
    display(Output(text, _image(picture, player)))


def _text(trace: object, picture: Picture) -> str:
    """The table of the trace itself; of a dict and of a long run, the steps. A long one is cut in the middle."""
    if isinstance(trace, dict) or len(picture.steps) > LONG_RUN:
        return _shortened(picture.steps, picture.listed, picture.words)
    return _shortened(str(trace).split("\n"), lambda i, line: line, picture.words)


def _shortened(rows: Sequence[Any], line: Callable[[int, Any], str], words: Words) -> str:
    count = len(rows)
    if count <= SAVED_LINES:
        return "\n".join(line(i, row) for i, row in enumerate(rows))
    half = SAVED_LINES // 2
    shown = [line(i, rows[i]) for i in (*range(half), *range(count - half, count))]
    return "\n".join([*shown[:half], words.text("lines.more", count=count - 2 * half), *shown[half:]])


def _image(picture: Picture, player: PlayerWidget | None = None) -> str:
    """The storyboard as an image, which JupyterLab shows in a notebook it does not trust too.

    One with a player below it gives way to that while it is alive, so that it does not tell the end; of one that asks,
    it is the picture before the open question.
    """
    question = player.asks if player else None
    if player is None or question is None:
        drawn, steps, last = picture.saved(), picture.steps, ""
    else:
        drawn = unanswered.drawn(picture, player.questions, player.guesses)
        steps, last = picture.steps[: question.step], unanswered.asked_text(question, picture)
    told = ";\n".join(f"{i + 1}. {s.text}" for i, s in enumerate(steps[:TOLD]))
    if len(steps) > TOLD:
        told = picture.words.text("steps.more", steps=told, count=len(steps) - TOLD)
    told = picture.words.text("ask.until.alt", steps=told, text=last) if last else told
    return image(drawn, told, gives_way_to="mxg" if player else None)

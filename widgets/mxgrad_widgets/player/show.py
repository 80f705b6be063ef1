"""`show` and `step`: a recorded run as a picture and as a player, in a notebook."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from IPython.display import display

from ..language.catalogue import WordedError, Words
from ..picture.run_picture import Picture
from ..picture.svg import checked_scale, escaped
from .notebook_cells import free_with_cell
from .output import Output, collecting_later
from .widget import PlayerWidget, checked_height

SAVED_LINES = 100  # of text, in every cell that shows a trace
LONG_RUN = 2000
TOLD = 12  # steps that the alternative text of the image tells
# JupyterLab writes "model not found" for the player of a kernel that is gone; the picture above says enough.
HIDE_DEAD_PLAYER = (
    "<style>.jp-OutputArea-child:has(img.mxg-folds)+.jp-OutputArea-child .jupyter-widgets:not(:has(.mxg))"
    "{display:none}</style>"
)


@contextlib.contextmanager
def _told(words: Words) -> Iterator[None]:
    """A trace that cannot be drawn is shown as the sentence that says why: never a blank, and no traceback of ours."""
    try:
        yield
    except ValueError as error:
        _say(words, error.said(words) if isinstance(error, WordedError) else str(error))


def _say(words: Words, problem: str) -> None:
    box = "padding:8px 12px;border:1px solid currentColor;border-left-width:5px;border-radius:6px;display:inline-block"
    text = words.text("no picture", problem=problem)
    display(Output(text, f'<p role="alert" style="{box}">{escaped(text)}</p>'))  # type: ignore[no-untyped-call]


def show(trace: object, *, language: str | None = None) -> None:
    """Show a trace as one output: its table as text, its forward and backward pictures.

    One that cannot be drawn is shown as a sentence that says why. Raises TypeError for something that is no trace,
    ValueError for a language that the view does not speak.
    """
    words = Words(language)
    with _told(words), collecting_later():
        _show(trace, Picture(trace, language=words.language))


def step(trace: object, *, language: str | None = None, scale: float = 1.0, height: int | None = None) -> None:
    """Show the picture of a trace and then, as an output of its own, the player to step through it.

    The player is drawn `scale` times as large: 1.5 or 2 for a lecture hall. It is `height` pixels high; without, as
    high as it needs to be, and never higher than what the page shows at once. A trace that cannot be drawn is shown as
    a sentence that says why. Raises TypeError for something that is no trace, ValueError for a language that the view
    does not speak, for a scale below 0.5 or above 4, and for a height below 320 or above 2200.
    """
    words, scale, high = Words(language), checked_scale(scale), checked_height(height) or None
    with _told(words):
        with collecting_later():
            picture = Picture(trace, language=words.language)
            player = PlayerWidget(trace, picture=picture, scale=scale, height=high)
            _show(trace, picture, folds=True)
        free_with_cell(player)
        display(player)  # type: ignore[no-untyped-call]


def trace_mimes(trace: object) -> dict[str, str]:
    """What a Trace adds to its own display: the picture as HTML, or nothing where there is none."""
    try:
        with collecting_later():
            return {"text/html": _image(Picture(trace))}
    except (TypeError, ValueError):
        return {}


def _show(trace: object, picture: Picture, *, folds: bool = False) -> None:
    display(Output(_text(trace, picture), _image(picture, folds=folds)))  # type: ignore[no-untyped-call]


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


def _image(picture: Picture, *, folds: bool = False) -> str:
    """The storyboard as an image, which JupyterLab shows in a notebook it does not trust too.

    One that `folds` gives way to the player below it while that is alive, so that it does not tell the end.
    """
    data = base64.b64encode(picture.saved().encode("utf-8")).decode("ascii")
    told = "; ".join(f"{i + 1}. {s.text}" for i, s in enumerate(picture.steps[:TOLD]))
    if len(picture.steps) > TOLD:
        told = picture.words.text("steps.more", steps=told, count=len(picture.steps) - TOLD)
    source = f"data:image/svg+xml;base64,{data}"
    role = 'class="mxg-folds" ' if folds else ""
    image = f'<img {role}src="{source}" alt="{escaped(told)}" style="max-width:100%;height:auto">'
    return f"{HIDE_DEAD_PLAYER}{image}" if folds else image

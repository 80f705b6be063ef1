"""`show` and `step`: a recorded run as a picture and as a player, in a notebook."""

from __future__ import annotations

import base64
import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from ..language.wording import Output, encodable
from ..language.words import WordedError, Words
from ..picture.run_picture import Picture
from ..picture.svg import STATIC, checked_scale, escaped
from ..story.recording import Recording
from . import changing
from .cells import free_with_cell
from .payload import packed, part, payload, view
from .windows import window

# A picture and its text are saved with the notebook, in every cell that shows a trace.
SAVED_CARDS = 30, 16, 8, 4  # at most so many cards, or fewer where the picture still is larger than
SAVED_BYTES = 72_000
SAVED_LINES = 100
LONG_RUN = 2000
TOLD = 12  # steps that the alternative text of the image tells
# JupyterLab writes "model not found" for the player of a kernel that is gone; the picture above says enough.
HIDE_DEAD_PLAYER = (
    "<style>.jp-OutputArea-child:has(img.mxg-folds)+.jp-OutputArea-child .jupyter-widgets:not(:has(.mxg))"
    "{display:none}</style>"
)


class PlayerWidget(anywidget.AnyWidget):
    """The stepping view of one recording; `step` is the current step, counted from 0.

    Data travels compressed, in binary: at first the drawing and the first steps; more steps, and the unrolled drawing,
    when the page asks for them.
    """

    _esm = STATIC / "widget.js"
    _css = STATIC / "player.css"
    data = traitlets.Bytes().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    inputs = traitlets.List().tag(sync=True)
    fixed = traitlets.Unicode().tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)  # the program, again: what the page can cancel

    def __init__(
        self,
        trace: Any,
        *,
        language: str | None = None,
        scale: float = 1.0,
        picture: Picture | None = None,
        **kwargs: Any,
    ) -> None:
        """Drawn `scale` times as large; a `picture` that is there already saves making it again.

        Raises as `Picture` does, and ValueError for a scale below 0.5 or above 4.
        """
        kwargs["scale"] = checked_scale(scale)
        picture = picture or Picture(trace, language=language)
        self.words = picture.words
        self.pictures = self._first(picture)
        self.traces = [trace]  # the run that is shown is the last, and the ones before it can be had back
        super().__init__(data=packed(payload(picture, parts=[0])), **kwargs)
        self._offer()
        self.on_msg(self._answer)

    def _answer(self, widget: Any, content: Any, buffers: Any) -> None:
        """The page asks for something; whatever goes wrong, it is told, so that it does not wait."""
        acts = {"change": self._change, "undo": self._undo, "view": self._view, "part": self._part}
        act = {**acts, "numbers": self._numbers}.get(content.get("kind")) if isinstance(content, dict) else None
        if act is None:
            return
        try:
            act(content)
        except (Exception, KeyboardInterrupt) as error:
            failed = (
                changing.failure(error) if isinstance(error, Exception) else changing.ChangeError("change.interrupted")
            )
            problem = failed.said(self.words)
            self.send({**content, "kind": "refused", "asked": content["kind"], "text": problem})

    @staticmethod
    def _first(picture: Picture) -> dict[tuple[bool, frozenset[str]], Picture]:
        return {(False, picture.folded): picture}

    @property
    def picture(self) -> Picture:
        """The drawing that is shown first."""
        return next(iter(self.pictures.values()))

    def _asked(self, asked: dict[str, Any]) -> tuple[bool, frozenset[str]]:
        return bool(asked.get("unrolled")), frozenset(asked.get("folded", self.picture.folded))

    def _view(self, asked: dict[str, Any]) -> None:
        """Another drawing, unrolled or with other calls folded, which is made when it is first asked for."""
        which = self._asked(asked)
        if which not in self.pictures:
            self.pictures[which] = self.picture.view(*which)
        self.send(asked, [packed(view(self.pictures[which], parts=[0]))])

    def _part(self, asked: dict[str, Any]) -> None:
        """Some steps of one of the drawings."""
        self.send(asked, [packed(part(self.pictures[self._asked(asked)], asked["part"]))])

    def _numbers(self, asked: dict[str, Any]) -> None:
        """Some numbers of a large array."""
        found = window(self.picture.rec, asked["value"], asked["begin"], asked["end"])
        self.send({**asked, **found})

    def _offer(self) -> None:
        self.inputs = changing.editable(self.traces[-1])
        self.fixed = "" if self.inputs else changing.why_not(self.traces[-1], self.words)

    def _change(self, asked: dict[str, Any]) -> None:
        """Run the program with what was typed; the run that is shown stays where that cannot be."""
        typed = asked.get("inputs")
        self.running = True
        try:
            again, printed = changing.run_again(self.traces[-1], typed if isinstance(typed, dict) else {}, self.words)
            self._replace([*self.traces, again], {"printed": printed})
        finally:
            self.running = False

    def _undo(self, asked: dict[str, Any]) -> None:
        if len(self.traces) < 2:
            raise changing.ChangeError("change.first")
        self._replace(self.traces[:-1], {})

    def _replace(self, traces: list[Any], more: dict[str, Any]) -> None:
        """Show another run. Its data goes with the message too: that arrives at once, the state at some time."""
        recording = Recording(traces[-1])
        typed = changing.retyped(traces[0], traces[-1])
        recording.retyped = {node: self.words.text("change.typed", text=text) for node, text in typed.items()}
        picture = Picture(recording, language=self.words.language)
        data = packed(payload(picture, parts=[0]))
        outcome = changing.difference(self.traces[-1], traces[-1], self.words) | more
        self.traces, self.pictures = traces, self._first(picture)
        with self.hold_sync():
            self.step, self.data = 0, data
            self._offer()
        undo = len(self.traces) > 1
        self.send({"kind": "changed", "inputs": self.inputs, "fixed": self.fixed, "undo": undo, **outcome}, [data])

    def close(self) -> None:
        """Take the player from the page, and let go of what it shows: references to it may stay, as in `Out`."""
        self.layout.close()
        super().close()
        self.traces, self.pictures = [], {}
        with self.hold_trait_notifications():
            self.data = b""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.picture.steps)

    def __repr__(self) -> str:
        return encodable(self.words.text("player", count=self.steps))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return {"text/plain": repr(self)}
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        return ({**data, "text/plain": repr(self)}, *rest) if rest else {**data, "text/plain": repr(self)}


@contextlib.contextmanager
def _collecting_later() -> Iterator[None]:
    """Without garbage collection: beside a long trace, looking for garbage takes longer than drawing it."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


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
    display(Output(text, f'<p role="alert" style="{box}">{escaped(text)}</p>'))


def show(trace: object, *, language: str | None = None) -> None:
    """Show a trace as one output: its table as text, its forward and backward pictures.

    One that cannot be drawn is shown as a sentence that says why. Raises TypeError for something that is no trace,
    ValueError for a language that the view does not speak.
    """
    words = Words(language)
    with _told(words), _collecting_later():
        _show(trace, Picture(trace, language=words.language))


def step(trace: object, *, language: str | None = None, scale: float = 1.0) -> None:
    """Show the picture of a trace and then, as an output of its own, the player to step through it.

    The player is drawn `scale` times as large: 1.5 or 2 for a lecture hall. A trace that cannot be drawn is shown as a
    sentence that says why. Raises TypeError for something that is no trace, ValueError for a language that the view
    does not speak, and for a scale below 0.5 or above 4.
    """
    words, scale = Words(language), checked_scale(scale)
    with _told(words):
        with _collecting_later():
            picture = Picture(trace, language=words.language)
            player = PlayerWidget(trace, picture=picture, scale=scale)
            _show(trace, picture, folds=True)
        free_with_cell(player)
        display(player)


def trace_mimes(trace: object) -> dict[str, str]:
    """What a Trace adds to its own display: the picture as HTML, or nothing where there is none."""
    try:
        with _collecting_later():
            return {"text/html": _image(Picture(trace))}
    except (TypeError, ValueError):
        return {}


def _show(trace: object, picture: Picture, *, folds: bool = False) -> None:
    display(Output(_text(trace, picture), _image(picture, folds=folds)))


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


def _saved(picture: Picture) -> str:
    """The storyboard, with as many cards as a saved notebook has room for."""
    svg = ""
    for budget in SAVED_CARDS:
        if not svg or len(picture.drawing.cards) > budget:
            svg = (picture if len(picture.drawing.cards) <= budget else picture.within(budget)).svg()
        if len(svg.encode("utf-8")) <= SAVED_BYTES:
            break
    return svg


def _image(picture: Picture, *, folds: bool = False) -> str:
    """The storyboard as an image, which JupyterLab shows in a notebook it does not trust too.

    One that `folds` gives way to the player below it while that is alive, so that it does not tell the end.
    """
    data = base64.b64encode(_saved(picture).encode("utf-8")).decode("ascii")
    told = "; ".join(f"{i + 1}. {s.text}" for i, s in enumerate(picture.steps[:TOLD]))
    if len(picture.steps) > TOLD:
        told = picture.words.text("steps.more", steps=told, count=len(picture.steps) - TOLD)
    source = f"data:image/svg+xml;base64,{data}"
    role = 'class="mxg-folds" ' if folds else ""
    image = f'<img {role}src="{source}" alt="{escaped(told)}" style="max-width:100%;height:auto">'
    return f"{HIDE_DEAD_PLAYER}{image}" if folds else image

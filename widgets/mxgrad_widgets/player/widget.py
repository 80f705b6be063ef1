"""The player as a widget: what it sends to the page, and what it answers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import traitlets

from mxgrad.terminal import encodable

from ..asking.guesses import Guess, guessed, judged
from ..asking.questions import Ask, AskError, Question, questions_of
from ..picture.run_picture import Picture
from ..picture.svg import STATIC, checked_scale
from ..story.recording import Recording
from . import changing, nudging
from .linked import LinkedWidget
from .output import checked_height, collecting_later, shell
from .payload import packed, part, payload, view
from .windows import window

PANELS = STATIC / "panels-widget.js"


class PlayerWidget(LinkedWidget):
    """The stepping view of one recording; `step` is the current step, counted from 0.

    Data travels compressed, in binary: at first the drawing and the first steps; more steps, and the unrolled drawing,
    when the page asks for them. Each question has an id that its one answer brings back (`schema.Question`, `Answer`).
    """

    _esm = STATIC / "widget.js"
    _css = STATIC / "player.css"
    data = traitlets.Bytes().tag(sync=True)
    run = traitlets.Int(0).tag(sync=True)  # counts the runs that were shown: a change, or going back, is another
    step = traitlets.Int(0).tag(sync=True)
    inputs: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    fixed = traitlets.Unicode().tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)  # in pixels; 0: what it needs, and no more than is seen at once
    fullscreen = traitlets.Bool(False).tag(sync=True)  # whether it takes the whole screen with the reader's first step
    running = traitlets.Bool(False).tag(sync=True)  # the program, again: what the page can cancel
    guesses: traitlets.List[Guess] = traitlets.List().tag(sync=True)  # one for each question that was answered

    _curve_shown: Any = None  # the widget of the curve that was asked for last

    def __init__(
        self,
        trace: Any,
        *,
        language: str | None = None,
        scale: float = 1.0,
        height: int | None = None,
        fullscreen: bool = False,
        picture: Picture | None = None,
        ask: Ask | None = None,
        guesses: Iterable[Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Drawn `scale` times as large, `height` pixels high; a `picture` that is there already saves making it again.

        With `fullscreen` it takes the whole screen with the reader's first step. It stops before what `ask` names, as
        `step` says; `guesses` answers the first of these questions. Raises as `Picture` does, and ValueError for a
        scale below 0.5 or above 4, a height below 320 or above 2200, for what cannot be asked, and for a guess that is
        no answer.
        """
        kwargs["scale"], kwargs["height"] = checked_scale(scale), checked_height(height)
        kwargs["fullscreen"] = bool(fullscreen)
        picture = picture or Picture(trace, language=language)
        self.words = picture.words
        self.pictures = self._first(picture)
        self.traces = [trace]  # the run that is shown is the last, and the ones before it can be had back
        picture.rec.inputs = changing.nodes_of_inputs(trace)
        self.questions = [] if ask is None else questions_of(picture.rec, picture.words, picture.steps, ask)
        kwargs["guesses"] = judged(self.questions, guesses or ())
        asks = len(kwargs["guesses"]) < len(self.questions)
        kwargs["inputs"], kwargs["fixed"] = self._offered(asks)
        with collecting_later():
            data = packed(payload(picture, [0], self.questions))
        super().__init__(data=data, **kwargs)
        self._shown_in: object = None  # the cell that shows it, where it need not be shown a second time as its result
        self.on_msg(self._answer)

    def _answer(self, widget: Any, content: Any, buffers: Any) -> None:
        """Answer what the page asks; whatever goes wrong, it is told, so that it does not wait."""
        if not isinstance(content, dict) or not isinstance(content.get("id"), str):
            return  # nobody could tell the answer from others
        try:
            self._act(content.get("kind"))(content)
        except (Exception, KeyboardInterrupt) as error:
            failed = (
                changing.failure(error) if isinstance(error, Exception) else changing.ChangeError("change.interrupted")
            )
            self._reply(content, "refused", text=failed.said(self.words))

    def _act(self, kind: object) -> Callable[[dict[str, Any]], None]:
        acts = {
            "view": self._view,
            "part": self._part,
            "numbers": self._numbers,
            "change": self._change,
            "undo": self._undo,
            "guess": self._guess,
            "panels": self._panels,
            "nudge": self._nudge,
            "curve": self._curve,
        }
        if not isinstance(kind, str) or kind not in acts:
            raise ValueError(f"the page asked for {kind!r}; the kernel answers {', '.join(acts)}")
        return acts[kind]

    def _reply(self, asked: dict[str, Any], kind: str, data: bytes | None = None, **content: Any) -> None:
        self.send({"id": asked["id"], "kind": kind, **content}, None if data is None else [data])

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
        with collecting_later():
            if which not in self.pictures:
                self.pictures[which] = self.picture.view(*which)
            data = packed(view(self.pictures[which], parts=[0]))
        self._reply(asked, "view", data)

    def _part(self, asked: dict[str, Any]) -> None:
        """Some steps of one of the drawings."""
        with collecting_later():
            data = packed(part(self.pictures[self._asked(asked)], asked["part"]))
        self._reply(asked, "part", data)

    def _panels(self, asked: dict[str, Any]) -> None:
        """The module of what opens beside the map, which a player is shown without."""
        self._reply(asked, "panels", PANELS.read_bytes())

    def _numbers(self, asked: dict[str, Any]) -> None:
        """Some numbers of a large array."""
        found = window(self.picture.rec, asked["value"], asked["begin"], asked["end"])
        self._reply(asked, "numbers", **found)

    def guess(self, guess: Any) -> Guess:
        """Answer the next question, as the page does; returns the record that is kept in `guesses`.

        Takes the text or the letter of a choice, the numbers that are asked for, or the whole array. Raises ValueError
        for what is neither, and where no question is left.
        """
        if self.asks is None:
            raise AskError("no question is left" if self.questions else "this player asks nothing: step(tr, ask=…)")
        made = guessed(self.asks, guess)
        self.guesses = [*self.guesses, made]
        self._offer()
        return made

    @property
    def asks(self) -> Question | None:
        """The question that comes next; None where all are answered."""
        return self.questions[len(self.guesses)] if len(self.guesses) < len(self.questions) else None

    def _guess(self, asked: dict[str, Any]) -> None:
        if asked["question"] == len(self.guesses):  # else another page was faster
            given = asked["guess"]
            self.guess([float(text) for text in given] if isinstance(given, list) else given)
        self._reply(asked, "guessed", guesses=self.guesses)

    def _offered(self, asks: bool) -> tuple[list[dict[str, Any]], str]:
        """The inputs that can be typed in, or why none can: while the player asks, another run would tell."""
        inputs = [] if asks else changing.editable(self.traces[-1])
        why = self.words.text("change.asks") if asks else changing.why_not(self.traces[-1], self.words)
        return inputs, "" if inputs else why

    def _offer(self) -> None:
        self.inputs, self.fixed = self._offered(self.asks is not None)

    @contextlib.contextmanager
    def _program_running(self) -> Iterator[None]:
        """Tell the page that there is something to cancel."""
        self.running = True
        try:
            yield
        finally:
            self.running = False

    def _change(self, asked: dict[str, Any]) -> None:
        """Run the program with what was typed; the run that is shown stays where that cannot be."""
        typed = asked.get("inputs")
        with self._program_running():
            again, printed = changing.run_again(self.traces[-1], typed if isinstance(typed, dict) else {}, self.words)
            self._replace(asked, [*self.traces, again], printed)

    def _nudge(self, asked: dict[str, Any]) -> None:
        """Run the program with one number a little larger or smaller."""
        self._refuse_while_asking()
        with self._program_running():
            told = nudging.nudged(self.traces[-1], asked["input"], asked["index"], asked["steps"], self.words)
        self._reply(asked, "nudged", text=told)

    def _curve(self, asked: dict[str, Any]) -> None:
        """Make the curve of one number, as a widget of its own; the one before it goes."""
        self._refuse_while_asking()
        with self._program_running():
            made = nudging.makers["curve"](self.traces[-1], asked["input"], tuple(asked["index"]), self.words.language)
        self._close_curve()
        self._curve_shown = made
        self._reply(asked, "curve", model=made.model_id)

    def _close_curve(self) -> None:
        if self._curve_shown is not None:
            self._curve_shown.close()
        self._curve_shown = None

    def _refuse_while_asking(self) -> None:
        if self.asks is not None:
            raise changing.ChangeError("change.asks")

    def _undo(self, asked: dict[str, Any]) -> None:
        if len(self.traces) < 2:
            raise changing.ChangeError("change.first")
        self._replace(asked, self.traces[:-1])

    def _replace(self, asked: dict[str, Any], traces: list[Any], printed: str = "") -> None:
        """Show another run. Its data goes with the message too: that arrives at once, the state at some time."""
        recording = Recording(traces[-1])
        typed = changing.retyped(traces[0], traces[-1])
        recording.retyped = {node: self.words.text("change.typed", text=text) for node, text in typed.items()}
        recording.inputs = changing.nodes_of_inputs(traces[-1])
        picture = Picture(recording, language=self.words.language)
        data = packed(payload(picture, [0], self.questions if len(traces) == 1 else ()))
        outcome = changing.difference(self.traces[-1], traces[-1], self.words)
        self._close_curve()
        self.traces, self.pictures = traces, self._first(picture)
        with self.hold_sync():
            self.run, self.step, self.data = self.run + 1, 0, data
            self._offer()
        more = {"inputs": self.inputs, "fixed": self.fixed, "undo": len(self.traces) > 1, "printed": printed}
        self._reply(asked, "changed", data, run=self.run, **more, **outcome)

    def close(self) -> None:
        """Take the player from the page, and let go of what it shows: references to it may stay, as in `Out`."""
        self._close_curve()
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
        asks = self.asks is not None
        return encodable(self.words.text("player.asks") if asks else self.words.text("player", count=self.steps))

    def shown(self) -> None:
        """The cell that runs shows it: it need not do so again as the result of that cell."""
        self._shown_in = _running()

    def _ipython_display_(self) -> None:
        if self._shown_in is None or self._shown_in != _running():
            raise NotImplementedError  # then IPython takes the other forms

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return {"text/plain": repr(self)}
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        return ({**data, "text/plain": repr(self)}, *rest) if rest else {**data, "text/plain": repr(self)}


def _running() -> object:
    """What tells one run of a cell from another; None outside of IPython."""
    here = shell()
    return None if here is None else here.execution_count

"""A question that is answered in the notebook: buttons or a field below its text, and then the verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import traitlets
from IPython.display import display

from ..language.catalogue import Words
from ..picture.svg import STATIC
from ..player.linked import LinkedWidget
from ..player.notebook_cells import free_with_cell

VIEW = "application/vnd.jupyter.widget-view+json"
NOT_SAVED = {"mxgrad": "not saved"}  # read by `mxgrad update`
# One that lives has elements inside, the error in place of a dead one is bare text.
HIDE_DEAD = (
    '<style class="mxg-asked">.jp-OutputArea-child:has(+.jp-OutputArea-child .mxg-asked) '
    ".jupyter-widgets:not(:has(*)){display:none}</style>"
)
_TUPLE_END = re.compile(r",\s*\]")  # (3,) has a comma that JSON does not know
Judge = Callable[[Any], tuple[bool, list[str]]]


class InPlace(LinkedWidget):
    """A question as it stands in a notebook. The answer stays in the kernel; the page is told what a guess was."""

    _esm = STATIC / "predict.js"
    _css = STATIC / "predict.css"
    text = traitlets.Unicode().tag(sync=True)  # what was printed: the page puts it away, and asks itself
    question = traitlets.Unicode().tag(sync=True)
    choices: traitlets.List[str] = traitlets.List().tag(sync=True)
    labels: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    guess = traitlets.Unicode().tag(sync=True)  # as it was typed
    right = traitlets.Bool(False).tag(sync=True)
    said: traitlets.List[str] = traitlets.List().tag(sync=True)  # of the guess

    def __init__(self, judge: Judge, **kwargs: Any) -> None:
        labels = Words().labels
        super().__init__(labels={key: labels[key] for key in ("ask", "ask.check", "change.gone")}, **kwargs)
        self._judge = judge
        self.observe(self._answer, "guess")

    def _answer(self, change: Any) -> None:
        with self.hold_sync():
            self.right, self.said = self._judge(self.guess if self.choices else typed(self.guess))


def typed(text: str) -> Any:
    """A number, as `4`, `0.5` or `1/3`, an array in brackets, a shape as `(4, 3)`, or the text itself.

    It is parsed as data, never run.
    """
    try:
        number = Fraction(text.strip())
        return int(number) if number.denominator == 1 else float(number)
    except (ValueError, ZeroDivisionError, OverflowError):
        pass
    try:
        found = json.loads(_TUPLE_END.sub("]", text.replace("(", "[").replace(")", "]")))
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, list) else text


def show_in_place(text: str, question: str, choices: list[str], judge: Judge) -> None:
    """Put the question below its text; nothing of it is saved by `mxgrad update`.

    In a notebook that is saved otherwise, and opened without its kernel, nothing stands in its place: JupyterLab would
    write "model not found" there.
    """
    widget = InPlace(judge, text=text, question=question, choices=choices)
    free_with_cell(widget)
    bundle: Any = widget._repr_mimebundle_() or {}
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    if VIEW in data:
        for part in ({VIEW: data[VIEW], "text/html": ""}, {"text/html": HIDE_DEAD}):
            display(part, raw=True, metadata=NOT_SAVED)  # type: ignore[no-untyped-call]

"""A condition, and the arms of it that did not run."""

from __future__ import annotations

from typing import Any

from mxgrad.tracing.model import Decision

from ...language.catalogue import Words
from ...language.numbers import misfit_texts
from ...language.text_width import clipped, width
from ...layout.geometry import px, stepped
from ...story.decisions import outcome, told
from ...story.recording import Recording
from ...story.rolling import Condition
from ..scene import CLASS, TEXT, Change, Element, at, el
from .cards import STEP, pill
from .slots import CAPTION, Arrangement

POINT, PAD, LINE = 20.0, 10.0, 19.0
SOURCE, MEASURED = 12.0, 14.0
SOURCE_COLUMNS, BRANCH_COLUMNS, BRANCH_ROWS = 34, 30, 3


class ConditionBox:
    """A condition: its source, what was measured, how it came out and what that chose."""

    kind = "condition"

    def __init__(self, rec: Recording, words: Words, condition: Condition, note: tuple[str, ...], turn: str) -> None:
        self.rec, self.words, self.condition, self.note, self.turn = rec, words, condition, note, turn
        self.id = condition.id
        records = [rec.decisions[number] for number in condition.decisions]
        first = condition.decisions[0]
        self.node = condition.merged if condition.merged is not None else -2 - first
        self.source = clipped(rec.source_text(records[0].span) or records[0].construct, SOURCE_COLUMNS)
        self.measures = max((told(rec, r) for r in records), key=len)
        self.outcomes = max((outcome(rec, words, r) for r in records), key=len)

    def arranged(self, direction: str) -> Arrangement:
        texts = [(self.source, SOURCE), (self.measures, MEASURED), (self.outcomes, MEASURED)]
        lines = [width(text, size) for text, size in texts] + [width(text, CAPTION, 0.55) - 16 for text in self.note]
        inner = max(90.0, *lines)
        high = self._top + 3 * LINE + PAD - 5 + 15.0 * len(self.note)
        return Arrangement(stepped(inner + 2 * POINT, STEP), round(high), (), 0.0)

    @property
    def _top(self) -> float:
        return PAD + (6.0 if self.turn else 0.0)

    @property
    def summary(self) -> str:
        return f"{self.words.word('construct', self.condition_word)}: {self.source}"

    @property
    def condition_word(self) -> str:
        return self.rec.decisions[self.condition.decisions[0]].construct

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        wide, high = arrangement.width, arrangement.height
        box = el("g", "card condition", id=self.id, transform=at(x, y))
        box.attrs.update({"data-node": str(self.node), "tabindex": "0", "role": "group", "aria-label": self.summary})
        box.add(el("title", text=self.summary))
        box.add(el("path", "ring", d=pointed(-6, -5, wide + 12, high + 10)))
        box.add(el("path", "box", d=pointed(0, 0, wide, high)))
        middle, top = wide / 2, self._top + 12
        box.add(el("text", "src mid", self.source, x=middle, y=top))
        box.add(el("text", "measure", id=f"{self.id}.m", x=middle, y=top + LINE))
        box.add(el("text", "outcome", id=f"{self.id}.o", x=middle, y=top + 2 * LINE))
        for i, line in enumerate(self.note):
            box.add(el("text", "note mid", line, x=middle, y=top + 3 * LINE + 15 * i - 3))
        if self.turn:
            box.add(pill(f"{self.id}.i", self.turn, middle, 0.0))
        return box

    def shown(self, decision: Decision) -> list[Change]:
        """What the elements are after a decision."""
        return [
            (f"{self.id}.m", TEXT, told(self.rec, decision)),
            (f"{self.id}.o", CLASS, "yes" if decision.result else "no"),
            (f"{self.id}.o", TEXT, outcome(self.rec, self.words, decision)),
        ]


def pointed(x: float, y: float, wide: float, high: float, point: float = POINT) -> str:
    """A lozenge with a straight middle, so that text fits."""
    corners = [(x, y + high / 2), (x + point * 0.9, y), (x + wide - point * 0.9, y), (x + wide, y + high / 2)]
    corners += [(x + wide - point * 0.9, y + high), (x + point * 0.9, y + high)]
    return "M" + "L".join(f"{px(a)} {px(b)}" for a, b in corners) + "Z"


class UntakenBranch:
    """An arm that did not run: its code struck through, and no value, because there is none."""

    kind = "ghost"
    text = "struck"

    def __init__(self, rec: Recording, words: Words, id: str, span: int | None) -> None:
        rows = [row.rstrip() for row in rec.source_rows(span)]
        indent = min((len(r) - len(r.lstrip()) for r in rows[1:] if r.strip()), default=0)
        rows = [rows[0].strip(), *(r[indent:] for r in rows[1:])] if rows else []
        if len(rows) > BRANCH_ROWS:
            rows = [*rows[: BRANCH_ROWS - 1], f"⋯ {len(rows) - BRANCH_ROWS + 1}"]
        self.id, self.span = id, span
        self.rows = [clipped(row, BRANCH_COLUMNS) for row in rows]
        self.caption = words.text("not taken")

    def arranged(self, direction: str) -> Arrangement:
        inner = max(width(self.caption, CAPTION, 0.6), *(width(row, 13.0) for row in self.rows))
        return Arrangement(round(inner + 28), round(LINE * (len(self.rows) + 1) + 18), (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        branch = el("g", self.kind, id=self.id, transform=at(x, y))
        branch.add(el("title", text=f"{self.caption}: {' '.join(self.rows)}"))
        branch.add(el("rect", "box", width=arrangement.width, height=arrangement.height, rx=11))
        for i, row in enumerate(self.rows):
            branch.add(el("text", self.text, row, x=14, y=24 + LINE * i))
        return branch.add(el("text", "note", self.caption, x=14, y=24 + LINE * len(self.rows)))


ABOUT_ARRAYS = ("ShapeError", "IndexingError", "DTypeError", "ContextError", "ValueError", "TypeError", "IndexError")


class FailedOperation(UntakenBranch):
    """An operation or backward() that could not run: its source, and the shapes, dtypes or devices that it was given.

    Of an error that is about none of these, its name.
    """

    kind = "ghost failed"
    text = "src"

    def __init__(self, rec: Recording, words: Words, id: str, error: dict[str, Any]) -> None:
        super().__init__(rec, words, id, error["span"])
        given = misfit_texts([rec.output(node) for node in error["operands"]], error["type"], words)
        self.rows = self.rows or [error["type"]]
        told = ", ".join(given) if error["type"] in ABOUT_ARRAYS else error["type"]
        self.caption = clipped(f"✗ {told}", BRANCH_COLUMNS)

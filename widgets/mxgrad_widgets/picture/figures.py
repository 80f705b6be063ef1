"""What is drawn beside cards: conditions, arms that did not run, carried variables, frames of calls and loops."""

from __future__ import annotations

from dataclasses import dataclass

from mxgrad.tracing.model import Decision, Scope

from ..language.catalogue import Words
from ..language.text_width import BOLD, SANS, clipped, width
from ..layout.geometry import Bounds, Rect, px
from ..story.decisions import outcome, told
from ..story.recording import Recording
from ..story.rolling import Condition, Frame, Rolling
from .cards import CAPTION, Arrangement, pill
from .folded_call import SWITCH, switch
from .scene import CLASS, TEXT, Change, Element, at, el

POINT, PAD, LINE = 20.0, 10.0, 19.0
SOURCE, MEASURED, TITLE = 12.0, 14.0, 13.0
SOURCE_COLUMNS, BRANCH_COLUMNS, BRANCH_ROWS, TITLE_COLUMNS, NAME_COLUMNS = 34, 30, 3, 46, 16
BAND, BAND_STEP = 20.0, 9.0


def turn_text(words: Words, turns: list[tuple[str, int, int]]) -> str:
    """`it 3/10`, `it 1/3 · test 2/4`."""
    return " · ".join(words.text(kind, number=number, count=count) for kind, number, count in turns)


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
        return Arrangement(round(inner + 2 * POINT), round(high), (), 0.0)

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
        box.add(el("path", "ring", d=_pointed(-6, -5, wide + 12, high + 10)))
        box.add(el("path", "box", d=_pointed(0, 0, wide, high)))
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


def _pointed(x: float, y: float, wide: float, high: float) -> str:
    """A lozenge with a straight middle, so that text fits."""
    corners = [(x, y + high / 2), (x + POINT * 0.9, y), (x + wide - POINT * 0.9, y), (x + wide, y + high / 2)]
    corners += [(x + wide - POINT * 0.9, y + high), (x + POINT * 0.9, y + high)]
    return "M" + "L".join(f"{px(a)} {px(b)}" for a, b in corners) + "Z"


class UntakenBranch:
    """An arm that did not run: its code struck through, and no value, because there is none."""

    kind = "ghost"

    def __init__(self, rec: Recording, words: Words, id: str, span: int) -> None:
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
        branch = el("g", "ghost", id=self.id, transform=at(x, y))
        branch.add(el("title", text=f"{self.caption}: {' '.join(self.rows)}"))
        branch.add(el("rect", "box", width=arrangement.width, height=arrangement.height, rx=11))
        for i, row in enumerate(self.rows):
            branch.add(el("text", "struck", row, x=14, y=24 + LINE * i))
        return branch.add(el("text", "note", self.caption, x=14, y=24 + LINE * len(self.rows)))


class Port:
    """Where a variable enters an iteration: from before the loop the first time, then from the last iteration."""

    def __init__(self, id: str, name: str) -> None:
        self.id, self.name = id, clipped(name, 14)

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(round(max(width(self.name, 13.0) + 16, 26)), 26, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        port = el("g", "port", id=self.id, transform=at(x, y))
        port.add(el("rect", "portbox", width=arrangement.width, height=26, rx=13))
        return port.add(el("text", "porttext", self.name, x=arrangement.width / 2, y=17.5))


class CutTag:
    """Where the backward pass ends although a variable lies behind, and why."""

    def __init__(self, id: str, reason: str) -> None:
        self.id, self.reason = id, reason

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(round(width(self.reason, CAPTION, SANS) + 34), 24, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        tag = el("g", "cuttag", id=self.id, transform=at(x, y))
        tag.add(el("rect", "cutbox", width=arrangement.width, height=24, rx=5))
        tag.add(el("path", "cutmark", d="M8 7 18 17M18 7 8 17"))
        return tag.add(el("text", "cuttext", self.reason, x=25, y=16))


@dataclass(frozen=True)
class FrameBox:
    """A call or a loop around what ran in it."""

    id: str
    kind: str
    title: str
    detail: str
    arcs: int
    parent: str | None
    fold: str = ""  # what it is called where it can be folded

    def bounds(self, direction: str) -> Bounds:
        title, detail = self._lines(direction)
        room = max(width(title, TITLE, BOLD) + (SWITCH if self.fold else 0), width(detail, TITLE, SANS)) + 8
        high = 24.0 + (18.0 if detail else 0.0)
        if self.kind == "loop":
            high += BAND + BAND_STEP * self.arcs if direction == "LR" else 20.0
        margin = 14.0 if direction == "LR" or not self.arcs else 18.0 + 8.0 * self.arcs
        return Bounds(self.id, self.parent, round(room), round(high), margin)

    def _lines(self, direction: str) -> tuple[str, str]:
        """One line where there is room, two in a narrow drawing."""
        if direction == "LR" and self.detail and self.kind == "loop":
            return f"{self.title} — {self.detail}", ""
        return self.title, self.detail

    def band(self, rect: Rect, direction: str, arc: int) -> float:
        """Where the arc of a carried variable runs: y below the title, or x beside what the frame holds."""
        if direction == "LR":
            return rect[1] + 34.0 + BAND_STEP * (arc + 1)
        return rect[0] + 10.0 + 8.0 * arc

    def draw(self, rect: Rect) -> Element:
        left, top, wide, high = rect
        return el("g", f"frame-{self.kind}", id=self.id).add(
            el("rect", "fbox", x=left, y=top, width=wide, height=high, rx=16)
        )

    def head(self, rect: Rect, direction: str) -> Element:
        """The title, and the place of what a loop multiplies a gradient by; drawn over the lines."""
        left, top, wide, _ = rect
        head = el("g", f"head-{self.kind}")
        title, detail = self._lines(direction)
        head.add(el("text", "ftitle", title, x=left + 14, y=top + 23))
        if detail:
            head.add(el("text", "fdetail", detail, x=left + 14, y=top + 41))
        if self.fold:
            head.add(switch(self.fold, title, True, left + 8, top + 2, width(title, TITLE, BOLD)))
        if self.kind == "loop" and direction == "LR":
            y = self.band(rect, direction, 0) + 4
            head.add(el("text", "product mid", id=f"{self.id}.x", x=left + wide / 2, y=y))
        elif self.kind == "loop":
            head.add(el("text", "product", id=f"{self.id}.x", x=left + 14, y=top + 61))
        return head


def frame_box(roll: Rolling, words: Words, frame: Frame, arcs: int) -> FrameBox:
    """The frame of a call, loop or iteration, with what its title says."""
    records = [roll.rec.scopes[scope] for scope in frame.scopes]
    name = clipped(records[0].name or "", TITLE_COLUMNS)
    detail = ""
    if frame.kind == "loop":
        title = f"↻ while {name}" if records[0].loop == "while" else f"↻ {name}"
        detail = counted(words, records)
    elif frame.kind == "iteration":
        index = records[0].index or 0
        title = words.text("it", number=index + 1, count=roll.places.count(records[0].parent or 0))
    elif frame.kind == "gradient":
        number = roll.rec.layers[records[0].id]
        root = roll.rec.backwards[number].roots[0]
        title = words.text("layer", name=clipped(roll.rec.called(root), NAME_COLUMNS))
        detail = words.text("layer.detail", number=roll.rec.depth(number))
    else:
        scope = words.word("scope", frame.kind)
        title = f"ƒ {roll.calls.title(records[0].id)}" if frame.kind == "function" else f"{scope} {name}"
        if not all(r.captured for r in records):
            detail = f"{words.text('not captured', name=name)} {words.text('re-run')}"
    fold = roll.calls.names.get(records[0].id, "")
    return FrameBox(frame.id, frame.kind, title, detail, arcs, frame.parent, fold)


def counted(words: Words, records: list[Scope]) -> str:
    """`10 iterations, 11 tests` of the runs of a loop."""
    counts = sorted({r.count or 0 for r in records})
    if len(counts) == 1:
        text = words.count("iterations", counts[0])
    else:
        text = words.text("iterations.range", least=counts[0], most=counts[-1])
    tests = [r.tests or 0 for r in records]
    if len(records) > 1:
        return f"{text}, {words.text('runs', count=len(records))}"
    return f"{text}, {words.count('tests', tests[0])}" if tests[0] else text

"""Frames of calls, loops and iterations around what ran in them, and where a variable enters one."""

from __future__ import annotations

from dataclasses import dataclass

from mxgrad.tracing.model import Scope

from ...language.catalogue import Words
from ...language.text_width import BOLD, SANS, clipped, width
from ...layout.geometry import Bounds, Rect
from ...story.rolling import Frame, Rolling
from ..scene import Element, at, el
from .folded_call import SWITCH, TOUCH, switch
from .slots import Arrangement

TITLE, TITLE_COLUMNS, NAME_COLUMNS = 13.0, 46, 16
BAND, BAND_STEP = 20.0, 9.0


def turn_text(words: Words, turns: list[tuple[str, int, int]]) -> str:
    """`it 3/10`, `it 1/3 · test 2/4`."""
    return " · ".join(words.text(kind, number=number, count=count) for kind, number, count in turns)


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
    scale: float = 1.0

    def bounds(self, direction: str) -> Bounds:
        title, detail = self._lines(direction)
        lines = detail.splitlines()
        details = max((width(line, TITLE, SANS) for line in lines), default=0.0)
        room = max(width(title, TITLE, BOLD) + (SWITCH if self.fold else 0), details) + 8
        high = 24.0 + 18.0 * len(lines)
        if self.kind == "loop" and self.arcs:
            high += BAND + BAND_STEP * self.arcs if direction == "LR" else 20.0
        margin = (14.0 if self.scale == 1 else 10.0) if direction == "LR" or not self.arcs else 18.0 + 8.0 * self.arcs
        return Bounds(self.id, self.parent, round(room * self.scale), round(high * self.scale), margin * self.scale)

    def _lines(self, direction: str) -> tuple[str, str]:
        """One line where there is room, two in a narrow drawing."""
        if direction == "LR" and self.detail and self.kind == "loop":
            return f"{self.title} — {self.detail}", ""
        return self.title, self.detail

    def band(self, rect: Rect, direction: str, arc: int) -> float:
        """Where the arc of a carried variable runs: y below the title, or x beside what the frame holds."""
        if direction == "LR":
            return rect[1] + (34.0 + BAND_STEP * (arc + 1)) * self.scale
        return rect[0] + (10.0 + 8.0 * arc) * self.scale

    def draw(self, rect: Rect) -> Element:
        left, top, wide, high = rect
        return el("g", f"frame-{self.kind}", id=self.id).add(
            el("rect", "fbox", x=left, y=top, width=wide, height=high, rx=16 * self.scale)
        )

    def head(self, rect: Rect, direction: str) -> Element:
        """The title, and the place of what a loop multiplies a gradient by; drawn over the lines."""
        left, top, wide, _ = rect
        x, size = left + 14 * self.scale, self.scale
        head = el("g", f"head-{self.kind}")
        title, detail = self._lines(direction)
        head.add(el("text", "ftitle", title, x=x, y=top + 23 * size))
        for line, text in enumerate(detail.splitlines()):
            head.add(el("text", "fdetail", text, x=x, y=top + (41 + 18 * line) * size))
        if self.fold:
            wide_title, corner = width(title, TITLE, BOLD) * size, (left + 8 * size, top + 2 * size)
            head.add(switch(self.fold, self.title, True, *corner, wide_title, TOUCH * size))
        if self.kind == "loop" and direction == "LR":
            y = self.band(rect, direction, 0) + 4 * size
            head.add(el("text", "product mid", id=f"{self.id}.x", x=left + wide / 2, y=y))
        elif self.kind == "loop":
            head.add(el("text", "product", id=f"{self.id}.x", x=x, y=top + 61 * size))
        return head


def frame_box(roll: Rolling, words: Words, frame: Frame, arcs: int) -> FrameBox:
    """The frame of a call, loop or iteration, with what its title says."""
    records = [roll.rec.scopes[scope] for scope in frame.scopes]
    name = clipped(records[0].name or "", TITLE_COLUMNS)
    detail = ""
    if frame.kind == "loop":
        title = roll.calls.loop(records[0].id)
        detail = counted(words, records)
    elif frame.kind == "iteration":
        index = records[0].index or 0
        title = words.text("it", number=index + 1, count=roll.places.count(records[0].parent or 0))
    elif frame.kind == "gradient":
        number = roll.rec.layers[records[0].id]
        root = roll.rec.backwards[number].roots[0]
        title = words.text("layer", name=clipped(roll.rec.called(root), NAME_COLUMNS))
        detail = words.text("layer.detail", number=roll.rec.depth(number))
    elif frame.kind == "line":
        title = roll.calls.title(records[0].id)
    elif frame.kind == "stack":
        title = f"ƒ {roll.calls.title(records[0].id)}"
    else:
        scope = words.word("scope", frame.kind)
        title = f"ƒ {roll.calls.title(records[0].id)}" if frame.kind == "function" else f"{scope} {name}"
        detail = clipped(records[0].about or "", TITLE_COLUMNS)
        if (unknown := next((r for r in records if not r.captured), None)) is not None:
            detail = _not_captured(words, unknown.missing)
    fold = roll.calls.names.get(records[0].id, "")
    return FrameBox(frame.id, frame.kind, title, detail, arcs, frame.parent, fold)


def _not_captured(words: Words, why: str | None) -> str:
    """That the path of a call is not there, why, and on a line of its own what helps."""
    if not why:  # of a trace that another version saved
        return words.text("not captured.unknown")
    reason, _, remedy = words.text("not captured", why=words.missing(why)).partition("; ")
    return f"{reason}\n{remedy}".strip()


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


class Port:
    """Where a variable enters an iteration: from before the loop the first time, then from the last iteration."""

    def __init__(self, id: str, name: str, look: str = "port") -> None:
        self.id, self.name, self.look = id, clipped(name, 14), look

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(round(max(width(self.name, 13.0) + 16, 26)), 26, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        port = el("g", self.look, id=self.id, transform=at(x, y))
        port.add(el("rect", "portbox", width=arrangement.width, height=26, rx=13))
        return port.add(el("text", "porttext", self.name, x=arrangement.width / 2, y=17.5))

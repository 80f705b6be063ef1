"""The path of a run as a panel of the storyboard: the code that decided, what it measured, what did not run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from mxgrad.tracing.model import Decision, Scope

from ..language.catalogue import Words
from ..language.text_width import SANS, clipped, columns, width
from ..story.decisions import outcome, told
from ..story.recording import Recording
from .figures.frames import counted
from .scene import Element, Scene, el

NOTE, LINE, NOTE_LINE = 12.5, 20.0, 18.0
ADVANCE = 7.83  # of one character of code; the text is stretched to it where a font is wider or narrower
GUTTER = 46.0
MOST_LINES, MOST_TOLD = 28, 3
Place = tuple[int, int]  # source, line
Placed = TypeVar("Placed", Scope, Decision)


@dataclass
class CodeLine:
    """A line of code with what is to be said of it; `struck` are stretches of columns that no run took."""

    number: int
    text: str
    struck: list[tuple[int, int]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)


def path_panel(rec: Recording, words: Words, room: float) -> Scene | None:
    """The panel, at most `room` pixels wide; None for a program without loops and decisions."""
    lines = _lines(rec, words)
    if not lines:
        return None
    root, y, due = el("g"), 0.0, lines[0].number
    for line in lines:
        if line.number != due:
            root.add(el("text", "pnum", "⋯", x=GUTTER - 14, y=y + 14))
            y += LINE
        y, due = _draw(root, line, y, room), line.number + 1
    return Scene(root, room, y)


# ---- what is said


def _lines(rec: Recording, words: Words) -> list[CodeLine]:
    """The lines that loops and decisions stand in, those that they choose from, and the heads of their functions."""
    notes: dict[Place, list[list[str]]] = defaultdict(list)
    wanted: set[Place] = set()
    for span, runs in _by_span(s for s in rec.scopes if s.kind == "loop").items():
        notes[rec.spans[span][0], rec.spans[span][1]].append([f"↻ {counted(words, runs)}"])
        wanted |= _extent(rec, span)
    missed: set[int] = set()
    taken: set[int] = set()
    for span, records in _by_span(rec.decisions).items():
        notes[rec.spans[span][0], rec.spans[span][1]].append(_told(rec, words, records))
        wanted |= _extent(rec, span)
        taken |= {r.taken_span for r in records if r.taken_span is not None}
        missed |= {other for r in records for other in r.untaken_spans}
    for span in missed | taken:
        wanted |= _extent(rec, span)
    for head in _by_span(s for s in rec.scopes if s.kind == "function"):
        if wanted & _extent(rec, head):
            wanted.add((rec.spans[head][0], rec.spans[head][1]))
    wanted |= {(source, number + 1) for source, number in wanted if (source, number + 2) in wanted}
    struck = _columns(rec, missed - taken)
    found = []
    for source, number in sorted(wanted):
        text = _text(rec, source, number)
        if text.strip():
            found.append(CodeLine(number, text, struck[source, number], notes[source, number]))
    return _shortened(found)


def _by_span(records: Iterable[Placed]) -> dict[int, list[Placed]]:
    out: dict[int, list[Placed]] = defaultdict(list)
    for record in records:
        if record.span is not None:
            out[record.span].append(record)
    return out


def _told(rec: Recording, words: Words, records: list[Decision]) -> list[str]:
    """`3.6 < 1000 ✓`, the first and the last of many; what the last one chose."""
    between = len(records) - 2 * MOST_TOLD
    shown = records if between <= 1 else [*records[:MOST_TOLD], *records[-MOST_TOLD:]]
    said = [f"{told(rec, r)} {'✓' if r.result else '✗'}" for r in shown]
    said[-1] = f"{told(rec, records[-1])} {outcome(rec, words, records[-1])}"
    if between > 1:
        said.insert(MOST_TOLD, words.text("between", count=between))
    return said


def _extent(rec: Recording, span: int) -> set[Place]:
    source, first, _, last, _ = rec.spans[span]
    return {(source, number) for number in range(first, last + 1)}


def _columns(rec: Recording, spans: set[int]) -> dict[Place, list[tuple[int, int]]]:
    """The stretches of each line that spans cover, without the indentation."""
    out: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    for span in sorted(spans):
        source, first, begin, last, end = rec.spans[span]
        for number in range(first, last + 1):
            text = _text(rec, source, number)
            left = begin if number == first else len(text) - len(text.lstrip())
            out[source, number].append((left, end if number == last else len(text)))
    return out


def _text(rec: Recording, source: int, number: int) -> str:
    return rec.source_line(source, number).rstrip().replace("\t", " ")


def _shortened(lines: list[CodeLine]) -> list[CodeLine]:
    """At most so many lines: those with something to say first, in their order."""
    if len(lines) <= MOST_LINES:
        return lines
    kept = sorted(lines, key=lambda line: not (line.notes or line.struck))[:MOST_LINES]
    return [line for line in lines if line in kept]


# ---- how it is drawn


def _draw(root: Element, line: CodeLine, y: float, room: float) -> float:
    """Draw a line of code and what is said of it below; where the next one begins."""
    root.add(el("text", "pnum", str(line.number), x=GUTTER - 14, y=y + 14))
    text = clipped(line.text, int((room - GUTTER - 4) / ADVANCE))
    ends = sorted({0, len(text), *(min(end, len(text)) for stretch in line.struck for end in stretch)})
    for begin, end in pairwise(ends):
        struck = any(a <= begin and end <= b for a, b in line.struck)
        _segment(root, text, begin, end, y, "missed" if struck else "")
    y += LINE
    indent = GUTTER + ADVANCE * (len(text) - len(text.lstrip()) + 2)
    for note in line.notes:
        for row in _wrapped(note, room - indent):
            root.add(el("text", "pnote", row, x=indent, y=y + 12))
            y += NOTE_LINE
    return y + (4.0 if line.notes else 0.0)


def _segment(root: Element, text: str, begin: int, end: int, y: float, look: str) -> None:
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    if piece := piece.strip():
        x = GUTTER + ADVANCE * columns(text[:begin])
        root.add(el("text", look, piece, x=x, y=y + 14, textLength=ADVANCE * columns(piece)))


def _wrapped(pieces: list[str], room: float) -> list[str]:
    """Pieces joined to rows that fit."""
    rows: list[str] = []
    for piece in (clipped(p, max(int(room / width("n", NOTE, SANS)), 12)) for p in pieces):
        longer = f"{rows[-1]} · {piece}" if rows else piece
        if rows and width(longer, NOTE, SANS) <= room:
            rows[-1] = longer
        else:
            rows.append(piece)
    return rows

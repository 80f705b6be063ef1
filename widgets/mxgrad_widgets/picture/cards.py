"""Node cards: label, name, source, value grid, and the gradients that arrive, as a small table."""

from __future__ import annotations

from dataclasses import dataclass

from mxgrad.tracing.model import Contribution, Value

from ..language.catalogue import Words
from ..language.numbers import shape_text, stats_text
from ..language.text_width import BOLD, SANS, clipped, width
from ..layout.geometry import Point
from ..story.recording import GIVEN, Recording
from .grids import FONT, Grid, grid_for
from .scene import TEXT, Change, Element, at, el

PAD = 14.0
LABEL, SOURCE, CAPTION = 16.0, 12.0, 11.5
SIGN = 17.0
HEADER, SOURCE_LINE, ROW_GAP = 26.0, 20.0, 8.0
STAT_LINE, BADGE_LINE, NOTE_LINE = 15.0, 26.0, 15.0
COLUMN_GAP, SIGN_GAP, EDGE_SIGN, BESIDE_WIDTH = 20.0, 24.0, 20.0, 356.0
LABEL_COLUMNS, NAME_COLUMNS, SOURCE_COLUMNS, RULE_COLUMNS = 22, 14, 30, 44


@dataclass(frozen=True)
class Slot:
    """A captioned grid; under the grid of a big array its statistics. `sign` joins it to what stands before."""

    caption: str
    grid: Grid
    stats: int
    sign: str = ""

    @property
    def id(self) -> str:
        return self.grid.id

    @property
    def height(self) -> float:
        return self.grid.height + self.stats * STAT_LINE

    @property
    def width(self) -> float:
        return max(self.grid.width, 150.0 if self.stats else 0.0)

    @property
    def caption_width(self) -> float:
        return width(self.caption, CAPTION, SANS)

    def draw(self, x: float, y: float, kind: str, caption: Point, sign: Point) -> Element:
        """The grid at x, y; its caption and sign where the card wants them."""
        group = el("g", f"slot {kind}", id=f"{self.id}.s")
        if self.sign:
            group.add(el("text", "sign", self.sign, x=sign[0], y=sign[1]))
        group.add(el("text", "cap", self.caption, f"{self.id}.c", x=caption[0], y=caption[1]))
        group.add(self.grid.draw(x, y, kind, dash=kind == "grad"))
        for i in range(self.stats):
            group.add(el("text", "stat", id=f"{self.id}.l{i}", x=x, y=y + self.grid.height + 13 + i * STAT_LINE))
        return group

    def shown(self, value: Value | None) -> list[Change]:
        """What the elements are when they show a value."""
        lines = stats_text(value) if value is not None and value.data is None else []
        stats: list[Change] = [(f"{self.id}.l{i}", TEXT, line) for i, line in enumerate(lines[: self.stats])]
        return self.grid.shown(value) + stats


def slot_for(id: str, caption: str, values: list[Value | None], words: Words, sign: str = "") -> Slot:
    stats = max((len(stats_text(v)) for v in values if v is not None and v.data is None), default=0)
    return Slot(caption, grid_for(id, values, words), stats, sign)


@dataclass(frozen=True)
class Gradients:
    """What can reach a node in one backward: a term for each contribution, then their sum."""

    terms: tuple[Slot, ...]
    total: Slot | None

    @property
    def slots(self) -> tuple[Slot, ...]:
        return (*self.terms, self.total) if self.total else self.terms


@dataclass(frozen=True)
class Spot:
    """Where a slot stands in its card: grid corner, caption and sign."""

    grid: Point
    caption: Point
    sign: Point


@dataclass(frozen=True)
class Arrangement:
    """A way to set the slots of a card, and the size that comes of it."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    foot: float


@dataclass(frozen=True)
class Marks:
    """What else a card says: its part in backward, which iteration it shows, and why no gradient reaches it."""

    badge: tuple[str, str] | None = None
    turn: str = ""  # the longest text of its iteration pill
    head: tuple[str, str] | None = None  # label and line of a head gradient, which no operation makes
    note: tuple[str, ...] = ()

    @property
    def lines(self) -> int:
        return len(self.note) + (1 if self.badge else 0)


class Card:
    """One node, or all runs of one place in a rolled loop, measured; `draw` has its top left corner at 0, 0."""

    def __init__(self, rec: Recording, words: Words, nodes: list[int], gradients: Gradients, marks: Marks) -> None:
        node_id, self.words = nodes[0], words
        node = rec.nodes[node_id]
        self.node, self.nodes, self.id = node_id, nodes, f"n{node_id}"
        labels = list(dict.fromkeys(clipped(rec.label(i), LABEL_COLUMNS) for i in nodes))
        if marks.head:
            labels = [marks.head[0]]
        self.label = max(labels, key=lambda text: width(text, LABEL, BOLD)) if len(labels) > 1 else labels[0]
        self.flips = len(labels) > 1
        name = rec.name(node_id)
        self.name = clipped(name, NAME_COLUMNS) if name != rec.label(node_id) else ""
        self.source = clipped(marks.head[1] if marks.head else rec.expression(node_id), SOURCE_COLUMNS)
        self.kind = "input" if node.kind in GIVEN else "op"
        if rec.layer(node_id) is not None:
            self.kind = "head" if marks.head else "op layer"
        self.output: Value | None = rec.output(node_id)
        self.value: Slot | None = slot_for(f"{self.id}.v", words.text("value"), [rec.output(i) for i in nodes], words)
        results = rec.results(node_id)
        self.others: tuple[Slot, ...] = ()  # of the second and further results
        if results and len(nodes) == 1:
            self.value, *others = (
                slot_for(f"{self.id}.v{k or ''}", clipped(called, NAME_COLUMNS), [value], words)
                for k, (called, value) in enumerate(results)
            )
            self.others = tuple(others)
        self.gradients, self.marks, self.badge = gradients, marks, marks.badge
        self.kept = f"→ {clipped(rec.called(node_id), NAME_COLUMNS)}.grad ✓"
        self.top = PAD + HEADER + (SOURCE_LINE if self.source else 0)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return (self.value, *self.others, *self.gradients.slots) if self.value else ()

    def arranged(self, direction: str) -> Arrangement:
        """Slots below each other in a row of cards; beside each other in a column of cards, if that fits."""
        beside = self._beside() if direction == "TB" else None
        return beside if beside and beside.width <= BESIDE_WIDTH else self._below()

    def _inner(self) -> float:
        """The width that the texts of the card need."""
        header = width(self.label, LABEL, BOLD) + (width(self.name, FONT) + 34 if self.name else 0)
        badge = max(width(t, CAPTION, 0.62) for t in (self.badge[1], self.kept)) if self.badge else 0.0
        note = max((width(t, CAPTION, 0.55) for t in self.marks.note), default=0.0)
        return max(header, width(self.source, SOURCE), badge, note, 84.0)

    @property
    def _feet(self) -> float:
        """Height of the lines below the grids."""
        lines = self.marks.lines
        return BADGE_LINE + (lines - 1) * NOTE_LINE if lines else 0.0

    def _below(self) -> Arrangement:
        captions = max(s.caption_width + (SIGN if s.sign else 0) for s in self.slots)
        column, top, spots = PAD + captions + 10, self.top, []
        for slot in self.slots:
            base = top + slot.grid.height / 2 + CAPTION * 0.36
            spots.append(Spot((column, top), (PAD + (SIGN if slot.sign else 0), base), (PAD, base + 1)))
            top += slot.height + ROW_GAP
        inner = max(self._inner(), column - PAD + max(s.width for s in self.slots))
        height = top + self._feet + PAD - ROW_GAP / 2
        return Arrangement(round(inner + 2 * PAD), round(height), tuple(spots), top + 14)

    def _beside(self) -> Arrangement:
        left, spots, top = PAD, [], self.top + CAPTION + 4
        for i, slot in enumerate(self.slots):
            left += 0 if not i else SIGN_GAP if slot.sign.strip() else COLUMN_GAP
            sign = (left - SIGN_GAP / 2 - 5, top + slot.grid.height / 2 + 5)
            spots.append(Spot((left, top), (left, top - 6), sign))
            left += max(slot.width, slot.caption_width)
        bottom = top + max(s.height for s in self.slots) + ROW_GAP
        inner = max(self._inner(), left - PAD)
        height = bottom + self._feet + PAD - ROW_GAP / 2
        return Arrangement(round(inner + 2 * PAD), round(height), tuple(spots), bottom + 14)

    @property
    def summary(self) -> str:
        """What the card is, for its title and for readers of the screen."""
        words = [self.label if not self.name else f"{self.name}: {self.label}"]
        if self.output is not None:
            words.append(f"{shape_text(self.output.shape, self.words)} {self.output.dtype}")
        if self.source and self.source != self.label:
            words.append(self.source)
        return ", ".join(words)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        card = el("g", f"card {self.kind}", id=self.id, transform=at(x, y))
        card.attrs.update({"data-node": str(self.node), "tabindex": "0", "role": "group", "aria-label": self.summary})
        wide, high = arrangement.width, arrangement.height
        card.add(el("title", text=self.summary))
        card.add(el("rect", "ring", x=-5, y=-5, width=wide + 10, height=high + 10, rx=15))
        card.add(el("rect", "box", width=wide, height=high, rx=11))
        card.add(el("text", "label", self.label, f"{self.id}.h" if self.flips else "", x=PAD, y=PAD + 15))
        if self.name:
            tag = width(self.name, FONT) + 14
            card.add(el("rect", "tag", x=wide - PAD - tag, y=PAD - 2, width=tag, height=22, rx=11))
            card.add(el("text", "name", self.name, x=wide - PAD - tag / 2, y=PAD + 13.5))
        if self.source:
            card.add(el("text", "src", self.source, x=PAD, y=PAD + HEADER + 9))
        for slot, spot in zip(self.slots, arrangement.spots, strict=True):
            kind = "value" if slot is self.value or slot in self.others else "grad"
            card.add(slot.draw(*spot.grid, kind, spot.caption, spot.sign))
        foot = arrangement.foot
        if self.badge:
            card.add(el("text", f"badge {self.badge[0]}", self.badge[1], f"{self.id}.b", x=PAD, y=foot))
            foot += NOTE_LINE
        for line in self.marks.note:
            card.add(el("text", "note", line, x=PAD, y=foot))
            foot += NOTE_LINE
        if self.marks.turn:
            card.add(pill(f"{self.id}.i", self.marks.turn, wide / 2, 0.0))
        return card


def pill(id: str, longest: str, x: float, y: float) -> Element:
    """Which iteration is shown, on the border of what shows it; its text is set by the steps."""
    wide = width(longest, CAPTION, SANS) + 16
    group = el("g", "turn", id=id, transform=at(x, y))
    group.add(el("rect", "turnbox", x=-wide / 2, y=-10, width=wide, height=20, rx=10))
    return group.add(el("text", "turntext", id=f"{id}t", x=0, y=4))


class Placeholder(Card):
    """One card that stands for many operations which are not drawn one by one."""

    def __init__(self, nodes: list[int], label: str, source: str, turn: str = "") -> None:
        self.node, self.nodes, self.id = nodes[0], nodes, f"n{nodes[0]}"
        self.label, self.name, self.source, self.flips = label, "", source, False
        self.kind, self.output, self.badge, self.value, self.others = "stub", None, None, None, ()
        self.gradients, self.marks = Gradients((), None), Marks(turn=turn)
        self.top = PAD + HEADER + SOURCE_LINE

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(round(self._inner() + 2 * PAD), round(self.top + PAD), (), self.top)


def rule_text(contrib: Contribution, words: Words) -> str:
    """The rule of a contribution, or why there is none."""
    if contrib.blocked:
        return words.text("blocked", reason=contrib.blocked)
    return contrib.rule["text"]


class EdgeLabel:
    """The label of a gradient edge: the rule, and `incoming · local = contribution` in numbers."""

    def __init__(self, rec: Recording, words: Words, key: str, contribs: list[Contribution], turn: str = "") -> None:
        self.rec, self.words, self.id, self.turn = rec, words, f"k{key}", turn
        self.rules = [rule_text(c, words) for c in contribs]
        self.local = any(c.local is not None for c in contribs)
        keys = [("grad_out", "incoming"), *([("local", "local")] if self.local else []), ("value", "contribution")]
        self.parts = [
            (
                key,
                words.text(said),
                grid_for(f"{self.id}.{key}", [rec.value(getattr(c, key)) for c in contribs], words, small=True),
            )
            for key, said in keys
        ]
        self.signs = ["·", "="] if self.local else ["→"]
        self._measure()

    def _measure(self) -> None:
        widths = [max(g.width, width(caption, 10.5, SANS)) for _, caption, g in self.parts]
        body = sum(widths) + EDGE_SIGN * len(self.signs)
        rule = max((width(clipped(r, RULE_COLUMNS), 13, 0.6) for r in self.rules), default=0.0)
        self.widths, self.body = widths, body
        pill_width = width(self.turn, CAPTION, SANS) + 16 if self.turn else 0.0
        self.width = round(max(body, rule, pill_width) + 18)
        self.tall = max(g.height for _, _, g in self.parts)
        self.head = 28.0 if not self.turn else 34.0
        self.height = round(self.head + self.tall + 18 + 6)

    def draw(self, x: float, y: float) -> Element:
        label = el("g", "chip", id=self.id, transform=at(x, y))
        label.add(el("rect", "plate", width=self.width, height=self.height, rx=9))
        label.add(el("text", "rule", id=f"{self.id}.r", x=self.width / 2, y=self.head - 9))
        left, middle = (self.width - self.body) / 2, self.head + self.tall / 2
        for i, (key, caption, grid) in enumerate(self.parts):
            if i:
                label.add(el("text", "sign", self.signs[i - 1], x=left + EDGE_SIGN / 2, y=middle + 5))
                left += EDGE_SIGN
            kind = "factor" if key == "local" else "grad"
            x = left + (self.widths[i] - grid.width) / 2
            label.add(grid.draw(x, middle - grid.height / 2, kind, dash=kind == "grad"))
            label.add(el("text", "under", caption, x=left + self.widths[i] / 2, y=self.head + self.tall + 14))
            left += self.widths[i]
        if self.turn:
            label.add(pill(f"{self.id}.i", self.turn, self.width / 2, 0.0))
        return label

    def shown(self, contrib: Contribution | None) -> list[Change]:
        """What the elements are when they show a contribution."""
        out: list[Change] = []
        if contrib is not None:
            out.append((f"{self.id}.r", TEXT, clipped(rule_text(contrib, self.words), RULE_COLUMNS)))
        for key, _, grid in self.parts:
            out += grid.shown(self.rec.value(getattr(contrib, key)) if contrib is not None else None)
        return out

"""Node cards: label, name, source, value grid, and the gradients that arrive, as a small table."""

from __future__ import annotations

from dataclasses import dataclass

from mxgrad.tracing.model import Value

from ...language.catalogue import Words
from ...language.numbers import shape_text
from ...language.text_width import BOLD, SANS, clipped, clipped_name, width
from ...layout.geometry import Point, px, stepped
from ...story.recording import Recording
from ..scene import Element, at, el
from .grids import FONT
from .slots import CAPTION, Arrangement, Gradients, Slot, Spot, slot_for

PAD, STEP = 14.0, 24
LABEL, SOURCE = 16.0, 12.0
SIGN = 17.0
HEADER, SOURCE_LINE, ROW_GAP = 26.0, 20.0, 8.0
BADGE_LINE, NOTE_LINE = 26.0, 15.0
COLUMN_GAP, SIGN_GAP, BESIDE_WIDTH = 20.0, 24.0, 356.0
ARC = 18.0  # room for the arc from a gradient to the next version
LABEL_COLUMNS, NAME_COLUMNS, SOURCE_COLUMNS = 22, 14, 30


@dataclass(frozen=True)
class Marks:
    """What else a card says: its part in backward, which iteration it shows, and why no gradient reaches it."""

    badge: tuple[str, str] | None = None
    turn: str = ""  # the longest text of its iteration pill
    head: tuple[str, str] | None = None  # label and line of a head gradient, which no operation makes
    note: tuple[str, ...] = ()
    update: str = ""  # of a variable, how its next version is made

    @property
    def lines(self) -> int:
        return len(self.note) + (1 if self.badge else 0) + (1 if self.update else 0)


class Card:
    """One node, or all runs of one place in a rolled loop, measured; `draw` has its top left corner at 0, 0."""

    assigns = False  # whether it is a variable written to in place

    def __init__(self, rec: Recording, words: Words, nodes: list[int], gradients: Gradients, marks: Marks) -> None:
        node_id, self.words = nodes[0], words
        node = rec.nodes[node_id]
        self.node, self.nodes, self.id = node_id, nodes, f"n{node_id}"
        runs = [i for i in nodes if i not in rec.variables.later]  # a new version keeps the label of the first
        labels = list(dict.fromkeys(clipped_name(rec.label(i), LABEL_COLUMNS) for i in runs))
        if marks.head:
            labels = [marks.head[0]]
        self.label = max(labels, key=lambda text: width(text, LABEL, BOLD)) if len(labels) > 1 else labels[0]
        self.flips = len(labels) > 1
        name = rec.short_name(node_id)
        self.name = clipped_name(name, NAME_COLUMNS) if name and rec.name(node_id) != rec.label(node_id) else ""
        self.assigns = node.op == "assign" and bool(self.name) and not self.flips
        self.source = clipped(marks.head[1] if marks.head else rec.expression(node_id), SOURCE_COLUMNS)
        self.kind = "input" if node.kind == "input" else "op"
        if rec.layer(node_id) is not None:
            self.kind = "head" if marks.head else "op layer"
        self.output: Value | None = rec.output(node_id)
        self.value: Slot | None = slot_for(f"{self.id}.v", words.text("value"), [rec.output(i) for i in nodes], words)
        results = rec.results(node_id)
        self.others: tuple[Slot, ...] = ()  # of the second and further results
        if results and len(nodes) == 1:
            self.value, *others = (
                slot_for(f"{self.id}.v{k or ''}", clipped_name(called, NAME_COLUMNS), [value], words)
                for k, (called, value) in enumerate(results)
            )
            self.others = tuple(others)
        self.gradients, self.marks, self.badge = gradients, marks, marks.badge
        self.kept = f"→ {clipped_name(rec.called(node_id), NAME_COLUMNS)}.grad ✓"
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
        note = max((width(t, CAPTION, 0.55) for t in (*self.marks.note, self.marks.update)), default=0.0)
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
        arc_room = ARC if self.marks.update else 0
        inner = max(self._inner(), column - PAD + max(s.width for s in self.slots) + arc_room)
        height = top + self._feet + PAD - ROW_GAP / 2
        return Arrangement(stepped(inner + 2 * PAD, STEP), round(height), tuple(spots), top + 14)

    def _beside(self) -> Arrangement:
        left, spots, top = PAD, [], self.top + CAPTION + 4
        for i, slot in enumerate(self.slots):
            left += 0 if not i else SIGN_GAP if slot.sign.strip() else COLUMN_GAP
            sign = (left - SIGN_GAP / 2 - 5, top + slot.grid.height / 2 + 5)
            spots.append(Spot((left, top), (left, top - 6), sign))
            left += max(slot.width, slot.caption_width)
        bottom = top + max(s.height for s in self.slots) + ROW_GAP
        inner = max(self._inner(), left - PAD)
        bottom += ARC - 4 if self.marks.update else 0
        height = bottom + self._feet + PAD - ROW_GAP / 2
        return Arrangement(stepped(inner + 2 * PAD, STEP), round(height), tuple(spots), bottom + 14)

    def _arc(self, arrangement: Arrangement) -> Element:
        """Beside grids that stand below each other, under those that stand side by side."""
        spots = dict(zip((slot.id for slot in self.slots), arrangement.spots, strict=True))
        total = self.gradients.total
        value = self.slots[0]
        gradient = total if total else value
        (ax, ay), (bx, by) = spots[gradient.id].grid, spots[value.id].grid
        if ay != by or gradient is value:
            begin = ax + gradient.grid.width + 4, ay + gradient.grid.height / 2
            end = bx + value.grid.width + 4, by + value.grid.height / 2
            return arc(self.id, self.marks.update, begin, end, (ARC, 0))
        begin = ax + gradient.grid.width / 2, ay + gradient.height + 3
        end = bx + value.grid.width / 2, by + value.height + 3
        return arc(self.id, self.marks.update, begin, end, (0, ARC))

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
        for line in (*self.marks.note, *([self.marks.update] if self.marks.update else [])):
            card.add(el("text", "note", line, x=PAD, y=foot))
            foot += NOTE_LINE
        if self.marks.update:
            card.add(self._arc(arrangement))
        if self.marks.turn:
            card.add(pill(f"{self.id}.i", self.marks.turn, wide / 2, 0.0))
        return card


def arc(id: str, rule: str, begin: Point, end: Point, out: Point) -> Element:
    """From the stored gradient of a variable to its next version, by way of `out`."""
    (ax, ay), (bx, by), (dx, dy) = begin, end, out
    numbers = map(px, (ax, ay, ax + dx, ay + dy, bx + dx, by + dy, bx, by))
    curve = "M{} {}C{} {} {} {} {} {}".format(*numbers)
    tip = "M{} {}L{} {}L{} {}Z".format(*map(px, (bx, by, bx + dx / 3 + dy / 4, by + dy / 3 + dx / 4,
                                                   bx + dx / 3 - dy / 4, by + dy / 3 - dx / 4)))  # fmt: skip
    parts = el("title", text=rule), el("path", "line", d=curve), el("path", "head", d=tip)
    return el("g", "update", id=f"{id}.u").add(*parts)


def pill(id: str, longest: str, x: float, y: float, size: float = 1.0) -> Element:
    """Which iteration is shown, on the border of what shows it; its text is set by the steps."""
    wide = (width(longest, CAPTION, SANS) + 16) * size
    group = el("g", "turn", id=id, transform=at(x, y))
    group.add(el("rect", "turnbox", x=-wide / 2, y=-10 * size, width=wide, height=20 * size, rx=10 * size))
    return group.add(el("text", "turntext", id=f"{id}t", x=0, y=4 * size))


class Placeholder(Card):
    """One card that stands for many operations which are not drawn one by one."""

    def __init__(self, nodes: list[int], label: str, source: str, turn: str = "") -> None:
        self.node, self.nodes, self.id = nodes[0], nodes, f"n{nodes[0]}"
        self.label, self.name, self.source, self.flips = label, "", source, False
        self.kind, self.output, self.badge, self.value, self.others = "stub", None, None, None, ()
        self.gradients, self.marks = Gradients((), None), Marks(turn=turn)
        self.top = PAD + HEADER + SOURCE_LINE

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(stepped(self._inner() + 2 * PAD, STEP), round(self.top + PAD), (), self.top)

"""Cards, conditions and ports at the size at which a whole run fits the screen: heat in place of numbers.

Their elements have the ids of the full ones wherever they mean the same, so that one list of changes serves both.
"""

from __future__ import annotations

from dataclasses import replace

from ...language.text_width import BOLD, SANS, clipped, clipped_name, width
from ...layout.geometry import stepped
from ..scene import Element, at, el
from .cards import Card, arc, pill
from .conditions import ConditionBox, UntakenBranch, pointed
from .folded_call import Folded, switch
from .frames import Port
from .grids import Grid, number_width
from .slots import Arrangement, Slot

WIDTH, HEIGHT, PAD = 118.0, 58.0, 8.0
LABEL, NAME, NUMBER, SHAPE = 12.5, 10.0, 11.0, 9.0
ALONE = 23.0  # size of a label that from afar is all that is read
LABEL_COLUMNS, NAME_COLUMNS, SHAPE_COLUMNS = 15, 9, 11
TOP, GRADIENT = 25.0, 54.0  # where the thumbnails begin, and where that of the gradient does
AREA, CELL, ROW = (38.0, 26.0), 9.0, 18.0  # most that a thumbnail takes, most that a cell does, height of a number
READ, ROOM = 80.0, 8.0  # most that several numbers take, and what one has beside it
STEP = 12
TURN = 0.78  # size of an iteration pill
ARC = 12.0  # room for the arc from a gradient to the next version
SOURCE, TOLD, SOURCE_COLUMNS, TOLD_COLUMNS = 9.5, 10.5, 24, 26
MOST_RESULTS = 4


class CompactCard:
    """A card of about 118 × 58 pixels: label, name, thumbnails of value and gradient, shape."""

    def __init__(self, card: Card) -> None:
        self.card, self.id = card, card.id
        label, name = (card.name, "") if card.assigns else (card.label, card.name)  # the variable goes on
        if isinstance(card, Folded):
            name = card.times
        self.label, self.name = clipped_name(label, LABEL_COLUMNS), clipped_name(name, NAME_COLUMNS)
        self.shape = clipped("×".join(map(str, card.output.shape)), SHAPE_COLUMNS) if card.output else ""
        values = [slot for slot in (card.value, *card.others) if slot]
        total = card.gradients.total
        self.values = _thumbs(values)
        self.gradients = _thumbs([total] if total else [*card.gradients.terms])
        self.terms = [slot.id for slot in card.gradients.terms] if total else []

    def arranged(self, direction: str) -> Arrangement:
        header = width(self.label, LABEL, BOLD) + (width(self.name, NAME) + 18 if self.name else 0)
        if isinstance(self.card, Folded):
            header += 20
        row = self._second + _breadth(self.gradients) + width(self.shape, SHAPE, BOLD) + 6  # × is wide
        high = HEIGHT + (ARC if self.card.marks.update else 0)
        return Arrangement(stepped(max(header + 2 * PAD, row + PAD), STEP, WIDTH), high, (), 0.0)

    @property
    def _second(self) -> float:
        """Where the thumbnail of the gradient begins."""
        return max(GRADIENT, PAD + _breadth(self.values) + 6)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        card, wide, high = self.card, arrangement.width, arrangement.height
        group = el("g", f"card {card.kind}", id=self.id, transform=at(x, y))
        group.attrs.update({"data-node": str(card.node), "tabindex": "0", "role": "group", "aria-label": card.summary})
        group.add(el("title", text=card.summary))
        group.add(el("rect", "ring", x=-4, y=-4, width=wide + 8, height=high + 8, rx=11))
        group.add(el("rect", "box", width=wide, height=high, rx=8))
        look = "label long" if width(self.label, ALONE, BOLD) > wide - PAD else "label"
        group.add(el("text", look, self.label, f"{self.id}.h" if card.flips else "", x=PAD, y=17))
        if self.name:
            tag = width(self.name, NAME) + 10
            group.add(el("rect", "tag", x=wide - 5 - tag, y=5, width=tag, height=16, rx=8))
            group.add(el("text", "name", self.name, x=wide - 5 - tag / 2, y=16.5))
        _row(group, self.values, PAD, "value")
        _row(group, self.gradients, self._second, "grad")
        for i, id in enumerate(self.terms):
            group.add(el("rect", "pip", id=f"{id}.s", x=self._second + 7 * i, y=HEIGHT - 5, width=5, height=3, rx=1))
        if self.shape:
            group.add(el("text", "shape", self.shape, x=wide - 6, y=high - 6))
        if card.marks.update:
            begin, end = self._second + _breadth(self.gradients) / 2, PAD + _breadth(self.values) / 2
            if isinstance(card, Folded):  # the variable is inside: its gradient is none of those shown
                begin, end = PAD + 22, PAD + 2
            group.add(arc(self.id, card.marks.update, (begin, HEIGHT - 6), (end, HEIGHT - 6), (0, ARC)))
        if isinstance(card, Folded):
            group.add(switch(card.fold, card.label, False, 2, 0, width(self.label, LABEL, BOLD), 24.0))
        if card.marks.turn:
            group.add(pill(f"{self.id}.i", card.marks.turn, wide / 2, -2.0, TURN))
        return group


def _thumbs(slots: list[Slot]) -> list[tuple[Slot, Grid]]:
    """The grids of slots, so small that they share the room for one; a number, or two or three short ones, are read."""
    shown = slots[:MOST_RESULTS]
    out = []
    for slot in shown:
        grid = slot.grid
        wide = _readable(grid) if grid.printed and grid.rows == 1 and len(shown) == 1 else 0.0
        if wide:
            out.append((slot, replace(grid, cell_width=wide, cell_height=ROW)))
            continue
        cell = min((AREA[0] - 3 * (len(shown) - 1)) / len(shown) / grid.cols, AREA[1] / grid.rows, CELL)
        out.append((slot, replace(grid, cell_width=cell, cell_height=cell, longest=0)))
    return out


def _readable(grid: Grid) -> float:
    """How wide the cells of a row are whose numbers are read; 0 if there is no room for that."""
    if grid.cols == 1:
        return number_width(grid.longest, NUMBER, ROOM)
    most = int((READ / grid.cols - ROOM) / width("0", NUMBER))
    return max(round(width("0" * most, NUMBER) + ROOM), 22.0) if grid.longest <= most else 0.0


def _breadth(thumbs: list[tuple[Slot, Grid]]) -> float:
    return sum(grid.width for _, grid in thumbs) + 3 * max(len(thumbs) - 1, 0)


def _row(group: Element, thumbs: list[tuple[Slot, Grid]], left: float, kind: str) -> None:
    for slot, grid in thumbs:
        holder = el("g", f"slot {kind}", id=f"{slot.id}.s")
        look = f"{kind} thumb" if not grid.printed else kind
        group.add(holder.add(grid.draw(left, TOP, look, dash=kind == "grad", small=True)))
        left += grid.width + 3


class CompactCondition:
    """A condition: its source, what was measured and what that chose, small."""

    def __init__(self, box: ConditionBox) -> None:
        self.box, self.id = box, box.id
        self.source = clipped(box.source, SOURCE_COLUMNS)

    def arranged(self, direction: str) -> Arrangement:
        told = max(width(clipped(text, TOLD_COLUMNS), TOLD) for text in (self.box.measures, self.box.outcomes))
        inner = max(60.0, width(self.source, SOURCE), told)
        return Arrangement(stepped(inner + 28, STEP), 54.0, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        box, wide, high = self.box, arrangement.width, arrangement.height
        group = el("g", "card condition", id=self.id, transform=at(x, y))
        group.attrs.update({"data-node": str(box.node), "tabindex": "0", "role": "group", "aria-label": box.summary})
        group.add(el("title", text=box.summary))
        group.add(el("path", "ring", d=pointed(-5, -4, wide + 10, high + 8, 14.0)))
        group.add(el("path", "box", d=pointed(0, 0, wide, high, 14.0)))
        group.add(el("text", "src mid", self.source, x=wide / 2, y=17))
        group.add(el("text", "measure", id=f"{self.id}.m", x=wide / 2, y=30.5))
        group.add(el("text", "outcome", id=f"{self.id}.o", x=wide / 2, y=44))
        if box.turn:
            group.add(pill(f"{self.id}.i", box.turn, wide / 2, -2.0, TURN))
        return group


class CompactUntaken:
    """An arm that did not run: its first line, struck through."""

    def __init__(self, branch: UntakenBranch) -> None:
        self.branch, self.id = branch, branch.id
        self.row = clipped(branch.rows[0], SOURCE_COLUMNS) if branch.rows else ""

    def arranged(self, direction: str) -> Arrangement:
        inner = max(width(self.branch.caption, SHAPE, SANS), width(self.row, TOLD))
        return Arrangement(round(inner + 2 * PAD), 38.0, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        group = el("g", self.branch.kind, id=self.id, transform=at(x, y))
        group.add(el("title", text=f"{self.branch.caption}: {' '.join(self.branch.rows)}"))
        group.add(el("rect", "box", width=arrangement.width, height=arrangement.height, rx=8))
        group.add(el("text", self.branch.text, self.row, x=PAD, y=16))
        return group.add(el("text", "note", self.branch.caption, x=PAD, y=30))


class CompactPort:
    """Where a variable enters an iteration."""

    def __init__(self, port: Port) -> None:
        self.id, self.name, self.look = port.id, clipped_name(port.name, NAME_COLUMNS), port.look

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(round(max(width(self.name, TOLD) + 12, 22)), 20, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        group = el("g", self.look, id=self.id, transform=at(x, y))
        group.add(el("rect", "portbox", width=arrangement.width, height=20, rx=10))
        return group.add(el("text", "porttext", self.name, x=arrangement.width / 2, y=14))

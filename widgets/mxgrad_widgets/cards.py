"""Node cards: label, name, source, value grid, and the gradients that arrive, as a small table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .grids import FONT, Grid, Value, grid_for
from .numbers import clipped, shape_text, stats_text, width
from .recording import Recording
from .scene import Element, Stage, el

PAD = 14.0
LABEL, SOURCE, CAPTION = 16.0, 12.0, 11.5
HEADER, SOURCE_LINE, ROW_GAP, STAT_LINE, BADGE_LINE = 26.0, 20.0, 8.0, 15.0, 26.0
SOURCE_COLUMNS = 30


@dataclass(frozen=True)
class Slot:
    """A caption and a grid beside it; under the grid of a big array its statistics."""

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

    def draw(self, left: float, x: float, y: float, kind: str, dash: bool) -> Element:
        group = el("g", f"slot {kind}", id=f"{self.id}.s")
        middle = y + self.grid.height / 2 + CAPTION * 0.36
        if self.sign:
            group.add(el("text", "sign", self.sign, f"{self.id}.p", x=left, y=middle + 1))
        group.add(el("text", "cap", self.caption, x=left + (14 if self.sign else 0), y=middle))
        group.add(self.grid.draw(x, y, kind, dash))
        for i in range(self.stats):
            group.add(el("text", "stat", id=f"{self.id}.l{i}", x=x, y=y + self.grid.height + 13 + i * STAT_LINE))
        return group

    def fill(self, stage: Stage, value: Value | None) -> None:
        self.grid.fill(stage, value)
        lines = stats_text(value) if value is not None and value.get("data") is None else []
        for i in range(self.stats):
            stage.text(f"{self.id}.l{i}", lines[i] if i < len(lines) else "")


def slot_for(id: str, caption: str, values: list[Value | None], sign: str = "") -> Slot:
    stats = max((len(stats_text(v)) for v in values if v is not None and v.get("data") is None), default=0)
    return Slot(caption, grid_for(id, values), stats, sign)


@dataclass(frozen=True)
class Gradients:
    """What can reach a node in one backward: a term for each contribution, then their sum."""

    terms: tuple[Slot, ...]
    total: Slot | None

    @property
    def slots(self) -> tuple[Slot, ...]:
        return (*self.terms, self.total) if self.total else self.terms


class Card:
    """One node, measured; `draw` gives its elements with the top left corner at 0, 0."""

    def __init__(self, rec: Recording, node_id: int, gradients: Gradients, badges: list[tuple[str, str]]) -> None:
        node = rec.nodes[node_id]
        self.node, self.id = node_id, f"n{node_id}"
        self.label = rec.label(node_id)
        self.name = rec.name(node_id) if rec.name(node_id) != self.label else ""
        self.source = clipped(rec.source_text(node.get("span")), SOURCE_COLUMNS)
        self.kind = "input" if node["kind"] in ("input", "param") else "op"
        self.output = rec.output(node_id)
        self.value = slot_for(f"{self.id}.v", "value", [self.output])
        self.gradients, self.badges = gradients, badges
        self._measure()

    def _measure(self) -> None:
        slots = (self.value, *self.gradients.slots)
        captions = max(width(s.caption, CAPTION, mono=False) + (14 if s.sign else 0) for s in slots)
        self.column = PAD + captions + 10
        header = width(self.label, LABEL, mono=False) + (width(self.name, FONT) + 34 if self.name else 0)
        badges = max((width(text, CAPTION, mono=False) + 18 for _, text in self.badges), default=0.0)
        inner = max(header, width(self.source, SOURCE), self.column - PAD + max(s.width for s in slots), badges, 84.0)
        self.width = round(inner + 2 * PAD)
        self.top = PAD + HEADER + (SOURCE_LINE if self.source else 0)
        body = sum(s.height + ROW_GAP for s in slots)
        self.height = round(self.top + body + (BADGE_LINE if self.badges else 0) + PAD - ROW_GAP / 2)

    @property
    def summary(self) -> str:
        """What the card is, for its title and for readers of the screen."""
        words = [self.label if not self.name else f"{self.name}: {self.label}"]
        if self.output is not None:
            shape = shape_text(list(self.output.get("shape") or []))
            words.append(f"{shape} {self.output.get('dtype', '')}".strip())
        if self.source and self.source != self.label:
            words.append(self.source)
        return ", ".join(words)

    def draw(self, x: float, y: float) -> Element:
        card = el("g", f"card {self.kind}", id=self.id, transform=f"translate({round(x, 1):g} {round(y, 1):g})")
        card.attrs.update({"data-node": str(self.node), "tabindex": "0", "role": "button", "aria-label": self.summary})
        card.add(el("title", text=self.summary))
        card.add(el("rect", "ring", x=-5, y=-5, width=self.width + 10, height=self.height + 10, rx=15))
        card.add(el("rect", "box", width=self.width, height=self.height, rx=11))
        card.add(el("text", "label", self.label, x=PAD, y=PAD + 15))
        if self.name:
            self._draw_name(card)
        if self.source:
            card.add(el("text", "src", self.source, x=PAD, y=PAD + HEADER + 9))
        top = self.top
        for slot in (self.value, *self.gradients.slots):
            kind = "value" if slot is self.value else "grad"
            card.add(slot.draw(PAD, self.column, top, kind, dash=kind == "grad"))
            top += slot.height + ROW_GAP
        for i, (_, text) in enumerate(self.badges):
            card.add(el("text", "badge", text, f"{self.id}.b{i}", x=PAD, y=top + 14))
        return card

    def _draw_name(self, card: Element) -> None:
        w = width(self.name, FONT) + 14
        x = self.width - PAD - w
        card.add(el("rect", "tag", x=x, y=PAD - 2, width=w, height=22, rx=11))
        card.add(el("text", "name", self.name, x=x + w / 2, y=PAD + 13.5))


class Chip:
    """The label of a gradient edge: the rule, and `incoming · local = contribution` in numbers."""

    def __init__(self, rec: Recording, key: str, contribs: list[Any]) -> None:
        self.id = f"k{key}"
        self.rules = [str((c.get("rule") or {}).get("text") or "") for c in contribs]
        self.rules = [r if not c.get("blocked") else f"no gradient: {c['blocked']}" for r, c in zip(self.rules, contribs, strict=True)]
        local = any(c.get("local") is not None for c in contribs)
        keys = [("grad_out", "incoming"), *([("local", "local")] if local else []), ("value", "contribution")]
        self.parts = [
            (key, caption, grid_for(f"{self.id}.{key}", [rec.value(c.get(key)) for c in contribs], small=True))
            for key, caption in keys
        ]
        self.signs = ["·", "="] if local else ["→"]
        self._measure()

    def _measure(self) -> None:
        widths = [max(g.width, width(caption, 10.5, mono=False) + 2) for _, caption, g in self.parts]
        body = sum(widths) + 22.0 * len(self.signs)
        rule = max((width(clipped(r, 44), 13, mono=False) for r in self.rules), default=0.0)
        self.widths, self.body = widths, body
        self.width = round(max(body, rule) + 20)
        self.tall = max(g.height for _, _, g in self.parts)
        self.height = round(28 + self.tall + 18 + 6)

    def draw(self, x: float, y: float) -> Element:
        chip = el("g", "chip", id=self.id, transform=f"translate({round(x, 1):g} {round(y, 1):g})")
        chip.add(el("rect", "plate", width=self.width, height=self.height, rx=9))
        chip.add(el("text", "rule", id=f"{self.id}.r", x=self.width / 2, y=19))
        left, middle = (self.width - self.body) / 2, 28 + self.tall / 2
        for i, (_, caption, grid) in enumerate(self.parts):
            if i:
                chip.add(el("text", "sign", self.signs[i - 1], x=left + 11, y=middle + 5))
                left += 22
            kind = "factor" if caption == "local" else "grad"
            chip.add(grid.draw(left + (self.widths[i] - grid.width) / 2, middle - grid.height / 2, kind, dash=kind == "grad"))
            chip.add(el("text", "under", caption, x=left + self.widths[i] / 2, y=28 + self.tall + 14))
            left += self.widths[i]
        return chip

    def fill(self, stage: Stage, rec: Recording, contrib: Any | None) -> None:
        rule = ""
        if contrib is not None:
            rule = (contrib.get("rule") or {}).get("text") or ""
            rule = f"no gradient: {contrib['blocked']}" if contrib.get("blocked") else rule
        stage.text(f"{self.id}.r", clipped(rule, 44))
        for key, _, grid in self.parts:
            grid.fill(stage, rec.value(contrib.get(key)) if contrib is not None else None)

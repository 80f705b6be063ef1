"""A captioned place for an array in a card, and how a card sets its places."""

from __future__ import annotations

from dataclasses import dataclass

from mxgrad.tracing.model import Value

from ...language.catalogue import Words
from ...language.numbers import stats_text
from ...language.text_width import SANS, width
from ...layout.geometry import Point
from ..scene import TEXT, Change, Element, el
from .grids import Grid, grid_for

CAPTION, STAT_LINE = 11.5, 15.0


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

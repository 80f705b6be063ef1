"""Arrays as grids of cells: how many rows and columns, how wide, which text and tint in each cell."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mxgrad.tracing.model import Value

from ...language.catalogue import Words
from ...language.numbers import real, short
from ...language.text_width import width
from ...layout.geometry import stepped
from ..scene import (
    CLASS,
    TEXT,
    Change,
    Element,
    at,
    el,
)

CELL_HEIGHT = 24.0
FONT = 13.0
WRAP = 8
EDGE_CELLS = 6, 3
DIGITS = 2  # cells have room for an even number of characters
THUMB = 12.0
TINTS = 4

Cell = tuple[str, str]


def tint(x: float, largest: float) -> str:
    """Class of a cell: p1..p4 above zero, m1..m4 below, z for zero, nf for NaN and Inf."""
    if not math.isfinite(x):
        return "nf"
    if x == 0 or largest == 0:
        return "z"
    level = max(1, min(TINTS, math.ceil(abs(x) / largest * TINTS)))
    return f"{'p' if x > 0 else 'm'}{level}"


def cells_of(value: Value) -> tuple[list[list[Cell]], bool]:
    """Rows of (text, tint) and whether numbers are printed; a big array gives its thumbnail."""
    if value.data is not None:
        return _cells(value.data, value.shape, printed=True), True
    thumb = value.thumb or {"shape": (0, 0), "data": ()}
    return _cells(thumb["data"], thumb["shape"], printed=False), False


def _cells(data: Sequence[Any], shape: Sequence[int], *, printed: bool) -> list[list[Cell]]:
    numbers = [real(x) for x in data]
    largest = max((abs(x) for x in numbers if math.isfinite(x)), default=0.0)
    digits = 6 if len(numbers) <= 16 else 4
    return _rows([(short(x, digits) if printed else "", tint(x, largest)) for x in numbers], shape)


def _rows(cells: list[Cell], shape: Sequence[int]) -> list[list[Cell]]:
    """Rows of the last axis; a long vector wraps, long rows and columns are cut in the middle."""
    if not cells:
        return []
    columns = shape[-1] if shape else 1
    if len(shape) == 1 and columns > WRAP:
        columns = WRAP
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    rows = [_cut(row, ("⋯", "gap")) for row in rows]
    if len(rows) > WRAP + 2:
        first, last = EDGE_CELLS
        rows = [*rows[:first], [("⋮", "gap")] * len(rows[0]), *rows[-last:]]
    return rows


def _cut(row: list[Cell], gap: Cell) -> list[Cell]:
    first, last = EDGE_CELLS
    return row if len(row) <= WRAP + 2 else [*row[:first], gap, *row[-last:]]


@dataclass(frozen=True)
class Grid:
    """A place for arrays of one slot, sized so that each of them fits."""

    id: str
    rows: int
    cols: int
    cell_width: float
    cell_height: float
    longest: int  # characters of its longest number; 0 where none is printed
    hatched: frozenset[tuple[int, int]]
    empty: str

    @property
    def printed(self) -> bool:
        return self.longest > 0

    @property
    def width(self) -> float:
        return self.cols * self.cell_width

    @property
    def height(self) -> float:
        return self.rows * self.cell_height

    def draw(self, x: float, y: float, kind: str, dash: bool = False, *, small: bool = False) -> Element:
        """The grid at a position; cells are empty until a step fills them. A `small` one says not what it lacks."""
        return DrawnGrid(self, at(x, y), kind, dash=dash, small=small)

    def parts(self, *, dash: bool, small: bool) -> list[Element]:
        """Ground, cells row by row with their numbers, frame, and what is said of an empty one."""
        out = [el("rect", "ground", width=self.width, height=self.height, rx=3)]
        for r in range(self.rows):
            for c in range(self.cols):
                out += self._cell(r, c)
        frame = "frame dash" if dash else "frame"
        out.append(el("rect", frame, id=f"{self.id}.f", x=0, y=0, width=self.width, height=self.height, rx=3))
        if not small:
            middle = self.width / 2, self.height / 2 + FONT * 0.36
            out.append(el("text", "none", x=middle[0], y=middle[1], id=f"{self.id}.n"))
        return out

    def _cell(self, r: int, c: int) -> list[Element]:
        x, y, w, h = c * self.cell_width, r * self.cell_height, self.cell_width, self.cell_height
        out = [el("rect", "cell", id=f"{self.id}.{r}.{c}", x=x, y=y, width=w, height=h)]
        if (r, c) in self.hatched:
            out.append(el("path", "hatch", id=f"{self.id}.{r}.{c}h", d=_hatch(x, y, w, h)))
        if self.printed:
            out.append(el("text", "num", id=f"{self.id}.{r}.{c}t", x=x + w / 2, y=y + h / 2 + FONT * 0.36))
        return out

    def shown(self, value: Value | None) -> list[Change]:
        """What the elements are when they show a value; None empties the grid."""
        rows, printed = cells_of(value) if value is not None else ([], self.printed)
        if not rows:
            return [(f"{self.id}.n", TEXT, self.empty if value is not None else "–")]
        out: list[Change] = []
        if len(rows) < self.rows or len(rows[0]) < self.cols:
            out.append((f"{self.id}.f", CLASS, "part"))
        for r, row in enumerate(rows[: self.rows]):
            for c, (text, cls) in enumerate(row[: self.cols]):
                id = f"{self.id}.{r}.{c}"
                out.append((id, CLASS, cls))
                if cls == "nf" and (r, c) in self.hatched:
                    out.append((f"{id}h", CLASS, "on"))
                if self.printed and printed:
                    out.append((f"{id}t", TEXT, text))
        return out


class DrawnGrid(Element):
    """A grid in a drawing: an element like others in SVG, for the player one that it spreads into its parts."""

    def __init__(self, grid: Grid, transform: str, kind: str, *, dash: bool, small: bool) -> None:
        self.tag, self.text, self.id = "g", "", ""
        self.attrs = {"class": f"grid {kind}", "transform": transform}
        self.grid, self.dash, self.small = grid, dash, small

    @functools.cached_property
    def children(self) -> list[Element]:  # type: ignore[override]
        return self.grid.parts(dash=self.dash, small=self.small)

    def to_json(self) -> tuple[str, dict[str, str], Any, str]:
        grid = self.grid
        attrs = {
            **self.attrs,
            "rows": str(grid.rows),
            "cols": str(grid.cols),
            "cell": f"{grid.cell_width:.4g} {grid.cell_height:.4g}",
            "parts": "n" * grid.printed + "d" * self.dash + "e" * (not self.small),
        }
        if grid.hatched:
            attrs["hatched"] = " ".join(f"{r}.{c}" for r, c in sorted(grid.hatched))
        return "grid", attrs, "", grid.id


def _hatch(x: float, y: float, w: float, h: float, gap: float = 6.0) -> str:
    """Diagonal lines over a cell; drawn, not patterned, so that no ids can clash on a page."""
    lines = []
    start = gap
    while start < w + h:
        x0, y0 = (start, 0.0) if start <= w else (w, start - w)
        x1, y1 = (0.0, start) if start <= h else (start - h, h)
        lines.append(f"M{x + x0:.1f} {y + y0:.1f}L{x + x1:.1f} {y + y1:.1f}")
        start += gap
    return "".join(lines)


@dataclass(frozen=True)
class _Needs:
    """The room that a value takes: rows, columns, characters of its longest number, and where it is not finite."""

    rows: int
    cols: int
    printed: bool
    longest: int
    hatched: tuple[tuple[int, int], ...]


def grid_for(id: str, values: Iterable[Value | None], words: Words, *, small: bool = False) -> Grid:
    """The smallest grid that holds each of the values; `small` gives bare thumbnails above 16 cells."""
    needs = [_needs(v) for v in values if v is not None]
    rows = max((n.rows for n in needs), default=1) or 1
    cols = max((n.cols for n in needs), default=1) or 1
    printed = all(n.printed for n in needs) and not (small and rows * cols > 16)
    hatched = frozenset(place for n in needs for place in n.hatched)
    empty = words.text("empty")
    if not printed:
        return Grid(id, rows, cols, THUMB, THUMB, 0, hatched, empty)
    longest = max((n.longest for n in needs), default=0) or 1
    wide = number_width(longest)
    if any(0 in (n.rows, n.cols) for n in needs):  # the word stands in the grid
        wide = max(wide, width(empty, FONT) / cols + 6.0)
    return Grid(id, rows, cols, wide, CELL_HEIGHT, longest, hatched, empty)


def number_width(longest: int, size: float = FONT, pad: float = 12.0) -> float:
    """The width of cells whose longest number has so many characters: few widths, so that numbers can change."""
    return round(width("0" * stepped(longest, DIGITS), size) + pad)


def _needs(value: Value) -> _Needs:
    if value.data is None:
        return _looked_at(*cells_of(value))
    return _needs_of(value.shape, value.data)


@functools.lru_cache(maxsize=4096)
def _needs_of(shape: tuple[int, ...], data: tuple[Any, ...]) -> _Needs:
    """The needs of an array whose elements are known: a long loop has thousands of them, so no cell is made."""
    rows, cols = _extent(len(data), shape)
    numbers = [real(x) for x in data]
    if rows * cols != len(numbers) or not all(map(math.isfinite, numbers)):
        return _looked_at(_cells(data, shape, printed=True), True)
    digits = 6 if len(numbers) <= 16 else 4
    return _Needs(rows, cols, True, max((len(short(x, digits)) for x in numbers), default=0), ())


@functools.lru_cache(maxsize=256)
def _extent(count: int, shape: tuple[int, ...]) -> tuple[int, int]:
    rows = _rows([("", "")] * count, shape)
    return len(rows), max((len(row) for row in rows), default=0)


def _looked_at(rows: list[list[Cell]], printed: bool) -> _Needs:
    places = [((r, c), cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    hatched = tuple(place for place, (_, cls) in places if cls == "nf")
    longest = max((len(text) for _, (text, _) in places), default=0)
    return _Needs(len(rows), max((len(row) for row in rows), default=0), printed, longest, hatched)

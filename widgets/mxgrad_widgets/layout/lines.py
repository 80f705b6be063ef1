"""A long row of ranks set in lines, one below the other, as text is; what leads to another line runs between them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .geometry import Point, Route
from .ranked import Edge
from .routing import rounded

RATIO, LONG = 3.1, 2.6  # width to height that is aimed at, and how many times that a long row is
FITS = 1500.0  # pixels: a row that is not wider is read as it is
GUTTER, LANE, MOST_LANES, CLEAR = 22.0, 5.0, 10, 18.0
MARGIN = -1  # the room left of all lines, among the gutters below them

Size = tuple[float, float]
Lane = tuple[int, int]  # a gutter, and which lane of it
Rows = tuple[float, float, dict[str, Point], list[Route]]


def in_lines(sizes: Mapping[str, Size], ends: Sequence[Edge], row: Rows) -> Rows:
    """Width, height, centres and routes of a row whose ranks go from left to right; a short one as it is."""
    width, height, centres, _ = row
    return _Lines(sizes, ends, row).run() if centres and is_long(width, height) else row


def is_long(width: float, height: float) -> bool:
    """Whether what is so large is better set in lines."""
    return width > max(FITS, LONG * RATIO * height)


@dataclass
class _Line:
    left: float
    top: float = math.inf
    bottom: float = -math.inf
    right: float = 0.0


class _Lines:
    def __init__(self, sizes: Mapping[str, Size], ends: Sequence[Edge], row: Rows) -> None:
        self.sizes, self.ends = sizes, ends
        self.width, self.height, self.centres, self.routes = row
        self.lines: list[_Line] = []
        self.of: dict[str, int] = {}  # box -> line
        self.lanes: Counter[int] = Counter()  # gutter -> links that run in it
        self._cut()

    def _cut(self) -> None:
        """Give each rank its line: all about as long."""
        lines = max(2, round(math.sqrt(self.width / (RATIO * (self.height + GUTTER)))))
        room, before = self.width / lines, -math.inf
        for id, (x, y) in sorted(self.centres.items(), key=lambda item: item[1][0]):
            wide, high = self.sizes[id]
            if not self.lines or (x - self.lines[-1].left > room and x != before):
                self.lines.append(_Line(x - wide / 2))
            before, line = x, self.lines[-1]
            self.of[id] = len(self.lines) - 1
            line.left, line.right = min(line.left, x - wide / 2), max(line.right, x + wide / 2)
            line.top, line.bottom = min(line.top, y - high / 2), max(line.bottom, y + high / 2)
        for (a, b, *_), route in zip(self.ends, self.routes, strict=True):
            if self.of[a] == self.of[b]:
                line = self.lines[self.of[a]]
                line.top = min(line.top, *(y for _, y in route))
                line.bottom = max(line.bottom, *(y for _, y in route))

    def run(self) -> Rows:
        ways = {n: self._way(a, b) for n, (a, b, *_) in enumerate(self.ends) if self.of[a] != self.of[b]}
        margin = CLEAR + LANE * min(self.lanes[MARGIN], MOST_LANES)
        shifts: list[Point] = []
        gutters: list[float] = []
        top = 0.0
        for n, line in enumerate(self.lines):
            shifts.append((margin - line.left, top - line.top))
            gutters.append(top + line.bottom - line.top)
            top = gutters[-1] + GUTTER + LANE * min(self.lanes[n], MOST_LANES)
        centres = {id: _moved(point, shifts[self.of[id]]) for id, point in self.centres.items()}
        routes = []
        for n, ((a, b, leave, enter, *_), route) in enumerate(zip(self.ends, self.routes, strict=True)):
            if n in ways:
                begin = _beside(centres[a], self.sizes[a], 1, leave)
                end = _beside(centres[b], self.sizes[b], -1, enter)
                routes.append(_around(begin, end, gutters, *ways[n]))
            else:
                routes.append([_moved(point, shifts[self.of[a]]) for point in route])
        width = margin + max(line.right - line.left for line in self.lines) + CLEAR
        return round(width, 1), round(gutters[-1], 1), centres, routes

    def _way(self, a: str, b: str) -> tuple[Lane, Lane, int]:
        """The gutter behind one box and that before the other, with a lane in each, and a lane in the margin."""
        first, last = self.of[a], self.of[b]
        out, into = (first, last - 1) if last > first else (first - 1, last)
        lanes = {}
        for gutter in (out,) if out == into else (out, into, MARGIN):
            lanes[gutter] = self.lanes[gutter] % MOST_LANES
            self.lanes[gutter] += 1
        return (out, lanes[out]), (into, lanes[into]), lanes.get(MARGIN, 0)


def _beside(centre: Point, size: Size, side: int, off: float) -> Point:
    return centre[0] + side * size[0] / 2, centre[1] + off


def _around(begin: Point, end: Point, gutters: list[float], out: Lane, into: Lane, lane: int) -> Route:
    """Out to the right, along the gutter, past the lines between in the margin, and in from the left."""
    right, left = begin[0] + 7 + 2 * (out[1] % 4), end[0] - 12 - 2 * (into[1] % 4)
    high, low = (gutters[gutter] + GUTTER / 2 + LANE * k for gutter, k in (out, into))
    corners = [begin, (right, begin[1]), (right, high)]
    if out[0] != into[0]:
        corners += [(LANE * lane, high), (LANE * lane, low)]
    return [_round(point) for point in rounded([*corners, (left, low), (left, end[1]), end], 8.0)]


def _moved(point: Point, by: Point) -> Point:
    return _round((point[0] + by[0], point[1] + by[1]))


def _round(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)

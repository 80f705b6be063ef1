"""One column for a phone: boxes one below the other in the order of execution, long lines in lanes beside them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from heapq import heapify, heappop, heappush
from itertools import pairwise

from .geometry import Boxes, Frames, Links, Placement, Point, Rect, Route
from .routing import rounded

GAP, LANE, CLEAR = 26.0, 11.0, 12.0


def stacked(boxes: Boxes, links: Links, frames: Frames) -> Placement:
    """Lay out boxes in one column, those of a frame together."""
    return _Stack(boxes, links, frames).run()


class _Stack:
    def __init__(self, boxes: Boxes, links: Links, frames: Frames) -> None:
        self.links = links
        self.bounds = {f.id: f for f in frames}
        self.size = {b.id: (b.width, b.height) for b in boxes}
        self.parent: dict[str, str | None] = {f.id: f.parent for f in frames} | {b.id: b.frame for b in boxes}
        self.items: dict[str | None, list[str]] = defaultdict(list)
        for item, parent in self.parent.items():
            self.items[parent].append(item)
        self.centres: dict[str, Point] = {}
        self.rects: dict[str, Rect] = {}
        self.order: list[str] = []
        self.halves: list[tuple[float, float, float]] = []  # top, bottom and half the width of each box

    def run(self) -> Placement:
        height = self._place()
        self._close_frames()
        routes = self._routes()
        left = min(
            [r[0] for r in self.rects.values()] + [x - self.size[i][0] / 2 for i, (x, _) in self.centres.items()]
        )
        right = max(
            [r[0] + r[2] for r in self.rects.values()]
            + [x + self.size[i][0] / 2 for i, (x, _) in self.centres.items()]
            + [x for route in routes for x, _ in route]
        )
        centres = {i: (round(x - left, 1), round(y, 1)) for i, (x, y) in self.centres.items()}
        moved = [[(round(x - left, 1), round(y, 1)) for x, y in route] for route in routes]
        rects = {
            i: (round(x - left, 1), round(y, 1), round(w, 1), round(h, 1)) for i, (x, y, w, h) in self.rects.items()
        }
        return Placement(round(right - left, 1), round(height, 1), centres, moved, rects)

    # ---- order

    def _around(self, item: str) -> list[str]:
        out: list[str] = []
        at: str | None = item
        while at is not None:
            out.append(at)
            at = self.parent[at]
        return out[::-1]

    def _sorted(self) -> dict[str | None, list[str]]:
        """The items of each level so that what feeds comes first, otherwise as they were given."""
        after: dict[str, set[str]] = defaultdict(set)
        for link in self.links:
            for a, b in zip(self._around(link.source), self._around(link.target), strict=False):
                if a != b:
                    after[a].add(b)
                    break
        first = {item: n for n, item in enumerate(self.size)}
        for item in self.size:
            for frame in self._around(item)[:-1]:
                first.setdefault(frame, first[item])
        return {level: _topological(items, after, first) for level, items in self.items.items()}

    def _place(self) -> float:
        """Walk the levels top down; returns where the last thing ends."""
        levels, y = self._sorted(), 0.0
        stack: list[tuple[str, bool]] = [(item, True) for item in reversed(levels.get(None, []))]
        while stack:
            item, opens = stack.pop()
            frame = self.bounds.get(item)
            if frame is None:
                high = self.size[item][1]
                self.centres[item] = 0.0, y + high / 2
                self.order.append(item)
                y += high + GAP
            elif opens:
                self.rects[item] = 0.0, y, 0.0, 0.0
                y += frame.title_height + frame.margin
                stack += [(item, False), *((inner, True) for inner in reversed(levels.get(item, [])))]
            else:
                top = self.rects[item][1]
                bottom = y - GAP + frame.margin
                self.rects[item] = 0.0, top, 0.0, bottom - top
                y = bottom + GAP
        return max(y - GAP, 0.0)

    def _close_frames(self) -> None:
        """Frames get their width from inside out."""
        for id in reversed(list(self.rects)):
            frame, (_, top, _, high) = self.bounds[id], self.rects[id]
            inner = [self.rects[i][2] if i in self.rects else self.size[i][0] for i in self.items[id]]
            wide = max([frame.title_width, *inner]) + 2 * frame.margin
            self.rects[id] = -wide / 2, top, wide, high

    # ---- lines

    def _routes(self) -> list[Route]:
        next_of = dict(pairwise(self.order))
        lanes: list[tuple[float, float, float]] = []
        straight: set[tuple[str, str]] = set()
        routes: list[Route] = []
        self.halves = [
            (y - self.size[i][1] / 2, y + self.size[i][1] / 2, self.size[i][0] / 2)
            for i, (_, y) in self.centres.items()
        ]
        for link in self.links:
            a, b = link.source, link.target
            if next_of.get(a) == b and (a, b) not in straight:
                straight.add((a, b))
                routes.append(self._down(a, b))
            else:
                routes.append(self._beside(a, b, lanes))
        return routes

    def _down(self, a: str, b: str) -> Route:
        begin, end = self.centres[a][1] + self.size[a][1] / 2, self.centres[b][1] - self.size[b][1] / 2
        third = (end - begin) / 3
        return [(0.0, begin), (0.0, begin + third), (0.0, end - third), (0.0, end)]

    def _beside(self, a: str, b: str, lanes: list[tuple[float, float, float]]) -> Route:
        begin, end = self._side(a, 0.22), self._side(b, -0.22)
        top, bottom = sorted((begin[1], end[1]))
        mine = {*self._around(a), *self._around(b)}
        lane = self._extent(top, bottom, mine) + CLEAR
        taken = sorted(x for x, t, u in lanes if t < bottom + 6 and u > top - 6)
        at = bisect_right(taken, lane - LANE)
        while at < len(taken) and taken[at] - lane < LANE:
            lane += LANE
            at = bisect_right(taken, lane - LANE, at)
        lanes.append((lane, top, bottom))
        return rounded([begin, (lane, begin[1]), (lane, end[1]), end], 10.0)

    def _extent(self, top: float, bottom: float, mine: set[str]) -> float:
        """How far to the right anything reaches between two heights, frames around the ends of a line aside."""
        boxes = max((half for t, u, half in self.halves if t < bottom and u > top), default=0.0)
        frames = (r[2] / 2 for i, r in self.rects.items() if i not in mine and r[1] < bottom and r[1] + r[3] > top)
        return max(boxes, max(frames, default=0.0))

    def _side(self, id: str, down: float) -> Point:
        """A point on the right of a box; what is small or pointed is left at its middle."""
        (x, y), (wide, high) = self.centres[id], self.size[id]
        return x + wide / 2, y + (0.0 if id[0] in "dp" else high * down)


def _topological(items: list[str], after: dict[str, set[str]], first: dict[str, int]) -> list[str]:
    inside = set(items)
    waiting = dict.fromkeys(items, 0)
    for a in items:
        for b in after[a] & inside:
            waiting[b] += 1
    ready = [(first.get(i, 0), i) for i in items if not waiting[i]]
    heapify(ready)
    out: dict[str, None] = {}
    rest = iter(sorted(items, key=lambda i: first.get(i, 0)))
    while len(out) < len(items):
        item = heappop(ready)[1] if ready else next(i for i in rest if i not in out)  # a cycle begins at its first
        if item in out:
            continue
        out[item] = None
        for b in sorted(after[item] & inside):
            waiting[b] -= 1
            if not waiting[b]:
                heappush(ready, (first.get(b, 0), b))
    return list(out)

"""Frames without Graphviz: the innermost are laid out first, each is then one box of what is around it."""

from __future__ import annotations

from collections import defaultdict

from .geometry import WIDE, Bounds, Boxes, Frames, Gaps, Links, Placement, Point, Rect, Route
from .lines import in_lines
from .ranked import ranked


def nested(boxes: Boxes, links: Links, direction: str, frames: Frames, gaps: Gaps = WIDE) -> Placement:
    """Lay out boxes in frames, `direction` LR or TB."""
    return _Nest(boxes, links, direction, frames, gaps).run()


class _Nest:
    """Levels are frames and, as None, the whole drawing; an item of a level is a box or a frame in it."""

    def __init__(self, boxes: Boxes, links: Links, direction: str, frames: Frames, gaps: Gaps) -> None:
        self.boxes, self.links, self.direction, self.frames, self.gaps = boxes, links, direction, frames, gaps
        self.parent: dict[str, str | None] = {f.id: f.parent for f in frames} | {b.id: b.frame for b in boxes}
        self.size = {b.id: (b.width, b.height) for b in boxes}
        self.local: dict[str, Point] = {}  # centre of an item within its level
        self.routes: list[Route] = [[] for _ in links]

    def run(self) -> Placement:
        levels: dict[str | None, list[int]] = defaultdict(list)
        ends: list[tuple[str, str]] = []
        for n, link in enumerate(self.links):
            level, a, b = self._meet(link.source, link.target)
            ends.append((a, b))
            levels[level].append(n)
        items: dict[str | None, list[str]] = defaultdict(list)
        for item, level in [*((b.id, b.frame) for b in self.boxes), *((f.id, f.parent) for f in self.frames)]:
            items[level].append(item)
        for frame in sorted(self.frames, key=self._depth, reverse=True):
            width, height = self._lay_out(items[frame.id], levels[frame.id], ends)
            width = max(width, frame.title_width)
            self.size[frame.id] = width + 2 * frame.margin, height + 2 * frame.margin + frame.title_height
        width, height = self._lay_out(items[None], levels[None], ends)
        return self._absolute(width, height, levels, ends)

    def _depth(self, frame: Bounds) -> int:
        return len(self._around(frame.id))

    def _around(self, item: str) -> list[str]:
        """An item and the frames around it, innermost first."""
        out, at = [], item
        while True:
            out.append(at)
            above = self.parent[at]
            if above is None:
                return out
            at = above

    def _meet(self, a: str, b: str) -> tuple[str | None, str, str]:
        """The innermost level that holds both ends of a link, and the items there that hold them."""
        above_a, above_b = self._around(a)[::-1], self._around(b)[::-1]
        depth = 0
        while depth < min(len(above_a), len(above_b)) - 1 and above_a[depth] == above_b[depth]:
            depth += 1
        return (above_a[depth - 1] if depth else None), above_a[depth], above_b[depth]

    def _lay_out(self, items: list[str], numbers: list[int], ends: list[tuple[str, str]]) -> tuple[float, float]:
        sized = [(i, *self.size[i]) for i in items]
        own = [ends[n] for n in numbers]
        row = ranked(sized, own, self.direction, self.gaps)
        if self.gaps.lined and self.direction == "LR":
            row = in_lines(self.size, own, row)
        width, height, centres, routes = row
        self.local.update(centres)
        for n, route in zip(numbers, routes, strict=True):
            self.routes[n] = route
        return width, height

    def _absolute(
        self, width: float, height: float, levels: dict[str | None, list[int]], ends: list[tuple[str, str]]
    ) -> Placement:
        origin: dict[str | None, Point] = {None: (0.0, 0.0)}
        rects: dict[str, Rect] = {}
        for frame in sorted(self.frames, key=self._depth):
            (x, y), (wide, high) = self._at(frame.id, origin), self.size[frame.id]
            left, top = x - wide / 2, y - high / 2
            rects[frame.id] = round(left, 1), round(top, 1), round(wide, 1), round(high, 1)
            origin[frame.id] = left + frame.margin, top + frame.margin + frame.title_height
        centres = {b.id: self._at(b.id, origin) for b in self.boxes}
        for level, numbers in levels.items():
            dx, dy = origin[level]
            for n in numbers:
                self.routes[n] = self._to_the_boxes(n, [(x + dx, y + dy) for x, y in self.routes[n]], centres, ends[n])
        return Placement(width, height, centres, self.routes, rects)

    def _at(self, item: str, origin: dict[str | None, Point]) -> Point:
        (x, y), (dx, dy) = self.local[item], origin[self.parent[item]]
        return round(x + dx, 1), round(y + dy, 1)

    def _to_the_boxes(self, n: int, route: Route, centres: dict[str, Point], ends: tuple[str, str]) -> Route:
        """A route between frames, led on to the boxes inside them."""
        link = self.links[n]
        if ends[0] != link.source:
            route = [*self._bend(self._side(link.source, centres, 1), route[0])[:-1], *route]
        if ends[1] != link.target:
            route = [*route[:-1], *self._bend(route[-1], self._side(link.target, centres, -1))]
        return [(round(x, 1), round(y, 1)) for x, y in route]

    def _side(self, box: str, centres: dict[str, Point], sign: int) -> Point:
        (x, y), (width, height) = centres[box], self.size[box]
        return (x + sign * width / 2, y) if self.direction == "LR" else (x, y + sign * height / 2)

    def _bend(self, a: Point, b: Point) -> Route:
        if self.direction == "LR":
            middle = (a[0] + b[0]) / 2
            return [a, (middle, a[1]), (middle, b[1]), b]
        middle = (a[1] + b[1]) / 2
        return [a, (a[0], middle), (b[0], middle), b]

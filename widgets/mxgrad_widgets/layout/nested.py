"""Frames without Graphviz: the innermost are laid out first, each is then one box of what is around it.

A line between a box in a frame and one outside goes through the frame's border at a port: a box without breadth at the
end of what is in the frame, to which lines find their way between the others. What leads from one box into a frame has
one port there, and its lines part inside.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

from .geometry import WIDE, Bounds, Boxes, Frames, Gaps, Link, Links, Placement, Point, Rect, Route
from .lines import in_lines
from .ranked import Edge, ranked
from .routing import straight

MOST_AGAIN = 400  # boxes

Level = str | None  # a frame or, as None, the whole drawing
Port = tuple[str, str, str]  # the frame, "in" or "out", the box that its lines come from
Piece = tuple[Level, str, str, str]  # of a line: the level in which it is, its ends there, which of several it is


def nested(boxes: Boxes, links: Links, direction: str, frames: Frames, gaps: Gaps = WIDE) -> Placement:
    """Lay out boxes in frames, `direction` LR or TB."""
    return _Nest(boxes, links, direction, frames, gaps).run()


class _Nest:
    """An item of a level is a box, a frame or a port in it."""

    def __init__(self, boxes: Boxes, links: Links, direction: str, frames: Frames, gaps: Gaps) -> None:
        self.boxes, self.links, self.direction, self.frames, self.gaps = boxes, links, direction, frames, gaps
        self.parent: dict[str, Level] = {f.id: f.parent for f in frames} | {b.id: b.frame for b in boxes}
        self.bounds = {f.id: f for f in frames}
        self.size = {b.id: (b.width, b.height) for b in boxes}
        self.items: dict[Level, list[str]] = defaultdict(list)
        self.pieces: dict[Level, dict[Piece, Link]] = defaultdict(dict)
        self.ways: list[list[Piece]] = []  # of each link, in order
        self.ports: dict[str, Port] = {}
        self.local: dict[str, Point] = {}  # centre of an item within its level
        self.routes: dict[Piece, Route] = {}

    def run(self) -> Placement:
        for id, level in self.parent.items():
            self.items[level].append(id)
        self.ways = [self._way(n, link) for n, link in enumerate(self.links)]
        placement = self._placed()
        if self.ports and len(self.boxes) <= MOST_AGAIN:
            across = 1 if self.direction == "LR" else 0
            for items in self.items.values():
                items.sort(key=lambda i: placement.centres[self.ports[i][2]][across] if i in self.ports else -math.inf)
            placement = self._placed()
        return placement

    def _placed(self) -> Placement:
        for frame in sorted(self.frames, key=self._depth, reverse=True):
            width, height = self._lay_out(frame.id)
            width = max(width, frame.title_width)
            self.size[frame.id] = width + 2 * frame.margin, height + 2 * frame.margin + frame.title_height
        width, height = self._lay_out(None)
        return self._absolute(width, height)

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

    def _way(self, n: int, link: Link) -> list[Piece]:
        """The pieces of a line: out of the frames around its source, across what holds both ends, and in."""
        source, target = self._around(link.source), self._around(link.target)
        level: Level = None
        while len(source) > 1 and len(target) > 1 and source[-1] == target[-1]:
            level = source.pop()
            target.pop()
        own = f"{n}" if len(source) == len(target) == 1 else ""
        across = (level, source[-1], target[-1], own or link.source)
        if link.hidden:
            self.pieces[level].setdefault((*across[:3], f"order {n}"), link)
            return []
        out = [(frame, item, self._port(frame, "out", link.source), "") for item, frame in pairwise(source)]
        into = [(frame, self._port(frame, "in", link.source), item, "") for item, frame in pairwise(target)]
        way: list[Piece] = [*out, across, *into[::-1]]
        for piece in way:
            known = self.pieces[piece[0]]
            known[piece] = link if piece not in known or link.spine else known[piece]
        return way

    def _port(self, frame: str, side: str, source: str) -> str:
        id = f"\0{frame} {side} {source}"
        if id not in self.ports:
            self.ports[id] = frame, side, source
            self.size[id] = 0.0, 0.0
            self.items[frame].append(id)
            self.parent[id] = frame
        return id

    def _lay_out(self, level: Level) -> tuple[float, float]:
        pieces = self.pieces[level]
        edges = [self._edge(piece, link) for piece, link in pieces.items()]
        sized = [(i, *self.size[i]) for i in self.items[level]]
        first, last = (
            {i for i in self.items[level] if i in self.ports and self.ports[i][1] == s} for s in ("in", "out")
        )
        row = ranked(sized, edges, self.direction, self.gaps, first, last)
        if self.gaps.lined and self.direction == "LR":
            row = in_lines(self.size, edges, row)
        width, height, centres, routes = row
        self.local.update(centres)
        self.routes.update(zip(pieces, routes, strict=True))
        return width, height

    def _edge(self, piece: Piece, link: Link) -> Edge:
        _, a, b, _ = piece
        if link.hidden:
            return Edge(a, b, spine=False, drawn=False)
        return Edge(a, b, self._off(a, "out", link.source), self._off(b, "in", link.source), link.spine)

    def _off(self, item: str, side: str, source: str) -> float:
        """How far from the middle of an item a line ends: at the port where that is a frame."""
        if item not in self.bounds:
            return 0.0
        frame, (x, y), (width, height) = self.bounds[item], self.local[f"\0{item} {side} {source}"], self.size[item]
        if self.direction == "LR":
            return frame.margin + frame.title_height + y - height / 2
        return frame.margin + x - width / 2

    def _absolute(self, width: float, height: float) -> Placement:
        origin: dict[Level, Point] = {None: (0.0, 0.0)}
        rects: dict[str, Rect] = {}
        for frame in sorted(self.frames, key=self._depth):
            (x, y), (wide, high) = self._at(frame.id, origin), self.size[frame.id]
            left, top = x - wide / 2, y - high / 2
            rects[frame.id] = round(left, 1), round(top, 1), round(wide, 1), round(high, 1)
            origin[frame.id] = left + frame.margin, top + frame.margin + frame.title_height
        centres = {b.id: self._at(b.id, origin) for b in self.boxes}
        routes = [self._route(link, way, centres, origin) for link, way in zip(self.links, self.ways, strict=True)]
        return Placement(width, height, centres, routes, rects)

    def _at(self, item: str, origin: dict[Level, Point]) -> Point:
        (x, y), (dx, dy) = self.local[item], origin[self.parent[item]]
        return round(x + dx, 1), round(y + dy, 1)

    def _route(self, link: Link, way: list[Piece], centres: dict[str, Point], origin: dict[Level, Point]) -> Route:
        """The pieces one after the other, each led on through the border of the frame between."""
        if link.hidden:
            return [centres[link.source], *straight(centres[link.source], centres[link.target])]
        route: Route = []
        for piece in way:
            dx, dy = origin[piece[0]]
            points = [(x + dx, y + dy) for x, y in self.routes[piece]]
            route += [*straight(route[-1], points[0]), *points[1:]] if route else points
        return [(round(x, 1), round(y, 1)) for x, y in route]

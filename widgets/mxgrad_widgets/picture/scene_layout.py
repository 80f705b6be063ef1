"""A drawing put on the plane: boxes placed by the layout, lines routed between them, arcs of carried variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from ..layout.geometry import Box, Link, Placement, Point, Rect, Route
from ..layout.placing import place
from ..layout.routing import (
    arrow,
    joined,
    path,
    rounded,
    smoothed,
    trimmed,
)
from .drawing import Drawing
from .figures.slots import Arrangement
from .scene import Element, Scene, at, el
from .wiring import Wire

MARGIN = 14.0
HEAD, BACK_HEAD = 9.0, 15.0
MOST_ORDERED = 40


def scene_of(drawing: Drawing, shape: str, engine: str | None = None) -> Scene:
    """Place everything left to right (`LR`), top to bottom (`TB`), or so that it is narrow (`narrow`)."""
    return _SceneLayout(drawing, shape, engine).scene()


class _SceneLayout:
    """One drawing in one shape."""

    def __init__(self, drawing: Drawing, shape: str, engine: str | None) -> None:
        direction = "LR" if shape == "LR" else "TB"
        self.drawing, self.shape, self.direction, self.engine = drawing, shape, direction, engine
        self.arranged: dict[str, Arrangement] = {i: f.arranged(direction) for i, f in drawing.figures.items()}
        self.sizes = {i: (a.width, a.height) for i, a in self.arranged.items()}
        self.sizes |= {c.id: (c.width, c.height) for c in drawing.edge_labels.values()}

    def scene(self) -> Scene:
        drawing = self.drawing
        boxes = [Box(id, *size, drawing.homes[id]) for id, size in self.sizes.items()]
        wires = [w for w in drawing.wiring.wires.values() if w.carried is None]
        level = self.shape == "LR"
        links = [
            Link(a, b, self._spine(wire), level=level and wire.look.startswith("control"))
            for wire in wires
            for a, b in pairwise(wire.stops)
        ]
        links += self._order(links)
        links += [Link(a, b, spine=False, hidden=True) for a, b in drawing.layers()]
        if self.shape == "narrow":
            links += [Link(a, b, spine=False, hidden=True) for a, b in drawing.bodies()[:MOST_ORDERED]]
        bounds = [frame.bounds(self.direction) for frame in drawing.frames.values()]
        placement = place(boxes, links, self.shape, self.engine, bounds)
        layers = "frames", "edges", "heads", "chips", "cards"
        frames, edges, heads, labels, cards = (el("g", name) for name in layers)
        for id, frame in drawing.frames.items():
            frames.add(frame.draw(placement.frames[id]))
            heads.add(frame.head(placement.frames[id], self.direction))
        routes = iter(placement.routes)
        for wire in wires:
            route = next(routes)
            for _ in wire.stops[2:]:
                route = joined(route, next(routes))
            edges.add(_edge(wire, route, len(wire.stops) > 2 and self.shape != "narrow"))
        edges.add(*(_edge(w, r, False) for w, r in self._arcs(placement)))
        for label in drawing.edge_labels.values():
            labels.add(label.draw(*self._corner(placement, label.id)))
        for id, figure in drawing.figures.items():
            cards.add(figure.draw(*self._corner(placement, id), self.arranged[id]))
        root = el("g", "scene", transform=at(MARGIN, MARGIN)).add(frames, edges, heads, labels, cards)
        return Scene(root, placement.width + 2 * MARGIN, placement.height + 2 * MARGIN)

    def _spine(self, wire: Wire) -> bool:
        """Whether a line is the first into its figure and carries on the computation."""
        return wire.look == "" and wire.id.endswith("-0") and wire.stops[-1][0] in "np"

    def _order(self, links: list[Link]) -> list[Link]:
        """What a frame feeds comes after all that is in it."""
        drawing, known = self.drawing, {(k.source, k.target) for k in links}
        around = {id: set(drawing.roll.frames_around(home)) for id, home in drawing.homes.items()}
        out: list[Link] = []
        for frame in drawing.frames:
            inside = [id for id in self.sizes if frame in around[id]]
            onward = {k.source for k in links if frame in around[k.source] and frame in around[k.target]}
            targets = [k.target for k in links if frame in around[k.source] and frame not in around[k.target]]
            ends = [id for id in inside if id not in onward]
            pairs = [(a, b) for a in ends for b in dict.fromkeys(targets) if (a, b) not in known]
            out += [Link(a, b, spine=False, hidden=True) for a, b in pairs[:MOST_ORDERED]]
        return out

    def _corner(self, placement: Placement, id: str) -> Point:
        (x, y), (wide, high) = placement.centres[id], self.sizes[id]
        return x - wide / 2, y - high / 2

    def _arcs(self, placement: Placement) -> list[tuple[Wire, Route]]:
        """Lines to the next iteration: out of the last card, back along the frame, into the port."""
        out, used = [], Counter[str]()
        ports: dict[str, int] = {}
        for wire in self.drawing.wiring.wires.values():
            if wire.carried is None:
                continue
            if wire.stops[-1] not in ports:
                ports[wire.stops[-1]] = used[wire.carried]
                used[wire.carried] += 1
            rect = placement.frames[wire.carried]
            out.append((wire, self._arc(placement, wire, rect, ports[wire.stops[-1]])))
        return out

    def _arc(self, placement: Placement, wire: Wire, rect: Rect, number: int) -> Route:
        turn: Callable[[Point], Point] = (lambda p: p) if self.direction == "LR" else (lambda p: (p[1], p[0]))
        frame = self.drawing.frames[wire.carried or ""]
        band = frame.band(rect, self.direction, number)
        begin = rect[0] if self.direction == "LR" else rect[1] + frame.bounds(self.direction).title_height
        edge = begin + 9 + 5 * number
        (ax, ay), (bx, by) = (turn(placement.centres[stop]) for stop in wire.stops)
        (aw, ah), (bw, _) = (turn(self.sizes[stop]) for stop in wire.stops)
        out = ax + aw / 2, ay - ah * 0.3
        clear = self._clear(placement, out, band, turn) + 5 * number
        corners = [out, (clear, out[1]), (clear, band), (edge, band), (edge, by), (bx - bw / 2, by)]
        return [turn(p) for p in rounded(corners)]

    def _clear(self, placement: Placement, out: Point, band: float, turn: Callable[[Point], Point]) -> float:
        """The first lane after a card that no box on the way to the band covers."""
        lane = out[0] + 13
        boxes = [(turn(placement.centres[id]), turn(size)) for id, size in self.sizes.items()]
        spans = [(x - w / 2, x + w / 2) for (x, y), (w, h) in boxes if y + h / 2 > band and y - h / 2 < out[1]]
        for left, right in sorted(spans):
            if left - 5 < lane < right + 5:
                lane = right + 7
        return lane


def _edge(wire: Wire, route: Route, smooth: bool) -> Element:
    """Forward line with its arrow at the end, and, under it, the thick gradient line back."""
    edge = el("g", f"edge {wire.look}".strip() + (" carried" if wire.carried else ""), id=wire.id)
    if wire.edge:
        edge.attrs["data-edge"] = wire.edge
    forward = smoothed(route) if smooth else route
    if wire.gradient:
        backward = route[::-1]
        edge.add(el("path", "back", d=path(trimmed(backward, BACK_HEAD))))
        edge.add(el("path", "backhead", d=arrow(backward, BACK_HEAD)))
    edge.add(el("path", "line", d=path(trimmed(forward, HEAD))))
    edge.add(el("path", "head", d=arrow(forward, HEAD)))
    return edge

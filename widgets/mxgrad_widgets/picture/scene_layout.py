"""A drawing put on the plane: boxes placed by the layout, lines routed between them, arcs of carried variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from ..layout.geometry import Box, Link, Placement, Point, Rect, Route, px
from ..layout.placing import place
from ..layout.routing import (
    arrow,
    joined,
    middle,
    path,
    rounded,
    smoothed,
    trimmed,
)
from .drawing import Drawing
from .figures.edge_labels import CutTag
from .figures.flow import HEIGHT as LEGEND
from .figures.looks import COMPACT, FULL, Level
from .figures.slots import Arrangement
from .scene import Direction, Element, Scene, at, el
from .wiring import Wire

MOST_ORDERED = 40
LEGEND_GAP = 6.0


def scene_of(drawing: Drawing, shape: str, engine: str | None = None, level: Level = FULL) -> Scene:
    """Place everything left to right (`LR`), top to bottom (`TB`), or so that it is narrow (`narrow`)."""
    return _SceneLayout(drawing, shape, engine, level).scene()


class _SceneLayout:
    """One drawing in one shape at one level of detail."""

    def __init__(self, drawing: Drawing, shape: str, engine: str | None, level: Level) -> None:
        self.direction: Direction = "LR" if shape == "LR" else "TB"
        self.drawing, self.shape, self.engine = drawing, shape, engine
        self.look = drawing.look(level)
        self.arranged: dict[str, Arrangement] = {i: f.arranged(self.direction) for i, f in self.look.figures.items()}
        self.sizes = {i: (a.width, a.height) for i, a in self.arranged.items()}
        self.sizes |= {c.id: (c.width, c.height) for c in self.look.labels.values()}
        self.labelled = {label.id: target for (target, _), label in drawing.edge_labels.items()}

    def scene(self) -> Scene:
        drawing, look = self.drawing, self.look
        boxes = [Box(id, *size, drawing.homes[id]) for id, size in self.sizes.items()]
        wires = [(w, stops) for w in drawing.wiring.wires.values() if w.carried is None and (stops := self._stops(w))]
        level = self.shape == "LR"
        links = [
            Link(a, b, self._spine(wire), level=level and wire.look.startswith("control"))
            for wire, stops in wires
            for a, b in pairwise(stops)
        ]
        links += self._order(links)
        links += [Link(a, b, spine=False, hidden=True) for a, b in drawing.layers()]
        if self.shape == "narrow":
            links += [Link(a, b, spine=False, hidden=True) for a, b in drawing.bodies()[:MOST_ORDERED]]
        bounds = [frame.bounds(self.direction) for frame in look.frames.values()]
        placement = place(boxes, links, self.shape, self.engine, bounds, look.gaps)
        layers = "frames", "edges", "heads", "chips", "cards"
        frames, edges, heads, labels, cards = (el("g", name) for name in layers)
        for id, frame in look.frames.items():
            frames.add(frame.draw(placement.frames[id]))
            heads.add(frame.head(placement.frames[id], self.direction))
        routes = iter(placement.routes)
        for wire, stops in wires:
            route = next(routes)
            for _ in stops[2:]:
                route = joined(route, next(routes))
            edges.add(self._edge(wire, route, len(stops) > 2 and self.shape != "narrow"))
        edges.add(*(self._edge(w, r, False) for w, r in self._arcs(placement)))
        for label in look.labels.values():
            labels.add(label.draw(*self._corner(placement, label.id)))
        for id, figure in look.figures.items():
            cards.add(figure.draw(*self._corner(placement, id), self.arranged[id]))
        name = "scene compact" if look.level == COMPACT else "scene"
        root = el("g", name, transform=at(look.margin, look.margin)).add(frames, edges, heads, labels, cards)
        wide, high = placement.width, placement.height
        if drawing.flow.width:
            root.add(drawing.flow.draw(0, high + LEGEND_GAP))
            wide, high = max(wide, drawing.flow.width), high + LEGEND_GAP + LEGEND
        return Scene(root, wide + 2 * look.margin, high + 2 * look.margin, look.level, self.direction)

    def _stops(self, wire: Wire) -> list[str]:
        """What a line passes at this level: one to a label that is not drawn goes on to what the label belongs to."""
        if wire.stops[0] not in self.sizes:
            return []
        last = wire.stops[-1]
        return [*(id for id in wire.stops if id in self.sizes), *([] if last in self.sizes else [self.labelled[last]])]

    def _spine(self, wire: Wire) -> bool:
        """Whether a line is the first into its figure and carries on the computation."""
        return wire.look == "" and wire.id.endswith("-0") and wire.stops[-1][0] in "np"

    def _order(self, links: list[Link]) -> list[Link]:
        """What a frame feeds comes after all that is in it."""
        drawing, known = self.drawing, {(k.source, k.target) for k in links}
        around = {id: set(drawing.roll.frames_around(drawing.homes[id])) for id in self.sizes}
        out: list[Link] = []
        for frame in self.look.frames:
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
        frame = self.look.frames[wire.carried or ""]
        band = frame.band(rect, self.direction, number)
        begin = rect[0] if self.direction == "LR" else rect[1] + frame.bounds(self.direction).title_height
        edge = begin + (9 + 5 * number) * frame.scale
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

    def _edge(self, wire: Wire, route: Route, smooth: bool) -> Element:
        """Forward line with its arrow at the end, and, under it, the thick gradient line back."""
        edge = el("g", f"edge {wire.look}".strip() + (" carried" if wire.carried else ""), id=wire.id)
        if wire.edge:
            edge.attrs["data-edge"] = wire.edge
        forward = smoothed(route) if smooth else route
        head, back_head = self.look.heads
        if wire.gradient:
            backward = route[::-1]
            edge.add(el("path", "back", d=path(trimmed(backward, back_head))))
            edge.add(el("path", "backhead", d=arrow(backward, back_head)))
        edge.add(el("path", "line", d=path(trimmed(forward, head))))
        edge.add(el("path", "head", d=arrow(forward, head)))
        tag = next((self.drawing.figures.get(stop) for stop in wire.stops if stop not in self.sizes), None)
        if isinstance(tag, CutTag):  # it has no room at this level: its reason is told where one points
            x, y = middle(route)
            cross = f"M{px(x - 4)} {px(y - 4)} {px(x + 4)} {px(y + 4)}M{px(x + 4)} {px(y - 4)} {px(x - 4)} {px(y + 4)}"
            edge.add(el("title", text=tag.reason), el("path", "cutmark", d=cross))
        return edge

"""The scene of a recording: cards and gradient labels placed by the layout, edges drawn between them."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from .cards import Card, Chip, Gradients, slot_for
from .layout import Box, Placement, Point, Route, place
from .numbers import shape_text
from .recording import Recording
from .scene import Element, Scene, el, px
from .steps import arrivals

MARGIN = 14.0
HEAD, BACK_HEAD = 9.0, 15.0
TERMS_SHOWN = 6


class Drawing:
    """Cards by node, chips and edges by (operation, argument): measured, not yet placed."""

    def __init__(self, rec: Recording) -> None:
        self.rec = rec
        self.edges = list(rec.edges())
        self.contribs: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for back in rec.backwards:
            for contrib in back["contribs"]:
                self.contribs[contrib["src"], contrib["arg"]].append(contrib)
        most = arrivals(rec)
        self.cards = {i: Card(rec, i, self._gradients(i, most.get(i, 0)), self._badges(i)) for i in rec.visible()}
        self.chips = {
            (op, arg): Chip(rec, f"{op}-{arg}", self.contribs[op, arg])
            for _, op, arg in self.edges
            if (op, arg) in self.contribs
        }

    def _gradients(self, node_id: int, most: int) -> Gradients:
        """A single contribution is the gradient; several, or an old gradient, are terms of a sum."""
        heads = [h for b in self.rec.backwards for r, h in zip(b["roots"], b.get("head_grads") or [], strict=False) if r == node_id]
        inward = [c for b in self.rec.backwards for c in b["contribs"] if c["dst"] == node_id and not c.get("blocked")]
        writes = [w for b in self.rec.backwards for w in b["writes"] if w["node"] == node_id]
        wants = self.rec.nodes[node_id].get("grad_req") in ("write", "add")
        if not (heads or inward or writes or (wants and self.rec.nodes[node_id]["kind"] != "op")):
            return Gradients((), None)
        old = [w["before"] for w in writes if w.get("grad_req") == "add" and w.get("before") is not None]
        ids = heads + [c[k] for c in inward for k in ("value", "accum")] + [w["value"] for w in writes] + old
        values = [self.rec.value(i) for i in ids]
        terms = []
        if old:
            terms.append(slot_for(f"n{node_id}.old", "old grad", values))
        if most > 1 or old:
            for i in range(min(most, TERMS_SHOWN)):
                terms.append(slot_for(f"n{node_id}.t{i}", f"path {i + 1}", values, "+" if terms else " "))
        return Gradients(tuple(terms), slot_for(f"n{node_id}.g", "grad", values, "=" if terms else ""))

    def _badges(self, node_id: int) -> list[tuple[str, str]]:
        node = self.rec.nodes[node_id]
        if node["kind"] != "op" and node.get("grad_req") in ("write", "add"):
            return [("grad", "attach_grad" if node["grad_req"] == "write" else "attach_grad · grad_req='add'")]
        if any(node_id in b["roots"] for b in self.rec.backwards):
            return [("head", "backward starts here")]
        return []

    def scene(self, direction: str, engine: str | None = None) -> Scene:
        """Place everything left to right (`LR`) or top to bottom (`TB`)."""
        boxes = [Box(c.id, c.width, c.height) for c in self.cards.values()]
        boxes += [Box(c.id, c.width, c.height) for c in self.chips.values()]
        links: list[tuple[str, str]] = []
        for origin, op, arg in self.edges:
            chip = self.chips.get((op, arg))
            links += [(f"n{origin}", chip.id), (chip.id, f"n{op}")] if chip else [(f"n{origin}", f"n{op}")]
        placement = place(boxes, links, direction, engine)
        return self._draw(placement)

    def _draw(self, placement: Placement) -> Scene:
        edges, chips, cards = el("g", "edges"), el("g", "chips"), el("g", "cards")
        routes = iter(placement.routes)
        for origin, op, arg in self.edges:
            chip = self.chips.get((op, arg))
            route = _through(next(routes), next(routes)) if chip else next(routes)
            edges.add(_edge(origin, op, arg, route, chip is not None))
            if chip:
                chips.add(chip.draw(*_corner(placement.centres[chip.id], chip.width, chip.height)))
        for card in self.cards.values():
            cards.add(card.draw(*_corner(placement.centres[card.id], card.width, card.height)))
        shift = el("g", "scene", transform=f"translate({px(MARGIN)} {px(MARGIN)})")
        shift.add(edges, chips, cards)
        return Scene(shift, placement.width + 2 * MARGIN, placement.height + 2 * MARGIN)


def _corner(centre: Point, width: float, height: float) -> Point:
    return centre[0] - width / 2, centre[1] - height / 2


def _through(first: Route, second: Route) -> Route:
    """One route out of two, straight across the box between them."""
    a, b = first[-1], second[0]
    third = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return [*first, (a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), *second]


def _edge(origin: int, op: int, arg: int, route: Route, gradient: bool) -> Element:
    """Forward line with its arrow at the operation, and, under it, the thick gradient line back."""
    edge = el("g", "edge", id=f"e{op}-{arg}")
    edge.attrs["data-edge"] = f"{origin}-{op}-{arg}"
    backwards = route[::-1]
    if gradient:
        edge.add(el("path", "back", d=_path(_trimmed(backwards, BACK_HEAD))))
        edge.add(el("path", "backhead", d=_arrow(backwards, BACK_HEAD)))
    edge.add(el("path", "line", d=_path(_trimmed(route, HEAD))))
    edge.add(el("path", "head", d=_arrow(route, HEAD)))
    return edge


def _path(route: Route) -> str:
    points = [f"{px(x)} {px(y)}" for x, y in route]
    return f"M{points[0]}C{' '.join(points[1:])}"


def _direction(route: Route) -> Point:
    """Unit vector in which a route ends."""
    (x1, y1) = route[-1]
    for x0, y0 in reversed(route[:-1]):
        length = math.hypot(x1 - x0, y1 - y0)
        if length > 0.5:
            return (x1 - x0) / length, (y1 - y0) / length
    return 1.0, 0.0


def _trimmed(route: Route, by: float) -> Route:
    """The route ending `by` pixels earlier, so that a line does not stick out of its arrow."""
    dx, dy = _direction(route)
    back = dx * (by - 1), dy * (by - 1)
    (x2, y2), (x3, y3) = route[-2:]
    return [*route[:-2], (x2 - back[0], y2 - back[1]), (x3 - back[0], y3 - back[1])]


def _arrow(route: Route, size: float) -> str:
    (x, y), (dx, dy) = route[-1], _direction(route)
    bx, by, half = x - dx * size, y - dy * size, size * 0.5
    corners = [(x, y), (bx - dy * half, by + dx * half), (bx + dy * half, by - dx * half)]
    return "M" + "L".join(f"{px(a)} {px(b)}" for a, b in corners) + "Z"


def describe(drawing: Drawing) -> str:
    """The structure in words, for the description of a picture."""
    rec = drawing.rec
    parts = []
    for i, card in drawing.cards.items():
        feeds = [rec.called(o) for o, op, _ in drawing.edges if op == i]
        shape = shape_text(list(card.output.get("shape") or [])) if card.output else ""
        parts.append(f"{rec.called(i)} {shape}".strip() + (f" from {', '.join(feeds)}" if feeds else ""))
    return "; ".join(parts)

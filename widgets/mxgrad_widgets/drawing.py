"""The scene of a recording: cards and gradient labels placed by the layout, edges drawn between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .cards import Card, Chip, Gradients, Stub, slot_for
from .layout import Box, Link, place
from .numbers import clipped, shape_text
from .recording import Recording
from .routing import Route, arrow, joined, path, smoothed, trimmed
from .scene import Element, Point, Scene, at, el
from .steps import arrivals

MARGIN = 14.0
HEAD, BACK_HEAD = 9.0, 15.0
BUDGET = 300
TERMS_SHOWN, CAPTION_COLUMNS = 6, 9


class Drawing:
    """Cards by node, chips and edges by (operation, argument): measured, not yet placed."""

    def __init__(self, rec: Recording, budget: int = BUDGET) -> None:
        """Of more than `budget` cards the middle ones are folded into one, before any layout."""
        self.rec = rec
        shown = rec.visible()
        folded = shown[budget // 2 : len(shown) - budget // 2] if len(shown) > budget else []
        self.stub = Stub(folded) if folded else None
        self.folded = frozenset(folded)
        self.edges = list(self._edges())
        self.into: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for edge in self.edges:
            self.into[edge[1]].append(edge)
        contribs: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for back in rec.backwards:
            for contrib in back["contribs"]:
                contribs[contrib["src"], contrib["arg"]].append(contrib)
        most = arrivals(rec)
        self.cards: dict[int, Card] = {}
        for i in shown:
            if i not in self.folded:
                self.cards[i] = Card(rec, i, self._gradients(i, most.get(i, 0)), self._badge(i))
            elif self.stub and i == self.stub.node:
                self.cards[i] = self.stub
        self.chips = {
            (op, arg): Chip(rec, f"{op}-{arg}", contribs[op, arg])
            for _, op, arg in self.edges
            if op not in self.folded and (op, arg) in contribs
        }

    def shown(self, node_id: int) -> int:
        """The node whose card stands for a node: itself, unless it was folded away."""
        return self.stub.node if self.stub and node_id in self.folded else node_id

    def _edges(self) -> Iterator[tuple[int, int, int]]:
        """(from card, to card, argument); edges into the stub are numbered, one for each origin."""
        into_stub: dict[int, int] = {}
        for origin, op, arg in self.rec.edges():
            a, b = self.shown(origin), self.shown(op)
            if op not in self.folded:
                yield a, b, arg
            elif a != b and a not in into_stub:
                into_stub[a] = len(into_stub)
                yield a, b, into_stub[a]

    def _gradients(self, node_id: int, most: int) -> Gradients:
        """A single contribution is the gradient; several, or an old gradient, are terms of a sum."""
        heads, inward = self.rec.headed.get(node_id, []), self.rec.arriving.get(node_id, [])
        writes = self.rec.written.get(node_id, [])
        wants = self.rec.nodes[node_id].get("grad_req") in ("write", "add")
        if not (heads or inward or writes or (wants and self.rec.nodes[node_id]["kind"] != "op")):
            return Gradients((), None)
        old = [w["before"] for w in writes if w.get("grad_req") == "add" and w.get("before") is not None]
        ids = heads + [c[k] for c in inward for k in ("value", "accum")] + [w["value"] for w in writes] + old
        values = [self.rec.value(i) for i in ids]
        terms = [slot_for(f"n{node_id}.old", "old grad", values, " ")] if old else []
        if most > 1 or old:
            for i, caption in enumerate(self._captions(node_id, most)):
                terms.append(slot_for(f"n{node_id}.t{i}", caption, values, "+" if terms else " "))
        return Gradients(tuple(terms), slot_for(f"n{node_id}.g", "grad", values, "=" if terms else ""))

    def _captions(self, node_id: int, count: int) -> list[str]:
        """`via z` for each contribution in the order of arrival, numbered where one node sends several."""
        shown = count if count <= TERMS_SHOWN else TERMS_SHOWN - 1
        sources = [c["src"] for c in self.rec.arriving[node_id][:shown]]
        words = [clipped(self.rec.name(i) or self.rec.label(i), CAPTION_COLUMNS) for i in sources]
        captions = [
            f"via {word}" + (f" ({words[: i + 1].count(word)})" if words.count(word) > 1 else "")
            for i, word in enumerate(words)
        ]
        return captions if shown == count else [*captions, f"{count - shown} more"]

    def _badge(self, node_id: int) -> tuple[str, str] | None:
        node = self.rec.nodes[node_id]
        if node["kind"] != "op" and node.get("grad_req") in ("write", "add"):
            return "slot", "attach_grad" if node["grad_req"] == "write" else "attach_grad('add')"
        if node_id in self.rec.headed:
            return "start", "backward starts here"
        return None

    def scene(self, direction: str, engine: str | None = None) -> Scene:
        """Place everything left to right (`LR`) or top to bottom (`TB`)."""
        arranged = {i: card.arranged(direction) for i, card in self.cards.items()}
        boxes = [Box(self.cards[i].id, a.width, a.height) for i, a in arranged.items()]
        boxes += [Box(c.id, c.width, c.height) for c in self.chips.values()]
        links: list[Link] = []
        for origin, op, arg in self.edges:
            chip = self.chips.get((op, arg))
            spine = origin == self.into[op][0][0]
            stops = [f"n{origin}", chip.id, f"n{op}"] if chip else [f"n{origin}", f"n{op}"]
            links += [Link(a, b, spine) for a, b in pairwise(stops)]
        placement = place(boxes, links, direction, engine)
        routes = iter(placement.routes)
        edges, chips, cards = el("g", "edges"), el("g", "chips"), el("g", "cards")
        for origin, op, arg in self.edges:
            chip = self.chips.get((op, arg))
            route = joined(next(routes), next(routes)) if chip else next(routes)
            edges.add(_edge(origin, op, arg, route, chip is not None))
            if chip:
                chips.add(chip.draw(*_corner(placement.centres[chip.id], chip.width, chip.height)))
        for i, a in arranged.items():
            cards.add(self.cards[i].draw(*_corner(placement.centres[f"n{i}"], a.width, a.height), a))
        root = el("g", "scene", transform=at(MARGIN, MARGIN)).add(edges, chips, cards)
        return Scene(root, placement.width + 2 * MARGIN, placement.height + 2 * MARGIN)


def _corner(centre: Point, width: float, height: float) -> Point:
    return centre[0] - width / 2, centre[1] - height / 2


def _edge(origin: int, op: int, arg: int, route: Route, gradient: bool) -> Element:
    """Forward line with its arrow at the operation, and, under it, the thick gradient line back."""
    edge = el("g", "edge", id=f"e{op}-{arg}")
    edge.attrs["data-edge"] = f"{origin}-{op}-{arg}"
    forward = smoothed(route) if gradient else route
    if gradient:
        backward = route[::-1]
        edge.add(el("path", "back", d=path(trimmed(backward, BACK_HEAD))))
        edge.add(el("path", "backhead", d=arrow(backward, BACK_HEAD)))
    edge.add(el("path", "line", d=path(trimmed(forward, HEAD))))
    edge.add(el("path", "head", d=arrow(forward, HEAD)))
    return edge


def describe(drawing: Drawing) -> str:
    """The structure in words, for the description of a picture."""
    parts = []
    for i, card in drawing.cards.items():
        feeds = [drawing.cards[edge[0]].label for edge in drawing.into.get(i, [])]
        shape = shape_text(list(card.output.get("shape") or [])) if card.output else ""
        parts.append(f"{card.name or card.label} {shape}".strip() + (f" from {', '.join(feeds)}" if feeds else ""))
    return "; ".join(parts)

"""Where boxes go and how edges run: coordinates only, from Graphviz where there is one.

Order of engines: the pygraphviz wheel (bundles Graphviz), the graphviz package with a system `dot`,
a ranked layout of our own. A missing program never raises, and a graph that would make `dot` slow
goes straight to the ranked layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .ranked import ranked
from .routing import Route
from .scene import Point

POINTS = 72.0
NODE_GAP, RANK_GAP = 28.0, 28.0
DOT_BOXES, DOT_HUB = 900, 40


@dataclass(frozen=True)
class Box:
    id: str
    width: float
    height: float


@dataclass(frozen=True)
class Link:
    """From box to box; the links of a spine are kept straight before all others."""

    source: str
    target: str
    spine: bool = True


@dataclass(frozen=True)
class Placement:
    """Size of the drawing, centre of each box, and a cubic Bézier route (3n+1 points) for each link."""

    width: float
    height: float
    centres: dict[str, Point]
    routes: list[Route]


Links = Sequence[Link]


def place(boxes: Sequence[Box], links: Links, direction: str = "LR", engine: str | None = None) -> Placement:
    """Lay out boxes joined by links, `direction` LR or TB; `engine` names one engine to use."""
    engines: dict[str, Callable[[Sequence[Box], Links, str], Placement | None]] = {
        "pygraphviz": _by_pygraphviz,
        "dot": _by_dot,
    }
    if engine != "ranked" and _dot_can(boxes, links):
        for name, run in engines.items():
            placement = run(boxes, links, direction) if engine in (None, name) else None
            if placement is not None:
                return placement
    width, height, centres, routes = ranked(
        [(b.id, b.width, b.height) for b in boxes], [(k.source, k.target) for k in links], direction
    )
    return Placement(width, height, centres, routes)


def _dot_can(boxes: Sequence[Box], links: Links) -> bool:
    """Whether dot answers fast: it takes minutes on thousands of boxes and on hubs with many uses."""
    uses = Counter(link.source for link in links)
    return len(boxes) <= DOT_BOXES and max(uses.values(), default=0) <= DOT_HUB


def dot_text(boxes: Sequence[Box], links: Links, direction: str) -> str:
    """The graph for Graphviz: fixed sizes, no text, so that no font is ever looked up."""
    index = {b.id: i for i, b in enumerate(boxes)}
    gaps = f"nodesep={NODE_GAP / POINTS:.3f};ranksep={RANK_GAP / POINTS:.3f}"
    lines = [f'digraph g{{rankdir={direction};{gaps};node[shape=box,fixedsize=true,label=""];edge[arrowhead=none];']
    lines += [f"b{i}[width={b.width / POINTS:.4f},height={b.height / POINTS:.4f}];" for i, b in enumerate(boxes)]
    lines += [f"b{index[k.source]}->b{index[k.target]}[weight={8 if k.spine else 1}];" for k in links]
    return "\n".join([*lines, "}"])


def _by_pygraphviz(boxes: Sequence[Box], links: Links, direction: str) -> Placement | None:
    try:
        import pygraphviz

        plain = pygraphviz.AGraph(string=dot_text(boxes, links, direction)).draw(format="plain", prog="dot")
        return read_plain(plain.decode(), boxes, links)
    except Exception:  # any fault of an optional program leads to the next engine
        return None


def _by_dot(boxes: Sequence[Box], links: Links, direction: str) -> Placement | None:
    try:
        import graphviz

        plain = graphviz.Source(dot_text(boxes, links, direction)).pipe(format="plain", encoding="utf-8", quiet=True)
        return read_plain(plain, boxes, links)
    except Exception:  # any fault of an optional program leads to the next engine
        return None


def read_plain(text: str, boxes: Sequence[Box], links: Links) -> Placement:
    """Read Graphviz's `plain` format; its y axis points up, ours points down."""
    width = height = 0.0
    centres: dict[str, Point] = {}
    found: dict[tuple[str, str], list[Route]] = {}
    for line in text.splitlines():
        word = line.split(" ")
        if word[0] == "graph":
            width, height = float(word[2]) * POINTS, float(word[3]) * POINTS
        elif word[0] == "node":
            x, y = float(word[2]) * POINTS, height - float(word[3]) * POINTS
            centres[boxes[int(word[1][1:])].id] = (round(x, 1), round(y, 1))
        elif word[0] == "edge":
            ends = boxes[int(word[1][1:])].id, boxes[int(word[2][1:])].id
            numbers = [float(n) * POINTS for n in word[4 : 4 + 2 * int(word[3])]]
            route = [(round(x, 1), round(height - y, 1)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            found.setdefault(ends, []).append(route)
    return Placement(round(width, 1), round(height, 1), centres, [found[k.source, k.target].pop(0) for k in links])

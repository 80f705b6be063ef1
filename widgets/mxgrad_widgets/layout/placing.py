"""Where boxes go and how edges run: coordinates only, from Graphviz where there is one.

Graphviz comes with the pygraphviz wheel. Where it is missing or fails, and for a graph that would make it slow, a
ranked layout of our own takes over.
"""

from __future__ import annotations

import json
from collections import Counter

from .geometry import WIDE, Bounds, Boxes, Frames, Gaps, Links, Placement, Point, Rect, Route
from .nested import nested
from .ranked import MOST_BESIDE, ranks
from .stacked import stacked

POINTS = 72.0
ROOM = 946.0, 300.0  # pixels that a map has in a notebook
READ, BETTER = 0.6, 1.2  # the size at which Graphviz's placement is taken; else ours, if so many times as large
DOT_BOXES, DOT_HUB = 400, 40  # boxes, those that a line passes between its ends included; uses of one


def place(
    boxes: Boxes,
    links: Links,
    direction: str = "LR",
    engine: str | None = None,
    frames: Frames = (),
    gaps: Gaps = WIDE,
) -> Placement:
    """Lay out boxes joined by links, `direction` LR, TB or narrow; `engine="ranked"` does without Graphviz."""
    if direction == "narrow":
        return stacked(boxes, links, frames)
    placement = None
    if engine != "ranked" and _dot_can(boxes, links, gaps):
        placement = _by_graphviz(boxes, links, direction, frames, gaps)
    if placement is not None and (not gaps.lined or _whole(placement) > READ):
        return placement
    own = nested(boxes, links, direction, frames, gaps)
    return own if placement is None or _whole(own) > BETTER * _whole(placement) else placement


def _whole(placement: Placement) -> float:
    """The size at which all of it is seen at once."""
    return min(ROOM[0] / max(placement.width, 1.0), ROOM[1] / max(placement.height, 1.0))


def _dot_can(boxes: Boxes, links: Links, gaps: Gaps) -> bool:
    """Whether dot answers fast: hundreds of boxes or long lines take it seconds, what is used much minutes."""
    uses = Counter(link.source for link in links)
    if len(boxes) > DOT_BOXES or max(uses.values(), default=0) > DOT_HUB:
        return False
    rank = ranks([box.id for box in boxes], [(link.source, link.target) for link in links])
    if gaps.lined and max(Counter(rank.values()).values(), default=0) > MOST_BESIDE:
        return False
    between = sum(max(0, rank[link.target] - rank[link.source] - 1) for link in links)
    return len(boxes) + between <= DOT_BOXES


def dot_text(boxes: Boxes, links: Links, direction: str, frames: Frames = (), gaps: Gaps = WIDE) -> str:
    """The graph for Graphviz: fixed sizes, no text, so that no font is ever looked up."""
    index = {b.id: i for i, b in enumerate(boxes)}
    apart = f"nodesep={gaps.beside / POINTS:.3f};ranksep={gaps.rank / POINTS:.3f}"
    lines = [f'digraph g{{rankdir={direction};{apart};node[shape=box,fixedsize=true,label=""];edge[arrowhead=none];']
    lines += [f"b{i}[width={b.width / POINTS:.4f},height={b.height / POINTS:.4f}];" for i, b in enumerate(boxes)]
    lines += _clusters(boxes, frames)
    for k in links:
        look = "style=invis,weight=0" if k.hidden else f"weight={8 if k.spine else 1}"
        lines.append(f"b{index[k.source]}->b{index[k.target]}[{look}{',minlen=0' if k.level else ''}];")
    return "\n".join([*lines, "}"])


def _clusters(boxes: Boxes, frames: Frames) -> list[str]:
    """Frames as clusters, each inside its parent; the title is an empty table of its size."""
    members = {f.id: [f"b{i}" for i, b in enumerate(boxes) if b.frame == f.id] for f in frames}
    inside: dict[str | None, list[tuple[int, Bounds]]] = {}
    for i, frame in enumerate(frames):
        inside.setdefault(frame.parent, []).append((i, frame))
    lines: list[str] = []
    stack: list[tuple[int, Bounds] | None] = list(reversed(inside.get(None, [])))
    while stack:
        item = stack.pop()
        if item is None:
            lines.append("}")
            continue
        i, frame = item
        size = f'FIXEDSIZE="TRUE" WIDTH="{frame.title_width:.0f}" HEIGHT="{frame.title_height:.0f}"'
        table = f'<<TABLE BORDER="0" CELLBORDER="0" {size}><TR><TD></TD></TR></TABLE>>'
        lines.append(f"subgraph cluster_{i}{{margin={frame.margin:.0f};labeljust=l;label={table};")
        lines += [f"{name};" for name in members[frame.id]]
        stack += [None, *reversed(inside.get(frame.id, []))]
    return lines


def _by_graphviz(boxes: Boxes, links: Links, direction: str, frames: Frames, gaps: Gaps) -> Placement | None:
    try:
        import pygraphviz

        text = dot_text(boxes, links, direction, frames, gaps)
        return read_json(pygraphviz.AGraph(string=text).draw(format="json0", prog="dot"), boxes, links, frames)
    except Exception:  # any fault of Graphviz leads to the ranked layout
        return None


def read_json(text: str | bytes, boxes: Boxes, links: Links, frames: Frames = ()) -> Placement:
    """Read Graphviz's `json0` format; its y axis points up, ours points down."""
    data = json.loads(text)
    _, _, width, height = _numbers(data["bb"])
    centres: dict[str, Point] = {}
    rects: dict[str, Rect] = {}
    ids: dict[int, str] = {}
    for item in data.get("objects", ()):
        name, number = item["name"], int(item["name"].rpartition("_")[2].lstrip("b"))
        if name.startswith("cluster_"):
            left, low, right, high = _numbers(item["bb"])
            rects[frames[number].id] = _rounded(left, height - high, right - left, high - low)
        else:
            ids[item["_gvid"]] = boxes[number].id
            x, y = _numbers(item["pos"])
            centres[boxes[number].id] = (round(x, 1), round(height - y, 1))
    found: dict[tuple[str, str], list[Route]] = {}
    for edge in sorted(data.get("edges", ()), key=lambda e: e["_gvid"]):
        points = [_numbers(pair) for pair in edge["pos"].split(" ")]
        route = [(round(x, 1), round(height - y, 1)) for x, y in points]
        found.setdefault((ids[edge["tail"]], ids[edge["head"]]), []).append(route)
    routes = [found[k.source, k.target].pop(0) for k in links]
    return Placement(round(width, 1), round(height, 1), centres, routes, rects)


def _numbers(text: str) -> list[float]:
    return [float(n) for n in text.split(",")]


def _rounded(*numbers: float) -> Rect:
    left, top, width, height = (round(n, 1) for n in numbers)
    return left, top, width, height

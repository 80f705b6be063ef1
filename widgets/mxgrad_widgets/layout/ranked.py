"""A layered layout in linear time, for when there is no Graphviz or the graph is too large for it."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from .aligning import aligned
from .geometry import WIDE, Gaps, Point, Route
from .ordering import Rows, ordered
from .routing import straight

LONGEST_DUMMIES = 24
MOST_BESIDE = 12  # boxes of a rank
LANE = 10.0  # the breadth of a line that passes a rank
STIFF_LANE, STIFF_SPINE = 8.0, 4.0  # beside 1 for other lines: these are straightened first

Sized = tuple[str, float, float]


class Edge(NamedTuple):
    """A line from box to box, and where it ends on them, measured from their middles; undrawn, it only keeps order."""

    source: str
    target: str
    leave: float = 0.0
    enter: float = 0.0
    spine: bool = True
    drawn: bool = True


def ranked(
    boxes: Sequence[Sized],
    edges: Sequence[Edge],
    direction: str = "LR",
    gaps: Gaps = WIDE,
    first: Collection[str] = (),
    last: Collection[str] = (),
) -> tuple[float, float, dict[str, Point], list[Route]]:
    """(width, height, centres, routes) of boxes (id, width, height) in ranks along `direction`, some `first` or `last`.

    An edge that closes a cycle runs backwards. Each is routed as a cubic Bézier curve from side to side, which bends
    between ranks only; one over several ranks keeps a lane of its own unless it spans very many. What may be set in
    lines also has ranks of very many boxes as blocks.
    """
    if not boxes:
        return 0.0, 0.0, {}, []
    across = direction == "LR"
    along = {i: (w if across else h) for i, w, h in boxes}
    breadth = {i: (h if across else w) for i, w, h in boxes}
    rank = pulled(ranks([b[0] for b in boxes], [(e.source, e.target) for e in edges]), edges)
    rank |= dict.fromkeys(first, 0) | dict.fromkeys(last, max(rank.values()))
    rows = _rows(rank, gaps)
    rank = {i: r for r, row in enumerate(rows) for i in row}
    chains = [_chain(n, edge, rank, rows, along, breadth) for n, edge in enumerate(edges)]
    pos, size = _positions(rows, edges, chains, rank, breadth, gaps)
    start, total = _rank_starts(rows, along, gaps.ranked)
    centre = {i: (start[rank[i]][0] + start[rank[i]][1] / 2, pos[i]) for i in rank}
    turn = (lambda p: p) if across else (lambda p: (p[1], p[0]))
    spans = {i: start[rank[i]] for i in rank}
    routes = [
        [turn(p) for p in _route(edge, chain, centre, along, spans)] for edge, chain in zip(edges, chains, strict=True)
    ]
    centres = {i: _round(turn(centre[i])) for i, _, _ in boxes}
    wide, high = (total, size) if across else (size, total)
    return round(wide, 1), round(high, 1), centres, [[_round(p) for p in route] for route in routes]


def _rows(rank: dict[str, int], gaps: Gaps) -> Rows:
    """The boxes of each rank; where rows may be set in lines, one of very many is several, about as long as many."""
    found: dict[int, list[str]] = defaultdict(list)
    for i in rank:
        found[rank[i]].append(i)
    out: Rows = []
    for r in sorted(found):
        count = len(found[r])
        few = count <= MOST_BESIDE or not gaps.lined
        most = count if few else max(MOST_BESIDE // 2, round(math.sqrt(0.7 * count)))
        out += [found[r][begin : begin + most] for begin in range(0, count, most)]
    return out


def _round(p: Point) -> Point:
    return round(p[0], 1), round(p[1], 1)


def ranks(ids: list[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Longest distance from a source, by Kahn's algorithm with an explicit queue."""
    after: dict[str, list[str]] = defaultdict(list)
    waiting = dict.fromkeys(ids, 0)
    for a, b in links:
        after[a].append(b)
        waiting[b] += 1
    rank = {i: 0 for i in ids if waiting[i] == 0}
    placed: dict[str, None] = {}
    for begin in [*rank, *ids]:  # a cycle is entered where it was named first
        queue = deque([] if begin in placed else [begin])
        while queue:
            i = queue.popleft()
            placed[i] = None
            rank.setdefault(i, 0)
            for j in after[i]:
                waiting[j] -= 1
                if j not in placed:
                    rank[j] = max(rank.get(j, 0), rank[i] + 1)
                    if waiting[j] == 0:
                        queue.append(j)
    return {i: rank[i] for i in placed}


def pulled(rank: dict[str, int], edges: Sequence[Edge]) -> dict[str, int]:
    """The ranks with each box as near to what it feeds as to what feeds it: an operand stands before its first use."""
    after: dict[str, list[str]] = defaultdict(list)
    lines: dict[str, int] = defaultdict(int)
    for edge in edges:
        if rank[edge.target] > rank[edge.source]:
            after[edge.source].append(edge.target)
            if edge.drawn:
                lines[edge.source] += 1
                lines[edge.target] -= 1
    out = dict(rank)
    for i in sorted(rank, key=rank.__getitem__, reverse=True):
        if after[i] and lines[i] >= 0:
            out[i] = max(out[i], min(out[j] for j in after[i]) - 1)
    return out


def _chain(
    n: int, edge: Edge, rank: dict[str, int], rows: Rows, along: dict[str, float], breadth: dict[str, float]
) -> list[str]:
    """The boxes a line passes: its ends, and an empty box in each rank between them."""
    a, b = edge.source, edge.target
    chain = [a]
    if edge.drawn and rank[b] - rank[a] <= LONGEST_DUMMIES:
        for r in range(rank[a] + 1, rank[b]):
            dummy = f"\0{n}.{r}"
            rank[dummy], along[dummy], breadth[dummy] = r, 0.0, LANE
            rows[r].append(dummy)
            chain.append(dummy)
    return [*chain, b]


def _positions(
    rows: Rows,
    edges: Sequence[Edge],
    chains: list[list[str]],
    rank: dict[str, int],
    breadth: dict[str, float],
    gaps: Gaps,
) -> tuple[dict[str, float], float]:
    """Order the ranks, set each box where its lines are straight, and measure how broad that is."""
    segments, pulls = [], []
    for edge, chain in zip(edges, chains, strict=True):
        for a, b in pairwise(chain) if edge.drawn else ():
            if abs(rank[a] - rank[b]) != 1:
                continue
            leave, enter = edge.leave if a == edge.source else 0.0, edge.enter if b == edge.target else 0.0
            ends = leave / (breadth[a] or 1.0), enter / (breadth[b] or 1.0)
            lane = (a != edge.source) + (b != edge.target)
            segments.append((a, b, *ends) if rank[a] < rank[b] else (b, a, *ends[::-1]))
            stiff = STIFF_LANE if lane == 2 else STIFF_SPINE if edge.spine and not lane else 1.0
            pulls.append((a, b, leave, enter, stiff))
    pos = aligned(ordered(rows, segments), pulls, breadth, gaps.beside)
    low = min(pos[i] - breadth[i] / 2 for i in pos)
    high = max(pos[i] + breadth[i] / 2 for i in pos)
    return {i: p - low for i, p in pos.items()}, high - low


def _rank_starts(rows: Rows, along: dict[str, float], gap: float) -> tuple[dict[int, tuple[float, float]], float]:
    """Where each rank begins and how deep it is, and where the last ends; one of line ends only takes half a gap."""
    start, edge = {}, 0.0
    for r, row in enumerate(rows):
        depth = max(along[i] for i in row)
        start[r] = (edge, depth)
        edge += depth + gap
    return start, edge - gap


def _route(
    edge: Edge,
    chain: list[str],
    centre: dict[str, Point],
    along: dict[str, float],
    spans: dict[str, tuple[float, float]],
) -> list[Point]:
    """From side to side: straight across the ranks, so that it passes no box there, and bent in the gaps."""
    begin = centre[edge.source][0] + along[edge.source] / 2, centre[edge.source][1] + edge.leave
    end = centre[edge.target][0] - along[edge.target] / 2, centre[edge.target][1] + edge.enter
    if spans[edge.source][0] >= spans[edge.target][0]:  # it closes a cycle
        return _bend(begin, end)
    knots = [begin, (sum(spans[edge.source]), begin[1])]
    for lane in chain[1:-1]:
        (left, depth), y = spans[lane], centre[lane][1]
        knots += [(left, y), (left + depth, y)]
    knots += [(spans[edge.target][0], end[1]), end]
    route = [begin]
    for n, (a, b) in enumerate(pairwise(knots)):
        route += _bend(a, b)[1:] if n % 2 else straight(a, b) if b[0] - a[0] > 0.05 else []
    return route


def _bend(a: Point, b: Point) -> Route:
    middle = (a[0] + b[0]) / 2
    return [a, (middle, a[1]), (middle, b[1]), b]

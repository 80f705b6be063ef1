"""A layered layout in linear time, for when there is no Graphviz or the graph is too large for it."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import pairwise

from .geometry import WIDE, Gaps, Point, Route

LONGEST_DUMMIES = 24
MOST_BESIDE = 12  # boxes of a rank

Sized = tuple[str, float, float]


def ranked(
    boxes: Sequence[Sized], links: Sequence[tuple[str, str]], direction: str = "LR", gaps: Gaps = WIDE
) -> tuple[float, float, dict[str, Point], list[Route]]:
    """(width, height, centres, routes) of boxes (id, width, height) in ranks along `direction`.

    A link that closes a cycle runs backwards. Each link is routed as a cubic Bézier curve from side to side; a link
    over several ranks keeps a lane of its own unless it spans very many. What may be set in lines also has ranks of
    very many boxes as blocks.
    """
    if not boxes:
        return 0.0, 0.0, {}, []
    across = direction == "LR"
    along = {i: (w if across else h) for i, w, h in boxes}
    breadth = {i: (h if across else w) for i, w, h in boxes}
    rank = ranks([b[0] for b in boxes], links)
    chains = [_chain(n, a, b, rank, along, breadth) for n, (a, b) in enumerate(links)]
    rows: dict[int, list[str]] = defaultdict(list)
    for i in rank:
        rows[rank[i]].append(i)
    if gaps.lined:
        rows = _spread(rows)
        rank = {i: r for r, row in rows.items() for i in row}
    pos, size = _positions(rows, chains, breadth, gaps.beside)
    start, total = _rank_starts(rows, along, gaps.ranked)
    centre = {i: (start[rank[i]][0] + start[rank[i]][1] / 2, pos[i]) for i in rank}
    turn = (lambda p: p) if across else (lambda p: (p[1], p[0]))
    routes = [[turn(p) for p in _route(chain, centre, along)] for chain in chains]
    centres = {i: _round(turn(centre[i])) for i, _, _ in boxes}
    wide, high = (total, size) if across else (size, total)
    return round(wide, 1), round(high, 1), centres, [[_round(p) for p in route] for route in routes]


def _spread(rows: dict[int, list[str]]) -> dict[int, list[str]]:
    """The same with each rank of very many boxes as several, about as long as there are of them."""
    out: dict[int, list[str]] = {}
    for r in sorted(rows):
        count = len(rows[r])
        most = count if count <= MOST_BESIDE else max(MOST_BESIDE // 2, round(math.sqrt(0.7 * count)))
        for begin in range(0, count, most):
            out[len(out)] = rows[r][begin : begin + most]
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


def _chain(
    n: int, a: str, b: str, rank: dict[str, int], along: dict[str, float], breadth: dict[str, float]
) -> list[str]:
    """The boxes a link passes: its ends, and an empty box in each rank between them."""
    chain = [a]
    if rank[b] - rank[a] <= LONGEST_DUMMIES:
        for r in range(rank[a] + 1, rank[b]):
            dummy = f"\0{n}.{r}"
            rank[dummy], along[dummy], breadth[dummy] = r, 0.0, 14.0
            chain.append(dummy)
    return [*chain, b]


def _positions(
    rows: dict[int, list[str]], chains: list[list[str]], breadth: dict[str, float], gap: float
) -> tuple[dict[str, float], float]:
    """Order each rank by the mean place of what feeds it, stack it, and centre it."""
    before: dict[str, list[str]] = defaultdict(list)
    for chain in chains:
        for a, b in pairwise(chain):
            before[b].append(a)
    pos: dict[str, float] = {}
    for r in sorted(rows):
        place = {i: k for k, i in enumerate(rows[r])}
        feeds = {i: [pos[j] for j in before[i] if j in pos] for i in rows[r]}  # what closes a cycle has no place yet
        middle = {i: sum(feeds[i]) / len(feeds[i]) if feeds[i] else 0.0 for i in rows[r]}
        rows[r].sort(key=lambda i: (middle[i], place[i]))
        size = sum(breadth[i] for i in rows[r]) + gap * (len(rows[r]) - 1)
        edge = -size / 2
        for i in rows[r]:
            pos[i] = edge + breadth[i] / 2
            edge += breadth[i] + gap
    low = min(pos[i] - breadth[i] / 2 for i in pos)
    high = max(pos[i] + breadth[i] / 2 for i in pos)
    return {i: p - low for i, p in pos.items()}, high - low


def _rank_starts(
    rows: dict[int, list[str]], along: dict[str, float], gap: float
) -> tuple[dict[int, tuple[float, float]], float]:
    start, edge = {}, 0.0
    for r in sorted(rows):
        depth = max(along[i] for i in rows[r])
        start[r] = (edge, depth)
        edge += depth + gap
    return start, edge - gap


def _route(chain: list[str], centre: dict[str, Point], along: dict[str, float]) -> list[Point]:
    route: list[Point] = []
    for a, b in pairwise(chain):
        x0, y0 = centre[a][0] + along[a] / 2, centre[a][1]
        x1, y1 = centre[b][0] - along[b] / 2, centre[b][1]
        bend = (x1 - x0) / 2
        route += [*([] if route else [(x0, y0)]), (x0 + bend, y0), (x1 - bend, y1), (x1, y1)]
    return route

"""Where the boxes of each rank stand, their order being given: as near as may be to what they are joined to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from .ordering import Rows

PASSES = 10
SETTLED = 0.05  # pixels

# the ends of a line between neighbouring ranks, how far from the middle of each box it ends, how stiff it is
Pull = tuple[str, str, float, float, float]


def aligned(rows: Rows, pulls: Sequence[Pull], breadth: Mapping[str, float], gap: float) -> dict[str, float]:
    """Return the middle of each box across the ranks; boxes of a rank are `gap` apart at least.

    Ranks are gone through forward and back. Each time a rank takes the places nearest to where its lines would be
    straight that its order allows, in no more room than the broadest needs: least squares by the pooling of adjacent
    violators.
    """
    joined: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    rank = {item: r for r, row in enumerate(rows) for item in row}
    for a, b, leave, enter, stiff in pulls:
        joined[b].append((a, leave - enter, stiff))
        joined[a].append((b, enter - leave, stiff))
    at: dict[str, float] = {}
    room = max(sum(breadth[item] for item in row) + gap * (len(row) - 1) for row in rows)
    for row in rows:
        edge = -(sum(breadth[item] for item in row) + gap * (len(row) - 1)) / 2
        for item in row:
            at[item] = edge + breadth[item] / 2
            edge += breadth[item] + gap
    for sweep in range(PASSES):
        forward, moved = sweep % 2 == 0, 0.0
        both = sweep >= PASSES - 2
        for r in range(len(rows)) if forward else range(len(rows) - 1, -1, -1):
            wanted = []
            for item in rows[r]:
                lines = [x for x in joined[item] if both or (rank[x[0]] < r) == forward]
                wanted.append(_wanted([(at[other] + shift, stiff) for other, shift, stiff in lines], at[item]))
            for item, place in zip(rows[r], _spaced(rows[r], wanted, breadth, gap, room), strict=True):
                moved = max(moved, abs(place - at[item]))
                at[item] = place
        if moved < SETTLED and sweep:
            break
    return at


def _wanted(ends: list[tuple[float, float]], here: float) -> tuple[float, float]:
    """Where a box would stand, and how much that counts: the middle of its stiffest lines' ends."""
    if not ends:
        return here, 0.01
    most = max(stiff for _, stiff in ends)
    return median(place for place, stiff in ends if stiff == most), most


def _spaced(
    row: Sequence[str], wanted: Sequence[tuple[float, float]], breadth: Mapping[str, float], gap: float, room: float
) -> list[float]:
    """The places in order, far enough apart, in the room, with the least sum of weighted squares to the wanted ones."""
    offsets, edge = [], 0.0
    for item in row:
        offsets.append(edge + breadth[item] / 2)
        edge += breadth[item] + gap
    pools: list[tuple[float, float, int]] = []  # mean, weight, boxes
    for (place, weight), offset in zip(wanted, offsets, strict=True):
        mean, stiff, count = place - offset, weight, 1
        while pools and pools[-1][0] > mean:
            before, heavy, many = pools.pop()
            mean = (before * heavy + mean * stiff) / (heavy + stiff)
            stiff, count = stiff + heavy, count + many
        pools.append((mean, stiff, count))
    low, high = -room / 2, room / 2 - (edge - gap)
    means = [min(max(mean, low), high) for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]

"""The order within ranks, so that few lines cross: sweeps by the mean place of the neighbours, then single swaps.

After Sugiyama, Tagawa and Toda (1981), with the swaps of Gansner, Koutsofios, North and Vo (1993).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

SWEEPS, SWAPS = 8, 4
MOST_COMPARED = 60  # lines of a box that swaps look at

# the ends of a line between neighbouring ranks, and where on each box it ends, from -½ to ½ of its breadth
Segment = tuple[str, str, float, float]
Rows = list[list[str]]
Ends = dict[str, list[tuple[str, float, float]]]  # box -> (box of the next rank, its own end, the end there)


def ordered(rows: Rows, segments: Sequence[Segment]) -> Rows:
    """Return the ranks with their boxes in an order that has few crossings; equal ones stay as they were given."""
    behind: Ends = defaultdict(list)
    ahead: Ends = defaultdict(list)
    for a, b, leave, enter in segments:
        ahead[a].append((b, leave, enter))
        behind[b].append((a, enter, leave))
    rows = [list(row) for row in rows]
    best, fewest = rows, -1
    for sweep in range(SWEEPS):
        rows = _swept(rows, behind if sweep % 2 == 0 else ahead, sweep % 2 == 1)
        _swap(rows, behind, ahead)
        count = sum(_crossings(row, after, ahead) for row, after in pairwise(rows))
        if fewest < 0 or count < fewest:
            best, fewest = [list(row) for row in rows], count
        if fewest == 0:
            break
    return best


def _swept(rows: Rows, fixed: Ends, backward: bool) -> Rows:
    """Each rank sorted by the mean place of what it is joined to in the rank before."""
    out: Rows = []
    place: dict[str, float] = {}
    for row in reversed(rows) if backward else rows:
        keys = {}
        for k, item in enumerate(row):
            found = [place[other] + end for other, _, end in fixed.get(item, ()) if other in place]
            keys[item] = sum(found) / len(found) if found else k
        out.append(sorted(row, key=keys.__getitem__))
        place = {item: float(k) for k, item in enumerate(out[-1])}
    return out[::-1] if backward else out


def _swap(rows: Rows, behind: Ends, ahead: Ends) -> None:
    """Exchange neighbours of a rank where that has fewer crossings."""
    places = [{item: float(k) for k, item in enumerate(row)} for row in rows]
    for _ in range(SWAPS):
        better = False
        for r, row in enumerate(rows):
            beside = [(ends, places[q]) for ends, q in ((behind, r - 1), (ahead, r + 1)) if 0 <= q < len(rows)]
            for k in range(len(row) - 1):
                a, b = row[k], row[k + 1]
                gain = sum(_exchange(ends.get(a, ()), ends.get(b, ()), place) for ends, place in beside)
                if gain > 0:
                    row[k], row[k + 1] = b, a
                    places[r][a], places[r][b] = k + 1.0, float(k)
                    better = True
        if not better:
            return


def _exchange(
    above: Sequence[tuple[str, float, float]], below: Sequence[tuple[str, float, float]], place: dict[str, float]
) -> int:
    """How many crossings fewer there are with two neighbours exchanged."""
    if len(above) * len(below) > MOST_COMPARED:
        return 0
    gain = 0
    for a, _, end in above:
        for b, _, other in below:
            first, second = place.get(a, 0.0) + end, place.get(b, 0.0) + other
            gain += (first > second) - (first < second)
    return gain


def _crossings(row: list[str], after: list[str], ahead: Ends) -> int:
    """How many pairs of lines cross between two ranks."""
    place = {item: k for k, item in enumerate(after)}
    count = 0
    ends: list[float] = []
    for item in row:
        found = [(own, place[other] + end) for other, own, end in ahead.get(item, ()) if other in place]
        for _, end in sorted(found):
            count += len(ends) - bisect_left(ends, end + 1e-9)
            insort(ends, end)
    return count

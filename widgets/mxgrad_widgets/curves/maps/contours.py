"""Lines of equal height on a grid of numbers, only where all corners of a cell went one way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mxgrad.tracing.again.sweep import way
from mxgrad.tracing.again.untraced import Run

Point = tuple[float, float]
Line = tuple[Point, Point]


def contour(rows: Sequence[Sequence[Run]], level: float) -> list[Line]:
    """Return the pieces of the line at a level, in cells counted from the first run of the first row."""
    found: list[Line] = []
    for j in range(len(rows) - 1):
        for i in range(len(rows[0]) - 1):
            corners = rows[j][i], rows[j][i + 1], rows[j + 1][i + 1], rows[j + 1][i]
            if len({way(run) for run in corners}) == 1 and way(corners[0])[0] == "value":
                found += _through_cell([run.result - level for run in corners], i, j)
    return found


def _through_cell(heights: Sequence[float], i: int, j: int) -> list[Line]:
    """The line through one cell: it crosses each side whose ends lie on both sides of the level."""
    corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
    crossings: list[Point] = []
    for k in range(4):
        a, b = heights[k], heights[(k + 1) % 4]
        if (a < 0) != (b < 0):
            part = a / (a - b)
            (x0, y0), (x1, y1) = corners[k], corners[(k + 1) % 4]
            crossings.append((x0 + part * (x1 - x0), y0 + part * (y1 - y0)))
    return [(crossings[k], crossings[k + 1]) for k in range(0, len(crossings) - 1, 2)]


def borders(rows: Sequence[Sequence[Run]], same: Callable[[Run, Run], bool]) -> list[Line]:
    """Return the lines half way between neighbouring runs that are not the same, in cells; straight ones as one."""
    found: list[Line] = []
    high, wide = len(rows), len(rows[0])
    for i in range(wide - 1):
        found += _stretches([not same(rows[j][i], rows[j][i + 1]) for j in range(high)], lambda t, i=i: (i + 0.5, t))  # type: ignore[misc]
    for j in range(high - 1):
        found += _stretches([not same(rows[j][i], rows[j + 1][i]) for i in range(wide)], lambda t, j=j: (t, j + 0.5))  # type: ignore[misc]
    return found


def _stretches(parted: Sequence[bool], at: Callable[[float], Point]) -> list[Line]:
    found: list[Line] = []
    begun: int | None = None
    for k, here in enumerate([*parted, False]):
        if here and begun is None:
            begun = k
        elif not here and begun is not None:
            found.append((at(max(begun - 0.5, 0)), at(min(k - 0.5, len(parted) - 1))))
            begun = None
    return found


def innermost(rows: Sequence[Sequence[Run]]) -> dict[int, tuple[int, int]]:
    """Return for each path with results the place of a run, (i, j), that is farthest from runs on other paths."""
    left = {(i, j): way(run) for j, row in enumerate(rows) for i, run in enumerate(row)}
    found: dict[int, tuple[int, int]] = {}
    while left:
        for (i, j), went in left.items():  # the last layers to be peeled off come last
            if went[0] == "value":
                found[went[1]] = i, j
        around = ((1, 0), (-1, 0), (0, 1), (0, -1))
        left = {(i, j): went for (i, j), went in left.items()
                if all(left.get((i + di, j + dj)) == went for di, dj in around)}  # fmt: skip
    return found

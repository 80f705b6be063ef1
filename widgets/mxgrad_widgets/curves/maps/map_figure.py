"""The result against two numbers as a drawing: a region for each path, contours, the gradient, and a trail."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mxgrad.tracing.again.sweep import way

from ...language.numbers import short
from ...picture.svg import escaped
from ..axes import ROW, Plane, document, frame, legend, px, ticks
from .contours import Line, borders, contour, innermost
from .labels import Labels, outwards

if TYPE_CHECKING:
    from .two_elements import ResultMap

SIDE = 440.0
LEFT, TOP, RIGHT, BOTTOM = 84.0, 58.0, 26.0, 58.0
LEVELS = 8
ARROW = 64.0  # px
ROOM = 100.0  # px beside a name in the legend: on a phone its letters are larger
NUMBER, LEVEL = 13.0, 11.0  # px: sizes of letters


def plane_of(shown: ResultMap) -> Plane:
    """Return the part of the drawing on which the map lies."""
    (low, high), (bottom, above) = shown.surface.first, shown.surface.second
    return Plane(LEFT, TOP, SIDE, SIDE, low, high, bottom, above)


def drawn(shown: ResultMap, theme: str | None = None, *, styled: bool = True) -> str:
    """Return the map as SVG text; without its style, for a page that has that."""
    plane = plane_of(shown)
    labels = Labels(SIDE)
    for x, y, radius in _at_point(shown, plane):
        labels.keep_free(x - LEFT, y - TOP, radius)
    numbers = _numbers(shown, labels)
    inside = [
        _regions(shown, plane),
        _contours(shown, labels),
        numbers,
        _trail(shown, plane),
        _point(shown, plane),
    ]
    legend, rows = _legend(shown, shown.notes if styled else shown.notes[1:])  # a page says where its point is below
    body = (
        f'<text class="title" x="20" y="26">{escaped(shown.title)}</text>{frame(plane, *shown.across)}'
        f'<svg x="{px(LEFT)}" y="{px(TOP)}" width="{px(SIDE)}" height="{px(SIDE)}" overflow="hidden">'
        f"{''.join(inside)}</svg>{legend}"
    )
    wide, high_ = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    return document(wide, high_ + ROW * rows, shown.title, str(shown).replace("\n", "; "), body, theme, styled=styled)


def _regions(shown: ResultMap, plane: Plane) -> str:
    """Each run's surroundings in the colour of its path, and lines between paths."""
    rows, found = shown.surface.rows, []
    cell = SIDE / (len(rows) - 1)
    for j, row in enumerate(rows):
        begun = 0
        for i in range(1, len(row) + 1):
            if i == len(row) or way(row[i]) != way(row[begun]):
                look = f"f{shown.style(row[begun].path)}" if way(row[begun])[0] == "value" else "gap"
                x, y = max(begun - 0.5, 0) * cell, max(SIDE - (j + 0.5) * cell, 0)
                wide = min(i - 0.5, len(row) - 1) * cell - x
                high = min(SIDE - (j - 0.5) * cell, SIDE) - y
                opacity = "" if look == "gap" else ' fill-opacity=".13"'
                found.append(
                    f'<rect class="{look}" x="{px(x)}" y="{px(y)}" width="{px(wide)}" height="{px(high)}"{opacity}/>'
                )
                begun = i
    lines = borders(rows, lambda a, b: way(a) == way(b))
    return "".join(found) + (
        f'<path class="trail" stroke-dasharray="3 3" d="{_joined(lines, cell)}"/>' if lines else ""
    )


def _numbers(shown: ResultMap, labels: Labels) -> str:
    """The number of each path, by which the legend names it, as deep inside one of its regions as there is room."""
    rows, found = shown.surface.rows, []
    cell = SIDE / (len(rows) - 1)
    for path, (i, j) in innermost(rows).items():
        if shown.names.get(path):
            own = [(k, m) for m, row in enumerate(rows) for k, run in enumerate(row) if way(run) == ("value", path)]
            own.sort(key=lambda at, i=i, j=j: (at[0] - i) ** 2 + (at[1] - j) ** 2)  # type: ignore[misc]
            text = str(shown.number(path))
            at = labels.place(text, NUMBER, ((k * cell, SIDE - m * cell) for k, m in own))
            if at is not None:
                found.append(f'<text class="said mid" x="{px(at[0])}" y="{px(at[1])}">{text}</text>')
    return "".join(found)


def _joined(lines: list[Line], cell: float) -> str:
    return "".join(
        f"M{px(a * cell)} {px(SIDE - b * cell)}L{px(c * cell)} {px(SIDE - d * cell)}" for (a, b), (c, d) in lines
    )


def _contours(shown: ResultMap, labels: Labels) -> str:
    rows = shown.surface.rows
    values = sorted(run.result for row in rows for run in row if way(run)[0] == "value")
    if not values or values[0] == values[-1]:
        return ""
    cell = SIDE / (len(rows) - 1)
    found: list[str] = []
    said: list[str] = []  # over all lines
    for level in ticks(values[len(values) // 50], values[-1 - len(values) // 50], LEVELS):
        lines = contour(rows, level)
        if not lines:
            continue
        found.append(f'<path class="line contour" d="{_joined(lines, cell)}"/>')
        middles = (((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in (lines[k] for k in outwards(len(lines))))
        at = labels.place(short(level), LEVEL, ((x * cell, SIDE - y * cell) for x, y in middles))
        if at is not None:
            said.append(f'<text class="soft mid halo" x="{px(at[0])}" y="{px(at[1])}">{short(level)}</text>')
    return "".join([*found, *said])


def _at_point(shown: ResultMap, plane: Plane) -> list[tuple[float, float, float]]:
    """Places along the point and its arrow, with how far they reach."""
    x, y = plane.x(shown.surface.start.at[0]), plane.y(shown.surface.start.at[1])
    across = _slope(shown, plane)
    return [(x, y, 8.0), *((x + k * 8 * across[0], y + k * 8 * across[1], 6.0) for k in range(1, 10) if any(across))]


def _slope(shown: ResultMap, plane: Plane) -> tuple[float, float]:
    """The direction of the gradient on the drawing, of length 1; nothing where there is none."""
    gradient = shown.surface.start.gradient
    if gradient is None or not all(map(math.isfinite, gradient)) or not any(gradient):
        return 0.0, 0.0
    across = gradient[0] * SIDE / (plane.high - plane.low), -gradient[1] * SIDE / (plane.above - plane.bottom)
    long = math.hypot(*across)
    return across[0] / long, across[1] / long


def _point(shown: ResultMap, plane: Plane) -> str:
    x, y = plane.x(shown.surface.start.at[0]), plane.y(shown.surface.start.at[1])
    dot = f'<circle class="point still" cx="{px(x)}" cy="{px(y)}" r="6.5"/>'
    dx, dy = _slope(shown, plane)
    if not dx and not dy:
        return dot
    tip = x + ARROW * dx, y + ARROW * dy
    corners = [(tip[0] + a * dx - b * dy, tip[1] + a * dy + b * dx) for a, b in ((12, 0), (0, 6), (0, -6))]
    head = f"M{'L'.join(f'{px(a)} {px(b)}' for a, b in corners)}Z"
    line = f'<path class="tangent still" d="M{px(x)} {px(y)}L{px(tip[0])} {px(tip[1])}"/>'
    return f'{line}<path class="arrow still" d="{head}"/>{dot}'


def _trail(shown: ResultMap, plane: Plane) -> str:
    if not shown.trail:
        return ""
    points = [(plane.x(a), plane.y(b)) for a, b in shown.trail]
    line = "L".join(f"{px(x)} {px(y)}" for x, y in points)
    dots = "".join(f'<circle class="dot" cx="{px(x)}" cy="{px(y)}" r="3"/>' for x, y in points)
    return f'<path class="trail" d="M{line}"/>{dots}'


def _legend(shown: ResultMap, notes: list[str]) -> tuple[str, int]:
    """Under the axes: each path, what the arrow is, and what else there is to say."""
    paths = [(f"{shown.number(path)}: {said}", shown.style(path)) for path, said in shown.names.items() if said]
    return legend(paths, _key, ROOM, LEFT + SIDE, TOP + SIDE + BOTTOM, notes)


def _key(name: str, style: int, x: float, y: float) -> str:
    return (f'<rect class="f{style} p{style}" x="{px(x)}" y="{px(y - 11)}" width="16" height="12" '
            f'fill-opacity=".2"/><text x="{px(x + 23)}" y="{px(y)}">{escaped(name)}</text>')  # fmt: skip

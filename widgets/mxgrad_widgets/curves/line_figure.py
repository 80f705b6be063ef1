"""The curve as a drawing: pieces in the colour of their path, jumps, the run's point and its tangent."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from ..language.text_width import BOLD, SANS, clipped, width
from ..picture.svg import escaped
from .axes import ROW, Plane, document, frame, legend, limits, px

if TYPE_CHECKING:
    from mxgrad.tracing.again.sweep import Piece

    from .one_element import Curve

HIGH = 400.0
LETTER = 7.6  # px, about, of a title
LEFT, TOP, RIGHT, BOTTOM = 74.0, 58.0, 22.0, 58.0
REACH = 0.14  # of the tangent to each side, as a part of the width
FLAT = 0.1  # px: a point that is less off a line need not be drawn
THIN = 3.0  # px: what is narrower is drawn as a point or a line


def plane_of(curve: Curve) -> Plane:
    """Return the part of the drawing on which the curve lies."""
    values = [run.result for piece in curve.pieces if piece.kind == "value" for run in piece.runs]
    low, high, _ = limits(values)
    return Plane(LEFT, TOP, curve.wide - LEFT - RIGHT, HIGH - TOP - BOTTOM, curve.low, curve.high, low, high)


def drawn(curve: Curve, theme: str | None = None, *, styled: bool = True) -> str:
    """Return the curve as SVG text; without its style, for a page that has that."""
    plane = plane_of(curve)
    inside = [_gap(piece, plane) for piece in curve.pieces if piece.kind != "value"]
    inside += [_line(piece, curve, plane) for piece in curve.pieces if piece.kind == "value"]
    inside += [_ends(curve, plane), _tangent(curve, plane)]
    most = int(curve.wide / LETTER)
    labels, placed = _labels(curve, plane)
    legend, rows = _legend(curve, placed)
    body = (
        f'<text class="title" x="20" y="26">{escaped(clipped(curve.title, most))}</text>'
        f"{frame(plane, clipped(curve.across, most), curve.along)}"
        f'<svg x="{px(LEFT)}" y="{px(TOP)}" width="{px(plane.width)}" height="{px(plane.height)}" '
        f'overflow="hidden">{"".join(inside)}</svg>{labels}{_point(curve, plane)}{legend}'
    )
    return document(curve.wide, HIGH + ROW * rows, curve.title, curve.told, body, theme, styled=styled)


def _line(piece: Piece, curve: Curve, plane: Plane) -> str:
    style = curve.style(piece.path)
    points = [(plane.x(run.at[0]), plane.y(run.result)) for run in piece.runs]
    if plane.x(piece.last) - plane.x(piece.first) < THIN:
        x, y = points[len(points) // 2]
        return f'<circle class="p{style} f{style}" cx="{px(x)}" cy="{px(y)}" r="2.5"/>'
    return f'<path class="p p{style}" d="M{"L".join(f"{px(x)} {px(y)}" for x, y in _bends(points))}"/>'


def _bends(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points of a line, left to right, without those that lie nowhere off the line through the others."""
    kept, low, high = points[:1], -math.inf, math.inf  # slopes that pass all points since the last one that is kept
    for before, (x, y) in itertools.pairwise(points):
        across = max(x - kept[-1][0], 1e-9)
        if before is not kept[-1] and not low <= (y - kept[-1][1]) / across <= high:
            kept.append(before)
            low, high, across = -math.inf, math.inf, max(x - before[0], 1e-9)
        low = max(low, (y - FLAT - kept[-1][1]) / across)
        high = min(high, (y + FLAT - kept[-1][1]) / across)
    return [*kept, *points[-1:]] if len(points) > 1 else kept


def _gap(piece: Piece, plane: Plane) -> str:
    """Where there is no result: a band, or a line where it is narrow."""
    left, right = plane.x(piece.first), plane.x(piece.last)
    wide = max(right - left, 1.5)
    return f'<rect class="gap" x="{px(left)}" y="0" width="{px(wide)}" height="{px(plane.height)}"/>'


def _ends(curve: Curve, plane: Plane) -> str:
    """The ends of pieces at a jump: a full circle where the end belongs to the piece, else an open one."""
    found = []
    for jump in curve.jumps:
        for run, belongs in ((jump.left, jump.closed == "left"), (jump.right, jump.closed == "right")):
            if run is not None:
                style = curve.style(run.path)
                look = f"p{style} f{style}" if belongs else f"open p{style}"
                x, y = plane.x(run.at[0]), plane.y(run.result)
                found.append(f'<circle class="{look}" cx="{px(x)}" cy="{px(y)}" r="4"/>')
    return "".join(found)


def _tangent(curve: Curve, plane: Plane) -> str:
    if curve.slope is None:
        return ""
    x, y = curve.at, curve.value
    steepest = 1.5 * (plane.above - plane.bottom) / abs(curve.slope) if curve.slope else math.inf
    reach = min(REACH * (curve.high - curve.low), steepest)
    a, b = (f"{px(plane.x(x + d))} {px(plane.y(y + d * curve.slope))}" for d in (-reach, reach))
    return f'<path class="tangent still" d="M{a}L{b}"/>'


def _point(curve: Curve, plane: Plane) -> str:
    if not curve.has_point:
        return ""
    x, y = LEFT + plane.x(curve.at), TOP + plane.y(curve.value)
    under = y + 24 < TOP + plane.height
    side = "end" if _point_leans_left(curve, plane) else ""
    at = x + (-12 if side else 12), y + (22 if under else -14)
    return (
        f'<circle class="point still" cx="{px(x)}" cy="{px(y)}" r="6.5"/>'
        f'<text class="said still {side}" x="{px(at[0])}" y="{px(at[1])}">{escaped(curve.said_short)}</text>'
    )


def _point_leans_left(curve: Curve, plane: Plane) -> bool:
    """Whether what is said of the point stands to its left, since there is no room to the right."""
    return plane.x(curve.at) + 16 + width(curve.said_short, 13, BOLD) > plane.width


def _labels(curve: Curve, plane: Plane) -> tuple[str, set[int]]:
    """The name of each path at its longest piece, and of each gap, where there is room for it; and which paths."""
    placed: set[int] = set()
    taken: list[tuple[float, float, float, float]] = []
    if curve.has_point:
        x, y = plane.x(curve.at), plane.y(curve.value)
        room = width(curve.said_short, 13, BOLD) + 14
        taken.append((x - 10, y - 12, x + 10, y + 12))
        taken.append((x - room, y, x, y + 28) if _point_leans_left(curve, plane) else (x, y, x + room, y + 28))
    found = []
    for piece, name in curve.labelled:
        wide = width(name, 12, SANS)
        for x, y in _places(piece, plane, wide):
            box = (x - wide / 2, y - 11, x + wide / 2, y + 4)
            inside = box[0] >= 0 and box[2] <= plane.width and box[1] >= 0 and box[3] <= plane.height
            if inside and not any(a[0] < box[2] and box[0] < a[2] and a[1] < box[3] and box[1] < a[3] for a in taken):
                taken.append(box)
                placed |= {piece.path} if piece.kind == "value" else set()
                style = f"f{curve.style(piece.path)}" if piece.kind == "value" else "soft"
                found.append(
                    f'<text class="mid name {style}" x="{px(LEFT + x)}" y="{px(TOP + y)}">{escaped(name)}</text>'
                )
                break
    return "".join(found), placed


def _places(piece: Piece, plane: Plane, wide: float) -> list[tuple[float, float]]:
    """Where the name of a piece could stand: above or below its middle, or beside it."""
    run = piece.runs[len(piece.runs) // 2]
    x = (plane.x(piece.first) + plane.x(piece.last)) / 2
    if piece.kind != "value":
        return (
            [(x, plane.height - 10 - 16 * i) for i in range(3)]
            if wide < plane.x(piece.last) - plane.x(piece.first)
            else []
        )
    y = plane.y(run.result)
    x = plane.x(run.at[0])
    rises = abs(plane.y(piece.runs[-1].result) - plane.y(piece.runs[0].result))
    steep = rises > 0.5 * (plane.x(piece.last) - plane.x(piece.first))
    beside = [(x + wide / 2 + 12, y + 4), (x - wide / 2 - 12, y + 4)]
    above = [(x, y - 10), (x, y + 20)]
    return [*beside, *above] if steep else [*above, *beside]


def _legend(curve: Curve, placed: set[int]) -> tuple[str, int]:
    """Under the axes: each path that has no name beside it with its line, and what else there is to say; its rows."""
    paths = [(name, curve.style(path)) for path, name in curve.names.items() if name and path not in placed]
    return legend(paths, _key, 54, curve.wide - 10, HIGH, curve.notes)


def _key(name: str, style: int, x: float, y: float) -> str:
    return (f'<path class="p p{style}" d="M{px(x)} {px(y - 4)}h26"/>'
            f'<text x="{px(x + 32)}" y="{px(y)}">{escaped(name)}</text>')  # fmt: skip

"""Edges as curves: through gradient labels without a kink, ends trimmed for arrows."""

from __future__ import annotations

import math

from .geometry import Point, Route, px


def joined(first: Route, second: Route) -> Route:
    """One route out of two, straight across the box between them."""
    a, b = first[-1], second[0]
    third = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return [*first, (a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), *second]


def smoothed(route: Route) -> Route:
    """A curve without kinks close to a route: through the ends and the middle of each of its pieces."""
    knots = [route[0]]
    for i in range(0, len(route) - 3, 3):
        knots += [_middle(*route[i : i + 4]), route[i + 3]]
    knots = [knots[0], *knots[1:-1:2], knots[-1]] if len(knots) > 3 else knots
    inner = [_between(before, after) for before, after in zip(knots, knots[2:], strict=False)]
    first, last = _between(*knots[:2]), _between(*knots[-2:])
    slopes = [_mirrored(inner[0], first), *inner, _mirrored(inner[-1], last)] if inner else [first, last]
    out = [knots[0]]
    for (x0, y0), (x1, y1), s0, s1 in zip(knots, knots[1:], slopes, slopes[1:], strict=False):
        pull = math.hypot(x1 - x0, y1 - y0) / 3
        out += [(x0 + s0[0] * pull, y0 + s0[1] * pull), (x1 - s1[0] * pull, y1 - s1[1] * pull), (x1, y1)]
    return out


def rounded(corners: list[Point], radius: float = 12.0) -> Route:
    """A route along straight pieces with rounded corners."""
    route = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        room = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        into, out = _between(corner, before), _between(corner, after)
        begin = corner[0] + into[0] * room, corner[1] + into[1] * room
        end = corner[0] + out[0] * room, corner[1] + out[1] * room
        route += [*straight(route[-1], begin), corner, corner, end]
    return [*route, *straight(route[-1], corners[-1])]


def straight(a: Point, b: Point) -> list[Point]:
    """What continues a route from one point in a straight line to another."""
    third = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return [(a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), b]


def _middle(a: Point, b: Point, c: Point, d: Point) -> Point:
    return (a[0] + 3 * b[0] + 3 * c[0] + d[0]) / 8, (a[1] + 3 * b[1] + 3 * c[1] + d[1]) / 8


def _mirrored(slope: Point, chord: Point) -> Point:
    """The slope at the far end of an arc over a chord: what the near slope is, mirrored at the chord."""
    twice = 2 * (slope[0] * chord[0] + slope[1] * chord[1])
    return twice * chord[0] - slope[0], twice * chord[1] - slope[1]


def _between(a: Point, b: Point) -> Point:
    """Unit vector from a to b."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length) if length else (0.0, 0.0)


def middle(route: Route) -> Point:
    """A point half way along a route, counted in its pieces."""
    pieces = (len(route) - 1) // 3
    at = pieces // 2 * 3
    return route[at] if pieces % 2 == 0 else _middle(*route[at : at + 4])


def direction(route: Route) -> Point:
    """Unit vector in which a route ends."""
    for before in reversed(route[:-1]):
        if math.dist(before, route[-1]) > 0.5:
            return _between(before, route[-1])
    return 1.0, 0.0


def trimmed(route: Route, by: float) -> Route:
    """The route ending `by` pixels earlier, so that a line does not stick out of its arrow."""
    dx, dy = direction(route)
    back = dx * (by - 1), dy * (by - 1)
    (x2, y2), (x3, y3) = route[-2:]
    return [*route[:-2], (x2 - back[0], y2 - back[1]), (x3 - back[0], y3 - back[1])]


def path(route: Route) -> str:
    """SVG path data of a route: where it begins, then its shape, which stays when the route is moved."""
    points = _tenths(route)
    shape = (_off(points[i], base) for k, base in enumerate(points[:-1:3]) for i in range(3 * k + 1, 3 * k + 4))
    return f"M{_off(points[0])}c{' '.join(shape)}"


def arrow(route: Route, size: float) -> str:
    """SVG path data of an arrow head at the end of a route: drawn, so that no marker ids can clash."""
    (x, y), (dx, dy) = route[-1], direction(route)
    bx, by, half = x - dx * size, y - dy * size, size * 0.5
    tip, one, other = _tenths([(x, y), (bx - dy * half, by + dx * half), (bx + dy * half, by - dx * half)])
    return f"M{_off(tip)}l{_off(one, tip)} {_off(other, one)}z"


def _tenths(points: Route) -> list[tuple[int, int]]:
    return [(round(10 * x), round(10 * y)) for x, y in points]


def _off(point: tuple[int, int], base: tuple[int, int] = (0, 0)) -> str:
    return f"{px((point[0] - base[0]) / 10)} {px((point[1] - base[1]) / 10)}"

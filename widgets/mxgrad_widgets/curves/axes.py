"""A plane with two axes to draw on: scales, ticks, and the style in light and dark."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ..language.numbers import short
from ..language.text_width import SANS, width
from ..picture.svg import STATIC, escaped

STYLES = 8  # of paths: colours and dashes, in curve.css
ROW = 20.0  # of a legend
TICKS = 6  # of the vertical axis, about
NARROW = 520.0  # px: a drawing that is not made smaller, and keeps the size of its text


class Plane(NamedTuple):
    """A part of a drawing, by its corner and size, that shows a range of each axis."""

    left: float
    top: float
    width: float
    height: float
    low: float
    high: float
    bottom: float
    above: float

    def x(self, value: float) -> float:
        """Return where a value of the horizontal axis lies, counted from the plane's left."""
        return (value - self.low) / (self.high - self.low) * self.width

    def y(self, value: float) -> float:
        """Return where one of the vertical axis lies, counted from the plane's top; far outside stays near."""
        part = (self.above - value) / (self.above - self.bottom)
        return min(max(part, -3.0), 4.0) * self.height


def px(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0")


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values in a range, at most about as many as asked for."""
    step = round_step((high - low) / max(most, 1))
    first = math.ceil(low / step - 1e-9)
    return [
        round(i * step, 12 - math.floor(math.log10(step))) for i in range(first, math.floor(high / step + 1e-9) + 1)
    ]


def round_step(least: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, … times a power of ten."""
    exponent = math.floor(math.log10(least))
    factor = next(factor for factor in (1, 2, 5, 10) if factor * 10.0**exponent >= least * 0.999)
    return float(f"{factor}e{exponent}")


def roundest(low: float, high: float) -> float:
    """Return the number from `low` to `high` that has the fewest digits."""
    if low <= 0 <= high:
        return 0.0
    middle = (low + high) / 2
    for digits in range(16):
        found = float(f"{middle:.{digits}e}")
        if low <= found <= high:
            return found
    return middle


def limits(values: Sequence[float]) -> tuple[float, float, bool]:
    """Return the range to show of numbers, and whether some lie far outside it, as near a pole."""
    ordered = sorted(values)
    if not ordered:
        return -1.0, 1.0, False
    low, high = ordered[0], ordered[-1]
    a, b = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    cut = high - low > 8 * (b - a) > 0
    if cut:
        low, high = max(low, a - (b - a)), min(high, b + (b - a))
    margin = 0.03 * (high - low) or abs(high) * 0.1 or 1.0
    step = round_step((high - low + 2 * margin) / TICKS) / 2  # results that differ a little leave the axis as it is
    return math.floor((low - margin) / step) * step, math.ceil((high + margin) / step) * step, cut


def frame(plane: Plane, across: str, along: str) -> str:
    """Return the axes of a plane: lines, ticks, and what they are."""
    right, bottom = plane.left + plane.width, plane.top + plane.height
    parts = [f'<path class="line" d="M{px(plane.left)} {px(plane.top)}V{px(bottom)}H{px(right)}"/>']
    for tick in ticks(plane.low, plane.high, 8):
        at = plane.left + plane.x(tick)
        parts.append(f'<path class="line" d="M{px(at)} {px(bottom)}v5"/>'
                     f'<text class="soft mid" x="{px(at)}" y="{px(bottom + 19)}">{short(tick)}</text>')  # fmt: skip
    for tick in ticks(plane.bottom, plane.above, TICKS):
        at = plane.top + plane.y(tick)
        parts.append(f'<path class="line" d="M{px(plane.left)} {px(at)}h-5"/><text class="soft end" '
                     f'x="{px(plane.left - 9)}" y="{px(at + 4)}">{short(tick)}</text>')  # fmt: skip
    parts.append(
        f'<text class="mid" x="{px(plane.left + plane.width / 2)}" y="{px(bottom + 40)}">{escaped(across)}</text>'
    )
    parts.append(f'<text x="{px(plane.left - 46)}" y="{px(plane.top - 9)}">{escaped(along)}</text>')
    return "".join(parts)


def document(width: float, height: float, title: str, description: str, body: str, theme: str | None,
             *, styled: bool = True) -> str:  # fmt: skip
    """Return a drawing as SVG; `theme` is light or dark, else what the reader's system prefers. Without its style it is
    for a page that has that."""
    style = f"<style>{_style(theme)}</style>" if styled else ""
    look = "mxg-curve narrow" if width < NARROW else "mxg-curve"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" role="img" width="{px(width)}" '
        f'height="{px(height)}" viewBox="0 0 {px(width)} {px(height)}"><title>{escaped(title)}</title>'
        f"<desc>{escaped(description)}</desc>{style}"
        f'<rect class="sheet" x=".5" y=".5" width="{px(width - 1)}" height="{px(height - 1)}" rx="12"/>{body}</svg>'
    )


@functools.cache
def _style(theme: str | None) -> str:
    """The rules of the drawing with their colours put in, since many SVG readers know no CSS variables."""
    css, _, _ = (STATIC / "curve.css").read_text("utf-8").partition("@container")  # what is for small widgets only
    blocks = re.findall(r"\.mxg-curve\{(--[^}]*)\}", css)
    colours = [dict(re.findall(r"(--mxc-\w+): ?([^;]+)", block)) for block in blocks[:2]]
    light, dark = colours if theme != "dark" else reversed(colours)
    rules = re.findall(r"(\.mxg-curve [^{}]*)\{([^}]*)\}", css)
    shown = "".join(f"{where}{{{_filled(what, light)}}}" for where, what in rules)
    if theme is not None:
        return shown
    dimmed = [f"{where}{{{_filled(what, dark)}}}" for where, what in rules if "var(" in what]
    return f"{shown}@media (prefers-color-scheme:dark){{{''.join(dimmed)}}}"


def _filled(rule: str, colours: Mapping[str, str]) -> str:
    return re.sub(r"var\((--mxc-\w+)\)", lambda name: colours[name[1]], rule)


def legend(
    paths: Sequence[tuple[str, int]],
    key: Callable[[str, int, float, float], str],
    room: float,
    right: float,
    top: float,
    notes: Sequence[str],
) -> tuple[str, int]:
    """Return what stands under the axes, paths side by side as far as there is place and then the notes, and its rows.

    `key` draws a path by its name and style at a point; beside its name it takes `room`.
    """
    found, x, row = [], 20.0, 0
    for name, style in paths:
        wide = width(name, 12, SANS) + room
        if x + wide > right and x > 20:
            x, row = 20.0, row + 1
        found.append(key(name, style, x, top + ROW * row))
        x += wide
    row += bool(found)
    for note in notes:
        found.append(f'<text class="soft" x="20" y="{px(top + ROW * row)}">{escaped(note)}</text>')
        row += 1
    return "".join(found), row

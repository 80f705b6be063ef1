"""A plane with two axes to draw on: scales, ticks, and the style in light and dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..language.numbers import short
from ..picture.svg import escaped

# By theme: paper, ink, soft, rule, the tangent, its text, and the colours of paths, which differ in lightness too.
_COLOURS = {
    "light": ("#ffffff", "#1b1f24", "#5b626b", "#c9ced6", "#d55e00", "#a84900",
              "#0072b2", "#009e73", "#b0578d", "#8f6a00", "#3f4a8a", "#5d7d12", "#8c4a2f", "#5b626b"),
    "dark": ("#17191c", "#e8eaed", "#a9b0b8", "#4b525b", "#ff8c3a", "#ffa766",
             "#56b4e9", "#3ecf9e", "#e394c3", "#e0b93f", "#9aa5f0", "#a9cf4f", "#d99a7c", "#b9c0c8"),
}  # fmt: skip
DASHES = "", "9 4", "2 3", "10 3 2 3", "5 2", "1 5", "14 4", "6 3 1 3 1 3"
STYLES = len(DASHES)
_RULES = (
    (".sheet", "fill", 0), (".sheet", "stroke", 3), ("text", "fill", 1), (".soft", "fill", 2), (".line", "stroke", 3),
    (".tangent", "stroke", 4), (".point", "fill", 4), (".point", "stroke", 0), (".said", "fill", 5),
    (".gap", "fill", 3), (".open", "fill", 0), (".arrow", "fill", 4), (".trail", "stroke", 1),
)  # fmt: skip


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
    raw = (high - low) / max(most, 1)
    step = 10.0 ** math.floor(math.log10(raw))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [
        round(i * step, 12 - math.floor(math.log10(step))) for i in range(first, math.floor(high / step + 1e-9) + 1)
    ]


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
    margin = 0.07 * (high - low) or abs(high) * 0.1 or 1.0
    return low - margin, high + margin, cut


def frame(plane: Plane, across: str, along: str) -> str:
    """Return the axes of a plane: lines, ticks, and what they are."""
    right, bottom = plane.left + plane.width, plane.top + plane.height
    parts = [f'<path class="line" d="M{px(plane.left)} {px(plane.top)}V{px(bottom)}H{px(right)}"/>']
    for tick in ticks(plane.low, plane.high, 8):
        at = plane.left + plane.x(tick)
        parts.append(f'<path class="line" d="M{px(at)} {px(bottom)}v5"/>'
                     f'<text class="soft mid" x="{px(at)}" y="{px(bottom + 19)}">{short(tick)}</text>')  # fmt: skip
    for tick in ticks(plane.bottom, plane.above, 6):
        at = plane.top + plane.y(tick)
        parts.append(f'<path class="line" d="M{px(plane.left)} {px(at)}h-5"/><text class="soft end" '
                     f'x="{px(plane.left - 9)}" y="{px(at + 4)}">{short(tick)}</text>')  # fmt: skip
    parts.append(
        f'<text class="mid" x="{px(plane.left + plane.width / 2)}" y="{px(bottom + 40)}">{escaped(across)}</text>'
    )
    parts.append(f'<text x="{px(plane.left - 46)}" y="{px(plane.top - 9)}">{escaped(along)}</text>')
    return "".join(parts)


def document(width: float, height: float, title: str, description: str, body: str, theme: str | None) -> str:
    """Return a drawing as standalone SVG; `theme` is light or dark, else what the reader's system prefers."""
    style = _style(theme or "light")
    if theme is None:
        style += f"@media (prefers-color-scheme:dark){{{_coloured('dark')}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mxg-curve" role="img" width="{px(width)}" '
        f'height="{px(height)}" viewBox="0 0 {px(width)} {px(height)}"><title>{escaped(title)}</title>'
        f"<desc>{escaped(description)}</desc><style>{style}</style>"
        f'<rect class="sheet" x=".5" y=".5" width="{px(width - 1)}" height="{px(height - 1)}" rx="12"/>{body}</svg>'
    )


def _style(theme: str) -> str:
    sans = 'system-ui,"Segoe UI","DejaVu Sans",sans-serif'
    shapes = (
        f".mxg-curve text{{font:13px {sans};stroke:none}}.mxg-curve .mid{{text-anchor:middle}}"
        ".mxg-curve .end{text-anchor:end}.mxg-curve .title{font-weight:600;font-size:14px}"
        ".mxg-curve path,.mxg-curve .open{stroke-width:1.2}.mxg-curve .line,.mxg-curve .p,.mxg-curve .tangent,"
        ".mxg-curve .trail{fill:none}.mxg-curve path.p{stroke-width:2.6;stroke-linejoin:round}"
        ".mxg-curve .open{stroke-width:2}.mxg-curve .tangent{stroke-width:3;stroke-linecap:round}"
        ".mxg-curve .point{stroke-width:2}.mxg-curve .said{font-weight:600}.mxg-curve .gap{fill-opacity:.35}"
    )
    dashes = "".join(f".mxg-curve path.p{i}{{stroke-dasharray:{dash}}}" for i, dash in enumerate(DASHES) if dash)
    return shapes + dashes + _coloured(theme)


def _coloured(theme: str) -> str:
    colours = _COLOURS[theme]
    rules = [f".mxg-curve {where}{{{what}:{colours[i]}}}" for where, what, i in _RULES]
    rules += [
        f".mxg-curve .p{i}{{stroke:{colours[6 + i]}}}.mxg-curve .f{i}{{fill:{colours[6 + i]}}}" for i in range(STYLES)
    ]
    return "".join(rules)

"""What a layout is made of: points, boxes, links and frames in, their places out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # left, top, width, height
Route = list[Point]  # a cubic Bézier curve: 3n+1 points


def px(value: float) -> str:
    """A coordinate with at most one decimal, so that the same scene gives the same bytes."""
    if (whole := int(value)) == value:
        return str(whole)
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def stepped(least: float, step: int, begin: float = 0.0) -> int:
    """The next width of a ladder from `begin`: a text that is a letter longer seldom moves what stands around it."""
    return round(begin + step * max(math.ceil((least - begin) / step), 0))


@dataclass(frozen=True)
class Box:
    id: str
    width: float
    height: float
    frame: str | None = None


@dataclass(frozen=True)
class Link:
    """From box to box; the links of a spine are kept straight before all others.

    A hidden link is no line: it only keeps its boxes in order. A level link may end beside its source.
    """

    source: str
    target: str
    spine: bool = True
    hidden: bool = False
    level: bool = False


@dataclass(frozen=True)
class Bounds:
    """A frame around boxes and other frames: room for its title, and between its border and what it holds."""

    id: str
    parent: str | None
    title_width: float
    title_height: float
    margin: float


@dataclass(frozen=True)
class Placement:
    """Size of the drawing, centre of each box, a cubic Bézier route (3n+1 points) for each link, and for each
    frame its left, top, width and height."""

    width: float
    height: float
    centres: dict[str, Point]
    routes: list[Route]
    frames: dict[str, Rect] = field(default_factory=dict)


@dataclass(frozen=True)
class Gaps:
    """How far boxes of one rank are apart, and ranks; `ranked` for ranks without Graphviz, whose lines bend less."""

    beside: float
    rank: float
    ranked: float
    lined: bool  # whether a long row is set in lines


WIDE, CLOSE = Gaps(28.0, 26.0, 44.0, False), Gaps(13.0, 30.0, 34.0, True)

Boxes = Sequence[Box]
Links = Sequence[Link]
Frames = Sequence[Bounds]

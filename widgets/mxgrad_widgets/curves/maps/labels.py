"""Where labels stand on a map: inside of it, and over no other label, nor the point and its arrow."""

from __future__ import annotations

from collections.abc import Iterable

from ...language.text_width import BOLD, width

Box = tuple[float, float, float, float]  # left, top, right, bottom
GAP = 2.0  # px between labels
RISE, FALL = 0.8, 0.25  # of a letter above and below its line, in its size


class Labels:
    """The labels that were placed so far, and what else they must leave free."""

    def __init__(self, side: float) -> None:
        self.side = side
        self.taken: list[Box] = []

    def keep_free(self, x: float, y: float, radius: float) -> None:
        """No label comes nearer to a point."""
        self.taken.append((x - radius, y - radius, x + radius, y + radius))

    def place(self, text: str, size: float, candidates: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
        """The first of some places, each the middle of a label, where it overlaps nothing; None where there is none."""
        half = width(text, size, BOLD) / 2
        for x, y in candidates:
            box = x - half, y - size * (RISE + FALL) / 2, x + half, y + size * (RISE + FALL) / 2
            inside = min(box) >= 0 and max(box) <= self.side
            if inside and not any(_overlap(box, other) for other in self.taken):
                self.taken.append(box)
                return x, y + size * (RISE - FALL) / 2  # its line
        return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] + GAP and other[0] < one[2] + GAP and one[1] < other[3] + GAP and other[1] < one[3] + GAP


def outwards(count: int) -> list[int]:
    """The middle of some, and then on both sides those that are farther from it."""
    return sorted(range(count), key=lambda i: (abs(i - count // 2), i))

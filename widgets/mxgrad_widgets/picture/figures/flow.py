"""How thick a gradient line is: the logarithm of the norm of what went along it, on one scale for the whole run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property

from mxgrad.tracing.model import Contribution, Value

from ...language.catalogue import Words
from ...language.numbers import real, short
from ...language.text_width import SANS, width
from ...story.recording import Recording
from ..scene import Element, at, el

LEVELS = 8  # thicknesses, from w0 to w7
DECADES = 1.0  # the least that the scale spans, so that what is nearly equal looks so
SAMPLE, CAPTION, HEIGHT = 26.0, 11.0, 24.0
ID = "flow"


def norm(value: Value) -> float:
    """The square root of the sum of squares of all elements; inf or nan where an element is."""
    if value.data is not None:
        return math.hypot(*map(real, value.data))
    stats = value.stats or {}
    if stats.get("nan") or stats.get("inf"):
        return math.nan
    return math.sqrt(math.prod(value.shape)) * math.hypot(stats.get("mean") or 0.0, stats.get("std") or 0.0)


class Flow:
    """The thickness of each contribution, and the legend."""

    def __init__(self, rec: Recording, words: Words) -> None:
        self.rec, self.words = rec, words
        self._norms: dict[int, float] = {}  # by value

    def _norm(self, contrib: Contribution) -> float:
        known = self._norms.get(contrib.value)
        if known is None:
            known = self._norms[contrib.value] = norm(self.rec.values[contrib.value])
        return known

    @cached_property
    def span(self) -> tuple[float, float] | None:
        """The logarithms to base 10 of the least and the greatest norm; None where there is none."""
        found = (self._norm(c) for back in self.rec.backwards for c in back.contribs)
        logs = [math.log10(x) for x in found if x > 0 and math.isfinite(x)]
        if not logs:
            return None
        low, high = min(logs), max(logs)
        room = max(DECADES - (high - low), 0.0) / 2
        return low - room, high + room

    def look(self, contrib: Contribution) -> str:
        """The class of a line: w0 to w7 by thickness, zero, or nf for nan and inf."""
        size = self._norm(contrib)
        if not math.isfinite(size):
            return "nf"
        if size == 0 or self.span is None:
            return "zero"
        low, high = self.span
        return f"w{round((math.log10(size) - low) / (high - low) * (LEVELS - 1))}"

    @cached_property
    def samples(self) -> list[tuple[str, str]]:
        """Class and norm of what the legend shows."""
        if self.span is None:
            return []
        low, high = self.span
        shown = ((k, low + (high - low) * k / (LEVELS - 1)) for k in (0, (LEVELS - 1) // 2, LEVELS - 1))
        return [(f"w{k}", short(10**x, 2)) for k, x in shown if -300 < x < 300]

    @property
    def width(self) -> float:
        """Room for the legend; nothing where there is none."""
        return sum(_breadths(self._texts)) if self.samples else 0.0

    @property
    def _texts(self) -> list[str]:
        return [self.words.text("flow"), *(text for _, text in self.samples)]

    def draw(self, x: float, y: float) -> Element:
        """The legend, seen from the first backward pass on."""
        legend = el("g", "legend", id=ID, transform=at(x, y))
        caption, *texts = self._texts
        rooms = list(_breadths(self._texts))
        legend.add(el("text", "flowtext", caption, x=0, y=15))
        left = rooms[0]
        for (look, _), text, room in zip(self.samples, texts, rooms[1:], strict=True):
            line = el("g", f"edge on done {look}")
            legend.add(line.add(el("path", "back", d=f"M{left:g} 11H{left + SAMPLE:g}")))
            legend.add(el("text", "flowtext", text, x=left + SAMPLE + 5, y=15))
            left += room
        return legend


def _breadths(texts: list[str]) -> Iterable[float]:
    """The room that the caption takes, and each sample with its text."""
    caption, *rest = (width(text, CAPTION, SANS) for text in texts)
    return [round(caption + 10), *(round(SAMPLE + 5 + text + 14) for text in rest)]

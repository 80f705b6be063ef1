"""A program's result against one or two numbers of its inputs: many runs, and where they part from each other."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .input_element import Element
from .untraced import Run, Untraced

if TYPE_CHECKING:
    from .. import Trace

POINTS, GRID = 241, 33  # runs along a curve, and along each side of a map, before refining
MOST_STEPS = 1_000_000  # operations and decisions of all runs together
MOST_SECONDS = 20.0
MOST_REFINING = 480  # runs to find where paths change
PRECISION = 1e-7  # of such a place, as a part of the range


@dataclass
class Piece:
    """Neighbouring runs that went one way: `kind` is value, nan, inf, endless or raises."""

    kind: str
    path: int
    runs: list[Run] = field(default_factory=list)

    @property
    def first(self) -> float:
        """The lowest value of the element that went this way."""
        return self.runs[0].at[0]

    @property
    def last(self) -> float:
        """The highest."""
        return self.runs[-1].at[0]

    @property
    def problem(self) -> str | None:
        """The exception that ended its runs."""
        return self.runs[len(self.runs) // 2].problem


def kind_of(run: Run) -> str:
    """Return what came of a run: value, nan, inf, endless or raises."""
    if run.problem is not None:
        return "endless" if run.problem == "endless" else "raises"
    return "nan" if math.isnan(run.result) else "inf" if math.isinf(run.result) else "value"


def way(run: Run) -> tuple[Any, ...]:
    """Return what two runs have in common that belong together: the path, or how they failed."""
    kind = kind_of(run)
    if kind == "endless":
        return (kind,)
    return (kind, (run.problem or "").partition(":")[0]) if kind == "raises" else (kind, run.path)


class Sweep:
    """The runs of a program for values of one element, in their order, and the `pieces` that they make.

    Between two pieces lies a place where the program begins to decide otherwise, found to a ten-millionth of the range
    or to the next number that the input can hold; `whole` is False where there were more such places, or longer runs,
    than a sweep takes.
    """

    def __init__(self, program: Untraced, low: float, high: float, points: int = POINTS) -> None:
        self.program = program
        self.element: Element = program.elements[0]
        self.low, self.high = low, high
        self.whole = True
        self._until = time.monotonic() + MOST_SECONDS
        self._runs: dict[float, Run] = {}
        with program:
            self.start = self._run(*program.start) or Run(program.start, math.nan, None, -1, "endless")
            outside = not low <= self.start.at[0] <= high
            for place in _coarse_first(low, high, points):
                self._run(place)
            if outside:
                self._runs.pop(self.start.at[0], None)
            self._refine()
        self.runs = [self._runs[place] for place in sorted(self._runs)]
        self.pieces = _pieces(self.runs)

    def _run(self, place: float) -> Run | None:
        place = self.element.rounded(place)
        if place in self._runs:
            return self._runs[place]
        if self.program.steps > MOST_STEPS or time.monotonic() > self._until:
            self.whole = False
            return None
        found = self._runs[place] = self.program.run(place)
        return found

    def _refine(self) -> None:
        """Halve each gap between runs that went different ways, all of them in turn, until it is small enough."""
        ordered = [self._runs[place] for place in sorted(self._runs)]
        gaps = [(a, b) for a, b in pairwise(ordered) if way(a) != way(b)]
        most = len(ordered) + MOST_REFINING
        while gaps:
            narrower = []
            for left, right in gaps:
                middle = (left.at[0] + right.at[0]) / 2
                if self._narrow(left, right):
                    continue
                run = self._run(middle) if len(self._runs) < most else None
                if run is None:
                    self.whole = False
                    continue
                narrower += [(a, b) for a, b in ((left, run), (run, right)) if way(a) != way(b)]
            gaps = narrower

    def _narrow(self, left: Run, right: Run) -> bool:
        a, b = left.at[0], right.at[0]
        middle = self.element.rounded((a + b) / 2)
        return b - a <= PRECISION * (self.high - self.low) or not a < middle < b

    def piece_of(self, value: float) -> int | None:
        """Return which piece a value lies in, the one before where it lies between two; None outside."""
        starts = [piece.first for piece in self.pieces]
        at = bisect_left(starts, math.nextafter(value, math.inf)) - 1
        return at if at >= 0 and value <= self.high else None


def sweep(trace: Trace, name: str, index: Any = None, *, from_: float | None = None, to: float | None = None,
          points: int = POINTS, head: Any = None) -> Sweep:  # fmt: skip
    """Run a traced program again for values of one element of an input, from `from_` to `to`, without traces.

    `name` is that of an argument or of a variable that the program uses, `index` says which of its elements. Without a
    range it goes as far to both sides as the number is large, and at least by 1. Of a result of several numbers the sum
    is taken, each times its head gradient, as backward() does. A run is ended after 20 times as many operations as the
    traced one, and all of them after a million. Raises `MXGradError` for a trace that cannot run again, `ValueError`
    for an unknown name or a range that is none, `IndexError` or `TypeError` for an element that is not there or no
    float.
    """
    program = Untraced(trace, [(name, index)], head)
    low, high = checked_range(from_, to, program.start[0])
    if isinstance(points, bool) or not isinstance(points, int) or not 2 <= points <= 10_000:
        raise ValueError(f"points is a number of runs from 2 to 10000, not {points!r}")
    return Sweep(program, low, high, points)


def checked_range(from_: Any, to: Any, around: float) -> tuple[float, float]:
    """Return a range as two floats; what is None is as far from `around` as that is large, and at least 1.

    Raises `ValueError` where the first is not below the second, or one of them is not finite.
    """
    reach = max(1.0, abs(around)) if math.isfinite(around) else 1.0
    try:
        low = around - reach if from_ is None else float(from_)
        high = around + reach if to is None else float(to)
    except (TypeError, ValueError):
        raise ValueError(f"from_ and to must be numbers, not {from_!r} and {to!r}") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"from_ must be below to, and both finite: they are {low:g} and {high:g}")
    return low, high


def _coarse_first(low: float, high: float, points: int) -> Iterable[float]:
    """Evenly spaced values, in an order in which few of them already cover the range."""
    step = 1 << max(points - 1, 1).bit_length()
    seen: set[int] = set()
    while step >= 1:
        for i in [*range(0, points, step), points - 1]:
            if i not in seen:
                seen.add(i)
                yield low + (high - low) * i / (points - 1)
        step //= 2


def _pieces(runs: Sequence[Run]) -> list[Piece]:
    pieces: list[Piece] = []
    for run in runs:
        if not pieces or way(pieces[-1].runs[-1]) != way(run):
            pieces.append(Piece(kind_of(run), run.path))
        pieces[-1].runs.append(run)
    return pieces

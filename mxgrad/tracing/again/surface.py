"""A program's result against two numbers of its inputs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .sweep import MOST_SECONDS, MOST_STEPS, checked_range
from .untraced import Run, Untraced

if TYPE_CHECKING:
    from .. import Trace

SIDES = 17, 33  # runs along each side: few at first, then those between them

Range = tuple[float, float]


class Surface:
    """The runs of a program on a grid of values of two elements: `rows[j][i]` has the i-th of the first and the j-th of
    the second. `whole` is False where the runs took too long for more than a coarse grid."""

    def __init__(self, program: Untraced, first: Range, second: Range) -> None:
        self.program, self.first, self.second = program, first, second
        self.whole = True
        until = time.monotonic() + MOST_SECONDS
        found: dict[tuple[float, float], Run] = {}
        with program:
            self.start = program.run(*program.start)
            for side in SIDES:
                places = [(x, y) for y in _spread(second, side) for x in _spread(first, side)]
                for place in places:
                    if program.steps > MOST_STEPS or time.monotonic() > until:
                        self.whole = False
                    elif place not in found:
                        found[place] = program.run(*place)
                if self.whole or side == SIDES[0]:
                    self.rows: list[list[Run]] = self._rows(found, places, side)

    def _rows(self, found: dict[tuple[float, float], Run], places: Sequence[tuple[float, float]], side: int) -> Any:
        missing = self.start._replace(result=float("nan"), problem="endless")
        runs = [found.get(place, missing._replace(at=place)) for place in places]
        return [runs[j * side : (j + 1) * side] for j in range(side)]


def _spread(limits: Range, count: int) -> list[float]:
    return [limits[0] + (limits[1] - limits[0]) * i / (count - 1) for i in range(count)]


def surface(trace: Trace, first: tuple[str, Any], second: tuple[str, Any], *, from_: Any = None, to: Any = None,
            head: Any = None) -> Surface:  # fmt: skip
    """Run a traced program again on a grid of values of two elements, each a name and an index, without traces.

    `from_` and `to` are a number for both or a pair; without them the range is as in `sweep`. Raises as `sweep` does.
    """
    program = Untraced(trace, [first, second], head)
    lows, highs = _pair(from_), _pair(to)
    ranges = [checked_range(*limits) for limits in zip(lows, highs, program.start, strict=True)]
    return Surface(program, ranges[0], ranges[1])


def _pair(limit: Any) -> tuple[Any, Any]:
    if not isinstance(limit, tuple | list):
        return limit, limit
    if len(limit) != 2:
        raise ValueError(f"from_ and to are a number or a pair of numbers, not {limit!r}")
    return limit[0], limit[1]

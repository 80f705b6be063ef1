"""Where a curve jumps, and to which side the place itself belongs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from mxgrad.tracing.again.sweep import Piece
from mxgrad.tracing.again.untraced import Run

LEAST = 1e-3  # of the range of the results: what is less is no jump to see
WITH_EQUAL = {"<": False, ">": False, "<=": True, ">=": True, "==": True, "!=": False}  # how the test comes out


class Jump(NamedTuple):
    """Two neighbouring runs on different paths whose results lie apart; `closed` is the side that the place is on."""

    left: Run
    right: Run
    closed: str | None

    @property
    def place(self) -> float:
        """Where it is."""
        return (self.left.at[0] + self.right.at[0]) / 2


def jumps(pieces: list[Piece], traces: dict[int, Any]) -> list[Jump]:
    """Return the jumps between pieces, given a trace of each path."""
    values = [run.result for piece in pieces if piece.kind == "value" for run in (piece.runs[0], piece.runs[-1])]
    least = LEAST * (max(values) - min(values)) if values else 0.0
    found = []
    for before, after in pairwise(pieces):
        left, right = before.runs[-1], after.runs[0]
        if before.kind == after.kind == "value" and abs(left.result - right.result) > least:
            found.append(Jump(left, right, _closed(traces.get(before.path), traces.get(after.path))))
    return found


def _closed(before: Any, after: Any) -> str | None:
    """The side on which the test that parts two runs comes out as it does for equal numbers."""
    parted = before.compare(after).divergence if before is not None and after is not None else None
    test = None if parted is None else parted[0]
    if test is None or test.decision.compare is None or test.decision.compare["op"] not in WITH_EQUAL:
        return None
    return "left" if test.result is WITH_EQUAL[test.decision.compare["op"]] else "right"

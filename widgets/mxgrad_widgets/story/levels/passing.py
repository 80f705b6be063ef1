"""Which steps are passed over while calls or lines are closed: what goes on inside.

Of a closed one there is a step for its result, and on the way back one for each operand that a gradient goes to: the
last, when all has arrived there.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..recording import Recording
from ..rolling import Rolling
from ..steps import NOTHING, Step


def passed_over(rec: Recording, roll: Rolling, steps: Sequence[Step]) -> list[int]:
    """Where each stretch of such steps begins and where the next step is, one stretch after the other."""
    if not roll.places.folds:
        return []
    inside: list[bool] = []
    last: dict[tuple[int, ...], int] = {}  # by what a step brings out of a closed one, the last that does
    for i, step in enumerate(steps):
        closed, brings = _closed(rec, roll, step)
        inside.append(closed is not None)
        if brings:
            if brings in last:
                inside[last[brings]] = True
            last[brings], inside[i] = i, False
    turns = [i for i in range(len(steps)) if inside[i] != (i > 0 and inside[i - 1])]
    return turns + [len(steps)] * (len(turns) % 2)


def _closed(rec: Recording, roll: Rolling, step: Step) -> tuple[int | None, tuple[int, ...]]:
    """The closed scope that a step goes on in, and what it brings out of that: its result, or a gradient."""
    if step.kind == "contrib":
        closed = roll.fold(step.origin) if step.origin in roll.of else None
        leaves = closed is not None and roll.fold(step.node) != closed
        return closed, (step.backward, closed or 0, step.node) if leaves else ()
    if step.kind in ("op", "input") and step.node in roll.of:
        closed = roll.fold(step.node)
        return closed, (closed,) if closed is not None and roll.calls.result.get(closed) == step.node else ()
    scope = rec.decisions[step.decision].scope if step.decision != NOTHING else step.scope
    if step.kind in ("decide", "else_clause", "finally_clause") and scope != NOTHING:
        return roll.closed(scope), ()
    return None, ()

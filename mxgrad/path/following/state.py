"""What is known while a log is followed: the runs of functions, their loops, and the scopes and decisions so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...diagnostics.source import Location
from ..probes import Probe


@dataclass(slots=True)
class ScopeRecord:
    """A scope while it is being followed."""

    id: int
    kind: str
    parent: int | None
    name: str | None = None
    span: Location | None = None
    loop: str | None = None
    index: int | None = None
    count: int | None = None
    tests: int | None = None
    reason: str | None = None
    captured: bool = True
    missing: str | None = None
    qualname: str | None = None
    about: str | None = None


@dataclass(slots=True)
class DecisionRecord:
    """One tested part of a condition."""

    id: int
    construct: str
    span: Location | None
    scope: int
    iteration: int | None
    result: bool
    pred: int | None = None
    compare: dict[str, Any] | None = None
    taken: str | None = None
    taken_span: Location | None = None
    untaken_spans: tuple[Location, ...] = ()


@dataclass(slots=True)
class Loop:
    """A loop that runs."""

    probe: Probe
    scope: ScopeRecord
    iteration: ScopeRecord | None = None
    frame: int | None = None  # of a comprehension's own, before Python 3.12


@dataclass(slots=True)
class Choice:
    """An `and` or `or` of which a part was evaluated; what Python made of it shows in what comes next."""

    part: Probe
    value: Any
    place: int  # among the events
    read: int | None = None  # the node whose truth Python read for it


@dataclass(slots=True)
class Activation:
    """One run of a function; the cell, module or block that is traced is the first."""

    probe: int | None
    scope: ScopeRecord
    # Whether its end is "seen" by hooks or "told" by a recorder; "resumable" may be left before; "unseen" if an
    # exception leaves it; "unknown".
    ends: str = "seen"
    frame: int = 0
    lasti: int = -1  # the instruction of its last operation, where its path is not captured
    loops: list[Loop] = field(default_factory=list)
    operands: dict[int, Any] = field(default_factory=dict)
    choices: dict[int, Choice] = field(default_factory=dict)
    returning: bool = False

    def where(self) -> ScopeRecord:
        """Return the innermost scope that is open."""
        if not self.loops:
            return self.scope
        return self.loops[-1].iteration or self.loops[-1].scope

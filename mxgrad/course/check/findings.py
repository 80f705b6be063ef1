"""What a check found: problems with what to do about them, and the counts of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a lesson."""

    rule: str  # unexecuted, order, stale, error, stderr, widget, random, alt, link, size, ...
    what: str
    todo: str
    cell: int | None = None  # code cells counted from 1, as In [ ] does
    stored: str | None = None
    now: str | None = None

    @property
    def place(self) -> str:
        """`In [3]`, or `lesson` for the file as a whole."""
        return "lesson" if self.cell is None else f"In [{self.cell}]"


@dataclass
class Result:
    """How one lesson went."""

    path: Path
    cells: int = 0
    compared: int = 0
    skipped: int = 0
    seconds: float = 0.0
    durations: dict[int, float] = field(default_factory=dict)  # by cell, from 1
    problems: list[Problem] = field(default_factory=list)
    broken: str | None = None  # why it could not be run at all

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and self.broken is None

    @property
    def number(self) -> str:
        """What `mxgrad update` calls it: `03`, or the whole name where it does not begin with a number."""
        head = self.path.stem.split("-", maxsplit=1)[0]
        return head if head.isdigit() else str(self.path.name)

    @property
    def slowest(self) -> tuple[int, float] | None:
        """The cell that took longest, and how long."""
        return max(self.durations.items(), key=lambda item: item[1], default=None)

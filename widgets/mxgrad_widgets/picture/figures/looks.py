"""How a drawing looks at a level of detail: full cards with their numbers, or compact ones with heat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from ...layout.geometry import CLOSE, WIDE, Gaps
from ..scene import Element
from .cards import Card
from .compact import CompactCard, CompactCondition, CompactPort, CompactUntaken
from .conditions import ConditionBox, UntakenBranch
from .edge_labels import CutTag, EdgeLabel
from .frames import FrameBox, Port
from .slots import Arrangement

Level = Literal["full", "compact"]
FULL: Final = "full"
COMPACT: Final = "compact"
COMPACT_FRAME = 0.8  # size of a frame's title, margins and lanes beside compact cards

Figure = Card | ConditionBox | CutTag | UntakenBranch | Port


class Drawable(Protocol):
    """What can be put on the plane: it knows its size and how it looks, but not where it stands."""

    def arranged(self, direction: str) -> Arrangement: ...

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element: ...


@dataclass(frozen=True)
class Look:
    """What is drawn at a level, by id; `labels` are the boxes on gradient lines."""

    level: Level
    figures: Mapping[str, Drawable]
    labels: Mapping[str, EdgeLabel]
    frames: Mapping[str, FrameBox]
    gaps: Gaps
    margin: float
    heads: tuple[float, float]  # lengths of the arrow heads forward and backward


def full(figures: Mapping[str, Figure], labels: Mapping[str, EdgeLabel], frames: Mapping[str, FrameBox]) -> Look:
    """Everything as it is, with its numbers."""
    return Look(FULL, figures, labels, frames, WIDE, 14.0, (9.0, 15.0))


def compact(figures: Mapping[str, Figure], frames: Mapping[str, FrameBox]) -> Look:
    """The same things small; what gradients meet on their way is told beside the picture, not in it."""
    small = {id: made for id, figure in figures.items() if (made := _compact(figure)) is not None}
    framed = {id: replace(frame, scale=COMPACT_FRAME) for id, frame in frames.items()}
    return Look(COMPACT, small, {}, framed, CLOSE, 10.0, (6.5, 9.0))


def _compact(figure: Figure) -> Drawable | None:
    if isinstance(figure, Card):
        return CompactCard(figure)
    if isinstance(figure, ConditionBox):
        return CompactCondition(figure)
    if isinstance(figure, UntakenBranch):
        return CompactUntaken(figure)
    return CompactPort(figure) if isinstance(figure, Port) else None

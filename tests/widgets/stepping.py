"""What a picture shows at a step, and the steps that a player stops at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mxgrad_widgets.picture.run_picture import Picture


def shown(picture: Picture, step: int, slot: object) -> list[str]:
    """The texts in a slot of a card."""
    found = picture.playback.state(step).items()
    return [text for (id, kind), text in sorted(found) if kind == 1 and id.startswith(f"{slot}.") and id.endswith("t")]


def stops(picture: Picture) -> list[int]:
    """All steps but those inside of what is folded."""
    passed = picture.passed_over
    inside = {step for begin, end in zip(passed[::2], passed[1::2], strict=True) for step in range(begin, end)}
    return [i for i in range(len(picture.steps)) if i not in inside]

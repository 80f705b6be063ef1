"""What the page is given to move the point of a map: the drawing, and each run with what is said of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mxgrad.tracing.again.untraced import Run

from ...player.nudging import signed
from ..axes import round_step
from ..moving import FORMAT
from .map_figure import drawn, plane_of

if TYPE_CHECKING:
    from .two_elements import ResultMap

STEPS = 100  # of a key or button, from one end to the other


def payload(shown: ResultMap) -> dict[str, Any]:
    """Return what the page draws and says."""
    surface, words = shown.surface, shown.words
    steps = [round_step((high - low) / STEPS) for low, high in (surface.first, surface.second)]
    first, second = shown.across
    return {
        "format": FORMAT,
        "title": shown.title,
        "svg": drawn(shown, styled=False),
        "element": f"{first}, {second}",
        "plane": [*plane_of(shown)],
        "step": steps,
        "start": 0,
        "runs": [told(shown, run) for run in (surface.start, *shown.runs)],
        "labels": {
            "less": f"{first} {signed(-steps[0])}",
            "more": f"{first} {signed(steps[0])}",
            "less2": f"{second} {signed(-steps[1])}",
            "more2": f"{second} {signed(steps[1])}",
            "both": words.text("curve.both"),
            "back": words.text("curve.back"),
            "hint": words.text("curve.hint"),
        },
    }


def told(shown: ResultMap, run: Run) -> list[Any]:
    """Return a run as the page knows it: where, its gradient, and what is said of it."""
    finite = run.gradient is not None and all(map(math.isfinite, run.gradient))
    return [*run.at, list(run.gradient or ()) if finite else None, shown.said(run), shown.brief(run), shown.change(run)]

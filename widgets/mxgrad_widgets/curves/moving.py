"""What the page is given to move the point of a curve: the drawing, and each run with what is said of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mxgrad.tracing.again.untraced import Run

from ..player.nudging import signed
from .axes import round_step
from .line_figure import drawn, plane_of

if TYPE_CHECKING:
    from .one_element import Curve

FORMAT = "mxgrad.curve/1"
STEPS = 200  # of a key or button, from one end to the other


def payload(curve: Curve) -> dict[str, Any]:
    """Return what the page draws and says."""
    start, step = curve.sweep.start, round_step((curve.high - curve.low) / STEPS)
    runs = [told(curve, run) for run in curve.sweep.runs]
    places = [run[0] for run in runs]
    return {
        "format": FORMAT,
        "title": curve.title,
        "svg": drawn(curve, styled=False),
        "element": str(curve.element),
        "plane": [*plane_of(curve)],
        "step": step,
        "start": min(range(len(places)), key=lambda i: abs(places[i] - start.at[0])),
        "runs": runs,
        "labels": {
            "less": f"{curve.element} {signed(-step)}",
            "more": f"{curve.element} {signed(step)}",
            "back": curve.words.text("curve.back"),
            "hint": curve.words.text("curve.hint"),
        },
    }


def told(curve: Curve, run: Run) -> list[Any]:
    """Return a run as the page knows it: where, result, slope, and what is said of it."""
    slope = run.gradient[0] if run.gradient is not None and math.isfinite(run.gradient[0]) else None
    value = run.result if math.isfinite(run.result) else None
    return [run.at[0], value, slope, curve.said(run), curve.brief(run), curve.change(run)]

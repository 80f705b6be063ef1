"""What a step from one run to another did to the result, and what the gradient had promised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mxgrad.tracing.again.untraced import Run

from ..language.catalogue import Words
from ..language.numbers import short

DIGITS = 4  # of a difference


def said_change(element: Any, start: Run, run: Run, result: str, names: Mapping[int, str], words: Words) -> str:
    """Return `x[0] + 0.01 → result + 0.0408; the gradient said + 0.04`, and that the path is another where it is."""
    by = run.at[0] - start.at[0]
    where = f"{element} {signed(by)}"
    if not (math.isfinite(start.result) and math.isfinite(run.result)):
        return ""
    parts = [words.text("nudge.did", where=where, result=result, did=signed(run.result - start.result))]
    if start.gradient is not None:
        parts.append(words.text("nudge.promised", promised=signed(start.gradient[0] * by)))
    if run.path != start.path:
        name = names.get(run.path)
        parts.append(words.text("nudge.path", name=name) if name else words.text("nudge.other path"))
    return "; ".join(parts)


def signed(value: float) -> str:
    """Return a difference with its sign apart: `+ 0.04`, `− 2`."""
    text = short(abs(value), DIGITS)
    return f"{'−' if value < 0 else '+'} {text}"

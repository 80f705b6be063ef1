"""What a step from one run to another did to the result, and what the gradient had promised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mxgrad.tracing.again.untraced import Run, Untraced

from ..language.catalogue import Words
from ..language.numbers import short

DIGITS = 4  # of a difference


def said_change(element: Any, start: Run, run: Run, result: str, names: Mapping[int, str], words: Words) -> str:
    """Return `x[0] + 0.01 → loss + 0.0408; the gradient said + 0.04`, and that the path is another where it is."""
    by = run.at[0] - start.at[0]
    if not (math.isfinite(start.result) and math.isfinite(run.result)):
        return ""
    did = signed(run.result - start.result)
    parts = [words.text("nudge.did", where=f"{element} {signed(by)}", result=result, did=did)]
    if start.gradient is not None:
        parts.append(words.text("nudge.promised", promised=signed(start.gradient[0] * by)))
    if run.path != start.path:
        name = names.get(run.path)
        parts.append(words.text("nudge.path", name=name) if name else words.text("nudge.other path"))
    return "; ".join(parts)


def said_failure(run: Run, most: int, words: Words) -> str:
    """Return why a run has no result; `most` is how many operations it could take."""
    if run.problem == "endless":
        return words.text("curve.endless", count=most)
    if run.problem is not None:
        return words.text("curve.raises", error=run.problem)
    return words.text("curve.is", value=short(run.result))


def said_result(program: Untraced, words: Words) -> str:
    """Return what the result is called: by its name in the program, where it has one; of several numbers the sum."""
    name = program.result_name or words.text("curve.result")
    several = getattr(program.trace.result, "size", 1) > 1
    return words.text("curve.sum", name=name) if several else name


def signed(value: float) -> str:
    """Return a difference with its sign apart: `+ 0.04`, `− 2`."""
    text = short(abs(value), DIGITS)
    return f"{'−' if value < 0 else '+'} {text}"

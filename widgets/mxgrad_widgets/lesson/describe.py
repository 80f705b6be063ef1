"""`describe`: a run in sentences, an array in one line."""

from __future__ import annotations

from typing import Any

import numpy

from mxgrad.terminal import say

from ..language.catalogue import Words
from ..picture.run_picture import Picture
from .answers import as_array, in_words, number


def describe(thing: Any) -> None:
    """Print what a trace did, one sentence a step as the player says them; or what an array holds.

    Raises TypeError for something that is neither.
    """
    if isinstance(thing, dict) or hasattr(thing, "to_dict"):
        say("\n".join(_steps(thing)))
    else:
        say(_array(thing))


def _steps(trace: Any) -> list[str]:
    lines: list[str] = []
    phase = None
    picture = Picture(trace)
    for i, step in enumerate(picture.steps):
        if step.phase != phase:
            phase = step.phase
            lines.append(f"{picture.words.text(f'phase.{phase}')}:")
        lines.append(f"  {i + 1}. {step.text}")
    return lines


def _array(thing: Any) -> str:
    array, words = as_array(thing), Words()
    where = words.text("array.on", device=thing.context) if hasattr(thing, "context") else ""
    head = f"{array.dtype} {array.shape}{where}"
    if not array.size:
        return f"{head}: {words.text('array.nothing')}"
    wide = array.astype(float)
    odd = "".join(
        f", {int(found.sum())} {name}"
        for name, found in (("nan", numpy.isnan(wide)), ("inf", numpy.isinf(wide)))
        if found.any()
    )
    usual = wide[numpy.isfinite(wide)]
    if not usual.size:
        return f"{head}{odd}"
    if array.size <= 16:
        return f"{head}: {in_words(array, words)}{odd}"
    zeros = int((usual == 0).sum())
    none = words.text("array.zeros", count=zeros) if zeros else ""
    mean, least, most = map(number, (usual.mean(), usual.min(), usual.max()))
    return f"{head}: {words.text('array.spread', mean=mean, least=least, most=most, zeros=none)}{odd}"

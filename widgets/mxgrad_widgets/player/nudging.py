"""`nudge`: one small step of one number of a program's inputs, what it did, and what the gradient had promised."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

from mxgrad.terminal import encodable
from mxgrad.tracing.again.untraced import Run, Untraced

from ..language.catalogue import WordedError, Words
from ..language.numbers import short
from ..story.path_names import path_names

# What a later room makes to be opened beside the map: from trace, name, index and language a widget, such as a curve.
makers: dict[str, Callable[[Any, str, tuple[int, ...], str], Any]] = {}
DIGITS = 4  # of a difference
STEP = 0.01
FINEST = 1e-3  # of a large number: the least step, as a part of its power of ten
APART = 4  # numbers that the input can hold, so that a step is about as long as it says


class NudgeError(WordedError, ValueError):
    """A number that no small step leads away from."""


class Nudge:
    """What a small step did to the result (`did`), what the gradient `promised`, and whether it went the `same_path`.

    As text it is a sentence. `promised` is None where backward() wrote no gradient, `did` is nan where the program
    raises, does not end or has no finite result, with the step or without.
    """

    def __init__(self, program: Untraced, by: float, words: Words) -> None:
        self.element = program.elements[0]
        with program:
            start = program.run(*program.start)
            run = program.run(program.start[0] + by)
        self.by = run.at[0] - start.at[0]
        self.did = run.result - start.result
        self.promised = None if start.gradient is None else start.gradient[0] * self.by
        self.same_path = start.path == run.path
        names = {} if self.same_path else _names(program, start, run, words)
        self._said = said_change([self.element], start, run, said_result(program, words), names, words) or self._failed(
            program, start, run, words
        )

    def _failed(self, program: Untraced, start: Run, run: Run, words: Words) -> str:
        if math.isfinite(start.result):
            return f"{self.element} {signed(self.by)} → {said_failure(run, program.most, words)}"
        failed = said_failure(start, program.most, words)
        return words.text("nudge.before", where=str(self.element), result=said_result(program, words), failed=failed)

    def __str__(self) -> str:
        return self._said

    def __repr__(self) -> str:
        return encodable(self._said)


def nudge(trace: Any, name: str, index: Any = None, *, by: float | None = None, head: Any = None,
          language: str | None = None) -> Nudge:  # fmt: skip
    """Run a traced program again with one number of its inputs a little larger, and compare with the gradient.

        nudge(tr, "x", 0)      # x[0] + 0.01 → loss + 0.0408; the gradient said + 0.04

    `name` and `index` say which number, as in `curve`; `by` is the step: without, 0.01, and more of a number so large
    that it would be lost. Of a result of several numbers the sum counts, each times its `head` gradient, as in
    backward(). Across a place where the path changes the gradient says nothing; the sentence tells the other path.

    Raises as `curve` does, and `ValueError` for a step that is 0, not finite, or too small for the number's dtype, and
    for a number that is itself not finite.
    """
    program = _runnable(trace, name, index, head)
    element = program.elements[0]
    by = small_step(element) if by is None else by
    number = isinstance(by, int | float) and not isinstance(by, bool) and math.isfinite(by)
    if not number or element.rounded(element.before + by) == element.before:
        least = f"{element.spacing(element.before):g}"
        raise ValueError(
            f"by must be a step that {element} = {element.before:g} can take, at least {least}; got {by!r}"
        )
    return Nudge(program, by, Words(language))


def nudged(trace: Any, name: str, index: Sequence[int], steps: int, words: Words) -> str:
    """Say what some small steps do, as the page asks for it; raise what keeps them from being taken as a sentence."""
    try:
        program = _runnable(trace, name, tuple(index))
    except (RuntimeError, TypeError, ValueError) as error:  # of integers, or a result that is no number
        raise error if isinstance(error, WordedError) else NudgeError("change.error", error=str(error)) from error
    return str(Nudge(program, steps * small_step(program.elements[0]), words))


def _runnable(trace: Any, name: str, index: Any, head: Any = None) -> Untraced:
    """Return the program of a trace, to run again for other values of one number, which has to be finite."""
    program = Untraced(trace, [(name, index)], head)
    element = program.elements[0]
    if not math.isfinite(element.before):
        raise NudgeError("nudge.finite", where=str(element), value=short(element.before))
    return program


def small_step(element: Any) -> float:
    """Return 0.01, or the power of ten above it that a large number, or one of few digits, can be told apart by."""
    size = 10.0 ** math.floor(math.log10(abs(element.before))) if element.before else 0.0
    least = max(STEP, FINEST * size, APART * element.spacing(element.before))
    return float(f"1e{math.ceil(math.log10(least) - 1e-9)}")


def _names(program: Untraced, start: Run, run: Run, words: Words) -> dict[int, str]:
    """What the two paths are called; nothing where one of them has no trace."""
    try:
        return path_names({one.path: program.traced(*one.at) for one in (start, run)}, words)
    except Exception:  # whatever the program raises, or that its trace is too long
        return {}


def said_change(
    elements: Sequence[Any], start: Run, run: Run, result: str, names: Mapping[int, str], words: Words
) -> str:
    """Return `x[0] + 0.01 → loss + 0.0408; the gradient said + 0.04`, and that the path is another where it is."""
    if not (math.isfinite(start.result) and math.isfinite(run.result)):
        return ""
    did = signed(run.result - start.result)
    by = [now - then for now, then in zip(run.at, start.at, strict=True)]
    where = ", ".join(f"{one} {signed(step)}" for one, step in zip(elements, by, strict=True) if step)
    parts = [words.text("nudge.did", where=where or str(elements[0]), result=result, did=did)]
    if start.gradient is not None:
        promised = sum(slope * step for slope, step in zip(start.gradient, by, strict=True))
        parts.append(words.text("nudge.promised", promised=signed(promised)))
        if run.result == start.result and 0 < abs(promised) < numpy.spacing(numpy.float32(abs(start.result))):
            parts.append(words.text("nudge.lost", value=short(start.result)))
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

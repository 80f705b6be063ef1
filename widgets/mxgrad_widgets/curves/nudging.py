"""`nudge`: one small step of one number, and what the gradient had promised."""

from __future__ import annotations

import math
from typing import Any

from mxgrad.terminal import encodable
from mxgrad.tracing.again.untraced import Untraced

from ..language.catalogue import Words
from .change import said_change, said_failure, said_result, signed


class Nudge:
    """What a small step did to the result (`did`), what the gradient `promised`, and whether it went the `same_path`.

    As text it is a sentence. `promised` is None where backward() wrote no gradient, `did` is nan where the program
    raises or does not end.
    """

    def __init__(self, program: Untraced, by: float, words: Words) -> None:
        element = program.elements[0]
        with program:
            start = program.run(*program.start)
            run = program.run(program.start[0] + by)
        by = run.at[0] - start.at[0]
        self.by, self.did = by, run.result - start.result
        self.promised = None if start.gradient is None else start.gradient[0] * by
        self.same_path = start.path == run.path
        failed = f"{element} {signed(by)} → {said_failure(run, program.most, words)}"
        self._said = said_change(element, start, run, said_result(program, words), {}, words) or failed

    def __str__(self) -> str:
        return self._said

    def __repr__(self) -> str:
        return encodable(self._said)


def nudge(trace: Any, name: str, index: Any = None, *, by: float = 0.01, head: Any = None,
          language: str | None = None) -> Nudge:  # fmt: skip
    """Run a traced program again with one number of its inputs a little larger, and compare with the gradient.

        nudge(tr, "x", 0)      # x[0] + 0.01 → loss + 0.0408; the gradient said + 0.04

    `name` and `index` say which number, as in `curve`; `by` is the step. Of a result of several numbers the sum counts,
    each times its `head` gradient, as in backward(). Across a place where the path changes the gradient says nothing.

    Raises as `curve` does, and `ValueError` for a step that is 0, not finite, or too small for the number's dtype.
    """
    words = Words(language)
    program = Untraced(trace, [(name, index)], head)
    element = program.elements[0]
    number = isinstance(by, int | float) and not isinstance(by, bool) and math.isfinite(by)
    if not number or element.rounded(element.before + by) == element.before:
        least = f"{element.spacing(element.before):g}"
        raise ValueError(
            f"by must be a step that {element} = {element.before:g} can take, at least {least}; got {by!r}"
        )
    return Nudge(program, by, words)

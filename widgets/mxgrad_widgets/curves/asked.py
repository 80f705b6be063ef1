"""`curve`: what is asked for, and the range where none is given."""

from __future__ import annotations

from typing import Any

from .one_element import Curve

POINTS = 241


def curve(trace: Any, name: str, index: Any = None, *, from_: float | None = None, to: float | None = None,
          points: int = POINTS, head: Any = None, language: str | None = None) -> Curve:  # fmt: skip
    """Run a traced program for many values of one number of its inputs, and draw the result against it.

        tr = trace(f, a)
        tr.backward()
        curve(tr, "a", 0, from_=-1, to=1.2)

    `name` is that of an argument or of a variable that the program uses, such as a parameter; `index` says which of its
    elements, and can be left out where there is one. Without a range it goes as far to both sides as the number is
    large, and at least by 1. Each path has its own colour and dashes; the tangent at the run's point has the gradient
    that backward() wrote as its slope, and says nothing about another path. Of a result of several numbers the sum is
    drawn, each times its `head` gradient, as backward() does. The program is not traced; it runs at most about `points`
    times and 500 more, and each run is stopped after 20 times the operations of the traced one.

    Raises `MXGradError` for a trace that cannot run again, `ValueError` for an unknown name or a range that is none,
    `IndexError` or `TypeError` for an element that is not there or is no float.
    """
    return Curve(trace, name, index, from_=from_, to=to, points=points, head=head, language=language)

"""`curve`: what is asked for, and the range where none is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from .maps.two_elements import ResultMap
from .one_element import Curve

if TYPE_CHECKING:
    from .live import CurveWidget

POINTS = 241
NARROW = 440.0  # px: beside a map


@overload
def curve(trace: Any, name: str, index: Any = None, *, from_: float | None = None, to: float | None = None,
          points: int = POINTS, head: Any = None, language: str | None = None) -> Curve: ...  # fmt: skip
@overload
def curve(trace: Any, name: tuple[str, Any], index: tuple[str, Any], *, from_: Any = None, to: Any = None,
          head: Any = None, trail: Any = None, language: str | None = None) -> ResultMap: ...  # fmt: skip
def curve(trace: Any, name: Any, index: Any = None, *, from_: Any = None, to: Any = None, points: int = POINTS,
          head: Any = None, trail: Any = None, language: str | None = None) -> Curve | ResultMap:  # fmt: skip
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

    Two elements, `curve(tr, ("w", 0), ("w", 1))`, give a map with contours and the gradient as an arrow; `from_` and
    `to` are then numbers for both or pairs, and `trail` is the trace of a training run, whose versions of the variables
    are drawn on it, or a list of pairs.

    Raises `MXGradError` for a trace that cannot run again, `ValueError` for an unknown name or a range that is none,
    `IndexError` or `TypeError` for an element that is not there or is no float.
    """
    if isinstance(name, tuple):
        if not (len(name) == 2 and isinstance(index, tuple) and len(index) == 2 and isinstance(index[0], str)):
            raise TypeError(
                f"two elements are given as (name, index) each, such as ('w', 0), not {name!r} and {index!r}"
            )
        return ResultMap(trace, name, index, from_=from_, to=to, head=head, trail=trail, language=language)
    if trail is not None:
        raise TypeError("a trail is drawn on a map of two elements: curve(tr, ('w', 0), ('w', 1), trail=...)")
    return Curve(trace, name, index, from_=from_, to=to, points=points, head=head, language=language)


def curve_widget(trace: Any, name: str, index: tuple[int, ...], language: str) -> CurveWidget:
    """Return the curve of one number as the widget that a player opens beside its map."""
    return Curve(trace, name, index, from_=None, to=None, points=POINTS, language=language, wide=NARROW).widget()

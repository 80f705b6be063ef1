"""What was measured, as text: as few digits as still show why a comparison came out as it did."""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from typing import Any

_FEW, _ALL = 6, 17  # significant digits: what a reader takes in, and what tells any two doubles apart
_MOST = 40  # and of two long integers
_WHOLE = 10**9  # integers below it are written out
_ODD = ("nan", "inf", "-inf")  # numbers that JSON has as text
_HOLDS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
          "!=": operator.ne, "is": operator.eq, "is not": operator.ne}  # fmt: skip

_UNSEEN = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return text of a program with what would command a terminal, or turn its reading order, written as escapes."""
    return _UNSEEN.sub(lambda found: ascii(found.group())[1:-1], text)


def is_number(value: Any) -> bool:
    """Tell a measured number, also nan and inf as text; True and False are none."""
    return value in _ODD if isinstance(value, str) else isinstance(value, int | float) and not isinstance(value, bool)


def short(value: Any, digits: int = _FEW) -> str:
    """Return a measured operand as shown: a number in up to `digits` digits, other things as they are."""
    if not is_number(value) or isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return f"{value:.{digits}g}" if digits < _ALL else repr(value)
    if abs(value) < 10**digits or abs(value) < _WHOLE:
        return str(value)
    mantissa, exponent = f"{Decimal(value):.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{exponent}"


def sides(compare: dict[str, Any], result: bool) -> tuple[str, str] | None:
    """Return both sides of a comparison as shown, in as many digits as it takes to see why it came out as `result`.

    None where no text of the two would show that: for two lists that begin alike, or where float32 rounded a side.
    """
    measured, rhs, op = compare["measured"], compare["rhs"], compare["op"]
    for n in (*range(_FEW, _ALL + 1), _MOST) if is_number(measured) and is_number(rhs) else (_FEW,):
        left, right = short(measured, n), short(rhs, n)
        if shows(left, op, right, result):
            return left, right
    return None


def shows(left: str, op: str, right: str, result: bool) -> bool:
    """Tell whether `left op right`, read as it is written, comes out as `result`."""
    if op not in _HOLDS or "nan" in (left, right):
        return True
    try:
        numbers = Decimal(left), Decimal(right)
    except ArithmeticError:  # of other things it is known only that what looks the same is the same
        return left != right or bool(_HOLDS[op](0, 0)) == result
    return bool(_HOLDS[op](*numbers)) == result

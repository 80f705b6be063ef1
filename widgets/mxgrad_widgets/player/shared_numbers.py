"""A message in which each number stands once: texts that show it again refer to it.

Cards, sentences and the inspector show the numbers of the stage again, in six digits. `shared` puts ¤¤ in place of a
number that is the one after what was shown last, and ¤3¤ or ¤-40¤ for one farther on or back; the page goes through the
message in the same order (`widgets/src/data/spelled.js`). What it would not write alike is spelled out: ¤=0.1250¤.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from ..language.numbers import short

MARK = "¤"
DIGITS = 6
_SIX = Context(prec=DIGITS, rounding=ROUND_HALF_UP)  # as JavaScript's toPrecision
_NUMBER = re.compile(rf"{MARK}|-?\d+\.\d\d\d+(?:e-?\d+)?|-?\d+\.\d+e-?\d+")


def shared(data: Any) -> Any:
    """The message with references; the same where nothing comes twice."""
    return _Shared().told(data)


class _Shared:
    def __init__(self) -> None:
        self._known: dict[str, int] = {}  # by its text, where a number stood last
        self._count = self._next = self._array = 0

    def told(self, data: Any) -> Any:
        kind = type(data)
        if kind is str:
            return _NUMBER.sub(self._referred, data) if "." in data or MARK in data else data
        if kind is list or kind is tuple:
            return [one if type(one) is int else self.told(one) for one in data]
        if kind is dict:
            return {name: self._member(name, data[name]) for name in _in_order(data)}
        if kind is float and not data.is_integer():
            self._add(_shown(data))
        return data

    def _member(self, name: str, one: Any) -> Any:
        """What an object holds; the array of a grid as how far it is from that of the grid before."""
        if name == "array" and type(one) is int:
            far, self._array = one - self._array, one
            return far
        return self.told(one)

    def _add(self, text: str) -> None:
        self._known[text] = self._count
        self._count += 1

    def _referred(self, found: re.Match[str]) -> str:
        text = found[0]
        if text == MARK:
            return f"{MARK}!{MARK}"
        at = self._known.get(text)
        if at is None:
            self._next = self._count + 1
            self._add(text)
            return f"{MARK}={text}{MARK}"
        far, self._next = at - self._next, at + 1
        return f"{MARK}{far or ''}{MARK}"


def _shown(number: float) -> str:
    """How the page writes a number: `figure` in `widgets/src/data/figures.js`."""
    rounded = float(_SIX.create_decimal(Decimal(number)))
    return short(rounded) if abs(rounded) < 10**DIGITS else ""


def _in_order(data: dict[str, Any]) -> Iterable[str]:
    """The names as JavaScript goes through them: whole numbers first, the least before the others."""
    whole = [name for name in data if name[:1].isdigit() and name.isdecimal() and str(int(name)) == name]
    return [*sorted(whole, key=int), *(name for name in data if name not in whole)] if whole else data

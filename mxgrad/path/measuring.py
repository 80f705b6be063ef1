"""A learner's values as a trace may keep them: plain numbers, or short text.

No code of the learner's runs here: of objects of unknown classes only the name of the class is told, and that is asked
of `type`, not of the object, whose `__class__` may be looked up by code.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy

PLAIN = (int, float, bool, type(None))

_name_of: Any = type.__dict__["__name__"].__get__
_space_of: Any = type.__dict__["__dict__"].__get__
_BRACKETS: dict[type, tuple[str, str]] = {
    tuple: ("(", ")"), list: ("[", "]"), dict: ("{", "}"), set: ("{", "}"), frozenset: ("{", "}")
}  # fmt: skip
_SPELT = (complex, range, type(Ellipsis))  # whose repr is short
_OF_NUMPY = frozenset([numpy.ndarray, *numpy.sctypeDict.values()])
_elements_of: dict[type, Callable[[Any], Any]] = {}  # by class of arrays
_modules: set[str] = set()  # theirs, whose own kinds of NumPy's classes are as good as NumPy's
ARRAYS: set[type] = {tuple, list}  # what an assignment tells of: arrays, and what holds them
_ITEMS = 6  # of a container
_MESSAGE = 200  # of an exception's message
_CHARACTERS = 40  # of a string


def measures(kind: type, elements: Callable[[Any], Any]) -> None:
    """Measure arrays of a class by `elements(array)`, which are as NumPy's; assignments tell which they bind."""
    _elements_of[kind] = elements
    _modules.add(_space_of(kind)["__module__"])
    ARRAYS.add(kind)


def measured(value: Any) -> Any:
    """Return a value as a trace may keep it, never the object itself. Whatever it is, this does not raise."""
    kind = type(value)
    if kind in PLAIN:
        return value
    try:
        return _told(value, kind, 2)
    except Exception:  # of a class that is odd enough; it must not end the program
        return "?"


def described(error: BaseException | None) -> tuple[str, str]:
    """Return the class of an exception and what it says, as far as that is plain text."""
    try:
        arguments: Any = BaseException.args.__get__(error)  # type: ignore[attr-defined]
        said = [one if type(one) is str else str(measured(one)) for one in arguments]
        return _name_of(type(error)), ", ".join(said)[:_MESSAGE]
    except Exception:
        return _name_of(type(error)), ""


def _told(value: Any, kind: type, depth: int) -> Any:
    elements = _elements_of.get(kind)
    if elements is not None or _is_numpys(kind, numpy.ndarray):
        data = value if elements is None else elements(value)
        if data.size == 1 and type(number := data.item()) in PLAIN:
            return number
        return f"{_name_of(kind)}{list(data.shape)}"
    if _is_numpys(kind, numpy.generic):
        number = value.item()
        return number if type(number) in PLAIN else str(_name_of(kind))
    if kind is str or kind is bytes:
        return repr(value) if len(value) <= _CHARACTERS else f"{value[:_CHARACTERS]!r}…"
    if kind in _BRACKETS and depth:
        return _container(value, kind, depth)
    return repr(value) if kind in _SPELT else str(_name_of(kind))


def _is_numpys(kind: type, base: type) -> bool:
    """Tell NumPy's own classes, and those of a package with arrays, from a learner's that are derived from them."""
    return issubclass(kind, base) and (kind in _OF_NUMPY or _space_of(kind).get("__module__") in _modules)


def _container(value: Any, kind: type, depth: int) -> str:
    """Return the beginning of a container; a set of other things than integers has no order to begin with."""
    if kind in (set, frozenset):
        if len(value) > _ITEMS or not all(type(item) in (int, bool) for item in value):
            return f"{_name_of(kind)} of {len(value)}"
        value = sorted(value)
    items = list(islice(value.items() if kind is dict else value, _ITEMS))
    more = ["…"] if len(value) > _ITEMS else []
    if kind is dict:
        parts = [f"{_item(key, depth)}: {_item(item, depth)}" for key, item in items] + more
    else:
        parts = [_item(item, depth) for item in items] + more
    opening, closing = _BRACKETS[kind]
    if not parts and kind in (set, frozenset):
        return f"{_name_of(kind)}()"
    return opening + ", ".join(parts) + ("," if kind is tuple and len(parts) == 1 else "") + closing


def _item(value: Any, depth: int) -> str:
    kind = type(value)
    told = value if kind in PLAIN else _told(value, kind, depth - 1)
    return f"{told:.6g}" if type(told) is float else str(told)  # an integer too long for text raises

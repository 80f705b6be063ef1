"""Names that arrays were given, as the parameters of a network are: they win over the variables that hold an array."""

from __future__ import annotations

import weakref
from typing import Any

_names: dict[int, tuple[weakref.ref[Any], str, str | None]] = {}  # by id of the array


def give_name(array: Any, name: str, begun: str | None = None) -> None:
    """Call an array by a name, for as long as it is there. `begun` says how it was filled first."""
    key = id(array)
    _names[key] = weakref.ref(array, lambda _: _names.pop(key, None)), name, begun


def given_name(array: Any) -> str | None:
    """Return the name that an array was given, or None."""
    return _given(array)[0]


def how_begun(array: Any) -> str | None:
    """Return how an array with a name was filled first, or None."""
    return _given(array)[1]


def _given(array: Any) -> tuple[str | None, str | None]:
    known = _names.get(id(array))
    return known[1:] if known is not None and known[0]() is array else (None, None)

"""Which elements of an array a key names: what indexing, assignment and their adjoints share."""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..namespace import is_basic_key


def one_element(x: Any, key: Any) -> Any:
    """Return one element as a view of shape (1,), so that writing through it reaches `x`."""
    *lead, last = [k for k in (key if type(key) is tuple else (key,)) if k is not Ellipsis]
    return x[(*lead, slice(last, last + 1 or None))]


def written_part(x: Any, key: Any) -> Any:
    """Return a view of x that has the elements at [key], and others too where they lie scattered."""
    if key is Ellipsis or not is_basic_key(key) or not x.ndim:
        return x
    part = x[key]
    return part if part.ndim else one_element(x, key)


def part_of(F: Any, x: Any, part: Any) -> Any:
    """Return the part of `x` that an assignment is about: where it begins among the elements of x, and its shape."""
    if part is None:
        return x
    start, shape = part
    return F.reshape(F.getitem(F.reshape(x, (-1,)), slice(start, start + math.prod(shape))), shape)


def last_ones(F: Any, shape: Any, key: Any) -> Any:
    """Return which of the elements assigned at `key` stay, as 0 and 1: of several for one place only the last does.

    None where every place is named once.
    """
    if is_basic_key(key):
        return None
    parts = [part.get() if hasattr(part, "get") else part for part in (key if type(key) is tuple else (key,))]
    arrays = [part for part in parts if hasattr(part, "dtype")]
    if all(part.dtype.kind == "b" for part in arrays):
        return None
    if len(parts) == 1 and len(numpy.unique(parts[0] % shape[0])) == parts[0].size:
        return None
    elements = numpy.arange(math.prod(shape)).reshape(shape)[tuple(parts)]
    order = numpy.arange(elements.size).reshape(elements.shape)
    winners = numpy.empty(math.prod(shape), int)
    winners[elements] = order
    stays = winners[elements] == order
    return None if stays.all() else F.asarray(stays)


def put(F: Any, z: Any, value: Any, key: Any, part: Any) -> None:
    """Assign in place; the elements of `z` lie in order."""
    part_of(F, z, part)[key] = value

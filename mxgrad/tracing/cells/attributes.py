"""The parameters of an operation as a trace has them, read back."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy

from ...core.op import Op


def by_numbers(op: Op, arg: int) -> bool:
    """Whether the numbers of an operand count: of reshape_like(x, y) and others the second only gives a shape."""
    if op.elements in ("chosen", "ranked", "placed"):
        return op.has_rule(arg)
    return op.elements not in ("in order", "moved") or arg == 0 or op.has_rule(arg)


def parsed(value: Any) -> Any:
    """An attribute of a trace: a number, or text such as `(0, 1)`, which stays text where it is no literal."""
    try:
        return ast.literal_eval(value) if isinstance(value, str) else value
    except (ValueError, SyntaxError):
        return value


def key(key: Any, arrays: Sequence[Any] = ()) -> Any:
    """An index as a trace writes it, with its arrays in the places of `…`. Raises ValueError for arrays left out."""
    if not isinstance(key, str):
        return key
    rest = iter(arrays)
    return tuple([_index(part, rest) for part in key.split(",")])


def _index(text: str, arrays: Iterator[Any]) -> Any:
    word = text.strip()
    if word == "…" and (found := next(arrays, None)) is not None:
        return numpy.asarray(found) if numpy.size(found) else numpy.zeros(numpy.shape(found), int)
    if word in ("...", "None"):
        return ast.literal_eval(word)
    if ":" not in word:
        return int(word)
    return slice(*[int(part) if part.strip() else None for part in word.split(":")])


def axes(given: dict[str, Any], ndim: int) -> list[int]:
    """The axes that a reduction goes over."""
    axis = given.get("axis", given.get("axes"))
    asked = range(ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    axes = [range(ndim)[a] for a in asked]
    return [a for a in range(ndim) if a not in axes] if given.get("exclude") else axes


def parameters(op: Op, attrs: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a call; of an index that the trace left out, None."""
    given = {**op.params, **{name: parsed(value) for name, value in attrs.items()}}
    if "key" in op.parameters:
        arrays = given.pop("arrays", ())
        try:
            given["key"] = key(given["key"], arrays) if "key" in given else Ellipsis
        except ValueError:
            given["key"] = None
    return given

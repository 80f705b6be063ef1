"""One number of a program's inputs, by name and index: what it was, and another in its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy

from ...ndarray import NDArray
from .rerunning import variables_of

if TYPE_CHECKING:
    from .. import Trace


class Element:
    """An element of an argument, or of a variable that the program uses besides."""

    def __init__(self, name: str, index: tuple[int, ...], source: Any, numbers: Any) -> None:
        self.name, self.index = name, index
        self.array = source if isinstance(source, NDArray) else None
        self._source, self._numbers = source, numbers
        self.dtype = numbers.dtype
        self.before = float(numbers[index])
        self.shape: tuple[int, ...] = numbers.shape

    def __str__(self) -> str:
        return _spelt(self.name, self.index) if self.size > 1 else self.name

    @property
    def size(self) -> int:
        """How many elements there are, itself included."""
        return math.prod(self.shape)

    def others(self, most: int = 6) -> list[tuple[str, float]]:
        """Return the names and values of the first elements beside it."""
        places = islice(numpy.ndindex(self.shape), most)
        return [(_spelt(self.name, place), float(self._numbers[place])) for place in places if place != self.index]

    def rounded(self, value: float) -> float:
        """Return a value as the element holds it."""
        return float(self.dtype.type(value))

    def spacing(self, value: float) -> float:
        """Return how far the next number is that the element can hold."""
        return float(abs(numpy.spacing(self.dtype.type(value))))

    def put(self, value: float, numbers: dict[int, Any], arguments: dict[str, Any]) -> None:
        """Enter a value among the `numbers` of arrays, by id, or among the `arguments`, where it is part of those."""
        if self.array is not None:
            numbers[id(self.array)] = changed = numpy.array(numbers.get(id(self.array), self._numbers))
        else:
            changed = numpy.array(arguments.get(self.name, self._numbers))
        changed[self.index] = value
        if self.array is None:
            arguments[self.name] = self._as_given(changed)

    def _as_given(self, changed: Any) -> Any:
        kind = type(self._source)
        if isinstance(self._source, numpy.ndarray):
            return changed
        return kind(changed.tolist()) if kind in (list, tuple, float) else changed[()]


def _spelt(name: str, index: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def element(trace: Trace, name: str, index: Any = None) -> Element:
    """Return an element of a trace's inputs; without `index` the only one.

    Raises `ValueError` for a name that is no input, `TypeError` for what holds no floats, `IndexError` for an index
    that does not fit.
    """
    source, numbers = _numbers(trace, name)
    if numbers.dtype.kind in "iub":
        raise TypeError(
            f"{name} holds whole numbers ({numbers.dtype}), between which there is no curve and no gradient: give it "
            f"as floats, such as nd.array(..., dtype='float32')"
        )
    return Element(name, _checked(name, index, numbers.shape), source, numbers)


def _numbers(trace: Trace, name: str) -> tuple[Any, Any]:
    program: Any = trace._program
    arguments, others = program.bound().arguments, variables_of(trace)
    if name in arguments:
        source = program.original(name)
        numbers = arguments[name]
    elif name in others:
        source = others[name].array
        numbers = others[name].numbers()
    else:
        raise ValueError(_unknown(trace, name, [*arguments, *others]))
    numbers = numpy.array(numbers.asnumpy() if isinstance(numbers, NDArray) else numbers)
    if numbers.dtype.kind not in "fiub":
        raise TypeError(f"{name} is {type(source).__name__}, which is no array of numbers")
    return source, numbers


def _unknown(trace: Trace, name: Any, known: Sequence[str]) -> str:
    near = get_close_matches(str(name), known, 1)
    computed = any(name in names for node in trace.nodes for names in (node.names, *(node.results or ())))
    why = "is computed by the program: choose what it is computed from" if computed else "is no input of the program"
    return f"{name!r} {why}; it takes {', '.join(known)}" + (f". Did you mean {near[0]!r}?" if near else "")


def _checked(name: str, index: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    if index is None:
        if math.prod(shape) != 1:
            raise IndexError(f"{name} has shape {shape}: say which element, such as {_example(shape)}")
        return (0,) * len(shape)
    given = index if isinstance(index, tuple | list) else (index,)
    if any(isinstance(i, bool) or not hasattr(i, "__index__") for i in given):
        raise TypeError(f"an element of {name} is given by integers, such as {_example(shape)}, not {index!r}")
    if not shape and given == (0,):  # the only number of an array without axes
        given = ()
    if len(given) != len(shape):
        raise IndexError(f"{name} has shape {shape}: an element of it is given as {_example(shape)}, not {index!r}")
    if any(not -n <= i < n for i, n in zip(given, shape, strict=True)):
        raise IndexError(f"{name} has shape {shape}: there is no element {index!r}, the last is {_last(shape)}")
    return tuple(int(i) % n for i, n in zip(given, shape, strict=True))


def _example(shape: tuple[int, ...]) -> str:
    return {0: "None", 1: "0"}.get(len(shape), str((0,) * len(shape)))


def _last(shape: tuple[int, ...]) -> str:
    last = tuple(n - 1 for n in shape)
    return str(last[0]) if len(last) == 1 else str(last)

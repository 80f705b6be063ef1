"""All elements of the values of a trace: what a view fetches when somebody asks for the numbers of a large array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import numpy

from . import model
from .recording.log import Kept, Value


class Arrays(Sequence[Any]):
    """By the id of a value a read-only NumPy array; None where the trace does not have its elements.

    That is so for an array of more than 64 elements in a trace that was read from a file, and for one of more than
    64 KB that was written to in place after it was recorded: only smaller ones are copied.
    """

    def __init__(self, values: Sequence[model.Value], arrays: Sequence[Value] = ()) -> None:
        self._values = values
        self._arrays = arrays

    @property
    def live(self) -> bool:
        """Whether they belong to a run of this process, not to a trace from a file."""
        return bool(self._arrays)

    def frozen(self) -> tuple[Value, ...]:
        """Return the elements in a form that no later write reaches, in NumPy's memory."""
        return tuple(_frozen(value) for value in self._arrays)

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        value = self._values[index]
        if self._arrays:
            array = self._arrays[index].values()
        else:
            array = None if value.data is None else numpy.array(value.data, value.dtype).reshape(value.shape)
        return None if array is None else _read_only(numpy.asarray(array))


def _frozen(value: Value) -> Value:
    array = value.values()
    return Kept(None if array is None else array.copy(), value.shape, value.dtype, value.device)


def _read_only(array: Any) -> Any:
    view = array.view()
    view.flags.writeable = False
    return view

"""`mx.io`: batches of arrays in memory, in the form that was usual before gluon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy

from .. import nd
from ..core import tape
from ..ndarray import NDArray


class DataDesc(NamedTuple):
    """Name and shape of what an iterator provides."""

    name: str
    shape: tuple[int, ...]
    dtype: Any = numpy.float32
    layout: str = "NCHW"


class DataBatch:
    """The arrays of a batch: `data` and `label` are lists, `pad` how many samples are there twice: those that fill up
    the end, or that came over from the epoch before."""

    def __init__(self, data: list[NDArray], label: list[NDArray] | None = None, pad: int | None = None,
                 index: Any = None) -> None:  # fmt: skip
        self.data, self.label, self.pad, self.index = data, label, pad, index

    def __str__(self) -> str:
        shapes = [[x.shape for x in arrays or ()] for arrays in (self.data, self.label)]
        return f"{type(self).__name__}: data shapes: {shapes[0]} label shapes: {shapes[1]}"


class DataIter:
    """Base of the iterators: a `for` loop gives batches, `reset()` begins anew."""

    def __init__(self, batch_size: int = 0) -> None:
        self.batch_size = batch_size

    def __iter__(self) -> Iterator[DataBatch]:
        return self

    def __next__(self) -> DataBatch:
        return self.next()

    def reset(self) -> None:
        """Begin anew."""

    def next(self) -> DataBatch:
        """Return the next batch. Raises `StopIteration` at the end."""
        raise NotImplementedError(f"{type(self).__name__} defines no next(self)")


class NDArrayIter(DataIter):
    """Batches of arrays, or of dicts and lists of arrays.

    A last batch that is too small is filled from the beginning ('pad'), left out ('discard'), or begins the next epoch
    ('roll_over').
    """

    def __init__(self, data: Any, label: Any = None, batch_size: int = 1, shuffle: bool = False,
                 last_batch_handle: str = "pad", data_name: str = "data",
                 label_name: str = "softmax_label") -> None:  # fmt: skip
        super().__init__(batch_size)
        self.data, self.label = _named(data, data_name), _named(label, label_name)
        lengths = {name: len(x) for name, x in [*self.data, *self.label]}
        if len(set(lengths.values())) > 1 or not self.data:
            raise ValueError(f"NDArrayIter takes arrays of one length, not {lengths or 'none'}")
        if last_batch_handle not in ("pad", "discard", "roll_over"):
            raise ValueError(f"last_batch_handle is 'pad', 'discard' or 'roll_over', not {last_batch_handle!r}")
        self.num_data, self.shuffle, self.last_batch_handle = lengths[self.data[0][0]], shuffle, last_batch_handle
        self.idx = numpy.arange(self.num_data)
        self._left: list[int] = []
        self._start()

    def _start(self) -> None:
        if self.shuffle:
            numpy.random.shuffle(self.idx)
        self._carried = len(self._left)
        self._order, self._left, self.cursor = [*self._left, *self.idx.tolist()], [], 0

    def reset(self) -> None:
        """Begin anew: with what was left over, for 'roll_over'."""
        rest = self._order[self.cursor :]
        if self.last_batch_handle == "roll_over" and len(rest) < self.batch_size:
            self._left = rest
        self._start()

    def next(self) -> DataBatch:
        """Return the next batch. Raises `StopIteration` at the end."""
        places = self._order[self.cursor : self.cursor + self.batch_size]
        pad = self.batch_size - len(places)
        if not places or (pad and self.last_batch_handle != "pad"):
            raise StopIteration
        pad, self._carried = pad or self._carried, 0
        self.cursor += self.batch_size
        places += (self._order * self.batch_size)[: self.batch_size - len(places)]
        index = nd.array(places, dtype="int64")
        with tape.unwatched():
            data, label = ([nd.take(x, index) for _, x in arrays] for arrays in (self.data, self.label))
        return DataBatch(data, label, pad)

    def _described(self, arrays: list[tuple[str, NDArray]]) -> list[DataDesc]:
        return [DataDesc(name, (self.batch_size, *x.shape[1:]), x.dtype) for name, x in arrays]

    @property
    def provide_data(self) -> list[DataDesc]:
        """Name and shape of the data of each batch."""
        return self._described(self.data)

    @property
    def provide_label(self) -> list[DataDesc]:
        """Name and shape of the labels of each batch."""
        return self._described(self.label)


def _named(arrays: Any, name: str) -> list[tuple[str, NDArray]]:
    """Return arrays with names: those of a dict, or `name`, or numbered if there are several."""
    if arrays is None:
        return []
    if not isinstance(arrays, Mapping):
        listed = arrays if isinstance(arrays, list) else [arrays]
        arrays = {name if len(listed) == 1 else f"_{i}_{name}": x for i, x in enumerate(listed)}
    return [(key, x if isinstance(x, NDArray) else nd.array(x)) for key, x in arrays.items()]


def __getattr__(name: str) -> Any:
    if name.endswith(("Iter", "RecordIter")):
        raise NotImplementedError(f"mxgrad.io has no {name} (MXNet has): read the data with NumPy, and use NDArrayIter")
    raise AttributeError(f"mxgrad.io has no {name!r}")

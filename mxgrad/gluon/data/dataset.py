"""Datasets: samples by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

from ... import nd
from ...ndarray import NDArray


class Dataset:
    """Base of all datasets. A subclass defines `__getitem__(self, i)` and `__len__(self)`."""

    def __getitem__(self, idx: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__} defines no __getitem__(self, i)")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} defines no __len__(self)")

    def batch(self, indices: list[int]) -> Any:
        """Return the samples of these numbers as one batch, `batchify` of each."""
        return batchify([self[i] for i in indices])

    def transform(self, fn: Callable[..., Any], lazy: bool = True) -> Dataset:
        """Return the dataset with `fn` applied to each sample: when it is asked for, or at once unless `lazy`."""
        found = _Transformed(self, fn)
        return found if lazy else SimpleDataset([found[i] for i in range(len(found))])

    def transform_first(self, fn: Callable[..., Any], lazy: bool = True) -> Dataset:
        """Return the dataset with `fn` applied to the first element of each sample: the image, not the label."""
        return self.transform(lambda x, *rest: (fn(x), *rest) if rest else fn(x), lazy)

    def filter(self, fn: Callable[[Any], bool]) -> Dataset:
        """Return the samples of which `fn` says True."""
        return self._chosen([i for i in range(len(self)) if fn(self[i])])

    def take(self, count: int | None) -> Dataset:
        """Return the first `count` samples, or all for None."""
        return self._chosen(range(len(self))[:count])

    def shard(self, num_shards: int, index: int) -> Dataset:
        """Return the part `index` of `num_shards` parts of nearly equal size."""
        if not 0 <= index < num_shards:
            raise ValueError(f"the parts of {num_shards} are numbered from 0 on, so there is no part {index}")
        size, more = divmod(len(self), num_shards)
        start = size * index + min(index, more)
        return self._chosen(range(start, start + size + (index < more)))

    def _chosen(self, places: range | list[int]) -> Dataset:
        return SimpleDataset(places).transform(self.__getitem__)


class SimpleDataset(Dataset):
    """The elements of a list, or of anything that has a length and elements by number."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def __getitem__(self, idx: int) -> Any:
        return self._data[idx]

    def __len__(self) -> int:
        return len(self._data)


class ArrayDataset(Dataset):
    """Several arrays of equal length: sample i is the tuple of their i-th elements, or that of the only array."""

    def __init__(self, *args: Any) -> None:
        if not args:
            raise ValueError("ArrayDataset needs at least one array")
        lengths = [len(array) for array in args]
        if len(set(lengths)) > 1:
            raise ValueError(f"the arrays of an ArrayDataset have one length, not {' and '.join(map(str, lengths))}")
        self._length = lengths[0]
        self._data = [x.asnumpy() if isinstance(x, NDArray) and x.ndim == 1 else x for x in args]

    def __getitem__(self, idx: int) -> Any:
        if len(self._data) == 1:
            return self._data[0][idx]
        return tuple(array[idx] for array in self._data)

    def __len__(self) -> int:
        return self._length

    def batch(self, indices: list[int]) -> Any:
        """Return a batch: whole rows of each array at once where the samples would give the same."""
        if type(self) is not ArrayDataset:
            return super().batch(indices)
        parts = [_rows(array, indices) for array in self._data]
        return parts if len(parts) > 1 else parts[0]


def _rows(array: Any, indices: list[int]) -> Any:
    if isinstance(array, NDArray):
        return nd.take(array, nd.array(indices, ctx=array.context, dtype="int64"))
    if type(array) is numpy.ndarray:
        return nd.array(array[indices], dtype=array.dtype)
    return batchify([array[i] for i in indices])


def batchify(samples: list[Any]) -> Any:
    """Return samples as a batch: arrays stacked, tuples as a list of batches, numbers as an array of their dtype."""
    first = samples[0]
    if isinstance(first, NDArray):
        return nd.stack(*samples)
    if isinstance(first, tuple):
        return [batchify(list(part)) for part in zip(*samples, strict=True)]
    found = numpy.asarray(samples)
    return nd.array(found, dtype=found.dtype)


class _Transformed(SimpleDataset):
    def __init__(self, data: Dataset, fn: Callable[..., Any]) -> None:
        super().__init__(data)
        self._fn = fn

    def __getitem__(self, idx: int) -> Any:
        item = self._data[idx]
        return self._fn(*item) if isinstance(item, tuple) else self._fn(item)

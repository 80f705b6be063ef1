"""Samplers: in which order the samples of a dataset come, and in which batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy


class Sampler:
    """Base of all samplers: gives numbers of samples, or lists of them."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} defines no __iter__(self)")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} defines no __len__(self)")


class _Listed(Sampler):
    """Base of the samplers that have their numbers from the beginning."""

    _numbers: range | list[int]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class SequentialSampler(_Listed):
    """`length` numbers from `start` on."""

    def __init__(self, length: int, start: int = 0) -> None:
        self._numbers = range(start, start + length)


class RandomSampler(_Listed):
    """The numbers from 0 to `length` - 1 in random order, anew each time, drawn by `numpy.random`."""

    def __init__(self, length: int) -> None:
        self._numbers = range(length)

    def __iter__(self) -> Iterator[int]:
        order = numpy.arange(len(self))
        numpy.random.shuffle(order)  # the order that MXNet gives after numpy.random.seed
        return iter(order.tolist())


class FilterSampler(_Listed):
    """The numbers of those samples of which `fn` says True."""

    def __init__(self, fn: Callable[[Any], bool], dataset: Any) -> None:
        self._numbers = [i for i in range(len(dataset)) if fn(dataset[i])]


class BatchSampler(Sampler):
    """Lists of `batch_size` numbers of another sampler.

    What is left over in the end: 'keep' gives a smaller batch, 'discard' drops it, 'rollover' begins the next epoch.
    """

    def __init__(self, sampler: Sampler, batch_size: int, last_batch: str = "keep") -> None:
        if last_batch not in ("keep", "discard", "rollover"):
            raise ValueError(f"last_batch is 'keep', 'discard' or 'rollover', not {last_batch!r}")
        if isinstance(batch_size, bool) or not isinstance(batch_size, int | numpy.integer) or batch_size < 1:
            raise ValueError(f"batch_size is a whole number from 1 on, not {batch_size!r}")
        self._sampler, self._batch_size, self._last_batch = sampler, int(batch_size), last_batch
        self._left: list[int] = []

    def __iter__(self) -> Iterator[list[int]]:
        batch, self._left = self._left, []
        for i in self._sampler:
            batch.append(i)
            if len(batch) == self._batch_size:
                yield batch
                batch = []
        if batch and self._last_batch == "keep":
            yield batch
        elif self._last_batch == "rollover":
            self._left = batch

    def __len__(self) -> int:
        if self._last_batch == "keep":
            return (len(self._sampler) + self._batch_size - 1) // self._batch_size
        return (len(self._left) + len(self._sampler)) // self._batch_size

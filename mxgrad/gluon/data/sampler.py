"""Samplers: in which order the samples of a dataset come, and in which batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy

from ...diagnostics.checks import whole


class Sampler:
    """Base of all samplers. Subclasses define `__len__(self)`, and `__iter__(self)`, which gives numbers of samples."""


class SequentialSampler(Sampler):
    """`length` numbers from `start` on."""

    def __init__(self, length: int, start: int = 0) -> None:
        self._numbers = range(start, start + length)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class RandomSampler(Sampler):
    """The numbers from 0 to `length` - 1 in random order, anew each time, drawn by `numpy.random`."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __iter__(self) -> Iterator[int]:
        order = numpy.arange(self._length)
        numpy.random.shuffle(order)  # the order that MXNet gives after numpy.random.seed
        return iter(order.tolist())

    def __len__(self) -> int:
        return self._length


class BatchSampler(Sampler):
    """Lists of `batch_size` numbers of another sampler.

    What is left over in the end: 'keep' gives a smaller batch, 'discard' drops it, 'rollover' begins the next epoch.
    """

    def __init__(self, sampler: Any, batch_size: int, last_batch: str = "keep") -> None:
        if last_batch not in ("keep", "discard", "rollover"):
            raise ValueError(f"last_batch is 'keep', 'discard' or 'rollover', not {last_batch!r}")
        self._sampler, self._last_batch = sampler, last_batch
        self._batch_size = whole(batch_size, "batch_size", "BatchSampler", 1)
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

"""The loader: a dataset in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...core import tape
from .dataset import Dataset, SimpleDataset, batchify
from .sampler import BatchSampler, RandomSampler, SequentialSampler

default_batchify_fn = batchify


class DataLoader:
    """Batches of a dataset: a `for` loop over it is one epoch, `len` how many batches that has.

    `shuffle` orders the samples anew each time, by `numpy.random`; `last_batch` is 'keep' (the default), 'discard' or
    'rollover'. `sampler` or `batch_sampler` choose the samples instead, `batchify_fn` makes a batch of a list of them.
    Workers, pinned memory and what belongs to them are accepted and change nothing: batches are made one by one.
    """

    def __init__(self, dataset: Any, batch_size: int | None = None, shuffle: bool = False,
                 sampler: Iterable[int] | None = None, last_batch: str | None = None, batch_sampler: Any = None,
                 batchify_fn: Callable[[list[Any]], Any] | None = None, num_workers: int = 0, pin_memory: bool = False,
                 pin_device_id: int = 0, prefetch: int | None = None, thread_pool: bool = False, timeout: int = 120,
                 try_nopython: bool | None = None) -> None:  # fmt: skip
        self._dataset = dataset if isinstance(dataset, Dataset) else SimpleDataset(dataset)
        self._batchify_fn = batchify_fn
        if batch_sampler is not None:
            if batch_size is not None or shuffle or sampler is not None or last_batch is not None:
                raise ValueError("DataLoader: batch_size, shuffle, sampler and last_batch are for loaders without "
                                 "batch_sampler, which decides all of them")  # fmt: skip
            self._batch_sampler = batch_sampler
            return
        if batch_size is None:
            raise ValueError("DataLoader: batch_size is needed, or a batch_sampler")
        if shuffle and sampler is not None:
            raise ValueError("DataLoader: shuffle and sampler both order the samples: give one of them")
        if sampler is None:
            sampler = (RandomSampler if shuffle else SequentialSampler)(len(self._dataset))
        self._batch_sampler = BatchSampler(sampler, batch_size, last_batch or "keep")

    def __iter__(self) -> Iterator[Any]:
        for indices in self._batch_sampler:
            with tape.unwatched():
                if self._batchify_fn is None:
                    batch = self._dataset.batch(indices)
                else:
                    batch = self._batchify_fn([self._dataset[i] for i in indices])
            yield batch

    def __len__(self) -> int:
        return len(self._batch_sampler)

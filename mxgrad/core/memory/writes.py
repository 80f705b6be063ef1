"""The write log: which memory was written to, and when, on the clock of sequence numbers.

`backward` asks it whether a value that a gradient rule needs is still the one that was recorded.
"""

from __future__ import annotations

import weakref
from bisect import bisect_left, bisect_right
from typing import Any

import numpy

from ..namespace import Array
from ..tape import next_seq


class _Writes:
    """When memory was last written to: as a whole, and since then each part, as sorted stretches of addresses."""

    __slots__ = ("alive", "ends", "latest", "seqs", "starts", "whole")

    def __init__(self, alive: weakref.ref[Any]) -> None:
        self.alive = alive
        self.latest = self.whole = -1
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.seqs: list[int] = []

    def note(self, low: int, high: int, now: int) -> None:
        """Remember a write to the addresses from `low` up to `high`. Stretches that overlap become one."""
        first, last = bisect_right(self.ends, low), bisect_left(self.starts, high)
        if first < last:
            low, high = min(low, self.starts[first]), max(high, self.ends[last - 1])
        self.starts[first:last], self.ends[first:last], self.seqs[first:last] = [low], [high], [now]

    def reached(self, low: int, high: int, seq: int) -> bool:
        """Tell whether anything from `low` up to `high` was written to after the moment `seq`."""
        return any(when > seq for when in self.seqs[bisect_right(self.ends, low) : bisect_left(self.starts, high)])


_writes: dict[int, _Writes] = {}
_last_write = -1


def root(array: Array) -> Array:
    """Return the array that owns the memory behind `array`."""
    while (base := array.base) is not None and hasattr(base, "dtype"):
        array = base
    return array


def forgotten_with(memory: Array, table: dict[int, Any]) -> weakref.ref[Any]:
    """Return a reference to memory that drops its entry from `table`, which is by id, when it is gone."""
    key = id(memory)
    return weakref.ref(memory, lambda _: table.pop(key, None))


def address(array: Array) -> int:
    """Return where the first element of an array lies."""
    if type(array) is numpy.ndarray:
        return array.__array_interface__["data"][0]  # type: ignore[no-any-return]
    memory = array.data
    return memory.ptr if hasattr(memory, "ptr") else array.__array_interface__["data"][0]  # type: ignore[no-any-return]


def _stretch(array: Array) -> tuple[int, int]:
    """Return the addresses from the lowest element of an array up to behind its highest."""
    first = address(array)
    if array.flags.c_contiguous:  # nearly always
        return first, first + array.nbytes
    steps = [(n - 1) * stride for n, stride in zip(array.shape, array.strides, strict=True)]
    return first + sum(s for s in steps if s < 0), first + sum(s for s in steps if s > 0) + array.dtype.itemsize


def note_write(array: Array) -> None:
    """Remember that the elements of `array` have changed now."""
    global _last_write  # noqa: PLW0603  (one clock for the process)
    memory = root(array)
    key = id(memory)
    _last_write = now = next_seq()
    log = _writes.get(key)
    if log is None:
        log = _writes[key] = _Writes(forgotten_with(memory, _writes))
    log.latest = now
    if array.size == memory.size:
        log.whole = now
        if log.starts:
            log.starts, log.ends, log.seqs = [], [], []
    elif array.size:
        log.note(*_stretch(array), now)


shared: dict[int, tuple[weakref.ref[Any], bytes]] = {}  # memory that other libraries can write to, as it was last seen


def share(array: Array) -> None:
    """Note that something else than mxgrad may write to the memory behind `array`."""
    memory = root(array)
    shared[id(memory)] = forgotten_with(memory, shared), _digest(memory)


def note_foreign_writes() -> None:
    """Compare shared memory with what it was at the last call, and note as writes what others did to it."""
    for key, (alive, digest) in list(shared.items()):
        memory = alive()
        if memory is not None and (now := _digest(memory)) != digest:
            shared[key] = alive, now
            note_write(memory)


def _digest(array: Array) -> bytes:
    import hashlib  # late: it takes a while to import, and few programs share memory

    host = array.get() if hasattr(array, "get") else array
    return hashlib.blake2b(host.tobytes(), digest_size=16).digest()


def any_written_since(seq: int) -> bool:
    """Tell whether any array at all was written to after the moment `seq`."""
    return _last_write > seq


def last_write(array: Array) -> int:
    """Return when the memory behind `array` was last written to; -1 for never."""
    log = _writes.get(id(root(array)))
    return -1 if log is None else log.latest


def written_since(array: Array, seq: int) -> bool:
    """Tell whether an element of `array` was written to after the moment `seq`."""
    if not _writes or (log := _writes.get(id(root(array)))) is None or log.latest <= seq:
        return False
    return log.whole > seq or (array.size > 0 and log.reached(*_stretch(array), seq))

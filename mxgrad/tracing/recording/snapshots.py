"""The values of the engine's arrays, each as it was at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy

from ...core import tape
from ...core.memory import writes

KEEP_BYTES = 65536  # arrays up to this size are copied at once; larger ones are summarised when the trace is read


@dataclass(slots=True)
class Snapshot:
    """The value of an array at one moment."""

    array: Any
    shape: tuple[int, ...]
    dtype: str
    device: str
    since: int  # on the clock of tape.next_seq: whether a large array was written to later
    copied: bool

    def values(self) -> Any:
        """Return the value as a NumPy array; None where a large array has changed since."""
        if not self.copied and writes.written_since(self.array, self.since):
            return None
        return self.array.get() if hasattr(self.array, "get") else numpy.asarray(self.array)


_dtype_name = lru_cache(str)  # NumPy takes longer to spell a dtype than to copy a small array


def snapshot(array: Any, device: str) -> Snapshot:
    """Return the value of a raw array now."""
    copied = array.nbytes <= KEEP_BYTES
    name = _dtype_name(array.dtype)
    return Snapshot(array.copy() if copied else array, array.shape, name, device, tape.next_seq(), copied)

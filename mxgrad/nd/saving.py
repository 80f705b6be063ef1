"""`nd.save` and `nd.load`: arrays in a file, in the layout of MXNet 1.x's parameter files.

All numbers are little-endian: a magic number, the arrays (each with magic, storage type, shape, device, dtype and
bytes), then their names, if they have any.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy

from ..context import cpu
from ..errors import MXGradError
from ..ndarray import NDArray

if TYPE_CHECKING:
    from pathlib import Path

_FILE, _ARRAY, _ARRAY_ANY_SHAPE = 0x112, 0xF993FAC9, 0xF993FACA
_DTYPES = [numpy.dtype(name) for name in ("float32", "float64", "float16", "uint8", "int32", "int8", "int64", "bool")]


def save(fname: str | Path, data: NDArray | Sequence[NDArray] | Mapping[str, NDArray]) -> None:
    """Write an array, a list of arrays, or a dict of arrays by name to a file.

    A file of that name is replaced only once everything is written. Raises `TypeError` for anything but NDArrays.
    """
    from pathlib import Path  # late: it takes a fifth of the time to import mxgrad

    if isinstance(data, NDArray):
        data = [data]
    names = list(data) if isinstance(data, Mapping) else []
    arrays = list(data.values()) if isinstance(data, Mapping) else list(data)
    for array in arrays:
        if not isinstance(array, NDArray):
            raise TypeError(f"nd.save writes NDArrays, not {type(array).__name__}")
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"nd.save names arrays by strings, not {type(name).__name__}: {name!r}")
    unfinished = Path(f"{fname}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(struct.pack("<QQQ", _FILE, 0, len(arrays)))
            for array in arrays:
                _write_array(file, array.asnumpy())
            file.write(struct.pack("<Q", len(names)))
            for name in names:
                text = name.encode()
                file.write(struct.pack("<Q", len(text)) + text)
        unfinished.replace(fname)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_array(file: BinaryIO, array: Any) -> None:
    if array.dtype not in _DTYPES:
        raise MXGradError(f"nd.save knows no dtype {array.dtype}: convert with .astype('float32') first")
    magic = _ARRAY if array.size and array.ndim else _ARRAY_ANY_SHAPE
    file.write(struct.pack("<Iii", magic, 0, array.ndim) + struct.pack(f"<{array.ndim}q", *array.shape))
    file.write(struct.pack("<iii", 1, 0, _DTYPES.index(array.dtype)))
    file.write(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())


def load(fname: str | Path) -> list[NDArray] | dict[str, NDArray]:
    """Return what `nd.save` wrote: a list, or a dict where the arrays have names.

    Raises `MXGradError` for a file of another kind.
    """
    from pathlib import Path

    if not isinstance(fname, str | Path):
        raise TypeError(f"nd.load takes the name of a file, not {type(fname).__name__} {fname!r}")
    with Path(fname).open("rb") as file:
        magic, _, count = _read(file, "<QQQ")
        if magic != _FILE:
            raise MXGradError(f"{Path(fname).name} is not a file of arrays that nd.save wrote")
        arrays = [_read_array(file) for _ in range(count)]
        names = [file.read(_read(file, "<Q")[0]).decode() for _ in range(_read(file, "<Q")[0])]
    return dict(zip(names, arrays, strict=True)) if names else arrays


def _read(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    data = file.read(struct.calcsize(layout))
    if len(data) < struct.calcsize(layout):
        raise MXGradError("the file of arrays ends too early")
    return struct.unpack(layout, data)


def _read_array(file: BinaryIO) -> NDArray:
    magic, storage, ndim = _read(file, "<Iii")
    if magic not in (_ARRAY, _ARRAY_ANY_SHAPE) or storage != 0:
        raise MXGradError("the file holds sparse arrays or is of an old version: only dense arrays can be loaded")
    shape = _read(file, f"<{max(ndim, 0)}q")
    _, _, kind = _read(file, "<iii")
    if min(ndim, kind, *shape) < 0 or kind >= len(_DTYPES):
        raise MXGradError("the file of arrays is damaged: no array has such a shape or dtype")
    dtype = _DTYPES[kind]
    size = int(numpy.prod(shape, dtype=int)) * dtype.itemsize
    data = file.read(size)
    if len(data) < size:
        raise MXGradError("the file of arrays ends too early")
    return NDArray(numpy.frombuffer(data, dtype.newbyteorder("<")).astype(dtype).reshape(shape), cpu())

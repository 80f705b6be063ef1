"""`nd.save` and `nd.load`: arrays in a file, in the layout of MXNet 1.x's parameter files.

All numbers are little-endian: a magic number, the arrays (each with magic, storage type, shape, device, dtype and
bytes), then their names, if they have any.
"""

from __future__ import annotations

import io
import math
import os
import struct
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy

from ..context import cpu
from ..diagnostics.checks import checked
from ..errors import MXGradError
from ..files import replacing
from ..ndarray import NDArray

_FILE, _ARRAY, _ARRAY_ANY_SHAPE = 0x112, 0xF993FAC9, 0xF993FACA
_MAX_NDIM = 64  # of NumPy
_DTYPES = [numpy.dtype(name) for name in ("float32", "float64", "float16", "uint8", "int32", "int8", "int64", "bool")]


@checked
def save(fname: str | os.PathLike[str], data: NDArray | Sequence[NDArray] | Mapping[str, NDArray]) -> None:
    """Write an array, a list of arrays, or a dict of arrays by name to a file.

    A file of that name is replaced only once everything is written. Raises `TypeError` for anything but NDArrays.
    """
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
    with replacing(fname) as file:
        file.write(struct.pack("<QQQ", _FILE, 0, len(arrays)))
        for array in arrays:
            _write_array(file, array.asnumpy())
        file.write(struct.pack("<Q", len(names)))
        for name in names:
            text = name.encode()
            file.write(struct.pack("<Q", len(text)) + text)


def _write_array(file: BinaryIO, array: Any) -> None:
    if array.dtype not in _DTYPES:
        raise MXGradError(f"nd.save knows no dtype {array.dtype}: convert with .astype('float32') first")
    magic = _ARRAY if array.size and array.ndim else _ARRAY_ANY_SHAPE
    file.write(struct.pack("<Iii", magic, 0, array.ndim) + struct.pack(f"<{array.ndim}q", *array.shape))
    file.write(struct.pack("<iii", 1, 0, _DTYPES.index(array.dtype)))
    file.write(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())


@checked
def load(fname: str | os.PathLike[str]) -> list[NDArray] | dict[str, NDArray]:
    """Return what `nd.save` or MXNet 1.x wrote: a list, or a dict where the arrays have names.

    Raises `MXGradError` for a file that is damaged, cut off or of another kind; no more memory is asked for than the
    file has bytes.
    """
    if not isinstance(fname, str | os.PathLike):
        raise TypeError(f"nd.load takes the name of a file, not {type(fname).__name__} {fname!r}")
    with open(fname, "rb") as file:  # noqa: PTH123  (pathlib takes a fifth of the time to import mxgrad)
        size = os.fstat(file.fileno()).st_size if file.seekable() else None
        reader = _Reader(file, size) if size is not None else _Reader.of(file.read())
        try:
            return _read_file(reader)
        except MXGradError as error:
            raise MXGradError(f"{os.path.basename(fname)}: {error}") from None  # noqa: PTH119


def load_frombuffer(buf: bytes | bytearray | memoryview) -> list[NDArray] | dict[str, NDArray]:
    """Return the arrays that the bytes of a file of `nd.save` hold, as `nd.load` does.

    Raises `MXGradError` for bytes that are damaged, cut off or of another kind.
    """
    if not isinstance(buf, bytes | bytearray | memoryview):
        raise TypeError(f"nd.load_frombuffer takes the bytes of a file, not {type(buf).__name__}")
    return _read_file(_Reader.of(bytes(buf)))


class _Reader:
    """Reads as much as is there: a length in a damaged file may be anything."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.left = file, size

    @classmethod
    def of(cls, data: bytes) -> _Reader:
        """Return one for bytes in memory."""
        return cls(io.BytesIO(data), len(data))

    def bytes(self, count: int) -> bytes:
        """Return the next bytes. Raises `MXGradError` where there are fewer."""
        data = self.file.read(count) if count <= self.left else b""
        if len(data) < count:
            raise MXGradError("the file of arrays ends too early")
        self.left -= count
        return data

    def numbers(self, layout: str) -> tuple[Any, ...]:
        """Return the next numbers, little-endian, as `struct` describes them."""
        return struct.unpack(f"<{layout}", self.bytes(struct.calcsize(f"<{layout}")))


def _read_file(file: _Reader) -> list[NDArray] | dict[str, NDArray]:
    if file.left < 24 or (magic := file.numbers("QQQ"))[0] != _FILE:
        raise MXGradError("this is not a file of arrays that nd.save wrote")
    arrays = [_read_array(file) for _ in range(magic[2])]
    try:
        names = [file.bytes(file.numbers("Q")[0]).decode() for _ in range(file.numbers("Q")[0])]
    except UnicodeDecodeError:
        raise MXGradError("the file of arrays is damaged: a name in it is no text") from None
    if names and len(set(names)) != len(arrays):
        raise MXGradError(f"the file of arrays is damaged: {len(set(names))} names for {len(arrays)} arrays")
    if file.left:
        raise MXGradError(f"the file of arrays is damaged: {file.left} bytes follow after its end")
    return dict(zip(names, arrays, strict=True)) if names else arrays


def _read_array(file: _Reader) -> NDArray:
    magic, storage, ndim = file.numbers("Iii")
    if magic not in (_ARRAY, _ARRAY_ANY_SHAPE) or storage != 0:
        raise MXGradError("the file holds sparse arrays or is of an old version: only dense arrays can be loaded")
    if not 0 <= ndim <= _MAX_NDIM or (magic == _ARRAY and ndim == 0):
        raise MXGradError(f"the file of arrays is damaged: no array has {ndim} axes")
    shape = file.numbers(f"{ndim}q")
    _, _, kind = file.numbers("iii")
    if not 0 <= kind < len(_DTYPES) or min((0, *shape)) < 0 or math.prod(n or 1 for n in shape) >= 2**59:
        raise MXGradError("the file of arrays is damaged: no array has such a shape or dtype")
    dtype = _DTYPES[kind]
    data = file.bytes(math.prod(shape) * dtype.itemsize)
    if dtype.kind == "b":
        dtype = numpy.dtype("uint8")  # a byte of a damaged file may be neither 0 nor 1
    array = numpy.frombuffer(data, dtype.newbyteorder("<")).astype(_DTYPES[kind]).reshape(shape)
    return NDArray(array, cpu())

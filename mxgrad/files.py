"""Writing files: whole, or not at all."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file for writing bytes; it takes the place of the old one once the block has ended without an error.

    Until then, and for good where the disk is full or the program is stopped, the old file stays as it was. A symbolic
    link goes on pointing where it did, and the file keeps its permissions. What is no regular file, such as
    `/dev/stdout`, is written to as it is. Raises `OSError` with the name that was given.
    """
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116  (pathlib takes a fifth of the time to import mxgrad)
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with open(target, "wb") as file:  # noqa: PTH123
            yield file
        return
    folder, name = os.path.split(target)
    unfinished = os.path.join(folder, f".{name[:80]}.{os.getpid()}-{threading.get_ident()}.unfinished")  # noqa: PTH118
    try:
        with _named(path), open(unfinished, "xb") as file:  # noqa: PTH123
            yield file
            file.flush()
            os.fsync(file.fileno())  # a full disk is told here, and not after the old file is gone
        with _named(path):
            if mode is not None:
                os.chmod(unfinished, stat.S_IMODE(mode))  # noqa: PTH101
            os.replace(unfinished, target)  # noqa: PTH105
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)  # noqa: PTH108


def write(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write text, as UTF-8 with its line ends as they are, or bytes to a file: whole, or not at all."""
    data = content.encode() if isinstance(content, str) else content  # before anything is touched
    with replacing(path) as file:
        file.write(data)


@contextmanager
def _named(path: str | os.PathLike[str]) -> Iterator[None]:
    """Let an error name the file that was asked for, not the unfinished one."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            error.filename, error.filename2 = os.fspath(path), None
        raise

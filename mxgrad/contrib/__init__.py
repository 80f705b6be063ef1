"""`mx.contrib`: words as numbers; `nd.contrib` has operations."""

from typing import Any

from ..nd import contrib as ndarray
from . import text

nd = ndarray

__all__ = ["nd", "ndarray", "text"]


def __getattr__(name: str) -> Any:
    if name[0] == "_":
        raise AttributeError(name)
    raise NotImplementedError(f"mxgrad.contrib has no {name}: mxgrad.nd.contrib has operations, gluon has networks")

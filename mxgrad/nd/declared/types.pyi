"""The types of parameters. Written by scripts/write_stubs.py: change the declarations in mxgrad/ops instead."""
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy
from numpy.typing import DTypeLike

from ...ndarray import NDArray

DType: TypeAlias = DTypeLike
Shape: TypeAlias = int | Sequence[int]
Sizes: TypeAlias = int | Sequence[int]
Operand: TypeAlias = NDArray | float | numpy.ndarray[Any, Any] | numpy.generic

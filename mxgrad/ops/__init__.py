"""The operations, declared: importing this package fills the registry."""

from . import compare, elementwise, functions, index, linalg, nn, reduce, shape

__all__ = ["compare", "elementwise", "functions", "index", "linalg", "nn", "reduce", "shape"]

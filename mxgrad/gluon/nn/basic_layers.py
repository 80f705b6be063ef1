"""Containers, and the layers of a perceptron."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy

from ... import nd
from ...diagnostics.checks import whole
from ...ndarray import NDArray
from ..block import Block, HybridBlock
from .activations import Activation

__all__ = ["Dense", "Dropout", "Embedding", "Flatten", "HybridLambda", "HybridSequential", "Lambda", "Sequential"]


class Sequential(Block):
    """Blocks one after another: each gets what the one before returned. `net[i]` is the i-th, `net[1:]` some of them.

    Where a block returns a list, the next one gets its elements as arguments.
    """

    has_row = False

    def add(self, *blocks: Block) -> None:
        """Append blocks."""
        for block in blocks:
            if not isinstance(block, Block):
                raise TypeError(f"{self.name}.add takes blocks, not {type(block).__name__} {block!r:.60}: wrap a "
                                f"function of an array in nn.Lambda")  # fmt: skip
            self.register_child(block)

    def forward(self, x: Any, *args: Any) -> Any:
        rest = list(args)
        for block in self._children.values():
            out = block(x, *rest)
            x, *rest = out if isinstance(out, list | tuple) else [out]
        return (x, *rest) if rest else x

    def __repr__(self) -> str:
        return self._listing(self._children)

    def __getitem__(self, key: int | slice) -> Any:
        found = list(self._children.values())[key]
        if not isinstance(found, list):
            return found
        part = type(self)(prefix=self._prefix)
        part.add(*found)
        return part

    def __len__(self) -> int:
        return len(self._children)

    def __iter__(self) -> Iterator[Block]:
        return iter(self._children.values())


class HybridSequential(Sequential, HybridBlock):
    """Hybrid blocks one after another."""


class Affine(HybridBlock):
    """Base of the layers that apply a weight, add a bias (unless `use_bias=False`), and end with an activation."""

    def __init__(self, shape: tuple[int, ...], outputs: int, activation: str | None, use_bias: bool,
                 weight_initializer: Any, bias_initializer: Any, dtype: Any = numpy.float32,
                 **naming: Any) -> None:  # fmt: skip
        super().__init__(**naming)
        with self.name_scope():
            self.weight = self.params.get("weight", shape=shape, init=weight_initializer, dtype=dtype,
                                          allow_deferred_init=True)  # fmt: skip
            self.bias = self.params.get("bias", shape=(outputs,), init=bias_initializer, dtype=dtype,
                                        allow_deferred_init=True) if use_bias else None  # fmt: skip
            self.act = Activation(activation, prefix=activation + "_") if activation is not None else None

    def _activated(self, z: Any) -> Any:
        return z if self.act is None else self.act(z)


class Dense(Affine):
    """activation(x · weightᵀ + bias), with a weight (units, in_units) and a bias (units,).

    With `flatten` all axes of x after the first are inputs: (n, ...) gives (n, units); else only the last is.
    """

    def __init__(self, units: int, activation: str | None = None, use_bias: bool = True, flatten: bool = True,
                 dtype: Any = "float32", weight_initializer: Any = None, bias_initializer: Any = "zeros",
                 in_units: int = 0, **naming: Any) -> None:  # fmt: skip
        self._units, self._flatten = whole(units, "units", "nn.Dense", 1), flatten
        super().__init__((units, in_units), units, activation, use_bias, weight_initializer, bias_initializer, dtype,
                         **naming)  # fmt: skip

    def infer_shape(self, x: NDArray, *_: Any) -> None:
        self.weight.shape = (self._units, math.prod(x.shape[1:]) if self._flatten else x.shape[-1])

    def hybrid_forward(self, F: Any, x: NDArray, weight: Any = None, bias: Any = None) -> Any:
        z = F.FullyConnected(x, weight, bias, num_hidden=self._units, no_bias=bias is None, flatten=self._flatten)
        return self._activated(z)

    def __repr__(self) -> str:
        units, in_units = self.weight.shape or (self._units, 0)
        return f"{type(self).__name__}({in_units or None} -> {units}, {self.act or 'linear'})"


class Dropout(HybridBlock):
    """In training, elements become 0 with probability `rate`, alike along `axes`; others grow by 1 / (1 - rate)."""

    def __init__(self, rate: float, axes: tuple[int, ...] = (), **naming: Any) -> None:
        super().__init__(**naming)
        self._rate, self._axes = rate, axes

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.Dropout(x, p=self._rate, axes=self._axes) if self._rate > 0 else F.identity(x)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p = {self._rate}, axes={self._axes})"


class Flatten(HybridBlock):
    """(n, ...) as (n, features)."""

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.flatten(x)

    def __repr__(self) -> str:
        return type(self).__name__


class Embedding(HybridBlock):
    """Rows of a learned matrix (input_dim, output_dim), by whole numbers: (...) gives (..., output_dim)."""

    def __init__(self, input_dim: int, output_dim: int, dtype: Any = "float32", weight_initializer: Any = None,
                 sparse_grad: bool = False, **naming: Any) -> None:  # fmt: skip
        super().__init__(**naming)
        self._sizes, self._dtype = (input_dim, output_dim), dtype
        self.weight = self.params.get("weight", shape=self._sizes, init=weight_initializer, dtype=dtype,
                                      allow_deferred_init=True)  # fmt: skip

    def hybrid_forward(self, F: Any, x: NDArray, weight: Any = None) -> Any:
        return F.Embedding(x, weight, input_dim=self._sizes[0], output_dim=self._sizes[1])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sizes[0]} -> {self._sizes[1]}, {self._dtype})"


class Lambda(Block):
    """A function of arrays as a block; given by name, one of `mxgrad.nd`."""

    def __init__(self, function: str | Callable[..., Any], prefix: str | None = None) -> None:
        super().__init__(prefix=prefix)
        found = getattr(nd, function, None) if isinstance(function, str) else function
        if not callable(found):
            raise ValueError(f"block {self.name!r}: a function or the name of one in mxgrad.nd is needed, not "
                             f"{function!r}")  # fmt: skip
        self._function: Callable[..., Any] = found
        self._arguments: tuple[Any, ...] = ()  # before the arrays

    def forward(self, *args: Any) -> Any:
        return self._function(*self._arguments, *args)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._function.__name__})"


class HybridLambda(Lambda, HybridBlock):
    """A function of `F` and arrays as a block; given by name, one of `mxgrad.nd`."""

    def __init__(self, function: str | Callable[..., Any], prefix: str | None = None) -> None:
        super().__init__(function, prefix)
        self._arguments = () if isinstance(function, str) else (nd,)

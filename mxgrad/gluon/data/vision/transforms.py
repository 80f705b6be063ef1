"""Transforms of images, as blocks: for `dataset.transform_first(...)` and for whole batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from .... import nd
from ....ndarray import NDArray
from ...block import Block, HybridBlock
from ...nn import Lambda, Sequential


class Compose(Sequential):
    """Transforms one after another: blocks or functions."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        super().__init__()
        self.add(*(t if isinstance(t, Block) else Lambda(t) for t in transforms))


class Cast(HybridBlock):
    """Elements of another dtype."""

    def __init__(self, dtype: Any = "float32") -> None:
        super().__init__()
        self._dtype = dtype

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return x.astype(self._dtype)


class ToTensor(Block):
    """An image (height, width, channels), or a batch of them, as (channels, height, width) in float32, over 255."""

    def forward(self, x: Any) -> Any:
        x = x if isinstance(x, NDArray) else nd.array(numpy.asarray(x))
        if x.ndim not in (3, 4):
            raise ValueError(f"ToTensor takes an image (height, width, channels) or a batch of them, not shape "
                             f"{x.shape}")  # fmt: skip
        return x.transpose((2, 0, 1) if x.ndim == 3 else (0, 3, 1, 2)).astype("float32") / 255


class Normalize(Block):
    """(x - mean) / std for each channel of (channels, height, width), or of a batch of such images."""

    def __init__(self, mean: float | Sequence[float] = 0.0, std: float | Sequence[float] = 1.0) -> None:
        super().__init__()
        self._mean, self._std = (numpy.reshape(m, (-1, 1, 1)).astype("float32") for m in (mean, std))

    def forward(self, x: NDArray) -> Any:
        mean, std = (nd.array(m, ctx=x.context, dtype=x.dtype) for m in (self._mean, self._std))
        return nd.broadcast_div(nd.broadcast_sub(x, mean), std)

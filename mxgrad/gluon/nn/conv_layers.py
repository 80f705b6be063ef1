"""Convolutions and pooling of sequences (n, c, w), images (n, c, h, w) and volumes (n, c, d, h, w).

`layout` 'NWC', 'NHWC' or 'NDHWC' takes the channels last. Sizes are numbers, or one for each axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...diagnostics.checks import whole
from ...ndarray import NDArray
from ..block import HybridBlock
from .basic_layers import Affine

__all__ = ["AvgPool1D", "AvgPool2D", "AvgPool3D", "Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D",
           "Conv3DTranspose", "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D", "GlobalMaxPool1D",
           "GlobalMaxPool2D", "GlobalMaxPool3D", "MaxPool1D", "MaxPool2D", "MaxPool3D", "ReflectionPad2D"]  # fmt: skip

Size = int | Sequence[int]
_LAYOUTS = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def _each(size: Size, axes: int) -> tuple[int, ...]:
    """Return a size as one number for each axis."""
    return (size,) * axes if isinstance(size, int) else tuple(size)


class _Conv(Affine):
    """Base of the convolutions."""

    _operation, _axes = "Convolution", 2

    def __init_subclass__(cls, axes: int | None = None) -> None:
        cls._axes = axes or cls._axes

    def __init__(self, channels: int, kernel_size: Size, strides: Size = 1, padding: Size = 0, dilation: Size = 1,
                 groups: int = 1, layout: str | None = None, activation: str | None = None, use_bias: bool = True,
                 weight_initializer: Any = None, bias_initializer: Any = "zeros", in_channels: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        """Filters of `kernel_size` move by `strides` with `padding` zeros around, their elements `dilation` apart."""
        self._channels = whole(channels, "channels", f"nn.{type(self).__name__}", 1)
        self._options: dict[str, Any] = {"kernel": _each(kernel_size, self._axes), "stride": _each(strides, self._axes),
                         "dilate": _each(dilation, self._axes), "pad": _each(padding, self._axes),
                         "num_filter": channels, "num_group": groups, "no_bias": not use_bias,
                         "layout": layout or _LAYOUTS[self._axes]}  # fmt: skip
        super().__init__(self._weight_shape(in_channels), channels, activation, use_bias, weight_initializer,
                         bias_initializer, **naming)  # fmt: skip

    def _alias(self) -> str:
        return "conv"

    def _weight_shape(self, in_channels: int) -> tuple[int, ...]:
        """Return (filters, channels of one group, ...), or with the channels last; 0 for what is not known."""
        sizes = [self._channels, in_channels]
        filters, each = sizes if self._operation == "Convolution" else sizes[::-1]
        kernel, each = self._options["kernel"], each // self._options["num_group"]
        return (filters, each, *kernel) if self._channels_first() else (filters, *kernel, each)

    def _channels_first(self) -> bool:
        return bool(self._options["layout"][1] == "C")

    def infer_shape(self, x: NDArray, *_: Any) -> None:
        self.weight.shape = self._weight_shape(x.shape[1 if self._channels_first() else -1])

    def hybrid_forward(self, F: Any, x: NDArray, weight: Any = None, bias: Any = None) -> Any:
        return self._activated(getattr(F, self._operation)(x, weight, bias, **self._options))

    def __repr__(self) -> str:
        o = self._options
        shape = self.weight.shape or (0, 0)
        parts = [f"{shape[1] or None} -> {shape[0]}", f"kernel_size={o['kernel']}", f"stride={o['stride']}"]
        parts += [f"padding={o['pad']}"] if any(o["pad"]) else []
        parts += [f"dilation={o['dilate']}"] if any(n != 1 for n in o["dilate"]) else []
        parts += [f"groups={o['num_group']}"] if o["num_group"] != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        parts += [str(self.act)] if self.act is not None else []
        return f"{type(self).__name__}({', '.join(parts)})"


class _ConvTranspose(_Conv):
    """Base of the transposed convolutions, whose forward is the gradient of a convolution with respect to its data."""

    _operation = "Deconvolution"

    def __init__(self, channels: int, kernel_size: Size, strides: Size = 1, padding: Size = 0, output_padding: Size = 0,
                 dilation: Size = 1, groups: int = 1, layout: str | None = None, activation: str | None = None,
                 use_bias: bool = True, weight_initializer: Any = None, bias_initializer: Any = "zeros",
                 in_channels: int = 0, **naming: Any) -> None:  # fmt: skip
        """As of a convolution; the result is larger by `strides`, and by `output_padding` at the end."""
        super().__init__(channels, kernel_size, strides, padding, dilation, groups, layout, activation, use_bias,
                         weight_initializer, bias_initializer, in_channels, **naming)  # fmt: skip
        self._options["adj"] = _each(output_padding, self._axes)


class _Pool(HybridBlock):
    """Base of the pools, which take the 'max' or 'avg' of each window, or of all elements."""

    _axes, _type, _whole = 2, "max", False

    def __init_subclass__(cls, axes: int | None = None, takes: str | None = None) -> None:
        cls._axes, cls._type = axes or cls._axes, takes or cls._type

    def __init__(self, pool_size: Size = 2, strides: Size | None = None, padding: Size = 0, layout: str | None = None,
                 ceil_mode: bool = False, count_include_pad: bool = True, **naming: Any) -> None:  # fmt: skip
        """Windows of `pool_size` lie side by side or `strides` apart; a mean counts zeros of the `padding` if asked."""
        super().__init__(**naming)
        size = _each(pool_size, self._axes)
        self._options = {"kernel": size, "stride": size if strides is None else _each(strides, self._axes),
                         "pad": _each(padding, self._axes), "global_pool": self._whole, "pool_type": self._type,
                         "pooling_convention": "full" if ceil_mode else "valid",
                         "layout": layout or _LAYOUTS[self._axes]}  # fmt: skip
        if self._type == "avg":
            self._options["count_include_pad"] = count_include_pad

    def _alias(self) -> str:
        return "pool"

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.Pooling(x, **self._options)

    def __repr__(self) -> str:
        o = self._options
        return (f"{type(self).__name__}(size={o['kernel']}, stride={o['stride']}, padding={o['pad']}, "
                f"ceil_mode={o['pooling_convention'] == 'full'}, global_pool={self._whole}, pool_type={self._type}, "
                f"layout={o['layout']})")  # fmt: skip


class _GlobalPool(_Pool):
    """Base of the pools over whole inputs."""

    _whole = True

    def __init__(self, layout: str | None = None, **naming: Any) -> None:
        """Data of shape (n, c, ...) give (n, c, 1, ...)."""
        super().__init__(1, None, 0, layout, ceil_mode=True, **naming)


# fmt: off
class Conv1D(_Conv, axes=1): """`channels` filters that move over a sequence, plus a bias."""  # noqa: E701
class Conv2D(_Conv, axes=2): """`channels` filters that move over an image, plus a bias."""  # noqa: E701
class Conv3D(_Conv, axes=3): """`channels` filters that move over a volume, plus a bias."""  # noqa: E701
class Conv1DTranspose(_ConvTranspose, axes=1): """The transposed convolution of a sequence."""  # noqa: E701
class Conv2DTranspose(_ConvTranspose, axes=2): """The transposed convolution of an image."""  # noqa: E701
class Conv3DTranspose(_ConvTranspose, axes=3): """The transposed convolution of a volume."""  # noqa: E701
class MaxPool1D(_Pool, axes=1): """The largest element of each window of a sequence."""  # noqa: E701
class MaxPool2D(_Pool, axes=2): """The largest element of each window of an image."""  # noqa: E701
class MaxPool3D(_Pool, axes=3): """The largest element of each window of a volume."""  # noqa: E701
class AvgPool1D(_Pool, axes=1, takes="avg"): """The mean of each window of a sequence."""  # noqa: E701
class AvgPool2D(_Pool, axes=2, takes="avg"): """The mean of each window of an image."""  # noqa: E701
class AvgPool3D(_Pool, axes=3, takes="avg"): """The mean of each window of a volume."""  # noqa: E701
class GlobalMaxPool1D(_GlobalPool, axes=1): """The largest element of each channel of a sequence."""  # noqa: E701
class GlobalMaxPool2D(_GlobalPool, axes=2): """The largest element of each channel of an image."""  # noqa: E701
class GlobalMaxPool3D(_GlobalPool, axes=3): """The largest element of each channel of a volume."""  # noqa: E701
class GlobalAvgPool1D(_GlobalPool, axes=1, takes="avg"): """The mean of each channel of a sequence."""  # noqa: E701
class GlobalAvgPool2D(_GlobalPool, axes=2, takes="avg"): """The mean of each channel of an image."""  # noqa: E701
class GlobalAvgPool3D(_GlobalPool, axes=3, takes="avg"): """The mean of each channel of a volume."""  # noqa: E701
# fmt: on


class ReflectionPad2D(HybridBlock):
    """An image with `padding` rows and columns around it, in which its edges are mirrored."""

    def __init__(self, padding: Size = 0, **naming: Any) -> None:
        super().__init__(**naming)
        self._padding = (0, 0, 0, 0, *(padding,) * 4) if isinstance(padding, int) else tuple(padding)

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.pad(x, mode="reflect", pad_width=self._padding)

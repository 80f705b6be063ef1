"""Convolutions and pooling of sequences (n, c, w), images (n, c, h, w) and volumes (n, c, d, h, w).

`layout` 'NWC', 'NHWC' or 'NDHWC' takes the channels last. Sizes are numbers, or one for each axis.
"""

from __future__ import annotations

from typing import Any, TypeVar

from ...diagnostics.checks import whole
from ...ndarray import NDArray
from ..block import HybridBlock
from .basic_layers import Affine

__all__ = ["AvgPool1D", "AvgPool2D", "AvgPool3D", "Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D",
           "Conv3DTranspose", "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D", "GlobalMaxPool1D",
           "GlobalMaxPool2D", "GlobalMaxPool3D", "MaxPool1D", "MaxPool2D", "MaxPool3D", "ReflectionPad2D"]  # fmt: skip

T = TypeVar("T")
_LAYOUTS = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def _each(size: Any, axes: int) -> tuple[int, ...]:
    """Return a size as one number for each axis."""
    return (size,) * axes if isinstance(size, int) else tuple(size)


def _by_axes(base: type[T], name: str, about: str, takes: str = "max") -> list[type[T]]:
    """Return the layers of sequences, images and volumes, such as Conv1D, Conv2D and Conv3D, and say what they do."""
    found = []
    for axes, data in enumerate(("a sequence", "an image", "a volume"), 1):
        own = {"__doc__": about.format(data), "__module__": __name__, "_axes": axes, "_type": takes}
        found.append(type(name.format(axes), (base,), own))
    return found


class _Conv(Affine):
    """Base of the convolutions."""

    _operation, _axes = "Convolution", 2

    def __init__(self, channels: int, kernel_size: Any, strides: Any = 1, padding: Any = 0, dilation: Any = 1,
                 groups: int = 1, layout: str | None = None, activation: str | None = None, use_bias: bool = True,
                 weight_initializer: Any = None, bias_initializer: Any = "zeros", in_channels: int = 0,
                 **naming: Any) -> None:  # fmt: skip
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

    def __init__(self, channels: int, kernel_size: Any, strides: Any = 1, padding: Any = 0, output_padding: Any = 0,
                 dilation: Any = 1, groups: int = 1, layout: str | None = None, **options: Any) -> None:  # fmt: skip
        super().__init__(channels, kernel_size, strides, padding, dilation, groups, layout, **options)
        self._options["adj"] = _each(output_padding, self._axes)


class _Pool(HybridBlock):
    """Base of the pools, which take the 'max' or 'avg' of each window, or of all elements."""

    _axes, _type, _whole = 2, "max", False

    def __init__(self, pool_size: Any = 2, strides: Any = None, padding: Any = 0, layout: str | None = None,
                 ceil_mode: bool = False, count_include_pad: bool = True, **naming: Any) -> None:  # fmt: skip
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
        super().__init__(1, None, 0, layout, ceil_mode=True, **naming)


Conv1D, Conv2D, Conv3D = _by_axes(
    _Conv, "Conv{}D", "`channels` filters of `kernel_size` that move by `strides` over {} with `padding` zeros around, "
                      "plus a bias; elements of a filter are `dilation` apart.")  # fmt: skip
Conv1DTranspose, Conv2DTranspose, Conv3DTranspose = _by_axes(
    _ConvTranspose, "Conv{}DTranspose", "The transposed convolution of {}, which enlarges it by `strides`."
)
MaxPool1D, MaxPool2D, MaxPool3D = _by_axes(
    _Pool, "MaxPool{}D", "The largest element of each window of `pool_size` in {}; by default they lie side by side."
)
AvgPool1D, AvgPool2D, AvgPool3D = _by_axes(
    _Pool, "AvgPool{}D", "The mean of each window of `pool_size` in {}; zeros of the `padding` count, if "
                         "`count_include_pad`.", "avg")  # fmt: skip
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = _by_axes(
    _GlobalPool, "GlobalMaxPool{}D", "The largest element of each channel of {}: (n, c, ...) gives (n, c, 1, ...)."
)
GlobalAvgPool1D, GlobalAvgPool2D, GlobalAvgPool3D = _by_axes(
    _GlobalPool, "GlobalAvgPool{}D", "The mean of each channel of {}: (n, c, ...) gives (n, c, 1, ...).", "avg"
)


class ReflectionPad2D(HybridBlock):
    """An image with `padding` rows and columns around it, in which its edges are mirrored."""

    def __init__(self, padding: Any = 0, **naming: Any) -> None:
        super().__init__(**naming)
        self._padding = (0, 0, 0, 0, *(padding,) * 4) if isinstance(padding, int) else tuple(padding)

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.pad(x, mode="reflect", pad_width=self._padding)

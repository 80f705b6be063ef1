"""Convolutions and pooling of sequences (n, c, w), images (n, c, h, w) and volumes (n, c, d, h, w).

`layout` 'NWC', 'NHWC' or 'NDHWC' takes the channels last. Sizes are numbers, or one for each axis.
"""

from __future__ import annotations

from typing import Any

from ...diagnostics.checks import whole
from ...ndarray import NDArray
from ..block import HybridBlock
from .activations import Activation

_LAYOUTS = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def _each(size: Any, axes: int) -> tuple[int, ...]:
    """Return a size as one number for each axis."""
    return (size,) * axes if isinstance(size, int) else tuple(size)


class _Moved(HybridBlock):
    """Base of the layers that move a window along 1, 2 or 3 `axes`."""

    _axes: int

    def __init_subclass__(cls, axes: int = 2, **given: Any) -> None:
        cls._axes = axes
        super().__init_subclass__(**given)


class _Conv(_Moved):
    """Base of the convolutions."""

    _operation = "Convolution"

    def __init__(self, channels: int, kernel_size: Any, strides: Any = 1, padding: Any = 0, dilation: Any = 1,
                 groups: int = 1, layout: str | None = None, activation: str | None = None, use_bias: bool = True,
                 weight_initializer: Any = None, bias_initializer: Any = "zeros", in_channels: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        super().__init__(**naming)
        self._channels = whole(channels, "channels", f"nn.{type(self).__name__}", 1)
        self._options: dict[str, Any] = {"kernel": _each(kernel_size, self._axes), "stride": _each(strides, self._axes),
                         "dilate": _each(dilation, self._axes), "pad": _each(padding, self._axes),
                         "num_filter": channels, "num_group": groups, "no_bias": not use_bias,
                         "layout": layout or _LAYOUTS[self._axes]}  # fmt: skip
        with self.name_scope():
            self.weight = self.params.get("weight", shape=self._weight_shape(in_channels), init=weight_initializer,
                                          allow_deferred_init=True)  # fmt: skip
            self.bias = self.params.get("bias", shape=(channels,), init=bias_initializer,
                                        allow_deferred_init=True) if use_bias else None  # fmt: skip
            self.act = Activation(activation, prefix=activation + "_") if activation is not None else None

    def _alias(self) -> str:
        return "conv"

    def _weight_shape(self, in_channels: int) -> tuple[int, ...]:
        """Return (filters, channels of one group, ...), or with the channels last; 0 for what is not known."""
        kernel = self._options["kernel"]
        if not in_channels:
            return (self._channels, 0, *kernel) if self._channels_first() else (self._channels, *kernel, 0)
        each = in_channels // self._options["num_group"]
        return (self._channels, each, *kernel) if self._channels_first() else (self._channels, *kernel, each)

    def _channels_first(self) -> bool:
        return bool(self._options["layout"][1] == "C")

    def infer_shape(self, x: NDArray, *_: Any) -> None:
        self.weight.shape = self._weight_shape(x.shape[1 if self._channels_first() else -1])

    def hybrid_forward(self, F: Any, x: NDArray, weight: Any = None, bias: Any = None) -> Any:
        z = getattr(F, self._operation)(x, weight, bias, **self._options)
        return z if self.act is None else self.act(z)

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


class Conv1D(_Conv, axes=1):
    """`channels` filters of `kernel_size` moved along a sequence, plus a bias: (n, c, w) gives (n, channels, w')."""


class Conv2D(_Conv, axes=2):
    """`channels` filters of `kernel_size` moved over an image, plus a bias: (n, c, h, w) gives (n, channels, h', w').

    Each filter moves by `strides` over the image with `padding` zeros around it; its elements are `dilation` apart.
    """


class Conv3D(_Conv, axes=3):
    """`channels` filters of `kernel_size` moved through a volume, plus a bias."""


class _ConvTranspose(_Conv):
    """Base of the transposed convolutions, whose forward is the gradient of a convolution with respect to its data."""

    _operation = "Deconvolution"

    def __init__(self, channels: int, kernel_size: Any, strides: Any = 1, padding: Any = 0, output_padding: Any = 0,
                 dilation: Any = 1, groups: int = 1, layout: str | None = None, **options: Any) -> None:  # fmt: skip
        super().__init__(channels, kernel_size, strides, padding, dilation, groups, layout, **options)
        self._options["adj"] = _each(output_padding, self._axes)

    def _weight_shape(self, in_channels: int) -> tuple[int, ...]:
        """Return (channels, filters of one group, ...), or with the filters last; 0 for what is not known."""
        kernel, each = self._options["kernel"], self._channels // self._options["num_group"]
        return (in_channels, each, *kernel) if self._channels_first() else (in_channels, *kernel, each)


class Conv1DTranspose(_ConvTranspose, axes=1):
    """The transposed convolution of a sequence, which makes it longer by `strides`."""


class Conv2DTranspose(_ConvTranspose, axes=2):
    """The transposed convolution of an image, which enlarges it by `strides`."""


class Conv3DTranspose(_ConvTranspose, axes=3):
    """The transposed convolution of a volume, which enlarges it by `strides`."""


class _Pool(_Moved):
    """Base of the pools, which take the 'max' or 'avg' of each window, or of all elements."""

    _type: str
    _whole = False

    def __init_subclass__(cls, takes: str = "max", **given: Any) -> None:
        cls._type = takes
        super().__init_subclass__(**given)

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


class MaxPool1D(_Pool, axes=1, takes="max"):
    """The largest element of each window of `pool_size` along a sequence."""


class MaxPool2D(_Pool, axes=2, takes="max"):
    """The largest element of each window of `pool_size` in an image, `strides` apart: by default side by side."""


class MaxPool3D(_Pool, axes=3, takes="max"):
    """The largest element of each window of `pool_size` in a volume."""


class AvgPool1D(_Pool, axes=1, takes="avg"):
    """The mean of each window of `pool_size` along a sequence."""


class AvgPool2D(_Pool, axes=2, takes="avg"):
    """The mean of each window of `pool_size` in an image; zeros of the `padding` count, if `count_include_pad`."""


class AvgPool3D(_Pool, axes=3, takes="avg"):
    """The mean of each window of `pool_size` in a volume."""


class GlobalMaxPool1D(_GlobalPool, axes=1, takes="max"):
    """The largest element of each channel of a sequence: (n, c, w) gives (n, c, 1)."""


class GlobalMaxPool2D(_GlobalPool, axes=2, takes="max"):
    """The largest element of each channel of an image: (n, c, h, w) gives (n, c, 1, 1)."""


class GlobalMaxPool3D(_GlobalPool, axes=3, takes="max"):
    """The largest element of each channel of a volume."""


class GlobalAvgPool1D(_GlobalPool, axes=1, takes="avg"):
    """The mean of each channel of a sequence: (n, c, w) gives (n, c, 1)."""


class GlobalAvgPool2D(_GlobalPool, axes=2, takes="avg"):
    """The mean of each channel of an image: (n, c, h, w) gives (n, c, 1, 1)."""


class GlobalAvgPool3D(_GlobalPool, axes=3, takes="avg"):
    """The mean of each channel of a volume."""


class ReflectionPad2D(HybridBlock):
    """An image with `padding` rows and columns around it, in which its edges are mirrored."""

    def __init__(self, padding: Any = 0, **naming: Any) -> None:
        super().__init__(**naming)
        self._padding = (0, 0, 0, 0, *(padding,) * 4) if isinstance(padding, int) else tuple(padding)

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.pad(x, mode="reflect", pad_width=self._padding)

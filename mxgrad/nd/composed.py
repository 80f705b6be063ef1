"""Functions that are made of several operations, or choose between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

from ..core import tape
from ..core.invoke import invoke
from ..core.registry import REGISTRY
from ..core.signatures import declared
from ..diagnostics.checks import an_array, checked, yes_or_no
from ..diagnostics.messages import check_count, wrong_type
from ..errors import ShapeError
from ..ndarray import NDArray
from .creation import array
from .making import FUNCTIONS


def _run(name: str, *operands: Any, **params: Any) -> Any:
    op = REGISTRY[name]
    return invoke(op, operands, {**op.params, **params})


_DTYPE = ("DType | None", None)


def _declare(call: Any, name: str, **more: tuple[str, Any]) -> None:
    """Give a function the signature of its operation, with the parameters that it takes besides."""
    call.op, call.__signature__ = REGISTRY[name], declared(REGISTRY[name], **more)


# ---- softmax and its relatives, with a dtype and with lengths


def _with_dtype(name: str) -> Callable[..., Any]:
    plain = FUNCTIONS[name]

    def call(data: NDArray, *args: Any, dtype: Any = None, **given: Any) -> Any:
        return plain(data if dtype is None else data.astype(dtype), *args, **given)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"{plain.__doc__} `dtype` computes and returns in that dtype."
    _declare(call, name, dtype=_DTYPE)
    return call


log_softmax, softmin, _softmax = _with_dtype("log_softmax"), _with_dtype("softmin"), _with_dtype("softmax")


def softmax(data: NDArray, *args: Any, length: NDArray | None = None, use_length: bool = False, **given: Any) -> Any:
    """exp(x / temperature) divided by its sum along `axis`, without overflow.

    With `use_length`, only the first `length` elements of each row count (`length` has the shape of data without
    `axis`), and the others are 0. `dtype` computes and returns in that dtype.
    """
    if args and isinstance(args[0], NDArray):
        length, args = args[0], args[1:]
    if (length is not None) != yes_or_no(use_length, "use_length", "softmax"):
        raise TypeError("softmax: lengths count with both use_length=True and length, an NDArray of them")
    if length is None:
        return _softmax(data, *args, **given)
    an_array(length, "length", "softmax")
    if (dtype := given.pop("dtype", None)) is not None:
        data = data.astype(dtype)
    given.update(zip(("axis", "temperature"), args, strict=False))
    return FUNCTIONS["masked_softmax"](data, length, **given)


_declare(softmax, "softmax", length=("NDArray | None", None), use_length=("bool", False), dtype=_DTYPE)


# ---- the method and the function `reshape`


def reshape(data: NDArray, *args: Any, **given: Any) -> Any:
    """The same elements in another shape, as a copy; `x.reshape(...)` shares memory with x.

    Knows MXNet's codes 0, -1, -2, -3, -4 and `reverse=True`.
    """
    out = given.pop("out", None)
    result = FUNCTIONS["reshape"](data, *args, **given)
    result._data = result._data.copy()
    if out is None:
        return result
    out[:] = result
    return out


_declare(reshape, "reshape")


# ---- layers


@checked
def LayerNorm(data: NDArray, gamma: NDArray, beta: NDArray, axis: int = -1, eps: float = 1e-5,
              output_mean_var: bool = False, out: NDArray | None = None, name: str | None = None) -> Any:  # fmt: skip
    """Mean 0 and deviation 1 along one axis of each sample, times gamma, plus beta, which have that axis' length.

    With `output_mean_var` a list of it, the mean and the deviation; these two are constants.
    """
    result = FUNCTIONS["LayerNorm"](data, gamma, beta, axis=axis, eps=eps, out=out)
    return [result, *_moments(data, axis, eps, keepdims=True)] if output_mean_var else result


LayerNorm.op = REGISTRY["LayerNorm"]  # type: ignore[attr-defined]


@checked
def GroupNorm(data: NDArray, gamma: NDArray, beta: NDArray, num_groups: int = 1, eps: float = 1e-5,
              output_mean_var: bool = False, out: NDArray | None = None, name: str | None = None) -> Any:  # fmt: skip
    """Mean 0 and deviation 1 over groups of channels of each sample, times gamma, plus beta (num_groups,).

    With `output_mean_var` a list of it, the mean and the deviation of each group, (n, num_groups); these are constants.
    """
    result = FUNCTIONS["GroupNorm"](data, gamma, beta, num_groups=num_groups, eps=eps, out=out)
    if not output_mean_var:
        return result
    return [result, *_moments(data.detach().reshape((data.shape[0], num_groups, -1)), 2, eps, keepdims=False)]


GroupNorm.op = REGISTRY["GroupNorm"]  # type: ignore[attr-defined]


def _moments(data: NDArray, axis: int, eps: float, keepdims: bool) -> list[Any]:
    """Return mean and deviation along an axis, as constants."""
    token = tape.recording.set(False)
    try:
        mean, variance = _run("moments", data, axes=(axis,), keepdims=keepdims)
        return [mean, (variance + eps).sqrt()]
    finally:
        tape.recording.reset(token)


# ---- images whose channels come last

_LAYOUTS = {3: ("NCW", "NWC"), 4: ("NCHW", "NHWC"), 5: ("NCDHW", "NDHWC")}


def _with_layout(name: str) -> Callable[..., Any]:
    """Return a layer of images with the parameter `layout`: with channels last, axes are moved before and after."""
    plain = FUNCTIONS[name]
    weighted = "weight" in REGISTRY[name].inputs

    def call(*args: Any, layout: str | None = None, out: NDArray | None = None, **given: Any) -> Any:
        data = args[0] if args else given.get("data")
        ndim = data.ndim if isinstance(data, NDArray) else 0
        first, last = _LAYOUTS.get(ndim, ("", ""))
        if layout is None or layout == first:
            return plain(*args, out=out, **given)
        if not isinstance(layout, str):
            raise TypeError(f"{name}: layout must be a string, not {layout!r}")
        if layout != last:
            taken = f"{first!r} or {last!r} for data of {ndim} axes" if first else "for images (n, channels, length...)"
            shape = f", and data has shape {data.shape}" if isinstance(data, NDArray) and not first else ""
            raise ValueError(f"{name}: layout is {taken}, not {layout!r}{shape}")
        moved = [_channels(x, 1) if i < 1 + weighted and isinstance(x, NDArray) else x for i, x in enumerate(args)]
        for key in ("data", "weight"):
            if isinstance(given.get(key), NDArray):
                given[key] = _channels(given[key], 1)
        result = _channels(plain(*moved, **given), -1)
        if out is not None:
            out[:] = result
        return result if out is None else out

    call.__name__ = call.__qualname__ = name
    what = "data, weights and the result have" if weighted else "data and the result have"
    call.__doc__ = f"{plain.__doc__}\n\nIn `layout` 'NWC', 'NHWC' or 'NDHWC', {what} the channels last."
    _declare(call, name, layout=("str | None", None))
    return call


def _channels(x: NDArray, to: int) -> Any:
    """Move the last axis to place 1, or axis 1 to the last place."""
    axes = [*range(x.ndim)]
    axes.insert(1, axes.pop()) if to == 1 else axes.append(axes.pop(1))
    return _run("transpose", x, axes=tuple(axes))


Convolution, Deconvolution, Pooling = (_with_layout(name) for name in ("Convolution", "Deconvolution", "Pooling"))


@checked
def UpSampling(*data: NDArray, scale: int, sample_type: str = "nearest", num_filter: int = 0,
               multi_input_mode: str = "concat", num_args: int | None = None, workspace: int = 512) -> Any:  # fmt: skip
    """Images (n, c, h, w) enlarged to (n, c, scale h, scale w): every pixel becomes a square block.

    Several of different size are enlarged to that of the first, and joined along the channels or, for
    `multi_input_mode='sum'`, added. 'bilinear' takes the images and a weight (c, 1, k, k), k = 2 scale - scale % 2.
    """
    if (
        not data
        or not all(isinstance(x, NDArray) and x.ndim == 4 for x in data)
        or not (isinstance(scale, int | numpy.integer) and scale >= 1)
    ):
        given = ", ".join(str(x.shape) if isinstance(x, NDArray) else type(x).__name__ for x in data)
        raise ShapeError(f"UpSampling takes NDArrays of images (n, c, h, w), not {given or 'nothing'}, and a whole "
                         f"scale from 1 on, not {scale!r}")  # fmt: skip
    check_count(REGISTRY["UpSampling"], num_args, len(data))
    if num_filter and (sample_type != "bilinear" or num_filter != data[0].shape[1]):
        raise ShapeError(f"UpSampling: num_filter is for 'bilinear', and the number of channels, not {num_filter}")
    if sample_type == "bilinear" and len(data) == 2:
        channels, kernel = data[0].shape[1], 2 * scale - scale % 2
        pad = -((1 - scale) // 2)
        return _run("Deconvolution", *data, kernel=(kernel, kernel), stride=(scale, scale), pad=(pad, pad),
                    num_filter=channels, num_group=channels, no_bias=True)  # fmt: skip
    if sample_type != "nearest" or multi_input_mode not in ("concat", "sum"):
        raise ShapeError(f"UpSampling knows sample_type='nearest' and, with a weight, 'bilinear', not {sample_type!r}; "
                         f"multi_input_mode 'concat' and 'sum', not {multi_input_mode!r}")  # fmt: skip
    height = data[0].shape[2] * scale
    parts = [_run("UpSampling", x, scale=height // x.shape[2]) for x in data]
    if len(parts) == 1:
        return parts[0]
    return _run("concat", *parts, dim=1) if multi_input_mode == "concat" else _run("add_n", *parts)


UpSampling.op = REGISTRY["UpSampling"]  # type: ignore[attr-defined]


def linear_resize(data: NDArray, rows: Any, columns: Any) -> Any:
    """Images (n, c, h, w) multiplied with fixed matrices (height, h) and (width, w) along their last two axes."""
    rows, columns = (array(m, ctx=data.context, dtype=data.dtype) for m in (rows, columns))
    return _run("dot", _run("transpose", _run("dot", data, columns, transpose_b=True), axes=(0, 1, 3, 2)), rows,
                transpose_b=True).transpose((0, 1, 3, 2))  # fmt: skip


@checked
def AdaptiveAvgPooling2D(data: NDArray, output_size: int | tuple[int, ...] = ()) -> Any:
    """Images (n, c, h, w) averaged over a grid of `output_size` parts, by default a single one."""
    if (wanted := wrong_type(REGISTRY["col2im"], "output_size", output_size)) is not None:
        raise TypeError(f"AdaptiveAvgPooling2D: output_size must be {wanted}, not {output_size!r}"[:200])
    sizes = (output_size,) * 2 if isinstance(output_size, int) else tuple(output_size) * (2 // (len(output_size) or 2))
    height, width = sizes or (1, 1)
    return linear_resize(data, _averages(data.shape[2], height), _averages(data.shape[3], width))


def _averages(n: int, parts: int) -> Any:
    matrix = numpy.zeros((parts, n))
    for i in range(parts):
        start, stop = i * n // parts, -(-(i + 1) * n // parts)
        matrix[i, start:stop] = 1 / (stop - start)
    return matrix


@checked
def BilinearResize2D(data: NDArray, height: int, width: int, align_corners: bool = True) -> Any:
    """Images (n, c, h, w) resized to (n, c, height, width) by interpolating between neighbouring pixels."""
    return linear_resize(data, _between(data.shape[2], height, align_corners),
                         _between(data.shape[3], width, align_corners))  # fmt: skip


def _between(n: int, size: int, align_corners: bool) -> Any:
    if align_corners:
        place = numpy.linspace(0, n - 1, size) if size > 1 else numpy.zeros(1)
    else:
        place = numpy.clip((numpy.arange(size) + 0.5) * n / size - 0.5, 0, n - 1)
    low = numpy.clip(numpy.floor(place).astype(int), 0, max(n - 2, 0))
    matrix = numpy.zeros((size, n))
    matrix[numpy.arange(size), low] = 1 - (place - low)
    matrix[numpy.arange(size), numpy.minimum(low + 1, n - 1)] += place - low
    return matrix


# ---- MXNet's operators that insist on equal shapes


def _strict(alias: str, name: str) -> Callable[..., Any]:
    broadcasting = FUNCTIONS[name]

    def call(lhs: NDArray, rhs: NDArray, out: NDArray | None = None, name: str | None = None) -> Any:
        if getattr(lhs, "shape", None) != getattr(rhs, "shape", None):
            raise ShapeError(
                f"{call.__name__} needs equal shapes, not {getattr(lhs, 'shape', lhs)} and "
                f"{getattr(rhs, 'shape', rhs)}: use nd.{broadcasting.__name__}, which broadcasts"
            )
        return broadcasting(lhs, rhs, out=out)

    call.__name__ = call.__qualname__ = f"elemwise_{alias}"
    call.__doc__ = f"{REGISTRY[name].doc.partition(chr(10))[0]} Shapes must be equal: raises `ShapeError` where not."
    call.__signature__ = declared(REGISTRY[name])  # type: ignore[attr-defined]
    return call


elemwise_add, elemwise_sub = _strict("add", "add"), _strict("sub", "subtract")
elemwise_mul, elemwise_div = _strict("mul", "multiply"), _strict("div", "divide")

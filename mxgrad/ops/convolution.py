"""Convolution in one, two or three dimensions: arrays are (n, channels, length...).

Everything rests on `im2col`, which lays out every window as a column, and its adjoint `col2im`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import product
from typing import Any

from ..core.op import op
from ..errors import ShapeError
from .products import transposed

Sizes = tuple[int, ...]


def sizes_of(value: Any, ndim: int, default: int, name: str) -> Sizes:
    """Return one number a spatial axis. Raises where there are fewer or more, or one is less than the default."""
    found = (default,) * ndim if value is None or value == () else value
    found = (found,) * ndim if isinstance(found, int) else tuple(int(n) for n in found)
    if len(found) != ndim:
        raise ShapeError(f"{name}={value} must have one number for each of the {ndim} axes of the kernel")
    if min(found, default=default) < default:
        raise ShapeError(f"{name}={value} must be at least {default} along each axis")
    return found


def window_geometry(shape: Sizes, kernel: Any, stride: Any, dilate: Any, pad: Any) -> tuple[Any, ...]:
    """Return kernel, stride, dilate, the pads before and after each axis, and the number of windows along each."""
    ndim = len(shape) - 2
    kernel = sizes_of(kernel, ndim, 1, "kernel")
    stride, dilate = sizes_of(stride, ndim, 1, "stride"), sizes_of(dilate, ndim, 1, "dilate")
    if not (pad and isinstance(pad[0], tuple)):
        pad = tuple((p, p) for p in sizes_of(pad, ndim, 0, "pad"))
    reach = [d * (k - 1) + 1 for d, k in zip(dilate, kernel, strict=True)]
    counts = tuple((n + sum(p) - r) // s + 1 for n, p, r, s in zip(shape[2:], pad, reach, stride, strict=True))
    if min(counts) < 1:
        raise ShapeError(f"a kernel of {kernel} (with dilate {dilate}) does not fit into shape {shape} with pad {pad}")
    return kernel, stride, dilate, pad, counts


@lru_cache(maxsize=256)
def _windows(geometry: Any) -> Any:
    """Return, for each place in the kernel, the index that reads it in every window at once."""
    kernel, stride, dilate, _, counts = geometry
    corners = product(*(range(0, k * d, d) for k, d in zip(kernel, dilate, strict=True)))
    return [(slice(None), *(slice(a, a + s * (m - 1) + 1, s) for a, s, m in zip(corner, stride, counts, strict=True)))
            for corner in corners]  # fmt: skip


def _inside(lengths: Sizes, pads: Any) -> Any:
    """Return the index of what is not padding."""
    return (slice(None), *(slice(p[0], p[0] + m) for m, p in zip(lengths, pads, strict=True)))


# What is copied window by window has the batch as its last axis, whatever the shapes say: windows are often only a few
# elements wide, and then the whole batch is copied in one stretch.


def _batch_last(F: Any, x: Any) -> Any:
    return F.transpose(x, (*range(1, x.ndim), 0))


def _batch_first(F: Any, x: Any) -> Any:
    return F.transpose(x, (x.ndim - 1, *range(x.ndim - 1)))


@op(data=lambda F, g, data_shape, kernel, stride, dilate, pad: F.col2im(g, data_shape[2:], kernel, stride, dilate, pad),
    elements="moved", label="windows of {data}", method=False,
    adjoint="g added back where each window was read")  # fmt: skip
def im2col(F, data, *, kernel, stride=None, dilate=None, pad=None):
    """Every window as a column: (n, c, length...) becomes (n, c × kernel size, windows)."""
    geometry = window_geometry(data.shape, kernel, stride, dilate, pad)
    n, c = data.shape[:2]
    lengths, pads, counts = data.shape[2:], geometry[3], geometry[4]
    data = _batch_last(F, data)
    if any(map(any, pads)):
        padded = F.zeros((c, *(m + sum(p) for m, p in zip(lengths, pads, strict=True)), n), data.dtype)
        padded[_inside(lengths, pads)] = data
        data = padded
    columns = F.empty((c, math.prod(geometry[0]), *counts, n), data.dtype)
    for i, window in enumerate(_windows(geometry)):
        columns[:, i] = data[window]
    return _batch_first(F, F.reshape(columns, (c * math.prod(geometry[0]), math.prod(counts), n)))


@op(data=lambda F, g, kernel, stride, dilate, pad: F.im2col(g, kernel, stride, dilate, pad), counts=True,
    elements="placed", label="fold {data}", method=False, adjoint="the windows of g")  # fmt: skip
def col2im(F, data, *, output_size, kernel, stride=None, dilate=None, pad=None):
    """Columns added back into the places of their windows: the adjoint of `im2col`."""
    size = math.prod(sizes_of(kernel, len(output_size), 1, "kernel"))
    n, c = data.shape[0], data.shape[1] // size
    geometry = window_geometry((n, c, *output_size), kernel, stride, dilate, pad)
    columns = F.reshape(_batch_last(F, data), (c, size, *geometry[4], n))
    image = F.zeros((c, *(m + sum(p) for m, p in zip(output_size, geometry[3], strict=True)), n), data.dtype)
    for i, window in enumerate(_windows(geometry)):
        image[window] += columns[:, i]
    return _batch_first(F, image[_inside(output_size, geometry[3])])


# ---- convolution: a product of matrices for each group, weights (filters, c k) times columns (c k, windows × images)


def _columns(F: Any, data: Any, groups: int, *window: Any) -> Any:
    """Return the windows of all images as one matrix of columns for each group."""
    return _matrices(F, F.im2col(data, *window), groups)


def _matrices(F: Any, images: Any, groups: int) -> Any:
    """Return images (n, groups × rows, places...) as one matrix for each group: (groups, rows, places × n)."""
    n, c = images.shape[:2]
    # a gradient that sum() spread repeats one number by strides of 0, which matrix products are slow with
    x = F.ascontiguousarray(_batch_last(F, images))
    return F.reshape(x, (groups, c // groups, math.prod(images.shape[2:]) * n))


def _images(F: Any, x: Any, places: Sizes, n: int) -> Any:
    """Undo `_matrices`."""
    return _batch_first(F, F.reshape(x, (x.shape[0] * x.shape[1], *places, n)))


def _by_group(F: Any, weight: Any, groups: int) -> Any:
    return F.reshape(weight, (groups, weight.shape[0] // groups, -1))


def _convolution_dx(F: Any, g: Any, data_shape: Sizes, weight: Any, kernel: Any, stride: Any, dilate: Any, pad: Any,
                    num_group: int) -> Any:  # fmt: skip
    columns = F.matmul(transposed(F, _by_group(F, weight, num_group)), _matrices(F, g, num_group))
    folded = _images(F, columns, (math.prod(g.shape[2:]),), g.shape[0])
    return F.col2im(folded, data_shape[2:], kernel, stride, dilate, pad)


def _weight_gradient(F: Any, g: Any, data: Any, weight_shape: Sizes, num_group: int, *window: Any) -> Any:
    """Return images g times the columns of data: a sum over all windows of all images."""
    columns = _columns(F, data, num_group, *window)
    return F.reshape(F.matmul(_matrices(F, g, num_group), transposed(F, columns)), weight_shape)


def _bias_gradient(F: Any, g: Any, no_bias: bool) -> Any:
    return F.sum(g, axis=(0, *range(2, len(g.shape)))) * (not no_bias)


def _with_bias(F: Any, z: Any, bias: Any, no_bias: bool) -> Any:
    return z if bias is None or no_bias else z + F.reshape(bias, (1, -1) + (1,) * (z.ndim - 2))


@op(data=_convolution_dx,
    weight=lambda F, g, data, weight_shape, kernel, stride, dilate, pad, num_group:
        _weight_gradient(F, g, data, weight_shape, num_group, kernel, stride, dilate, pad),
    bias=_bias_gradient, widen="float32", elements="convolution", label="{data} ∗ {weight}", method=False,
    adjoint={"data": "the weights laid back over g", "weight": "windows of {data}, weighted by g",
             "bias": "g summed over images and places"})  # fmt: skip
def Convolution(F, data, weight, bias=None, *, kernel, num_filter=None, stride=None, dilate=None, pad=None,
                num_group=1, no_bias=False, workspace=1024, cudnn_tune=None, cudnn_off=False):  # fmt: skip
    """Cross-correlation of (n, c, length...) with weights (filters, c / groups, kernel...), plus a bias (filters,).

    Every result is the sum over one window of data times weights. Length 1 + (length + 2 pad - reach) / stride, where
    the kernel reaches over dilate (kernel - 1) + 1.
    """
    _check_weight(data, weight, data.shape[1] // num_group, num_filter, weight.shape[0], kernel)
    columns = _columns(F, data, num_group, weight.shape[2:], stride, dilate, pad)
    z = F.matmul(_by_group(F, weight, num_group), columns)
    counts = window_geometry(data.shape, weight.shape[2:], stride, dilate, pad)[4]
    return _with_bias(F, _images(F, z, counts, data.shape[0]), bias, no_bias)


def _check_weight(data: Any, weight: Any, channels: int, num_filter: Any, filters: int, kernel: Any) -> None:
    if data.ndim != weight.ndim or weight.shape[1] != channels:
        raise ShapeError(f"weight of shape {weight.shape} does not fit data of shape {data.shape}: expected "
                         f"({num_filter or 'filters'}, {channels}, kernel...)")  # fmt: skip
    if num_filter is not None and num_filter != filters:
        raise ShapeError(f"num_filter={num_filter}, but weight of shape {weight.shape} makes {filters}")
    if kernel is not None and tuple(sizes_of(kernel, data.ndim - 2, 1, "kernel")) != weight.shape[2:]:
        raise ShapeError(f"kernel={kernel}, but weight has shape {weight.shape}")


def _deconvolution_dx(F: Any, g: Any, weight: Any, data_shape: Sizes, kernel: Any, stride: Any, dilate: Any, pad: Any,
                      num_group: int) -> Any:  # fmt: skip
    columns = _columns(F, g, num_group, kernel, stride, dilate, pad)
    return _images(F, F.matmul(_by_group(F, weight, num_group), columns), data_shape[2:], data_shape[0])


def _fitted(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find pad and adj for `target_shape`: half of what is too much on each side, as in MXNet."""
    ndim = datas[0].ndim - 2
    target = sizes_of(params["target_shape"], ndim, 0, "target_shape")
    if not any(target):
        return params
    kernel, stride, dilate = (sizes_of(params[name], ndim, 1, name) for name in ("kernel", "stride", "dilate"))
    excess = [(n - 1) * s + d * (k - 1) + 1 - wanted for n, s, d, k, wanted
              in zip(datas[0].shape[2:], stride, dilate, kernel, target, strict=True)]  # fmt: skip
    if min(excess) < 0:
        raise ShapeError(f"target_shape={target} is more than the {tuple(map(sum, zip(target, excess, strict=True)))} "
                         "that the kernel reaches")  # fmt: skip
    return {**params, "pad": tuple((e + 1) // 2 for e in excess), "adj": tuple(e % 2 for e in excess)}


@op(data=_deconvolution_dx, prepare=_fitted,
    weight=lambda F, g, data, weight_shape, kernel, stride, dilate, pad, num_group:
        _weight_gradient(F, data, g, weight_shape, num_group, kernel, stride, dilate, pad),
    bias=_bias_gradient, widen="float32", elements="deconvolution", label="{data} ∗ᵀ {weight}", method=False,
    adjoint={"data": "the convolution of g", "weight": "windows of g, weighted by {data}",
             "bias": "g summed over images and places"})  # fmt: skip
def Deconvolution(F, data, weight, bias=None, *, kernel, num_filter=None, stride=None, dilate=None, pad=None, adj=None,
                  target_shape=None, num_group=1, no_bias=True, workspace=512, cudnn_tune=None,
                  cudnn_off=False):  # fmt: skip
    """The adjoint of Convolution: weights (c, filters / groups, kernel...) laid over the result, times each element.

    Length (length - 1) stride + reach - 2 pad + adj; `target_shape` asks for lengths, which decides pad and adj
    in place of those given, as in MXNet.
    """
    ndim = data.ndim - 2
    kernel, stride = sizes_of(kernel, ndim, 1, "kernel"), sizes_of(stride, ndim, 1, "stride")
    dilate, pads = sizes_of(dilate, ndim, 1, "dilate"), sizes_of(pad, ndim, 0, "pad")
    adj = sizes_of(adj, ndim, 0, "adj")
    if weight.ndim != data.ndim or weight.shape[0] != data.shape[1]:
        raise ShapeError(f"weight of shape {weight.shape} does not fit data of shape {data.shape}: expected "
                         f"({data.shape[1]}, filters / groups, kernel...)")  # fmt: skip
    if num_filter is not None and num_filter != weight.shape[1] * num_group:
        raise ShapeError(f"num_filter={num_filter}, but weight of shape {weight.shape} makes "
                         f"{weight.shape[1] * num_group}")  # fmt: skip
    size = tuple((n - 1) * s + d * (k - 1) + 1 - 2 * p + a
                 for n, s, d, k, p, a in zip(data.shape[2:], stride, dilate, kernel, pads, adj,
                                               strict=True))  # fmt: skip
    columns = F.matmul(transposed(F, _by_group(F, weight, num_group)), _matrices(F, data, num_group))
    folded = _images(F, columns, (math.prod(data.shape[2:]),), data.shape[0])
    z = F.col2im(folded, size, kernel, stride, dilate, pads)
    return _with_bias(F, z, bias, no_bias)

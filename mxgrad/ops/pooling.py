"""Pooling: the largest, mean or sum of each window of (n, channels, length...)."""

from __future__ import annotations

import math
from typing import Any

from ..core.namespace import accumulator
from ..core.op import op
from ..errors import ShapeError
from .convolution import sizes_of, window_geometry


def _window(shape: Any, params: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Return kernel, stride and pads; 'full' pads behind so that no element is left out, 'same' one window a stride."""
    ndim = len(shape) - 2
    if params["global_pool"]:
        return tuple(shape[2:]), (1,) * ndim, ((0, 0),) * ndim
    kernel = sizes_of(params["kernel"], ndim, 1, "kernel")
    stride, pads = sizes_of(params["stride"], ndim, 1, "stride"), sizes_of(params["pad"], ndim, 0, "pad")
    behind = list(pads)
    if params["pooling_convention"] == "full":
        for i, (n, k, s, p) in enumerate(zip(shape[2:], kernel, stride, pads, strict=True)):
            behind[i] += -(n + 2 * p - k) % s
    elif params["pooling_convention"] == "same":
        if any(pads):
            raise ShapeError(f"pooling_convention 'same' pads by itself: leave out pad={params['pad']}")
        behind = [max(0, -(-n // s) * s - s + k - n) for n, k, s in zip(shape[2:], kernel, stride, strict=True)]
    elif params["pooling_convention"] != "valid":
        raise ShapeError(f"pooling_convention is 'valid', 'full' or 'same', not {params['pooling_convention']!r}")
    return kernel, stride, tuple(zip(pads, behind, strict=True))


def _by_window(F: Any, data: Any, kernel: Any, stride: Any, pad: Any) -> Any:
    """Return windows as (n, c, kernel size, windows)."""
    columns = F.im2col(data, kernel, stride, None, pad)
    return F.reshape(columns, (data.shape[0], data.shape[1], math.prod(kernel), columns.shape[-1]))


def _prepared(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find the windows, and for 'max' the element that each window chooses, the first at a tie."""
    F, data, kind = ctx.F, datas[0], params["pool_type"]
    if kind not in ("max", "avg", "sum", "lp"):
        raise ShapeError(f"Pooling knows pool_type 'max', 'avg', 'sum' and 'lp', not {kind!r}")
    kernel, stride, pad = _window(data.shape, params)
    counts = window_geometry(data.shape, kernel, stride, None, pad)[4]
    found = {**params, "_window": (kernel, stride, pad), "_shape": (*data.shape[:2], *counts)}
    if kind == "max":
        found["_key"], found["_outside"] = _largest(F, data, kernel, stride, pad)
    elif kind == "avg":
        found["_count"] = _number(F, data, params, kernel, stride, pad)
    return found


def _largest(F: Any, data: Any, kernel: Any, stride: Any, pad: Any) -> Any:
    """Return the places of the chosen elements in all of data, laid out flat, and which windows hold none.

    The latter is None where all do; only padding as wide as the stride makes others.
    """
    n, c = data.shape[:2]
    size = math.prod(data.shape[2:])
    place, values = F.arange(size).reshape((1, 1, *data.shape[2:])), data
    if any(map(any, pad)):
        inside = (..., *(slice(before, before + m) for (before, _), m in zip(pad, data.shape[2:], strict=True)))
        padded = tuple(m + sum(p) for m, p in zip(data.shape[2:], pad, strict=True))
        place, unpadded = F.zeros((1, 1, *padded), "int64"), place
        place[inside] = unpadded
        values = F.full((n, c, *padded), -math.inf, data.dtype)
        values[inside] = data
    chosen = F.argmax(_by_window(F, values, kernel, stride, None), axis=2)
    places = _by_window(F, place, kernel, stride, None)[0, 0]
    key = places[chosen, F.arange(places.shape[1])] + (F.arange(n * c) * size).reshape(n, c, 1)
    if all(k > max(p) for k, p in zip(kernel, pad, strict=True)):
        return key, None
    ones = F.zeros((1, 1, *padded), data.dtype)
    ones[inside] = 1
    return key, F.max(_by_window(F, ones, kernel, stride, None), axis=2) == 0


def _number(F: Any, data: Any, params: dict[str, Any], kernel: Any, stride: Any, pad: Any) -> Any:
    """Return how many elements each window averages over: those of the frame too, unless told otherwise."""
    own = sizes_of(params["pad"], data.ndim - 2, 0, "pad")
    ones = F.ones((1, 1, *data.shape[2:]), accumulator(data.dtype))
    if params["count_include_pad"] and not params["global_pool"]:
        ones = F.pad(ones, ((0, 0), (0, 0), *((p, p) for p in own)), mode="constant", constant_values=1)
        pad = tuple((before - p, behind - p) for (before, behind), p in zip(pad, own, strict=True))
    return F.maximum(F.sum(_by_window(F, ones, kernel, stride, pad), axis=2), 1)  # 0 of nothing but padding is 0


def _pooled_gradient(F: Any, g: Any, data: Any, z: Any, pool_type: str, p_value: int, _window: Any, _key: Any,
                     _count: Any, _outside: Any) -> Any:  # fmt: skip
    n, c = data.shape[:2]
    g = F.reshape(g, (n, c, math.prod(g.shape[2:])))
    if pool_type == "max":
        g = g if _outside is None else F.where(_outside, F.zeros_like(g), g)
        return F.reshape(F.scatter_add(g, _key, (math.prod(data.shape),)), data.shape)
    if pool_type == "avg":
        g = g / _count
    if pool_type == "lp":
        length = F.reshape(z, g.shape)
        g = g * (length > 0) * (length + (length == 0)) ** (1 - p_value)  # 0 for a window of zeros: a sub-gradient
    kernel, stride, pad = _window
    size = math.prod(kernel)
    repeated = F.reshape(F.repeat(F.reshape(g, (n, c, 1, g.shape[-1])), size, 2), (n, c * size, g.shape[-1]))
    spread = F.col2im(repeated, data.shape[2:], kernel, stride, None, pad)
    if pool_type != "lp":
        return spread
    return spread * (F.sign(data) if p_value == 1 else data * F.absolute(data) ** (p_value - 2))


def _cell(pool_type: str, p_value: int, pad: Any, count_include_pad: bool, _count: Any, _outside: Any) -> str | None:
    """Return a cell by its window; None where it counts padding as some windows do and others do not."""
    if pool_type == "sum":
        return "Σ[{data}]"
    if pool_type == "max":
        return "max(,[{data}])" if _outside is None else None
    if pool_type == "lp":
        known = {1: "Σ[|{data}|]", 2: "√(Σ[{data}²])"}
        return known.get(p_value, f"(Σ[|{{data}}|^{p_value}])^(1/{p_value})")
    if _count is not None and _count.size and bool((_count == _count.flat[0]).all()):
        return f"(Σ[{{data}}]) / {_count.flat[0]:g}"
    padded = any(pad) if isinstance(pad, tuple) else bool(pad)
    return None if padded and count_include_pad else "mean(,[{data}])"


@op(data=_pooled_gradient, prepare=_prepared, widen="float32", elements="windows",
    cell=_cell,
    label="{pool_type} of windows of {data}", method=False,
    adjoint="g, back to the elements of each window")  # fmt: skip
def Pooling(F, data, *, kernel=(), pool_type="max", stride=None, pad=None, global_pool=False,
            pooling_convention="valid", count_include_pad=True, p_value=2, cudnn_off=False, _window=None,
            _shape=None, _key=None, _count=None, _outside=None):  # fmt: skip
    """The 'max', 'avg', 'sum' or 'lp' norm of every window; `global_pool` makes each channel one window.

    An average counts the padded frame unless `count_include_pad` is off. 'full' pooling_convention also takes windows
    that reach over the end, 'same' as many windows as strides begin, length / stride rounded up, and no `pad`.
    At a tie the first largest element gets the gradient.
    """
    if pool_type == "max":
        chosen = F.reshape(data, (-1,))[_key]
        if _outside is not None:
            chosen = F.where(_outside, F.finfo(data.dtype).min, chosen).astype(data.dtype)
        return F.reshape(chosen, _shape)
    if pool_type == "lp":
        data = F.absolute(data) ** p_value
    total = F.sum(_by_window(F, data, *_window), axis=2)
    if pool_type == "avg":
        total = total / _count
    return F.reshape(total ** (1 / p_value) if pool_type == "lp" else total, _shape)

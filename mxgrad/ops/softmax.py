"""Softmax and its relatives, along an axis."""

from __future__ import annotations

import math
from typing import Any

from ..core.op import op
from ..errors import ShapeError


def _cooled(x: Any, temperature: float | None) -> Any:
    return x if temperature in (None, 1) else x / temperature


def _scaled(temperature: float | None) -> str:
    return "{x}" if temperature in (None, 1) else f"{{x}}/{temperature:g}"


@op(x=lambda F, g, z, axis, temperature: _cooled(z * (g - F.sum(g * z, axis=axis, keepdims=True)), temperature),
    widen="float32", elements="along", label="softmax {x}",
    cell=lambda temperature: f"exp({_scaled(temperature)}) / (Σ[exp({_scaled(temperature)})])",
    floating=True, adjoint="{z} (g − Σ g {z})")  # fmt: skip
def softmax(F, x, *, axis=-1, temperature=None):
    """exp(x / temperature) divided by its sum along `axis`, without overflow."""
    e = F.exp(_shifted(F, x, axis, temperature))
    return e / F.sum(e, axis=axis, keepdims=True)


@op(x=lambda F, g, z, axis, temperature: _cooled(-z * (g - F.sum(g * z, axis=axis, keepdims=True)), temperature),
    widen="float32", elements="along", label="softmin {x}",
    cell=lambda temperature: f"exp(−{_scaled(temperature)}) / (Σ[exp(−{_scaled(temperature)})])",
    floating=True, adjoint="−{z} (g − Σ g {z})")  # fmt: skip
def softmin(F, x, *, axis=-1, temperature=None):
    """softmax of -x: the smallest element gets the largest share."""
    e = F.exp(_shifted(F, -x, axis, temperature))
    return e / F.sum(e, axis=axis, keepdims=True)


@op(x=lambda F, g, z, axis, temperature: _cooled(g - F.exp(z) * F.sum(g, axis=axis, keepdims=True), temperature),
    widen="float32", elements="along", label="log softmax {x}",
    cell=lambda temperature: f"{_scaled(temperature)} − log(Σ[exp({_scaled(temperature)})])",
    floating=True, adjoint="g − exp({z}) Σ g")  # fmt: skip
def log_softmax(F, x, *, axis=-1, temperature=None):
    """The logarithm of softmax, without overflow."""
    shifted = _shifted(F, x, axis, temperature)
    return shifted - F.log(F.sum(F.exp(shifted), axis=axis, keepdims=True))


def _shifted(F: Any, x: Any, axis: int, temperature: float | None) -> Any:
    """Return x / temperature less its maximum along the axis, so that no exponential overflows."""
    x = _cooled(x, temperature)
    return x - F.max(x, axis=axis, keepdims=True)


def exponentials(F: Any, x: Any, axes: Any, temperature: float | None = None) -> dict[str, Any]:
    """Return what softmax divides, and by what, as it is computed: without overflow."""
    e = F.exp(_cooled(x - F.max(x, axis=axes, keepdims=True), temperature))
    return {"exp(data − max)": e, "Σ exp(data − max)": F.sum(e, axis=axes, keepdims=True)}


SHARE = "{exp(data − max)} / {Σ exp(data − max)}"


def _counted_exponentials(F: Any, x: Any, axis: int, temperature: float | None, _mask: Any) -> dict[str, Any]:
    there = F.where(_mask, x, F.full((), -math.inf, x.dtype))
    top = F.max(there, axis=axis, keepdims=True)
    e = F.exp(_cooled(there - F.where(top > -math.inf, top, F.zeros_like(top)), temperature))
    total = F.sum(e, axis=axis, keepdims=True)
    return {"exp(data − max)": e, "Σ exp(data − max)": F.where(total == 0, F.ones_like(total), total)}


def _counted(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find the elements within the length of each row."""
    data, length = datas
    axis = params["axis"] % data.ndim
    if length.shape != (*data.shape[:axis], *data.shape[axis + 1 :]):
        raise ShapeError(f"softmax: length has shape {length.shape}, but data without axis {axis} has "
                         f"{(*data.shape[:axis], *data.shape[axis + 1 :])}")  # fmt: skip
    places = ctx.F.arange(data.shape[axis]).reshape((-1,) + (1,) * (data.ndim - 1 - axis))
    return {**params, "_mask": places < ctx.F.expand_dims(length, axis)}


@op(x=lambda F, g, z, axis, temperature: _cooled(z * (g - F.sum(g * z, axis=axis, keepdims=True)), temperature),
    prepare=_counted, mixed=True, widen="float32", floating=True, label="softmax {x}", method=False,
    elements="same", cell=SHARE, between=_counted_exponentials,
    adjoint="{z} (g − Σ g {z})")  # fmt: skip
def masked_softmax(F, x, length, *, axis=-1, temperature=None, _mask=None):
    """softmax over the first `length` elements of each row along `axis`; the others are 0."""
    x = F.where(_mask, x, F.full((), -math.inf, x.dtype))
    top = F.max(x, axis=axis, keepdims=True)
    e = F.exp((x - F.where(top > -math.inf, top, F.zeros_like(top))) / (temperature or 1)).astype(x.dtype)
    total = F.sum(e, axis=axis, keepdims=True)
    return e / F.where(total == 0, F.ones_like(total), total)


def _channel_softmax(F: Any, g: Any, z: Any, mode: str) -> Any:
    axes = (1,) if mode == "channel" else tuple(range(1, len(z.shape)))
    return z * (g - F.sum(g * z, axis=axes, keepdims=True))


@op(
    data=_channel_softmax,
    elements="same",
    cell=SHARE,
    between=lambda F, data, mode: exponentials(F, data, (1,) if mode == "channel" else tuple(range(1, data.ndim))),
    widen="float32",
    label="softmax {data}",
    method=False,
    floating=True,
    adjoint="{z} (g − Σ g {z})",
)
def SoftmaxActivation(F, data, *, mode="instance"):
    """softmax over all of each sample, or over its channels (axis 1) for mode 'channel'."""
    if mode not in ("instance", "channel"):
        raise ShapeError(f"SoftmaxActivation knows the modes 'instance' and 'channel', not {mode!r}")
    axes = (1,) if mode == "channel" else tuple(range(1, data.ndim))
    e = F.exp(data - F.max(data, axis=axes, keepdims=True))
    return e / F.sum(e, axis=axes, keepdims=True)

"""Sequences of different lengths: time is the first axis (or the second), samples the other; the rest are features."""

from __future__ import annotations

from typing import Any

from ..core.masks import of_filled, of_first
from ..core.op import op


def _lengths(ctx: Any, datas: Any, params: dict[str, Any]) -> tuple[Any, int, int]:
    """Return the length of each sample, the number of steps, and of samples."""
    F, data, axis = ctx.F, datas[0], params["axis"]
    steps, samples = data.shape[axis], data.shape[1 - axis]
    if params["use_sequence_length"] and len(datas) > 1:
        return datas[1].astype("int64"), steps, samples
    return F.full((samples,), steps, "int64"), steps, samples


def _kept(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    length, steps, _ = _lengths(ctx, datas, params)
    inside = ctx.F.arange(steps).reshape(-1, 1) < length.reshape(1, -1)
    if params["axis"] == 1:
        inside = inside.T
    shape = inside.shape + (1,) * (datas[0].ndim - 2)
    return {**params, "_mask": inside.reshape(shape).astype(datas[0].dtype)}


@op(data=lambda F, g, _mask: g * _mask, prepare=_kept, mixed=True,
    elements="same", cell=lambda value: f"{{data}}·{{mask}} + {value:g}·(1 − {{mask}})" if value else "{data}·{mask}",
    between=lambda F, _mask: {"mask": _mask}, back={"data": "{g}·{mask}"}, label="mask {data}", method=False,
    adjoint="g inside each sequence, 0 behind its end", mask=of_filled("value"))  # fmt: skip
def SequenceMask(F, data, sequence_length=None, *, use_sequence_length=False, value=0.0, axis=0, _mask=None):
    """Data with `value` behind the end of each sequence; unchanged without `use_sequence_length`."""
    return F.where(_mask != 0, data, F.scalar(data.dtype, value))


def _last(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    length, _, samples = _lengths(ctx, datas, params)
    pair = (length - 1, ctx.F.arange(samples))
    return {**params, "_key": pair if params["axis"] == 0 else pair[::-1]}


@op(data=lambda F, g, data_shape, _key: F.scatter_add(g, _key, data_shape), prepare=_last, mixed=True,
    elements="chosen", label="last of {data}", method=False, adjoint="g at the last step of each sequence, 0 elsewhere",
    mask=of_first)  # fmt: skip
def SequenceLast(F, data, sequence_length=None, *, use_sequence_length=False, axis=0, _key=None):
    """The last step of each sequence: its own end with `use_sequence_length`."""
    return data[_key]


def _reversed(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    length, steps, samples = _lengths(ctx, datas, params)
    time = ctx.F.arange(steps).reshape(-1, 1)
    turned = ctx.F.where(time < length, length - 1 - time, time)
    pair = (turned, ctx.F.arange(samples).reshape(1, -1))
    return {**params, "_key": pair if params["axis"] == 0 else (pair[1].T, pair[0].T)}


@op(data=lambda F, g, _key: F.getitem(g, _key), prepare=_reversed, mixed=True, elements="chosen",
    label="reverse {data}", method=False,
    adjoint="g, reversed back", mask=of_first)  # fmt: skip
def SequenceReverse(F, data, sequence_length=None, *, use_sequence_length=False, axis=0, _key=None):
    """Each sequence in reverse; with `use_sequence_length` what lies behind its end stays."""
    return data[_key]

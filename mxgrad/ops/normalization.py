"""Normalisation: data less its mean, divided by its deviation, over some of the axes."""

from __future__ import annotations

import math
from typing import Any

from ..core import tape
from ..core.namespace import accumulator
from ..core.op import op
from ..errors import ShapeError
from .reductions import reduced_axes

Axes = tuple[int, ...]


def _moments(F: Any, x: Any, axes: Axes) -> tuple[Any, Any]:
    mean = F.mean(x, axis=axes, keepdims=True)
    centred = x - mean
    return mean, F.mean(centred * centred, axis=axes, keepdims=True)


def _normal(F: Any, x: Any, axes: Axes, eps: float) -> tuple[Any, Any]:
    """Return x with mean 0 and deviation 1 over the axes, and what it was multiplied by."""
    mean, var = _moments(F, x, axes)
    scale = 1 / F.sqrt(var + eps)
    return (x - mean) * scale, scale


def _normal_dx(F: Any, g: Any, x: Any, axes: Axes, eps: float) -> Any:
    """Return the adjoint of x from that of the normalised x: less what a shift and a stretch of all x would undo."""
    unit, scale = _normal(F, x, axes, eps)
    along = F.mean(g * unit, axis=axes, keepdims=True)
    return scale * (g - F.mean(g, axis=axes, keepdims=True) - unit * along)


def _statistics(F: Any, x: Any, axes: Axes, eps: float) -> dict[str, Any]:
    mean, var = _moments(F, x, axes)
    return {"mean": mean, "σ": F.sqrt(var + eps)}


def _wide(F: Any, v: Any, ndim: int, axis: int) -> Any:
    """Let a vector broadcast along one axis."""
    return F.reshape(v, tuple(-1 if i == axis % ndim else 1 for i in range(ndim)))


def _others(ndim: int, axis: int) -> Axes:
    return tuple(i for i in range(ndim) if i != axis % ndim)


_MOVING = (3, 4)  # moving_mean, moving_var


def _mode(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Settle whether the batch's own statistics are used."""
    data = datas[0]
    if data.shape[params["axis"]] != datas[1].shape[0]:
        raise ShapeError(f"gamma has shape {datas[1].shape}, but data of shape {data.shape} has "
                         f"{data.shape[params['axis']]} channels along axis {params['axis']}")  # fmt: skip
    own = tape.training.get() and not params["use_global_stats"]
    return {**params, "_own": bool(own)}


def _moved(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[int, Any]:
    """Return what the moving statistics become once the batch has been normalised by its own, and of what and how."""
    data = datas[0]
    if not params["_own"] or not data.size:  # nothing has no statistics
        return {}
    moments = _moments(ctx.F, data.astype(accumulator(data.dtype)), _others(data.ndim, params["axis"]))
    share, moved = params["momentum"], {}
    for i, now, name in zip(_MOVING, moments, ("mean", "var"), strict=True):
        batch = now.reshape(datas[i].shape)
        rule = f"{share:g} {name[0]} + {1 - share:g} batch_{name}"
        moved[i] = share * datas[i] + (1 - share) * batch, batch, f"batch_{name}", rule
    return moved


def _unit(F: Any, data: Any, moving_mean: Any, moving_var: Any, eps: float, axis: int, own: bool) -> tuple[Any, Any]:
    """Return the normalised data and what it was multiplied by."""
    ndim = len(data.shape)
    if own:
        return _normal(F, data, _others(ndim, axis), eps)
    scale = 1 / F.sqrt(_wide(F, moving_var, ndim, axis) + eps)
    return (data - _wide(F, moving_mean, ndim, axis)) * scale, scale


def _batch_dx(F: Any, g: Any, data: Any, gamma: Any, moving_mean: Any, moving_var: Any, eps: float, fix_gamma: bool,
              axis: int, output_mean_var: bool, _own: bool) -> Any:  # fmt: skip
    g = g[0] if output_mean_var else g
    g = g if fix_gamma else g * _wide(F, gamma, len(data.shape), axis)
    if _own:
        return _normal_dx(F, g, data, _others(len(data.shape), axis), eps)
    return g * _unit(F, data, moving_mean, moving_var, eps, axis, False)[1]


def _batch_dgamma(F: Any, g: Any, data: Any, moving_mean: Any, moving_var: Any, eps: float, fix_gamma: bool, axis: int,
                  output_mean_var: bool, _own: bool) -> Any:  # fmt: skip
    g = g[0] if output_mean_var else g
    unit, _ = _unit(F, data, moving_mean, moving_var, eps, axis, _own)
    return F.sum(g * unit, axis=_others(len(data.shape), axis)) * (0 if fix_gamma else 1)


def _batch_statistics(F: Any, data: Any, moving_mean: Any, moving_var: Any, eps: float, axis: int,
                      _own: bool) -> dict[str, Any]:  # fmt: skip
    ndim = len(data.shape)
    if _own:
        return _statistics(F, data, _others(ndim, axis), eps)
    return {"mean": _wide(F, moving_mean, ndim, axis), "σ": F.sqrt(_wide(F, moving_var, ndim, axis) + eps)}


_NORMAL = "({data} − {mean}) / {σ}"
_SCALED = f"{_NORMAL}·{{gamma}} + {{beta}}"


@op(data=_batch_dx, gamma=_batch_dgamma,
    beta=lambda F, g, data_shape, axis, output_mean_var: F.sum(g[0] if output_mean_var else g,
                                                               axis=_others(len(data_shape), axis)),
    elements="normalized", between=_batch_statistics,
    cell=lambda fix_gamma: f"{_NORMAL} + {{beta}}" if fix_gamma else _SCALED,
    prepare=_mode, after=_moved, unread=lambda params: _MOVING if params["_own"] else (),
    mixed=True, widen="float32", floating=True, label="batch norm {data}", method=False,
    adjoint={"data": "γ / σ × (g less its mean and its part along z)", "gamma": "Σ g × the normalised {data}",
             "beta": "Σ g"})  # fmt: skip
def BatchNorm(F, data, gamma, beta, moving_mean, moving_var, *, eps=1e-3, momentum=0.9, fix_gamma=True,
              use_global_stats=False, output_mean_var=False, axis=1, cudnn_off=False, min_calib_range=None,
              max_calib_range=None, _own=None):  # fmt: skip
    """Each channel (`axis`) with mean 0 and deviation 1, times gamma, plus beta.

    In training over the batch, which also moves `moving_mean` and `moving_var` by 1 - momentum; else by those two.
    `fix_gamma`, on by default, takes gamma as 1. With `output_mean_var` also the mean and 1 / deviation.
    """
    unit, scale = _unit(F, data, moving_mean, moving_var, eps, axis, _own)
    z = (unit if fix_gamma else unit * _wide(F, gamma, data.ndim, axis)) + _wide(F, beta, data.ndim, axis)
    if not output_mean_var:
        return z.astype(data.dtype, copy=False)
    mean = F.mean(data, axis=_others(data.ndim, axis)) if _own else moving_mean
    return z, F.array(mean), scale.reshape(-1)


def _summed_like(F: Any, g: Any, axis: int) -> Any:
    return F.sum(g, axis=_others(len(g.shape), axis))


@op(data=lambda F, g, data, gamma, axis, eps: _normal_dx(F, g * _wide(F, gamma, len(data.shape), axis), data, (axis,),
                                                         eps),
    gamma=lambda F, g, data, axis, eps: _summed_like(F, g * _normal(F, data, (axis,), eps)[0], axis),
    beta=lambda F, g, axis: _summed_like(F, g, axis), widen="float32", floating=True, label="layer norm {data}",
    elements="normalized", cell=_SCALED, between=lambda F, data, axis, eps: _statistics(F, data, (axis,), eps),
    method=False,
    adjoint={"data": "γ / σ × (g less its mean and its part along z)", "gamma": "Σ g × the normalised {data}",
             "beta": "Σ g"})  # fmt: skip
def LayerNorm(F, data, gamma, beta, *, axis=-1, eps=1e-5):
    """Mean 0 and deviation 1 along one axis of each sample, times gamma, plus beta, which have that axis' length."""
    unit, _ = _normal(F, data, (axis,), eps)
    return unit * _wide(F, gamma, data.ndim, axis) + _wide(F, beta, data.ndim, axis)


@op(data=lambda F, g, data, gamma, eps: _normal_dx(F, g * _wide(F, gamma, len(data.shape), 1), data,
                                                   tuple(range(2, len(data.shape))), eps),
    gamma=lambda F, g, data, eps: _summed_like(F, g * _normal(F, data, tuple(range(2, len(data.shape))), eps)[0], 1),
    beta=lambda F, g: _summed_like(F, g, 1), widen="float32", floating=True, label="instance norm {data}", method=False,
    elements="normalized", cell=_SCALED,
    between=lambda F, data, eps: _statistics(F, data, tuple(range(2, len(data.shape))), eps),
    adjoint={"data": "γ / σ × (g less its mean and its part along z)", "gamma": "Σ g × the normalised {data}",
             "beta": "Σ g"})  # fmt: skip
def InstanceNorm(F, data, gamma, beta, *, eps=1e-3):
    """Mean 0 and deviation 1 over each channel of each sample (n, c, ...), times gamma, plus beta (c,)."""
    unit, _ = _normal(F, data, tuple(range(2, data.ndim)), eps)
    return unit * _wide(F, gamma, data.ndim, 1) + _wide(F, beta, data.ndim, 1)


def _group_statistics(F: Any, data: Any, num_groups: int, eps: float) -> dict[str, Any]:
    found = _statistics(F, _grouped(F, data, num_groups), (2,), eps)
    shape = _grouped(F, data, num_groups).shape
    return {name: F.reshape(F.broadcast_to(x, shape), data.shape) for name, x in found.items()}


def _grouped(F: Any, x: Any, groups: int) -> Any:
    return F.reshape(x, (x.shape[0], groups, math.prod(x.shape[1:]) // groups))


@op(data=lambda F, g, data, gamma, num_groups, eps: F.reshape(
        _normal_dx(F, _grouped(F, g, num_groups) * _wide(F, gamma, 3, 1), _grouped(F, data, num_groups), (2,), eps),
        data.shape),
    gamma=lambda F, g, data, num_groups, eps: _summed_like(
        F, _grouped(F, g, num_groups) * _normal(F, _grouped(F, data, num_groups), (2,), eps)[0], 1),
    beta=lambda F, g, num_groups: _summed_like(F, _grouped(F, g, num_groups), 1), widen="float32",
    floating=True, elements="grouped", cell=_SCALED, between=_group_statistics, label="group norm {data}", method=False,
    adjoint={"data": "γ / σ × (g less its mean and its part along z)", "gamma": "Σ g × the normalised {data}",
             "beta": "Σ g"})  # fmt: skip
def GroupNorm(F, data, gamma, beta, *, num_groups=1, eps=1e-5):
    """Mean 0 and deviation 1 over groups of channels of each sample, times gamma, plus beta (num_groups,)."""
    unit, _ = _normal(F, _grouped(F, data, num_groups), (2,), eps)
    return F.reshape(unit * _wide(F, gamma, 3, 1) + _wide(F, beta, 3, 1), data.shape)


def _length_axes(ndim: int, mode: str) -> Axes:
    axes = {"instance": tuple(range(1, ndim)), "channel": (1,), "spatial": tuple(range(2, ndim))}
    if mode not in axes:
        raise ShapeError(f"L2Normalization knows the modes {', '.join(axes)}, not {mode!r}")
    return axes[mode]


def _length(F: Any, data: Any, axes: Axes, eps: float) -> Any:
    return F.sqrt(F.sum(data * data, axis=axes, keepdims=True) + eps)


def _unit_gradient(F: Any, g: Any, data: Any, z: Any, eps: float, mode: str) -> Any:
    axes = _length_axes(len(data.shape), mode)
    return (g - z * F.sum(g * z, axis=axes, keepdims=True)) / _length(F, data, axes, eps)


@op(
    data=_unit_gradient,
    widen="float64",
    floating=True,
    label="{data} / ‖{data}‖",
    elements="normalized",
    cell="{data} / {‖data‖}",
    between=lambda F, data, eps, mode: {"‖data‖": _length(F, data, _length_axes(len(data.shape), mode), eps)},
    method=False,
    adjoint="(g − {z} Σ g {z}) / ‖{data}‖",
)
def L2Normalization(F, data, *, eps=1e-10, mode="instance"):
    """Data divided by its Euclidean length: of each sample, across 'channel's, or over the 'spatial' axes."""
    return data / _length(F, data, _length_axes(data.ndim, mode), eps)


def _neighbours(F: Any, x: Any, nsize: int) -> Any:
    """Return sums over `nsize` channels around each."""
    n, c = x.shape[:2]
    flat = F.reshape(x, (n, 1, c, math.prod(x.shape[2:])))
    half = nsize // 2
    windows = F.reshape(F.im2col(flat, (nsize, 1), None, None, (half, 0)), (n, nsize, *x.shape[1:]))
    return F.sum(windows, axis=1)


def _local_gradient(F: Any, g: Any, data: Any, z: Any, alpha: float, beta: float, knorm: float, nsize: int) -> Any:
    around = knorm + alpha / nsize * _neighbours(F, data * data, nsize)
    return g * around**-beta - 2 * alpha * beta / nsize * data * _neighbours(F, g * z / around, nsize)


@op(data=_local_gradient, widen="float32", floating=True, label="local response norm {data}", method=False,
    elements="same", cell=lambda beta: f"{{data}} / {{s}}^{beta:g}",
    between=lambda F, data, nsize, alpha, knorm: {"s": knorm + alpha / nsize * _neighbours(F, data * data, nsize)},
    adjoint="g / s^β less what each element adds to its neighbours' s")  # fmt: skip
def LRN(F, data, *, nsize, alpha=1e-4, beta=0.75, knorm=2.0):
    """data / s^beta with s = knorm + alpha / nsize times the squares of `nsize` neighbouring channels, summed."""
    return data * (knorm + alpha / nsize * _neighbours(F, data * data, nsize)) ** -beta


def _moments_gradient(F: Any, g: Any, data: Any, axes: Any) -> Any:
    reduced = reduced_axes(len(data.shape), axes)
    kept = tuple(1 if i in reduced else n for i, n in enumerate(data.shape))
    count = 1
    for i in reduced:
        count *= data.shape[i]
    mean = F.mean(data, axis=reduced, keepdims=True)
    ones = F.ones_like(data)
    return (F.reshape(g[0], kept) * ones + 2 * F.reshape(g[1], kept) * (data - mean)) / count


def _mean_and_count(F: Any, data: Any, axes: Any) -> dict[str, Any]:
    mean = F.mean(data, axis=reduced_axes(len(data.shape), axes), keepdims=True)
    return {"mean": mean, "n": F.asarray(data.size // mean.size)}


@op(data=_moments_gradient, widen="float32", label="mean and variance of {data}", method=False, floating=True,
    elements="reduced", cell=lambda result: ("(Σ[{data}]) / {n}", "(Σ[({data} − {mean})²]) / {n}")[result],
    between=_mean_and_count, back={"data": "({g0} + 2·{g1}·({data} − {mean})) / {n}"},
    adjoint="(g of the mean + 2 g of the variance × ({data} − mean)) / n")  # fmt: skip
def moments(F, data, *, axes=None, keepdims=False):
    """The mean and the variance over axes."""
    reduced = reduced_axes(data.ndim, axes)
    found = _moments(F, data, reduced)
    if keepdims:
        return found
    shape = tuple(n for i, n in enumerate(data.shape) if i not in reduced) or (1,)
    return tuple(F.reshape(one, shape) for one in found)

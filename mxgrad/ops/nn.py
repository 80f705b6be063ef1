"""Layers and activations of neural networks."""

from __future__ import annotations

import math
from typing import Any

from ..core import tape
from ..core.namespace import Shape, unbroadcast
from ..core.op import elementwise, op
from ..errors import ShapeError
from ..generators import generator

# ---- activations

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # Klambauer et al., "Self-normalizing networks" (2017)


def _softsign_slope(F: Any, x: Any) -> Any:
    return F.flat_at_infinity(lambda x: 1 / ((1 + F.absolute(x)) * (1 + F.absolute(x))), x)


@elementwise(x=lambda F, x: _softsign_slope(F, x), floating=True, label="softsign {x}")
def softsign(F, x):
    """x / (1 + |x|)."""
    return x / (1 + F.absolute(x))


@elementwise(x=lambda F, z, alpha: alpha * F.or_nan((z > 0) * (z < 1), z), label="hard σ({x})", floating=True)
def hard_sigmoid(F, x, *, alpha=0.2, beta=0.5):
    """alpha x + beta, limited to [0, 1]; the gradient is 0 at the limits."""
    return F.clip(alpha * x + beta, 0, 1)


@elementwise(x=lambda F, x, scalar: F.clip(scalar**2 * x, -1, 1), floating=True, label="smooth |{x}|", method=False)
def smooth_l1(F, x, *, scalar=1.0):
    """|x| - 0.5 / scalar² with a parabola in place of the kink: 0.5 (scalar x)² where |x| < 1 / scalar²."""
    near = F.absolute(x) < 1 / scalar**2
    return F.where(near, 0.5 * (scalar * x) ** 2, F.absolute(x) - 0.5 / scalar**2)


_ACTIVATIONS = {
    "relu": (lambda F, x: F.maximum(x, 0), lambda F, x, z: F.above_zero(z)),
    "sigmoid": (lambda F, x: 0.5 * F.tanh(0.5 * x) + 0.5, lambda F, x, z: z * (1 - z)),
    "tanh": (lambda F, x: F.tanh(x), lambda F, x, z: 1 - z * z),
    "softrelu": (lambda F, x: F.log1p(F.exp(-F.absolute(x))) + F.maximum(x, 0),
                 lambda F, x, z: 0.5 * F.tanh(0.5 * x) + 0.5),
    "softsign": (lambda F, x: x / (1 + F.absolute(x)), lambda F, x, z: _softsign_slope(F, x)),
}  # fmt: skip


def _activation(act_type: str) -> Any:
    if act_type not in _ACTIVATIONS:
        raise ShapeError(f"Activation knows the act_type {', '.join(_ACTIVATIONS)}, not {act_type!r}")
    return _ACTIVATIONS[act_type]


@op(data=lambda F, g, data, z, act_type: g * _activation(act_type)[1](F, data, z), label="{act_type} {data}",
    method=False, floating=True, adjoint="g times the slope")  # fmt: skip
def Activation(F, data, *, act_type):
    """The function named by `act_type`, elementwise: relu, sigmoid, tanh, softrelu (log(1 + exp x)) or softsign."""
    return _activation(act_type)[0](F, data)


def _normal_cdf(F: Any, x: Any) -> Any:
    return 0.5 * (1 + F.erf(x * math.sqrt(0.5)))


def _slope_shape(shape: Shape, ndim: int) -> Shape:
    """Return the shape with which slopes of `shape` broadcast over (n, channels, ...): a vector is one a channel."""
    return (1, shape[0]) + (1,) * (ndim - 2) if ndim > 1 and len(shape) == 1 else shape


def _slope_like(F: Any, gamma: Any, ndim: int) -> Any:
    return F.reshape(gamma, _slope_shape(gamma.shape, ndim))


def _leaky_slope(F: Any, data: Any, gamma: Any, act_type: str, slope: float, _slope: Any) -> Any:
    negative = data <= 0  # at the kink the slope is that of the negative side, as in MXNet
    if act_type == "rrelu":
        slope = _slope
    if act_type == "gelu":
        return _normal_cdf(F, data) + data * F.exp(-0.5 * data * data) / math.sqrt(2 * math.pi)
    if act_type == "elu":
        return F.where(negative, slope * F.exp(F.minimum(data, 0)), F.ones_like(data))
    if act_type == "selu":
        scaled = SELU_ALPHA * F.exp(F.minimum(data, 0))
        return SELU_SCALE * F.where(negative, scaled, F.ones_like(data))
    factor = _slope_like(F, gamma, len(data.shape)) if act_type == "prelu" else slope
    return F.where(negative, F.ones_like(data) * factor, F.ones_like(data))


def _random_slope(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Draw the slopes of rrelu: in training one for each element, else the mean."""
    if params["act_type"] != "rrelu":
        return params
    low, high = params["lower_bound"], params["upper_bound"]
    if not tape.training.get():
        return {**params, "_slope": (low + high) / 2}
    drawn = low + (high - low) * generator(ctx).random(datas[0].shape)
    return {**params, "_slope": drawn.astype(datas[0].dtype)}


def _prelu_gamma(F: Any, g: Any, data: Any, gamma_shape: Any, act_type: str) -> Any:
    return F.reshape(unbroadcast(F, F.minimum(data, 0) * g, _slope_shape(gamma_shape, len(data.shape))), gamma_shape)


@op(data=lambda F, g, data, gamma, act_type, slope, _slope: g * _leaky_slope(F, data, gamma, act_type, slope, _slope),
    gamma=_prelu_gamma, prepare=_random_slope, label="{act_type} {data}", method=False, floating=True,
    adjoint={"data": "g times the slope", "gamma": "g × data where data < 0, summed"})  # fmt: skip
def LeakyReLU(F, data, gamma=None, *, act_type="leaky", slope=0.25, lower_bound=0.125, upper_bound=0.334, _slope=None):
    """Variants of relu that let something through below 0.

    leaky: slope x; prelu: gamma x, with a learned gamma for each channel or of a shape that broadcasts; elu:
    slope (exp(x) - 1); selu: elu scaled;
    gelu: x times the normal distribution function, also above 0; rrelu: leaky with a slope drawn between the bounds in
    training, and with their mean else. The gradient at 0 is that of the negative side.
    """
    if act_type == "gelu":
        return data * _normal_cdf(F, data)
    low = F.minimum(data, 0)
    if act_type == "elu":
        low = slope * F.expm1(low)
    elif act_type == "selu":
        return SELU_SCALE * (F.maximum(data, 0) + SELU_ALPHA * F.expm1(low))
    elif act_type in ("leaky", "rrelu"):
        low = low * (slope if act_type == "leaky" else _slope)
    elif act_type == "prelu":
        if gamma is None:
            raise ShapeError("LeakyReLU with act_type='prelu' needs gamma, a slope for each channel")
        low = _slope_like(F, gamma, data.ndim) * low
    else:
        raise ShapeError(f"LeakyReLU knows the act_type leaky, prelu, elu, selu, gelu and rrelu, not {act_type!r}")
    return F.maximum(data, 0) + low


# ---- softmax and its relatives


@op(x=lambda F, g, z, axis, temperature: z * (g - F.sum(g * z, axis=axis, keepdims=True)) / (temperature or 1),
    widen="float32", label="softmax {x}", floating=True, adjoint="z (g − Σ g z)")  # fmt: skip
def softmax(F, x, *, axis=-1, temperature=None):
    """exp(x / temperature) divided by its sum along `axis`, without overflow."""
    e = F.exp(_shifted(F, x, axis, temperature))
    return e / F.sum(e, axis=axis, keepdims=True)


@op(x=lambda F, g, z, axis, temperature: -z * (g - F.sum(g * z, axis=axis, keepdims=True)) / (temperature or 1),
    widen="float32", label="softmin {x}", floating=True, adjoint="−z (g − Σ g z)")  # fmt: skip
def softmin(F, x, *, axis=-1, temperature=None):
    """softmax of -x: the smallest element gets the largest share."""
    e = F.exp(_shifted(F, -x, axis, temperature))
    return e / F.sum(e, axis=axis, keepdims=True)


@op(x=lambda F, g, z, axis, temperature: (g - F.exp(z) * F.sum(g, axis=axis, keepdims=True)) / (temperature or 1),
    widen="float32", label="log softmax {x}", floating=True, adjoint="g − exp(z) Σ g")  # fmt: skip
def log_softmax(F, x, *, axis=-1, temperature=None):
    """The logarithm of softmax, without overflow."""
    shifted = _shifted(F, x, axis, temperature)
    return shifted - F.log(F.sum(F.exp(shifted), axis=axis, keepdims=True))


def _shifted(F: Any, x: Any, axis: int, temperature: float | None) -> Any:
    """Return x / temperature less its maximum along the axis, so that no exponential overflows."""
    x = x if temperature is None else x / temperature
    return x - F.max(x, axis=axis, keepdims=True)


def _counted(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find the elements within the length of each row."""
    data, length = datas
    axis = params["axis"] % data.ndim
    if length.shape != (*data.shape[:axis], *data.shape[axis + 1 :]):
        raise ShapeError(f"softmax: length has shape {length.shape}, but data without axis {axis} has "
                         f"{(*data.shape[:axis], *data.shape[axis + 1 :])}")  # fmt: skip
    places = ctx.F.arange(data.shape[axis]).reshape((-1,) + (1,) * (data.ndim - 1 - axis))
    return {**params, "_mask": places < ctx.F.expand_dims(length, axis)}


@op(x=lambda F, g, z, axis, temperature: z * (g - F.sum(g * z, axis=axis, keepdims=True)) / (temperature or 1),
    prepare=_counted, mixed=True, widen="float32", floating=True, label="softmax {x}", method=False,
    adjoint="z (g − Σ g z)")  # fmt: skip
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
    data=_channel_softmax, widen="float32", label="softmax {data}", method=False, floating=True, adjoint="z (g − Σ g z)"
)
def SoftmaxActivation(F, data, *, mode="instance"):
    """softmax over all of each sample, or over its channels (axis 1) for mode 'channel'."""
    if mode not in ("instance", "channel"):
        raise ShapeError(f"SoftmaxActivation knows the modes 'instance' and 'channel', not {mode!r}")
    axes = (1,) if mode == "channel" else tuple(range(1, data.ndim))
    e = F.exp(data - F.max(data, axis=axes, keepdims=True))
    return e / F.sum(e, axis=axes, keepdims=True)


# ---- layers


def _rows(F: Any, x: Any, flatten: bool) -> Any:
    """Return data as a matrix: one row a sample, or one for each vector along the last axis."""
    return F.reshape(x, (x.shape[0], math.prod(x.shape[1:])) if flatten else (-1, x.shape[-1]))


def _by_row(F: Any, g: Any) -> Any:
    return F.reshape(g, (-1, g.shape[-1]))


@op(data=lambda F, g, data_shape, weight: F.reshape(F.dot(_by_row(F, g), weight), data_shape),
    weight=lambda F, g, data, flatten: F.dot(F.transpose(_by_row(F, g)), _rows(F, data, flatten)),
    bias=lambda F, g, no_bias: F.sum(_by_row(F, g), axis=0) * (not no_bias),
    widen="float32", label="{data} · {weight}ᵀ + {bias}", method=False,
    adjoint={"data": "g weight", "weight": "gᵀ data", "bias": "g summed over samples"})  # fmt: skip
def FullyConnected(F, data, weight, bias=None, *, num_hidden=None, no_bias=False, flatten=True):
    """data · weightᵀ + bias for weight (hidden, features): (n, ...) gives (n, hidden).

    Axes after the first count as features, or only the last one without `flatten`.
    """
    rows = _rows(F, data, flatten)
    if num_hidden is not None and weight.shape[0] != num_hidden:
        raise ShapeError(f"num_hidden={num_hidden}, but weight of shape {weight.shape} has {weight.shape[0]} rows")
    if rows.shape[1] != weight.shape[1]:
        raise ShapeError(f"data of shape {data.shape} has {rows.shape[1]} features, weight {weight.shape} expects "
                         f"{weight.shape[1]}")  # fmt: skip
    z = F.dot(rows, F.transpose(weight))
    z = z if bias is None or no_bias else z + bias
    return z if flatten else F.reshape(z, (*data.shape[:-1], weight.shape[0]))


def _drawn(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Draw which elements Dropout keeps: all of them outside training."""
    p, data = params["p"], datas[0]
    if params["mode"] not in ("training", "always"):
        raise ShapeError(f"Dropout: mode is 'training' or 'always', not {params['mode']!r}")
    if not 0 <= p <= 1:
        raise ShapeError(f"Dropout: p is a probability from 0 to 1, not {p}")
    if not (params["mode"] == "always" or tape.training.get()) or p == 0:
        return params
    shared = {i % data.ndim for i in params["axes"]}
    shape = tuple(1 if i in shared else n for i, n in enumerate(data.shape))
    kept = generator(ctx).random(shape) >= p
    return {**params, "_mask": kept.astype(data.dtype) / (1 - p if p < 1 else 1)}


@op(data=lambda F, g, _mask: g if _mask is None else g * _mask, prepare=_drawn, label="dropout {data}", method=False,
    adjoint="g / (1 − p) where kept, 0 where dropped")  # fmt: skip
def Dropout(F, data, *, p=0.5, mode="training", axes=(), cudnn_off=False, _mask=None):
    """In training every element becomes 0 with probability p, and the others grow by 1 / (1 - p); else the data.

    `axes` share one draw along them; mode 'always' drops outside training too.
    """
    return F.array(data) if _mask is None else data * _mask

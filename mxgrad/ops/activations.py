"""Activations of neural networks, elementwise."""

from __future__ import annotations

import math
from typing import Any

from ..core import tape
from ..core.namespace import Shape, unbroadcast
from ..core.op import elementwise, op
from ..errors import ShapeError
from ..generators import generator


@elementwise(x=lambda F, z: F.above_zero(z), label="relu {x}")
def relu(F, x):
    """max(x, 0). The gradient at 0 is 0, and at nan 1."""
    return F.maximum(x, 0)


@elementwise(x=lambda F, z: z * (1 - z), floating=True, label="σ({x})")
def sigmoid(F, x):
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * F.tanh(0.5 * x) + 0.5


SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # Klambauer et al., "Self-normalizing networks" (2017)


def _softsign_slope(F: Any, x: Any) -> Any:
    return F.flat_at_infinity(lambda x: 1 / ((1 + F.absolute(x)) * (1 + F.absolute(x))), x)


@elementwise(x=lambda F, x: _softsign_slope(F, x), floating=True, label="softsign {x}", cell="{x} / (1 + |{x}|)")
def softsign(F, x):
    """x / (1 + |x|)."""
    return x / (1 + F.absolute(x))


@elementwise(
    x=lambda F, z, alpha: alpha * F.or_nan((z > 0) * (z < 1), z),
    label="hard σ({x})",
    floating=True,
    cell="min(max({alpha}·{x} + {beta}, 0), 1)",
)
def hard_sigmoid(F, x, *, alpha=0.2, beta=0.5):
    """alpha x + beta, limited to [0, 1]; the gradient is 0 at the limits."""
    return F.clip(alpha * x + beta, 0, 1)


_ACTIVATIONS = {
    "relu": (lambda F, x: F.maximum(x, 0), lambda F, x, z: F.above_zero(z)),
    "sigmoid": (lambda F, x: 0.5 * F.tanh(0.5 * x) + 0.5, lambda F, x, z: z * (1 - z)),
    "tanh": (lambda F, x: F.tanh(x), lambda F, x, z: 1 - z * z),
    "softrelu": (lambda F, x: F.log1p(F.exp(-F.absolute(x))) + F.maximum(x, 0),
                 lambda F, x, z: 0.5 * F.tanh(0.5 * x) + 0.5),
    "softsign": (lambda F, x: x / (1 + F.absolute(x)), lambda F, x, z: _softsign_slope(F, x)),
}  # fmt: skip


_CELLS = {"relu": "max({data}, 0)", "sigmoid": "σ({data})", "tanh": "tanh({data})",
          "softrelu": "log(1 + exp({data}))", "softsign": "{data} / (1 + |{data}|)"}  # fmt: skip


def _activation(act_type: str) -> Any:
    if act_type not in _ACTIVATIONS:
        raise ShapeError(f"Activation knows the act_type {', '.join(_ACTIVATIONS)}, not {act_type!r}")
    return _ACTIVATIONS[act_type]


@op(data=lambda F, g, data, z, act_type: g * _activation(act_type)[1](F, data, z),
    elements="same", cell=lambda act_type: _CELLS[act_type], label="{act_type} {data}",
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


def _leaky_cell(act_type: str, slope: float, _slope: Any) -> str | None:
    if act_type == "gelu":
        return "{data}·(1 + erf({data}/√2)) / 2"
    if act_type == "elu":
        return f"max({{data}}, 0) + {slope:g}·(exp(min({{data}}, 0)) − 1)"
    if act_type == "selu":
        return f"{SELU_SCALE:.7g}·(max({{data}}, 0) + {SELU_ALPHA:.7g}·(exp(min({{data}}, 0)) − 1))"
    factor = "{gamma}" if act_type == "prelu" else _slope if act_type == "rrelu" else f"{slope:g}"
    return f"max({{data}}, 0) + {factor}·min({{data}}, 0)" if isinstance(factor, str | float) else None


@op(data=lambda F, g, data, gamma, act_type, slope, _slope: g * _leaky_slope(F, data, gamma, act_type, slope, _slope),
    gamma=_prelu_gamma, prepare=_random_slope, label="{act_type} {data}", method=False, floating=True,
    elements="by channel", cell=_leaky_cell, words="in training the slopes of rrelu are drawn by chance",
    adjoint={"data": "g times the slope", "gamma": "g × {data} where {data} < 0, summed"})  # fmt: skip
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

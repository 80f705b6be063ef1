"""Losses. The *Output operations are MXNet's: they return a prediction, and their gradient is that of a loss."""

from __future__ import annotations

from typing import Any

from ..core.namespace import accumulator
from ..core.op import elementwise, op
from ..errors import ShapeError
from .indexing import position_grid, whole_indices
from .softmax import SHARE, exponentials


@elementwise(
    x=lambda F, x, scalar: F.clip(scalar**2 * x, -1, 1),
    floating=True,
    label="smooth |{x}|",
    method=False,
    cell=lambda scalar: f"max(|{{x}}| − {0.5 / scalar**2:g}, min({scalar**2 / 2:g}·{{x}}², {0.5 / scalar**2:g}))",
)
def smooth_l1(F, x, *, scalar=1.0):
    """|x| - 0.5 / scalar² with a parabola in place of the kink: 0.5 (scalar x)² where |x| < 1 / scalar²."""
    near = F.absolute(x) < 1 / scalar**2
    return F.where(near, 0.5 * (scalar * x) ** 2, F.absolute(x) - 0.5 / scalar**2)


def _loss_gradient(F: Any, g: Any, data: Any, grad_scale: float, valid_thresh: float, normalization: str) -> Any:
    ones = grad_scale * F.ones_like(data)
    if normalization == "batch":
        return ones / data.shape[0]
    if normalization == "valid":
        return ones / F.maximum(F.sum(1.0 * (data > valid_thresh)), 1)
    return ones


def _known(normalization: str) -> None:
    if normalization not in ("null", "batch", "valid"):
        raise ShapeError(f"normalization is 'null', 'batch' or 'valid', not {normalization!r}")


@op(data=_loss_gradient, widen="float32",
    elements="same", cell="{data}", back={"data": "{scale}"},
    between=lambda F, data, grad_scale, valid_thresh, normalization: {
        "scale": _loss_gradient(F, None, data, grad_scale, valid_thresh, normalization)},
    label="loss {data}", method=False, adjoint="grad_scale, whatever g is")  # fmt: skip
def MakeLoss(F, data, *, grad_scale=1.0, valid_thresh=0.0, normalization="null"):
    """Data marked as a loss: its gradient is `grad_scale` for every element, and head gradients are ignored.

    `normalization` divides it by the 'batch' size or by the number of 'valid' elements, those above `valid_thresh`.
    """
    _known(normalization)
    return F.array(data)


@op(data=lambda F, g, data: F.ones_like(data),
    elements="same", cell="{data}", back={"data": "{ones}"}, between=lambda F, data: {"ones": F.ones_like(data)},
    label="loss {data}", method=False, adjoint="1, whatever g is")  # fmt: skip
def make_loss(F, data):
    """Data marked as a loss: its gradient is 1 for every element, and head gradients are ignored."""
    return F.array(data)


def _outputs(data: Any) -> int:
    """Return how many numbers are predicted for each sample."""
    total = 1
    for n in data.shape[1:]:
        total *= n
    return total


def _one_label_each(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    data, label = datas
    if label.size != data.size:
        raise ShapeError(f"a label is needed for each number of shape {data.shape}, not labels of shape {label.shape}")
    return params


def _loss_scale(F: Any, data: Any, grad_scale: float) -> dict[str, Any]:
    return {"scale": F.asarray(grad_scale / _outputs(data))}


@op(data=lambda F, g, label, z, grad_scale: (z - F.reshape(label, z.shape)) * (grad_scale / _outputs(z)),
    elements="same", cell="{data}", back={"data": "({z} − {label})·{scale}"}, between=_loss_scale,
    label="{data}", method=False, prepare=_one_label_each,
    adjoint="({z} − {label}) × grad_scale / outputs, whatever g is")  # fmt: skip
def LinearRegressionOutput(F, data, label, *, grad_scale=1.0):
    """Data; the gradient is that of half the squared distance to `label`, whatever the head gradient."""
    return F.array(data)


@op(data=lambda F, g, label, z, grad_scale: (z - F.reshape(label, z.shape)) * (grad_scale / _outputs(z)),
    elements="same", cell="σ({data})", back={"data": "({z} − {label})·{scale}"}, between=_loss_scale,
    floating=True, label="σ({data})", method=False, prepare=_one_label_each,
    adjoint="({z} − {label}) × grad_scale / outputs, whatever g is")  # fmt: skip
def LogisticRegressionOutput(F, data, label, *, grad_scale=1.0):
    """sigmoid of data; the gradient is that of the cross-entropy with `label`, whatever the head gradient."""
    return 0.5 * F.tanh(0.5 * data) + 0.5


@op(data=lambda F, g, label, z, grad_scale: F.sign(z - F.reshape(label, z.shape)) * (grad_scale / _outputs(z)),
    elements="same", cell="{data}", back={"data": "sign({z} − {label})·{scale}"}, between=_loss_scale,
    label="{data}", method=False, prepare=_one_label_each,
    adjoint="sign({z} − {label}) × grad_scale / outputs, whatever g is")  # fmt: skip
def MAERegressionOutput(F, data, label, *, grad_scale=1.0):
    """Data; the gradient is that of the distance to `label`, whatever the head gradient."""
    return F.array(data)


def _classes(F: Any, data: Any, multi_output: bool, preserve_shape: bool) -> tuple[int, Any]:
    """Return the axis of classes, and the shape of the labels."""
    axis = 1 if multi_output else -1
    if not multi_output and not preserve_shape and data.ndim > 2:
        raise ShapeError(f"SoftmaxOutput takes (samples, classes), or multi_output=True; not shape {data.shape}")
    axis %= data.ndim
    return axis, (*data.shape[:axis], *data.shape[axis + 1 :])


def _target(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Settle the distribution that the prediction should have, and the weight of each element."""
    F, (data, label) = ctx.F, datas
    _known(params["normalization"])
    axis, shape = _classes(F, data, params["multi_output"], params["preserve_shape"])
    if label.shape == data.shape:
        return {**params, "_axis": axis, "_target": label, "_weight": params["grad_scale"]}
    n, smooth = data.shape[axis], params["smooth_alpha"]
    label = label.reshape((*shape[:axis], 1, *shape[axis:]))
    target = F.full(data.shape, smooth / max(n - 1, 1), data.dtype)
    target[position_grid(F, data.shape, axis, whole_indices(F, label, n, "clip"))] = 1 - smooth
    counted = (label != params["ignore_label"]) if params["use_ignore"] else F.ones(label.shape, bool)
    weight = counted.astype(accumulator(data.dtype)) * params["grad_scale"]
    if params["normalization"] == "batch":
        weight = weight / max(data.shape[0] if params["multi_output"] else label.size, 1)
    elif params["normalization"] == "valid":
        weight = weight / F.maximum(counted.sum(), 1).astype(weight.dtype)
    if params["multi_output"] and params["normalization"] != "valid":
        weight = weight / (_outputs(data) // n)
    return {**params, "_axis": axis, "_target": target, "_weight": weight}


def _softmax_output_gradient(F: Any, g: Any, z: Any, out_grad: bool, _target: Any, _weight: Any) -> Any:
    distance = (z - _target) * _weight
    return distance * g if out_grad else distance


def _softmax_output_parts(F: Any, data: Any, _axis: Any, _target: Any, _weight: Any) -> dict[str, Any]:
    return {**exponentials(F, data, _axis), "target": _target, "weight": F.asarray(_weight)}


@op(data=_softmax_output_gradient, prepare=_target, mixed=True, widen="float32", label="softmax {data}", method=False,
    elements="same", cell=SHARE, between=_softmax_output_parts,
    back={"data": lambda out_grad: "({z} − {target})·{weight}·{g}" if out_grad else "({z} − {target})·{weight}"},
    floating=True, adjoint="({z} − one-hot {label}) × grad_scale, whatever g is")  # fmt: skip
def SoftmaxOutput(F, data, label, *, grad_scale=1.0, ignore_label=-1.0, multi_output=False, use_ignore=False,
                  preserve_shape=False, normalization="null", out_grad=False, smooth_alpha=0.0, _axis=None,
                  _target=None, _weight=None):  # fmt: skip
    """softmax of data; the gradient is that of the cross-entropy with `label`, whatever the head gradient.

    Classes are the last axis, or axis 1 with `multi_output`. `normalization` divides by the 'batch' (its samples with
    `multi_output`, else its labels) or by the 'valid' labels, those that differ from `ignore_label` where `use_ignore`
    is set.
    """
    e = F.exp(data - F.max(data, axis=_axis, keepdims=True))
    return e / F.sum(e, axis=_axis, keepdims=True)


def _margin_gradient(F: Any, g: Any, data: Any, margin: float, regularization_coefficient: float, use_linear: bool,
                     _side: Any) -> Any:  # fmt: skip
    """_side is 1 at the class of each sample and -1 elsewhere."""
    short = F.maximum(margin - _side * data, 0)  # by how much the margin is missed
    slope = 1.0 * F.or_nan(short > 0, short) if use_linear else 2 * short
    return -regularization_coefficient * _side * slope


def _side(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    data, label = datas
    side = ctx.F.full(data.shape, -1, data.dtype)
    side[ctx.F.arange(data.shape[0]), whole_indices(ctx.F, label, data.shape[1], "clip")] = 1
    return {**params, "_side": side}


def _margin_cell(margin: float, regularization_coefficient: float, use_linear: bool) -> str:
    if use_linear:
        return f"−{regularization_coefficient:g}·{{side}}·[{margin:g} − {{side}}·{{data}} > 0]"
    return f"−{2 * regularization_coefficient:g}·{{side}}·max({margin:g} − {{side}}·{{data}}, 0)"


@op(data=_margin_gradient, prepare=_side, mixed=True, floating=True, label="{data}", method=False,
    elements="same", cell="{data}", back={"data": _margin_cell}, between=lambda F, _side: {"side": _side},
    adjoint="that of the hinge loss, whatever g is")  # fmt: skip
def SVMOutput(F, data, label, *, margin=1.0, regularization_coefficient=1.0, use_linear=False, _side=None):
    """Data; the gradient is that of the hinge loss, squared unless `use_linear`, of scores (samples, classes)."""
    return F.array(data)


def _label_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    data, label = datas
    return {**params, "_key": (ctx.F.arange(data.shape[0]), whole_indices(ctx.F, label, data.shape[1], "clip"))}


def _cross_entropy_gradient(F: Any, g: Any, data: Any, _key: Any) -> Any:
    hit = F.scatter_add(F.ones_like(F.getitem(data, _key)), _key, data.shape)
    return F.reshape(g, (1, 1)) * (F.softmax(data, axis=-1) - hit)


def _label_parts(F: Any, data: Any, _key: Any) -> dict[str, Any]:
    shares = F.softmax(data, axis=-1)
    one_hot = F.scatter_add(F.ones_like(shares[_key]), _key, data.shape)
    return {"softmax at the label": shares[_key], "softmax": shares, "one-hot": one_hot}


@op(data=_cross_entropy_gradient, prepare=_label_key, mixed=True, widen="float32", floating=True,
    elements="rows", cell="Σ[−log({softmax at the label})]", back={"data": "{g}·({softmax} − {one-hot})"},
    between=_label_parts,
    label="cross-entropy {data}", method=False, adjoint="g × (softmax − one-hot {label})")  # fmt: skip
def softmax_cross_entropy(F, data, label, *, _key=None):
    """The cross-entropy of softmax(data) with class numbers, summed over all rows: shape (1,)."""
    shifted = data - F.max(data, axis=-1, keepdims=True)
    return F.sum(F.log(F.sum(F.exp(shifted), axis=-1)) - shifted[_key]).reshape(1)

"""Losses: how far predictions are from labels, one number for each sample of the batch.

All are means over the axes after the first unless said otherwise, multiplied by `weight` and by `sample_weight`, an
array that broadcasts to the loss.
"""

from __future__ import annotations

from typing import Any

from .. import nd
from ..diagnostics.source import here
from ..errors import ShapeError
from ..ndarray import NDArray
from .block import HybridBlock


class Loss(HybridBlock):
    """Base of the losses: `weight` multiplies all of them, `batch_axis` numbers the samples."""

    _outside = 1  # the predictions: labels are part of its card in a trace

    def __init__(self, weight: float | None = None, batch_axis: int = 0, **naming: Any) -> None:
        super().__init__(**naming)
        self._weight, self._batch_axis = weight, batch_axis

    def __repr__(self) -> str:
        return f"{type(self).__name__}(batch_axis={self._batch_axis}, w={self._weight})"

    def _weighted(self, F: Any, loss: Any, sample_weight: NDArray | None, factor: float = 1.0) -> Any:
        if sample_weight is not None:
            loss = F.broadcast_mul(loss, sample_weight)
        weight = (1.0 if self._weight is None else self._weight) * factor
        return loss if weight == 1 else loss * weight

    def _mean(self, F: Any, loss: Any, sample_weight: NDArray | None, factor: float = 1.0) -> Any:
        """Return the weighted mean of each sample."""
        return F.mean(self._weighted(F, loss, sample_weight, factor), axis=self._batch_axis, exclude=True)


def _like(x: NDArray, y: NDArray) -> Any:
    """Return x in the shape of y: (n,) labels for (n, 1) predictions. Raises where they have not as many elements."""
    if x.shape == y.shape:
        return x
    if x.size != y.size:
        raise ShapeError(f"labels of shape {x.shape} do not fit predictions of shape {y.shape}{here()}: a loss "
                         f"compares them element by element")  # fmt: skip
    return x.reshape(y.shape)


class L2Loss(Loss):
    """Half the squared difference: the gradient is the difference itself."""

    def __init__(self, weight: float = 1.0, batch_axis: int = 0, **naming: Any) -> None:
        super().__init__(weight, batch_axis, **naming)

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        return self._mean(F, F.square(_like(label, pred) - pred), sample_weight, 0.5)


class L1Loss(Loss):
    """The absolute difference."""

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        return self._mean(F, F.abs(_like(label, pred) - pred), sample_weight)


class SoftmaxCrossEntropyLoss(Loss):
    """-log of the probability that softmax along `axis` gives the true class, or Σ -label log p.

    Labels are class numbers, without that axis; or with `sparse_label=False` a distribution over the classes.
    `from_logits` says that predictions are logarithms of probabilities already.
    """

    def __init__(self, axis: int = -1, sparse_label: bool = True, from_logits: bool = False,
                 weight: float | None = None, batch_axis: int = 0, **naming: Any) -> None:  # fmt: skip
        super().__init__(weight, batch_axis, **naming)
        self._axis, self._sparse_label, self._from_logits = axis, sparse_label, from_logits

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        logs = pred if self._from_logits else F.log_softmax(pred, axis=self._axis)
        if self._sparse_label:
            loss = -F.pick(logs, label, axis=self._axis, keepdims=True)
        else:
            loss = -F.sum(logs * _like(label, logs), axis=self._axis, keepdims=True)
        return self._mean(F, loss, sample_weight)


SoftmaxCELoss = SoftmaxCrossEntropyLoss


class SigmoidBinaryCrossEntropyLoss(Loss):
    """-`pos_weight` label log p - (1 - label) log(1 - p), with p = sigmoid(prediction), or `from_sigmoid` itself."""

    def __init__(self, from_sigmoid: bool = False, weight: float | None = None, batch_axis: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        super().__init__(weight, batch_axis, **naming)
        self._from_sigmoid = from_sigmoid

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None, pos_weight: Any = None) -> Any:
        label = _like(label, pred)
        if self._from_sigmoid:
            positive = F.log(pred + 1e-12) * label
            positive = positive if pos_weight is None else F.broadcast_mul(positive, pos_weight)
            loss = -(positive + F.log(1.0 - pred + 1e-12) * (1.0 - label))
        elif pos_weight is None:
            loss = _cross_entropy(F, pred, label)
        else:
            weights = 1 + F.broadcast_mul(pos_weight - 1, label)
            loss = pred - pred * label + weights * (F.Activation(-F.abs(pred), act_type="softrelu") + F.relu(-pred))
        return self._mean(F, loss, sample_weight)


SigmoidBCELoss = SigmoidBinaryCrossEntropyLoss


def _cross_entropy(F: Any, pred: NDArray, label: Any) -> Any:
    """Return the cross-entropy of sigmoid(pred) with label, without overflow."""
    return F.relu(pred) - pred * label + F.Activation(-F.abs(pred), act_type="softrelu")


class KLDivLoss(Loss):
    """Σ label (log label - log p) over each sample; predictions are log p, or with `from_logits=False` scores."""

    def __init__(self, from_logits: bool = True, axis: int = -1, weight: float | None = None, batch_axis: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        super().__init__(weight, batch_axis, **naming)
        self._from_logits, self._axis = from_logits, axis

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        logs = pred if self._from_logits else F.log_softmax(pred, axis=self._axis)
        loss = self._weighted(F, label * (F.log(label + 1e-12) - logs), sample_weight)
        return F.sum(loss, axis=self._batch_axis, exclude=True)


class HuberLoss(Loss):
    """|difference| - rho / 2, and where |difference| is below `rho`, difference² / (2 rho)."""

    def __init__(self, rho: float = 1, weight: float | None = None, batch_axis: int = 0, **naming: Any) -> None:
        super().__init__(weight, batch_axis, **naming)
        self._rho = rho

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        distance = F.abs(_like(label, pred) - pred)
        near = 0.5 / self._rho * F.square(distance)
        return self._mean(F, F.where(distance > self._rho, distance - 0.5 * self._rho, near), sample_weight)


class _WithMargin(Loss):
    """Base of the losses that are 0 from a `margin` on."""

    def __init__(self, margin: float = 1, weight: float | None = None, batch_axis: int = 0, **naming: Any) -> None:
        super().__init__(weight, batch_axis, **naming)
        self._margin = margin


class HingeLoss(_WithMargin):
    """max(0, margin - prediction × label), for labels 1 and -1."""

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        return self._mean(F, self._missing(F, pred, _like(label, pred)), sample_weight)

    def _missing(self, F: Any, pred: Any, label: Any) -> Any:
        return F.relu(self._margin - pred * label)


class SquaredHingeLoss(HingeLoss):
    """max(0, margin - prediction × label)², for labels 1 and -1."""

    def _missing(self, F: Any, pred: NDArray, label: Any) -> Any:
        return F.square(super()._missing(F, pred, label))


class LogisticLoss(Loss):
    """log(1 + exp(-prediction × label)), for labels 1 and -1, or 1 and 0 with `label_format='binary'`."""

    def __init__(self, weight: float | None = None, batch_axis: int = 0, label_format: str = "signed",
                 **naming: Any) -> None:  # fmt: skip
        if label_format not in ("signed", "binary"):
            raise ValueError(f"LogisticLoss: label_format is 'signed' or 'binary', not {label_format!r}")
        super().__init__(weight, batch_axis, **naming)
        self._label_format = label_format

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = _like(label, pred)
        label = (label + 1.0) / 2.0 if self._label_format == "signed" else label
        return self._mean(F, _cross_entropy(F, pred, label), sample_weight)


class TripletLoss(_WithMargin):
    """max(0, margin + squared distance to `positive` - squared distance to `negative`), summed over each sample."""

    def hybrid_forward(self, F: Any, pred: Any, positive: Any, negative: Any, sample_weight: Any = None) -> Any:
        further = F.square(_like(positive, pred) - pred) - F.square(_like(negative, pred) - pred)
        loss = F.relu(F.sum(further, axis=self._batch_axis, exclude=True) + self._margin)
        return self._weighted(F, loss, sample_weight)


class CosineEmbeddingLoss(_WithMargin):
    """1 - cos for pairs of label 1, and max(0, cos - margin) for label -1, with cos of the angle between the inputs."""

    def __init__(self, weight: float | None = None, batch_axis: int = 0, margin: float = 0, **naming: Any) -> None:
        super().__init__(margin, weight, batch_axis, **naming)

    def hybrid_forward(self, F: Any, input1: Any, input2: Any, label: Any, sample_weight: Any = None) -> Any:
        input1, label = _like(input1, input2), label.reshape((-1, 1))
        lengths = F.norm(input1, axis=-1) * F.norm(input2, axis=-1)
        cos = (F.sum(input1 * input2, axis=-1) / F.maximum(lengths, 1e-12)).reshape((-1, 1))
        loss = F.where(label == 1, 1 - cos, F.relu(cos - self._margin))
        return self._weighted(F, loss, sample_weight)


class PoissonNLLLoss(Loss):
    """rate - target log(rate), the mean over all elements: shape (1,). `from_logits`: predictions are log(rate).

    `compute_full` adds Stirling's approximation of log(target!), where the target is above 1.
    """

    def __init__(self, weight: float | None = None, from_logits: bool = True, batch_axis: int = 0,
                 compute_full: bool = False, **naming: Any) -> None:  # fmt: skip
        super().__init__(weight, batch_axis, **naming)
        self._from_logits, self._compute_full = from_logits, compute_full

    def hybrid_forward(self, F: Any, pred: Any, target: Any, sample_weight: Any = None, epsilon: float = 1e-8) -> Any:
        target = _like(target, pred)
        loss = F.exp(pred) - target * pred if self._from_logits else pred - target * F.log(pred + epsilon)
        if self._compute_full:
            stirling = target * F.log(target) - target + 0.5 * F.log(2 * target * 3.141592653589793)
            loss = loss + F.where(target > 1, stirling, nd.zeros_like(target))
        return F.mean(self._weighted(F, loss, sample_weight))


class CTCLoss(Loss):
    """Connectionist temporal classification: -log of the probability of a label sequence (Graves et al., 2006).

    Predictions in `layout` 'NTC' or 'TNC' are scores of classes at each step, the last one blank; labels in
    `label_layout` are padded with -1 or have `label_lengths`.
    """

    def __init__(self, layout: str = "NTC", label_layout: str = "NT", weight: float | None = None,
                 **naming: Any) -> None:  # fmt: skip
        if layout not in ("NTC", "TNC") or label_layout not in ("NT", "TN"):
            raise ValueError(f"CTCLoss: layout is 'NTC' or 'TNC', label_layout 'NT' or 'TN', not {layout!r} and "
                             f"{label_layout!r}")  # fmt: skip
        super().__init__(weight, label_layout.find("N"), **naming)
        self._layout, self._label_layout = layout, label_layout

    def hybrid_forward(self, F: Any, pred: Any, label: Any, pred_lengths: Any = None, label_lengths: Any = None,
                       sample_weight: Any = None) -> Any:  # fmt: skip
        pred = F.swapaxes(pred, 0, 1) if self._layout == "NTC" else pred
        label = F.swapaxes(label, 0, 1) if self._label_layout == "TN" else label
        lengths = {"data_lengths": pred_lengths, "label_lengths": label_lengths}
        given = {name: value for name, value in lengths.items() if value is not None}
        uses = {f"use_{name}": True for name in given}
        return self._weighted(F, F.CTCLoss(pred, label, **given, **uses, blank_label="last"), sample_weight)

"""`mx.metric`: how well predictions fit, summed up over batches. `update(labels, preds)` takes lists of arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from ..ndarray import NDArray
from .registry import Registry

Arrays = NDArray | Sequence[NDArray]


class EvalMetric:
    """Base of the metrics: `get()` returns the name and `sum_metric` / `num_inst`.

    A subclass defines `of(label, pred)` of two NumPy arrays, which returns what is added to the two; or `update`.
    """

    def __init__(self, name: str, output_names: Any = None, label_names: Any = None, **options: Any) -> None:
        self.name, self._kwargs = str(name), options
        self.output_names, self.label_names = output_names, label_names
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.num_inst: float = 0
        self.sum_metric: float = 0.0

    reset_local = reset

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        """Return what one array of labels and one of predictions add to the sum and to the number."""
        raise NotImplementedError(f"{type(self).__name__} defines neither of(label, pred) nor update(labels, preds)")

    def update(self, labels: Arrays, preds: Arrays) -> None:
        """Add the labels and predictions of a batch."""
        for label, pred in zip(*self._paired(labels, preds), strict=True):
            total, count = self.of(label.asnumpy(), pred.asnumpy())
            self.sum_metric += float(total)
            self.num_inst += int(count)

    def _paired(self, labels: Arrays, preds: Arrays) -> tuple[Sequence[NDArray], Sequence[NDArray]]:
        labels, preds = ([x] if isinstance(x, NDArray) else x for x in (labels, preds))
        if len(labels) != len(preds):
            raise ValueError(f"metric {self.name!r}: {len(labels)} arrays of labels for {len(preds)} of predictions")
        return labels, preds

    def get(self) -> tuple[Any, Any]:
        """Return name and value; nan before the first update."""
        return self.name, self.sum_metric / self.num_inst if self.num_inst else math.nan

    get_global = get

    def get_name_value(self) -> list[tuple[str, float]]:
        """Return pairs of name and value."""
        name, value = self.get()
        return list(zip(name, value, strict=True)) if isinstance(name, list) else [(name, value)]

    get_global_name_value = get_name_value

    def __str__(self) -> str:
        return f"EvalMetric: {dict(self.get_name_value())}"


_registry = Registry("metric", EvalMetric)
register, alias = _registry.register, _registry.alias


def create(metric: Any, *args: Any, **options: Any) -> EvalMetric:
    """Return a metric from its name, a function of labels and predictions, or a list of such."""
    if isinstance(metric, list):
        return CompositeEvalMetric(metric)
    if callable(metric) and not isinstance(metric, type):
        return metric if isinstance(metric, EvalMetric) else CustomMetric(metric, *args, **options)
    return _registry.create(metric, *args, **options)


def _fits(name: str, label: Any, pred: Any) -> None:
    if label.shape != pred.shape:
        raise ValueError(f"metric {name!r}: labels of shape {label.shape} do not fit predictions of shape {pred.shape}")


@register
@alias("acc")
class Accuracy(EvalMetric):
    """The part of predictions that is right: class numbers, or scores whose largest along `axis` counts."""

    def __init__(self, axis: int = 1, name: str = "accuracy", **options: Any) -> None:
        super().__init__(name, **options)
        self.axis = axis

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        chosen = pred if pred.shape == label.shape else pred.argmax(axis=self.axis)
        label, chosen = label.astype("int32").ravel(), chosen.astype("int32").ravel()
        _fits(self.name, label, chosen)
        return (chosen == label).sum(), label.size


@register
@alias("top_k_accuracy", "top_k_acc")
class TopKAccuracy(EvalMetric):
    """The part of samples whose class is among the `top_k` highest scores."""

    def __init__(self, top_k: int = 1, name: str = "top_k_accuracy", **options: Any) -> None:
        if top_k <= 1:
            raise ValueError("TopKAccuracy is for top_k above 1: use Accuracy")
        super().__init__(f"{name}_{top_k}", **options)
        self.top_k = top_k

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        best = numpy.argsort(pred, axis=1)[:, -self.top_k :]
        return (best == label.astype("int32").reshape(-1, 1)).sum(), len(pred)


@register
class F1(EvalMetric):
    """The harmonic mean of precision and recall of class 1, from scores (n, 2).

    'macro' averages over batches; 'micro' counts all samples together.
    """

    def __init__(self, name: str = "f1", output_names: Any = None, label_names: Any = None,
                 average: str = "macro") -> None:  # fmt: skip
        self.average = average
        super().__init__(name, output_names, label_names)

    def reset(self) -> None:
        """Begin anew."""
        super().reset()
        self._right = self._found = self._there = self._samples = 0

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        chosen, label = pred.argmax(axis=1), label.astype("int32").ravel()
        if label.max(initial=0) > 1:
            raise ValueError(f"metric {self.name!r} is for two classes, 0 and 1, not for labels up to {label.max()}")
        self._right += int((chosen * label).sum())
        self._found += int(chosen.sum())
        self._there += int(label.sum())
        self._samples += label.size
        score = 2 * self._right / max(self._found + self._there, 1)
        if self.average == "macro":
            self._right = self._found = self._there = 0
            return score, 1
        return score * self._samples - self.sum_metric, label.size


def _columns(label: Any, pred: Any) -> tuple[Any, Any]:
    """Return vectors as columns, so that (n,) and (n, 1) fit."""
    return tuple(x.reshape(-1, 1) if x.ndim == 1 else x for x in (label, pred))


@register
class MAE(EvalMetric):
    """The mean absolute error, averaged over batches."""

    def __init__(self, name: str = "mae", **options: Any) -> None:
        super().__init__(name, **options)

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        label, pred = _columns(label, pred)
        return numpy.abs(label - pred).mean(), 1


@register
class MSE(EvalMetric):
    """The mean squared error, averaged over batches."""

    def __init__(self, name: str = "mse", **options: Any) -> None:
        super().__init__(name, **options)

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        label, pred = _columns(label, pred)
        return ((label - pred) ** 2).mean(), 1


@register
class RMSE(MSE):
    """The root of the mean squared error, averaged over batches."""

    def __init__(self, name: str = "rmse", **options: Any) -> None:
        super().__init__(name, **options)

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        total, count = super().of(label, pred)
        return math.sqrt(total), count


@register
@alias("ce")
class CrossEntropy(EvalMetric):
    """The mean of -log of the probability that is predicted for the true class."""

    def __init__(self, eps: float = 1e-12, name: str = "cross-entropy", **options: Any) -> None:
        super().__init__(name, **options)
        self.eps = eps

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        label = label.ravel().astype("int64")
        return -numpy.log(pred[numpy.arange(label.size), label] + self.eps).sum(), label.size


@register
@alias("nll_loss")
class NegativeLogLikelihood(CrossEntropy):
    """The same under another name."""

    def __init__(self, eps: float = 1e-12, name: str = "nll-loss", **options: Any) -> None:
        super().__init__(eps, name, **options)


@register
class Perplexity(EvalMetric):
    """exp of the mean of -log of the probability of the true class, without labels that are `ignore_label`."""

    def __init__(self, ignore_label: int | None, axis: int = -1, name: str = "perplexity", **options: Any) -> None:
        super().__init__(name, **options)
        self.ignore_label, self.axis = ignore_label, axis

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        rows = numpy.moveaxis(pred, self.axis, -1).reshape(-1, pred.shape[self.axis])
        label = label.ravel().astype("int64")
        kept = numpy.ones(label.size, bool) if self.ignore_label is None else label != self.ignore_label
        chosen = rows[numpy.arange(label.size), label * kept][kept]
        return -numpy.log(numpy.maximum(chosen, 1e-10)).sum(), kept.sum()

    def get(self) -> tuple[Any, Any]:
        """Return name and value; nan before the first update."""
        name, value = super().get()
        return name, math.exp(value)


@register
@alias("pearsonr")
class PearsonCorrelation(EvalMetric):
    """The correlation of labels and predictions, averaged over batches."""

    def __init__(self, name: str = "pearsonr", **options: Any) -> None:
        super().__init__(name, **options)

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        _fits(self.name, label, pred)
        return numpy.corrcoef(pred.ravel(), label.ravel())[0, 1], 1


@register
class Loss(EvalMetric):
    """The mean of losses, which are given in place of predictions."""

    def __init__(self, name: str = "loss", **options: Any) -> None:
        super().__init__(name, **options)

    def update(self, labels: Any, preds: Arrays) -> None:
        """Add losses; `labels` change nothing."""
        for loss in [preds] if isinstance(preds, NDArray) else preds:
            self.sum_metric += float(loss.sum())
            self.num_inst += loss.size


class CustomMetric(EvalMetric):
    """A function of labels and predictions as NumPy arrays, which returns a number, or a sum and what to divide by."""

    def __init__(self, feval: Callable[[Any, Any], Any], name: str | None = None, allow_extra_outputs: bool = False,
                 **options: Any) -> None:  # fmt: skip
        name = feval.__name__ if name is None else name
        super().__init__(f"custom({name})" if "<" in name else name, **options)
        self._feval, self._allow_extra_outputs = feval, allow_extra_outputs

    def of(self, label: Any, pred: Any) -> tuple[float, float]:
        found = self._feval(label, pred)
        return found if isinstance(found, tuple) else (found, 1)


def np(numpy_feval: Callable[[Any, Any], Any], name: str | None = None,
       allow_extra_outputs: bool = False) -> CustomMetric:  # fmt: skip
    """Return a function of NumPy arrays as a metric."""
    return CustomMetric(numpy_feval, name, allow_extra_outputs)


@register
@alias("composite")
class CompositeEvalMetric(EvalMetric):
    """Several metrics at once: names and values are lists."""

    def __init__(self, metrics: Sequence[Any] | None = None, name: str = "composite", **options: Any) -> None:
        self.metrics = [create(metric) for metric in metrics or ()]
        super().__init__(name, **options)

    def add(self, metric: Any) -> None:
        """Add a metric, or one by name."""
        self.metrics.append(create(metric))

    def get_metric(self, index: int) -> EvalMetric:
        """Return one of the metrics."""
        return self.metrics[index]

    def reset(self) -> None:
        """Let all begin anew."""
        super().reset()
        for metric in self.metrics:
            metric.reset()

    def update(self, labels: Arrays, preds: Arrays) -> None:
        """Add the labels and predictions of a batch to all."""
        for metric in self.metrics:
            metric.update(labels, preds)

    def get(self) -> tuple[Any, Any]:
        """Return names and values as lists."""
        pairs = [pair for metric in self.metrics for pair in metric.get_name_value()]
        return [name for name, _ in pairs], [value for _, value in pairs]

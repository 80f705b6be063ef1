"""Layers of neural networks: weights, word vectors, dropout."""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..core import tape
from ..core.op import op
from ..errors import DTypeError, ShapeError
from ..generators import generator
from .indexing import whole_indices


def _rows(F: Any, x: Any, flatten: bool) -> Any:
    """Return data as a matrix: one row a sample, or one for each vector along the last axis."""
    if len(x.shape) == 2:
        return x
    return F.reshape(x, (x.shape[0], math.prod(x.shape[1:])) if flatten else (-1, x.shape[-1]))


def _by_row(F: Any, g: Any) -> Any:
    return g if len(g.shape) == 2 else F.reshape(g, (-1, g.shape[-1]))


def _of_bias(F: Any, rows: Any, no_bias: bool) -> Any:
    total = F.sum(rows, axis=0)
    return F.zeros_like(total) if no_bias else total


@op(data=lambda F, g, data_shape, weight: F.reshape(F.dot(_by_row(F, g), weight), data_shape),
    weight=lambda F, g, data, flatten: F.dot(F.transpose(_by_row(F, g)), _rows(F, data, flatten)),
    bias=lambda F, g, no_bias: _of_bias(F, _by_row(F, g), no_bias),
    widen="float32", elements="layer", label="{data} · {weight}ᵀ + {bias}", method=False,
    adjoint={"data": "g {weight}", "weight": "gᵀ {data}", "bias": "g summed over samples"})  # fmt: skip
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


def _embedding_key(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    data, weight = datas
    return {**params, "_key": (whole_indices(ctx.F, data, weight.shape[0], "clip"),)}


@op(weight=lambda F, g, weight_shape, _key: F.scatter_add(g, _key, weight_shape), mixed=("data",),
    prepare=_embedding_key, elements="chosen", label="embedding of {data}", method=False,
    adjoint="g added to the rows that were used")  # fmt: skip
def Embedding(F, data, weight, *, input_dim=None, output_dim=None, dtype=None, sparse_grad=False, _key=None):
    """Rows of `weight` (words, features) by word number: shape of `data` and (features,).

    `input_dim`, `output_dim` and `dtype` only say again what weight is. Raises where they differ from it.
    """
    for name, wanted, found in (("input_dim", input_dim, weight.shape[0]), ("output_dim", output_dim, weight.shape[1])):
        if wanted is not None and wanted != found:
            raise ShapeError(f"{name}={wanted}, but weight has shape {weight.shape}")
    if dtype is not None and numpy.dtype(dtype) != weight.dtype:
        raise DTypeError(f"dtype={dtype!r}, but weight holds {weight.dtype}: convert it with weight.astype(...)")
    return weight[_key]


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


@op(data=lambda F, g, _mask: g if _mask is None else g * _mask, prepare=_drawn,
    elements="masked", label="dropout {data}", method=False,
    adjoint="g / (1 − p) where kept, 0 where dropped")  # fmt: skip
def Dropout(F, data, *, p=0.5, mode="training", axes=(), cudnn_off=False, _mask=None):
    """In training every element becomes 0 with probability p, and the others grow by 1 / (1 - p); else the data.

    `axes` share one draw along them; mode 'always' drops outside training too.
    """
    return F.array(data) if _mask is None else data * _mask


@op(x=lambda F, g, x_shape: g / math.sqrt(x_shape[-1]), elements="same", cell="{x} / {√n}",
    between=lambda F, x: {"√n": F.sqrt(F.asarray(1.0 * x.shape[-1]))}, label="{x} / √n", method=False, floating=True,
    adjoint="g / √n")  # fmt: skip
def div_sqrt_dim(F, x):
    """x divided by the square root of its last axis' length."""
    return x / math.sqrt(x.shape[-1])

"""Operations of neural networks."""

from __future__ import annotations

from typing import Any

from ..op import op


@op(x=lambda F, g, z, axis, temperature: z * (g - F.sum(g * z, axis=axis, keepdims=True)) / (temperature or 1),
    label="softmax {x}", floating=True, adjoint="z (g − Σ g z)")  # fmt: skip
def softmax(F, x, *, axis=-1, temperature=None):
    """exp(x / temperature) divided by its sum along `axis`, without overflow."""
    e = F.exp(_shifted(F, x, axis, temperature))
    return e / F.sum(e, axis=axis, keepdims=True)


@op(x=lambda F, g, z, axis, temperature: (g - F.exp(z) * F.sum(g, axis=axis, keepdims=True)) / (temperature or 1),
    label="log softmax {x}", floating=True, adjoint="g − exp(z) Σ g")  # fmt: skip
def log_softmax(F, x, *, axis=-1, temperature=None):
    """The logarithm of softmax, without overflow."""
    shifted = _shifted(F, x, axis, temperature)
    return shifted - F.log(F.sum(F.exp(shifted), axis=axis, keepdims=True))


def _shifted(F: Any, x: Any, axis: int, temperature: float | None) -> Any:
    """Return x / temperature less its maximum along the axis, so that no exponential overflows."""
    x = x if temperature is None else x / temperature
    return x - F.max(x, axis=axis, keepdims=True)

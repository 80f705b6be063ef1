"""Products of matrices and vectors."""

from __future__ import annotations

from typing import Any

from ..errors import ShapeError
from ..op import op


def _swap(F: Any, x: Any, transpose: bool) -> Any:
    """Reverse all axes, as MXNet's transpose_a and transpose_b do."""
    return F.transpose(x) if transpose and len(x.shape) > 1 else x


def _flat(F: Any, x: Any, rows: bool) -> Any:
    """Bring an operand to two axes: `rows` keeps the last axis as columns, otherwise the first as rows."""
    n = x.shape[-1] if rows else x.shape[0]
    return F.reshape(x, (-1, n) if rows else (n, -1))


def _dot_dx(F: Any, g: Any, x_shape: Any, y: Any, transpose_a: bool, transpose_b: bool) -> Any:
    y = _swap(F, y, transpose_b)
    rows = F.reshape(g, (-1, _columns(y.shape)))
    dx = F.dot(rows, F.transpose(_flat(F, y, rows=False)))
    return _swap(F, F.reshape(dx, x_shape[::-1] if transpose_a and len(x_shape) > 1 else x_shape), transpose_a)


def _dot_dy(F: Any, g: Any, x: Any, y_shape: Any, transpose_a: bool, transpose_b: bool) -> Any:
    x = _swap(F, x, transpose_a)
    shape = y_shape[::-1] if transpose_b and len(y_shape) > 1 else y_shape
    rows = F.reshape(g, (-1, _columns(shape)))
    dy = F.dot(F.transpose(_flat(F, x, rows=True)), rows)
    return _swap(F, F.reshape(dy, shape), transpose_b)


def _columns(shape: Any) -> int:
    """Return how many columns the second operand contributes to the product."""
    columns = 1
    for n in shape[1:]:
        columns *= n
    return columns


@op(x=_dot_dx, y=_dot_dy, label="{x} · {y}", adjoint={"x": "g {y}ᵀ", "y": "{x}ᵀ g"})
def dot(F, x, y, *, transpose_a=False, transpose_b=False):
    """Product over the last axis of x and the first of y: (n, k) and (k, m) give (n, m), two vectors give (1,)."""
    x, y = _swap(F, x, transpose_a), _swap(F, y, transpose_b)
    if not x.ndim or not y.ndim or x.shape[-1] != y.shape[0]:
        raise ShapeError(f"dot multiplies the last axis of the first operand with the first axis of the second, "
                         f"which differ: {x.shape} and {y.shape}")  # fmt: skip
    z = F.tensordot(x, y, 1) if x.ndim > 2 or y.ndim > 2 else F.dot(x, y)
    return F.reshape(z, (1,)) if x.ndim == y.ndim == 1 else z

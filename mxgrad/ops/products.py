"""Products of vectors, matrices, and stacks of matrices."""

from __future__ import annotations

from typing import Any

from ..core.namespace import unbroadcast
from ..core.op import op
from ..errors import ShapeError


def _turn(F: Any, x: Any, transpose: bool, first: bool) -> Any:
    """Bring the axis to sum over to its place for transpose_a (the first one last) or transpose_b (the last first)."""
    n = len(x.shape)
    if not transpose or n < 2:
        return x
    return F.transpose(x, (*range(1, n), 0) if first else (n - 1, *range(n - 1)))


def _flat(F: Any, x: Any, rows: bool) -> Any:
    """Bring an operand to two axes: `rows` keeps the last axis as columns, otherwise the first as rows."""
    n = x.shape[-1] if rows else x.shape[0]
    return F.reshape(x, (-1, n) if rows else (n, -1))


def _dot_dx(F: Any, g: Any, x_shape: Any, y: Any, transpose_a: bool, transpose_b: bool) -> Any:
    if len(x_shape) == len(y.shape) == 2 and not (transpose_a or transpose_b):
        return F.dot(g, F.transpose(y))
    y = _turn(F, y, transpose_b, first=False)
    rows = F.reshape(g, (-1, _columns(y.shape)))
    dx = F.dot(rows, F.transpose(_flat(F, y, rows=False)))
    turned = transpose_a and len(x_shape) > 1
    return _turn(F, F.reshape(dx, (*x_shape[1:], x_shape[0]) if turned else x_shape), transpose_a, first=False)


def _dot_dy(F: Any, g: Any, x: Any, y_shape: Any, transpose_a: bool, transpose_b: bool) -> Any:
    if len(x.shape) == len(y_shape) == 2 and not (transpose_a or transpose_b):
        return F.dot(F.transpose(x), g)
    x = _turn(F, x, transpose_a, first=True)
    shape = (y_shape[-1], *y_shape[:-1]) if transpose_b and len(y_shape) > 1 else y_shape
    rows = F.reshape(g, (-1, _columns(shape)))
    dy = F.dot(F.transpose(_flat(F, x, rows=True)), rows)
    return _turn(F, F.reshape(dy, shape), transpose_b, first=True)


def _columns(shape: Any) -> int:
    """Return how many columns the second operand contributes to the product."""
    columns = 1
    for n in shape[1:]:
        columns *= n
    return columns


@op(x=_dot_dx, y=_dot_dy, elements="product", label="{x} · {y}", adjoint={"x": "g {y}ᵀ", "y": "{x}ᵀ g"})
def dot(F, x, y, *, transpose_a=False, transpose_b=False):
    """Product over the last axis of x and the first of y: (n, k) and (k, m) give (n, m), two vectors give (1,)."""
    x, y = _turn(F, x, transpose_a, first=True), _turn(F, y, transpose_b, first=False)
    if not x.ndim or not y.ndim or x.shape[-1] != y.shape[0]:
        raise ShapeError(f"dot multiplies the last axis of the first operand with the first axis of the second, "
                         f"which differ: {x.shape} and {y.shape}")  # fmt: skip
    z = F.tensordot(x, y, 1) if x.ndim > 2 or y.ndim > 2 else F.dot(x, y)
    return F.reshape(z, (1,)) if x.ndim == y.ndim == 1 else z


def transposed(F: Any, x: Any, transpose: bool = True) -> Any:
    return F.swapaxes(x, -1, -2) if transpose else x


@op(x=lambda F, g, x_shape, y: unbroadcast(F, F.matmul(g, transposed(F, y)), x_shape),
    y=lambda F, g, x, y_shape: unbroadcast(F, F.matmul(transposed(F, x), g), y_shape),
    elements="product", label="{x} · {y}", method=False, adjoint={"x": "g {y}ᵀ", "y": "{x}ᵀ g"})  # fmt: skip
def matmul(F, x, y):
    """Products of matrices (..., n, k) and (..., k, m), giving (..., n, m). The batch axes broadcast."""
    return F.matmul(x, y)


def _rows_last(F: Any, x: Any, axis: int) -> Any:
    """Swap the axis of the matrices' rows with the last but one."""
    return x if axis in (-2, len(x.shape) - 2) else F.swapaxes(x, axis, -2)


def _product_dx(F: Any, g: Any, y: Any, transpose_a: bool, transpose_b: bool, alpha: float = 1.0,
                axis: int = -2) -> Any:  # fmt: skip
    g, y = alpha * _rows_last(F, g, axis), _rows_last(F, y, axis)
    return _rows_last(F, transposed(F, F.matmul(g, transposed(F, y, not transpose_b)), transpose_a), axis)


def _product_dy(F: Any, g: Any, x: Any, transpose_a: bool, transpose_b: bool, alpha: float = 1.0,
                axis: int = -2) -> Any:  # fmt: skip
    g, x = alpha * _rows_last(F, g, axis), _rows_last(F, x, axis)
    return _rows_last(F, transposed(F, F.matmul(transposed(F, x, not transpose_a), g), transpose_b), axis)


@op(lhs=lambda F, g, rhs, transpose_a, transpose_b: _product_dx(F, g, rhs, transpose_a, transpose_b),
    rhs=lambda F, g, lhs, transpose_a, transpose_b: _product_dy(F, g, lhs, transpose_a, transpose_b),
    elements="products", label="{lhs} · {rhs}", adjoint={"lhs": "g {rhs}ᵀ", "rhs": "{lhs}ᵀ g"})  # fmt: skip
def batch_dot(F, lhs, rhs, *, transpose_a=False, transpose_b=False):
    """Products of matrices, one for each batch: (b, n, k) and (b, k, m) give (b, n, m)."""
    if lhs.ndim != rhs.ndim or lhs.shape[:-2] != rhs.shape[:-2] or lhs.ndim < 3:
        raise ShapeError(f"batch_dot needs one batch of matrices on each side, not shapes {lhs.shape} and {rhs.shape}")
    return F.matmul(transposed(F, lhs, transpose_a), transposed(F, rhs, transpose_b))


@op(A=lambda F, g, B, transpose_a, transpose_b, alpha, axis:
        _product_dx(F, g, B, transpose_a, transpose_b, alpha, axis),
    B=lambda F, g, A, transpose_a, transpose_b, alpha, axis:
        _product_dy(F, g, A, transpose_a, transpose_b, alpha, axis),
    floating=True, elements="products", label="{A} · {B}", method=False,
    adjoint={"A": "α g {B}ᵀ", "B": "α {A}ᵀ g"})  # fmt: skip
def linalg_gemm2(F, A, B, *, transpose_a=False, transpose_b=False, alpha=1.0, axis=-2):
    """alpha A B for matrices or stacks of them, whose rows lie along `axis` and columns along the last."""
    A, B = _rows_last(F, A, axis), _rows_last(F, B, axis)
    return _rows_last(F, alpha * F.matmul(transposed(F, A, transpose_a), transposed(F, B, transpose_b)), axis)


@op(A=lambda F, g, B, transpose_a, transpose_b, alpha, axis:
        _product_dx(F, g, B, transpose_a, transpose_b, alpha, axis),
    B=lambda F, g, A, transpose_a, transpose_b, alpha, axis:
        _product_dy(F, g, A, transpose_a, transpose_b, alpha, axis),
    C=lambda F, g, beta: beta * g, floating=True, elements="products", label="{A} · {B} + {C}", method=False,
    adjoint={"A": "α g {B}ᵀ", "B": "α {A}ᵀ g", "C": "β g"})  # fmt: skip
def linalg_gemm(F, A, B, C, *, transpose_a=False, transpose_b=False, alpha=1.0, beta=1.0, axis=-2):
    """alpha A B + beta C for matrices or stacks of them, whose rows lie along `axis` and columns along the last."""
    A, B = _rows_last(F, A, axis), _rows_last(F, B, axis)
    product = alpha * F.matmul(transposed(F, A, transpose_a), transposed(F, B, transpose_b))
    return _rows_last(F, product, axis) + beta * C


def _syrk_gradient(F: Any, g: Any, A: Any, transpose: bool, alpha: float) -> Any:
    both = alpha * (g + transposed(F, g))
    return F.matmul(A, both) if transpose else F.matmul(both, A)


@op(A=_syrk_gradient, floating=True, label="{A} · {A}ᵀ", method=False, adjoint="α (g + gᵀ) {A}",
    elements="factors", cell=lambda transpose: "{Aᵀ} · {A}" if transpose else "{A} · {Aᵀ}",
    between=lambda F, A: {"Aᵀ": transposed(F, A)})  # fmt: skip
def linalg_syrk(F, A, *, transpose=False, alpha=1.0):
    """alpha A Aᵀ, or alpha Aᵀ A for `transpose`."""
    B = transposed(F, A)
    return alpha * (F.matmul(B, A) if transpose else F.matmul(A, B))


def triangle(F: Any, x: Any, lower: bool) -> Any:
    """Return a matrix with one triangle set to 0; the diagonal stays."""
    return F.tril(x) if lower else transposed(F, F.tril(transposed(F, x)))


def check_square(A: Any, name: str) -> None:
    if len(A.shape) < 2 or A.shape[-1] != A.shape[-2]:
        raise ShapeError(f"{name} needs square matrices, not shape {A.shape}")


def triangular_gradient(F: Any, g: Any, B: Any, transpose: bool, rightside: bool, lower: bool) -> Any:
    """Return the adjoint of the triangular factor of a product with B."""
    dT = F.matmul(transposed(F, B), g) if rightside else F.matmul(g, transposed(F, B))
    return triangle(F, transposed(F, dT, transpose), lower)


@op(A=lambda F, g, B, transpose, rightside, lower, alpha:
        triangular_gradient(F, alpha * g, B, transpose, rightside, lower),
    B=lambda F, g, A, transpose, rightside, lower, alpha: F.linalg_trmm(A, g, not transpose, rightside, lower, alpha),
    floating=True, label="{A} · {B}", method=False,
    elements="factors", cell=lambda rightside: "{B} · {triangle}" if rightside else "{triangle} · {B}",
    between=lambda F, A, transpose, lower: {"triangle": transposed(F, triangle(F, A, lower), transpose)},
    adjoint={"A": "the triangle of α g {B}ᵀ", "B": "α {A}ᵀ g"})  # fmt: skip
def linalg_trmm(F, A, B, *, transpose=False, rightside=False, lower=True, alpha=1.0):
    """alpha A B for a triangular A, or alpha B A for `rightside`; `transpose` uses Aᵀ."""
    T = transposed(F, triangle(F, A, lower), transpose)
    return alpha * (F.matmul(B, T) if rightside else F.matmul(T, B))


def _khatri_rao_gradient(F: Any, g: Any, xs: Any, index: int) -> Any:
    """Read the adjoint as a block with one axis an operand, and sum out the others."""
    columns = xs[0].shape[1]
    g = F.reshape(g, (*(x.shape[0] for x in xs), columns))
    for j, x in enumerate(xs):
        if j != index:
            g = g * F.reshape(x, (*(x.shape[0] if k == j else 1 for k in range(len(xs))), columns))
    return F.sum(g, axis=tuple(k for k in range(len(xs)) if k != index)) if len(xs) > 1 else g


@op(xs=_khatri_rao_gradient, elements="columns", label="khatri_rao", method=False,
    adjoint="g times the other columns, summed")  # fmt: skip
def khatri_rao(F, *xs):
    """The column-wise Kronecker product: matrices (n, k) and (m, k) give (n m, k)."""
    z = xs[0]
    for x in xs[1:]:
        z = F.reshape(z[:, None, :] * x[None, :, :], (-1, z.shape[1]))
    return z

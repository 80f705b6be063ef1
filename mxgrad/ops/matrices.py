"""Triangles, determinants, inverses and factors of matrices: the `linalg` operations.

All take stacks of matrices: the last two axes are rows and columns.
"""

from __future__ import annotations

from typing import Any

import numpy

from ..core.masks import of_masks
from ..core.op import op
from ..errors import ShapeError
from .cofactors import by_matrix, cofactors, inverse_transposed, split_singular


def _t(F: Any, x: Any, transpose: bool = True) -> Any:
    return F.swapaxes(x, -1, -2) if transpose else x


def _triangle(F: Any, x: Any, lower: bool) -> Any:
    """Return a matrix with one triangle set to 0; the diagonal stays."""
    return F.tril(x) if lower else _t(F, F.tril(_t(F, x)))


def _square(A: Any, name: str) -> None:
    if len(A.shape) < 2 or A.shape[-1] != A.shape[-2]:
        raise ShapeError(f"{name} needs square matrices, not shape {A.shape}")


# ---- triangular matrices


def _triangular_dA(F: Any, g: Any, B: Any, transpose: bool, rightside: bool, lower: bool) -> Any:
    """Return the adjoint of the triangular factor of a product with B."""
    dT = F.matmul(_t(F, B), g) if rightside else F.matmul(g, _t(F, B))
    return _triangle(F, _t(F, dT, transpose), lower)


@op(A=lambda F, g, B, transpose, rightside, lower, alpha: _triangular_dA(F, alpha * g, B, transpose, rightside, lower),
    B=lambda F, g, A, transpose, rightside, lower, alpha: F.linalg_trmm(A, g, not transpose, rightside, lower, alpha),
    floating=True, label="{A} · {B}", method=False, adjoint={"A": "the triangle of α g Bᵀ", "B": "α Aᵀ g"})  # fmt: skip
def linalg_trmm(F, A, B, *, transpose=False, rightside=False, lower=True, alpha=1.0):
    """alpha A B for a triangular A, or alpha B A for `rightside`; `transpose` uses Aᵀ."""
    T = _t(F, _triangle(F, A, lower), transpose)
    return alpha * (F.matmul(B, T) if rightside else F.matmul(T, B))


def _solve_dA(F: Any, g: Any, A: Any, z: Any, transpose: bool, rightside: bool, lower: bool) -> Any:
    solved = F.linalg_trsm(A, g, not transpose, rightside, lower, 1.0)
    return -_triangular_dA(F, solved, z, transpose, rightside, lower)


@op(A=_solve_dA,
    B=lambda F, g, A, transpose, rightside, lower, alpha: F.linalg_trsm(A, g, not transpose, rightside, lower, alpha),
    widen="float32", floating=True, label="{A}⁻¹ · {B}", method=False,
    adjoint={"A": "−the triangle of (A⁻ᵀ g) zᵀ", "B": "α A⁻ᵀ g"})  # fmt: skip
def linalg_trsm(F, A, B, *, transpose=False, rightside=False, lower=True, alpha=1.0):
    """The solution X of A X = alpha B for a triangular A, or of X A = alpha B for `rightside`; `transpose` uses Aᵀ."""
    T = _t(F, _triangle(F, A, lower), transpose)
    if rightside:
        return _t(F, F.linalg.solve(_t(F, T), _t(F, alpha * B)))
    return F.linalg.solve(T, alpha * B)


# ---- factors, inverses, determinants


def _cholesky_gradient(F: Any, g: Any, z: Any, lower: bool) -> Any:
    """Murray, "Differentiation of the Cholesky decomposition" (2016), section 3.2; symmetric, as A is."""
    L, dL = (z, g) if lower else (_t(F, z), _t(F, g))
    P = F.tril(F.matmul(_t(F, L), dL))
    P = P + _t(F, F.tril(P, -1))
    inner = F.linalg_trsm(L, P, True, False, True, 0.5)
    return F.linalg_trsm(L, inner, False, True, True, 1.0)


@op(A=_cholesky_gradient, widen="float32", floating=True, label="cholesky {A}", method=False,
    adjoint="½ L⁻ᵀ P L⁻¹, P the symmetric part of Lᵀ g")  # fmt: skip
def linalg_potrf(F, A, *, lower=True):
    """The triangular L with A = L Lᵀ (Aᵀ = Lᵀ L for an upper one) of a symmetric positive definite A.

    Reads one triangle of A; the gradient is symmetric.
    """
    _square(A, "linalg_potrf")
    L = F.linalg.cholesky(A if lower else _t(F, A))
    return L if lower else _t(F, L)


def _inverse_of_product_gradient(F: Any, g: Any, A: Any, z: Any, lower: bool) -> Any:
    L = A if lower else _t(F, A)
    dL = -F.matmul(F.matmul(z, F.matmul(g + _t(F, g), z)), _triangle(F, L, True))
    return _triangle(F, _t(F, dL, not lower), lower)


@op(A=_inverse_of_product_gradient, widen="float32", floating=True, label="({A} · {A}ᵀ)⁻¹", method=False,
    adjoint="−the triangle of z (g + gᵀ) z A")  # fmt: skip
def linalg_potri(F, A, *, lower=True):
    """The inverse of A Aᵀ (Aᵀ A for an upper one) for a triangular A, such as `linalg_potrf` gives."""
    _square(A, "linalg_potri")
    L = _triangle(F, A, lower)
    inverse = F.linalg.inv(L if lower else _t(F, L))
    return F.matmul(_t(F, inverse), inverse)


@op(A=lambda F, g, z: -F.matmul(_t(F, z), F.matmul(g, _t(F, z))), widen="float32", floating=True, label="{A}⁻¹",
    method=False, adjoint="−zᵀ g zᵀ")  # fmt: skip
def linalg_inverse(F, A):
    """The inverse of square matrices. Raises for a singular one."""
    _square(A, "linalg_inverse")
    return F.linalg.inv(A)


@op(A=lambda F, g, A, z, _split: by_matrix(F, g, A.shape) * cofactors(F, A, z, _split), prepare=split_singular,
    widen="float32", floating=True, label="det {A}", method=False,
    adjoint="g × the cofactors of A, which are z A⁻ᵀ")  # fmt: skip
def linalg_det(F, A, *, _split=None):
    """Determinants of square matrices: shape (1,) for a single one. The gradient exists at singular ones too."""
    _square(A, "linalg_det")
    return F.reshape(F.linalg.det(A), A.shape[:-2] or (1,))


@op(A=lambda F, g, A, z, _split: by_matrix(F, g[1], A.shape) * inverse_transposed(F, A, z, _split),
    prepare=split_singular, widen="float32", floating=True, label="log |det {A}|", method=False,
    adjoint="g A⁻ᵀ, from the logarithm alone")  # fmt: skip
def linalg_slogdet(F, A, *, _split=None):
    """The sign of determinants, and the logarithm of their absolute value; the sign has no gradient.

    At a singular matrix they are 0 and -inf, and the gradient is infinite or nan.
    """
    _square(A, "linalg_slogdet")
    sign, log = F.linalg.slogdet(A)
    shape = A.shape[:-2] or (1,)
    return F.reshape(F.asarray(sign), shape), F.reshape(F.asarray(log), shape)


# ---- parts of matrices as vectors. `prepare` lists the places, which forward and gradient share.


def _diagonal(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    k, (m, n) = params.get("offset", 0), datas[0].shape[-2:]
    rows = numpy.arange(max(0, -k), max(0, -k, min(m, n - k)))
    return _places(ctx, rows, rows + k, params)


def _triangle_rows(n: int, params: dict[str, Any]) -> Any:
    k = params["offset"]
    if k < 0 or (k == 0 and params["lower"]):
        return numpy.tril_indices(n, k)
    return numpy.tril_indices(n, -k)[::-1]  # an upper triangle column by column


def _places(ctx: Any, rows: Any, columns: Any, params: dict[str, Any]) -> dict[str, Any]:
    return {**params, "_key": (Ellipsis, ctx.F.asarray(rows), ctx.F.asarray(columns))}


@op(A=lambda F, g, A_shape, _key: F.scatter_add(g, _key, A_shape), prepare=_diagonal, label="diagonal of {A}",
    method=False, adjoint="g on the diagonal, 0 elsewhere", mask=of_masks)  # fmt: skip
def linalg_extractdiag(F, A, *, offset=0, _key=None):
    """A diagonal of matrices (..., n, n) as vectors (..., n - |offset|)."""
    return A[_key]


@op(A=lambda F, g, A, _key: by_matrix(F, g, A.shape) * F.scatter_add(1 / F.getitem(A, _key), _key, A.shape),
    prepare=_diagonal, floating=True, label="Σ log diagonal of {A}", method=False,
    adjoint="g / A on the diagonal")  # fmt: skip
def linalg_sumlogdiag(F, A, *, _key=None):
    """The sum of the logarithms of the diagonal: shape (1,) for a single matrix."""
    return F.reshape(F.sum(F.log(A[_key]), axis=-1), A.shape[:-2] or (1,))


def _made_diagonal(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    k = params["offset"]
    rows = numpy.arange(datas[0].shape[-1]) + max(0, -k)
    return {**_places(ctx, rows, rows + k, params), "_n": datas[0].shape[-1] + (k if k > 0 else -k)}


@op(A=lambda F, g, _key: F.getitem(g, _key), prepare=_made_diagonal, label="matrix of {A}", method=False,
    adjoint="the diagonal of g", mask=of_masks)  # fmt: skip
def linalg_makediag(F, A, *, offset=0, _key=None, _n=None):
    """Vectors (..., n) as a diagonal of matrices (..., n + |offset|, n + |offset|) that are 0 elsewhere."""
    return F.scatter_add(A, _key, (*A.shape[:-1], _n, _n))


def _triangle_places(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    rows, columns = _triangle_rows(datas[0].shape[-1], params)
    return _places(ctx, rows, columns, params)


@op(A=lambda F, g, A_shape, _key: F.scatter_add(g, _key, A_shape), prepare=_triangle_places, label="triangle of {A}",
    method=False, adjoint="g on the triangle, 0 elsewhere", mask=of_masks)  # fmt: skip
def linalg_extracttrian(F, A, *, offset=0, lower=True, _key=None):
    """A triangle of matrices as vectors, from the `offset`-th diagonal on: a lower one by rows, an upper by columns."""
    _square(A, "linalg_extracttrian")
    return A[_key]


def _made_triangle(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    size, n = datas[0].shape[-1], 1
    while len(_triangle_rows(n, params)[0]) < size:
        n += 1
    rows, columns = _triangle_rows(n, params)
    if len(rows) != size:
        raise ShapeError(f"linalg_maketrian: {size} numbers do not fill the triangle of a square matrix")
    return {**_places(ctx, rows, columns, params), "_n": n}


@op(A=lambda F, g, _key: F.getitem(g, _key), prepare=_made_triangle, label="matrix of {A}", method=False,
    adjoint="the triangle of g", mask=of_masks)  # fmt: skip
def linalg_maketrian(F, A, *, offset=0, lower=True, _key=None, _n=None):
    """Vectors as a triangle of square matrices that are 0 elsewhere; the inverse of `linalg_extracttrian`."""
    return F.scatter_add(A, _key, (*A.shape[:-1], _n, _n))

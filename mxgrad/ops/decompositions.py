"""Matrices as products of others: Cholesky, LQ, eigenvectors. All take stacks of them."""

from __future__ import annotations

from typing import Any

from ..core.op import op
from ..errors import ShapeError
from .products import check_square, transposed


def _cholesky_gradient(F: Any, g: Any, z: Any, lower: bool) -> Any:
    """Murray, "Differentiation of the Cholesky decomposition" (2016), section 3.2; symmetric, as A is."""
    L, dL = (z, g) if lower else (transposed(F, z), transposed(F, g))
    P = F.tril(F.matmul(transposed(F, L), dL))
    P = P + transposed(F, F.tril(P, -1))
    inner = F.linalg_trsm(L, P, True, False, True, 0.5)
    return F.linalg_trsm(L, inner, False, True, True, 1.0)


@op(A=_cholesky_gradient, widen="float32", floating=True, label="cholesky {A}", method=False,
    words="found row by row, each element from those before it",
    adjoint="½ L⁻ᵀ P L⁻¹, P the symmetric part of Lᵀ g")  # fmt: skip
def linalg_potrf(F, A, *, lower=True):
    """The triangular L with A = L Lᵀ (Aᵀ = Lᵀ L for an upper one) of a symmetric positive definite A.

    Reads one triangle of A; the gradient is symmetric.
    """
    check_square(A, "linalg_potrf")
    L = F.linalg.cholesky(A if lower else transposed(F, A))
    return L if lower else transposed(F, L)


def _lq_gradient(F: Any, g: Any, z: Any) -> Any:
    """Return L⁻ᵀ (dQ + S Q), where S is symmetric with the lower triangle of M = Lᵀ dL - dQ Qᵀ."""
    (dQ, dL), (Q, L) = g, z
    M = F.matmul(transposed(F, L), dL) - F.matmul(dQ, transposed(F, Q))
    S = F.tril(M) + transposed(F, F.tril(M, -1))
    return F.linalg_trsm(L, dQ + F.matmul(S, Q), True, False, True, 1.0)


@op(A=_lq_gradient, widen="float32", floating=True, label="LQ of {A}", method=False, adjoint="L⁻ᵀ (dQ + S Q)",
    words="found row by row, each element from those before it")  # fmt: skip
def linalg_gelqf(F, A):
    """Q and L with A = L Q, for matrices (n, m) with n <= m: L is lower triangular, the rows of Q orthonormal."""
    if A.ndim < 2 or A.shape[-2] > A.shape[-1]:
        raise ShapeError(f"linalg_gelqf needs matrices with at most as many rows as columns, not shape {A.shape}")
    Q, R = F.linalg.qr(transposed(F, A))
    return F.array(transposed(F, Q), order="C"), F.array(transposed(F, R), order="C")


def _with_identity(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    return {**params, "_eye": ctx.F.eye(datas[0].shape[-1], dtype=datas[0].dtype)}


def _eigen_gradient(F: Any, g: Any, z: Any, _eye: Any) -> Any:
    """Return Uᵀ (diag(dL) + D) U with D = (U dUᵀ) / (L_j - L_i), made symmetric as A is; 0 between equal ones."""
    (dU, dL), (U, L) = g, z
    n, lead = L.shape[-1], L.shape[:-1]
    difference = F.reshape(L, (*lead, 1, n)) - F.reshape(L, (*lead, n, 1))
    same = 1.0 * (difference == 0)
    D = F.matmul(U, transposed(F, dU)) * (1 - same) / (difference + same)
    inner = 0.5 * (D + transposed(F, D)) + _eye * F.reshape(dL, (*lead, 1, n))
    return F.matmul(transposed(F, U), F.matmul(inner, U))


@op(A=_eigen_gradient, prepare=_with_identity, widen="float32", floating=True, label="eigenvectors of {A}",
    words="found by steps that come ever closer", method=False,
    adjoint="Uᵀ (diag(dL) + (U dUᵀ) / (L_j − L_i)) U")  # fmt: skip
def linalg_syevd(F, A, *, _eye=None):
    """U and L with A = Uᵀ diag(L) U for a symmetric A: the rows of U are eigenvectors, L the eigenvalues in order.

    The largest element of each eigenvector is positive. Reads one triangle of A; the gradient is symmetric.
    """
    if A.ndim < 2 or A.shape[-1] != A.shape[-2]:
        raise ShapeError(f"linalg_syevd needs square matrices, not shape {A.shape}")
    L, V = F.linalg.eigh(A)
    U = F.array(transposed(F, V), order="C")
    largest = F.argmax(F.absolute(U), axis=-1)[..., None]
    return U * F.sign(F.take_along_axis(U, largest, axis=-1)), L

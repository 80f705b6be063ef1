"""Inverses, triangular systems and determinants of stacks of matrices: the last two axes are rows and columns."""

from __future__ import annotations

from typing import Any

from ..core.op import op
from .cofactors import by_matrix, cofactors, inverse_transposed, split_singular
from .products import check_square, transposed, triangle, triangular_gradient


def _solve_dA(F: Any, g: Any, A: Any, z: Any, transpose: bool, rightside: bool, lower: bool) -> Any:
    solved = F.linalg_trsm(A, g, not transpose, rightside, lower, 1.0)
    return -triangular_gradient(F, solved, z, transpose, rightside, lower)


@op(A=_solve_dA,
    B=lambda F, g, A, transpose, rightside, lower, alpha: F.linalg_trsm(A, g, not transpose, rightside, lower, alpha),
    widen="float32", floating=True, label="{A}⁻¹ · {B}", method=False,
    elements="factors", cell=lambda rightside: "{B} · {inverse}" if rightside else "{inverse} · {B}",
    between=lambda F, A, transpose, lower: {"inverse": F.linalg.inv(transposed(F, triangle(F, A, lower), transpose))},
    adjoint={"A": "−the triangle of ({A}⁻ᵀ g) {z}ᵀ", "B": "α {A}⁻ᵀ g"})  # fmt: skip
def linalg_trsm(F, A, B, *, transpose=False, rightside=False, lower=True, alpha=1.0):
    """The solution X of A X = alpha B for a triangular A, or of X A = alpha B for `rightside`; `transpose` uses Aᵀ."""
    T = transposed(F, triangle(F, A, lower), transpose)
    if rightside:
        return transposed(F, F.linalg.solve(transposed(F, T), transposed(F, alpha * B)))
    return F.linalg.solve(T, alpha * B)


def _inverse_of_product_gradient(F: Any, g: Any, A: Any, z: Any, lower: bool) -> Any:
    L = A if lower else transposed(F, A)
    dL = -F.matmul(F.matmul(z, F.matmul(g + transposed(F, g), z)), triangle(F, L, True))
    return triangle(F, transposed(F, dL, not lower), lower)


def _inverse_factors(F: Any, L: Any, lower: bool) -> dict[str, Any]:
    inverse = F.linalg.inv(L if lower else transposed(F, L))
    return {"L⁻ᵀ": transposed(F, inverse), "L⁻¹": inverse}


@op(A=_inverse_of_product_gradient, widen="float32", floating=True, label="({A} · {A}ᵀ)⁻¹", method=False,
    elements="factors", cell="{L⁻ᵀ} · {L⁻¹}",
    between=lambda F, A, lower: _inverse_factors(F, triangle(F, A, lower), lower),
    adjoint="−the triangle of {z} (g + gᵀ) {z} {A}")  # fmt: skip
def linalg_potri(F, A, *, lower=True):
    """The inverse of A Aᵀ (Aᵀ A for an upper one) for a triangular A, such as `linalg_potrf` gives."""
    check_square(A, "linalg_potri")
    L = triangle(F, A, lower)
    inverse = F.linalg.inv(L if lower else transposed(F, L))
    return F.matmul(transposed(F, inverse), inverse)


def _adjugate(F: Any, inverse: Any, det: Any) -> dict[str, Any]:
    return {"adjugate": inverse * det, "det": det}


@op(A=lambda F, g, z: -F.matmul(transposed(F, z), F.matmul(g, transposed(F, z))), widen="float32", floating=True,
    elements="same", cell="{adjugate} / {det}",
    between=lambda F, A, z: _adjugate(F, z, F.linalg.det(A)[..., None, None]),
    label="{A}⁻¹", method=False, adjoint="−{z}ᵀ g {z}ᵀ")  # fmt: skip
def linalg_inverse(F, A):
    """The inverse of square matrices. Raises for a singular one."""
    check_square(A, "linalg_inverse")
    return F.linalg.inv(A)


@op(A=lambda F, g, A, z, _split: by_matrix(F, g, A.shape) * cofactors(F, A, z, _split), prepare=split_singular,
    widen="float32", floating=True, elements="determinant", label="det {A}", method=False,
    adjoint="g × the cofactors of {A}, which are {z} {A}⁻ᵀ")  # fmt: skip
def linalg_det(F, A, *, _split=None):
    """Determinants of square matrices: shape (1,) for a single one. The gradient exists at singular ones too."""
    check_square(A, "linalg_det")
    return F.reshape(F.linalg.det(A), A.shape[:-2] or (1,))


def _determinant_and_inverse(F: Any, A: Any) -> dict[str, Any]:
    det = F.linalg.det(A)
    whole = {"det": F.reshape(det, A.shape[:-2] or (1,))}
    return whole | {"A⁻ᵀ": transposed(F, F.linalg.inv(A))} if bool((det != 0).all()) else whole


@op(A=lambda F, g, A, z, _split: by_matrix(F, g[1], A.shape) * inverse_transposed(F, A, z, _split),
    prepare=split_singular, widen="float32", floating=True, label="log |det {A}|", method=False,
    elements="by matrix", cell=lambda result: ("sign({det})", "log(|{det}|)")[result], back={"A": "{g1}·{A⁻ᵀ}"},
    between=lambda F, A: _determinant_and_inverse(F, A),
    adjoint="g {A}⁻ᵀ, from the logarithm alone")  # fmt: skip
def linalg_slogdet(F, A, *, _split=None):
    """The sign of determinants, and the logarithm of their absolute value; the sign has no gradient.

    At a singular matrix they are 0 and -inf, and the gradient is infinite or nan.
    """
    check_square(A, "linalg_slogdet")
    sign, log = F.linalg.slogdet(A)
    shape = A.shape[:-2] or (1,)
    return F.reshape(F.asarray(sign), shape), F.reshape(F.asarray(log), shape)

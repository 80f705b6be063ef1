"""The gradient of a determinant: the matrix of cofactors, which is det(A) A⁻ᵀ and exists where A⁻¹ does not.

Where a matrix is singular up to rounding, the directions in which it is are split off. With U and V from its singular
value decomposition, B = Uᵀ A V has an invertible block B₁₁, and everything else in it is 0 up to rounding. Then
det B = det B₁₁ det S with the Schur complement S = B₂₂ − B₂₁ B₁₁⁻¹ B₁₂, and det S, of few rows, is a polynomial.
U and V are constants, all else is a function of A: so it can be differentiated again, any number of times.
"""

from __future__ import annotations

from typing import Any

from ..core import tape
from ..core.namespace import accumulator
from .products import transposed


def by_matrix(F: Any, g: Any, shape: Any) -> Any:
    """Give one number for each matrix the shape to multiply matrices with."""
    return F.reshape(g, (*shape[:-2], 1, 1))


def split_singular(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Find what `cofactors` needs where a matrix is singular: U, V, the sign of det U det V, and a unit matrix.

    The latter has as many rows as there are directions to split off.
    """
    F, (A,) = ctx.F, datas
    if not tape.recording.get() or A.ndim < 2 or A.shape[-1] != A.shape[-2] or not A.size:
        return params
    A = A.astype(accumulator(A.dtype), copy=False)
    values = F.linalg.svd(A, compute_uv=False)
    negligible = values <= values[..., :1] * (A.shape[-1] * F.finfo(values.dtype).eps)
    count = int(negligible.sum(axis=-1).max())
    if not count:
        return params
    U, _, Vt = F.linalg.svd(A)
    sign = F.sign(F.asarray(F.linalg.det(U) * F.linalg.det(Vt)))
    return {**params, "_split": (U, F.swapaxes(Vt, -1, -2), sign, F.eye(count, dtype=A.dtype))}


def cofactors(F: Any, A: Any, determinant: Any, split: Any) -> Any:
    """Return the derivatives of the determinants of `A`; `split` is what `split_singular` found, or None."""
    if split is None:
        return by_matrix(F, determinant, A.shape) * transposed(F, F.linalg_inverse(A))
    U, V, sign, eye = split
    B = F.matmul(F.matmul(_transposed(U), A), V)
    found = _by_blocks(F, B, eye) if len(eye) < A.shape[-1] else _polynomial_cofactors(F, B, eye)
    return F.matmul(F.matmul(sign[..., None, None] * U, found), _transposed(V))


def inverse_transposed(F: Any, A: Any, z: Any, split: Any) -> Any:
    """Return A⁻ᵀ; of a singular matrix the cofactors divided by 0. `z` are the sign and logarithm of determinants."""
    if split is None:
        return transposed(F, F.linalg_inverse(A))
    determinant = z[0] * F.exp(z[1])
    return cofactors(F, A, determinant, split) / by_matrix(F, determinant, A.shape)


def _transposed(constants: Any) -> Any:
    return constants.swapaxes(-1, -2)


def _by_blocks(F: Any, B: Any, eye: Any) -> Any:
    """Return the cofactors of B from those of the Schur complement of its last rows and columns."""
    k = B.shape[-1] - len(eye)
    head, tail = slice(0, k), slice(k, None)
    B11, B12, B21, B22 = (F.getitem(B, (..., rows, columns)) for rows in (head, tail) for columns in (head, tail))
    inverse = F.linalg_inverse(B11)
    L, R = F.matmul(B21, inverse), F.matmul(inverse, B12)
    S = B22 - F.matmul(L, B12)
    of_S = _polynomial_cofactors(F, S, eye)
    det_B11 = by_matrix(F, F.linalg_det(B11), B.shape)
    det_S = F.sum(S * of_S, axis=(-2, -1), keepdims=True) / len(eye)
    d22 = det_B11 * of_S
    d12, d21 = -F.matmul(transposed(F, L), d22), -F.matmul(d22, transposed(F, R))
    d11 = det_B11 * det_S * transposed(F, inverse) - F.matmul(d12, transposed(F, R))
    above, below = F.concatenate([d11, d12], axis=-1), F.concatenate([d21, d22], axis=-1)
    return F.concatenate([above, below], axis=-2)


def _polynomial_cofactors(F: Any, S: Any, eye: Any) -> Any:
    """Return cofactors without any division by elements of S, by the method of Faddeev and LeVerrier."""
    M = eye + F.zeros_like(S)
    for i in range(1, len(eye)):
        M = F.matmul(S, M)
        M = M - eye * (F.sum(M * eye, axis=(-2, -1), keepdims=True) / i)
    return transposed(F, M) * (-1) ** (len(eye) - 1)

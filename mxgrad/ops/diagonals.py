"""Diagonals and triangles of matrices. `prepare` lists the places, which forward and gradient share."""

from __future__ import annotations

from typing import Any

import numpy

from ..core.masks import of_masks
from ..core.namespace import Shape
from ..core.op import op
from ..errors import ShapeError
from .cofactors import by_matrix
from .products import check_square
from .reductions import reduced_axes


def _diagonal_places(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    shape, k = datas[0].shape, params["k"]
    if len(shape) == 1:
        rows = numpy.arange(shape[0]) + max(0, -k)
    else:
        reduced_axes(len(shape), (params["axis1"], params["axis2"]))
        m, n = shape[params["axis1"]], shape[params["axis2"]]
        rows = numpy.arange(max(0, -k), max(0, -k, min(m, n - k)))
    return {**params, "_key": (Ellipsis, ctx.F.asarray(rows), ctx.F.asarray(rows + k))}


def _last_two(ndim: int, axis1: int, axis2: int) -> tuple[int, ...]:
    """Return the order of axes that puts two at the end."""
    pair = (axis1 % ndim, axis2 % ndim)
    return (*(i for i in range(ndim) if i not in pair), *pair)


def _diagonal_gradient(F: Any, g: Any, shape: Shape, axis1: int, axis2: int, key: Any) -> Any:
    if len(shape) == 1:
        return F.getitem(g, key[1:])
    order = _last_two(len(shape), axis1, axis2)
    placed = F.scatter_add(g, key, tuple(shape[i] for i in order))
    return F.transpose(placed, tuple(order.index(i) for i in range(len(shape))))


@op(data=lambda F, g, data_shape, axis1, axis2, _key: _diagonal_gradient(F, g, data_shape, axis1, axis2, _key),
    prepare=_diagonal_places, elements="chosen", label="diag {data}", adjoint="g on the diagonal, 0 elsewhere",
    mask=of_masks)  # fmt: skip
def diag(F, data, *, k=0, axis1=0, axis2=1, _key=None):
    """The k-th diagonal of a matrix; of a vector, the matrix that has it as its k-th diagonal."""
    if data.ndim == 1:
        n = data.shape[0] + (k if k > 0 else -k)
        return F.scatter_add(data, _key[1:], (n, n))
    return F.transpose(data, _last_two(data.ndim, axis1, axis2))[_key]


@op(x=lambda F, g, k: F.tril(g, k), elements="moved", label="lower triangle of {x}", method=False,
    adjoint="the lower triangle of g", mask=of_masks)  # fmt: skip
def tril(F, x, *, k=0):
    """Matrices with 0 above the k-th diagonal."""
    return F.tril(x, k)


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
    elements="chosen", method=False, adjoint="g on the diagonal, 0 elsewhere", mask=of_masks)  # fmt: skip
def linalg_extractdiag(F, A, *, offset=0, _key=None):
    """A diagonal of matrices (..., n, n) as vectors (..., n - |offset|)."""
    return A[_key]


@op(A=lambda F, g, A, _key: by_matrix(F, g, A.shape) * F.scatter_add(1 / F.getitem(A, _key), _key, A.shape),
    prepare=_diagonal, floating=True, label="Σ log diagonal of {A}", method=False,
    elements="diagonal", cell="Σ[log({A})]",
    adjoint="g / {A} on the diagonal")  # fmt: skip
def linalg_sumlogdiag(F, A, *, _key=None):
    """The sum of the logarithms of the diagonal: shape (1,) for a single matrix."""
    return F.reshape(F.sum(F.log(A[_key]), axis=-1), A.shape[:-2] or (1,))


def _made_diagonal(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    k = params["offset"]
    rows = numpy.arange(datas[0].shape[-1]) + max(0, -k)
    return {**_places(ctx, rows, rows + k, params), "_n": datas[0].shape[-1] + (k if k > 0 else -k)}


@op(A=lambda F, g, _key: F.getitem(g, _key), prepare=_made_diagonal, label="matrix of {A}", method=False,
    elements="chosen", adjoint="the diagonal of g", mask=of_masks)  # fmt: skip
def linalg_makediag(F, A, *, offset=0, _key=None, _n=None):
    """Vectors (..., n) as a diagonal of matrices (..., n + |offset|, n + |offset|) that are 0 elsewhere."""
    return F.scatter_add(A, _key, (*A.shape[:-1], _n, _n))


def _triangle_places(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    rows, columns = _triangle_rows(datas[0].shape[-1], params)
    return _places(ctx, rows, columns, params)


@op(A=lambda F, g, A_shape, _key: F.scatter_add(g, _key, A_shape), prepare=_triangle_places, label="triangle of {A}",
    elements="chosen", method=False, adjoint="g on the triangle, 0 elsewhere", mask=of_masks)  # fmt: skip
def linalg_extracttrian(F, A, *, offset=0, lower=True, _key=None):
    """A triangle of matrices as vectors, from the `offset`-th diagonal on: a lower one by rows, an upper by columns."""
    check_square(A, "linalg_extracttrian")
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
    elements="chosen", adjoint="the triangle of g", mask=of_masks)  # fmt: skip
def linalg_maketrian(F, A, *, offset=0, lower=True, _key=None, _n=None):
    """Vectors as a triangle of square matrices that are 0 elsewhere; the inverse of `linalg_extracttrian`."""
    return F.scatter_add(A, _key, (*A.shape[:-1], _n, _n))

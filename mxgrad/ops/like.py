"""Arrays made after the shape and dtype of x: constants, with gradient 0."""

from __future__ import annotations

import numpy

from ..core.op import elementwise, op


@elementwise(label="zeros_like")
def zeros_like(F, x):
    """Zeros of the shape and dtype of x: a constant, with gradient 0, and a buffer that may be written to."""
    return F.zeros_like(x)


@elementwise(label="ones_like")
def ones_like(F, x):
    """Ones of the shape and dtype of x: a constant, with gradient 0, and a buffer that may be written to."""
    return F.ones_like(x)


@op(counts=True, label="arange like {x}", method=False, words="made of the shape alone")
def arange_like(F, x, *, start=0.0, step=1.0, repeat=1, axis=None):
    """start, start + step, ... in the shape of x, or as many as `axis` is long."""
    count = x.size if axis is None else x.shape[axis]
    values = start + step * (F.arange(count) // repeat)
    return values.astype(x.dtype).reshape(x.shape if axis is None else (count,))


@op(label="positions in {x}", method=False, words="made of the shape alone")
def index_array(F, x, *, axes=None):
    """The position of each element, as int64: the shape of x and (number of axes,); `axes` chooses some."""
    grid = numpy.stack(numpy.meshgrid(*(numpy.arange(n) for n in x.shape), indexing="ij"), axis=-1)
    return F.asarray(grid[..., [i % x.ndim for i in axes]] if axes else grid)


@op(label="shape of {data}", words="made of the shape alone")
def shape_array(F, data):
    """The shape as an int64 vector."""
    return F.asarray(numpy.array(data.shape, numpy.int64))


@op(label="size of {data}", words="made of the shape alone")
def size_array(F, data):
    """The number of elements, as int64 of shape (1,)."""
    return F.asarray(numpy.array([data.size], numpy.int64))

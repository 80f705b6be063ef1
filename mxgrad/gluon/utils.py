"""`gluon.utils`: batches over devices, and limits of gradients."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy

from .. import nd
from ..context import Context
from ..errors import ShapeError
from ..ndarray import NDArray


def split_data(data: NDArray, num_slice: int, batch_axis: int = 0, even_split: bool = True) -> list[NDArray]:
    """Cut a batch into `num_slice` parts. Raises `ShapeError` where they cannot be equal, unless `even_split=False`."""
    size = data.shape[batch_axis]
    if even_split and size % num_slice:
        raise ShapeError(f"a batch of {size} cannot be cut into {num_slice} equal parts: take a batch size that can "
                         f"(last_batch='discard' in a DataLoader), or even_split=False")  # fmt: skip
    if size < num_slice:
        raise ShapeError(f"a batch of {size} cannot be cut into {num_slice} parts")
    step, more = divmod(size, num_slice)  # the first parts take one more each
    starts = [i * step + min(i, more) for i in range(num_slice + 1)]
    return [nd.slice_axis(data, axis=batch_axis, begin=a, end=b) for a, b in itertools.pairwise(starts)]


def split_and_load(data: Any, ctx_list: Sequence[Context] | Context, batch_axis: int = 0,
                   even_split: bool = True) -> list[NDArray]:  # fmt: skip
    """Cut a batch into one part a device, and bring each there."""
    contexts = [ctx_list] if isinstance(ctx_list, Context) else list(ctx_list)
    data = data if isinstance(data, NDArray) else nd.array(data, ctx=contexts[0])
    if len(contexts) == 1:
        return [data.as_in_context(contexts[0])]
    parts = split_data(data, len(contexts), batch_axis, even_split)
    return [part.as_in_context(ctx) for part, ctx in zip(parts, contexts, strict=True)]


def clip_global_norm(arrays: Sequence[NDArray], max_norm: float, check_isfinite: bool = True) -> float:
    """Shrink arrays, in place and by one factor, to a norm together of at most `max_norm`. Returns the norm before."""
    if not arrays:
        raise ValueError("clip_global_norm needs at least one array")
    norm = math.sqrt(sum(float((x * x).sum()) for x in arrays))
    if check_isfinite and not numpy.isfinite(norm):
        warnings.warn(f"the norm of the arrays is {norm}: clipping has no meaning then", stacklevel=2)
    scale = max_norm / (norm + 1e-8)
    if scale < 1.0:
        for x in arrays:
            x[:] = x * scale
    return norm


def download(*args: Any, **options: Any) -> Any:
    """Raise: nothing is downloaded here."""
    raise NotImplementedError("mxgrad downloads nothing: fetch the file yourself, and read it with nd.load or NumPy")

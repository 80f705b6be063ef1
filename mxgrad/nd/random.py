"""Random arrays: one generator a device, seeded by `mx.random.seed`, repeatable."""

from __future__ import annotations

from typing import Any

import numpy

from ..context import Context, current_context
from ..ndarray import NDArray
from .creation import _context, _dtype, _shape

_generators: dict[Context, Any] = {}


def seed(seed_state: int, ctx: Context | str = "all") -> None:
    """Restart the random generators, of one device or of all, from an integer."""
    if isinstance(seed_state, bool) or not isinstance(seed_state, int | numpy.integer):
        raise TypeError(f"a seed is an integer, not {type(seed_state).__name__}")
    contexts = list(Context._known.values()) if ctx == "all" else [Context(ctx)]
    for context in contexts:
        if context.device_type == "cpu" or context._namespace is not None:
            _generators[context] = _generator(context, int(seed_state))


def _generator(ctx: Context, seed_state: int | None) -> Any:
    state = None if seed_state is None else (seed_state + ctx.device_id) % 2**63
    return ctx.F.random.default_rng(state)


def generator(ctx: Context) -> Any:
    """Return the generator of a device."""
    if ctx not in _generators:
        _generators[ctx] = _generator(ctx, None)
    return _generators[ctx]


def _sample(draw: Any, parameters: tuple[Any, ...], shape: Any, dtype: Any, ctx: Any, out: Any, call: str) -> NDArray:
    """Draw `shape` values; parameters that are arrays give one sample of `shape` for each of their elements."""
    arrays = [p for p in parameters if isinstance(p, NDArray)]
    context = arrays[0].context if arrays else _context(ctx, call)
    size = () if shape is None and arrays else _shape((1,) if shape is None else shape, call)
    datas = [p._data if isinstance(p, NDArray) else p for p in parameters]
    if arrays:
        lead = arrays[0].shape
        datas = [d.reshape(lead + (1,) * len(size)) if hasattr(d, "reshape") else d for d in datas]
        size = lead + size
    values = draw(generator(context), *datas, size)
    result = NDArray(context.F.asarray(values).astype(_dtype(dtype)), context)
    if out is None:
        return result
    out[:] = result
    return out  # type: ignore[no-any-return]


def uniform(low: Any = 0.0, high: Any = 1.0, shape: Any = None, dtype: Any = None, ctx: Context | None = None,
            out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples spread evenly over [low, high)."""
    def draw(rng: Any, low: Any, high: Any, size: Any) -> Any:
        return low + (high - low) * rng.random(size)

    return _sample(draw, (low, high), shape, dtype, ctx, out, "nd.random.uniform")


def normal(loc: Any = 0.0, scale: Any = 1.0, shape: Any = None, dtype: Any = None, ctx: Context | None = None,
           out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples of the normal distribution with mean `loc` and standard deviation `scale`."""
    def draw(rng: Any, loc: Any, scale: Any, size: Any) -> Any:
        return loc + scale * rng.standard_normal(size)

    return _sample(draw, (loc, scale), shape, dtype, ctx, out, "nd.random.normal")


def multinomial(data: NDArray, shape: Any = None, get_prob: bool = False, dtype: Any = "int32",
                out: NDArray | None = None, **kwargs: Any) -> Any:  # fmt: skip
    """Return indices drawn with the probabilities in the last axis of `data`, as int32.

    Samples have the shape of `data` without its last axis, followed by `shape`. With `get_prob` also the log
    probability of each.
    """
    F = data.context.F
    size = () if shape is None else _shape(shape, "nd.random.multinomial")
    p = data._data.reshape(-1, data.shape[-1])
    count = int(numpy.prod(size, dtype=int))
    below = F.cumsum(p / p.sum(axis=-1, keepdims=True), axis=-1)
    drawn = generator(data.context).random((p.shape[0], count))
    indices = (drawn[:, :, None] >= below[:, None, :]).sum(axis=-1).clip(0, p.shape[1] - 1)
    final = (data.shape[:-1] + size) or (1,)
    result = NDArray(indices.astype(_dtype(dtype)).reshape(final), data.context)
    if not get_prob:
        return result
    log_p = F.log(p[F.arange(p.shape[0])[:, None], indices]).astype(data.dtype)
    return [result, NDArray(log_p.reshape(final), data.context)]


random_uniform, random_normal, sample_multinomial = uniform, normal, multinomial
__all__ = ["current_context", "multinomial", "normal", "seed", "uniform"]

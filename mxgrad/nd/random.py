"""Random arrays: one generator a device, seeded by `mx.random.seed`, repeatable."""

from __future__ import annotations

from typing import Any

import numpy

from ..context import Context
from ..errors import ShapeError
from ..generators import generator, seed
from ..ndarray import NDArray
from .checks import an_array, number, whole
from .creation import _context, _dtype, _shape


def _sample(draw: Any, parameters: tuple[Any, ...], shape: Any, dtype: Any, ctx: Any, out: Any, call: str) -> NDArray:
    """Draw `shape` values; parameters that are arrays give one sample of `shape` for each of their elements."""
    arrays = [p for p in parameters if isinstance(p, NDArray)]
    for parameter in parameters:
        if not isinstance(parameter, NDArray):
            number(parameter, "a parameter of the distribution", call)
    context = arrays[0].context if arrays else _context(ctx, call)
    size = () if shape is None and arrays else _shape((1,) if shape is None else shape, call)
    datas = [p._data if isinstance(p, NDArray) else p for p in parameters]
    if arrays:
        lead = arrays[0].shape
        datas = [d.reshape(lead + (1,) * len(size)) if hasattr(d, "reshape") else d for d in datas]
        size = lead + size
    try:
        values = draw(generator(context), *datas, size)
    except ValueError as error:
        given = ", ".join(str(p) for p in parameters)
        raise ValueError(f"{call}: there is no distribution with the parameters {given} ({error})") from None
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

    if not isinstance(scale, NDArray) and number(scale, "scale", "nd.random.normal") < 0:
        raise ValueError(f"nd.random.normal: scale must not be negative: {scale}")

    def draw(rng: Any, loc: Any, scale: Any, size: Any) -> Any:
        return loc + scale * rng.standard_normal(size)

    return _sample(draw, (loc, scale), shape, dtype, ctx, out, "nd.random.normal")


def multinomial(data: NDArray, shape: Any = None, get_prob: bool = False, dtype: Any = "int32",
                out: NDArray | None = None, **kwargs: Any) -> Any:  # fmt: skip
    """Return indices drawn with the probabilities in the last axis of `data`, as int32.

    Samples have the shape of `data` without its last axis, followed by `shape`. With `get_prob` also the log
    probability of each.
    """
    F = an_array(data, "data", "nd.random.multinomial").context.F
    if not data.ndim or not data.shape[-1]:
        raise ShapeError(f"nd.random.multinomial needs probabilities along the last axis, not shape {data.shape}")
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


def randn(*shape: int, loc: Any = 0.0, scale: Any = 1.0, dtype: Any = None, ctx: Context | None = None,
          out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples of the normal distribution; the sizes are given one by one, as in `randn(2, 3)`."""
    return normal(loc, scale, kwargs.get("shape", shape or (1,)), dtype, ctx, out)


def randint(low: int, high: int | None = None, shape: Any = None, dtype: Any = "int32", ctx: Context | None = None,
            out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return whole numbers from `low` up to but not including `high`, as int32."""
    if high is None:
        low, high = 0, low
    low, high = (whole(n, "a bound", "nd.random.randint", -(2**63)) for n in (low, high))
    if high <= low:
        raise ValueError(f"randint needs low < high, not {low} and {high}")
    return _sample(lambda rng, size: rng.integers(low, high, size), (), shape, dtype, ctx, out, "nd.random.randint")


def exponential(scale: Any = 1.0, shape: Any = None, dtype: Any = None, ctx: Context | None = None,
                out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples of the exponential distribution with mean `scale`."""
    return _sample(lambda rng, scale, size: scale * rng.standard_exponential(size), (scale,), shape, dtype, ctx, out,
                   "nd.random.exponential")  # fmt: skip


def gamma(alpha: Any = 1.0, beta: Any = 1.0, shape: Any = None, dtype: Any = None, ctx: Context | None = None,
          out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples of the gamma distribution of shape `alpha` and scale `beta`: its mean is their product."""
    return _sample(lambda rng, alpha, beta, size: beta * rng.standard_gamma(alpha, size), (alpha, beta), shape, dtype,
                   ctx, out, "nd.random.gamma")  # fmt: skip


def poisson(lam: Any = 1.0, shape: Any = None, dtype: Any = None, ctx: Context | None = None,
            out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples of the Poisson distribution with mean `lam`, as floats."""
    return _sample(lambda rng, lam, size: rng.poisson(lam, size), (lam,), shape, dtype, ctx, out, "nd.random.poisson")


def negative_binomial(k: Any = 1, p: Any = 1.0, shape: Any = None, dtype: Any = None, ctx: Context | None = None,
                      out: NDArray | None = None, **kwargs: Any) -> NDArray:  # fmt: skip
    """Return how many failures come before the `k`-th success of probability `p`, as floats."""

    def draw(rng: Any, k: Any, p: Any, size: Any) -> Any:
        return rng.poisson(rng.standard_gamma(k, size) * ((1 - p) / p), size)

    return _sample(draw, (k, p), shape, dtype, ctx, out, "nd.random.negative_binomial")


def generalized_negative_binomial(mu: Any = 1.0, alpha: Any = 1.0, shape: Any = None, dtype: Any = None,
                                  ctx: Context | None = None, out: NDArray | None = None,
                                  **kwargs: Any) -> NDArray:  # fmt: skip
    """Return samples of the negative binomial distribution with mean `mu` and variance mu + alpha mu², as floats."""

    def draw(rng: Any, mu: Any, alpha: Any, size: Any) -> Any:
        spread = numpy.maximum(alpha, 1e-12) if isinstance(alpha, float | int) else alpha + (alpha == 0) * 1e-12
        return rng.poisson(rng.standard_gamma(1 / spread, size) * (mu * spread), size)

    return _sample(draw, (mu, alpha), shape, dtype, ctx, out, "nd.random.generalized_negative_binomial")


def _like(sample: Any) -> Any:
    """Return the form of a distribution that takes shape, dtype and device from an array."""

    def call(*args: Any, data: NDArray | None = None, out: NDArray | None = None, **given: Any) -> NDArray:
        rest = list(args)
        if data is None:  # MXNet takes the array first or last
            place = next((i for i, x in enumerate(rest) if isinstance(x, NDArray)), None)
            if place is None:
                raise TypeError(f"{call.__name__} takes the array whose shape the samples get")
            data = rest.pop(place)
        return sample(*rest, shape=data.shape, dtype=data.dtype, ctx=data.context, out=out, **given)  # type: ignore[no-any-return]

    call.__name__ = call.__qualname__ = f"{sample.__name__}_like"
    call.__doc__ = f"{(sample.__doc__ or '').partition(chr(10))[0]} They have the shape, dtype and device of an array."
    return call


uniform_like, normal_like, exponential_like = _like(uniform), _like(normal), _like(exponential)
gamma_like, poisson_like, negative_binomial_like = _like(gamma), _like(poisson), _like(negative_binomial)
generalized_negative_binomial_like = _like(generalized_negative_binomial)


def shuffle(data: NDArray, **kwargs: Any) -> NDArray:
    """Return the rows of an array in random order."""
    order = an_array(data, "data", "nd.random.shuffle").context.F.argsort(generator(data.context).random(data.shape[0]))
    return data[NDArray(order, data.context)]


__all__ = ["exponential", "exponential_like", "gamma", "gamma_like", "generalized_negative_binomial",
           "generalized_negative_binomial_like", "multinomial", "negative_binomial", "negative_binomial_like", "normal",
           "normal_like", "poisson", "poisson_like", "randint", "randn", "seed", "shuffle", "uniform",
           "uniform_like"]  # fmt: skip


random_uniform, random_normal, sample_multinomial = uniform, normal, multinomial

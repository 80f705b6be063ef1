"""Random arrays: one generator a device, seeded by `mx.random.seed`, repeatable.

MXNet has most distributions under four names: `nd.random.normal`; `nd.random_normal`, which takes the device before
the dtype; `nd.sample_normal`, with one sample for each element of arrays of parameters; and `nd.random.normal_like`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy

from ..context import Context
from ..core.signatures import Lazy, plain_signature
from ..diagnostics.checks import (
    about_hints,
    an_array,
    checked,
    number,
    unknown_keyword,
    whole,
)
from ..errors import ContextError, ShapeError
from ..generators import generator, seed
from ..ndarray import NDArray
from .creation import Shape, _context, _dtype, _shape
from .making import described

if TYPE_CHECKING:
    from numpy.typing import DTypeLike as DType

    Numbers = float | NDArray  # one number, or one for each sample

_WITHIN = {  # what a parameter must be -> whether it is
    "positive": lambda p: p > 0,
    "at least 0": lambda p: p >= 0,
    "above 0 and at most 1": lambda p: (p > 0) & (p <= 1),
}


def _data(value: Any) -> Any:
    return value._data if isinstance(value, NDArray) else value


def _check(call: str, parameters: dict[str, Any], domain: dict[str, str]) -> list[NDArray]:
    """Return those parameters that are arrays. Raises where one is no number or outside the distribution's domain."""
    arrays = [p for p in parameters.values() if isinstance(p, NDArray)]
    for name, value in parameters.items():
        data = _data(value) if isinstance(value, NDArray) else number(value, name, call)
        if name in domain and not bool(numpy.all(_WITHIN[domain[name]](data))):
            raise ValueError(f"{call}: {name} must be {domain[name]}, not {value if data is value else data}")
    if "high" in parameters and not bool(numpy.all(_data(parameters["low"]) <= _data(parameters["high"]))):
        raise ValueError(f"{call}: low must not be above high: {parameters['low']} and {parameters['high']}")
    for array in arrays[1:]:
        if array.shape != arrays[0].shape:
            raise ShapeError(f"{call}: arrays of parameters have one shape, not {arrays[0].shape} and {array.shape}")
        if array.context is not arrays[0].context:
            raise ContextError(f"{call}: one array of parameters is on {arrays[0].context}, one on {array.context}")
    return arrays


def _sample(call: str, draw: Callable[..., Any], parameters: dict[str, Any], shape: Any, dtype: Any, ctx: Any,
            out: Any, **domain: str) -> NDArray:  # fmt: skip
    """Draw `shape` values; parameters that are arrays give one sample of `shape` for each of their elements."""
    arrays = _check(call, parameters, domain)
    into = out if out is None else an_array(out, "out", call)
    context = arrays[0].context if arrays else into.context if into is not None else _context(ctx, call)
    lead = arrays[0].shape if arrays else ()
    default = () if arrays else (1,) if out is None else out.shape
    size = default if shape is None else _shape(shape, call)
    datas = [_data(p).reshape(lead + (1,) * len(size)) if isinstance(p, NDArray) else p for p in parameters.values()]
    try:
        values = draw(generator(context), *datas, lead + size)
    except ValueError as error:
        given = ", ".join(str(p) for p in parameters.values())
        raise ValueError(f"{call}: there is no distribution with the parameters {given} ({error})") from None
    kind = _dtype(dtype, numpy.float32 if out is None else out.dtype)
    return _delivered(NDArray(context.F.converted(values, kind), context), out, call)


def _delivered(result: NDArray, out: Any, call: str) -> NDArray:
    if out is None:
        return result
    an_array(out, "out", call)
    if out.shape != result.shape or out.dtype != result.dtype:
        raise ShapeError(f"{call}: out has shape {out.shape} and dtype {out._data.dtype}, but the samples have "
                         f"{result.shape} and {result._data.dtype}")  # fmt: skip
    out[:] = result
    return out  # type: ignore[no-any-return]


# ---- the distributions: how each is drawn, and what its parameters must be


def _uniform(rng: Any, low: Any, high: Any, size: Any) -> Any:
    return low + (high - low) * rng.random(size)


def _normal(rng: Any, loc: Any, scale: Any, size: Any) -> Any:
    return loc + scale * rng.standard_normal(size)


def _exponential(rng: Any, scale: Any, size: Any) -> Any:
    return scale * rng.standard_exponential(size)


def _rate(rng: Any, lam: Any, size: Any) -> Any:
    return rng.standard_exponential(size) / lam


def _gamma(rng: Any, alpha: Any, beta: Any, size: Any) -> Any:
    return beta * rng.standard_gamma(alpha, size)


def _poisson(rng: Any, lam: Any, size: Any) -> Any:
    return rng.poisson(lam, size)


def _negative_binomial(rng: Any, k: Any, p: Any, size: Any) -> Any:
    return rng.poisson(rng.standard_gamma(k, size) * ((1 - p) / p), size)


def _generalized(rng: Any, mu: Any, alpha: Any, size: Any) -> Any:
    spread = numpy.maximum(alpha, 1e-12) if isinstance(alpha, float | int) else alpha + (alpha == 0) * 1e-12
    return rng.poisson(rng.standard_gamma(1 / spread, size) * (mu * spread), size)


@checked
def uniform(low: Numbers = 0.0, high: Numbers = 1.0, shape: Shape | None = None, dtype: DType | None = None,
            ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples spread evenly over [low, high)."""
    return _sample("nd.random.uniform", _uniform, {"low": low, "high": high}, shape, dtype, ctx, out)


@checked
def normal(loc: Numbers = 0.0, scale: Numbers = 1.0, shape: Shape | None = None, dtype: DType | None = None,
           ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples of the normal distribution with mean `loc` and standard deviation `scale`, which is at least 0."""
    return _sample("nd.random.normal", _normal, {"loc": loc, "scale": scale}, shape, dtype, ctx, out,
                   scale="at least 0")  # fmt: skip


@checked
def exponential(scale: Numbers = 1.0, shape: Shape | None = None, dtype: DType | None = None,
                ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples of the exponential distribution with mean `scale`; the other names take the rate `lam` instead."""
    return _sample("nd.random.exponential", _exponential, {"scale": scale}, shape, dtype, ctx, out,
                   scale="at least 0")  # fmt: skip


@checked
def gamma(alpha: Numbers = 1.0, beta: Numbers = 1.0, shape: Shape | None = None, dtype: DType | None = None,
          ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples of the gamma distribution of shape `alpha` and scale `beta`: its mean is their product."""
    return _sample("nd.random.gamma", _gamma, {"alpha": alpha, "beta": beta}, shape, dtype, ctx, out,
                   alpha="at least 0", beta="at least 0")  # fmt: skip


@checked
def poisson(lam: Numbers = 1.0, shape: Shape | None = None, dtype: DType | None = None,
            ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples of the Poisson distribution with mean `lam`, as floats."""
    return _sample("nd.random.poisson", _poisson, {"lam": lam}, shape, dtype, ctx, out, lam="at least 0")


@checked
def negative_binomial(k: Numbers = 1, p: Numbers = 1.0, shape: Shape | None = None, dtype: DType | None = None,
                      ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return how many failures come before the `k`-th success of probability `p`, as floats."""
    return _sample("nd.random.negative_binomial", _negative_binomial, {"k": k, "p": p}, shape, dtype, ctx, out,
                   k="at least 0", p="above 0 and at most 1")  # fmt: skip


@checked
def generalized_negative_binomial(mu: Numbers = 1.0, alpha: Numbers = 1.0, shape: Shape | None = None,
                                  dtype: DType | None = None,
                                  ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples of the negative binomial distribution with mean `mu` and variance mu + alpha mu², as floats."""
    return _sample("nd.random.generalized_negative_binomial", _generalized, {"mu": mu, "alpha": alpha}, shape, dtype,
                   ctx, out, mu="at least 0", alpha="at least 0")  # fmt: skip


@checked
def randn(*shape: Any, loc: Numbers = 0.0, scale: Numbers = 1.0, dtype: DType | None = None,
          ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return samples of the normal distribution; the sizes are given one by one, as in `randn(2, 3)`."""
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape or None
    return _sample("nd.random.randn", _normal, {"loc": loc, "scale": scale}, sizes, dtype, ctx, out,
                   scale="at least 0")  # fmt: skip


@checked
def randint(low: int, high: int | None = None, shape: Shape | None = None, dtype: DType | None = None,
            ctx: Context | None = None, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Return whole numbers from `low` up to but not including `high`, as int32; from 0 up to a single bound."""
    if high is None:
        low, high = 0, low
    first, last = (whole(n, "a bound", "nd.random.randint", -(2**63)) for n in (low, high))
    if last <= first:
        raise ValueError(f"randint needs low < high, not {first} and {last}")
    return _sample("nd.random.randint", lambda rng, size: rng.integers(first, last, size), {}, shape,
                   "int32" if dtype is None and out is None else dtype, ctx, out)  # fmt: skip


@checked
def multinomial(data: NDArray, shape: Shape | None = None, get_prob: bool = False, dtype: Any = "int32",
                out: Any = None) -> Any:  # fmt: skip
    """Return indices drawn with the probabilities in the last axis of `data`, as int32.

    Samples have the shape of `data` without its last axis, followed by `shape`. With `get_prob` also the log
    probability of each, through which gradients flow to `data`; `out` is then a list of two.
    """
    F = data.context.F
    if not data.ndim or not data.shape[-1]:
        raise ShapeError(f"nd.random.multinomial needs probabilities along the last axis, not shape {data.shape}")
    size = () if shape is None else _shape(shape, "nd.random.multinomial")
    p = data._data.reshape(-1, data.shape[-1])
    if not bool((p >= 0).all()) or not bool((p.sum(axis=-1) > 0).all()):
        raise ValueError("nd.random.multinomial: probabilities are at least 0, and not all of them 0")
    count = int(numpy.prod(size, dtype=int))
    below = F.cumsum(p.astype("float64"), axis=-1)
    below = below / below[:, -1:]
    drawn = generator(data.context).random((p.shape[0], count))
    indices = (drawn[:, :, None] >= below[:, None, :]).sum(axis=-1).clip(0, p.shape[1] - 1)
    final = (data.shape[:-1] + size) or (1,)
    results = [NDArray(F.converted(indices, _dtype(dtype)).reshape(final), data.context)]
    if get_prob:
        places = (F.arange(p.shape[0])[:, None], indices)
        results.append(data.reshape((-1, data.shape[-1]))[tuple(NDArray(i, data.context) for i in places)].log()
                       .reshape(final))  # fmt: skip
    outs = out if isinstance(out, list | tuple) else [out] * (1 + (get_prob and out is None))
    if len(outs) != len(results):
        raise TypeError("nd.random.multinomial: with get_prob, out is a list of two arrays")
    results = [_delivered(result, to, "nd.random.multinomial") for result, to in zip(results, outs, strict=True)]
    return results if get_prob else results[0]


@checked
def shuffle(data: NDArray, out: NDArray | None = None) -> NDArray:
    """Return the rows of an array in random order."""
    order = data.context.F.argsort(generator(data.context).random(data.shape[0]))
    result = data[NDArray(order, data.context)]
    return _delivered(result, out, "nd.random.shuffle")


# ---- the other names

# name -> how it is drawn, the parameters of random_... and ..._like, those of sample_..., and what these must be
_FORMS: dict[str, tuple[Callable[..., Any], dict[str, float], tuple[str, ...], dict[str, str]]] = {
    "uniform": (_uniform, {"low": 0.0, "high": 1.0}, ("low", "high"), {}),
    "normal": (_normal, {"loc": 0.0, "scale": 1.0}, ("mu", "sigma"), {"scale": "at least 0", "sigma": "at least 0"}),
    "exponential": (_rate, {"lam": 1.0}, ("lam",), {"lam": "positive"}),
    "gamma": (_gamma, {"alpha": 1.0, "beta": 1.0}, ("alpha", "beta"), {"alpha": "at least 0", "beta": "at least 0"}),
    "poisson": (_poisson, {"lam": 1.0}, ("lam",), {"lam": "at least 0"}),
    "negative_binomial": (_negative_binomial, {"k": 1, "p": 1.0}, ("k", "p"),
                          {"k": "at least 0", "p": "above 0 and at most 1"}),
    "generalized_negative_binomial": (_generalized, {"mu": 1.0, "alpha": 1.0}, ("mu", "alpha"),
                                      {"mu": "at least 0", "alpha": "at least 0"}),
}  # fmt: skip


def _form(name: str, draw: Callable[..., Any], defaults: dict[str, Any], rest: str, domain: dict[str, str],
          doc: str) -> Callable[..., NDArray]:  # fmt: skip
    """Return a distribution under another name, with other names of its parameters and another order of the rest."""
    names = (*defaults, *rest.split())

    def call(*args: Any, **given: Any) -> NDArray:
        bound = _bound(call.__name__, names, args, given)
        parameters = {key: bound.get(key, default) for key, default in defaults.items()}
        if None in parameters.values():
            raise TypeError(f"nd.{name} needs {' and '.join(defaults)}")
        shape, dtype, ctx = bound.get("shape"), bound.get("dtype"), bound.get("ctx")
        return _sample(f"nd.{name}", draw, parameters, shape, dtype, ctx, bound.get("out"), **domain)

    return _named(call, name, doc, {**defaults, **dict.fromkeys(rest.split())}, required=None in defaults.values())


def _like(name: str, draw: Callable[..., Any], defaults: dict[str, Any], domain: dict[str, str],
          doc: str) -> Callable[..., NDArray]:  # fmt: skip
    """Return the form of a distribution that takes shape, dtype and device from an array."""
    names = (*defaults, "out", "name")

    def call(*args: Any, data: NDArray | None = None, **given: Any) -> NDArray:
        rest = list(args)
        _bound(name, names, (), given)
        if data is None:  # MXNet takes the array first; last is as clear
            place = next((i for i, x in enumerate(rest) if isinstance(x, NDArray)), None)
            if place is None:
                raise TypeError(f"{name} takes the array whose shape the samples get, and {', '.join(names)}")
            data = rest.pop(place)
        elif not isinstance(data, NDArray):
            raise TypeError(f"{name}: data must be an NDArray, not {data!r}"[:200])
        bound = _bound(name, names, tuple(rest), given)
        parameters = {key: bound.get(key, default) for key, default in defaults.items()}
        return _sample(f"nd.random.{name}", draw, parameters, data.shape, data.dtype, data.context, bound.get("out"),
                       **domain)  # fmt: skip

    return _named(call, name, doc, {"data": None, **defaults, "out": None, "name": None}, required=True)


def _bound(call: str, names: tuple[str, ...], args: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call by name. Raises `TypeError` where a name is unknown or given twice."""
    if len(args) > len(names):
        raise TypeError(f"{call} takes {', '.join(names)}: {len(args)} arguments given")
    bound = dict(zip(names, args, strict=False))
    for name in given:
        if name not in names:
            raise unknown_keyword(call, name, names)
        if name in bound:
            raise TypeError(f"{call}: {name} is given twice")
    return bound | given


def _named(call: Any, name: str, doc: str, defaults: dict[str, Any], required: bool) -> Callable[..., NDArray]:
    call.__name__ = call.__qualname__ = name
    call.__doc__ = about_hints(doc, defaults)
    call.__signature__ = Lazy(partial(plain_signature, defaults, required))
    return call  # type: ignore[no-any-return]


def _forms() -> dict[str, Callable[..., NDArray]]:
    """Return the distributions under MXNet's other names."""
    found = {}
    for name, (draw, defaults, symbols, domain) in _FORMS.items():
        kind = name.replace("_", " ")
        doc = f"Return samples of the {kind} distribution."
        found[f"random_{name}"] = _form(f"random_{name}", draw, defaults, "shape ctx dtype out name", domain, doc)
        each = f"Return `shape` samples of the {kind} distribution for each element of arrays of parameters."
        found[f"sample_{name}"] = _form(f"sample_{name}", draw, dict.fromkeys(symbols), "shape dtype out name", domain,
                                        each)  # fmt: skip
        alike = f"Return samples of the {kind} distribution with the shape, dtype and device of an array."
        found[f"{name}_like"] = found[f"random_{name}_like"] = _like(f"{name}_like", draw, defaults, domain, alike)
    return found


@checked
def random_randint(low: int, high: int | None = None, shape: Shape | None = None,
                   ctx: Context | None = None, dtype: DType | None = None,
                   out: NDArray | None = None, name: str | None = None) -> NDArray:  # fmt: skip
    """Return whole numbers from `low` up to but not including `high`, as int32; from 0 up to a single bound."""
    return randint(low, high, shape, dtype, ctx, out)


FORMS = {**_forms(), "random_randint": random_randint, "sample_multinomial": multinomial,
         "shuffle": shuffle}  # what `nd` has of them  # fmt: skip
exponential_like, gamma_like, poisson_like = FORMS["exponential_like"], FORMS["gamma_like"], FORMS["poisson_like"]
normal_like, uniform_like = FORMS["normal_like"], FORMS["uniform_like"]
negative_binomial_like = FORMS["negative_binomial_like"]
generalized_negative_binomial_like = FORMS["generalized_negative_binomial_like"]

__all__ = ["exponential", "exponential_like", "gamma", "gamma_like", "generalized_negative_binomial",
           "generalized_negative_binomial_like", "multinomial", "negative_binomial", "negative_binomial_like", "normal",
           "normal_like", "poisson", "poisson_like", "randint", "randn", "seed", "shuffle", "uniform",
           "uniform_like"]  # fmt: skip

for _name in __all__:
    described(globals()[_name], "nd", "nd.random")


def __dir__() -> list[str]:
    return __all__

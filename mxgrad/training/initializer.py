"""`mx.init`: how parameters begin. Each initializer fills an array in place."""

from __future__ import annotations

import inspect
import json
import logging
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from .. import nd
from ..nd import random
from ..ndarray import NDArray
from .registry import Registry


class InitDesc(str):
    """The name of a parameter, with what is known about how it wants to begin."""

    attrs: dict[str, Any]
    global_init: Any

    def __new__(cls, name: str, attrs: dict[str, Any] | None = None, global_init: Any = None) -> InitDesc:
        self = super().__new__(cls, name)
        self.attrs, self.global_init = attrs or {}, global_init
        return self


class Initializer:
    """Fills arrays. A subclass defines `_init_weight(name, arr)`, which writes into `arr`.

    The keywords are what the initializer was made with, for `dumps()`.
    """

    def __init__(self, **kwargs: Any) -> None:
        self._kwargs = kwargs
        self._print: Callable[[NDArray], Any] | None = None

    def __repr__(self) -> str:
        """Return it as it was made, without the arguments that are so by default: `Normal(sigma=0.1)`."""
        usual, given = inspect.signature(type(self)).parameters, getattr(self, "_kwargs", {})
        told = [
            f"{name}={value!r}"
            for name, value in given.items()
            if isinstance(value, bool | int | float | str) and (name not in usual or usual[name].default != value)
        ]
        return f"{type(self).__name__}({', '.join(told)})"

    def set_verbosity(self, verbose: bool = False, print_func: Callable[[NDArray], Any] | None = None) -> Initializer:
        """Log what is initialized, with a number about each array: by default its norm over the root of its size."""
        norm = print_func or (lambda x: str((x.norm() / math.sqrt(x.size)).asscalar()))
        self._print = norm if verbose else None
        return self

    def dumps(self) -> str:
        """Return name and arguments as JSON, which `create` understands."""
        plain = {k: v.tolist() if hasattr(v, "tolist") else v for k, v in self._kwargs.items()}
        return json.dumps([type(self).__name__.lower(), plain])

    def __call__(self, desc: str, arr: NDArray) -> None:
        """Fill `arr`: by the parameter's own initializer if `desc` has one, else by the end of its name."""
        own = getattr(desc, "attrs", {}).get("__init__")
        if own:
            found = create(own)
            fill = getattr(found, "_init_weight", found)
            fill(desc, arr)
        else:
            own = next((end for end in self._by_ending() if desc.endswith(end)), "default")
            self._by_ending().get(str(own), self._init_default)(desc, arr)
        if self._print is not None:
            logging.getLogger().info("Initialized %s as %s: %s", desc, own, self._print(arr))

    def _by_ending(self) -> dict[str, Callable[[str, NDArray], None]]:
        return {"weight": self._init_weight, "bias": self._init_bias, "gamma": self._init_gamma,
                "beta": self._init_beta, "running_mean": self._init_zero, "moving_mean": self._init_zero,
                "running_var": self._init_one, "moving_var": self._init_one, "min": self._init_zero,
                "max": self._init_one}  # fmt: skip

    def _init_zero(self, _: str, arr: NDArray) -> None:
        arr[:] = 0

    def _init_one(self, _: str, arr: NDArray) -> None:
        arr[:] = 1

    _init_bias = _init_beta = _init_zero
    _init_gamma = _init_one

    def _init_weight(self, name: str, arr: NDArray) -> None:
        raise NotImplementedError(f"{type(self).__name__} defines no _init_weight(self, name, arr), which fills arr")

    def _init_default(self, name: str, arr: NDArray) -> None:
        raise ValueError(f"no initializer is known for {name!r}: give the parameter one, as init=mx.init.Normal(0.01), "
                         f"or a name that ends in weight, bias, gamma or beta")  # fmt: skip


_registry = Registry("initializer", Initializer)
register, create, alias = _registry.register, _registry.create, _registry.alias


def told(init: Any) -> str:
    """Return what a parameter begins with as text: `init.Xavier()`, or the name of a function."""
    found = create(init)
    return f"init.{found}" if isinstance(found, Initializer) else getattr(found, "__name__", type(found).__name__)


@register
@alias("zeros")
class Zero(Initializer):
    """0 everywhere."""

    def _init_weight(self, _: str, arr: NDArray) -> None:
        arr[:] = 0


@register
@alias("ones")
class One(Initializer):
    """1 everywhere."""

    def _init_weight(self, _: str, arr: NDArray) -> None:
        arr[:] = 1


@register
class Constant(Initializer):
    """A number, or an array of the parameter's shape."""

    def __init__(self, value: Any) -> None:
        super().__init__(value=value)
        self.value = value

    def _init_weight(self, _: str, arr: NDArray) -> None:
        arr[:] = self.value.as_in_context(arr.context) if isinstance(self.value, NDArray) else self.value


@register
class Uniform(Initializer):
    """Samples spread evenly over [-scale, scale]."""

    def __init__(self, scale: float = 0.07) -> None:
        super().__init__(scale=scale)
        self.scale = scale

    def _init_weight(self, _: str, arr: NDArray) -> None:
        random.uniform(-self.scale, self.scale, out=arr)


@register
class Normal(Initializer):
    """Samples of the normal distribution with mean 0 and deviation `sigma`."""

    def __init__(self, sigma: float = 0.01) -> None:
        super().__init__(sigma=sigma)
        self.sigma = sigma

    def _init_weight(self, _: str, arr: NDArray) -> None:
        random.normal(0, self.sigma, out=arr)


@register
class Orthogonal(Initializer):
    """`scale` times a matrix with orthonormal rows or columns, after Saxe et al., arXiv 1312.6120."""

    def __init__(self, scale: float = 1.414, rand_type: str = "uniform") -> None:
        super().__init__(scale=scale, rand_type=rand_type)
        self.scale, self.rand_type = scale, rand_type

    def _init_weight(self, _: str, arr: NDArray) -> None:
        shape = (arr.shape[0], math.prod(arr.shape[1:]))
        drawn = random.uniform(-1, 1, shape) if self.rand_type == "uniform" else random.normal(0, 1, shape)
        left, _sizes, right = numpy.linalg.svd(drawn.asnumpy(), full_matrices=False)
        found = left if left.shape == shape else right
        arr[:] = self.scale * found.reshape(arr.shape)


@register
class Xavier(Initializer):
    """Samples whose deviation keeps the size of signals from layer to layer, after Glorot and Bengio (2010).

    With n the inputs ('in'), the outputs ('out') or their mean ('avg') of a layer and s = sqrt(magnitude / n): evenly
    over [-s, s], or 'gaussian' with deviation s.
    """

    def __init__(self, rnd_type: str = "uniform", factor_type: str = "avg", magnitude: float = 3) -> None:
        super().__init__(rnd_type=rnd_type, factor_type=factor_type, magnitude=magnitude)
        if factor_type not in ("in", "out", "avg") or rnd_type not in ("uniform", "gaussian"):
            raise ValueError(f"Xavier: factor_type is 'in', 'out' or 'avg', rnd_type 'uniform' or 'gaussian', not "
                             f"{factor_type!r} and {rnd_type!r}")  # fmt: skip
        self.rnd_type, self.factor_type, self.magnitude = rnd_type, factor_type, float(magnitude)

    def _init_weight(self, name: str, arr: NDArray) -> None:
        if arr.ndim < 2:
            raise ValueError(f"Xavier needs at least 2 axes, outputs and inputs: {name!r} has shape {arr.shape}; give "
                             f"it an initializer of its own, such as init='zeros'")  # fmt: skip
        field = math.prod(arr.shape[2:])
        inputs, outputs = arr.shape[1] * field, arr.shape[0] * field
        count = {"in": inputs, "out": outputs, "avg": (inputs + outputs) / 2}[self.factor_type]
        scale = math.sqrt(self.magnitude / count)
        if self.rnd_type == "uniform":
            random.uniform(-scale, scale, out=arr)
        else:
            random.normal(0, scale, out=arr)


@register
class MSRAPrelu(Xavier):
    """Xavier 'gaussian' with magnitude 2 / (1 + slope²), for layers before (leaky) relu: He et al. (2015)."""

    def __init__(self, factor_type: str = "avg", slope: float = 0.25) -> None:
        super().__init__("gaussian", factor_type, 2.0 / (1 + slope**2))
        self._kwargs = {"factor_type": factor_type, "slope": slope}


@register
class Bilinear(Initializer):
    """The kernel with which a transposed convolution enlarges images linearly."""

    def _init_weight(self, _: str, arr: NDArray) -> None:
        size = arr.shape[3]
        factor = math.ceil(size / 2.0)
        centre = (2 * factor - 1 - factor % 2) / (2.0 * factor)
        y, x = (1 - numpy.abs(numpy.arange(n) / factor - centre) for n in arr.shape[2:])
        arr[:] = nd.array(numpy.outer(y, x), ctx=arr.context).reshape((1, 1, *arr.shape[2:]))


@register
class LSTMBias(Initializer):
    """0 but for the forget gate, the second quarter, which begins with `forget_bias`."""

    def __init__(self, forget_bias: float = 1.0) -> None:
        super().__init__(forget_bias=forget_bias)
        self.forget_bias = forget_bias

    def _init_weight(self, _: str, arr: NDArray) -> None:
        quarter = arr.shape[0] // 4
        arr[:] = 0.0
        arr[quarter : 2 * quarter] = self.forget_bias


class Mixed:
    """The first initializer whose pattern matches the name, as in `Mixed(['bias', '.*'], [Zero(), Normal()])`."""

    def __init__(self, patterns: Sequence[str], initializers: Sequence[Initializer]) -> None:
        self.map = list(zip(map(re.compile, patterns), initializers, strict=True))

    def __call__(self, name: str, arr: NDArray) -> None:
        """Fill `arr`."""
        for pattern, init in self.map:
            if pattern.match(name):
                return init(InitDesc(name), arr)
        raise ValueError(f"no pattern matches the parameter {name!r}: end them with '.*' and its initializer")

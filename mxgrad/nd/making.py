"""What `nd` has by which name; its functions and methods, each made from its declaration when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..core.fast import function
from ..core.registry import REGISTRY

# MXNet's other names for the same operations
ALIASES = {
    "BlockGrad": "stop_gradient",
    "Cast": "cast",
    "amp_cast": "cast",
    "Concat": "concat",
    "ElementWiseSum": "add_n",
    "Flatten": "flatten",
    "Pad": "pad",
    "Reshape": "reshape",
    "SliceChannel": "split",
    "Softmax": "SoftmaxOutput",
    "SwapAxis": "swapaxes",
    "broadcast_add": "add",
    "broadcast_axes": "broadcast_axis",
    "broadcast_div": "divide",
    "broadcast_equal": "equal",
    "broadcast_greater": "greater",
    "broadcast_greater_equal": "greater_equal",
    "broadcast_hypot": "hypot",
    "broadcast_lesser": "lesser",
    "broadcast_lesser_equal": "lesser_equal",
    "broadcast_logical_and": "logical_and",
    "broadcast_logical_or": "logical_or",
    "broadcast_logical_xor": "logical_xor",
    "broadcast_maximum": "maximum",
    "broadcast_minimum": "minimum",
    "broadcast_minus": "subtract",
    "broadcast_mod": "modulo",
    "broadcast_mul": "multiply",
    "broadcast_not_equal": "not_equal",
    "broadcast_plus": "add",
    "broadcast_power": "power",
    "broadcast_sub": "subtract",
    "choose_element_0index": "pick",
    "crop": "slice",
    "ctc_loss": "CTCLoss",
    "max_axis": "max",
    "min_axis": "min",
    "normal": "random_normal",
    "reverse": "flip",
    "sum_axis": "sum",
    "true_divide": "divide",
    "uniform": "random_uniform",
}

# What `nd.contrib` holds under these names
_EXTRAS = ("allclose", "arange_like", "div_sqrt_dim", "gradientmultiplier", "index_array", "index_copy", "isfinite",
           "isinf", "isnan", "quadratic", "round_ste", "sign_ste")  # fmt: skip
CONTRIB = {"boolean_mask": "boolean_mask", "ctc_loss": "CTCLoss", "CTCLoss": "CTCLoss", **{n: n for n in _EXTRAS}}

# Only parts of other operations and of gradients: no `nd` functions
INTERNAL = frozenset({"assign", "constant_in", "detach", "getitem", "masked_softmax", "matmul", "polygamma",
                      "scatter_add", "tril", *_EXTRAS})  # fmt: skip

# `nd.random_normal`, `nd.random_normal_like`, `nd.sample_normal` and so on
DISTRIBUTIONS = ("exponential", "gamma", "generalized_negative_binomial", "negative_binomial", "normal", "poisson",
                 "uniform")  # fmt: skip

# Where `nd` has a function of `composed` in place of the one that is made
COMPOSED = ("Convolution", "Deconvolution", "GroupNorm", "LayerNorm", "Pooling", "UpSampling", "log_softmax", "reshape",
            "softmax", "softmin")  # fmt: skip


class Made(Mapping[str, Callable[..., Any]]):
    """A function for each operation. The same object serves as the method of arrays."""

    def __init__(self) -> None:
        self._made: dict[str, Callable[..., Any]] = {}

    def __getitem__(self, name: str) -> Callable[..., Any]:
        if name not in self._made:
            self._made[name] = _make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in REGISTRY

    def __iter__(self) -> Iterator[str]:
        return iter(REGISTRY)

    def __len__(self) -> int:
        return len(REGISTRY)


def _make(name: str) -> Any:
    made = function(REGISTRY[name])
    if name in COMPOSED:
        return made
    if name not in INTERNAL:
        made.__module__ = "mxgrad.nd"
        return described(made, "nd")
    if name in CONTRIB:
        made.__module__ = "mxgrad.nd.contrib"
    return described(made, "nd.contrib")


def described(function: Any, *places: str) -> Any:
    """Give a function of one of `places`, such as `nd.random`, the docstring that was composed for it."""
    from ..ops.docstrings import DOCSTRINGS  # only here: half a megabyte, which a program without functions never reads

    for place in places:
        function.__doc__ = DOCSTRINGS.get(f"{place}.{function.__name__}", function.__doc__)
    return function


FUNCTIONS = Made()


class OnFirstUse:
    """An attribute of a class that is made when it is first asked for, and stands there itself from then on."""

    def __init__(self, owner: type, name: str, make: Callable[..., Any], *what: Any) -> None:
        self.owner, self.name, self.make, self.what = owner, name, make, what
        setattr(owner, name, self)

    def __get__(self, instance: Any, owner: type) -> Any:
        made: Any = self.make(*self.what)
        setattr(self.owner, self.name, made)
        return made.__get__(instance, owner)

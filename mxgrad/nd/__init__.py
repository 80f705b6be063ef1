"""`mx.nd`: arrays, how to make them, and every operation as a function.

Importing it also gives `NDArray` its operators and methods.
"""

from __future__ import annotations

from typing import Any

from .. import ops as _ops  # noqa: F401  (fills the registry)
from ..invoke import function as _function
from ..ndarray import NDArray
from ..op import REGISTRY as _REGISTRY
from . import random
from .creation import arange, array, concatenate, empty, eye, full, ones, waitall, zeros
from .operators import attach as _attach
from .random import random_normal, random_uniform, sample_multinomial

_INTERNAL = ("getitem", "scatter_add")  # x[key] and its adjoint
FUNCTIONS: dict[str, Any] = {name: _function(op) for name, op in _REGISTRY.items() if name not in _INTERNAL}
globals().update(FUNCTIONS)
_attach(FUNCTIONS)

# MXNet's other names for the same operations. `elemwise_*` refuse to broadcast.
_ALIASES = {
    "BlockGrad": "stop_gradient",
    "Concat": "concat",
    "Flatten": "flatten",
    "Reshape": "reshape",
    "Cast": "cast",
    "true_divide": "divide",
    "broadcast_add": "add",
    "broadcast_plus": "add",
    "broadcast_sub": "subtract",
    "broadcast_minus": "subtract",
    "broadcast_mul": "multiply",
    "broadcast_div": "divide",
    "broadcast_mod": "modulo",
    "broadcast_power": "power",
    "broadcast_maximum": "maximum",
    "broadcast_minimum": "minimum",
    "broadcast_equal": "equal",
    "broadcast_not_equal": "not_equal",
    "broadcast_greater": "greater",
    "broadcast_greater_equal": "greater_equal",
    "broadcast_lesser": "lesser",
    "broadcast_lesser_equal": "lesser_equal",
}
globals().update({alias: FUNCTIONS[name] for alias, name in _ALIASES.items()})


def _strict(name: str) -> Any:
    """Return an operation that insists on equal shapes."""
    broadcasting = FUNCTIONS[name]

    def call(lhs: NDArray, rhs: NDArray, out: NDArray | None = None, name: str | None = None) -> Any:
        if getattr(lhs, "shape", None) != getattr(rhs, "shape", None):
            from ..errors import ShapeError

            raise ShapeError(
                f"{call.__name__} needs equal shapes, not {getattr(lhs, 'shape', lhs)} and "
                f"{getattr(rhs, 'shape', rhs)}: use nd.{broadcasting.__name__}, which broadcasts"
            )
        return broadcasting(lhs, rhs, out=out)

    return call


for _alias, _name in (("add", "add"), ("sub", "subtract"), ("mul", "multiply"), ("div", "divide")):
    _call = _strict(_name)
    _call.__name__ = _call.__qualname__ = f"elemwise_{_alias}"
    _call.__doc__ = f"{_REGISTRY[_name].doc.splitlines()[0]} Shapes must be equal."
    globals()[_call.__name__] = _call

__all__ = ["NDArray", "arange", "array", "concatenate", "empty", "eye", "full", "ones", "random", "random_normal",
           "random_uniform", "sample_multinomial", "waitall", "zeros"]  # fmt: skip
__all__ += list(FUNCTIONS) + list(_ALIASES)


def __getattr__(name: str) -> Any:
    raise AttributeError(
        f"mxgrad.nd has no {name!r} (yet): see dir(mxgrad.nd) for what there is, and mxgrad.nd.array to bring in "
        f"what NumPy computed"
    )

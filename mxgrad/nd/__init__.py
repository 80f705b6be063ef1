"""`mx.nd`: arrays, how to make them, and every operation as a function.

Importing it also gives `NDArray` its operators and methods.
"""

from __future__ import annotations

from typing import Any

from .. import ops as _ops  # noqa: F401  (fills the registry)
from ..invoke import function as _function
from ..ndarray import NDArray
from ..op import REGISTRY as _REGISTRY
from . import contrib, linalg, random
from .aliases import ALIASES as _ALIASES
from .aliases import CONTRIB as _CONTRIB
from .aliases import INTERNAL as _INTERNAL
from .creation import (
    arange,
    array,
    concatenate,
    empty,
    eye,
    full,
    histogram,
    linspace,
    moveaxis,
    ones,
    waitall,
    zeros,
)
from .operators import attach as _attach
from .optimizer import (
    adam_update,
    ftrl_update,
    nag_mom_update,
    rmsprop_update,
    sgd_mom_update,
    sgd_update,
    signsgd_update,
)
from .saving import load, save

FUNCTIONS: dict[str, Any] = {name: _function(op) for name, op in _REGISTRY.items()}
_attach(FUNCTIONS)
globals().update({name: call for name, call in FUNCTIONS.items() if name not in _INTERNAL})
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

for _alias, _name in _CONTRIB.items():
    setattr(contrib, _alias, FUNCTIONS[_name])
for _name, _call in FUNCTIONS.items():
    if _name.startswith("linalg_"):
        setattr(linalg, _name.removeprefix("linalg_"), _call)
for _name in random.__all__:
    if _name not in ("seed", "randn", "shuffle"):
        globals()[f"random_{_name}"] = globals()[f"sample_{_name}"] = getattr(random, _name)
shuffle = random.shuffle

__all__ = ["NDArray", "adam_update", "arange", "array", "concatenate", "contrib", "empty", "eye", "ftrl_update", "full",
           "histogram", "linalg", "linspace", "load", "moveaxis", "nag_mom_update", "ones", "random", "rmsprop_update",
           "save", "sgd_mom_update", "sgd_update", "shuffle", "signsgd_update", "waitall", "zeros"]  # fmt: skip
__all__ += [_name for _name in FUNCTIONS if _name not in _INTERNAL]
__all__ += list(_ALIASES)


def __getattr__(name: str) -> Any:
    raise AttributeError(
        f"mxgrad.nd has no {name!r} (yet): see dir(mxgrad.nd) for what there is, and mxgrad.nd.array to bring in "
        f"what NumPy computed"
    )

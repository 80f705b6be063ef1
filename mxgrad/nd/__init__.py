"""`mx.nd`: arrays, how to make them, and every operation as a function.

Importing it also gives `NDArray` its operators and methods.
"""

from __future__ import annotations

import sys
from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from .. import ops as _ops  # noqa: F401  (fills the registry)
from ..core.fast import function as _function
from ..core.registry import REGISTRY as _REGISTRY
from ..core.signatures import declared as _declared
from ..ndarray import NDArray
from ..ops.docstrings import DOCSTRINGS as _DOCSTRINGS
from . import composed as _composed
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
    from_dlpack,
    from_numpy,
    full,
    histogram,
    linspace,
    moveaxis,
    onehot_encode,
    ones,
    to_dlpack_for_read,
    to_dlpack_for_write,
    waitall,
    zeros,
)
from .operators import attach as _attach

if TYPE_CHECKING:
    from .declared.functions import *  # noqa: F403
    from .optimizer import (
        adam_update,
        ftml_update,
        ftrl_update,
        lamb_update_phase1,
        lamb_update_phase2,
        nag_mom_update,
        rmsprop_update,
        rmspropalex_update,
        sgd_mom_update,
        sgd_update,
        signsgd_update,
        signum_update,
    )
    from .recurrent import RNN
    from .saving import load, load_frombuffer, save

FUNCTIONS: dict[str, Any] = {name: _function(op) for name, op in _REGISTRY.items()}
globals().update({name: call for name, call in FUNCTIONS.items() if name not in _INTERNAL})
globals().update({alias: FUNCTIONS[name] for alias, name in _ALIASES.items()})
globals().update({name: getattr(_composed, name) for name in _composed.IN_PLACE_OF_OPERATIONS})
Reshape = _composed.reshape


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
    _call.__doc__ = f"{_REGISTRY[_name].doc.partition(chr(10))[0]} Shapes must be equal: raises `ShapeError` where not."
    _call.__signature__ = _declared(_REGISTRY[_name])
    globals()[_call.__name__] = _call

for _alias, _name in _CONTRIB.items():
    setattr(contrib, _alias, FUNCTIONS[_name])
for _name, _call in FUNCTIONS.items():
    if _name.startswith("linalg_"):
        setattr(linalg, _name.removeprefix("linalg_"), _call)
globals().update({name: call for name, call in random.FORMS.items() if name.startswith(("random_", "sample_"))})
globals().update(normal=random.FORMS["random_normal"], uniform=random.FORMS["random_uniform"])
shuffle = random.shuffle

__all__ = [
    "RNN",
    "NDArray",
    "Reshape",
    "adam_update",
    "arange",
    "array",
    "concatenate",
    "contrib",
    "empty",
    "eye",
    "from_dlpack",
    "from_numpy",
    "ftml_update",
    "ftrl_update",
    "full",
    "histogram",
    "lamb_update_phase1",
    "lamb_update_phase2",
    "linalg",
    "linspace",
    "load",
    "load_frombuffer",
    "moveaxis",
    "nag_mom_update",
    "onehot_encode",
    "ones",
    "random",
    "rmsprop_update",
    "rmspropalex_update",
    "save",
    "sgd_mom_update",
    "sgd_update",
    "shuffle",
    "signsgd_update",
    "signum_update",
    "to_dlpack_for_read",
    "to_dlpack_for_write",
    "waitall",
    "zeros",
]  # fmt: skip
__all__ += [_name for _name in FUNCTIONS if _name not in _INTERNAL]
__all__ += [_name for _name in (*_ALIASES, "normal", "uniform")]  # noqa: C416  (ruff reads names in a list)
_attach(FUNCTIONS, __all__)

_MODULES = ("contrib", "linalg", "ndarray", "op", "random")  # those that users know; the others make up this one


# name -> the module that has it, loaded when the name is first asked for: importing mxgrad stays quick
_ON_FIRST_USE = {"RNN": "recurrent", **dict.fromkeys(("load", "load_frombuffer", "save"), "saving"),
                 **{name: "optimizer" for name in __all__ if "_update" in name}}  # fmt: skip


def __dir__() -> list[str]:
    public = [name for name, value in globals().items() if name[0] != "_" and callable(value) and name != "Any"]
    return [*{*public, *_ON_FIRST_USE}, *_MODULES]


ndarray = op = sys.modules[__name__]  # as in `mx.nd.ndarray.NDArray` and `mx.nd.op.relu`
_PLACES = {"nd": op, "nd.linalg": linalg, "nd.contrib": contrib, "nd.random": random}
for _name, _text in _DOCSTRINGS.items():
    _place, _, _own = _name.rpartition(".")
    if _own not in _ON_FIRST_USE:
        _PLACES[_place].__dict__[_own].__doc__ = _text


if not TYPE_CHECKING:  # to a type checker a name that there is not is an error

    def __getattr__(name: str) -> Any:
        if name not in _ON_FIRST_USE:
            from ..facade.absent import missing

            raise missing("nd", name)
        function = getattr(_import_module(f".{_ON_FIRST_USE[name]}", __name__), name)
        function.__doc__ = _DOCSTRINGS.get(f"nd.{name}", function.__doc__)
        globals()[name] = function
        return function

"""`mx.nd`: arrays, how to make them, and every operation as a function.

Importing it also gives `NDArray` its operators and methods. All of them are made when they are first used, from then on
they stand here: importing mxgrad costs a name for each.
"""

from __future__ import annotations

import sys
from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from .. import ops as _ops  # noqa: F401  (gives the registry its names)
from ..ndarray import NDArray
from .making import ALIASES as _ALIASES
from .making import DISTRIBUTIONS as _DISTRIBUTIONS
from .making import FUNCTIONS
from .making import INTERNAL as _INTERNAL
from .making import described as _described
from .operators import attach as _attach

if TYPE_CHECKING:
    from . import contrib, linalg, random
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
    from .random import shuffle
    from .recurrent import RNN
    from .saving import load, load_frombuffer, save

__all__ = [
    "RNN",
    "NDArray",
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
__all__ += [_name for _name in _ALIASES]  # noqa: C416  (ruff reads names in a list)
_attach(__all__)

_MODULES = ("contrib", "linalg", "ndarray", "op", "random")  # those that users know; the others make up this one
ndarray = op = sys.modules[__name__]  # as in `mx.nd.ndarray.NDArray` and `mx.nd.op.relu`

_WRITTEN = {  # file -> what `nd` has of it
    "composed": "Convolution Deconvolution GroupNorm LayerNorm Pooling UpSampling elemwise_add elemwise_div "
                "elemwise_mul elemwise_sub log_softmax reshape softmax softmin",
    "creation": "arange array concatenate empty eye from_dlpack from_numpy full histogram linspace moveaxis "
                "onehot_encode ones to_dlpack_for_read to_dlpack_for_write waitall zeros",
    "optimizer": " ".join(name for name in __all__ if "_update" in name),
    "random": "shuffle random_randint sample_multinomial",
    "recurrent": "RNN",
    "saving": "load load_frombuffer save",
}  # fmt: skip
_FILES = {name: file for file, names in _WRITTEN.items() for name in names.split()}
for _name in _DISTRIBUTIONS:
    _FILES |= dict.fromkeys((f"random_{_name}", f"random_{_name}_like", f"sample_{_name}"), "random")


def __dir__() -> list[str]:
    return [*{*__all__, *_FILES}, *_MODULES]


if not TYPE_CHECKING:  # to a type checker a name that there is not is an error

    def __getattr__(name: str) -> Any:
        """Make a function when it is first asked for, or load the file that has it."""
        own = _ALIASES.get(name, name)
        if name in _MODULES:
            found = _import_module(f".{name}", __name__)
        elif own in _FILES:
            module = _import_module(f".{_FILES[own]}", __name__)
            found = _described(getattr(module, "FORMS", vars(module))[own], "nd")
        elif own in FUNCTIONS and own not in _INTERNAL:
            found = FUNCTIONS[own]
        else:
            from ..facade.absent import missing  # only here, as errors alone need it

            raise missing("nd", name)
        globals()[name] = found
        return found

"""mxgrad: automatic differentiation that can be stepped through.

MXNet 1.x's programming model (`nd`, `autograd`, `attach_grad`, `record`, `backward`) on NumPy or CuPy, and `trace`,
which keeps what a program did: every value, every gradient contribution, and the rule behind each.
"""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING

from . import autograd, base, nd
from . import context as context
from .context import Context, cpu, current_context, gpu, num_gpus
from .facade import importing as facade
from .ndarray import NDArray
from .version import __version__ as __version__

if TYPE_CHECKING:
    from . import gluon as gluon
    from . import test_utils
    from . import testing as testing
    from . import tracing as tracing
    from .nd import random
    from .nd import random as rnd  # noqa: F401
    from .tracing import Trace, last_trace, trace
    from .training import initializer as init  # noqa: F401
    from .training import initializer as initializer
    from .training import optimizer as optimizer

# log(0) is -inf, as in MXNet, and a view shows where: NumPy's warning would name a line inside mxgrad
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"mxgrad\.")

__all__ = ["Context", "NDArray", "Trace", "autograd", "base", "context", "cpu", "current_context", "gpu", "last_trace",
           "nd", "ndarray", "num_gpus", "random", "test_utils", "trace"]  # fmt: skip

ndarray = nd  # MXNet's long name: `from mxnet import ndarray as nd`
MXNetError = base.MXNetError
facade.install()


# name -> the module that it is, or that has it
_MODULES = {"contrib": "contrib", "examples": "examples", "gluon": "gluon", "init": "training.initializer",
            "initializer": "training.initializer", "io": "training.io", "lr_scheduler": "training.lr_scheduler",
            "metric": "training.metric", "optimizer": "training.optimizer", "random": "nd.random", "rnd": "nd.random",
            "test_utils": "test_utils", "testing": "testing", "tracing": "tracing"}  # fmt: skip
_ON_FIRST_USE = {"Trace": "tracing", "last_trace": "tracing", "trace": "tracing", **_MODULES}


if not TYPE_CHECKING:  # to a type checker a name that there is not is an error

    def __getattr__(name: str) -> object:
        """Load what the engine itself does not need when it is first asked for: importing mxgrad stays quick."""
        if name not in _ON_FIRST_USE:
            raise facade.missing(name)
        module = importlib.import_module(f".{_ON_FIRST_USE[name]}", __name__)
        value = module if name in _MODULES else getattr(module, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*{*__all__, *_ON_FIRST_USE, "__version__"}]


def load_ipython_extension(shell: object) -> None:
    """`%load_ext mxgrad`: later cells report their path to a trace, and `%%trace` traces one."""
    from .tracing.ipython import load

    load(shell)


def unload_ipython_extension(shell: object) -> None:
    """`%unload_ext mxgrad`."""
    from .tracing.ipython import unload

    unload(shell)

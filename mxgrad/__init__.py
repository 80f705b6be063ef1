"""mxgrad: automatic differentiation that can be stepped through.

MXNet 1.x's programming model (`nd`, `autograd`, `attach_grad`, `record`, `backward`) on NumPy or CuPy, and `trace`,
which keeps what a program did: every value, every gradient contribution, and the rule behind each.
"""

from __future__ import annotations

import warnings

from . import autograd, base, facade, nd, test_utils
from . import context as context
from .context import Context, cpu, current_context, gpu, num_gpus
from .nd import random
from .ndarray import NDArray
from .tracing import Trace, last_trace, trace

# log(0) is -inf, as in MXNet, and a view shows where: NumPy's warning would name a line inside mxgrad
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"mxgrad\.")

__version__ = "0.1.0"
__all__ = ["Context", "NDArray", "Trace", "autograd", "base", "context", "cpu", "current_context", "gpu", "last_trace",
           "nd", "ndarray", "num_gpus", "random", "test_utils", "trace"]  # fmt: skip

ndarray = nd  # MXNet's long name: `from mxnet import ndarray as nd`
facade.install()


def __getattr__(name: str) -> object:
    raise facade.missing(name)


def load_ipython_extension(shell: object) -> None:
    """`%load_ext mxgrad`: later cells report their path to a trace, and `%%trace` traces one."""
    from .path.ipython import load

    load(shell)


def unload_ipython_extension(shell: object) -> None:
    """`%unload_ext mxgrad`."""
    from .path.ipython import unload

    unload(shell)

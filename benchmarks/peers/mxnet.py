"""MXNet 1.9.1, on a NumPy of its time."""

import warnings

warnings.filterwarnings("ignore")

import mxnet  # noqa: E402
from mxnet import autograd, nd  # noqa: E402

from .nd_works import define  # noqa: E402

globals().update(define(nd, autograd, mxnet.__version__))

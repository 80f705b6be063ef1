"""mxgrad."""

import mxgrad
from mxgrad import autograd, nd

from .nd_works import define

globals().update(define(nd, autograd, mxgrad.__version__))

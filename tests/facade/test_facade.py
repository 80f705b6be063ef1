"""Standing in for MXNet."""

import subprocess
import sys

import numpy
import pytest

import mxgrad as mx
from mxgrad import nd

UNDER_MXNETS_NAME = """
import sys
import mxgrad
sys.modules["mxnet"] = mxgrad
import mxnet as mx
from mxnet import nd, autograd
from mxnet import ndarray as F
import mxnet.ndarray as long_name
import mxnet.autograd as ag
from mxnet.test_utils import assert_almost_equal
from mxnet.base import MXNetError
from mxnet.ndarray.ndarray import NDArray
import mxnet.ndarray.linalg
from mxnet.ndarray.random import uniform
assert uniform is mxgrad.nd.random.uniform and NDArray is mxgrad.NDArray
assert nd is F is long_name is mxgrad.nd
assert ag is mxgrad.autograd and ag.__spec__.name == "mxgrad.autograd"
x = mx.nd.array([[1, 2], [3, 4]])
x.attach_grad()
with autograd.record():
    y = x * 2
    z = y * x
z.backward()
assert_almost_equal(x.grad, 4 * x)
from mxnet import gluon, init, optimizer
from mxnet.gluon import nn
import mxnet.gluon.loss as gloss
import mxnet.initializer
assert gluon is mxgrad.gluon and nn is gluon.nn and gloss is gluon.loss and mxnet.initializer is init
try:
    from mxnet import symbol
except NotImplementedError as error:
    print(error)
try:
    import mxnet.gluon.model_zoo
except NotImplementedError as error:
    print(error)
try:
    import mxnet.symbol
except NotImplementedError as error:
    print(error)
assert not [name for name in sys.modules if name.startswith("mxnet.") and sys.modules[name].__name__ == name]
"""


def test_importing_under_mxnets_name_gives_the_same_modules():
    done = subprocess.run([sys.executable, "-c", UNDER_MXNETS_NAME], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("mxgrad has no symbol (MXNet has): run the operations") for line in lines[::2])
    assert lines[1].startswith("mxgrad.gluon has no model_zoo (MXNet has): build the network from gluon.nn")


def test_what_mxnet_has_and_mxgrad_has_not_says_so():
    with pytest.raises(NotImplementedError, match="mxgrad has no kvstore"):
        _ = mx.kvstore
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = mx.nonsense


def test_the_names_that_lessons_reach_for():
    assert mx.ndarray.array is nd.array
    assert str(mx.context.current_context()) == "cpu(0)"
    assert mx.test_utils.list_gpus() == list(range(mx.num_gpus()))
    assert issubclass(mx.base.MXNetError, RuntimeError)
    mx.random.seed(3)
    first = nd.random.uniform(shape=3).asnumpy()
    mx.random.seed(3)
    assert numpy.array_equal(first, nd.random.uniform(shape=3).asnumpy())


def test_comparing_arrays():
    a = nd.array([1.0, 2.0])
    mx.test_utils.assert_almost_equal(a, numpy.array([1.0, 2.000001]))
    assert mx.test_utils.same(a, a.copy())
    assert not mx.test_utils.almost_equal(a, nd.array([1.0, 2.1]))
    assert not mx.test_utils.almost_equal(a, nd.array([[1.0, 2.0]]))
    with pytest.raises(AssertionError, match="left and right differ"):
        mx.test_utils.assert_almost_equal(a, nd.array([1.0, 2.1]), names=("left", "right"))
    mx.test_utils.check_numeric_gradient(lambda x: x * x, [a])
    with pytest.raises(AssertionError):
        mx.test_utils.check_numeric_gradient(lambda x: x * x.detach(), [a])

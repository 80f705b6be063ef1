"""Operations at the edge of what they take: nothing at all, everything dropped, other axes."""

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.errors import ShapeError
from mxgrad.testing.numerical import check_gradient

IMAGES, ROWS = (0, 2, 4, 4), (0, 3)
EMPTY = {
    "Convolution": (IMAGES, lambda x: nd.Convolution(x, nd.ones((3, 2, 3, 3)), nd.ones(3), kernel=(3, 3),
                                                     num_filter=3)),
    "grouped": (IMAGES, lambda x: nd.Convolution(x, nd.ones((2, 1, 3, 3)), kernel=(3, 3), num_filter=2, num_group=2,
                                                 no_bias=True)),
    "Deconvolution": (IMAGES, lambda x: nd.Deconvolution(x, nd.ones((2, 3, 3, 3)), kernel=(3, 3), num_filter=3)),
    "Pooling max": (IMAGES, lambda x: nd.Pooling(x, kernel=(2, 2), stride=(2, 2))),
    "Pooling avg": (IMAGES, lambda x: nd.Pooling(x, kernel=(2, 2), pool_type="avg")),
    "Pooling lp": (IMAGES, lambda x: nd.Pooling(x, kernel=(2, 2), pool_type="lp")),
    "Pooling global": (IMAGES, lambda x: nd.Pooling(x, global_pool=True, pool_type="avg")),
    "FullyConnected": (IMAGES, lambda x: nd.FullyConnected(x, nd.ones((5, 32)), nd.ones(5), num_hidden=5)),
    "LayerNorm": (ROWS, lambda x: nd.LayerNorm(x, nd.ones(3), nd.zeros(3))),
    "InstanceNorm": (IMAGES, lambda x: nd.InstanceNorm(x, nd.ones(2), nd.zeros(2))),
    "GroupNorm": (IMAGES, lambda x: nd.GroupNorm(x, nd.ones(2), nd.zeros(2), num_groups=2)),
    "LRN": (IMAGES, lambda x: nd.LRN(x, nsize=3)),
    "L2Normalization": (IMAGES, lambda x: nd.L2Normalization(x)),
    "flatten": (IMAGES, lambda x: x.flatten()),
    "softmax": (ROWS, lambda x: nd.softmax(x)),
    "log_softmax": (ROWS, lambda x: nd.log_softmax(x)),
    "LeakyReLU": (ROWS, lambda x: nd.LeakyReLU(x)),
    "Dropout": (ROWS, lambda x: nd.Dropout(x)),
    "dot": (ROWS, lambda x: nd.dot(x, nd.ones((3, 2)))),
    "sum": (ROWS, lambda x: x.sum(axis=0)),
    "sort": (ROWS, lambda x: nd.sort(x)),
    "BatchNorm": (IMAGES, lambda x: nd.BatchNorm(x, nd.ones(2), nd.zeros(2), nd.zeros(2), nd.ones(2))),
}  # fmt: skip


@pytest.mark.parametrize("name", EMPTY)
def test_a_batch_of_nothing(name):
    """The shape is that of one sample's result with 0 samples, and the gradient has the shape of the batch."""
    shape, function = EMPTY[name]
    one = function(nd.ones((1, *shape[1:])))
    x = nd.zeros(shape)
    x.attach_grad()
    with autograd.record():
        y = function(x)
    y.backward()
    assert y.shape == (one.shape if name == "sum" else (0, *one.shape[1:]))
    assert x.grad.shape == shape


def test_lookups_of_nothing():
    nothing = nd.zeros((0,))
    assert nd.Embedding(nothing, nd.ones((3, 2)), input_dim=3, output_dim=2).shape == (0, 2)
    assert nd.take(nd.ones((3, 2)), nothing).shape == (0, 2)


def test_batch_norm_of_nothing_leaves_the_moving_statistics():
    mean, var = nd.zeros(2), nd.ones(2)
    with autograd.train_mode():
        nd.BatchNorm(nd.zeros(IMAGES), nd.ones(2), nd.zeros(2), mean, var)
    assert mean.tolist() == [0, 0]
    assert var.tolist() == [1, 1]


def test_dropout_of_everything():
    x = nd.ones((3, 4))
    x.attach_grad()
    with autograd.record():
        y = nd.Dropout(x, p=1)
    y.backward()
    assert y.sum().asscalar() == 0
    assert x.grad.sum().asscalar() == 0
    assert nd.Dropout(x, p=1).sum().asscalar() == 12


@pytest.mark.parametrize("axis", [0, 1, -3, -2, 2])
@pytest.mark.parametrize("options", [{}, {"alpha": 2.0}, {"transpose_a": True, "transpose_b": True}])
def test_gemm_along_any_axis_of_rows(axis, options):
    rng = np.random.default_rng(0)
    a, b, c = (rng.normal(size=(2, 2, 2, 2)) for _ in range(3))

    def rows(x):
        return np.swapaxes(x, axis, -2)

    def product(x, y):
        x, y = (np.swapaxes(m, -1, -2) if options.get("transpose_a") else m for m in (rows(x), rows(y)))
        return rows(options.get("alpha", 1.0) * x @ y)

    A, B, C = (nd.array(x, dtype="float64") for x in (a, b, c))
    np.testing.assert_allclose(nd.linalg.gemm2(A, B, axis=axis, **options).asnumpy(), product(a, b))
    np.testing.assert_allclose(nd.linalg.gemm(A, B, C, axis=axis, beta=3.0, **options).asnumpy(),
                               product(a, b) + 3 * c)  # fmt: skip
    check_gradient(lambda x, y: nd.linalg.gemm2(x, y, axis=axis, **options), a, b)
    check_gradient(lambda x, y, z: nd.linalg.gemm(x, y, z, axis=axis, **options), a, b, c)


@pytest.mark.parametrize(("n", "kernel", "stride"), [(7, 3, 2), (6, 3, 2), (5, 2, 3), (4, 4, 1), (8, 2, 5)])
@pytest.mark.parametrize("kind", ["max", "sum", "avg"])
def test_same_pooling_has_a_window_for_each_stride(n, kernel, stride, kind):
    x = nd.arange(n).reshape((1, 1, n)) + 1
    y = nd.Pooling(x, kernel=(kernel,), stride=(stride,), pool_type=kind, pooling_convention="same")
    windows = [x.asnumpy()[0, 0, i : i + kernel] for i in range(0, n, stride)]
    assert y.shape == (1, 1, -(-n // stride))
    if kind != "avg":
        assert y.tolist() == [[[float(getattr(w, kind)()) for w in windows]]]
    check_gradient(lambda v: nd.Pooling(v, kernel=(kernel,), stride=(stride,), pool_type=kind,
                                        pooling_convention="same"), x.asnumpy())  # fmt: skip
    with pytest.raises(ShapeError, match="pads by itself"):
        nd.Pooling(x, kernel=(kernel,), stride=(stride,), pad=(1,), pooling_convention="same")

"""Layers of a network at their edges: lengths, padding, windows, sizes."""

import math

import numpy as np
import pytest

from mxgrad import autograd, errors, nd
from mxgrad.testing.numerical import check_gradient

RNG = np.random.default_rng(3)


def close(x, expected, tolerance=1e-5):
    np.testing.assert_allclose(x.asnumpy(), expected, rtol=tolerance, atol=tolerance)


def test_softmax_of_lengths_and_dtypes():
    x = nd.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
    lengths = nd.array([2, 0], dtype="int32")
    share = 1 / (1 + math.e)
    close(nd.softmax(x, lengths, use_length=True), [[share, 1 - share, 0], [0, 0, 0]])
    close(nd.softmax(x, length=lengths, use_length=True, axis=-1)[0], [share, 1 - share, 0])
    close(nd.softmax(x.T, length=lengths, use_length=True, axis=0).T[0], [share, 1 - share, 0])
    assert nd.softmax(x, dtype="float64").dtype is np.float64
    assert nd.log_softmax(x, axis=0, dtype="float16").dtype is np.float16
    with pytest.raises(errors.ShapeError, match=r"length has shape \(3,\)"):
        nd.softmax(x, nd.ones(3), use_length=True)


def test_pooling_windows_of_padding_only():
    x = nd.arange(5).reshape((1, 1, 5))
    x.attach_grad()
    with autograd.record():
        y = nd.Pooling(x, kernel=3, stride=3, pad=1, pooling_convention="full")
    y.backward()
    assert y[0, 0, :2].tolist() == [1, 4]
    assert y[0, 0, 2].asscalar() == np.finfo("float32").min
    assert x.grad[0, 0].tolist() == [0, 1, 0, 0, 1]


def test_support_vector_output():
    x, label = nd.array([[0.5, 0.25, -2.0]]), nd.array([0])
    x.attach_grad()
    for linear, expected in ((True, [-1, 1, 0]), (False, [-1.0, 2.5, 0.0])):
        with autograd.record():
            y = nd.SVMOutput(x, label, use_linear=linear)
        y.backward(nd.array([[9.0, 9, 9]]))
        assert y.tolist() == x.tolist()
        assert x.grad[0].tolist() == expected


def test_mean_and_deviation_beside_a_layer_norm():
    x = nd.array([[1.0, 2.0, 4.0]])
    x.attach_grad()
    with autograd.record():
        out, mean, deviation = nd.LayerNorm(x, nd.ones(3), nd.zeros(3), output_mean_var=True)
    close(mean, [[7 / 3]])
    close(deviation, [[np.std([1, 2, 4])]], 1e-4)
    out.backward(nd.array([[1.0, 0, 0]]))
    assert x.grad.asnumpy().any()


def test_upsampling():
    x, big = nd.array([[[[1.0, 2], [3, 4]]]]), nd.ones((1, 2, 4, 4))
    assert nd.UpSampling(x, big, scale=2, sample_type="nearest", num_args=2).shape == (1, 3, 4, 4)
    total = nd.UpSampling(x, big[:, :1], scale=2, multi_input_mode="sum")
    assert total[0, 0, 0].tolist() == [2, 2, 3, 3]
    weight = np.zeros((1, 1, 4, 4), "float32")
    weight[0, 0] = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    smooth = nd.UpSampling(nd.ones((1, 1, 3, 3)), nd.array(weight), scale=2, sample_type="bilinear", num_filter=1)
    assert smooth.shape == (1, 1, 6, 6)
    close(smooth[0, 0, 1:-1, 1:-1], np.ones((4, 4)))
    with pytest.raises(errors.ShapeError, match="not 'cubic'"):
        nd.UpSampling(x, scale=2, sample_type="cubic")


def test_resizing():
    x = nd.array(RNG.normal(size=(1, 2, 4, 6)))
    close(nd.contrib.AdaptiveAvgPooling2D(x), x.mean(axis=(2, 3), keepdims=True).asnumpy())
    close(nd.contrib.AdaptiveAvgPooling2D(x, output_size=(2, 3)), x.asnumpy().reshape(1, 2, 2, 2, 3, 2).mean((3, 5)))
    ramp = nd.arange(3).reshape((1, 1, 1, 3)) * nd.ones((1, 1, 2, 1))
    close(nd.contrib.BilinearResize2D(ramp, height=3, width=5), np.broadcast_to([0, 0.5, 1, 1.5, 2], (1, 1, 3, 5)))
    check_gradient(lambda x: nd.contrib.BilinearResize2D(x, height=3, width=5), x.astype("float64"))

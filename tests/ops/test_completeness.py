"""What MXNet 1.9.1 does in the corners: copies and views, lengths, recurrent layers, factors, updates, other names."""

import math
import pickle

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, errors, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import check_gradient, sample_inputs

RNG = np.random.default_rng(3)
VIEWS = {name for name, op in REGISTRY.items() if op.view}


def close(x, expected, tolerance=1e-5):
    np.testing.assert_allclose(x.asnumpy(), expected, rtol=tolerance, atol=tolerance)


# ---- memory


@pytest.mark.parametrize("name", sorted(set(REGISTRY) - VIEWS))
def test_results_have_memory_of_their_own(name):
    for sample in sample_inputs(REGISTRY[name]):
        results = sample()
        for result in results if isinstance(results, list) else [results]:
            assert not any(np.shares_memory(result._data, x._data) for x in sample.operands)


def test_writing_to_a_rearranged_array_leaves_the_original_alone():
    x = nd.ones((1, 3))
    for y in (x.T, x.flatten(), x.expand_dims(0), x.squeeze(), x.slice_axis(axis=1, begin=0, end=3), x.swapaxes(0, 0),
              nd.reshape(x, (3, 1)), x.split(1), x.slice(begin=0, end=1), nd.BlockGrad(x)):  # fmt: skip
        y[:] = 7
    assert x.asnumpy().tolist() == [[1, 1, 1]]
    target = nd.zeros(3)
    assert nd.reshape(x, (-1,), out=target) is target
    assert target.tolist() == [1, 1, 1]


# ---- indexing


def test_one_element_is_set_from_an_array_of_one():
    x = nd.zeros((2, 2))
    x[0, 1] = np.array([3.0])
    x[1] = [[4.0]]
    assert x.tolist() == [[0, 3], [4, 4]]
    assert x[range(1, -1, -1)].tolist() == [[4, 4], [0, 3]]


# ---- operations


def test_rounding_keeps_integers():
    n = nd.array([1, 2], dtype="int32")
    for f in (nd.round, nd.rint, nd.fix, nd.floor, nd.ceil):
        assert f(n).dtype is np.int32
    assert nd.nansum(n, axis=0).dtype is np.int32


def test_dot_of_many_axes_moves_one_axis():
    a, b = RNG.normal(size=(4, 3, 2)), RNG.normal(size=(4, 5))
    close(nd.dot(nd.array(a), nd.array(b), transpose_a=True), np.tensordot(a, b, (0, 0)))
    close(nd.dot(nd.array(b.T), nd.array(a.T), transpose_b=True), np.tensordot(b.T, a.T, (1, 2)))
    check_gradient(lambda x, y: nd.dot(x, y, transpose_a=True), nd.array(a, dtype="float64"),
                   nd.array(b, dtype="float64"))  # fmt: skip
    check_gradient(lambda x, y: nd.dot(x, y, transpose_b=True), nd.array(b.T, dtype="float64"),
                   nd.array(a.T, dtype="float64"))  # fmt: skip


def test_an_upper_triangle_is_read_by_columns():
    a = nd.arange(16).reshape((4, 4))
    assert nd.linalg.extracttrian(a, lower=False).tolist() == [0, 1, 5, 2, 6, 10, 3, 7, 11, 15]
    assert nd.linalg.extracttrian(a, offset=1).tolist() == [1, 2, 6, 3, 7, 11]
    back = nd.linalg.maketrian(nd.linalg.extracttrian(a, offset=1), offset=1)
    np.testing.assert_array_equal(back.asnumpy(), np.triu(a.asnumpy(), 1))


def test_factors():
    a = RNG.normal(size=(2, 3, 4)).astype("float32")
    Q, L = nd.linalg.gelqf(nd.array(a))
    close(nd.linalg.gemm2(L, Q), a)
    close(nd.linalg.gemm2(Q, Q, transpose_b=True), np.broadcast_to(np.eye(3), (2, 3, 3)))
    assert np.allclose(np.triu(L.asnumpy(), 1), 0)
    s = a @ a.swapaxes(-1, -2)
    U, values = nd.linalg.syevd(nd.array(s))
    close(nd.linalg.gemm2(U * values.expand_dims(-1), U, transpose_a=True), s, 1e-4)
    assert (U.asnumpy().max(axis=-1) >= -U.asnumpy().min(axis=-1)).all()
    with pytest.raises(errors.ShapeError, match="at most as many rows as columns"):
        nd.linalg.gelqf(nd.ones((3, 2)))


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


def test_special_functions_at_their_poles():
    x = nd.array([0.0, -1.0, -0.5, -3.7])
    x.attach_grad()
    with autograd.record():
        y = nd.gammaln(x)
    y.backward()
    assert y.tolist()[:2] == [math.inf, math.inf]
    # psi(-1/2) = 2 - gamma - 2 log 2, with Euler's gamma
    close(x.grad[2], [2 - 0.5772156649 - 2 * math.log(2)])
    assert nd.gamma(nd.array([0.0])).asscalar() == math.inf
    below = 1e-4
    psi = (math.lgamma(-3.7 + below) - math.lgamma(-3.7 - below)) / (2 * below)
    close(x.grad[3], [psi], 1e-4)


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


# ---- images


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


# ---- recurrent layers


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_lstm_step_by_step():
    T, N, inputs, hidden = 3, 2, 3, 2
    shapes = ((T, N, inputs), (4 * hidden * (inputs + hidden + 2),), (1, N, hidden), (1, N, hidden))
    x, w, h, c = (RNG.normal(size=shape).astype("float32") for shape in shapes)
    out, h_n, c_n = nd.RNN(nd.array(x), nd.array(w), nd.array(h), state_cell=nd.array(c), mode="lstm",
                           state_size=hidden, num_layers=1, state_outputs=True)  # fmt: skip
    W, U, bx, bh = np.split(w, np.cumsum([8 * inputs, 8 * hidden, 8]))
    h, c = h[0], c[0]
    for t in range(T):
        i, f, new, o = np.split(x[t] @ W.reshape(8, inputs).T + bx + h @ U.reshape(8, hidden).T + bh, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
        h = sigmoid(o) * np.tanh(c)
        close(out[t], h)
    close(h_n[0], h)
    close(c_n[0], c)


@pytest.mark.parametrize(("mode", "gates"), [("rnn_relu", 1), ("rnn_tanh", 1), ("gru", 3)])
def test_both_directions_see_the_same_from_their_end(mode, gates):
    T, N, inputs, hidden = 4, 2, 3, 2
    half = RNG.normal(size=(2, gates * hidden * (inputs + hidden))).astype("float32")
    bias = RNG.normal(size=(2, gates * hidden * 2)).astype("float32")
    half[1], bias[1] = half[0], bias[0]
    params = nd.array(np.concatenate([half.ravel(), bias.ravel()]))
    x = nd.array(RNG.normal(size=(T, N, inputs)))
    settings = {"mode": mode, "state_size": hidden, "num_layers": 1, "bidirectional": True}
    out = nd.RNN(x, params, nd.zeros((2, N, hidden)), **settings).asnumpy()
    turned = nd.RNN(x.flip(axis=0), params, nd.zeros((2, N, hidden)), **settings).asnumpy()
    np.testing.assert_allclose(out[:, :, :hidden], turned[::-1, :, hidden:], rtol=1e-5, atol=1e-6)


def test_gradient_of_recurrent_layers_and_refusals():
    x, w, h = (nd.array(RNG.normal(size=s), dtype="float64") for s in ((2, 1, 2), (3 * 2 * 12,), (2, 1, 2)))
    check_gradient(lambda *a: nd.RNN(*a, mode="gru", state_size=2, num_layers=2), x, w, h)
    with pytest.raises(errors.ShapeError, match="have 72 parameters, not 71"):
        nd.RNN(x, w[:71], h, mode="gru", state_size=2, num_layers=2)
    with pytest.raises(errors.ShapeError, match="not 'elman'"):
        nd.RNN(x, w, h, mode="elman", state_size=2, num_layers=2)
    with pytest.raises(errors.ShapeError, match=r"states of shape \(2, 1, 2\)"):
        nd.RNN(x, w, h[:1], mode="gru", state_size=2, num_layers=2)


# ---- updates


def test_updates():
    w, g, m = nd.array([1.0]), nd.array([2.0]), nd.array([3.0])
    close(nd.nag_mom_update(w, g, m, lr=0.1, momentum=0.9), [3.05])
    close(m, [2.5])
    m[:] = 3
    close(nd.signum_update(w, g, m, lr=0.1, momentum=0.9, wd=0.5, rescale_grad=0.5, clip_gradient=0.3, wd_lh=0.05),
          [1.095])  # fmt: skip
    close(m, [2.62])
    m, v = nd.zeros(1), nd.zeros(1)
    # clip_gradient limits the gradient with the weight's part already in it
    nd.adam_update(w, g, m, v, lr=0.1, wd=5, clip_gradient=3)
    close(m, [0.3])
    n, mean, delta = nd.ones(1), nd.zeros(1), nd.zeros(1)
    nd.rmspropalex_update(w, g, n, mean, delta, lr=0.1)
    close(delta, [-0.2 / math.sqrt(0.95 + 0.05 * 4 - 0.01)])
    d, v, z = nd.zeros(1), nd.zeros(1), nd.zeros(1)
    first = nd.ftml_update(w, g, d, v, z, lr=0.1, t=1)
    close(first, w.asnumpy() - 0.1 * 2 / 2)
    m, v = nd.zeros(1), nd.zeros(1)
    step = nd.lamb_update_phase1(w, g, m, v, t=1, wd=0.1)
    close(step, [1.1])
    close(nd.lamb_update_phase2(w, step, nd.array([1.0]), nd.array([2.0]), lr=0.1), [1 - 0.1 * 0.5 * 1.1])


# ---- control flow and the rest of contrib


def test_control_flow():
    x = nd.array([1.0, 2.0, 3.0])
    x.attach_grad()
    with autograd.record():
        sums, last = nd.contrib.foreach(lambda row, s: (row + s, row + s), x, nd.zeros(1))
    assert sums[:, 0].tolist() == [1, 3, 6]
    last.backward()
    assert x.grad.tolist() == [1, 1, 1]
    (squares,), (i, _) = nd.contrib.while_loop(
        lambda i, s: i < 3, lambda i, s: ([i * i], [i + 1, s + i]), [nd.array([1.0]), nd.array([0.0])], 4
    )
    assert squares[:, 0].tolist() == [1, 4, 0, 0]
    assert i.asscalar() == 3
    assert nd.contrib.cond(x.sum() > 5, lambda: "many", lambda: "few") == "many"
    with pytest.raises(ValueError, match="max_iterations"):
        nd.contrib.while_loop(lambda i: i < 3, lambda i: (i, i + 1), [nd.zeros(1)])


def test_small_ones():
    x = nd.array([[1.0, math.nan], [math.inf, -2.0]])
    assert nd.contrib.isnan(x).tolist() == [[0, 1], [0, 0]]
    assert nd.contrib.isinf(x).tolist() == [[0, 0], [1, 0]]
    assert nd.contrib.isfinite(x).tolist() == [[1, 0], [0, 1]]
    assert nd.contrib.index_array(x, axes=(1,)).tolist() == [[[0], [1]], [[0], [1]]]
    assert nd.contrib.arange_like(x, start=5).tolist() == [[5, 6], [7, 8]]
    assert nd.contrib.allclose(x, x).asscalar() == 0
    assert nd.contrib.index_copy(nd.zeros((3, 1)), nd.array([2]), nd.ones((1, 1))).tolist() == [[0], [0], [1]]
    with pytest.raises(errors.ShapeError, match="do not fit"):
        nd.contrib.index_copy(nd.zeros((3, 1)), nd.array([2]), nd.ones((2, 1)))
    y = nd.array([0.4, -1.6])
    y.attach_grad()
    with autograd.record():
        z = nd.contrib.round_ste(y) + nd.contrib.sign_ste(y) + nd.contrib.gradientmultiplier(y, scalar=-2)
    z.backward()
    close(z, [1.4, -4.6])
    assert y.grad.tolist() == [0, 0]


def test_mean_and_deviation_beside_a_layer_norm():
    x = nd.array([[1.0, 2.0, 4.0]])
    x.attach_grad()
    with autograd.record():
        out, mean, deviation = nd.LayerNorm(x, nd.ones(3), nd.zeros(3), output_mean_var=True)
    close(mean, [[7 / 3]])
    close(deviation, [[np.std([1, 2, 4])]], 1e-4)
    out.backward(nd.array([[1.0, 0, 0]]))
    assert x.grad.asnumpy().any()


# ---- making arrays


def test_memory_of_other_libraries():
    a = np.arange(3, dtype="int32")
    y, x = nd.from_dlpack(a), nd.from_numpy(a)
    x[0] = 9
    assert x.tolist() == y.tolist() == [9, 1, 2]
    assert nd.from_numpy(a, zero_copy=False).dtype is np.int32
    assert np.shares_memory(np.from_dlpack(nd.to_dlpack_for_read(x)), a)
    with pytest.raises(TypeError, match="takes a numpy"):
        nd.from_numpy([1])
    with pytest.raises(TypeError, match="__dlpack__"):
        nd.from_dlpack([1])


def test_random_arrays_like_another():
    x = nd.zeros((2, 3), dtype="float64")
    mx.random.seed(1)
    for sample in (nd.random.uniform_like(x), nd.random.normal_like(0, 2, x), nd.random.poisson_like(x, 3),
                   nd.random.gamma_like(data=x), nd.random.exponential_like(x)):  # fmt: skip
        assert (sample.shape, sample.dtype) == (x.shape, np.float64)
    draws = nd.random.generalized_negative_binomial(2, 0.5, shape=40_000).asnumpy()
    assert abs(draws.mean() - 2) < 0.05
    assert abs(draws.var() - 4) < 0.2
    with pytest.raises(TypeError, match="takes the array"):
        nd.random.normal_like(0, 1)


# ---- other names


def test_other_names():
    assert mx.nd.ndarray.NDArray is nd.NDArray
    assert nd.op.relu is nd.relu
    assert nd.concat(nd.ones((1, 1)), nd.ones((1, 2)), num_args=2).shape == (1, 3)
    assert nd.onehot_encode(nd.array([1, 0]), nd.zeros((2, 2))).tolist() == [[0, 1], [1, 0]]
    x = nd.ones((2, 3))
    assert x.tostype("default") is x
    assert (x.shape_array().tolist(), x.size_array().tolist()) == ([2, 3], [6])
    assert mx.cpu().device_typeid == 1
    with pytest.raises(NotImplementedError, match="no sparse storage"):
        x.tostype("csr")


@pytest.mark.parametrize(
    ("module", "name", "nearest"),
    [(nd, "BilinearSampler", "nd.gather_nd"), (nd, "mp_sgd_update", "nd.sgd_update"), (nd, "sparse", "nd.array"),
     (nd, "BatchNorm_v1", "nd.BatchNorm"), (nd.contrib, "box_nms", "nd.argsort"), (nd, "np", "NumPy")],
)  # fmt: skip
def test_what_is_absent_names_the_nearest(module, name, nearest):
    with pytest.raises(NotImplementedError, match=rf"has no {name} \(MXNet has\): .*{nearest}"):
        getattr(module, name)


def test_a_misspelt_name_gets_a_proposal():
    with pytest.raises(AttributeError, match="did you mean softmax"):
        nd.softmx  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean inverse"):
        nd.linalg.invers  # noqa: B018


# ---- old lessons


def test_an_array_of_one_element_is_a_number_in_numpy_too():
    loss = nd.array([1.5])
    one = loss.asnumpy()
    assert ("%f" % one, float(one), int(one), math.sqrt(one)) == ("1.500000", 1.5, 1, math.sqrt(1.5))  # noqa: UP031
    assert repr(one) == "array([1.5], dtype=float32)"
    assert isinstance(one, np.ndarray)
    assert type(pickle.loads(pickle.dumps(one))) is np.ndarray  # noqa: S301
    with pytest.raises(TypeError, match=r"not shape \(2,\)"):
        float(one + np.ones(2))
    assert type(nd.ones(2).asnumpy()) is np.ndarray


def test_a_number_that_the_dtype_cannot_hold():
    pixels = nd.array([1, 2], dtype="uint8")
    with pytest.raises(errors.DTypeError, match=r"-3 does not fit uint8: convert with \.astype"):
        pixels + -3
    assert (pixels.astype("int32") ** -3).asnumpy().tolist() == [1, 0.125]


def test_helpers_of_test_utils():
    assert len(mx.test_utils.rand_shape_nd(3, 4)) == 3
    assert mx.test_utils.rand_ndarray((2, 3)).shape == (2, 3)
    assert mx.test_utils.random_arrays((2,)).shape == (2,)
    with pytest.raises(NotImplementedError, match="load the data with NumPy"):
        mx.test_utils.get_mnist()
    with pytest.raises(AttributeError, match="it has almost_equal"):
        mx.test_utils.nonsense  # noqa: B018
    assert issubclass(mx.MXNetError, RuntimeError)
    with pytest.raises(NotImplementedError, match="without NumPy semantics"):
        mx.util  # noqa: B018

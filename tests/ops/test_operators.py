"""Operators whose behaviour finite differences do not show: names, modes, state, randomness, files."""

import struct

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.errors import MXGradError, ShapeError


def variable(values, dtype="float32"):
    x = nd.array(values, dtype=dtype)
    x.attach_grad()
    return x


# ---- several results


def test_only_some_results_used():
    x = variable([[1.0, 2.0, 3.0, 4.0]])
    with autograd.record():
        a, _, c, _ = nd.split(x, num_outputs=4)
        y = a * c + c
    y.backward()
    assert x.grad.tolist() == [[3, 0, 2, 0]]


def test_results_of_one_operation_as_heads():
    x = variable([1.0, 2.0])
    with autograd.record():
        mean, var = nd.moments(x, axes=(0,))
    autograd.backward([mean, var, mean])
    assert x.grad.tolist() == [0.5, 1.5]


def test_topk_both_gives_positions_without_gradient():
    x = variable([1.0, 3.0, 2.0])
    with autograd.record():
        top, places = nd.topk(x, k=2, ret_typ="both")
        y = top * nd.array([10.0, 1.0])
    assert places.tolist() == [1, 2]
    y.backward()
    assert x.grad.tolist() == [0, 10, 1]


def test_split_into_one_part_is_no_list():
    assert nd.split(nd.ones((2, 3)), 1).shape == (2, 3)
    assert len(nd.split(nd.ones((2, 3)), 3)) == 3


# ---- modes and state


def test_dropout_by_mode():
    mx.random.seed(1)
    x = nd.ones((100, 100))
    assert (nd.Dropout(x, p=0.3) == x).min().asscalar() == 1
    with autograd.train_mode():
        y = nd.Dropout(x, p=0.3)
        rows = nd.Dropout(x, p=0.3, axes=(1,))
    assert abs((y == 0).mean().asscalar() - 0.3) < 0.03
    assert abs(y.mean().asscalar() - 1) < 0.05
    assert all(len(set(row)) == 1 for row in rows.tolist())
    with pytest.raises(ShapeError, match="p is a probability"):
        nd.Dropout(x, p=1.5)


def test_batch_norm_moves_its_statistics_in_training_only():
    rng = np.random.default_rng(0)
    x = nd.array(rng.normal(3, 2, (50, 2)))
    gamma, beta, mean, var = nd.ones(2), nd.zeros(2), nd.zeros(2), nd.ones(2)
    nd.BatchNorm(x, gamma, beta, mean, var)
    assert mean.tolist() == [0, 0]
    with autograd.train_mode():
        y = nd.BatchNorm(x, gamma, beta, mean, var, momentum=0.5)
    np.testing.assert_allclose(y.asnumpy().mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(mean.asnumpy(), x.asnumpy().mean(axis=0) * 0.5, rtol=1e-5)
    np.testing.assert_allclose(var.asnumpy(), 0.5 + x.asnumpy().var(axis=0) * 0.5, rtol=1e-4)


def test_loss_outputs_ignore_the_head_gradient():
    for make in (nd.make_loss, nd.MakeLoss):
        x = variable([1.0, 2.0])
        with autograd.record():
            y = make(x * x)
        y.backward(nd.array([100.0, -5.0]))
        assert x.grad.tolist() == [2, 4]
    x = variable([[0.0, 0.0]])
    with autograd.record():
        p = nd.SoftmaxOutput(x, nd.array([1]))
    p.backward()
    assert x.grad.tolist() == [[0.5, -0.5]]


# ---- numbers known otherwise


def test_convolution_against_the_definition():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 4, 5, 6)), rng.normal(size=(6, 2, 3, 2)), rng.normal(size=6)
    y = nd.Convolution(*(nd.array(a, dtype="float64") for a in (x, w, b)), kernel=(3, 2), num_filter=6, stride=(2, 1),
                       pad=(1, 1), num_group=2).asnumpy()  # fmt: skip
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    assert y.shape == (2, 6, 3, 7)
    for n, f, i, j in np.ndindex(*y.shape):
        group = slice(2 * (f // 3), 2 * (f // 3) + 2)
        window = padded[n, group, 2 * i : 2 * i + 3, j : j + 2]
        assert abs(y[n, f, i, j] - (window * w[f]).sum() - b[f]) < 1e-12


@pytest.mark.parametrize(
    ("function", "at", "value"),
    [(nd.erf, 0.5, 0.5204998778130465), (nd.erfinv, 0.5204998778130465, 0.5), (nd.erfinv, 0.999999, 3.4589107372795),
     (nd.gamma, 5.0, 24.0), (nd.gammaln, 0.5, 0.5723649429247001), (nd.softsign, -3.0, -0.75),
     (nd.rint, 2.5, 2.0), (nd.round, 2.5, 3.0), (nd.fix, -1.7, -1.0), (nd.cbrt, -8.0, -2.0)],
)  # fmt: skip
def test_known_values(function, at, value):
    assert abs(function(nd.array([at], dtype="float64")).asscalar() - value) < 1e-9


def test_digamma_is_the_gradient_of_gammaln():
    x = variable([1.0, 0.25, 10.0, -0.5], "float64")
    with autograd.record():
        y = nd.gammaln(x)
    y.backward()
    np.testing.assert_allclose(x.grad.asnumpy(), [-0.5772156649015329, -4.2274535333762654, 2.251752589066721,
                                                  0.03648997397857652], rtol=1e-10)  # fmt: skip


def test_ctc_against_all_paths():
    from itertools import product

    scores = np.random.default_rng(3).normal(size=(4, 1, 3))
    p = np.exp(scores[:, 0]) / np.exp(scores[:, 0]).sum(axis=1, keepdims=True)
    for label in ([1, 2], [1, 1], [2, 0], [0, 0]):
        total = 0.0
        for path in product(range(3), repeat=4):
            letters = [k for i, k in enumerate(path) if k and (i == 0 or path[i - 1] != k)]
            if letters == [k for k in label if k]:
                total += np.prod([p[t, k] for t, k in enumerate(path)])
        loss = nd.CTCLoss(nd.array(scores, dtype="float64"), nd.array([label], dtype="float64"))
        np.testing.assert_allclose(loss.asnumpy(), [-np.log(total)], rtol=1e-9)


def test_pooling_counts():
    x = nd.ones((1, 1, 3, 3))
    frame = nd.Pooling(x, kernel=(2, 2), stride=(2, 2), pad=(1, 1), pool_type="avg")
    assert frame.tolist() == [[[[0.25, 0.5], [0.5, 1]]]]
    inside = nd.Pooling(x, kernel=(2, 2), stride=(2, 2), pad=(1, 1), pool_type="avg", count_include_pad=False)
    assert inside.tolist() == [[[[1, 1], [1, 1]]]]
    whole = nd.Pooling(nd.arange(9).reshape((1, 1, 3, 3)), global_pool=True, pool_type="max", kernel=(2, 2))
    assert whole.tolist() == [[[[8]]]]


# ---- names


def test_keyword_names_of_mxnet():
    a, b = nd.array([[1.0, 2.0]]), nd.array([[3.0], [4.0]])
    assert nd.dot(lhs=a, rhs=b).tolist() == [[11]]
    assert nd.exp(data=nd.zeros(1)).tolist() == [1]
    assert nd.add(lhs=a, rhs=a).tolist() == [[2, 4]]
    assert nd.concat(a, a, dim=0).shape == nd.Concat(*[a, a], dim=0).shape == (2, 2)
    assert nd.FullyConnected(data=a, weight=a, num_hidden=1, no_bias=True).tolist() == [[5]]
    assert nd.linalg.gemm2(a, b).tolist() == nd.linalg_gemm2(a, b).tolist() == [[11]]
    assert nd.clip(a, 0, 1.5).tolist() == a.clip(a_min=0, a_max=1.5).tolist() == [[1, 1.5]]


def test_public_names_all_exist_and_internal_ones_do_not_show():
    for name in nd.__all__:
        assert getattr(nd, name) is not None
    for name in ("getitem", "scatter_add", "matmul", "polygamma"):
        assert name not in nd.__all__


# ---- optimiser steps


def test_sgd_writes_where_it_is_told():
    w, g = nd.array([1.0, 2.0]), nd.array([10.0, -10.0])
    assert nd.sgd_update(w, g, lr=0.1).tolist() == [0, 3]
    assert w.tolist() == [1, 2]
    assert nd.sgd_update(w, g, lr=0.1, clip_gradient=1, out=w) is w
    np.testing.assert_allclose(w.asnumpy(), [0.9, 2.1], rtol=1e-6)


def test_momentum_state_changes_in_place():
    w, g, m = nd.array([1.0]), nd.array([1.0]), nd.array([0.5])
    z = nd.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9)
    np.testing.assert_allclose([m.asscalar(), z.asscalar()], [0.35, 1.35], rtol=1e-6)


# ---- random


@pytest.mark.parametrize(
    ("draw", "mean", "variance"),
    [(lambda n: nd.random.uniform(1, 3, shape=n), 2, 1 / 3), (lambda n: nd.random.normal(1, 2, shape=n), 1, 4),
     (lambda n: nd.random.exponential(2, shape=n), 2, 4), (lambda n: nd.random.gamma(3, 0.5, shape=n), 1.5, 0.75),
     (lambda n: nd.random.poisson(4, shape=n), 4, 4), (lambda n: nd.random.randn(n, loc=5), 5, 1),
     (lambda n: nd.random.negative_binomial(3, 0.5, shape=n), 3, 6),
     (lambda n: nd.random.randint(0, 3, shape=n).astype("float32"), 1, 2 / 3)],
)  # fmt: skip
def test_distributions(draw, mean, variance):
    mx.random.seed(5)
    x = draw(40_000).asnumpy().astype("float64")
    assert abs(x.mean() - mean) < 0.05 * max(1, mean)
    assert abs(x.var() - variance) < 0.06 * max(1, variance)


def test_randint_and_shuffle():
    assert nd.random.randint(2, 5, shape=3).dtype is np.int32
    with pytest.raises(ValueError, match="low < high"):
        nd.random.randint(5, 2)
    assert sorted(nd.random.shuffle(nd.arange(9)).tolist()) == list(range(9))


# ---- files


def test_save_and_load(tmp_path):
    file = tmp_path / "weights.params"
    arrays = {"w": nd.array([[1.5, 2.5]]), "b": nd.array([1, 2], dtype="int32"), "e": nd.zeros((0, 3)),
              "s": nd.array(5)}  # fmt: skip
    nd.save(file, arrays)
    loaded = nd.load(file)
    assert list(loaded) == ["w", "b", "e", "s"]
    for name, x in arrays.items():
        assert (loaded[name].tolist(), loaded[name].shape, loaded[name].dtype) == (x.tolist(), x.shape, x.dtype)
    nd.save(file, [nd.ones(2), nd.zeros(1)])
    assert [x.tolist() for x in nd.load(file)] == [[1, 1], [0]]
    nd.save(file, nd.ones(2))
    assert isinstance(nd.load(file), list)


def test_layout_of_a_saved_file(tmp_path):
    file = tmp_path / "one.params"
    nd.save(file, {"a": nd.array([1.0])})
    assert file.read_bytes() == b"".join([
        struct.pack("<QQQ", 0x112, 0, 1), struct.pack("<Iii", 0xF993FAC9, 0, 1), struct.pack("<q", 1),
        struct.pack("<iii", 1, 0, 0), struct.pack("<f", 1.0), struct.pack("<QQ", 1, 1), b"a",
    ])  # fmt: skip


def test_broken_files(tmp_path):
    file = tmp_path / "x.params"
    file.write_bytes(b"not arrays at all, but long enough")
    with pytest.raises(MXGradError, match=r"x\.params: this is not a file of arrays"):
        nd.load(file)
    nd.save(file, nd.ones(5))
    file.write_bytes(file.read_bytes()[:60])
    with pytest.raises(MXGradError, match="ends too early"):
        nd.load(file)


def test_a_save_that_fails_leaves_the_old_file(tmp_path):
    file = tmp_path / "weights"
    nd.save(str(file), nd.ones(2))
    with pytest.raises(TypeError, match="by strings, not int: 7"):
        nd.save(str(file), {7: nd.zeros(2)})
    with pytest.raises(MXGradError, match="knows no dtype"):
        nd.save(str(file), [nd.ones(3), nd.array([1], dtype="uint64")])
    assert nd.load(str(file))[0].tolist() == [1, 1]
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]

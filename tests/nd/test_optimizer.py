"""The update functions of MXNet's optimizers, against their formulas."""

import math

import numpy as np

from mxgrad import nd


def close(x, expected, tolerance=1e-5):
    np.testing.assert_allclose(x.asnumpy(), expected, rtol=tolerance, atol=tolerance)


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

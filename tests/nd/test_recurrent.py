"""`nd.RNN`: a step worked out with NumPy, both directions, gradients, and what is refused."""

import numpy as np
import pytest

from mxgrad import errors, nd
from mxgrad.testing.numerical import check_gradient

RNG = np.random.default_rng(3)


def close(x, expected, tolerance=1e-5):
    np.testing.assert_allclose(x.asnumpy(), expected, rtol=tolerance, atol=tolerance)


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

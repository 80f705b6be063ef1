"""A training loop has curves: its loss, and the norms of its gradients, at each iteration."""

from __future__ import annotations

import numpy as np

from mxgrad import autograd, nd, trace
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import payload
from tests.programs import training_loops


def test_the_bar_of_a_loop_has_its_loss_and_the_norms_of_its_gradients():
    steps = 20
    w, losses, norms = nd.array([0.1, 0.2]), [], []
    w.attach_grad()
    for _ in range(steps):
        with autograd.record():
            loss = training_loops.loss_of(w)
        loss.backward()
        losses.append(loss.asscalar())
        norms.append(w.grad.norm().asscalar())
        w[:] = w - training_loops.RATE * w.grad
    (bar,) = payload(Picture(trace(training_loops.whole(steps))), ())["loop_bars"]
    assert [name for name, _ in bar["curves"]] == ["loss", "‖w.grad‖"]
    for (_, values), expected in zip(bar["curves"], (losses, norms), strict=True):
        np.testing.assert_allclose(values, expected, rtol=1e-3)


def test_going_back_and_writing_belong_to_the_iteration_that_they_are_called_in():
    picture = Picture(trace(training_loops.whole()))
    at = picture.loop_bars.at
    turns = [at[i] for i, step in enumerate(picture.steps) if step.kind in ("backward", "write")]
    assert turns == [(0, 0), (0, 0), (0, 1), (0, 1), (0, 2), (0, 2)]


def test_a_loop_over_parameters_that_only_updates_them_has_no_bar_of_its_own():
    picture = Picture(trace(training_loops.clipped()))
    titles = [bar.title for bar in picture.loop_bars.bars]
    assert titles == ["↻ for _ in range(steps)"]
    (bar,) = picture.loop_bars.bars
    assert [name for name, _ in bar.curves] == ["loss", "‖w.grad‖", "‖b.grad‖"]


def test_a_loop_inside_a_loop_says_where_it_stands_and_a_number_that_is_not_finite_is_a_gap():
    def f():
        w = nd.array([1.0])
        w.attach_grad()
        for number in (1.0, float("nan"), 2.0):
            with autograd.record():
                y = w * number
                for _ in range(2):
                    y = y * 2
            y.backward()
        return w

    bars = Picture(trace(f)).loop_bars.bars
    assert [bar.within for bar in bars] == [None, (0, 0), (0, 1), (0, 2)]
    assert bars[0].curves == [("y", [4.0, None, 8.0]), ("‖w.grad‖", [4.0, None, 8.0])]

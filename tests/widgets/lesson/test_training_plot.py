"""plot_training: loss, gradient norms and parameters over the steps of a run, as curves and as a table."""

import io

import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import plot_training
from tests.programs import training_loops


def test_curves_and_table_have_what_a_run_without_trace_gives(capsys):
    steps, w, rows = 30, nd.array([0.1, 0.2]), []
    w.attach_grad()
    for _ in range(steps):
        with autograd.record():
            loss = training_loops.loss_of(w)
        loss.backward()
        rows.append([loss.asscalar(), w.grad.norm().asscalar(), *w.asnumpy()])
        w[:] = w - training_loops.RATE * w.grad
    figure = plot_training(trace(training_loops.whole(steps)))
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "training, 30 steps"
    assert told[1].split() == ["step", "loss", "‖w.grad‖", "w[0]", "w[1]"]
    assert "⋯ 7 more" in "".join(told)
    np.testing.assert_allclose([float(x) for x in told[2].split()], [1, *rows[0]], rtol=1e-4)
    np.testing.assert_allclose([float(x) for x in told[-1].split()], [30, *rows[-1]], rtol=1e-4)
    drawn = {line.get_label(): line.get_ydata() for axes in figure.axes for line in axes.lines}
    for number, name in enumerate(["loss", "‖w.grad‖", "w[0]", "w[1]"]):
        np.testing.assert_allclose(drawn[name], np.array(rows)[:, number], rtol=1e-5)


@pytest.mark.parametrize("program", [training_loops.momentum, training_loops.bound_again, training_loops.trainer])
def test_every_way_to_train_is_plotted(program, capsys):
    figure = plot_training(trace(program(4)))
    assert [len(axes.lines[0].get_ydata()) for axes in figure.axes] == [4, 4, 4]
    assert "–" not in capsys.readouterr().out


def test_drawn_again_it_is_the_same_picture():  # another one would be shown a second time, as the value of its cell
    figure = plot_training(trace(training_loops.whole(4)))
    assert picture_of(figure) == picture_of(figure)


def picture_of(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", bbox_inches="tight", metadata={"Software": None})
    return buffer.getvalue()


def test_what_is_no_training_is_said():
    x = nd.array([1.0])
    x.attach_grad()
    tr = trace(lambda x: x * x, x)
    with pytest.raises(ValueError, match=r"no backward pass ran; call loss\.backward"):
        plot_training(tr)
    tr.backward()
    with pytest.raises(ValueError, match="nothing was updated; end each step with"):
        plot_training(tr)
    with pytest.raises(TypeError, match="plot_training takes a trace, not"):
        plot_training(3)

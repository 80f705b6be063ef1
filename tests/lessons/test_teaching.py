"""predict, check, compare, plot_grads, picture and describe: what they print, and what they keep to themselves."""

import re

import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import check, compare, describe, picture, plot_grads, predict


def doubling(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


def traced(start=(0.4, 0.3)):
    a = nd.array(start)
    a.attach_grad()
    tr = trace(doubling, a)
    tr.backward()
    return tr, a


def printed(capsys, function, *args, **kwargs):
    function(*args, **kwargs)
    return capsys.readouterr().out.splitlines()


NO_GUESS = "  no prediction yet: put yours in place of None and run this cell again"


@pytest.mark.parametrize(
    ("answer", "guess", "said"),
    [
        (10, 9, ["  your prediction: 9", "  it is 10"]),
        (10, 10, ["  your prediction: 10", "  right"]),
        (3325.26, 3325, ["  your prediction: 3325", "  right"]),
        (1.1e-13, 0, ["  your prediction: 0", "  it is 1.1e-13"]),
        ([[4, 8], [12, 16]], [[4, 8], [12, 12]], ["  your prediction: [[4 8] [12 12]]",
                                                  "  it is [[4 8] [12 16]]: right in 3 of 4 places"]),
        ([4, 8], 4, ["  your prediction: 4", "  it is [4 8]: right in 1 of 2 places"]),
        ([4, 8], [[4, 8]], ["  your prediction: [[4 8]]", "  the shape is (2,), yours is (1, 2): try again"]),
        ("b[0]", "b[1]", ["  your prediction: b[1]", "  it is b[0]"]),
        (True, False, ["  your prediction: False", "  it is True"]),
    ],
)  # fmt: skip
def test_a_prediction_is_judged(capsys, answer, guess, said):
    assert printed(capsys, predict, "What?", answer, guess) == ["What?", *said]


def test_the_answer_is_not_printed_before_there_is_a_guess(capsys):
    _, a = traced()
    assert printed(capsys, predict, "What is a.grad?", a.grad) == ["What is a.grad?", NO_GUESS]


@pytest.mark.parametrize(
    ("guess", "last"),
    [
        ("a", "  right"),
        ("b[0]", "  right"),
        ("B", "  it is b[0]"),
        ("c", "  'c' is none of the choices: give a or b in quotes"),
        (None, "  no prediction yet: put the letter in place of None and run this cell again"),
    ],
)
def test_choices_are_lettered_and_a_guess_is_a_letter_or_a_choice(capsys, guess, last):
    tr, _ = traced()
    lines = printed(capsys, predict, "Which arm?", tr.branches[0].taken, guess, choices=["b[0]", "b[1]"])
    assert lines[:3] == ["Which arm?", "  a) b[0]", "  b) b[1]"]
    assert lines[-1] == last


def test_an_answer_that_is_no_choice_is_the_teachers_mistake():
    with pytest.raises(ValueError, match="the answer '3' is none of the choices: 1, 2"):
        predict("How many?", 3, choices=[1, 2])


MISMATCHES = [
    ([0, 2048], ["not yet: 2 of 2 numbers differ", "  at [0]: got 0, expected 2048", "  at [1]: got 2048, expected 0"]),
    ([-2048, 0], ["not yet: 1 of 2 numbers differs", "  at [0]: got -2048, expected 2048",
                  "  all signs are the other way round"]),
    ([4096, 0], ["not yet: 1 of 2 numbers differs", "  at [0]: got 4096, expected 2048",
                 "  every number is 2 times what is expected"]),
    ([0, 0], ["not yet: 1 of 2 numbers differs", "  at [0]: got 0, expected 2048",
              "  all zeros: did backward() run, and does the gradient reach this array?"]),
    ([float("nan"), 0], ["not yet: 1 of 2 numbers differs", "  at [0]: got nan, expected 2048",
                         "  there is nan or inf: look for the first operation that made one"]),
    ([2048], ["not yet: got shape (1,), expected (2,)"]),
    ([[2048], [0]], ["not yet: got shape (2, 1), expected (2,)", "  the numbers are right: reshape them"]),
    (None, ["no answer yet: put yours in place of None and run this cell again"]),
    ("left", ["not yet: got 'left', expected [2048 0]"]),
]  # fmt: skip


@pytest.mark.parametrize(("got", "said"), MISMATCHES, ids=str)
def test_a_mismatch_is_worked_out(capsys, got, said):
    _, a = traced()
    assert printed(capsys, check, got, a.grad, hint="one element") == [*said, "  hint: one element"]


@pytest.mark.parametrize(("got", "said"), MISMATCHES, ids=str)
def test_a_mismatch_raises_when_graded(monkeypatch, got, said):
    monkeypatch.setenv("MXGRAD_GRADING", "1")
    with pytest.raises(AssertionError) as caught:
        check(got, [2048, 0])
    assert str(caught.value).splitlines() == said
    check([2048, 0], [2048, 0])


def test_transposed_and_long_mismatches(capsys):
    square = np.arange(9.0).reshape(3, 3)
    lines = printed(capsys, check, square, square.T)
    assert lines[0] == "not yet: 6 of 9 numbers differ"
    assert lines[-2:] == ["  and 3 more", "  transposed, the numbers are right"]


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (nd.array([2048, 0]), [2048, 0], "ok: [2048 0]"),
        (nd.array([0.1]) * 3, 0.3, "ok: 0.3"),
        ([float("nan")], [float("nan")], "ok: nan"),
        (True, True, "ok: True"),
        (np.float32(3) > 2, True, "ok: True"),
        ("b[0]", "b[0]", "ok: b[0]"),
        ((2, 3), (2, 3), "ok: (2, 3)"),
    ],
)
def test_what_agrees_is_ok(capsys, got, expected, said):
    assert printed(capsys, check, got, expected) == [said]


def test_compare_prints_where_two_runs_part(capsys):
    lines = printed(capsys, compare, traced()[0], traced((-0.4, 0.3))[0])
    assert lines[0] == "the paths differ"
    assert "1433.6 >= 0: true → b[0], not b[1] | -204.8 >= 0: false → b[1], not b[0]" in lines[1]
    assert lines[-1] == "  a.grad: [2048 0] | [0 2048]"
    with pytest.raises(TypeError, match="takes two traces, not int"):
        compare(traced()[0], 3)


def test_gradients_by_iteration_halve_from_one_to_the_next(capsys):
    tr, _ = traced()
    figure = plot_grads(tr)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "norm of the gradient of b, by iteration of while b.norm() < 1000"
    assert [float(line.split()[-1]) for line in lines[1:]] == [2.0**k for k in range(10, -1, -1)]
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == [2.0**k for k in range(10, -1, -1)]


def two_layers(shape=(2, 2)):
    w, v = nd.ones(shape) * 2, nd.array([1.0])
    w.attach_grad()
    v.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = (w * 3).sum() * v
        y.backward()
    return tr


def test_gradients_by_layer_operation_and_histogram(capsys):
    tr = two_layers()
    plot_grads(tr, by="layer")
    assert capsys.readouterr().out.splitlines()[1:] == ["  w.grad   6  shape 2×2", "  v.grad  24  shape 1"]
    plot_grads(tr)
    assert capsys.readouterr().out.splitlines()[0] == "norm of the gradient, by operation"
    plot_grads(tr, by="histogram")
    rows = capsys.readouterr().out.splitlines()[1:]
    assert sum(int(row.split()[-1]) for row in rows) == 5


def test_large_gradients_have_a_norm_and_no_histogram(capsys):
    tr = two_layers((10, 10))
    plot_grads(tr, by="layer")
    assert "w.grad   30  shape 10×10" in capsys.readouterr().out
    plot_grads(tr, by="histogram")
    assert "without w.grad (too large for the trace)" in capsys.readouterr().out


def test_plotting_says_what_is_missing():
    x = nd.array([1.0])
    with pytest.raises(ValueError, match=r"call tr\.backward"):
        plot_grads(trace(lambda x: x * 2, x))
    with pytest.raises(ValueError, match="by must be 'step', 'layer' or 'histogram'"):
        plot_grads(traced()[0], by="colour")


@pytest.fixture
def shown(monkeypatch):
    """What was displayed."""
    outputs = []
    monkeypatch.setattr("mxgrad_widgets.plotting.display", lambda data, raw: outputs.append(data))
    return outputs


def test_a_figure_is_shown_once_with_words_for_those_who_do_not_see_it(shown):
    figure = plot_grads(traced()[0])
    assert shown == []
    figure._ipython_display_()
    (output,) = shown
    assert output["text/plain"] == "bars: norm of the gradient of b, by iteration of while b.norm() < 1000"
    assert re.search(r'alt="norm of the gradient of b[^"]*iter 10 +1"', output["text/html"])
    picture(figure, "bars that fall")
    assert shown[1]["text/plain"] == "bars that fall"
    assert 'alt="bars that fall"' in shown[1]["text/html"]
    with pytest.raises(ValueError, match="needs words"):
        picture(figure, " ")


def test_the_same_figure_is_the_same_bytes(shown):
    for _ in range(2):
        plot_grads(traced()[0])._ipython_display_()
    assert shown[0] == shown[1]


def test_describe_says_a_run_in_sentences_and_an_array_in_a_line(capsys):
    lines = printed(capsys, describe, two_layers())
    assert lines[0] == "forward:"
    assert "backward:" in lines
    assert lines[1].startswith("  1. ")
    assert printed(capsys, describe, nd.array([1, 2])) == ["float32 (2,) on cpu(0): [1 2]"]
    big = nd.array([[0.0] * 10, [float("nan")] + [1.0] * 9])
    assert printed(capsys, describe, big) == ["float32 (2, 10) on cpu(0): mean 0.473684, from 0 to 1, 10 zero, 1 nan"]
    assert printed(capsys, describe, np.zeros((0, 2))) == ["float64 (0, 2): empty"]
    with pytest.raises(TypeError, match="expected a number"):
        describe(print)

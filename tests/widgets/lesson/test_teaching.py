"""predict, check, compare, plot_grads, picture and describe: what they print, and what they keep to themselves."""

import os
import re
import subprocess
import sys
from fractions import Fraction

import nbclient
import nbformat
import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import PlayerWidget, check, compare, describe, picture, plot_grads, predict, set_language
from mxgrad_widgets.lesson.in_place import InPlace, typed
from tests.programs import lessons
from tests.programs.several_results import split_run


def printed(capsys, function, *args, **kwargs):
    function(*args, **kwargs)
    return capsys.readouterr().out.splitlines()


NO_GUESS = "  no prediction yet: put yours in place of None and run this cell again"


@pytest.mark.parametrize(
    ("answer", "guess", "said"),
    [
        (10, 9, ["  your prediction: 9", "  it is 10"]),
        (12, 12.02, ["  your prediction: 12.02", "  close: it is 12"]),
        (12, 12.2, ["  your prediction: 12.2", "  it is 12"]),
        (2048, 2047, ["  your prediction: 2047", "  it is 2048"]),
        (nd.array([2048]), 2047.0, ["  your prediction: 2047", "  it is 2048"]),
        (10_000_001, 10_000_000, ["  your prediction: 10000000", "  it is 10000001"]),
        (2**70, 2**70, ["  your prediction: 1.18059e+21", "  right"]),
        (nd.array([0.6931]), 0.69, ["  your prediction: 0.69", "  right"]),
        (0.6931, 0.68, ["  your prediction: 0.68", "  it is 0.6931"]),
        (0.6931, 1, ["  your prediction: 1", "  it is 0.6931"]),
        ([3, 6, 9], (3, 6, 9), ["  your prediction: (3, 6, 9)", "  right"]),
        ((2, 3), [2, 3], ["  your prediction: [2 3]", "  right"]),
        ((2, 3), (2, 4), ["  your prediction: (2, 4)", "  it is (2, 3): right in 1 of 2 places"]),
        ((), (), ["  your prediction: ()", "  right"]),
        ([1, 2], [1.002, 2], ["  your prediction: [1.002 2]", "  close: it is [1 2]: right in 1 of 2 places"]),
        (10, "ten", ["  your prediction: ten", "  the answer is a number, yours is a text: try again"]),
        (10, len, ["  your prediction: a function", "  the answer is a number, yours is a function: try again"]),
        (10, {"x": 1}, ["  your prediction: a dict", "  the answer is a number, yours is a dict: try again"]),
        ("body", 3, ["  your prediction: 3", "  the answer is a text, yours is a number: try again"]),
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
    _, a = lessons.doubling_loop()
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
    tr, _ = lessons.doubling_loop()
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
    _, a = lessons.doubling_loop()
    assert printed(capsys, check, got, a.grad, hint="one element") == [*said, "  hint: one element"]


def halved(pair):
    first, second = pair
    return [first / 2, second / 2]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((4, 6), ["ok: (4, 6) gives [2 3]"]),
        ([4, 8], ["not yet: 1 of 2 numbers differs", "  at [1]: got 4, expected 3"]),
        ([4, 6, 8], ["not yet: [4 6 8] ends in ValueError: too many values to unpack (expected 2)"]),
        ("ab", ["not yet: ab ends in TypeError: unsupported operand type(s) for /: 'str' and 'int'"]),
        (None, ["no answer yet: put yours in place of None and run this cell again"]),
    ],
    ids=str,
)
def test_an_answer_that_is_right_by_what_it_does(capsys, answer, said):
    lines = printed(capsys, check, answer, [2, 3], through=halved)
    assert [line.replace("2, got 3)", "2)") for line in lines] == said
    if answer != (4, 6):
        with pytest.raises(AssertionError):
            check(answer, [2, 3], through=halved, strict=True)


GRADERS = {"MXGRAD_GRADING": "true", "NBGRADER_EXECUTION": "autograde", "NBGRADER_VALIDATING": "1"}


@pytest.fixture(params=[*GRADERS, "strict"])
def graded(request, monkeypatch):
    """How a wrong answer is asked to raise: a variable that a grader sets, or an argument."""
    if request.param == "strict":
        return {"strict": True}
    monkeypatch.setenv(request.param, GRADERS[request.param])
    return {}


@pytest.mark.parametrize(("got", "said"), MISMATCHES, ids=str)
def test_a_mismatch_raises_when_graded(graded, got, said):
    with pytest.raises(AssertionError) as caught:
        check(got, [2048, 0], **graded)
    assert str(caught.value).splitlines() == said
    check([2048, 0], [2048, 0], **graded)


@pytest.mark.parametrize(
    ("guess", "last"),
    [
        (9, "it is 10"),
        (None, NO_GUESS.strip()),
        (10.02, "close: it is 10"),
        ("ten", "the answer is a number, yours is a text: try again"),
    ],
)
def test_a_prediction_that_is_not_right_raises_when_graded(graded, capsys, guess, last):
    with pytest.raises(AssertionError) as caught:
        predict("How many?", 10, guess, **graded)
    assert str(caught.value).splitlines()[-1].strip() == last
    with pytest.raises(AssertionError, match="it is 10"):
        predict("How many?", 10, "a", choices=[9, 10], **graded)
    assert capsys.readouterr().out == ""
    predict("How many?", 10, 10, **graded)
    predict("How many?", 10, "b", choices=[9, 10], **graded)


@pytest.mark.parametrize("off", ["", "0", "false"])
def test_nothing_raises_where_nobody_grades(monkeypatch, capsys, off):
    monkeypatch.setenv("MXGRAD_GRADING", off)
    assert printed(capsys, check, 2, 3) == ["not yet: got 2, expected 3"]
    monkeypatch.setenv("MXGRAD_GRADING", "1")
    assert printed(capsys, check, 2, 3, strict=False) == ["not yet: got 2, expected 3"]
    assert printed(capsys, predict, "?", 2, 1, strict=False)[-1] == "  it is 2"


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (12.02, 12, ["close: got 12.02, expected 12"]),
        ([12.02, 5], [12, 5], ["close: 1 of 2 numbers differs", "  at [0]: got 12.02, expected 12"]),
        ([12.02, 4], [12, 5], ["not yet: 2 of 2 numbers differ", "  at [0]: got 12.02, expected 12",
                               "  at [1]: got 4, expected 5"]),
        (2047, nd.array([2048]), ["not yet: got 2047, expected 2048"]),
        (nd.array([20479]), 20480, ["not yet: got 20479, expected 20480"]),
        (10_000_000, 10_000_001, ["not yet: got 10000000, expected 10000001"]),
        (2**53, 2**53 + 1, ["not yet: got 9007199254740992, expected 9007199254740993"]),
        (12.2, 12, ["not yet: got 12.2, expected 12"]),
        (0.68, 0.6931, ["not yet: got 0.68, expected 0.6931"]),
        ((3, 6, 8), [3, 6, 9], ["not yet: 1 of 3 numbers differs", "  at [2]: got 8, expected 9"]),
    ],
)  # fmt: skip
def test_a_whole_number_is_right_alone_and_another_within_one_percent(capsys, got, expected, said):
    assert printed(capsys, check, got, expected) == said
    with pytest.raises(AssertionError):
        check(got, expected, strict=True)


def test_tolerances_that_are_given_decide_alone(capsys):
    assert printed(capsys, check, 2047, 2048, rtol=1e-3) == ["ok: 2047"]
    assert printed(capsys, check, 0.69, 0.6931, rtol=1e-3) == ["not yet: got 0.69, expected 0.6931"]
    assert printed(capsys, check, 12.02, 12, atol=0.1) == ["ok: 12.02"]


class Odd:
    """Compares with nothing."""

    __hash__ = None

    def __eq__(self, other):
        raise RuntimeError("no")


@pytest.mark.parametrize("odd", [len, int, {"a": 1}, {1, 2}, 3j, [1, [2, 3]], [nd.ones(2), nd.ones(3)], Odd(), b"3",
                                 np.array(["a"]), np.array([None]), object(), "3", "three", True, None, range(0)],
                         ids=lambda odd: type(odd).__name__)  # fmt: skip
def test_unexpected_kinds_get_words_and_no_traceback(capsys, odd):
    for got, expected in [(odd, 3), (3, odd), (odd, [1, 2]), (odd, "body")]:
        (first, *_) = printed(capsys, check, got, expected)
        assert first.startswith(("not yet: got ", "no answer yet"))
        assert " at 0x" not in first
        printed(capsys, predict, "?", expected, got)
        last = printed(capsys, predict, "?", 3, got, choices=[1, 2, 3])[-1]
        assert last.startswith(("  it is 3", "  right", "  no prediction yet")) or "none of the choices" in last


def test_what_to_do_about_an_unexpected_kind(capsys):
    assert printed(capsys, check, len, 3)[-1] == "  call the function and check what it returns"
    assert printed(capsys, check, "3", 3)[-1] == "  the same without quotes is right"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_with_few_characters_gets_all_texts(encoding):
    program = """
from mxgrad import nd, trace
from mxgrad_widgets import check, compare, describe, plot_grads, predict, set_language, show, step
x = nd.array([1, 2])
x.attach_grad()
tr = trace(lambda x: x * x, x)
tr.backward()
check('ψ', '∂', hint='→')
predict('∂y/∂x = ?', '→', '⋯', choices=['→', '⋯'])
describe(tr)
compare(tr, tr.rerun(x=[1, 3]))
plot_grads(tr)
show(tr)
set_language('de')
step(tr)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=120,
                         env={**os.environ, "PYTHONIOENCODING": encoding})  # fmt: skip
    text = run.stdout.decode(encoding)
    assert (run.returncode, run.stderr) == (0, b"")
    assert r"not yet: got '\u03c8', expected '\u2202'" in text
    assert "trace: 1 operation, 1 backward pass" in text
    assert "text/plain" not in text
    assert "base64" not in text


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
        ((3, 6, 9), nd.array([3, 6, 9]), "ok: (3, 6, 9)"),
        ([3, 6, 9], (3, 6, 9), "ok: [3 6 9]"),
        (((1, 2), (3, 4)), [[1, 2], [3, 4]], "ok: [[1 2] [3 4]]"),
        ((nd.array([3]), 6), [3, 6], "ok: (3, 6)"),
        (("b[0]", True), ["b[0]", True], "ok: ('b[0]', True)"),
        (0.69, nd.array([0.6931]), "ok: 0.69"),
        (12.0, 12, "ok: 12"),
        (nd.array([12.0003]), 12, "ok: 12.0003"),
        (Fraction(1, 4), 0.25, "ok: 0.25"),
        (2**70, 2**70, "ok: 1.18059e+21"),
        (10**400, 10**400, "ok: 1.00000e+400"),
        (float("inf"), float("inf"), "ok: inf"),
        (1e-9, nd.zeros(1), "ok: 1e-09"),
    ],
)
def test_what_agrees_is_ok(capsys, got, expected, said):
    assert printed(capsys, check, got, expected) == [said]


def test_compare_prints_where_two_runs_part(capsys):
    lines = printed(capsys, compare, lessons.doubling_loop()[0], lessons.doubling_loop((-0.4, 0.3))[0])
    assert lines[0] == "the paths differ"
    assert "1433.6 >= 0: true → b[0], not b[1] | -204.8 >= 0: false → b[1], not b[0]" in lines[1]
    assert lines[-1] == "  a.grad: [2048 0] | [0 2048]"
    with pytest.raises(TypeError, match="takes two traces, not int"):
        compare(lessons.doubling_loop()[0], 3)


def test_gradients_by_iteration_halve_from_one_to_the_next(capsys):
    tr, _ = lessons.doubling_loop()
    figure = plot_grads(tr)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "norm of the gradient of b, by iteration of while b.norm() < 1000"
    assert [float(line.split()[-1]) for line in lines[1:]] == [2.0**k for k in range(10, -1, -1)]
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == [2.0**k for k in range(10, -1, -1)]


def first_is_an_input(a):
    x = a
    for _ in range(3):
        x = x * 2
    return x.sum()


def one_iteration_hands_nothing_on(a):
    x = a * 1
    for i in range(3):
        if i == 1:
            continue
        x = x * 2
    return x.sum()


def names_first_given_inside(a):
    for i in range(4):
        if i == 1:
            b = a * 2
        if i > 1:
            b = b * 2
    return b.sum()


@pytest.mark.parametrize(
    ("program", "rows"),
    [
        (first_is_an_input, [("before", 8), ("iter 1", 4), ("iter 2", 2), ("iter 3", 1)]),
        (one_iteration_hands_nothing_on, [("before", 4), ("iter 1", 2), ("iter 3", 1)]),
        (names_first_given_inside, [("iter 2", 4), ("iter 3", 2), ("iter 4", 1)]),
    ],
)
def test_each_gradient_stands_at_the_iteration_that_made_the_value(capsys, program, rows):
    a = nd.array([1.0])
    a.attach_grad()
    tr = trace(program, a)
    tr.backward()
    plot_grads(tr)
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [(line[:8].strip(), float(line.split()[-1])) for line in lines] == rows


class Layer:
    def __init__(self):
        self.w = nd.ones(2)
        self.w.attach_grad()

    def __call__(self, x):
        return x * self.w


def test_a_variable_that_was_updated_has_one_row_by_layer(capsys):
    layers = [Layer(), Layer()]
    v = nd.array([1.0, 2.0])
    v.attach_grad()
    with trace() as tr:
        for _ in range(3):
            with autograd.record():
                loss = layers[1](layers[0](v * 1)).sum()
            loss.backward()
            for parameter in (v, layers[0].w, layers[1].w):
                parameter[:] -= 0.1 * parameter.grad
    plot_grads(tr, by="layer")
    rows = [line.split("  ")[1] for line in capsys.readouterr().out.splitlines()[1:]]
    assert rows == ["v.grad", "self.w.grad (1)", "self.w.grad (2)"]


def test_a_plain_loop_without_names_has_one_row_by_layer(capsys):
    tr = lessons.training_loop()
    plot_grads(tr, by="layer")
    assert capsys.readouterr().out.splitlines()[1:] == ["  w.grad  3.57771  shape 2"]


def test_each_of_several_results_has_its_own_gradient(capsys):
    plot_grads(split_run())
    rows = {line.split()[1]: float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()[1:]}
    assert (rows["a"], rows["b"], rows["z"]) == (6.40312, 2.23607, 6.78233)  # of [4, 5], of [1, 2], of both


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
        plot_grads(lessons.doubling_loop()[0], by="colour")
    with pytest.raises(TypeError, match="plot_grads takes a trace, not a number"):
        plot_grads(3)


@pytest.fixture
def shown(monkeypatch):
    """What was displayed."""
    outputs = []
    monkeypatch.setattr("mxgrad_widgets.lesson.plots.display", lambda output: outputs.append(output.bundle))
    return outputs


def test_a_figure_is_shown_once_with_words_for_those_who_do_not_see_it(shown):
    figure = plot_grads(lessons.doubling_loop()[0])
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


# How a cell ends, and how many pictures it shows.
BARS = {
    "plot_grads(tr)": 1,
    "plot_grads(tr)\nx = 1": 1,
    "figure = plot_grads(tr)\nfigure": 1,
    "figure = plot_grads(tr)\nfigure.axes[0].set_title('mine')\nfigure": 2,
}


@pytest.fixture(scope="module")
def bars():
    """Of each way for a cell to end, what it shows and what is shown where its last value is asked for again."""
    program = """
from mxgrad import nd, trace
from mxgrad_widgets import plot_grads
globals().pop("figure", None)
x = nd.array([1.0])
x.attach_grad()
tr = trace(lambda x: x * x, x)
tr.backward()
"""
    sources = [text for last in BARS for text in (program + last, "_ if 'figure' in globals() else None")]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nbclient.NotebookClient(book, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in book.cells]
    return dict(zip(BARS, zip(outputs[::2], outputs[1::2], strict=True), strict=True))


@pytest.mark.parametrize("last", BARS)
def test_bars_are_shown_once_wherever_they_stand_in_the_cell(bars, last):
    shown, again = bars[last]
    forms = [sorted(output.get("data", {})) for output in shown]
    assert forms == [[], *[["text/html", "text/plain"]] * BARS[last]]
    assert [output.output_type for output in again] == (["display_data"] if "figure" in last else [])


def test_the_same_figure_is_the_same_bytes(shown):
    for _ in range(2):
        plot_grads(lessons.doubling_loop()[0])._ipython_display_()
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


@pytest.mark.parametrize(
    ("text", "meant"),
    [("4", 4), ("1/3", 1 / 3), ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]), ("(4, 3)", [4, 3]), ("(3,)", [3]),
     ("b[0]", "b[0]"), ("(4", "(4"), ("f(x)", "f(x)")],
)  # fmt: skip
def test_what_is_typed_in_place_is_a_number_an_array_or_a_shape_or_itself(text, meant):
    assert typed(text) == meant


@pytest.fixture
def in_german():
    set_language("de")
    yield
    set_language("en")


def test_a_lesson_asks_and_answers_in_its_language(in_german, capsys):
    """Also what answers in place: its buttons, and the verdict on what is typed there."""
    said = [
        printed(capsys, predict, "Wie oft?", 2),
        printed(capsys, predict, "Wie oft?", 2, 3),
        printed(capsys, predict, "Wie oft?", [2, 3], [2, 4]),
        printed(capsys, predict, "Was?", "b[0]", "x", choices=["b[0]", "b[1]"]),
        printed(capsys, predict, "Was?", 2, len),
        printed(capsys, check, None, 2),
        printed(capsys, check, [1.0, 2.0], [2.0, 4.0]),
        printed(capsys, check, nd.zeros(3), [1, 2, 3], hint="backward()"),
        printed(capsys, check, 1, 0, through=lambda x: 1 // 0),
        printed(capsys, describe, nd.arange(100)),
    ]
    assert [[line for line in lines[1:] if ") b" not in line] for lines in said[:5]] == [
        ["  noch keine Vorhersage: die Ihre für None einsetzen und diese Zelle noch einmal ausführen"],
        ["  Ihre Vorhersage: 3", "  es ist 2"],
        ["  Ihre Vorhersage: [2 4]", "  es ist [2 3]: richtig an 1 von 2 Stellen"],
        ["  'x' ist nichts davon: a oder b in Anführungszeichen angeben"],
        [
            "  Ihre Vorhersage: eine Funktion",
            "  die Antwort ist eine Zahl, Ihre ist eine Funktion: noch einmal versuchen",
        ],
    ]
    assert [line for lines in said[5:] for line in lines] == [
        "noch keine Antwort: die Ihre für None einsetzen und diese Zelle noch einmal ausführen",
        "noch nicht: 2 von 2 Zahlen weichen ab", "  an [0]: bekommen 1, erwartet 2", "  an [1]: bekommen 2, erwartet 4",
        "  jede Zahl ist das 0.5-fache der erwarteten",
        "noch nicht: 3 von 3 Zahlen weichen ab", "  an [0]: bekommen 0, erwartet 1", "  an [1]: bekommen 0, erwartet 2",
        "  an [2]: bekommen 0, erwartet 3", "  lauter Nullen: lief backward(), und erreicht der Gradient dieses Array?",
        "  Hinweis: backward()",
        "noch nicht: 1 endet mit ZeroDivisionError: integer division or modulo by zero",
        "float32 (100,) auf cpu(0): Mittelwert 49.5, von 0 bis 99, 1 null",
    ]  # fmt: skip
    asked = InPlace(lambda guess: (False, []), question="Wie oft?")
    assert asked.labels["ask.check"] == "Prüfen"


def test_questions_of_a_player_are_checked_in_the_language_that_it_speaks(capsys):
    x = nd.array([3.0])
    x.attach_grad()
    tr = trace(lambda x: x * x, x)
    tr.backward()
    player = PlayerWidget(tr, ask="writes", language="de", guesses=[-6])
    check(player)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "noch nicht: 0 von 1 Frage richtig"
    assert said[1].endswith("Was wird x.grad sein? geraten: -6: Das Vorzeichen ist umgekehrt.")

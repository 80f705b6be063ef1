"""A program run for many values of one of its numbers: results, gradients, and where it begins to decide otherwise."""

import itertools
import math
import sys
import time

import numpy as np
import pytest

from mxgrad import autograd, errors, nd, trace
from mxgrad.tracing import Trace
from mxgrad.tracing.again.sweep import Sweep, sweep
from tests.programs.curves import PROGRAMS, array, differentiated, doubling, doubling_loop


def places(found: Sweep) -> list[float]:
    return [(a.last + b.first) / 2 for a, b in itertools.pairwise(found.pieces)]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_gradient_is_the_slope_of_its_piece(name):
    """Between two neighbouring runs on one path the chord has the mean of their gradients as its slope, but for what
    the gradient changes in between and for rounding; and the run itself has what backward() wrote."""
    tr, variable, index = PROGRAMS[name]()
    found = sweep(tr, variable, index, points=61)
    chords = 0
    for piece in found.pieces:
        for a, b in itertools.pairwise(piece.runs):
            step = b.at[0] - a.at[0]
            if piece.kind != "value" or step < 1e-3:
                continue
            chord = (b.result - a.result) / step
            rounding = 8 * 1.2e-7 * max(abs(a.result), abs(b.result), 1) / step
            slopes = a.gradient[0], b.gradient[0]
            assert abs(chord - sum(slopes) / 2) <= abs(slopes[1] - slopes[0]) + 1e-3 * abs(chord) + rounding
            chords += 1
    assert chords > 50
    written = np.asarray(tr.grad(found.element.name))[found.element.index]
    assert found.start.gradient[0] == pytest.approx(float(written), rel=1e-6)
    assert found.start.result == pytest.approx(found.program.number_of(tr.result), rel=1e-6)


def test_the_places_where_the_doubling_loop_decides_otherwise():
    found = sweep(doubling_loop(), "a", 0, from_=-1, to=1.2)
    doubled = [math.sqrt((1000 / 2**k) ** 2 - 0.3**2) for k in (10, 11)]
    assert places(found) == pytest.approx([-doubled[0], -doubled[1], -0.3, doubled[1], doubled[0]], abs=1e-6)
    assert [piece.runs[0].gradient[0] for piece in found.pieces] == [0, 0, 0, 4096, 2048, 1024]
    assert found.whole


def test_a_sweep_takes_a_part_of_the_time_of_traces():
    tr = doubling_loop()
    sweep(tr, "a", 0, points=20)
    begun = time.perf_counter()
    runs = len(sweep(tr, "a", 0, from_=-1, to=1.2).runs)
    swept = (time.perf_counter() - begun) / runs
    begun = time.perf_counter()
    for x in np.linspace(-1, 1.2, 40):
        assert tr.rerun(a=[float(x), 0.3]).loops[0].count
    assert swept < (time.perf_counter() - begun) / 40 / 2


def test_the_program_of_the_caller_is_as_it_was(capsys):
    w, log = array(0.5, 2.0), []

    def step(x):
        sys.stdout.write("working\n")
        log.append(nd.random.uniform(shape=(1,)).asscalar())
        return (w * x).sum() * (1 + log[-1])

    tr = differentiated(step, nd.array([1, 2]))
    w[:] = w - 0.1 * w.grad
    before, gradient, said = w.asnumpy(), w.grad.asnumpy(), capsys.readouterr().out
    found = sweep(tr, "w", 1, from_=1, to=3, points=5)
    assert [run.at[0] for run in found.runs] == [1, 1.5, 2, 2.5, 3]  # of what it was in the run
    assert len({*log[1:]}) == 1, "random numbers are the same in each run"
    assert np.array_equal(w.asnumpy(), before)
    assert np.array_equal(w.grad.asnumpy(), gradient)
    assert said == "working\n"
    assert capsys.readouterr().out == ""


def test_a_trace_around_it_does_not_see_the_runs():
    tr = doubling_loop()
    with trace() as outer:
        sweep(tr, "a", 0, points=5)
    assert not outer.nodes


def test_a_loop_that_does_not_end_is_stopped_and_told():
    found = sweep(doubling_loop(0.4, 0.0), "a", 0, from_=-1, to=1, points=41)
    assert [(piece.first, piece.last) for piece in found.pieces if piece.kind == "endless"] == [(0, 0)]
    assert max(found.pieces[i].last for i in (0, 1)) == pytest.approx(-1000 / 2**11, abs=1e-6)


def growing(x):
    while x[0] > 0:
        x = x + 1
    return x.sum()


def waiting(x):
    while x[0] > 0:
        pass
    return x.sum()


def calling(x):
    return calling(x) if x[0] > 0 else x.sum()


def catching(x):
    while x[0] > 0:
        try:
            x = x + 1
        except Exception:
            x = x - 1
    return x.sum()


@pytest.mark.parametrize("program", [growing, waiting, calling, catching])
def test_no_run_lasts_for_ever(program):
    tr = differentiated(program, array(-1.0, 2.0))
    begun = time.perf_counter()
    found = sweep(tr, "x", 0, from_=-1, to=1, points=21)
    assert time.perf_counter() - begun < 20
    assert [piece.kind for piece in found.pieces] == ["value", "endless"]


def test_where_it_raises_or_is_nan():
    def f(x):
        if x[0] < 0:
            raise ValueError("negative")
        return nd.log(x - 0.5).sum()

    found = sweep(differentiated(f, array(2.0, 3.0)), "x", 0, from_=-1, to=1)
    assert [piece.kind for piece in found.pieces] == ["raises", "nan", "inf", "value"]
    assert found.pieces[0].problem == "ValueError: negative"
    assert places(found) == pytest.approx([0, 0.5, 0.5], abs=1e-6)


def test_one_element_of_a_million():
    x = array(*np.linspace(-1, 1, 10**6))
    found = sweep(differentiated(lambda x: (x * x).sum(), x), "x", 10**6 - 1, points=3)
    assert [run.gradient[0] for run in found.runs] == [0, 2, 4]


def test_numbers_and_lists_can_be_swept_too():
    def f(x, rate, of):
        return (x * rate * of[1]).sum()

    tr = differentiated(f, array(1.0, 2.0), 0.5, [1.0, 2.0])
    assert [run.result for run in sweep(tr, "rate", from_=0, to=1, points=3).runs] == [0, 3, 6]
    assert [run.result for run in sweep(tr, "of", 1, from_=0, to=1, points=3).runs] == [0, 0.75, 1.5]
    assert sweep(tr, "rate", points=2).start.gradient is None


def test_a_variable_that_is_no_argument_is_an_input_too():
    w = array(1.0, 2.0)
    tr = differentiated(lambda x: (w * x).sum(), nd.array([3, 4]))
    assert list(tr.inputs) == ["x", "w"]
    again = tr.rerun(w=[10, 20])
    assert again.result.asscalar() == 110
    assert again["w"].tolist() == again.inputs["w"].asnumpy().tolist() == [10, 20]
    assert again.rerun(x=[1, 1]).result.asscalar() == 30
    assert w.asnumpy().tolist() == [1, 2]
    assert w.grad.asnumpy().tolist() == [3, 4]


def block():
    with trace() as tr:
        with autograd.record():
            y = array(1.0) * 2
        y.backward()
    return tr


@pytest.mark.parametrize(
    ("make", "asked", "kind", "says"),
    [
        (doubling_loop, ("c", 0), ValueError, "'c' is no input of the program; it takes a"),
        (doubling_loop, ("b", 0), ValueError, "'b' is computed by the program: choose what it is computed from"),
        (doubling_loop, ("a", 5), IndexError, "a has shape (2,): there is no element 5, the last is 1"),
        (doubling_loop, ("a",), IndexError, "a has shape (2,): say which element, such as 0"),
        (doubling_loop, ("a", (0, 1)), IndexError, "an element of it is given as 0, not (0, 1)"),
        (doubling_loop, ("a", 0.5), TypeError, "an element of a is given by integers, such as 0, not 0.5"),
        (lambda: trace(lambda k: k * 2, nd.array([1, 2], dtype="int32")), ("k", 0), TypeError, "whole numbers (int32)"),
        (lambda: trace(lambda x, n: x * n, array(1.0), 3), ("n",), TypeError, "n holds whole numbers"),
        (lambda: trace(lambda x, how: x, array(1.0), "fast"), ("how",), TypeError, "how is str, which is no array"),
        (lambda: trace(lambda x: (x, x), array(1.0)), ("x", 0), TypeError, "this one returned tuple"),
        (block, ("x", 0), errors.MXGradError, "put the block into a function f"),
        (lambda: Trace.from_json(doubling_loop().to_json()), ("a", 0), errors.MXGradError, "only a trace made by"),
    ],
)  # fmt: skip
def test_what_cannot_be_swept_is_said(make, asked, kind, says):
    with pytest.raises(kind) as caught:
        sweep(make(), *asked)
    assert says in str(caught.value)


@pytest.mark.parametrize("limits", [(1, 1), (2, 1), (0, math.inf), (math.nan, 1), ("a", 1)])
def test_a_range_that_is_none_is_said(limits):
    with pytest.raises(ValueError, match="from_"):
        sweep(doubling_loop(), "a", 0, from_=limits[0], to=limits[1])


def test_without_backward_there_are_results_and_no_gradients():
    found = sweep(trace(doubling, array(0.4, 0.3)), "a", 0, points=5)
    assert found.start.gradient is None
    assert found.start.result == pytest.approx(819.2)


def test_the_head_gradient_weighs_the_results():
    x = array(1.0, 2.0)
    tr = differentiated(lambda x: x * x, x, head=nd.array([1, 10]))
    assert sweep(tr, "x", 1, points=3).start == ((2.0,), 41.0, (40.0,), 0, None)
    assert sweep(tr, "x", 1, points=3, head=[0, 1]).start[1:3] == (4.0, (4.0,))
    with pytest.raises(ValueError, match=r"head has shape \(3,\), and the result \(2,\)"):
        sweep(tr, "x", 1, head=[1, 2, 3])


def test_recorded_with_its_own_backward_it_is_what_that_wrote():
    w = array(0.5)

    def f(x):
        with autograd.record():
            y = (w * x).sum()
        y.backward()
        return y

    assert sweep(trace(f, nd.array([3])), "w", points=3).start.gradient == (3.0,)

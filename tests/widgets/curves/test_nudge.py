"""A small step of one number: what it did, and what the gradient promised."""

import math

import pytest

from mxgrad import nd
from mxgrad_widgets import nudge
from tests.programs.curves import PROGRAMS, array, differentiated, doubling_loop


def square(x):
    loss = x * x
    loss = loss.sum()
    return loss  # noqa: RET504  (what has a name is called by it)


@pytest.mark.parametrize(
    "name", ["clipped square", "head gradient", "matrix", "parameter from outside", "network", "rnn"]
)
def test_a_small_step_does_what_the_gradient_promises(name):
    tr, variable, index = PROGRAMS[name]()
    larger, smaller = (nudge(tr, variable, index, by=by) for by in (0.02, 0.01))
    errors = [abs(step.did - step.promised) for step in (larger, smaller)]
    assert smaller.same_path
    assert errors[0] < 0.2 * abs(larger.promised)
    assert errors[1] < 0.4 * errors[0] + 2e-5  # of second order: a quarter of it at half the step


def test_it_says_what_it_did():
    tr = differentiated(square, array(2.0, 1.0))
    assert str(nudge(tr, "x", 0)) == repr(nudge(tr, "x", 0)) == "x[0] + 0.01 → loss + 0.0401; the gradient said + 0.04"
    assert str(nudge(tr, "x", 1, by=-1)) == "x[1] − 1 → loss − 1; the gradient said − 2"
    assert str(nudge(doubling_loop(), "a", 0, by=-0.1)) == (
        "a[0] − 0.1 → result + 409.6; the gradient said − 204.8; on another path"
    )
    assert str(nudge(tr, "x", 1, by=-1, language="de")) == "x[1] − 1 → loss − 1; der Gradient versprach − 2"


def test_a_step_to_where_there_is_no_result():
    step = nudge(differentiated(lambda x: nd.log(x).sum(), array(0.5, 1.0)), "x", 0, by=-1)
    assert math.isnan(step.did)
    assert str(step) == "x[0] − 1 → is nan"


@pytest.mark.parametrize("by", [0, 1e-12, math.nan, "x", True])
def test_a_step_that_is_none_is_said(by):
    with pytest.raises(ValueError, match=r"a step that x\[0\] = 2 can take, at least 2.38"):
        nudge(differentiated(square, array(2.0, 1.0)), "x", 0, by=by)

"""A small step of one number: what it did, and what the gradient promised; in code, and as the player answers it."""

import math

import pytest

from mxgrad import nd, trace
from mxgrad_widgets import nudge
from mxgrad_widgets.player.payload import payload
from mxgrad_widgets.player.widget import PlayerWidget
from tests.programs.curves import PROGRAMS, array, differentiated, doubling_loop


def square(x):
    loss = x * x
    loss = loss.sum()
    return loss  # noqa: RET504  (what has a name is called by it)


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_small_step_does_what_the_gradient_promises_within_its_error(name):
    tr, variable, index = PROGRAMS[name]()
    up, down = (nudge(tr, variable, index, by=by) for by in (0.005, -0.005))
    assert up.same_path
    assert down.same_path
    bend = abs(up.did + down.did)  # twice the error of a step, as far as it is of second order
    rounding = 4e-7 * float(abs(tr.result.asnumpy()).sum())
    assert abs(up.did - up.promised) <= bend + rounding + 1e-3 * abs(up.promised)
    assert bend < 0.2 * abs(up.promised) + rounding


def test_it_says_what_it_did():
    tr = differentiated(square, array(2.0, 1.0))
    assert str(nudge(tr, "x", 0)) == repr(nudge(tr, "x", 0)) == "x[0] + 0.01 → loss + 0.0401; the gradient said + 0.04"
    assert str(nudge(tr, "x", 1, by=-1)) == "x[1] − 1 → loss − 1; the gradient said − 2"
    assert str(nudge(doubling_loop(), "a", 0, by=-0.1)) == (
        "a[0] − 0.1 → result + 409.6; the gradient said − 204.8; on another path: 11 iterations, b[0]"
    )
    assert str(nudge(tr, "x", 1, by=-1, language="de")) == "x[1] − 1 → loss − 1; der Gradient versprach − 2"


def test_it_says_where_rounding_hides_what_it_did():
    tr = differentiated(square, array(1000.0, 1.0))
    assert str(nudge(tr, "x", 1)) == (
        "x[1] + 0.01 → loss + 0; the gradient said + 0.02; "
        "single precision has no number so near to 1e6: take a larger step"
    )
    assert "precision" not in str(nudge(tr, "x", 1, by=1))


@pytest.mark.parametrize(
    ("number", "dtype", "step"),
    [
        (2.0, "float32", 0.01),
        (0.0, "float32", 0.01),
        (3e4, "float32", 10),
        (300.0, "float16", 1),
        (1e9, "float32", 1e6),
    ],
)
def test_a_step_is_small_and_not_lost(number, dtype, step):
    tr = differentiated(lambda x: x * 2, array(number, dtype=dtype))
    assert nudge(tr, "x").by == pytest.approx(step, rel=0.05)


def test_a_step_to_where_there_is_no_result():
    tr = differentiated(lambda x: nd.log(x).sum(), array(0.5, -1.0))
    assert str(nudge(differentiated(lambda x: nd.log(x).sum(), array(0.5, 1.0)), "x", 0, by=-1)) == "x[0] − 1 → is nan"
    step = nudge(tr, "x", 0)
    assert math.isnan(step.did)
    assert str(step) == "Before the step result is nan: from there x[0] leads to no difference."


@pytest.mark.parametrize("by", [0, 1e-12, math.nan, "x", True])
def test_a_step_that_is_none_is_said(by):
    with pytest.raises(ValueError, match=r"a step that x\[0\] = 2 can take, at least 2.38"):
        nudge(differentiated(square, array(2.0, 1.0)), "x", 0, by=by)


# ---- in the player


@pytest.fixture
def answers(monkeypatch):
    """What the player sends to the page."""
    sent = []
    monkeypatch.setattr(PlayerWidget, "send", lambda self, content, buffers=None: sent.append(content))
    return sent


def asked(player, answers, kind, name, *index, **content):
    player._answer(player, {"id": "q1", "kind": kind, "input": name, "index": list(index), **content}, [])
    return answers[-1]


def offered(player):
    """By title of a grid the input whose numbers it shows, or whose gradient."""
    stages = [stage for part in payload(player.picture)["parts"] for stage in part["stage"]["stages"] if stage]
    return {
        (grid["role"], grid["title"], grid["input"]) for stage in stages for grid in stage["grids"] if "input" in grid
    }


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_the_player_offers_what_the_gradient_is_for_by_its_name_in_code(name, answers):
    tr, variable, index = PROGRAMS[name]()
    player = PlayerWidget(tr)
    inputs = {name for _, _, name in offered(player)}
    assert variable in inputs
    assert inputs <= set(tr.inputs)
    index = index if isinstance(index, tuple) else () if tr.inputs[variable].shape == () else (index or 0,)
    answer = asked(player, answers, "nudge", variable, *index, steps=3)
    assert answer == {"id": "q1", "kind": "nudged", "text": str(nudge(tr, variable, index, by=0.03))}
    assert not player.running
    player.close()


def test_grids_of_an_input_and_of_its_gradient_offer_a_step(answers):
    w = array(0.5, -0.25)

    def loss(x):
        return ((x * w) ** 2).sum()

    player = PlayerWidget(differentiated(loss, array(1.0, 2.0)))
    assert offered(player) == {
        ("operand", "x", "x"), ("operand", "w", "w"), ("sum", "x.grad", "x"), ("sum", "w.grad", "w"),
    }  # fmt: skip
    assert asked(player, answers, "nudge", "w", 1, steps=-1)["text"] == (
        "w[1] − 0.01 → result + 0.0204; the gradient said + 0.02"
    )


def test_what_cannot_take_a_small_step_says_why(answers):
    whole = PlayerWidget(trace(lambda x: x.sum(), nd.array([1, 2], dtype="int32")))
    assert "x holds whole numbers (int32)" in asked(whole, answers, "nudge", "x", 0, steps=1)["text"]
    assert "TypeError" not in answers[-1]["text"]
    broken = PlayerWidget(differentiated(square, array(math.nan, 1.0)), language="de")
    assert asked(broken, answers, "nudge", "x", 0, steps=1) == {
        "id": "q1", "kind": "refused",
        "text": "x[0] ist nan: ein Schritt von dort führt nirgendwohin. Eine andere Zahl wählen.",
    }  # fmt: skip
    pair = PlayerWidget(trace(lambda x: (x, x * 2), array(1.0)))
    assert (
        "returns one array or number, and this one returned tuple"
        in asked(pair, answers, "nudge", "x", 0, steps=1)["text"]
    )
    asks = PlayerWidget(doubling_loop(), ask="writes")
    assert asked(asks, answers, "nudge", "a", 0, steps=1)["text"].startswith("Answer the questions first")
    assert asked(asks, answers, "curve", "a", 0)["text"].startswith("Answer the questions first")
    with trace() as tr:
        array(1.0) * 2
    assert offered(PlayerWidget(tr)) == set()


def test_no_gradient_promises_nothing(answers):
    player = PlayerWidget(trace(lambda x: x * 3, array(1.0)))
    assert asked(player, answers, "nudge", "x", 0, steps=1)["text"] == "x + 0.01 → result + 0.03"


def test_the_curve_of_a_number_opens_and_goes_with_the_run(answers):
    player = PlayerWidget(doubling_loop())
    first = asked(player, answers, "curve", "a", 0)
    assert first["kind"] == "curve"
    shown = player._curve_shown
    assert (shown.model_id, str(shown.curve.element), shown.curve.value) == (
        first["model"],
        "a[0]",
        pytest.approx(819.2),
    )
    assert asked(player, answers, "curve", "a", 1)["model"] != first["model"]
    assert shown.curve is None  # the one before is closed
    player._answer(player, {"id": "q2", "kind": "change", "inputs": {"a": "[1, 1]"}}, [])
    assert player._curve_shown is None
    assert asked(player, answers, "nudge", "a", 0, steps=1)["text"].startswith("a[0] + 0.01 → result + 10.24")

"""The steps a learner goes through."""

from __future__ import annotations

from mxgrad_widgets.story.recording import Recording
from mxgrad_widgets.story.steps import phase_runs, steps_of
from tests.programs import handmade


def steps(trace):
    return steps_of(Recording(trace))


def test_two_x_squared_has_the_seven_steps_of_the_design():
    found = steps(handmade.two_x_squared())
    assert [(s.kind, s.phase) for s in found] == [
        ("input", "forward"),
        ("op", "forward"),
        ("op", "forward"),
        ("backward", "backward"),
        ("contrib", "backward"),
        ("contrib", "backward"),
        ("write", "backward"),
    ]
    assert [s.text for s in found] == [
        "x = [[1, 2], [3, 4]]. attach_grad() gave it an empty slot for its gradient, x.grad.",
        "x**2 gives [[1, 4], [9, 16]].",
        "2 * x**2 gives [[2, 8], [18, 32]], now called y.",
        "y.backward() starts. The head gradient is all ones, the same as y.sum().backward().",
        "Back through 2 * x**2: ∂(2u)/∂u = 2, [[1, 1], [1, 1]] · 2 = [[2, 2], [2, 2]] for x**2.",
        "Back through x**2: ∂(x²)/∂x = 2x, [[2, 2], [2, 2]] · [[2, 4], [6, 8]] = [[4, 8], [12, 16]] for x.",
        "[[4, 8], [12, 16]] is written into x.grad.",
    ]


def test_the_marked_expression_is_the_one_that_runs():
    recording = Recording(handmade.two_x_squared())
    sources = [recording.source_text(s.span) for s in steps_of(recording)]
    assert sources == ["x.attach_grad()", "x**2", "2 * x**2", "y.backward()", "2 * x**2", "x**2", "y.backward()"]


def test_of_two_contributions_the_first_waits_and_the_second_is_added():
    waiting, added = [s.text for s in steps(handmade.product()) if s.kind == "contrib" and s.node == 0]
    assert waiting.endswith("for x. It waits there: 1 more to come.")
    assert added.endswith("for x. Added to what had arrived: [[4, 8], [12, 16]].")


def test_grad_req_add_names_the_old_gradient():
    last = steps(handmade.product("add"))[-1]
    assert last.text == "Added to the old x.grad of [[10, 10], [10, 10]]: now [[14, 18], [22, 26]]."


def test_a_scalar_root_is_not_summed():
    start = next(s for s in steps(handmade.scalars()) if s.kind == "backward")
    assert start.text == "n.backward() starts. The head gradient is 1."


def test_a_given_head_gradient_is_told():
    trace = handmade.two_x_squared()
    trace["backwards"][0]["head_given"] = True
    assert "The head gradient given is [[1, 1], [1, 1]]." in steps(trace)[3].text


def test_an_error_is_the_last_step_and_marks_its_expression():
    recording = Recording(handmade.stopped_by_error())
    last = steps_of(recording)[-1]
    assert (last.kind, recording.source_text(last.span)) == ("error", "r + nd.ones((3,))")
    assert last.text.startswith("ShapeError: add: shapes (2,) and (3,)")


def test_bindings_constants_and_unknown_events_are_no_steps():
    trace = handmade.two_x_squared()
    count = len(steps(trace))
    trace["events"] = [["enter", 0], ["input", 1], *trace["events"], ["read", 4, "bool"], ["from the future", {}]]
    assert len(steps(trace)) == count


def test_phases_alternate_in_the_order_they_ran():
    assert phase_runs(steps(handmade.two_x_squared())) == [("forward", 3), ("backward", 4)]
    assert phase_runs(steps(handmade.stopped_by_error())) == [("forward", 3)]

"""The steps a learner goes through."""

from __future__ import annotations

import programs
from mxgrad_widgets.recording import Recording
from mxgrad_widgets.steps import steps_of


def test_two_x_squared_has_the_seven_steps_of_the_design():
    steps = steps_of(Recording(programs.two_x_squared()))
    assert [(s.kind, s.phase) for s in steps] == [
        ("input", "forward"),
        ("op", "forward"),
        ("op", "forward"),
        ("backward", "backward"),
        ("contrib", "backward"),
        ("contrib", "backward"),
        ("write", "backward"),
    ]
    assert "y.sum().backward()" in steps[3].text
    assert "[[1, 1], [1, 1]] · [[2, 2], [2, 2]] = [[2, 2], [2, 2]]" in steps[4].text
    assert "[[2, 2], [2, 2]] · [[2, 4], [6, 8]] = [[4, 8], [12, 16]]" in steps[5].text
    assert steps[6].text == "[[4, 8], [12, 16]] is written into x.grad."

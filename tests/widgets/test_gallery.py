"""Ordinary programs that are no lessons: each is drawn and told, and the same way every time."""

import json

import pytest

from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import payload
from tests.programs.gallery import PROGRAMS

LONG = {"straight line", "rolled operations", "many added", "residual layers"}  # how their cost grows is tested apart


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in LONG])
def test_a_program_is_drawn_and_told_the_same_way_every_time(name):
    first, second = (Picture(PROGRAMS[name]()) for _ in range(2))
    few = range(min(2, first.playback.parts))
    assert json.dumps(payload(first, few)) == json.dumps(payload(second, few))
    assert all(step.text for step in first.steps)
    assert first.svg(-1) == second.svg(-1)

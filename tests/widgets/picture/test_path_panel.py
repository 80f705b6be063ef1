"""The path in the storyboard: the code that decided, what it measured, what did not run."""

from __future__ import annotations

import re

import pytest

from mxgrad_widgets import to_svg
from mxgrad_widgets.language.catalogue import Words
from mxgrad_widgets.picture.path_panel import path_panel
from mxgrad_widgets.story.recording import Recording
from tests.programs import handmade

ROOM = 600.0


def lines(trace, room=ROOM):
    """The texts of the panel, row by row; struck ones in brackets."""
    panel = path_panel(Recording(trace), Words(), room)
    rows = {}
    for element in panel.root.children:
        text = f"[{element.text}]" if element.attrs.get("class") == "missed" else element.text
        rows.setdefault(float(element.attrs["y"]), []).append(text)
    return [" ".join(row) for _, row in sorted(rows.items())]


def test_the_doubling_loop_tells_its_tests_and_the_arm_it_did_not_take():
    rows = lines(handmade.ALL["doubling"](), 900.0)
    assert rows == [
        "12 def f(a):",
        "13 b = a * 2",
        "14 while b.norm() < 1000:",
        "↻ 10 iterations, 11 tests",
        "1 < 1000 ✓ · 2 < 1000 ✓ · 4 < 1000 ✓ · ⋯ 5 more · 256 < 1000 ✓ · 512 < 1000 ✓ · 1024 ≥ 1000 ✗ → stop",
        "15 b = b * 2",
        "16 return b[0] if b.sum() >= 0 else [b[1]]",
        "1433.6 ≥ 0 ✓ → b[0]",
    ]


def test_a_straight_program_has_no_path():
    assert path_panel(Recording(handmade.two_x_squared()), Words(), ROOM) is None
    assert to_svg(handmade.two_x_squared()).count('class="caption"') == 2


def test_the_storyboard_has_the_path_between_forward_and_backward():
    svg = to_svg(handmade.ALL["doubling"]())
    captions = re.findall(r'class="caption"[^>]*>(\w+):', svg)
    assert captions == ["Forward", "Path", "Backward"]


@pytest.mark.parametrize("room", [420.0, 900.0])
@pytest.mark.parametrize("name", ["doubling", "doubling_other", "branching"])
def test_nothing_is_wider_than_the_room(name, room):
    panel = path_panel(Recording(handmade.ALL[name]()), Words(), room)
    for element in panel.root.children:
        stretch = float(element.attrs.get("textLength", 0))
        assert float(element.attrs["x"]) + stretch <= room
    assert panel.width == room


def test_hostile_code_stays_text():
    trace = handmade.ALL["doubling"]()
    lines_of = trace["sources"][0]["lines"]
    at = next(i for i, line in enumerate(lines_of) if "while" in line)
    lines_of[at] = lines_of[at] + "  # </text><script>"
    assert "<script>" not in to_svg(trace)

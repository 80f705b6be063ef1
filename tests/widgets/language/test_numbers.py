"""Numbers and arrays as short text."""

from __future__ import annotations

import pytest

from mxgrad.tracing.model import Value
from mxgrad_widgets.language.catalogue import Words
from mxgrad_widgets.language.numbers import array_text, shape_text, short, stats_text
from mxgrad_widgets.language.text_width import clipped, clipped_name, columns
from mxgrad_widgets.picture.figures.grids import cells_of, grid_for, tint


def value(shape, data, stats=None):
    return Value(0, tuple(shape), "float32", "cpu(0)", None if data is None else tuple(data), stats)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.0, "2"),
        (461.56512, "461.565"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "1e-7"),
        (12345678.0, "1.23457e7"),
        (-0.5, "-0.5"),
        ("nan", "nan"),
        ("-inf", "-inf"),
        (float("inf"), "inf"),
    ],
)
def test_short(number, text):
    assert short(number) == text


@pytest.mark.parametrize(
    ("shape", "data", "text"),
    [
        ([], [3.0], "3"),
        ([2], [1.0, 2.0], "[1, 2]"),
        ([2, 1], [1.0, "nan"], "[[1], [nan]]"),
        ([1, 2, 2], [1.0, 2.0, 3.0, 4.0], "[[[1, 2], [3, 4]]]"),
        ([0, 3], [], "an empty array of shape (0, 3)"),
        ([17], [0.0] * 17, "an array of shape (17,)"),
        ([64, 48], None, "an array of shape (64, 48)"),
    ],
)
def test_array_text(shape, data, text):
    assert array_text(value(shape, data), Words("en")) == text


def test_a_big_array_tells_its_statistics():
    stats = {"min": -3.1, "max": 3.2, "mean": -0.03, "std": 0.97, "zeros": 12, "nan": 1, "inf": 0}
    lines = stats_text(value([64, 48], None, stats))
    assert lines == ["(64, 48) float32", "≈-0.03 ±0.97", "[-3.1, 3.2]", "0:12 nan:1"]


def test_shapes():
    assert [shape_text(s, Words("en")) for s in ([], [3], [2, 3])] == ["scalar", "(3,)", "(2, 3)"]


def test_of_a_long_name_the_end_is_kept():
    assert [clipped_name(f"self.params['w{i}']", 12) for i in (1, 2)] == ["…arams['w1']", "…arams['w2']"]
    assert clipped_name("max of windows", 8) == clipped("max of windows", 8)
    assert clipped_name("momentum", 5) == "mome…"


def test_wide_characters_count_double_and_marks_nothing():
    assert columns("ab") == 2
    assert columns("漢") == 2
    assert columns("e\u0301") == 1
    assert clipped("abcdef", 4) == "abc…"


def test_tints_are_symmetric_about_zero():
    assert [tint(x, 4.0) for x in (0, 1, 4, -1, -4)] == ["z", "p1", "p4", "m1", "m4"]
    assert tint(float("nan"), 4.0) == "nf"


def test_long_rows_are_cut_in_the_middle():
    rows, printed = cells_of(value([2, 32], [float(i) for i in range(64)]))
    assert printed
    assert [text for text, _ in rows[0]] == ["0", "1", "2", "3", "4", "5", "⋯", "29", "30", "31"]


def test_a_grid_is_as_wide_as_its_widest_number():
    narrow = grid_for("a", [value([1], [1.0])], Words("en"))
    wide = grid_for("a", [value([1], [1.0]), value([1], [0.00216654])], Words("en"))
    assert wide.cell_width > narrow.cell_width

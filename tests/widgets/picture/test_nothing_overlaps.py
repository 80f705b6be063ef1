"""What stands on a card has room there, by the generous measure of text that fits in any font."""

import pytest

from mxgrad import nd, trace
from mxgrad_widgets.language.text_width import width
from mxgrad_widgets.picture.figures.cards import Card
from mxgrad_widgets.picture.figures.compact import SHAPE, CompactCard
from mxgrad_widgets.picture.figures.grids import FONT
from mxgrad_widgets.picture.run_picture import Picture
from tests.programs import gallery

PROGRAMS = ("convnet", "large matrices", "images", "lstm cell", "bisection", "empty arrays")
WIDTHS = {"×": 0.84, "…": 1.0}  # of the font size, in the widest of the usual fonts; a digit takes 0.64


def drawn(card):
    return card.draw(0, 0, card.arranged("LR"))


def grids(element):
    """Left and right edge of each grid on a card."""
    found = []
    for grid in element.walk():
        if grid.attrs.get("class", "").split()[:1] == ["grid"]:
            left = float(grid.attrs["transform"][len("translate(") : -1].split()[0])
            wide = next(float(one.attrs["width"]) for one in grid.walk() if "frame" in one.attrs.get("class", ""))
            found.append((left, left + wide))
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_shape_of_a_compact_card_stands_beside_its_thumbnails(name):
    picture = Picture(gallery.PROGRAMS[name](), folded=frozenset())
    cards = [CompactCard(f) for f in picture.drawing.figures.values() if isinstance(f, Card)]
    assert cards
    for card in cards:
        element = drawn(card)
        (shape,) = [e for e in element.walk() if e.attrs.get("class") == "shape"]
        begins = float(shape.attrs["x"]) - sum(WIDTHS.get(char, 0.64) for char in shape.text) * SHAPE
        ends = [right for _, right in grids(element)]
        assert len(ends) >= 1
        assert max(ends) <= begins, (card.label, shape.text)


def test_the_word_for_an_array_without_elements_stands_inside_its_grid():
    picture = Picture(gallery.empty_arrays())
    empty = [card for card in picture.drawing.cards.values() if 0 in card.output.shape]
    assert len(empty) == 2
    for card in empty:
        grid = card.value.grid
        assert grid.width >= width("empty", FONT)


def test_a_label_is_not_a_raised_letter_alone():
    x = nd.array([[1, 2], [3, 4]])
    with trace() as tr:
        x.T.sum()
        nd.linalg_inverse(x)
    assert [node.label for node in tr.data.nodes if node.op] == ["( )ᵀ", "Σ", "( )⁻¹"]


def test_carried_variables_are_told_apart_by_what_the_program_calls_them():
    ports = Picture(gallery.bisection(), folded=frozenset()).drawing.wiring.ports.values()
    assert sorted(port.name for port in ports) == ["high", "low"]
    assert [port.name for port in Picture(gallery.newton()).drawing.wiring.ports.values()] == ["r"]


def test_one_operation_over_the_budget_is_drawn_as_the_others():
    whole = Picture(gallery.straight_line())  # 301 cards of 300
    assert whole.drawing.placeholder is None
    assert len(whole.drawing.cards) == 301

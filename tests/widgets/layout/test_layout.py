"""Where the cards go."""

from __future__ import annotations

import random
import sys

import pytest

from mxgrad_widgets.layout.geometry import Box, Link
from mxgrad_widgets.layout.placing import dot_text, place
from mxgrad_widgets.layout.ranked import ranked
from mxgrad_widgets.picture.drawing import Drawing
from mxgrad_widgets.picture.scene_layout import scene_of
from mxgrad_widgets.story.recording import Recording
from tests.programs import handmade


def overlaps(boxes, placement):
    """Pairs of boxes that cover each other."""
    found = []
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            (ax, ay), (bx, by) = placement.centres[a.id], placement.centres[b.id]
            if abs(ax - bx) < (a.width + b.width) / 2 - 0.5 and abs(ay - by) < (a.height + b.height) / 2 - 0.5:
                found.append((a.id, b.id))
    return found


def random_graph(seed, size):
    rng = random.Random(seed)  # noqa: S311
    boxes = [Box(f"b{i}", rng.uniform(60, 300), rng.uniform(40, 200)) for i in range(size)]
    links = [Link(f"b{rng.randrange(i)}", f"b{i}") for i in range(1, size) for _ in range(rng.choice((1, 2)))]
    return boxes, links


@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("engine", [None, "ranked"])
@pytest.mark.parametrize("seed", range(5))
def test_boxes_never_overlap_and_lie_inside(seed, engine, direction):
    boxes, links = random_graph(seed, 25)
    placement = place(boxes, links, direction, engine)
    assert overlaps(boxes, placement) == []
    for box in boxes:
        x, y = placement.centres[box.id]
        assert box.width / 2 - 1 <= x <= placement.width - box.width / 2 + 1
        assert box.height / 2 - 1 <= y <= placement.height - box.height / 2 + 1
    assert len(placement.routes) == len(links)
    assert all(len(route) % 3 == 1 and len(route) >= 4 for route in placement.routes)


@pytest.mark.parametrize("engine", [None, "ranked"])
def test_links_point_forward(engine):
    boxes, links = random_graph(7, 20)
    placement = place(boxes, links, "LR", engine)
    assert all(placement.centres[k.source][0] < placement.centres[k.target][0] for k in links)


def test_the_same_graph_gives_the_same_place():
    boxes, links = random_graph(3, 15)
    assert place(boxes, links) == place(boxes, links)


def test_without_any_graphviz_the_ranked_layout_takes_over(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    boxes, links = random_graph(1, 10)
    assert place(boxes, links) == place(boxes, links, engine="ranked")


def test_a_graphviz_that_fails_does_not_raise(monkeypatch):
    monkeypatch.setattr("mxgrad_widgets.layout.placing.dot_text", lambda *args: "this is no graph")
    boxes, links = random_graph(1, 10)
    assert place(boxes, links) == place(boxes, links, engine="ranked")


def test_long_chains_and_hubs_do_not_reach_graphviz(monkeypatch):
    def refuse(*args):
        raise AssertionError("Graphviz was asked")

    monkeypatch.setattr("mxgrad_widgets.layout.placing._by_graphviz", refuse)
    chain = [Box(f"b{i}", 10, 10) for i in range(20_000)]
    placement = place(chain, [Link(f"b{i}", f"b{i + 1}") for i in range(len(chain) - 1)])
    assert placement.width > len(chain) * 10
    place(chain[:300], [Link("b0", f"b{i}") for i in range(1, 300)])


def test_no_boxes_and_parallel_links():
    assert place([], [], engine="ranked").centres == {}
    two = place([Box("a", 50, 50), Box("b", 50, 50)], [Link("a", "b"), Link("a", "b")])
    assert len(two.routes) == 2


def test_graphviz_is_given_no_text_of_a_trace():
    boxes = [Box('n"];evil', 10, 10), Box("b", 10, 10)]
    text = dot_text(boxes, [Link('n"];evil', "b")], "LR")
    assert "evil" not in text


def test_one_operand_used_twice_draws_two_edges():
    drawing = Drawing(Recording(handmade.same_operand_twice()))
    edges = [e for e in scene_of(drawing, "LR").root.walk() if "data-edge" in e.attrs]
    assert [e.attrs["data-edge"] for e in edges] == ["0-1-0", "0-1-1"]
    assert len({e.children[2].attrs["d"] for e in edges}) == 2


def test_a_box_that_closes_a_cycle_is_placed_all_the_same():
    boxes = [("a", 10, 10), ("b", 10, 10), ("c", 10, 10)]
    _, _, centres, routes = ranked(boxes, [("a", "b"), ("b", "c"), ("c", "b"), ("c", "a")])
    assert centres["a"][0] < centres["b"][0] < centres["c"][0]
    assert len(routes) == 4

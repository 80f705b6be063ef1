"""Where the cards go."""

from __future__ import annotations

import random
import sys
import time

import pytest

from mxgrad_widgets.layout.geometry import CLOSE, Box, Link
from mxgrad_widgets.layout.placing import dot_text, place
from mxgrad_widgets.layout.ranked import Edge, ranked
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
    _, _, centres, routes = ranked(boxes, [Edge(*ends) for ends in ("ab", "bc", "cb", "ca")])
    assert centres["a"][0] < centres["b"][0] < centres["c"][0]
    assert len(routes) == 4


def chain(count, uses=0):
    """A chain of boxes, whose first is also an operand of some of the others."""
    boxes = [Box(str(i), 118, 58) for i in range(count)]
    links = [Link(str(i), str(i + 1)) for i in range(count - 1)]
    return boxes, links + [Link("0", str(1 + i * (count - 2) // uses), spine=False) for i in range(uses)]


@pytest.mark.parametrize(("count", "uses"), [(30, 0), (60, 20), (300, 150)])
def test_a_long_row_is_set_in_lines(count, uses):
    boxes, links = chain(count, uses)
    placed = place(boxes, links, "LR", gaps=CLOSE)
    assert placed.width / placed.height < 9
    assert place(boxes, links, "LR", "ranked").width > 3 * placed.width
    tops = {}
    for box in boxes:
        x, y = placed.centres[box.id]
        assert 59 <= x <= placed.width - 59
        assert 29 <= y <= placed.height - 29
        for other, (u, v) in tops.items():
            assert abs(x - u) >= 118 or abs(y - v) >= 58, (box.id, other)
        tops[box.id] = x, y
    for link, route in zip(links, placed.routes, strict=True):
        for end, point, side in ((link.source, route[0], 59), (link.target, route[-1], -59)):
            x, y = placed.centres[end]
            assert abs(point[0] - x - side) < 1
            assert abs(point[1] - y) < 1
        assert all(0 <= x <= placed.width and 0 <= y <= placed.height for x, y in route)


def test_a_short_row_and_one_that_is_not_to_be_lined_stay_as_they_are():
    boxes, links = chain(6)
    assert len({y for _, y in place(boxes, links, "LR", gaps=CLOSE).centres.values()}) == 1
    boxes, links = chain(60)
    assert len({y for _, y in place(boxes, links, "LR").centres.values()}) == 1


def test_long_lines_and_many_boxes_are_placed_in_proportion():
    def seconds(count):
        boxes, links = chain(count, count // 4)
        begin = time.process_time()
        place(boxes, links, "LR", gaps=CLOSE)
        return time.process_time() - begin

    ratios = []
    for _ in range(3):
        ratios.append(seconds(1200) / seconds(300))
        if ratios[-1] < 8:
            return
    pytest.fail(f"four times the boxes took {ratios} times as long")


@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("fan_in", [True, False])
def test_very_many_operands_or_uses_are_a_block(direction, fan_in):
    boxes = [Box(str(i), 118, 58) for i in range(201)]
    links = [Link(str(i), "0") if fan_in else Link("0", str(i)) for i in range(1, 201)]
    placed = place(boxes, links, direction, gaps=CLOSE)
    assert 1 / 4 < placed.width / placed.height < 4.5
    assert not overlaps(boxes, placed)
    for link, route in zip(links, placed.routes, strict=True):
        for end, point in ((link.source, route[0]), (link.target, route[-1])):
            x, y = placed.centres[end]
            assert abs(point[0] - x) <= 59.1
            assert abs(point[1] - y) <= 29.1


def test_few_operands_stand_in_one_rank():
    boxes = [Box(str(i), 118, 58) for i in range(7)]
    placed = place(boxes, [Link(str(i), "0") for i in range(1, 7)], "LR", gaps=CLOSE)
    assert len({x for x, _ in placed.centres.values()}) == 2


def test_what_is_larger_of_two_placements_is_taken_where_the_whole_is_too_large_to_read():
    boxes, links = chain(60)
    seen = [
        min(946 / p.width, 300 / p.height) for p in (place(boxes, links, "LR", e, gaps=CLOSE) for e in (None, "ranked"))
    ]
    assert seen[0] >= seen[1] > 0.2

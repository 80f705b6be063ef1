"""Our own layout is as readable as Graphviz's: as few crossings, as small, and no line runs behind a card."""

from collections import defaultdict
from itertools import combinations, pairwise

import pytest

from mxgrad_widgets.layout import placing
from mxgrad_widgets.picture import scene_layout
from mxgrad_widgets.picture.drawing import Drawing
from mxgrad_widgets.picture.figures.looks import COMPACT, FULL
from mxgrad_widgets.story.recording import Recording
from tests.programs.gallery import PROGRAMS

LONG = {"straight line", "rolled operations", "many added", "residual layers"}  # too large for Graphviz
MOST = 1.3


class SeenError(Exception):
    """What was to be placed is known; it needs no drawing."""


@pytest.fixture(scope="module")
def graphs():
    """(program, level of detail, direction) -> what is placed for it."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:

        def look(boxes, links, direction, engine, frames, gaps):
            found[key] = boxes, links, direction, frames, gaps
            raise SeenError

        patch.setattr(scene_layout, "place", look)
        for name in PROGRAMS.keys() - LONG:
            drawing = Drawing(Recording(PROGRAMS[name]()))
            for level in (FULL, COMPACT):
                for direction in ("LR", "TB"):
                    key = name, level, direction
                    with pytest.raises(SeenError):
                        scene_layout.scene_of(drawing, direction, None, level)
    return {key: graph for key, graph in found.items() if graph[0]}


def points(route, pieces=5):
    """A route as straight pieces."""
    out = [route[0]]
    for i in range(0, len(route) - 1, 3):
        for k in range(1, pieces + 1):
            t, u = k / pieces, 1 - k / pieces
            weights = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            out.append(tuple(sum(w * p[j] for w, p in zip(weights, route[i : i + 4], strict=True)) for j in (0, 1)))
    return out


def extent(line):
    across, down = zip(*line, strict=True)
    return min(across), min(down), max(across), max(down)


def apart(a, b):
    return a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


def cross(p, q, r, s):
    def side(a, b, c):  # 0 on the line: of two lines that run on each other none crosses the other
        return round((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]), 6)

    return side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0


def crossings(links, placement):
    """How often two drawn lines cross that do not join the same two boxes."""
    lines = [
        (link, points(route), extent(route))
        for link, route in zip(links, placement.routes, strict=True)
        if not link.hidden
    ]
    count = 0
    for (one, first, around), (other, second, about) in combinations(lines, 2):
        if (one.source, one.target) == (other.source, other.target) or apart(around, about):
            continue
        for a in pairwise(first):
            if not apart(extent(a), about):
                count += sum(cross(*a, *b) for b in pairwise(second) if not apart(extent(a), extent(b)))
    return count


def behind_cards(boxes, links, placement):
    """The lines that run through a box which is not one of their ends."""
    found = []
    for link, route in zip(links, placement.routes, strict=True):
        line = () if link.hidden else points(route)
        for box in boxes if line else ():
            (x, y), w, h = placement.centres[box.id], box.width / 2 - 2, box.height / 2 - 2
            if box.id in (link.source, link.target) or apart(extent(line), (x - w, y - h, x + w, y + h)):
                continue
            if any(abs(px - x) < w and abs(py - y) < h for px, py in line):
                found.append((link.source, link.target, box.id))
    return found


def test_it_is_as_readable_as_graphviz(graphs):
    pytest.importorskip("pygraphviz", reason="there is no Graphviz to compare with: pip install pygraphviz")
    crossed, area = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0.0, 0.0])
    for (name, level, direction), (boxes, links, way, frames, gaps) in graphs.items():
        for k, placement in enumerate(
            (
                placing._by_graphviz(boxes, links, way, frames, gaps),
                placing.place(boxes, links, way, "ranked", frames, gaps),
            )
        ):
            crossed[level, direction][k] += crossings(links, placement)
            area[name][k] += placement.width * placement.height
    assert {kind: counts for kind, counts in crossed.items() if counts[1] > MOST * counts[0]} == {}
    assert {name: sizes for name, sizes in area.items() if sizes[1] > MOST * sizes[0]} == {}


def test_no_line_runs_behind_a_card(graphs):
    assert len(graphs) > 100
    for key, (boxes, links, way, frames, gaps) in graphs.items():
        own = placing.place(boxes, links, way, "ranked", frames, gaps)
        assert behind_cards(boxes, links, own) == [], key

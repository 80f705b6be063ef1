"""What goes to the page."""

from mxgrad import nd, trace
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import payload
from tests.programs.gallery import PROGRAMS


def test_of_one_of_several_results_no_element_is_guessed():
    tr = trace(lambda x: nd.split(x, 3, axis=1)[1] + 0, nd.ones((2, 3)))
    rules = [given for node in payload(Picture(tr))["nodes"] for _, given in node["rules"]]
    assert 0 in rules


def test_an_operand_that_comes_twice_has_both_rules():
    tr = trace(lambda x: nd.concat(x, x, dim=0), nd.array([[1.5, -2.5], [0.75, 5.5]]))
    (node,) = [n for n in payload(Picture(tr))["nodes"] if n["rules"]]
    assert node["rules"] == [(0, [[0], [1], [2], [3], [0], [1], [2], [3]])]
    tr = trace(lambda x: nd.dot(x, x), nd.array([[1.5, -2.5], [3.25, 0.75]]))
    (node,) = [n for n in payload(Picture(tr))["nodes"] if n["rules"]]
    assert node["rules"] == [(0, [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]])]


def test_an_ellipsis_alone_is_an_index():
    payload(Picture(trace(lambda x: x[...] * 2, nd.ones((2, 3)))))


def test_what_the_run_did_not_touch_is_folded_and_can_be_opened():
    picture = Picture(PROGRAMS["convnet"]())
    first, second = payload(picture)["sources"]
    rows = picture.rec.sources[first["id"]].lines
    assert "between" not in first
    assert [*first["lines"], *second["between"], *second["lines"]] == [*rows]
    assert second["first_line"] == first["first_line"] + len(first["lines"]) + len(second["between"])

"""A picture in a saved notebook: what a browser reads of it, and how little of it a changed number changes."""

import difflib
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import PlayerWidget, curve, to_svg
from mxgrad_widgets.lesson import plots
from mxgrad_widgets.player import show
from mxgrad_widgets.player.output import image
from tests.programs import handmade
from tests.programs.lessons import f

ODD = "x # ∂ 100% 'a' \"b\" & <c> {d}\n\te"


def drawn(html):
    """The alternative text and the drawing, read as a browser does: it leaves line ends out of an address."""
    found = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))
    reader.feed(html)
    (attrs,) = [attrs for tag, attrs in found if tag == "img"]
    address = urlsplit(attrs["src"])
    assert (address.scheme, address.query, address.fragment) == ("data", "", "")
    kind, data = address.path.split(",", 1)
    assert kind == "image/svg+xml"
    return attrs["alt"], ElementTree.fromstring(unquote(data))  # noqa: S314


def parts(root):
    """Tags, attributes and texts of a drawing, but for what is only said aloud."""
    said = ("title", "desc")
    return [
        (e.tag, e.attrib, re.sub(r"\s", " ", e.text or "").replace('"', "'"))
        for e in root.iter()
        if not e.tag.endswith(said)
    ]


@pytest.mark.parametrize("name", ["two_x_squared", "hostile_names", "odd_names"])
def test_the_image_is_the_drawing(name):
    svg = to_svg(handmade.ALL[name]())
    alt, root = drawn(image(svg, ODD))
    assert alt == ODD
    assert parts(root) == parts(ElementTree.fromstring(svg))  # noqa: S314


def test_any_character_of_a_text_arrives():
    text = ODD.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    _, root = drawn(image(f'<svg xmlns="http://www.w3.org/2000/svg"><text x="1">{text}</text></svg>', "words"))
    assert root[0].text == ODD.replace("\n\t", "  ")


def squares(numbers):
    x = nd.array(numbers)
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = 2 * x**2
        y.backward()
    return [show.trace_mimes(tr)["text/html"]]


def doubling(numbers):
    a = nd.array(numbers)
    a.attach_grad()
    tr = trace(f, a)
    tr.backward()
    asking = PlayerWidget(tr, ask=["loop ends", "arms"])
    bars = plots._svg(plots.plot_grads(tr, by="step"))
    return [
        show._image(asking.picture, asking),
        image(bars, "bars"),
        image(curve(tr, "a", 0, from_=-1, to=1.2).to_svg(), "curve"),
    ]


@pytest.mark.parametrize(
    ("lesson", "before", "after", "context"),
    [
        (squares, [[1, 2], [3, 4]], [[1, 2], [3, 5]], 0),
        (doubling, [0.4, 0.3], [0.5, 0.3], 3),
        (doubling, [0.4, 0.3], [0.45, 0.3], 3),
    ],
)
def test_another_number_changes_a_few_lines(lesson, before, after, context):
    total = whole = 0
    for was, now in zip(lesson(before), lesson(after), strict=True):
        saved = [json.dumps(html.splitlines(keepends=True), indent=8).splitlines() for html in (was, now)]
        total += sum(len(line) + 1 for line in difflib.unified_diff(*saved, n=context, lineterm=""))
        whole += len(was) + len(now)
    assert 0 < total < 5000 < whole / 5


def test_a_number_of_the_same_length_moves_nothing():
    before, after = (squares([[1, 2], [3, n]])[0].splitlines() for n in (4.5, 6.5))
    changed = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[0] in "+-"][2:]
    assert [line for line in changed if re.match(r"[-+]( x=| transform=| ?width=|%3Cpath|c|l)", line)] == []
    assert [line for line in changed if line.startswith("+>42.25")]


def test_a_plot_is_stored_as_text_and_a_cloud_of_points_as_pixels(monkeypatch):
    figure_module = pytest.importorskip("matplotlib.figure")
    shown = []
    monkeypatch.setattr(plots, "display", lambda output: shown.append(output.bundle["text/html"]))
    for count in (3, 5000):
        figure = figure_module.Figure()
        axes = figure.subplots()
        axes.scatter(range(count), [i * i % 97 for i in range(count)])
        axes.set_title("0.12345678 & <b>")
        plots.picture(figure, "points")
    alt, root = drawn(shown[0])
    assert alt == "points"
    assert "0.12345678 & <b>" in {e.text for e in root.iter()}
    assert shown[1].startswith('<img src="data:image/png;base64,')

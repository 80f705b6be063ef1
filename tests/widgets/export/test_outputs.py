"""What comes out: SVG, HTML, notebook outputs, payload; and what is refused."""

from __future__ import annotations

import base64
import gzip
import json
import re
import sys
import types
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

import mxgrad_widgets
from mxgrad.tracing import Trace
from mxgrad_widgets import show, step, to_html, to_svg
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player import show as showing
from mxgrad_widgets.player.payload import payload
from tests.programs import handmade
from tests.widgets import golden
from tests.widgets.messages import read

pytest.importorskip("anywidget", reason='the player is not installed: pip install "mxgrad[lab]"')
from mxgrad_widgets.player.widget import PlayerWidget

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def outputs(monkeypatch):
    """Calls a function and returns the MIME bundle of each output it displays."""
    shown = []

    def display(thing, raw=False):
        bundle = thing if raw else thing._repr_mimebundle_()
        shown.append(bundle[0] if isinstance(bundle, tuple) else bundle)

    def run(call, trace):
        shown.clear()
        player = call(trace)
        assert player is None or isinstance(player, PlayerWidget)
        return list(shown)

    monkeypatch.setattr(showing, "display", display)
    return run


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314


def test_every_step_of_every_program_is_well_formed_svg(any_trace):
    count = len(Picture(any_trace).steps)
    for at in (None, *range(count), -1):
        root = parsed(to_svg(any_trace, at))
        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            "svg", "title", "desc", "style", "g", "rect", "path", "text",
        }  # fmt: skip


def test_the_picture_needs_no_page_around_it():
    svg = to_svg(handmade.two_x_squared())
    assert "var(" not in svg
    assert "url(" not in svg
    assert 'class="sheet"' in svg
    assert re.search(r"\.sheet\{fill:#ffffff", svg)
    numbers = [t.text for t in parsed(svg).iter(f"{SVG}text")]
    assert numbers.count("16") >= 3


def test_the_storyboard_shows_every_rule_and_one_step_only_its_own():
    found = [t.text for t in parsed(to_svg(handmade.product())).iter(f"{SVG}text")]
    assert {"∂(y·x)/∂y = x", "∂(y·x)/∂x = y", "∂(2x)/∂x = 2", "→ x.grad ✓"} <= set(found)
    first = [t.text for t in parsed(to_svg(handmade.product(), 4)).iter(f"{SVG}text")]
    assert "∂(y·x)/∂y = x" in first
    assert "∂(2x)/∂x = 2" not in first


def test_text_of_a_trace_never_becomes_markup():
    trace = handmade.hostile_names()
    for svg in (to_svg(trace), to_svg(trace, 0)):
        assert "<b" not in svg
        assert "\x07" not in svg
        parsed(svg)
    assert any("</script>" in (t.text or "") for t in parsed(to_svg(trace)).iter(f"{SVG}text"))


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]


def test_a_page_holds_hostile_names_and_needs_no_network():
    page = to_html(handmade.hostile_names())
    reader = Tags()
    reader.feed(page)
    svg = {"svg", "title", "desc", "style", "g", "rect", "path", "text"}
    outside = [tag for tag in reader.tags if tag not in svg]
    assert outside == ["html", "head", "meta", "meta", "body", "div", *["script"] * 5]
    assert all(link.startswith("data:") for link in reader.links)
    assert set(re.findall(r"https?://[^\"'` )]+", page + code(page))) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
    }
    assert unpacked(page)["nodes"][0]["title"] == handmade.HOSTILE[:21] + "…"


def code(page):
    """Style and scripts of the player in a page."""
    found = re.findall(r'<script type="application/mxgrad\.code\+gzip" data-as="(\w+)">(.*?)</script>', page)
    assert [tag for tag, _ in found] == ["style", "script", "script"]
    return "".join(gzip.decompress(base64.b64decode(data)).decode() for _, data in found)


def unpacked(page):
    """The payload of a page."""
    data = re.search(r'<script type="application/mxgrad\+gzip">(.*?)</script>', page, re.S).group(1)
    return read(base64.b64decode(data))


def test_show_is_one_output_of_text_and_picture(outputs):
    (data,) = outputs(show, handmade.two_x_squared())
    assert sorted(data) == ["text/html", "text/plain"]
    assert data["text/plain"].splitlines()[6] == "7. backward: [[4, 8], [12, 16]] is written into x.grad."
    tag = re.fullmatch(r'<img style="[^"]*"\nsrc="data:image/svg\+xml,([^"]+)"\nalt="([^"]+)">', data["text/html"])
    assert "x.grad" in tag.group(2)


def test_step_shows_the_picture_first_and_the_player_as_its_own_output(outputs):
    picture, player = outputs(step, handmade.two_x_squared())
    assert sorted(picture) == ["text/html", "text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in player
    assert player["text/plain"] == "interactive player of 7 steps: run this cell to step through it"


def test_the_text_of_a_trace_object_is_its_own_table(outputs):
    trace = Trace.from_dict(handmade.two_x_squared())
    (data,) = outputs(show, trace)
    assert data["text/plain"] == str(trace)


def test_the_same_trace_gives_the_same_bytes(any_trace):
    assert to_html(any_trace) == to_html(any_trace)
    assert to_svg(any_trace) == to_svg(any_trace)


def test_a_trace_that_ends_a_cell_shows_its_picture(monkeypatch):
    module = types.ModuleType("mxgrad.tracing")
    module.display_hooks = []
    module.views = {}
    monkeypatch.setitem(sys.modules, "mxgrad.tracing", module)
    mxgrad_widgets._register()
    mxgrad_widgets._register()
    assert module.display_hooks == [showing.trace_mimes]
    assert module.views["to_svg"] is to_svg
    assert module.display_hooks[0](handmade.two_x_squared())["text/html"].startswith("<img ")
    assert module.display_hooks[0](handmade.no_operations()) == {}


UNREADABLE = [
    ({"schema": "mxgrad.trace", "version": "2.0"}, "version '2.0'"),
    ({"schema": "mxgrad.trace", "version": "10.1"}, "version '10.1'"),
    (handmade.no_operations(), "recorded no operations"),
]
DAMAGED = [
    (handmade.product() | {"nodes": [{"id": 0}]}, "damaged (nodes[0].kind is missing)"),
    (handmade.product() | {"nodes": [3]}, "damaged (nodes[0] is 3, not an object)"),
    (handmade.product() | {"values": 3}, "damaged (values is 3, not a list)"),
    (handmade.product() | {"backwards": [[]]}, "damaged (backwards[0] is a list, not an object)"),
    (handmade.product() | {"version": "<script>alert(1)</script>"}, "&lt;script&gt;alert(1)"),
]


@pytest.mark.parametrize("call", [show, step, to_svg, to_html])
@pytest.mark.parametrize(("given", "words"), [(3, "got int"), ({}, "schema"), ("text", "got str"), (None, "NoneType")])
def test_something_that_is_no_trace_is_refused(call, given, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        call(given)


@pytest.mark.parametrize("call", [to_svg, to_html])
@pytest.mark.parametrize(("given", "words"), UNREADABLE)
def test_what_cannot_be_drawn_is_refused_with_a_reason(call, given, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        call(given)


@pytest.mark.parametrize("call", [show, step])
@pytest.mark.parametrize(("given", "words"), UNREADABLE + DAMAGED)
def test_a_view_of_what_cannot_be_drawn_is_the_reason(outputs, call, given, words):
    (data,) = outputs(call, given)
    assert set(data) == {"text/plain", "text/html"}
    assert words in data["text/html"].replace("&#x27;", "'")
    assert data["text/plain"].startswith("There is no picture: ")
    assert "<script" not in data["text/html"]


def test_a_run_without_operations_says_what_to_do(outputs):
    mxgrad = pytest.importorskip("mxgrad")
    with mxgrad.trace() as empty:
        pass
    for tr in (empty, mxgrad.trace(lambda x: x, mxgrad.nd.ones(2))):
        for call in (show, step):
            (data,) = outputs(call, tr)
            assert "autograd.record()" in data["text/html"]


def test_an_error_of_our_own_is_not_taken_for_a_damaged_trace(monkeypatch):
    mxgrad = pytest.importorskip("mxgrad")
    monkeypatch.setattr(showing, "_widget", lambda: lambda *args, **more: {}["missing"])
    with pytest.raises(KeyError, match="missing"):
        step(mxgrad.trace(lambda x: x * 2, mxgrad.nd.ones(2)))


def test_a_step_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="from 0 to 6"):
        to_svg(handmade.two_x_squared(), 7)
    assert to_svg(handmade.two_x_squared(), -1) == to_svg(handmade.two_x_squared(), 6)


def test_unknown_keys_and_absent_optional_keys_are_tolerated():
    trace = handmade.two_x_squared() | {"new": {"key": 1}, "version": "1.9"}
    for node in trace["nodes"]:
        node.pop("formula", None)
    for scope in trace["scopes"]:
        trace["scopes"][scope["id"]] = {key: scope[key] for key in ("id", "kind", "parent")} | {"new": [1]}
    assert "x.grad" in to_svg(trace)


@pytest.mark.parametrize("name", [*golden.PAYLOADS, "rules"])
def test_golden_files_are_what_the_view_and_the_trace_make(name):
    """The JavaScript tests read these files; after a wanted change write them anew with golden.py."""
    assert golden.golden(name) == (golden.GOLDEN / f"{name}.json").read_text("utf-8")


def test_a_large_graph_is_folded_before_it_is_drawn():
    trace = handmade.chain(2000)
    pic = Picture(trace)
    assert len(pic.drawing.cards) == 301
    assert pic.drawing.placeholder.label == "⋯ 1701 operations"
    assert len(pic.steps) == 4003
    data = payload(pic)
    assert len(json.dumps(data["scenes"])) < 3_000_000
    assert len(json.dumps(data)) < 6_000_000
    parsed(pic.svg(-1))


@pytest.mark.parametrize("trace", [handmade.chain(400), handmade.recursion(300), handmade.recorded("learning")])
def test_what_a_cell_saves_stays_small(outputs, trace):
    (data,) = outputs(show, trace)
    assert len(data["text/html"]) + len(data["text/plain"]) < 128_000
    assert data["text/plain"].splitlines()[0].startswith("1. forward: ")
    assert " is written into " in data["text/plain"].splitlines()[-1]


def test_a_player_begins_with_the_first_steps_and_sends_others_when_asked(monkeypatch):
    player = PlayerWidget(handmade.chain(400))
    data = read(player.data)
    assert [part["number"] for part in data["parts"]] == [0]
    assert len(data["steps"]) == player.steps == 803
    sent = []
    monkeypatch.setattr(player, "send", lambda content, buffers=None: sent.append((content, buffers)))
    for question in (
        {"id": "a", "kind": "part", "part": 3, "unrolled": False},
        {"id": "b", "kind": "part", "part": 4, "unrolled": False},
        "?",
    ):
        player._answer(player, question, [])
    (content, (buffer,)), (none, nothing) = sent
    assert content == {"id": "a", "kind": "part"}
    assert (none["kind"], none["id"], nothing) == ("refused", "b", None)
    part = read(buffer)
    assert part["number"] == 3
    assert len(part["steps"]) == 803 - 3 * 256
    assert "is written into h.grad" in "".join(text for _, text, *_ in part["steps"][-1]["say"])

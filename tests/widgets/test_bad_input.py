"""What is hard to show: a picture or a sentence that says why not, never a blank."""

from __future__ import annotations

import base64
import re
import sys

import pytest

from mxgrad_widgets import to_html, to_svg
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import packed
from tests.programs import handmade
from tests.widgets.messages import read

HARD = ("not_finite", "empty_arrays", "big", "odd_names", "hostile_names", "stopped_by_error")


@pytest.fixture
def page(tab):
    """A page that fails the test where it reports an error or asks for anything."""
    problems = []
    tab.set_viewport_size({"width": 1400, "height": 900})
    tab.set_default_timeout(10_000)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else problems.append(r.url))
    yield tab
    assert problems == []


def opened(page, html, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html, "utf-8")
    page.goto(path.as_uri())
    return page.locator(".mxg")


def changed(html, change):
    """A page with other data."""
    found = re.search(r'(<script type="application/mxgrad\+gzip">)(.*?)(</script>)', html, re.S)
    data = read(base64.b64decode(found.group(2)))
    return html.replace(found.group(2), base64.b64encode(packed(change(data))).decode("ascii"))


@pytest.mark.parametrize("name", HARD)
def test_every_step_of_a_hard_program_has_a_picture_and_a_sentence(page, tmp_path, name):
    root = opened(page, to_html(handmade.ALL[name]()), tmp_path)
    page.locator(".mxg[data-state=ready]").wait_for()
    for at in range(int(root.get_attribute("data-steps"))):
        assert int(root.get_attribute("data-step")) == at
        assert len(page.locator("[role=status]").inner_text()) > 5
        assert page.locator("g.card.on").first.bounding_box()["width"] > 50
        if page.locator("[data-act=next]").is_enabled():
            page.locator("[data-act=next]").click()


def test_empty_arrays_say_that_they_are_empty(page, tmp_path):
    opened(page, to_html(handmade.empty_arrays(), -1), tmp_path)
    page.locator(".mxg[data-state=ready]").wait_for()
    assert page.locator('g.card[data-node="0"] text.none').all_text_contents() == ["empty", "empty"]
    assert "an empty array of shape (0, 3)" in page.locator("[role=status]").inner_text()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data | {"format": "mxgrad.player/99"}, "mxgrad.player/99"),
        (lambda data: data | {"steps": []}, "no steps"),
        (lambda data: None, "nothing to show"),
        (lambda data: "text", "nothing to show"),
    ],
)
def test_a_page_with_other_data_says_what_is_wrong(page, tmp_path, change, words):
    root = opened(page, changed(to_html(handmade.product()), change), tmp_path)
    page.locator("[data-state=problem]").wait_for()
    assert words in root.locator("[role=alert]").inner_text()


def test_a_page_whose_data_was_cut_off_says_so(page, tmp_path):
    html = to_html(handmade.product())
    data = re.search(r"gzip\">(.*?)</script>", html, re.S).group(1)
    for length in (100, 101, 1000):
        root = opened(page, html.replace(data, data[:length]), tmp_path)
        page.locator("[data-state=problem]").wait_for()
        assert "nothing to show" in root.locator("[role=alert]").inner_text()
        assert page.locator("svg.mxg-svg").bounding_box()["width"] > 300  # the still picture stays


def test_a_page_without_scripts_shows_the_picture(chromium, tmp_path):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    path = tmp_path / "page.html"
    path.write_text(to_html(handmade.product()), "utf-8")
    page.goto(path.as_uri())
    assert page.locator("svg").bounding_box()["width"] > 300
    context.close()


@pytest.mark.parametrize("name", ["product", "doubling", "odd_names"])
def test_without_graphviz_there_is_a_picture_all_the_same(monkeypatch, name):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setitem(sys.modules, "graphviz", None)
    trace = handmade.ALL[name]()
    assert to_svg(trace) == Picture(trace, engine="ranked").svg()


def test_an_array_of_a_million_elements_takes_no_more_room_than_a_small_one():
    mxgrad = pytest.importorskip("mxgrad")
    x = mxgrad.nd.ones((1000, 1000))
    x.attach_grad()
    with mxgrad.trace() as tr:
        with mxgrad.autograd.record():
            y = (x * 3).sum()
        y.backward()
    assert len(tr.to_html()) < 200_000
    assert "(1000, 1000) float32" in tr.to_svg()

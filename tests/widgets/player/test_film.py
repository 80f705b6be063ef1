"""A training run of twenty steps in a real browser, played as a film."""

from __future__ import annotations

import re

from mxgrad import trace
from mxgrad_widgets import to_html
from tests.programs import training_loops


def test_a_training_run_is_played_as_a_film(window, tmp_path):
    tr = trace(training_loops.clipped(20))
    file = tmp_path / "film.html"
    file.write_text(to_html(tr), "utf-8")
    page = window.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(file.as_uri())
    root = page.locator(".mxg[data-state=ready]")
    root.wait_for(timeout=10_000)

    bias = next(node.id for node in tr.nodes if node.names == ("b",))

    def weights():
        return page.locator(f'g.card[data-node="{bias}"] .grid.value text.num').all_text_contents()

    def turn():
        return re.findall(r"it (\d+)/20", page.locator(".mxg-it").inner_text())

    # curves, in words too, of the loss and of the norm of the gradient
    said = [curve.get_attribute("aria-label") for curve in page.locator(".mxg-series").all()]
    assert [one.split(" over 20 iterations")[0] for one in said] == ["loss", "‖w.grad‖", "‖b.grad‖"]
    assert page.locator(".mxg-plot path").first.get_attribute("d").count("L") == 19

    # play: each frame is a whole iteration further, at the same place, and the card of b has another version
    page.get_by_role("button", name="One frame").click()
    page.locator("[data-act=play]").click()
    page.wait_for_function(
        "() => /it ([3-9]|1.)./.test(document.querySelector('.mxg-it')?.textContent)", timeout=10_000
    )
    page.locator("[data-act=play]").click()
    begin = int(turn()[0])
    assert "b is updated" in page.locator("[role=status]").inner_text()
    before = weights()
    assert before

    # a click on an iteration, and one on a curve, keep what the step does
    page.locator(".mxg-chips button", has_text=re.compile(r"^20$")).click()
    assert turn() == ["20"]
    assert begin != 20
    assert "b is updated" in page.locator("[role=status]").inner_text()
    assert weights() != before
    plot = page.locator(".mxg-plot").first
    box = plot.bounding_box()
    plot.click(position={"x": box["width"] * 9 / 19, "y": 8})
    assert turn() == ["10"]
    assert "in this one" in page.locator(".mxg-series").first.get_attribute("aria-label")
    page.keyboard.press("b")
    assert turn() == ["11"]
    page.locator(".mxg-chips button", has_text=re.compile(r"^1$")).click()
    assert turn() == ["1"]
    assert root.get_attribute("data-phase") == "backward"
    page.close()
    assert problems == []

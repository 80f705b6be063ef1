"""An exported page opens and steps in Firefox and WebKit as it does in Chromium."""

from __future__ import annotations

import pytest

from mxgrad_widgets import to_html
from mxgrad_widgets.picture.run_picture import Picture
from tests.programs import lessons
from tests.programs.gallery import PROGRAMS

from .other_browsers import firefox, webkit

# Steps through the whole run by its button; what is seen at each step.
PLAY = """async () => {
    const until = async (holds) => {
        for (let i = 0; i < 3000 && !holds(); i++) await new Promise((go) => setTimeout(go, 10));
        if (!holds()) throw new Error("it did not come: " + holds);
    };
    await until(() => document.querySelector(".mxg[data-state=ready]"));
    const root = document.querySelector(".mxg"), next = root.querySelector("[data-act=next]");
    const seen = [], isDrawn = (one) => one.getBoundingClientRect().width > 0;
    for (let step = 0; step < +root.dataset.steps; step++) {
        if (step) next.click();
        await until(() => +root.dataset.step === step);
        await new Promise((go) => setTimeout(go, 20));
        const said = root.querySelector("[data-now=sentence]"), box = root.getBoundingClientRect();
        const place = said.getBoundingClientRect(), pane = said.closest(".mxg-say").getBoundingClientRect();
        seen.push({
            text: said.textContent,
            height: Math.round(box.height),
            cut: place.bottom > pane.bottom + 1 || place.top < pane.top - 1,
            targets: [...root.querySelectorAll("[data-now=target]")].filter(isDrawn).length,
        });
    }
    const wide = [...root.querySelectorAll(".card.condition")].flatMap((card) => {
        const most = card.querySelector(".box").getBoundingClientRect().width;
        const texts = [...card.querySelectorAll("text")];
        return texts.filter((one) => one.getBoundingClientRect().width > most).map((one) => one.textContent);
    });
    return { seen, wide };
}"""

RUNS = {
    "chain rule": lambda: lessons.chain_rule()[0],
    "doubling loop": lambda: lessons.doubling_loop()[0],
    "perceptron": PROGRAMS["perceptron"],
}


@pytest.fixture(scope="module", params=[firefox, webkit], ids=["Firefox", "WebKit"])
def run(request, tmp_path_factory):
    with request.param(tmp_path_factory.mktemp("home")) as run:
        yield run


@pytest.mark.parametrize("name", RUNS)
def test_a_page_opens_and_steps(run, name, tmp_path):
    trace = RUNS[name]()
    page = tmp_path / "page.html"
    page.write_text(to_html(trace), "utf-8")
    found = run(page, PLAY)
    steps = Picture(trace).steps
    assert len(found["seen"]) == len(steps)
    for step, seen in zip(steps, found["seen"], strict=True):
        assert seen["text"].endswith(step.text)  # as it is drawn, then as it is read aloud
        assert seen["targets"] or step.node < 0
    assert len({seen["height"] for seen in found["seen"]}) == 1
    assert [seen["text"] for seen in found["seen"] if seen["cut"]] == []
    assert found["wide"] == []

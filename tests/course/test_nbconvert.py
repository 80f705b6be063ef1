"""A saved lesson keeps its pictures and its words in every form that nbconvert makes."""

import re

import pytest

from tests.places import NOTEBOOKS

LESSON = NOTEBOOKS / "03-the-graph-is-what-ran.ipynb"


@pytest.mark.parametrize(("form", "picture"), [
    ("html", r'<img\b[^>]*class="mxg-folds"'),
    ("slides", r'<img\b[^>]*class="mxg-folds"'),
    ("markdown", r'<img\b[^>]*class="mxg-folds"'),
    ("script", r"^step\(tr"),
])  # fmt: skip
def test_it_says_and_shows_what_the_notebook_does(form, picture):
    exporters = pytest.importorskip(
        "nbconvert.exporters", reason='nbconvert is not installed: pip install "mxgrad[lab]"'
    )
    text, _ = exporters.get_exporter(form)().from_filename(str(LESSON))
    assert "The graph is what ran" in text
    assert re.search(picture, text, re.M)
    if form == "script":
        compile(text, LESSON.name, "exec")

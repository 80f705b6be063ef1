"""What a saved lesson must be that strict comparison of its outputs does not see."""

import re

import nbformat
import pytest

from mxgrad.course.notebook import IMAGE
from mxgrad.course.update import normalise
from tests.places import REPOSITORY

LESSONS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
LARGEST = 200_000

pytestmark = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def outputs(path):
    return [output for cell in code_cells(path) for output in cell.outputs]


def test_saved_as_the_tool_saves_it(path):
    before = path.read_text(encoding="utf-8")
    assert nbformat.writes(normalise(nbformat.reads(before, as_version=4))) + "\n" == before


def test_executed_once_from_top_to_bottom(path):
    assert [cell.execution_count for cell in code_cells(path)] == list(range(1, len(code_cells(path)) + 1))


def test_prints_no_warnings(path):
    assert [output.text for output in outputs(path) if output.get("name") == "stderr"] == []


def test_errors_only_where_the_lesson_is_about_one(path):
    plain = [cell for cell in code_cells(path) if "raises-exception" not in cell.metadata.get("tags", [])]
    assert [o.evalue for cell in plain for o in cell.outputs if o.output_type == "error"] == []


def test_every_picture_has_words(path):
    pages = [output.data["text/html"] for output in outputs(path) if "text/html" in output.get("data", {})]
    images = [tag for page in pages for tag in IMAGE.findall(page)]
    assert images, "a lesson without a single static picture shows nothing to those who read it unexecuted"
    assert [tag[:80] for tag in images if not re.search(r'\balt="[^"]{10,}"', tag)] == []
    silent = [o for o in outputs(path) if "text/html" in o.get("data", {}) and not o.data.get("text/plain")]
    assert silent == []


def test_small_enough_to_clone_and_review(path):
    assert path.stat().st_size <= LARGEST


def test_begins_with_a_title_and_says_what_to_do(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \d+ · \S", first.source)
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## (\w+)", text, re.M)
    for part in ("Predict", "Step", "Reveal", "Change", "Check", "Exercise"):
        assert part in headings or f"{part}s" in headings


def test_links_lead_somewhere(path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []

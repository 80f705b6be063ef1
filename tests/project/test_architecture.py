"""docs/architecture.md: what it names exists, and the path that it promises is as short as it says."""

import ast
import re

import pytest

from tests.places import DOCS, REPOSITORY

PAGE = (DOCS / "architecture.md").read_text(encoding="utf-8")
PATH = re.findall(r"^\| `(mxgrad/[\w/]+\.py)` \| `([\w.]+)` \|", PAGE, re.M)
PLACES = [name for name in re.findall(r"`([^`\s]+)`", PAGE) if "/" in name]
LINES = 300


def definition(file, name):
    """The node of a function, class or method of a file, by its dotted name."""
    body = ast.parse((REPOSITORY / file).read_text(encoding="utf-8")).body
    for part in name.split("."):
        node = next((one for one in body if getattr(one, "name", None) == part), None)
        assert node is not None, f"{file} has no {name}"
        body = node.body
    return node


def lines_of(node):
    return node.end_lineno - min([node.lineno, *(one.lineno for one in node.decorator_list)]) + 1


@pytest.mark.parametrize(("file", "name"), PATH)
def test_each_part_of_the_path_is_there(file, name):
    assert lines_of(definition(file, name)) > 1


def test_the_path_from_a_declaration_to_a_gradient_is_short():
    assert PATH[0] == ("mxgrad/ops/powers.py", "power")
    assert {"invoke", "record", "backward", "propagate", "accumulate"} <= {name for _, name in PATH}
    assert sum(lines_of(definition(file, name)) for file, name in PATH) <= LINES
    assert f"less than {LINES} lines" in PAGE


@pytest.mark.parametrize("place", sorted(set(PLACES)))
def test_each_place_that_the_page_names_is_there(place):
    assert (REPOSITORY / place).exists()


def test_each_room_of_the_view_is_described():
    view = REPOSITORY / "widgets" / "mxgrad_widgets"
    rooms = {f"widgets/mxgrad_widgets/{path.parent.name}" for path in view.glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `(widgets/[\w/]+)` \|", PAGE, re.M))

"""Elements drawn once for the whole structure, and what each step changes in them.

A step changes the class and the text of elements, nothing else, so stepping is cheap for any renderer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal

from ..layout.geometry import px

Direction = Literal["LR", "TB"]
CLASS: Final = 0
TEXT: Final = 1
Change = tuple[str, Literal[0, 1], str]  # element id, class (0) or text (1), new value
State = dict[tuple[str, int], str]


@dataclass(slots=True)
class Element:
    """One SVG element: a whitelisted tag, attributes, then children or a text, and an id if it changes."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""
    id: str = ""

    def add(self, *children: Element) -> Element:
        self.children.extend(children)
        return self

    def walk(self) -> Iterator[Element]:
        """This element and everything under it, without recursion."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))

    def to_json(self) -> tuple[str, dict[str, str], Any, str]:
        """Tag, attributes, children or text, id; depth is bounded by the drawing, not by the graph."""
        inner: Any = [child.to_json() for child in self.children] if self.children else self.text
        return self.tag, self.attrs, inner, self.id


# What tells how a run goes on: code that does not run, notes and titles that speak of the end, counts of iterations.
_FORESEES = {"ghost", "untaken", "note", "ftitle", "fdetail", "turn"}
_RUNS = {"card", "edge"}  # what is `on` once it has run


def untold(element: Element, state: State, *, hides: bool) -> Element:
    """A copy of a drawing without what would tell more than its state; `src/player.css` hides the same in a player."""

    def kept(one: Element) -> bool:
        words = {*one.attrs.get("class", "").split(), *state.get((one.id, CLASS), "").split()}
        if not hides:
            return "legend" not in words
        return not words & {*_FORESEES, "legend"} and ("on" in words or not words & _RUNS)

    if not element.children or type(element) is not Element:  # a grid makes its cells itself
        return element
    return replace(element, children=[untold(child, state, hides=hides) for child in element.children if kept(child)])


def at(x: float, y: float) -> str:
    """The transform that puts a group at a position."""
    return f"translate({px(x)} {px(y)})"


def el(tag: str, cls: str = "", text: str = "", id: str = "", **attrs: Any) -> Element:
    """An element; underscores in names become dashes, numbers are rounded."""
    out = {"class": cls} if cls else {}
    for key, value in attrs.items():
        out[_attribute(key)] = px(value) if isinstance(value, float | int) else value
    return Element(tag, out, text=text, id=id)


@cache
def _attribute(keyword: str) -> str:
    return keyword.rstrip("_").replace("_", "-")


@dataclass(frozen=True)
class Scene:
    """A drawing of `width` by `height` pixels."""

    root: Element
    width: float
    height: float
    level: Literal["full", "compact"] = "full"
    direction: Direction = "LR"

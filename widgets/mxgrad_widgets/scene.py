"""Elements drawn once for the whole structure, and what each step changes in them.

A step changes the class and the text of elements, nothing else, so stepping is cheap for any renderer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CLASS, TEXT = 0, 1
Change = tuple[str, int, str]
Point = tuple[float, float]


@dataclass
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

    def to_json(self) -> list[Any]:
        """[tag, attributes, children or text, id]; depth is bounded by the drawing, not by the graph."""
        inner: Any = [child.to_json() for child in self.children] if self.children else self.text
        return [self.tag, self.attrs, inner, self.id]


def px(value: float) -> str:
    """A coordinate with at most one decimal, so that the same scene gives the same bytes."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def at(x: float, y: float) -> str:
    """The transform that puts a group at a position."""
    return f"translate({px(x)} {px(y)})"


def el(tag: str, cls: str = "", text: str = "", id: str = "", **attrs: Any) -> Element:
    """An element; underscores in names become dashes, numbers are rounded."""
    out = {"class": cls} if cls else {}
    for key, value in attrs.items():
        out[key.rstrip("_").replace("_", "-")] = px(value) if isinstance(value, float | int) else value
    return Element(tag, out, text=text, id=id)


@dataclass(frozen=True)
class Scene:
    """A drawing of `width` by `height` pixels."""

    root: Element
    width: float
    height: float

    def to_json(self) -> dict[str, Any]:
        return {"width": round(self.width, 1), "height": round(self.height, 1), "root": self.root.to_json()}


class Stage:
    """Collects what holds at each step and yields the differences.

    `flag` and `text` last until changed; `spot` holds for the current step only.
    """

    def __init__(self) -> None:
        self._flags: dict[str, dict[str, None]] = {}
        self._spots: dict[str, dict[str, None]] = {}
        self._text: dict[str, str] = {}
        self._shown: dict[tuple[str, int], str] = {}
        self._touched: dict[str, None] = {}
        self.changes: list[list[Change]] = []

    def flag(self, id: str, name: str, on: bool = True) -> None:
        flags = self._flags.setdefault(id, {})
        if on:
            flags[name] = None
        else:
            flags.pop(name, None)
        self._touched[id] = None

    def has(self, id: str, name: str) -> bool:
        """Whether a flag holds."""
        return name in self._flags.get(id, ())

    def clear(self, id: str) -> None:
        self._flags.pop(id, None)
        self._touched[id] = None

    def spot(self, id: str, name: str) -> None:
        self._spots.setdefault(id, {})[name] = None
        self._touched[id] = None

    def text(self, id: str, text: str) -> None:
        self._text[id] = text
        self._touched[id] = None

    def commit(self) -> None:
        """End the step: record what differs from the step before, then drop the spots."""
        changes: list[Change] = []
        for id in self._touched:
            flags = " ".join([*self._flags.get(id, ()), *self._spots.get(id, ())])
            self._note(changes, id, CLASS, flags)
            if id in self._text:
                self._note(changes, id, TEXT, self._text[id])
        self.changes.append(changes)
        self._touched = dict.fromkeys(self._spots)
        self._spots = {}

    def _note(self, changes: list[Change], id: str, kind: int, now: str) -> None:
        if self._shown.get((id, kind), "") != now:
            self._shown[id, kind] = now
            changes.append((id, kind, now))


def state_at(changes: list[list[Change]], step: int) -> dict[tuple[str, int], str]:
    """Everything that holds at a step: (id, kind) to class suffix or text."""
    state: dict[tuple[str, int], str] = {}
    for batch in changes[: step + 1]:
        for id, kind, now in batch:
            state[id, kind] = now
    return state

"""What the elements of a scene are at each step, and what differs from the step before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from .scene import CLASS, TEXT, Change


class Shown(Protocol):
    """A part of the drawing that can show a value: what its elements are then, from a blank page."""

    @property
    def id(self) -> str: ...

    def shown(self, value: Any) -> list[Change]: ...


class ElementStates:
    """Collects what holds at each step and tells the differences.

    `flag`, `text` and `fill` last until changed; `spot` holds for the current step only. Nothing is worked out
    before `commit`: most steps of a long run are passed over, on the way to one that somebody looks at.
    """

    def __init__(self) -> None:
        self._flags: dict[str, dict[str, None]] = {}
        self._spots: dict[str, dict[str, None]] = {}
        self._text: dict[str, str | Callable[[], str]] = {}
        self._fills: dict[str, tuple[Shown, Any]] = {}
        self._told: dict[tuple[str, int], str] = {}
        self._filled: dict[str, tuple[Any, list[Change]]] = {}
        self._touched: dict[str, None] = {}

    def flag(self, id: str, name: str, on: bool = True) -> None:
        if on:
            self._flags.setdefault(id, {})[name] = None
        elif id in self._flags:
            self._flags[id].pop(name, None)
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

    def text(self, id: str, text: str | Callable[[], str]) -> None:
        """The text of an element, or what makes it once it is needed."""
        self._text[id] = text
        self._touched[id] = None

    def fill(self, place: Shown, value: Any) -> None:
        """Show a value in a place with many elements; None leaves it empty."""
        self._fills[place.id] = place, value
        self._touched[place.id] = None

    def pass_over(self) -> None:
        """End a step that nobody looks at."""
        self._spots.clear()
        self._touched.clear()

    def forget(self) -> None:
        """The next commit tells everything that holds, as if the page were blank."""
        self._told.clear()
        self._filled.clear()
        ids = {*self._flags, *self._spots, *self._text, *self._fills}
        self._touched = dict.fromkeys(sorted(ids))  # the same bytes, however one came here

    def commit(self) -> list[Change]:
        """End the step: tell what differs from the last commit, then drop the spots."""
        changes: list[Change] = []
        for id in self._touched:
            if id in self._fills:
                self._tell_fill(changes, *self._fills[id])
            if id in self._flags or id in self._spots or (id, CLASS) in self._told:
                self._tell(changes, id, CLASS, " ".join([*self._flags.get(id, ()), *self._spots.get(id, ())]))
            text = self._text.get(id)
            if text is not None:
                self._tell(changes, id, TEXT, text if isinstance(text, str) else text())
        self._touched = dict.fromkeys(self._spots)
        self._spots = {}
        return changes

    def _tell_fill(self, changes: list[Change], place: Shown, value: Any) -> None:
        before, told = self._filled.get(place.id, (self, []))
        if before is value:
            return
        now = place.shown(value)
        wanted = {(id, kind) for id, kind, _ in now}
        for id, kind, _ in told:
            if (id, kind) not in wanted:
                self._tell(changes, id, kind, "")
        for id, kind, text in now:
            self._tell(changes, id, kind, text)
        self._filled[place.id] = value, now

    def _tell(self, changes: list[Change], id: str, kind: Literal[0, 1], now: str) -> None:
        if self._told.get((id, kind), "") != now:
            self._told[id, kind] = now
            changes.append((id, kind, now))

    # ---- where it stood

    def copy(self) -> ElementStates:
        """The same state; what is told next begins with a blank page."""
        other = ElementStates()
        other._flags = {id: dict(flags) for id, flags in self._flags.items()}
        other._spots = {id: dict(spots) for id, spots in self._spots.items()}
        other._text, other._fills = dict(self._text), dict(self._fills)
        return other

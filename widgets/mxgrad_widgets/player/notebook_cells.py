"""A notebook cell that runs again frees what its run before has shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .output import shell

_shown: dict[str, list[Any]] = {}  # id of a cell -> the players that its last run shows
_MODEL_SECONDS = 5  # anywidget gives a model two to begin
_watched: list[Any] = []  # the shells that tell when a cell begins


def _running_cell() -> str | None:
    """The id that the notebook gives the cell which runs; None outside of a notebook, and in a callback."""
    try:
        parent = shell().get_parent()
        cell = parent["metadata"].get("cellId")
    except (AttributeError, KeyError, TypeError, LookupError):
        return None
    return cell if isinstance(cell, str) else None


def _free(*_: Any) -> None:
    """Close the players that the cell which begins has shown: the notebook has cleared them from the page.

    A little later, where there is a loop to wait in: a page that was just loaded anew is still making their models, and
    complains of one that is closed meanwhile.
    """
    players = _shown.pop(_running_cell() or "", ())
    later: Callable[[float, Callable[[], None]], object]
    try:
        later = asyncio.get_running_loop().call_later
    except RuntimeError:
        later = _at_once
    for player in players:
        later(_MODEL_SECONDS, player.close)


def _at_once(_: float, does: Callable[[], None]) -> None:
    does()


def free_with_cell(player: Any) -> None:
    """Close a player that only this cell shows once the cell runs again.

    Otherwise the registry of widgets would keep it, with its run and its pictures, until the kernel ends.
    """
    cell, here = _running_cell(), shell()
    if cell is None or here is None:
        return
    if here not in _watched:
        here.events.register("pre_run_cell", _free)
        _watched.append(here)
    _shown.setdefault(cell, []).append(player)

"""Linear algebra: `nd.linalg.potrf` is the operation `nd.linalg_potrf`, and so on for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .making import FUNCTIONS

_START = "linalg_"


def __dir__() -> list[str]:
    return [name.removeprefix(_START) for name in FUNCTIONS if name.startswith(_START)]


if TYPE_CHECKING:
    from .declared.linalg import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """Make a function when it is first asked for."""
        if _START + name not in FUNCTIONS:
            from ..facade.absent import missing  # only here, as errors alone need it

            raise missing("nd.linalg", name)
        made = globals()[name] = FUNCTIONS[_START + name]
        return made

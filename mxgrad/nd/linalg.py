"""Linear algebra: `nd.linalg.potrf` is the operation `nd.linalg_potrf`, and so on for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


def __dir__() -> list[str]:
    return [name for name, value in globals().items() if hasattr(value, "op")]


if TYPE_CHECKING:
    from .declared.linalg import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        from ..facade.absent import missing  # only here, as errors alone need it

        raise missing("nd.linalg", name)

"""Linear algebra: `nd.linalg.potrf` is the operation `nd.linalg_potrf`, and so on for all of them."""

from __future__ import annotations

from typing import Any

from ..facade.absent import missing


def __getattr__(name: str) -> Any:
    raise missing("nd.linalg", name)

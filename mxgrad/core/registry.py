"""The operations by name: filled by the declarations in `mxgrad.ops`, read by everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .op import Op

REGISTRY: dict[str, Op] = {}

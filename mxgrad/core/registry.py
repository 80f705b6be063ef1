"""The operations by name: declared in `mxgrad.ops`, read by everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .op import Op


class Registry(Mapping[str, "Op"]):
    """All operations. A file of declarations is read when one of its operations is first asked for.

    `modules` says where each is declared; `mxgrad.ops` fills it from its index, and each declaration with itself.
    """

    def __init__(self) -> None:
        self.modules: dict[str, str] = {}
        self._read: dict[str, Op] = {}

    def __getitem__(self, name: str) -> Op:
        try:
            return self._read[name]
        except KeyError:
            import_module(self.modules[name])
            return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self.modules

    def __iter__(self) -> Iterator[str]:
        return iter([*self.modules])

    def __len__(self) -> int:
        return len(self.modules)

    def declare(self, op: Op, module: str) -> None:
        """Add an operation. Raises `ValueError` where the name is taken."""
        if op.name in self._read or self.modules.setdefault(op.name, module) != module:
            raise ValueError(f"operation {op.name!r} is declared twice")
        self._read[op.name] = op


REGISTRY = Registry()

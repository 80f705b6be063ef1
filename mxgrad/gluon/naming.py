"""Names of blocks and parameters: a counter for each kind of block, one set of counters for each scope.

Outside every scope the first two dense layers are `dense0_` and `dense1_`. Inside `with net.name_scope():` counting
begins anew, and names begin with that of the block: `mlp0_dense0_`.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any


class Scope:
    """What `with block.name_scope():` enters: prefixes made inside begin with the block's own."""

    def __init__(self, prefix: str = "", params_prefix: str = "", shared: Any = None,
                 transparent: bool = False) -> None:  # fmt: skip
        self.prefix = prefix
        self.params_prefix = params_prefix  # differs from `prefix` in a block that shares another's parameters
        self.shared = shared  # the ParameterDict that blocks inside share parameters of, too
        self._transparent = transparent  # a block with the prefix "" leaves naming to what is around it
        self._counts: dict[str, int] = {}
        self._outer: list[Scope] = []

    def next(self, kind: str) -> str:
        """Return the prefix of the next block of a kind, without that of the scope."""
        count = self._counts.get(kind, 0)
        self._counts[kind] = count + 1
        return f"{kind}{count}_"

    def __enter__(self) -> Scope:
        self._outer.append(current.get())
        if not self._transparent:
            current.set(self)
        return self

    def __exit__(self, *exc: object) -> None:
        current.set(self._outer.pop())


current: ContextVar[Scope] = ContextVar("scope", default=Scope())  # noqa: B039  (the counters of the process)

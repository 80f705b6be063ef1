"""The recorded graph as something to look at: what `autograd.get_symbol` returns."""

from __future__ import annotations

from typing import Any

from ..core.heads import reachable
from ..core.memory.buffers import node_of
from ..core.op import SELECT
from ..core.tape import Leaf, Node
from ..diagnostics.source import locate, variable_name
from ..errors import NotRecordedError
from ..ndarray import NDArray


class Symbol:
    """The operations that an array was computed with, in the order they ran.

    `nodes` is a list of (name, operation or None for a variable, positions of the inputs; None for a constant).
    """

    def __init__(self, x: NDArray) -> None:
        root: Any = node_of(x)
        operations, leaves = reachable([root])
        steps: list[Any] = [*leaves, *reversed(operations)]
        self.nodes: list[tuple[str, str | None, list[int | None]]] = []
        place: dict[Any, int | None] = {None: None}
        counts: dict[str, int] = {}
        for item in steps:
            if type(item) is Node and item.op is SELECT:
                place[item] = place[item.inputs[0]]
                continue
            place[item] = len(self.nodes)
            stem = variable_name(locate(item.code, item.lasti), "var") if isinstance(item, Leaf) else item.op.name
            counts[stem] = counts.get(stem, -1) + 1
            name = stem if isinstance(item, Leaf) and not counts[stem] else f"{stem}{counts[stem]}"
            if isinstance(item, Leaf):
                self.nodes.append((name, None, []))
            else:
                self.nodes.append((name, item.op.name, [place[parent] for parent in item.inputs]))
        self._root = place[root]

    @property
    def name(self) -> str:
        """The name of the last operation."""
        return self.nodes[self._root or 0][0]

    def list_arguments(self) -> list[str]:
        """Return the names of the variables."""
        return [name for name, op, _ in self.nodes if op is None]

    def list_outputs(self) -> list[str]:
        """Return the name of the result."""
        return [f"{self.name}_output"]

    def tojson(self) -> str:
        """Return the nodes as JSON."""
        import json

        nodes = [{"op": op or "null", "name": name, "inputs": inputs} for name, op, inputs in self.nodes]
        return json.dumps({"nodes": nodes, "heads": [self._root]}, indent=2)

    def __repr__(self) -> str:
        return f"<Symbol {self.name}>"

    def __str__(self) -> str:
        lines = []
        for name, op, inputs in self.nodes:
            operands = ", ".join("const" if i is None else self.nodes[i][0] for i in inputs)
            lines.append(f"{name} = {op}({operands})" if op else f"{name}: variable")
        return "\n".join(lines)


def get_symbol(x: NDArray) -> Symbol:
    """Return the graph that was recorded for `x`. Raises `NotRecordedError` where there is none."""
    if not isinstance(x, NDArray):
        raise TypeError(f"get_symbol takes an NDArray, not {type(x).__name__}")
    if node_of(x) is None:
        raise NotRecordedError("the array was not recorded: compute it inside `with autograd.record():`")
    return Symbol(x)

"""The table that `net.summary(x)` prints: the layers that data pass through, in the order they ran."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ..ndarray import NDArray
from .parameter import Parameter

if TYPE_CHECKING:
    from .block import Block

_ROW = "{:>20}  {:>42} {:>15}"
_NOTE = "Parameters in forward computation graph, duplicate included"


def _shapes(x: Any) -> Any:
    """Return arrays as their shapes, in lists nested as they are; the only one by itself."""
    if isinstance(x, list | tuple):
        return _shapes(x[0]) if len(x) == 1 and isinstance(x, tuple) else [_shapes(one) for one in x]
    return x.shape if isinstance(x, NDArray) else x


def _text(x: Any) -> str:
    found = _shapes(x)
    return str(found)[1:-1] if isinstance(found, list) else str(found)


def _size(params: list[Parameter]) -> int:
    return sum(param.data().size for param in params)


def summarize(net: Block, *inputs: NDArray) -> str:
    """Run a network on `inputs`, and return the table of its blocks."""
    rows = [("Input", _text(inputs), 0)]
    used: list[Parameter] = []

    def note(block: Block, _: Any, output: Any) -> None:
        own = list(block.params.values())
        rows.append((f"{type(block).__name__}-{len(rows)}", _text(output), _size(own)))
        used.extend(own)

    with ExitStack() as hooks:
        net.apply(lambda block: hooks.enter_context(block.register_forward_hook(note)) if block.has_row else None)
        net(*inputs)
    trained = [param for param in used if param.grad_req != "null"]
    unique = list(dict.fromkeys(used))
    table = "\n".join(_ROW.format(*row) for row in rows)
    thin, thick = "-" * 80, "=" * 80
    return (
        f"{thin}\n{_ROW.format('Layer (type)', 'Output Shape', 'Param #')}\n{thick}\n{table}\n{thick}\n{_NOTE}\n"
        f"   Total params: {_size(used)}\n   Trainable params: {_size(trained)}\n"
        f"   Non-trainable params: {_size(used) - _size(trained)}\n"
        f"Shared params in forward computation graph: {_size(used) - _size(unique)}\n"
        f"Unique parameters in model: {_size(unique)}\n{thin}"
    )

"""The values of a trace, in the order in which they are first asked for."""

from __future__ import annotations

from .. import model
from ..preview import preview
from ..recording.log import RawNode, Value


class Values:
    """The values so far, each with the array behind it."""

    def __init__(self) -> None:
        self.entered: list[model.Value] = []
        self.arrays: list[Value] = []
        self.elided = 0  # of how many not all elements are kept
        self._shared: dict[int, int] = {}  # by array: what was recorded of a backward pass shares them

    def enter(self, value: Value) -> int:
        """Return the id of a new value."""
        array = value.values()
        self.elided += array is None or array.size > 64
        shown = {"data": None} if array is None else preview(array)
        self.entered.append(model.Value(len(self.entered), tuple(value.shape), value.dtype, value.device, **shown))
        self.arrays.append(value)
        return len(self.entered) - 1

    def of_node(self, raw: RawNode) -> tuple[int, ...]:
        """Return the ids of the results of a node."""
        outputs = tuple([self.enter(value) for value in raw.outputs])
        if raw.kind != "const":  # equal numbers have one array
            self._shared.update(zip(map(id, raw.outputs), outputs, strict=True))
        return outputs

    def shared(self, value: Value) -> int:
        """Return the id of a value, that of the node which has the same one where there is one."""
        known = self._shared.get(id(value))
        return self.enter(value) if known is None else known

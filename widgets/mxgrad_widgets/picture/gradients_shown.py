"""Which gradients the cards show at a step: what arrived in this backward pass, and what stands in .grad."""

from __future__ import annotations

from ..story.variables import Variables


class GradientsShown:
    """By node the value in each slot; versions of a variable in the same memory have one .grad."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self._slots: dict[int, dict[str, int | None]] = {}  # the inner ones are never changed
        self._kept: dict[int, int] = {}  # what was written into a buffer

    def _of(self, node: int) -> int:
        return self.variables.buffer.get(node, node)

    def put(self, node: int, slot: str, value: int | None) -> None:
        """Note what a slot shows of a node."""
        node = self._of(node)
        self._slots[node] = {**self._slots.get(node, {}), slot: value}

    def keep(self, node: int, value: int) -> None:
        """Note what was written into the buffer of a node."""
        self._kept[self._of(node)] = value

    def kept(self, node: int | None) -> int | None:
        """What stands in the buffer of a node."""
        return None if node is None else self._kept.get(self._of(node))

    def slots(self, node: int) -> dict[str, int | None]:
        """What the slots show of a node."""
        return self._slots.get(self._of(node), {})

    def begin_pass(self) -> None:
        """Forget what an earlier backward pass left, but for what stands in buffers."""
        self._slots = {
            node: {slot: value for slot, value in slots.items() if slot.endswith(".g")}
            for node, slots in self._slots.items()
            if node in self._kept
        }

    def copy(self) -> GradientsShown:
        """The same, to go on from more than once."""
        other = GradientsShown(self.variables)
        other._slots, other._kept = self._slots.copy(), self._kept.copy()
        return other

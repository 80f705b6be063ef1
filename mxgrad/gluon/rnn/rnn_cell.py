"""Cells: one step of a recurrence. `cell(x, states)` returns output and new states, `unroll` takes many steps."""

from __future__ import annotations

from typing import Any

from ... import nd
from ...errors import ShapeError
from ...nd.recurrent import step
from ...ndarray import NDArray
from ..block import HybridBlock
from ..nn import Dropout, HybridSequential

__all__ = ["BidirectionalCell", "DropoutCell", "GRUCell", "HybridRecurrentCell", "HybridSequentialRNNCell", "LSTMCell",
           "RNNCell", "RecurrentCell", "ResidualCell", "SequentialRNNCell"]  # fmt: skip


class WithStates(HybridBlock):
    """Base of what has states that go from step to step: cells, and layers over whole sequences."""

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        """Return the shape and layout of each state: those of the cells inside, unless a subclass has its own."""
        return [info for cell in self._children.values() for info in cell.state_info(batch_size)]  # type: ignore[attr-defined]

    def begin_state(self, batch_size: int = 0, func: Any = nd.zeros, **options: Any) -> list[NDArray]:
        """Return states to begin with: zeros, or what `func` makes."""
        infos = self.state_info(batch_size)
        return [func(**{key: info[key] for key in ("shape", "dtype") if key in info} | options) for info in infos]


class RecurrentCell(WithStates):
    """Base of all cells. A subclass defines `state_info` and `hybrid_forward(F, x, states, ...)`."""

    def reset(self) -> None:
        """Change nothing: cells keep nothing between calls here."""

    def unroll(self, length: int, inputs: Any, begin_state: Any = None, layout: str = "NTC",
               merge_outputs: bool | None = None, valid_length: NDArray | None = None) -> Any:  # fmt: skip
        """Take `length` steps over `inputs`, an array in `layout` or a list of one array a step.

        Returns the outputs, as one array if `merge_outputs` and else a list (by default as the inputs are), and the
        last states. With `valid_length` (n,), each sample's outputs after its own length are 0, and its states are
        those at that length.
        """
        axis = layout.find("T")
        steps = list(inputs) if not isinstance(inputs, NDArray) else self._cut(inputs, axis, length)
        if begin_state is None:
            begin_state = self.begin_state(steps[0].shape[0], ctx=steps[0].context)
        outputs, states = self._over(steps, begin_state, valid_length)
        if valid_length is not None:
            outputs = list(nd.SequenceMask(nd.stack(*outputs), valid_length, use_sequence_length=True))
        merge = isinstance(inputs, NDArray) if merge_outputs is None else merge_outputs
        return nd.stack(*outputs, axis=axis) if merge else outputs, states

    def _cut(self, inputs: NDArray, axis: int, length: int) -> list[NDArray]:
        if inputs.shape[axis] != length:
            raise ShapeError(f"{self.name}.unroll: {length} steps, but the inputs {inputs.shape} have "
                             f"{inputs.shape[axis]} along axis {axis}")  # fmt: skip
        return [nd.slice_axis(inputs, axis=axis, begin=t, end=t + 1).squeeze(axis) for t in range(length)]

    def _over(self, steps: list[NDArray], states: Any, valid_length: NDArray | None) -> tuple[list[NDArray], Any]:
        """Return the outputs of all steps, and the states at the end of each sample."""
        outputs, history = [], []
        for x in steps:
            output, states = self(x, states)
            outputs.append(output)
            history.append(states)
        if valid_length is not None:
            states = [nd.SequenceLast(nd.stack(*each), valid_length, use_sequence_length=True)
                      for each in zip(*history, strict=True)]  # fmt: skip
        return outputs, states


HybridRecurrentCell = RecurrentCell


class _GatedCell(RecurrentCell):
    """Base of the cells with weights: (gates × hidden_size) rows for inputs and states."""

    _mode, _gates, _states = "rnn_tanh", 1, 1

    def __init__(self, hidden_size: int, i2h_weight_initializer: Any = None, h2h_weight_initializer: Any = None,
                 i2h_bias_initializer: Any = "zeros", h2h_bias_initializer: Any = "zeros", input_size: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        super().__init__(**naming)
        self._hidden_size, rows = hidden_size, self._gates * hidden_size
        for name, shape, init in (("i2h_weight", (rows, input_size), i2h_weight_initializer),
                                  ("h2h_weight", (rows, hidden_size), h2h_weight_initializer),
                                  ("i2h_bias", (rows,), i2h_bias_initializer),
                                  ("h2h_bias", (rows,), h2h_bias_initializer)):  # fmt: skip
            setattr(self, name, self.params.get(name, shape=shape, init=init, allow_deferred_init=True))

    def _alias(self) -> str:
        return type(self).__name__.lower().removesuffix("cell")

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return [{"shape": (batch_size, self._hidden_size), "__layout__": "NC"} for _ in range(self._states)]

    def infer_shape(self, x: NDArray, *_: Any) -> None:
        self._reg_params["i2h_weight"].shape = (self._gates * self._hidden_size, x.shape[1])

    def hybrid_forward(self, F: Any, x: NDArray, states: Any = None, i2h_weight: Any = None, h2h_weight: Any = None,
                       i2h_bias: Any = None, h2h_bias: Any = None) -> Any:  # fmt: skip
        states = [states] if isinstance(states, NDArray) else states
        gates = F.FullyConnected(x, i2h_weight, i2h_bias, num_hidden=self._gates * self._hidden_size)
        new = step(self._mode, gates, states[0], states[-1], h2h_weight, h2h_bias)
        return new[0], list(new[: self._states])

    def __repr__(self) -> str:
        rows, inputs = self._reg_params["i2h_weight"].shape or (0, 0)
        return f"{type(self).__name__}({inputs or None} -> {rows})"


class RNNCell(_GatedCell):
    """h = activation(x · Wᵀ + b + h · Uᵀ + c)."""

    def __init__(self, hidden_size: int, activation: str = "tanh", *args: Any, **options: Any) -> None:
        super().__init__(hidden_size, *args, **options)
        self._activation, self._mode = activation, f"rnn_{activation}"

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, {self._activation})"


class LSTMCell(_GatedCell):
    """Input, forget and output gate around a memory c; the states are h and c."""

    _mode, _gates, _states = "lstm", 4, 2


class GRUCell(_GatedCell):
    """A reset gate on the old state's part of the new one, and an update gate between old and new."""

    _mode, _gates = "gru", 3


class SequentialRNNCell(HybridSequential, RecurrentCell):
    """Cells one above another: the output of each is the input of the next. Their states are one list."""

    def __repr__(self) -> str:
        lines = "\n".join(f"({name}): {cell}" for name, cell in self._children.items())
        return f"{type(self).__name__}(\n{lines}\n)"

    def forward(self, x: Any, *args: Any) -> Any:
        states, after, at = args[0], [], 0
        for cell in self:
            count = len(cell.state_info())  # type: ignore[attr-defined]
            x, new = cell(x, states[at : at + count])
            after += new
            at += count
        return x, after


HybridSequentialRNNCell = SequentialRNNCell


class DropoutCell(Dropout, RecurrentCell):
    """Drops elements of the input while training; has no states."""

    def _alias(self) -> str:
        return "dropout"

    def hybrid_forward(self, F: Any, x: NDArray, states: Any = None) -> Any:
        return super().hybrid_forward(F, x), states

    def __repr__(self) -> str:
        return f"{type(self).__name__}(rate={self._rate}, axes={self._axes})"


class ResidualCell(RecurrentCell):
    """A cell whose input is added to its output."""

    def __init__(self, base_cell: RecurrentCell) -> None:
        super().__init__(prefix=base_cell.prefix + self._alias())
        self.base_cell = base_cell

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_cell})"

    def hybrid_forward(self, F: Any, x: NDArray, states: Any = None) -> Any:
        output, states = self.base_cell(x, states)
        return output + x, states


class BidirectionalCell(RecurrentCell):
    """One cell forwards and one backwards, over whole sequences only: see `unroll`."""

    def __init__(self, l_cell: RecurrentCell, r_cell: RecurrentCell, output_prefix: str = "bi_") -> None:
        super().__init__(prefix="")
        self.l_cell, self.r_cell = l_cell, r_cell

    def __repr__(self) -> str:
        return f"{type(self).__name__}(forward={self.l_cell}, backward={self.r_cell})"

    def forward(self, x: Any, *args: Any, **options: Any) -> Any:
        raise NotImplementedError(f"{self.name!r} looks at what comes later: use unroll, which has the whole sequence")

    def _over(self, steps: list[NDArray], states: Any, valid_length: NDArray | None) -> tuple[list[NDArray], Any]:
        """Return the outputs in both directions, joined along the features, and the last states of both."""
        split = len(self.l_cell.state_info())
        left, ahead = self.l_cell._over(steps, states[:split], valid_length)
        right, back = self.r_cell._over(_reversed(steps, valid_length), states[split:], valid_length)
        outputs = [nd.concat(a, b, dim=1) for a, b in zip(left, _reversed(right, valid_length), strict=True)]
        return outputs, [*ahead, *back]


def _reversed(steps: list[NDArray], valid_length: NDArray | None) -> list[NDArray]:
    if valid_length is None:
        return steps[::-1]
    return list(nd.SequenceReverse(nd.stack(*steps), valid_length, use_sequence_length=True))

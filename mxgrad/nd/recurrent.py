"""`nd.RNN`: recurrent layers over whole sequences, written with the operations for one step."""

from __future__ import annotations

import math
from typing import Any

from ..core import tape
from ..core.invoke import invoke
from ..core.registry import REGISTRY
from ..diagnostics.checks import checked
from ..errors import ShapeError
from ..ndarray import NDArray

GATES = {"rnn_relu": 1, "rnn_tanh": 1, "lstm": 4, "gru": 3}


def _run(name: str, *operands: Any, **params: Any) -> Any:
    op = REGISTRY[name]
    return invoke(op, operands, {**op.params, **params})


def _weights(flat: NDArray, hidden: int, gates: int, layers: int, ways: int, inputs: int) -> list[list[Any]]:
    """Cut the flat parameters into [input weight, state weight, input bias, state bias] for each layer and direction.

    All weights come first, then all biases.
    """
    rows, at = gates * hidden, 0
    cells: list[list[Any]] = [[] for _ in range(layers * ways)]
    shapes: list[tuple[int, ...]] = []
    for i in range(len(cells)):
        shapes += [(rows, inputs if i < ways else hidden * ways), (rows, hidden)]
    shapes += [(rows,)] * (2 * len(cells))
    sizes = [math.prod(shape) for shape in shapes]
    if sum(sizes) != flat.size:
        raise ShapeError(f"RNN: {layers} layers of {hidden} units over {inputs} features have {sum(sizes)} parameters, "
                         f"not {flat.size}")  # fmt: skip
    for i, (shape, size) in enumerate(zip(shapes, sizes, strict=True)):
        cells[i // 2 % len(cells)].append(flat[at : at + size].reshape(shape))
        at += size
    return cells


def step(mode: str, x: NDArray, h: Any, c: Any, weight: Any, bias: Any) -> tuple[Any, Any]:
    """Return the state and the memory after one step; x is the input's part of the gates already.

    `mode` is one of `GATES`, or 'rnn_' and any activation; only 'lstm' has a memory c, others return the given one.
    """
    own = _run("FullyConnected", h, weight, bias)
    if mode.startswith("rnn_"):
        return _run("Activation", x + own, act_type=mode.removeprefix("rnn_")), c
    if mode == "lstm":
        i, f, new, o = _run("split", x + own, num_outputs=4)
        c = f.sigmoid() * c + i.sigmoid() * new.tanh()
        return o.sigmoid() * c.tanh(), c
    (xr, xz, xn), (hr, hz, hn) = _run("split", x, num_outputs=3), _run("split", own, num_outputs=3)
    update = (xz + hz).sigmoid()
    return (1 - update) * (xn + (xr + hr).sigmoid() * hn).tanh() + update * h, c


def _direction(mode: str, data: NDArray, h: Any, c: Any, cell: list[Any], backwards: bool) -> tuple[Any, Any, Any]:
    """Run one layer one way over (steps, samples, features). Returns its outputs and its last state."""
    gates = _run("FullyConnected", data, cell[0], cell[2], flatten=False)
    steps = range(data.shape[0])
    outputs: list[Any] = []
    for t in reversed(steps) if backwards else steps:
        h, c = step(mode, gates[t], h, c, cell[1], cell[3])
        outputs.append(h)
    return _run("stack", *(outputs[::-1] if backwards else outputs)), h, c


@checked
def RNN(data: NDArray, parameters: NDArray, state: NDArray, state_cell: NDArray | None = None, *, state_size: int,
        num_layers: int, mode: str, bidirectional: bool = False, p: float = 0.0,
        state_outputs: bool = False) -> Any:  # fmt: skip
    """Run recurrent layers over `data` (steps, samples, features), from `state` (layers × directions, samples, units).

    `mode` is 'rnn_relu', 'rnn_tanh', 'lstm' (which has `state_cell` too) or 'gru'. `parameters` is one vector: the
    weights of all layers and directions (input, then state), then their biases. `p` drops outputs between layers in
    training. Returns (steps, samples, units × directions), and with `state_outputs` a list of it and the last states.
    """
    if mode not in GATES:
        raise ShapeError(f"RNN knows the modes {', '.join(GATES)}, not {mode!r}")
    if (state_cell is None) == (mode == "lstm"):
        raise TypeError(f"RNN: state_cell is what 'lstm' needs and no other mode uses: mode is {mode!r}")
    ways = 2 if bidirectional else 1
    expected = (num_layers * ways, data.shape[1] if data.ndim == 3 else 0, state_size)
    if data.ndim != 3 or state.shape != expected or (mode == "lstm" and getattr(state_cell, "shape", 0) != expected):
        raise ShapeError(f"RNN takes data (steps, samples, features), not {data.shape}, and {mode} states of shape "
                         f"{expected}, not {[s.shape for s in (state, state_cell) if s is not None]}: a "
                         f"layer's begin_state(batch_size) makes them")  # fmt: skip
    cells = _weights(parameters, state_size, GATES[mode], num_layers, ways, data.shape[2])
    hs, cs = [], []
    for layer in range(num_layers):
        if layer and p and tape.training.get():
            data = _run("Dropout", data, p=p)
        outputs = []
        for i in range(layer * ways, (layer + 1) * ways):
            cell_state = state_cell[i] if state_cell is not None else None
            out, h, c = _direction(mode, data, state[i], cell_state, cells[i], backwards=i % 2 == 1 and ways == 2)
            outputs.append(out)
            hs.append(h)
            cs.append(c)
        data = _run("concat", *outputs, dim=2) if ways == 2 else outputs[0]
    if not state_outputs:
        return data
    return [data, _run("stack", *hs), *([_run("stack", *cs)] if mode == "lstm" else [])]

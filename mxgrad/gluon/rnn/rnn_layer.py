"""Recurrent layers over whole sequences, by `nd.RNN`."""

from __future__ import annotations

from typing import Any

from ...nd.recurrent import GATES
from ...ndarray import NDArray
from ..parameter import Parameter
from .rnn_cell import WithStates

__all__ = ["GRU", "LSTM", "RNN"]


class _RNNLayer(WithStates):
    """Base of the layers: `layer(x)` returns the outputs of all steps, `layer(x, states)` these and the last states.

    Inputs are (steps, n, features), or (n, steps, features) for `layout='NTC'`; states (layers × directions, n,
    hidden_size). Between layers, `dropout` drops outputs while training.
    """

    _mode = "lstm"

    def __init__(self, hidden_size: int, num_layers: int = 1, layout: str = "TNC", dropout: float = 0,
                 bidirectional: bool = False, input_size: int = 0, i2h_weight_initializer: Any = None,
                 h2h_weight_initializer: Any = None, i2h_bias_initializer: Any = "zeros",
                 h2h_bias_initializer: Any = "zeros", dtype: Any = "float32", **naming: Any) -> None:  # fmt: skip
        super().__init__(**naming)
        if layout not in ("TNC", "NTC"):
            raise ValueError(f"{type(self).__name__}: layout is 'TNC' or 'NTC', not {layout!r}")
        self._hidden_size, self._num_layers, self._layout = hidden_size, num_layers, layout
        self._dropout, self._ways, self._dtype = dropout, "lr"[: 1 + bidirectional], dtype
        rows = GATES[self._mode] * hidden_size
        inits = {"i2h_weight": i2h_weight_initializer, "h2h_weight": h2h_weight_initializer,
                 "i2h_bias": i2h_bias_initializer, "h2h_bias": h2h_bias_initializer}  # fmt: skip
        for layer in range(num_layers):
            inputs = hidden_size * len(self._ways) if layer else input_size
            for way in self._ways:
                for part, init in inits.items():
                    columns = () if part.endswith("bias") else (inputs if part[0] == "i" else hidden_size,)
                    name = f"{way}{layer}_{part}"
                    setattr(self, name, self.params.get(name, shape=(rows, *columns), init=init, dtype=dtype,
                                                        allow_deferred_init=True))  # fmt: skip

    def __repr__(self) -> str:
        rows, inputs = self._reg_params["l0_i2h_weight"].shape or (0, 0)
        parts = [f"{inputs or None} -> {rows // GATES[self._mode]}", self._layout]
        parts += [f"num_layers={self._num_layers}"] if self._num_layers != 1 else []
        parts += [f"dropout={self._dropout}"] if self._dropout else []
        parts += ["bidirectional"] if len(self._ways) == 2 else []
        return f"{type(self).__name__}({', '.join(parts)})"

    def _collect_params_with_prefix(self, prefix: str = "") -> dict[str, Parameter]:
        """Return the parameters under the paths that MXNet's files have for them."""
        found = {}
        for name, param in self._reg_params.items():
            way, layer, part = name[0], name[1 : name.index("_")], name[name.index("_") + 1 :]
            cell = f"{layer}.{way}_cell" if len(self._ways) == 2 else layer
            found[f"{prefix}_unfused.{cell}.{part}"] = param
        return found

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        """Return the shape, layout and dtype of each state."""
        shape = (self._num_layers * len(self._ways), batch_size, self._hidden_size)
        count = 2 if self._mode == "lstm" else 1
        return [{"shape": shape, "__layout__": "LNC", "dtype": self._dtype} for _ in range(count)]

    def infer_shape(self, x: NDArray, *_: Any) -> None:
        for way in self._ways:
            self._reg_params[f"{way}0_i2h_weight"].shape = (GATES[self._mode] * self._hidden_size, x.shape[2])

    def forward(self, x: NDArray, states: Any = None) -> Any:
        given = states is not None
        if not given:
            states = self.begin_state(x.shape[self._layout.find("N")], ctx=x.context, dtype=x.dtype)
        states = [states] if isinstance(states, NDArray) else list(states)
        out, last = super().forward(x, states)
        return (out, last) if given else out

    def hybrid_forward(self, F: Any, x: NDArray, states: Any = None, **params: Any) -> Any:
        x = F.swapaxes(x, 0, 1) if self._layout == "NTC" else x
        order = [f"{way}{layer}_{side}_{kind}" for kind in ("weight", "bias") for layer in range(self._num_layers)
                 for way in self._ways for side in ("i2h", "h2h")]  # fmt: skip
        flat = F.concat(*(params[name].reshape((-1,)) for name in order), dim=0)
        out, *last = F.RNN(x, flat, *states, state_size=self._hidden_size, num_layers=self._num_layers,
                           mode=self._mode, bidirectional=len(self._ways) == 2, p=self._dropout,
                           state_outputs=True)  # fmt: skip
        return F.swapaxes(out, 0, 1) if self._layout == "NTC" else out, last


class RNN(_RNNLayer):
    """Elman's recurrence: h = activation(x · Wᵀ + b + h · Uᵀ + c), with 'relu' or 'tanh'."""

    def __init__(self, hidden_size: int, num_layers: int = 1, activation: str = "relu", layout: str = "TNC",
                 **options: Any) -> None:  # fmt: skip
        if activation not in ("relu", "tanh"):
            raise ValueError(f"RNN: activation is 'relu' or 'tanh', not {activation!r}")
        self._mode = f"rnn_{activation}"
        super().__init__(hidden_size, num_layers, layout, **options)


class LSTM(_RNNLayer):
    """Long short-term memory: Hochreiter and Schmidhuber (1997). Its states are h and the memory c."""


class GRU(_RNNLayer):
    """Gated recurrent units: Cho et al., arXiv 1406.1078, with the reset gate after the product."""

    _mode = "gru"

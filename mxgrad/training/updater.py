"""What an optimizer remembers of each parameter between its steps, also in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import nd
from ..autograd import pause
from ..core import tape
from ..errors import MXGradError
from ..ndarray import NDArray

if TYPE_CHECKING:
    from .optimizer import Optimizer

State = Any  # of a parameter: an array, a tuple of them, or None


class Updater:
    """Lets parameters step by index, and keeps the state of each."""

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.states: dict[Any, State] = {}

    def __call__(self, index: Any, grad: NDArray, weight: NDArray) -> None:
        """Let one parameter step."""
        if tape.recording.get():
            with pause():
                self(index, grad, weight)
            return
        if index not in self.states:
            self.states[index] = self.optimizer.create_state(index, weight)
        self.optimizer.update(index, weight, grad, self.states[index])

    def arrays(self) -> dict[str, NDArray]:
        """Return all that is remembered, as arrays by name, for a file."""
        found = {f"steps.{index}": nd.array([n], dtype="int64") for index, n in self.optimizer._counts.items()}
        for index, state in self.states.items():
            parts = state if isinstance(state, tuple) else () if state is None else (state,)
            found |= {f"state.{index}.{k}": part for k, part in enumerate(parts)}
        return found

    def restore(self, saved: dict[str, NDArray], weights: dict[int, NDArray]) -> None:
        """Take what `arrays` returned, for parameters by index. Raises `MXGradError` where it does not fit."""
        states = {index: self.optimizer.create_state(index, weight) for index, weight in weights.items()}
        counts = {}
        for name, array in saved.items():
            kind, _, place = name.partition(".")
            index, _, part = place.partition(".")
            try:
                if kind == "steps":
                    counts[int(index)] = int(array)
                else:
                    state = states[int(index)]
                    (state[int(part)] if isinstance(state, tuple) else state)[:] = array
            except (KeyError, ValueError, TypeError, IndexError):
                raise MXGradError(f"{name} of shape {array.shape} is nothing that {type(self.optimizer).__name__} "
                                  f"remembers of these parameters: load states into a trainer of the same network "
                                  f"and optimizer that saved them") from None  # fmt: skip
        self.states = states
        self.optimizer._counts = counts
        self.optimizer.num_update = max(counts.values(), default=self.optimizer.begin_num_update)


def get_updater(optimizer: Optimizer) -> Updater:
    """Return what lets parameters step with an optimizer."""
    return Updater(optimizer)

"""The trainer: one step of an optimizer for each parameter."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .. import nd
from ..core import tape
from ..diagnostics.checks import number
from ..diagnostics.source import here, user_frame
from ..training import optimizer as opt
from .parameter import Parameter
from .parameter_dict import ParameterDict, loaded_arrays
from .watching import shown_call


class Trainer:
    """Changes parameters along their gradients: `trainer.step(batch_size)` after `loss.backward()`.

    `params` are those of `net.collect_params()`, or a list. `optimizer` is a name with `optimizer_params`, such as
    'sgd' with {'learning_rate': 0.1}, or an object. `kvstore` and what belongs to it are accepted and change nothing:
    all parameters live in this process.
    """

    def __init__(self, params: ParameterDict | Mapping[str, Parameter] | Sequence[Parameter], optimizer: Any,
                 optimizer_params: Mapping[str, Any] | None = None, kvstore: Any = "device",
                 compression_params: Any = None, update_on_kvstore: bool | None = None) -> None:  # fmt: skip
        if isinstance(params, ParameterDict | Mapping):
            params = [params[name] for name in sorted(params)]
        if not isinstance(params, list | tuple) or not all(isinstance(p, Parameter) for p in params):
            raise ValueError(f"a Trainer takes the parameters of a network, net.collect_params(), or a list of them, "
                             f"not {type(params).__name__}")  # fmt: skip
        if not params:
            raise ValueError("this Trainer has nothing to train: the network has no parameters. Assign its layers to "
                             "attributes (self.hidden = nn.Dense(8)) or add them to nn.Sequential, and use "
                             "net.collect_params()")  # fmt: skip
        self._params = list(params)
        for param in self._params:
            param.list_ctx()  # raises where it has not been initialized
        numbered = dict(enumerate(self._params))
        if isinstance(optimizer, opt.Optimizer):
            if optimizer_params:
                raise ValueError("optimizer_params are for an optimizer given by name: this one is made already")
            optimizer.param_dict = numbered
            self._optimizer = optimizer
        else:
            self._optimizer = opt.create(optimizer, param_dict=numbered, **(optimizer_params or {}))
        self._updater = opt.get_updater(self._optimizer)
        self._scale = self._optimizer.rescale_grad

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step."""
        return self._optimizer.learning_rate

    @property
    def optimizer(self) -> opt.Optimizer:
        """The optimizer."""
        return self._optimizer

    def set_learning_rate(self, lr: float) -> None:
        """Change the learning rate. Raises `UserWarning` where a scheduler sets it."""
        self._optimizer.set_learning_rate(lr)

    def step(self, batch_size: int, ignore_stale_grad: bool = False) -> None:
        """Let every parameter step along its gradient divided by `batch_size`.

        Raises `UserWarning`, as MXNet does, for a gradient that backward() has not written since the last step; with
        `ignore_stale_grad` such a parameter stays as it is.
        """
        if number(batch_size, "batch_size", "Trainer.step") <= 0:
            raise ValueError(f"Trainer.step: batch_size={batch_size!r} must be above 0: gradients are divided by it")
        self._optimizer.rescale_grad = self._scale / batch_size
        stepping = []
        for index, param in enumerate(self._params):
            if param.grad_req == "null":
                continue
            if param.has_new_gradient():
                stepping.append((index, param))
            elif not ignore_stale_grad:
                raise UserWarning(f"backward() has not written the gradient of Parameter '{param.name}' since the last "
                                  f"step{here()}: call backward() on a loss that is computed with it, under "
                                  f"autograd.record(), before each step; or, if this part of the network is unused on "
                                  f"purpose, use step(batch_size, ignore_stale_grad=True)")  # fmt: skip
        shown_call("update", lambda: type(self._optimizer).__name__, 0, self._write, stepping)

    def _write(self, stepping: list[tuple[int, Parameter]]) -> None:
        with tape.unwatched() as watching:  # an update is one operation, whatever it is computed of
            for index, param in stepping:
                weight, gradient = param.data(), param.grad()
                self._updater(index, gradient, weight)
                param.use_gradient()
                for observer in watching:
                    observer.stepped(weight, gradient, self._optimizer.rule(index), user_frame(1))

    update = step

    def allreduce_grads(self) -> None:
        """Change nothing: each gradient is complete on its one device. Follow it with `update(batch_size)`."""

    def save_states(self, fname: str | os.PathLike[str]) -> None:
        """Write what the optimizer remembers of each parameter to a file, for `load_states`."""
        nd.save(fname, self._updater.arrays())

    def load_states(self, fname: str | os.PathLike[str]) -> None:
        """Read what `save_states` wrote: into a trainer of the same network and optimizer."""
        self._updater.restore(loaded_arrays(fname), {i: param.data() for i, param in enumerate(self._params)})

"""`mx.optimizer`: how a parameter steps along its gradient.

The update rules that `mxgrad.nd` has are used from there; the others are written here with its operations. All
multiply the gradient with `rescale_grad` (a trainer sets it to 1 / batch size), limit its elements to `clip_gradient`
and let `wd` pull the weights towards 0.
"""

from __future__ import annotations

import math
from typing import Any

from .. import nd
from ..ndarray import NDArray
from .registry import Registry
from .updater import State, Updater, get_updater

__all__ = ["FTML", "NAG", "SGD", "SGLD", "AdaDelta", "AdaGrad", "Adam", "Adamax", "Ftrl", "Nadam", "Optimizer",
           "RMSProp", "Signum", "Updater", "create", "get_updater", "register"]  # fmt: skip


class Optimizer:
    """Base of all optimizers. A subclass defines `create_state(index, weight)` and `step(...)`, or `update(...)`."""

    def __init__(self, rescale_grad: float = 1.0, param_idx2name: dict[int, str] | None = None, wd: float = 0.0,
                 clip_gradient: float | None = None, learning_rate: float | None = None, lr_scheduler: Any = None,
                 begin_num_update: int = 0, multi_precision: bool = False,
                 param_dict: dict[int, Any] | None = None) -> None:  # fmt: skip
        if multi_precision:
            raise NotImplementedError("weights have one precision here: cast the network to float32")
        self.rescale_grad, self.wd, self.clip_gradient = rescale_grad, wd, clip_gradient
        self.lr = 0.01 if lr_scheduler is None and learning_rate is None else learning_rate
        self.lr_scheduler = lr_scheduler
        if lr_scheduler is not None and learning_rate is not None:
            lr_scheduler.base_lr = learning_rate
        self.begin_num_update = self.num_update = begin_num_update
        self._counts: dict[Any, int] = {}
        self.idx2name = dict(param_idx2name or {})
        self.param_dict: dict[Any, Any] = param_dict or {}
        self.lr_mult: dict[Any, float] = {}
        self.wd_mult: dict[Any, float] = {}
        self.set_wd_mult({})

    @property
    def learning_rate(self) -> float:
        """The learning rate now, before any parameter's `lr_mult`."""
        if self.lr_scheduler is not None:
            return float(self.lr_scheduler(self.num_update))
        return self.lr  # type: ignore[return-value]

    def set_learning_rate(self, lr: float) -> None:
        """Change the learning rate. Raises `UserWarning` where a scheduler sets it."""
        if self.lr_scheduler is not None:
            raise UserWarning(f"the learning rate comes from {type(self.lr_scheduler).__name__}: change its base_lr, "
                              f"or make the trainer without lr_scheduler")  # fmt: skip
        self.lr = lr

    def set_lr_mult(self, args_lr_mult: dict[Any, float]) -> None:
        """Multiply the learning rates of parameters, by index or name."""
        self.lr_mult = dict(args_lr_mult)

    def set_wd_mult(self, args_wd_mult: dict[Any, float]) -> None:
        """Multiply the weight decay of parameters, by index or name; by 0 for names not ending in weight or gamma."""
        self.wd_mult = {n: 0.0 for n in self.idx2name.values() if not n.endswith(("_weight", "_gamma"))}
        self.wd_mult.update(args_wd_mult)

    def _mult(self, index: Any, kind: str) -> float:
        if index in self.param_dict:
            return float(getattr(self.param_dict[index], kind))
        table: dict[Any, float] = getattr(self, kind)
        return table.get(index, table.get(self.idx2name.get(index), 1.0))

    def _get_lr(self, index: Any) -> float:
        return self.learning_rate * self._mult(index, "lr_mult")

    def _get_wd(self, index: Any) -> float:
        return self.wd * self._mult(index, "wd_mult")

    def _update_count(self, index: Any) -> None:
        self._counts[index] = self._counts.get(index, self.begin_num_update) + 1
        self.num_update = max(self._counts[index], self.num_update)

    def create_state(self, index: Any, weight: NDArray) -> State:
        """Return what is remembered of a parameter between its steps."""
        return None

    def update(self, index: Any, weight: NDArray, grad: NDArray, state: State) -> None:
        """Let a parameter step, in place."""
        self._update_count(index)
        self.step(weight, grad, state, self._get_lr(index), self._get_wd(index), self._counts[index])

    update_multi_precision = update

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        """Write the new weight; `t` counts the parameter's steps from 1."""
        raise NotImplementedError(f"{type(self).__name__} defines neither step(weight, grad, state, lr, wd, t) nor "
                                  f"update(index, weight, grad, state)")  # fmt: skip

    def rule(self, index: Any) -> str:
        """Return the last step of a parameter as a formula of the weight w and the gradient g, for a trace."""
        return f"{type(self).__name__}(w, g)"

    def _gradient(self, index: Any, factor: float) -> str:
        """Return a factor times the gradient that a step is made with, as text: `0.05 g` or `0.1 (0.5 g + 0.01 w)`."""
        wd, g = self._get_wd(index), "g" if self.rescale_grad == 1 else f"{self.rescale_grad:g} g"
        if not wd and self.clip_gradient is None:
            return f"{factor * self.rescale_grad:g} g"
        g = g if self.clip_gradient is None else f"clip({g}, ±{self.clip_gradient:g})"
        return f"{factor:g} ({g} + {wd:g} w)" if wd else f"{factor:g} {g}"

    def _scaled(self, grad: NDArray) -> Any:
        """Return the gradient rescaled and limited."""
        scaled = grad * self.rescale_grad
        return scaled if self.clip_gradient is None else scaled.clip(-self.clip_gradient, self.clip_gradient)

    def _shared(self, wd: float) -> dict[str, Any]:
        """Return the options that the update rules of `mxgrad.nd` have in common."""
        options: dict[str, Any] = {"wd": wd, "rescale_grad": self.rescale_grad}
        return {**options, "clip_gradient": self.clip_gradient} if self.clip_gradient else options


_registry = Registry("optimizer", Optimizer)
register, create = _registry.register, _registry.create
Optimizer.register = staticmethod(register)  # type: ignore[attr-defined]
Optimizer.create_optimizer = staticmethod(create)  # type: ignore[attr-defined]


def _zeros(weight: NDArray, count: int) -> tuple[NDArray, ...]:
    return tuple(nd.zeros(weight.shape, ctx=weight.context, dtype=weight.dtype) for _ in range(count))


class _WithMomentum(Optimizer):
    """Remembers a velocity unless the momentum is 0."""

    def __init__(self, learning_rate: float | None = None, momentum: float = 0.0, **options: Any) -> None:
        super().__init__(learning_rate=learning_rate, **options)
        self.momentum = momentum

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 1)[0] if self.momentum else None


@register
class SGD(_WithMomentum):
    """weight - lr × gradient; with momentum the velocity m becomes momentum × m - lr × gradient, and is added."""

    def __init__(self, learning_rate: float | None = None, momentum: float = 0.0, lazy_update: bool = True,
                 **options: Any) -> None:  # fmt: skip
        super().__init__(learning_rate, momentum, **options)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        if state is None and not wd and self.clip_gradient is None:  # one factor: w - 0.05 g, not w - 0.1 (0.5 g)
            nd.sgd_update(weight, grad, lr * self.rescale_grad, out=weight)
        elif state is None:
            nd.sgd_update(weight, grad, lr, out=weight, **self._shared(wd))
        else:
            nd.sgd_mom_update(weight, grad, state, lr, momentum=self.momentum, out=weight, **self._shared(wd))

    def rule(self, index: Any) -> str:
        """Return `w − 0.1 g`, or with momentum `w + m` and what m has become."""
        step = self._gradient(index, self._get_lr(index))
        return f"w + m, m = {self.momentum:g} m − {step}" if self.momentum else f"w − {step}"


@register
class NAG(_WithMomentum):
    """Nesterov's accelerated gradient: the velocity is applied once more than in SGD."""

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        if state is None:
            nd.sgd_update(weight, grad, lr, out=weight, **self._shared(wd))
        else:
            nd.nag_mom_update(weight, grad, state, lr, momentum=self.momentum, out=weight, **self._shared(wd))


@register
class Signum(_WithMomentum):
    """Steps of equal size in the direction of the velocity's sign; `wd_lh` shrinks the weight: arXiv 1802.04434."""

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9, wd_lh: float = 0.0, **options: Any) -> None:
        super().__init__(learning_rate, momentum, **options)
        self.wd_lh = wd_lh

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        if state is None:
            nd.signsgd_update(weight, grad, lr, out=weight, **self._shared(wd))
        else:
            nd.signum_update(weight, grad, state, lr, momentum=self.momentum, wd_lh=self.wd_lh, out=weight,
                             **self._shared(wd))  # fmt: skip


class _TwoMoments(Optimizer):
    """Remembers running means of the gradient and of its square (or size)."""

    def __init__(self, learning_rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
                 **options: Any) -> None:  # fmt: skip
        super().__init__(learning_rate=learning_rate, **options)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 2)

    def _decayed(self, weight: NDArray, grad: NDArray, wd: float) -> Any:
        """Return the gradient rescaled, with the weight decay, and limited."""
        found = grad * self.rescale_grad + wd * weight
        return found if self.clip_gradient is None else found.clip(-self.clip_gradient, self.clip_gradient)


@register
class Adam(_TwoMoments):
    """Kingma and Ba, arXiv 1412.6980: mean / sqrt(mean square) of the gradient, corrected for beginning at 0."""

    def __init__(self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
                 lazy_update: bool = True, **options: Any) -> None:  # fmt: skip
        super().__init__(learning_rate, beta1, beta2, epsilon, **options)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        mean, square = state
        nd.adam_update(weight, grad, mean, square, lr=self._corrected(lr, t), beta1=self.beta1, beta2=self.beta2,
                       epsilon=self.epsilon, out=weight, **self._shared(wd))  # fmt: skip

    def _corrected(self, lr: float, t: int) -> float:
        return lr * math.sqrt(1 - self.beta2**t) / (1 - self.beta1**t)

    def rule(self, index: Any) -> str:
        """Return `w − c m / (√v + ε)` and what m and v have become; c is the learning rate as it was corrected."""
        g, mean = self._gradient(index, 1), self._gradient(index, 1 - self.beta1)
        return (f"w − {self._corrected(self._get_lr(index), self._counts[index]):g} m / (√v + {self.epsilon:g}), "
                f"m = {self.beta1:g} m + {mean}, v = {self.beta2:g} v + {1 - self.beta2:g} ({g})²")  # fmt: skip


@register
class Adamax(_TwoMoments):
    """Adam with the largest size of the gradient, fading, in place of the root of its mean square: arXiv 1412.6980."""

    def __init__(self, learning_rate: float = 0.002, beta1: float = 0.9, beta2: float = 0.999, **options: Any) -> None:
        super().__init__(learning_rate, beta1, beta2, **options)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        mean, size = state
        g = self._decayed(weight, grad, wd)
        mean[:] = self.beta1 * mean + (1 - self.beta1) * g
        size[:] = nd.maximum(self.beta2 * size, g.abs())
        weight[:] = weight - lr / (1 - self.beta1**t) * mean / size


@register
class Nadam(_TwoMoments):
    """Adam with Nesterov's momentum, which grows by `schedule_decay`: Dozat (2016).

    As in MXNet, the product of all momenta is one for all parameters.
    """

    def __init__(self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
                 schedule_decay: float = 0.004, **options: Any) -> None:  # fmt: skip
        super().__init__(learning_rate, beta1, beta2, epsilon, **options)
        self.schedule_decay, self.m_schedule = schedule_decay, 1.0

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        mean, square = state
        now, following = (self.beta1 * (1 - 0.5 * 0.96 ** (k * self.schedule_decay)) for k in (t, t + 1))
        self.m_schedule *= now
        g = self._decayed(weight, grad, wd)
        mean[:] = self.beta1 * mean + (1 - self.beta1) * g
        square[:] = self.beta2 * square + (1 - self.beta2) * g * g
        ahead = (1 - now) * g / (1 - self.m_schedule) + following * mean / (1 - self.m_schedule * following)
        weight[:] = weight - lr * ahead / ((square / (1 - self.beta2**t)).sqrt() + self.epsilon)


@register
class AdaGrad(Optimizer):
    """Divides by the root of the sum of all squared gradients: Duchi, Hazan and Singer (2011)."""

    def __init__(self, eps: float = 1e-7, **options: Any) -> None:
        super().__init__(**options)
        self.float_stable_eps = eps

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 1)[0]

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        g = self._scaled(grad)
        state += g * g
        weight[:] = weight - lr * (g / (state + self.float_stable_eps).sqrt() + wd * weight)


@register
class RMSProp(Optimizer):
    """Divides by the root of the running mean of squared gradients, about their mean if `centered`: Graves (2013)."""

    def __init__(self, learning_rate: float = 0.001, gamma1: float = 0.9, gamma2: float = 0.9, epsilon: float = 1e-8,
                 centered: bool = False, clip_weights: float | None = None, **options: Any) -> None:  # fmt: skip
        super().__init__(learning_rate=learning_rate, **options)
        self.gamma1, self.gamma2, self.epsilon = gamma1, gamma2, epsilon
        self.centered, self.clip_weights = centered, clip_weights

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 3 if self.centered else 1)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        options = {"gamma1": self.gamma1, "epsilon": self.epsilon, "out": weight, **self._shared(wd)}
        if self.clip_weights:
            options["clip_weights"] = self.clip_weights
        if self.centered:
            square, mean, delta = state
            nd.rmspropalex_update(weight, grad, square, mean, delta, lr=lr, gamma2=self.gamma2, **options)
        else:
            nd.rmsprop_update(weight, grad, state[0], lr=lr, **options)


@register
class AdaDelta(Optimizer):
    """Steps whose size comes from earlier steps, without a learning rate: Zeiler, arXiv 1212.5701."""

    def __init__(self, rho: float = 0.9, epsilon: float = 1e-5, **options: Any) -> None:
        super().__init__(**options)
        self.rho, self.epsilon = rho, epsilon

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 2)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        squares, steps = state
        g = self._scaled(grad)
        squares[:] = self.rho * squares + (1 - self.rho) * g * g
        now = (steps + self.epsilon).sqrt() / (squares + self.epsilon).sqrt() * g
        steps[:] = self.rho * steps + (1 - self.rho) * now * now
        weight[:] = weight - (now + wd * weight)


@register
class Ftrl(Optimizer):
    """Follow the regularised leader: weights whose gradients stay within `lamda1` are 0. McMahan et al. (2013)."""

    def __init__(self, lamda1: float = 0.01, learning_rate: float = 0.1, beta: float = 1, **options: Any) -> None:
        super().__init__(learning_rate=learning_rate, **options)
        self.lamda1, self.beta = lamda1, beta

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 2)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        z, n = state
        nd.ftrl_update(weight, grad, z, n, lr=lr, lamda1=self.lamda1, beta=self.beta, out=weight, **self._shared(wd))


@register
class FTML(Optimizer):
    """Follow the moving leader: Zheng and Kwok (2017)."""

    def __init__(self, beta1: float = 0.6, beta2: float = 0.999, epsilon: float = 1e-8, **options: Any) -> None:
        super().__init__(**options)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def create_state(self, index: Any, weight: NDArray) -> State:
        return _zeros(weight, 3)

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        options = self._shared(wd)
        options["clip_grad"] = options.pop("clip_gradient", -1.0)
        d, v, z = state
        nd.ftml_update(weight, grad, d, v, z, lr=lr, t=t, beta1=self.beta1, beta2=self.beta2, epsilon=self.epsilon,
                       out=weight, **options)  # fmt: skip


@register
class SGLD(Optimizer):
    """Stochastic gradient Langevin dynamics: half a step, and noise of variance lr. Welling and Teh (2011)."""

    def step(self, weight: NDArray, grad: NDArray, state: State, lr: float, wd: float, t: int) -> None:
        noise = nd.random.normal(0, math.sqrt(lr), shape=weight.shape, dtype=weight.dtype, ctx=weight.context)
        weight[:] = weight - lr / 2 * (self._scaled(grad) + wd * weight) + noise

"""Update steps of optimisers, as functions: they return the new weight and change their state in place.

`rescale_grad` multiplies the gradient, `clip_gradient` (if not negative) limits its elements, and `wd` adds a part of
the weight to it. Pass `out=weight` to write the result there.
"""

from __future__ import annotations

from typing import Any

from .. import tape
from ..invoke import write
from ..ndarray import NDArray


def _rescaled(weight: Any, grad: Any, rescale_grad: float, clip_gradient: float, wd: float) -> Any:
    if rescale_grad != 1:
        grad = grad * rescale_grad
    if clip_gradient >= 0:
        grad = grad.clip(-clip_gradient, clip_gradient)
    return grad + wd * weight if wd else grad


def _step(update: Any, out: NDArray | None) -> NDArray:
    """Run an update unrecorded, and put the result where the caller wants it."""
    token = tape.recording.set(False)
    try:
        result: NDArray = update()
        if out is None or out is result:
            return result
        write(out, ..., result)
        return out
    finally:
        tape.recording.reset(token)


def sgd_update(weight: Any, grad: Any, lr: float, wd: float = 0.0, rescale_grad: float = 1.0,
               clip_gradient: float = -1.0, lazy_update: bool = True,
               out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × gradient."""

    def update() -> Any:
        nonlocal out
        step = lr * _rescaled(weight, grad, rescale_grad, clip_gradient, wd)
        if out is None or out is not weight:
            return weight - step
        out -= step
        return out

    return _step(update, out)


def sgd_mom_update(weight: Any, grad: Any, mom: Any, lr: float, momentum: float = 0.0, wd: float = 0.0,
                   rescale_grad: float = 1.0, clip_gradient: float = -1.0, lazy_update: bool = True,
                   out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight + mom, where mom becomes momentum × mom - lr × gradient."""

    def update() -> Any:
        write(mom, ..., momentum * mom - lr * _rescaled(weight, grad, rescale_grad, clip_gradient, wd))
        return weight + mom

    return _step(update, out)


def nag_mom_update(weight: Any, grad: Any, mom: Any, lr: float, momentum: float = 0.0, wd: float = 0.0,
                   rescale_grad: float = 1.0, clip_gradient: float = -1.0,
                   out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Nesterov's momentum: weight - lr × (gradient + momentum × mom), where mom becomes momentum × mom + gradient."""

    def update() -> Any:
        g = _rescaled(weight, grad, rescale_grad, clip_gradient, wd)
        write(mom, ..., momentum * mom + g)
        return weight - lr * (g + momentum * mom)

    return _step(update, out)


def signsgd_update(weight: Any, grad: Any, lr: float, wd: float = 0.0, rescale_grad: float = 1.0,
                   clip_gradient: float = -1.0, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × (sign of the gradient + wd × weight)."""
    return _step(lambda: (1 - lr * wd) * weight - lr * (grad * rescale_grad).sign(), out)


def adam_update(weight: Any, grad: Any, mean: Any, var: Any, lr: float, beta1: float = 0.9,
                beta2: float = 0.999, epsilon: float = 1e-8, wd: float = 0.0, rescale_grad: float = 1.0,
                clip_gradient: float = -1.0, lazy_update: bool = True,
               out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × mean / (sqrt(var) + epsilon), after the two moved towards the gradient and its square.

    The correction for the first steps is left to `lr`, as in MXNet.
    """

    def update() -> Any:
        g = _rescaled(weight, grad, rescale_grad, clip_gradient, wd)
        write(mean, ..., beta1 * mean + (1 - beta1) * g)
        write(var, ..., beta2 * var + (1 - beta2) * g * g)
        return weight - lr * mean / (var.sqrt() + epsilon)

    return _step(update, out)


def rmsprop_update(weight: Any, grad: Any, n: Any, lr: float, gamma1: float = 0.95, epsilon: float = 1e-8,
                   wd: float = 0.0, rescale_grad: float = 1.0, clip_gradient: float = -1.0,
                   clip_weights: float = -1.0, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × gradient / sqrt(n + epsilon), after n moved towards the gradient's square."""

    def update() -> Any:
        g = _rescaled(weight, grad, rescale_grad, clip_gradient, wd)
        write(n, ..., gamma1 * n + (1 - gamma1) * g * g)
        result = weight - lr * g / (n + epsilon).sqrt()
        return result.clip(-clip_weights, clip_weights) if clip_weights >= 0 else result

    return _step(update, out)


def ftrl_update(weight: Any, grad: Any, z: Any, n: Any, lr: float, lamda1: float = 0.01,
                beta: float = 1.0, wd: float = 0.0, rescale_grad: float = 1.0, clip_gradient: float = -1.0,
                out: NDArray | None = None) -> NDArray:  # fmt: skip
    """McMahan et al., "Ad click prediction" (2013): 0 where |z| <= lamda1, else a step against z."""

    def update() -> Any:
        g = _rescaled(weight, grad, rescale_grad, clip_gradient, 0.0)
        squares = n + g * g
        write(z, ..., z + g - (squares.sqrt() - n.sqrt()) * weight / lr)
        write(n, ..., squares)
        shrunk = z - lamda1 * z.sign()
        return -shrunk / ((beta + n.sqrt()) / lr + wd) * (z.abs() > lamda1)

    return _step(update, out)

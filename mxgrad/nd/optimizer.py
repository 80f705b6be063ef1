"""Update steps of optimisers, as functions: they return the new weight and change their state in place.

`rescale_grad` multiplies the gradient, `clip_gradient` (if not negative) limits its elements, and `wd` adds a part of
the weight to it. Pass `out=weight` to write the result there.
"""

from __future__ import annotations

from typing import Any

from ..core import tape
from ..core.memory.assign import write
from ..diagnostics.checks import checked, number, whole
from ..errors import ShapeError
from ..ndarray import NDArray


def _rescaled(weight: NDArray, grad: NDArray, rescale_grad: float, clip_gradient: float, wd: float) -> Any:
    grad = _clipped(grad if rescale_grad == 1 else grad * rescale_grad, clip_gradient)
    return grad + wd * weight if wd else grad


def _clipped(grad: NDArray, clip_gradient: float) -> Any:
    return grad.clip(-clip_gradient, clip_gradient) if clip_gradient >= 0 else grad


def _step(update: Any, out: NDArray | None, *arrays: NDArray) -> NDArray:
    """Run an update unrecorded, and put the result where it is wanted. Nothing is written if a shape is wrong."""
    for array in arrays if out is None else (*arrays, out):
        if array._data.shape != arrays[0]._data.shape:
            raise ShapeError(f"an update step: the weight has shape {arrays[0].shape}, another array {array.shape}")
    token = tape.recording.set(False)
    try:
        result: NDArray = update()
        if out is None or out is result:
            return result
        write(out, ..., result)
        return out
    finally:
        tape.recording.reset(token)


@checked
def sgd_update(weight: NDArray, grad: NDArray, lr: float, wd: float = 0.0, rescale_grad: float = 1.0,
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

    return _step(update, out, weight, grad)


@checked
def sgd_mom_update(weight: NDArray, grad: NDArray, mom: NDArray, lr: float, momentum: float = 0.0, wd: float = 0.0,
                   rescale_grad: float = 1.0, clip_gradient: float = -1.0, lazy_update: bool = True,
                   out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight + mom, where mom becomes momentum × mom - lr × gradient."""

    def update() -> Any:
        write(mom, ..., momentum * mom - lr * _rescaled(weight, grad, rescale_grad, clip_gradient, wd))
        return weight + mom

    return _step(update, out, weight, grad, mom)


@checked
def nag_mom_update(weight: NDArray, grad: NDArray, mom: NDArray, lr: float, momentum: float = 0.0, wd: float = 0.0,
                   rescale_grad: float = 1.0, clip_gradient: float = -1.0,
                   out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Nesterov's momentum: weight + momentum × mom - lr × gradient, after mom became momentum × mom - lr × gradient."""

    def update() -> Any:
        step = lr * _rescaled(weight, grad, rescale_grad, clip_gradient, wd)
        write(mom, ..., momentum * mom - step)
        return weight + momentum * mom - step

    return _step(update, out, weight, grad, mom)


@checked
def signsgd_update(weight: NDArray, grad: NDArray, lr: float, wd: float = 0.0, rescale_grad: float = 1.0,
                   clip_gradient: float = -1.0, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × (sign of the gradient + wd × weight)."""

    def update() -> Any:
        return (1 - lr * wd) * weight - lr * _clipped(grad * rescale_grad, clip_gradient).sign()

    return _step(update, out, weight, grad)


@checked
def adam_update(weight: NDArray, grad: NDArray, mean: NDArray, var: NDArray, lr: float, beta1: float = 0.9,
                beta2: float = 0.999, epsilon: float = 1e-8, wd: float = 0.0, rescale_grad: float = 1.0,
                clip_gradient: float = -1.0, lazy_update: bool = True,
               out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × mean / (sqrt(var) + epsilon), after the two moved towards the gradient and its square.

    The correction for the first steps is left to `lr`, as in MXNet.
    """

    def update() -> Any:
        g = _clipped(grad * rescale_grad + wd * weight, clip_gradient)
        write(mean, ..., beta1 * mean + (1 - beta1) * g)
        write(var, ..., beta2 * var + (1 - beta2) * g * g)
        return weight - lr * mean / (var.sqrt() + epsilon)

    return _step(update, out, weight, grad, mean, var)


@checked
def rmsprop_update(weight: NDArray, grad: NDArray, n: NDArray, lr: float, gamma1: float = 0.95, epsilon: float = 1e-8,
                   wd: float = 0.0, rescale_grad: float = 1.0, clip_gradient: float = -1.0,
                   clip_weights: float = -1.0, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × gradient / sqrt(n + epsilon), after n moved towards the gradient's square."""

    def update() -> Any:
        g = _clipped(grad * rescale_grad + wd * weight, clip_gradient)
        write(n, ..., gamma1 * n + (1 - gamma1) * g * g)
        result = weight - lr * g / (n + epsilon).sqrt()
        return result.clip(-clip_weights, clip_weights) if clip_weights >= 0 else result

    return _step(update, out, weight, grad, n)


@checked
def ftrl_update(weight: NDArray, grad: NDArray, z: NDArray, n: NDArray, lr: float, lamda1: float = 0.01,
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

    return _step(update, out, weight, grad, z, n)


@checked
def signum_update(weight: NDArray, grad: NDArray, mom: NDArray, lr: float, momentum: float = 0.0, wd: float = 0.0,
                  rescale_grad: float = 1.0, clip_gradient: float = -1.0, wd_lh: float = 0.0,
                  out: NDArray | None = None) -> NDArray:  # fmt: skip
    """(1 - lr × wd_lh) × weight + lr × sign of mom, where mom becomes momentum × mom - (1 - momentum) × gradient."""

    def update() -> Any:
        g = _rescaled(weight, grad, rescale_grad, clip_gradient, wd)
        write(mom, ..., momentum * mom - (1 - momentum) * g)
        return (1 - lr * wd_lh) * weight + lr * mom.sign()

    return _step(update, out, weight, grad, mom)


@checked
def rmspropalex_update(weight: NDArray, grad: NDArray, n: NDArray, g: NDArray, delta: NDArray, lr: float,
                       gamma1: float = 0.95, gamma2: float = 0.9, epsilon: float = 1e-8, wd: float = 0.0,
                       rescale_grad: float = 1.0, clip_gradient: float = -1.0, clip_weights: float = -1.0,
                       out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Graves, "Generating sequences with recurrent neural networks" (2013): RMSProp about the gradient's mean `g`."""

    def update() -> Any:
        step = _clipped(grad * rescale_grad + wd * weight, clip_gradient)
        write(n, ..., gamma1 * n + (1 - gamma1) * step * step)
        write(g, ..., gamma1 * g + (1 - gamma1) * step)
        write(delta, ..., gamma2 * delta - lr * step / (n - g * g + epsilon).sqrt())
        result = weight + delta
        return result.clip(-clip_weights, clip_weights) if clip_weights >= 0 else result

    return _step(update, out, weight, grad, n, g, delta)


@checked
def ftml_update(weight: NDArray, grad: NDArray, d: NDArray, v: NDArray, z: NDArray, lr: float, t: int,
                beta1: float = 0.6, beta2: float = 0.999, epsilon: float = 1e-8, wd: float = 0.0,
                rescale_grad: float = 1.0, clip_grad: float = -1.0, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """Zheng and Kwok, "Follow the moving leader in deep learning" (2017): -z / d at step t, counted from 1."""
    whole(t, "t", "nd.ftml_update", 1)

    def update() -> Any:
        g = _clipped(grad * rescale_grad + wd * weight, clip_grad)
        write(v, ..., beta2 * v + (1 - beta2) * g * g)
        new_d = (1 - beta1**t) / lr * ((v / (1 - beta2**t)).sqrt() + epsilon)
        write(z, ..., beta1 * z + (1 - beta1) * g - (new_d - beta1 * d) * weight)
        write(d, ..., new_d)
        return -z / d

    return _step(update, out, weight, grad, d, v, z)


@checked
def lamb_update_phase1(weight: NDArray, grad: NDArray, mean: NDArray, var: NDArray, t: int,
                       beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-6, bias_correction: bool = True,
                       wd: float = 0.0, rescale_grad: float = 1.0, clip_gradient: float = -1.0,
                       out: NDArray | None = None) -> NDArray:  # fmt: skip
    """The direction of a LAMB step (You et al., 2020) at step t, counted from 1: Adam's and wd × weight."""
    whole(t, "t", "nd.lamb_update_phase1", 1)

    def update() -> Any:
        g = _clipped(grad * rescale_grad, clip_gradient)
        write(mean, ..., beta1 * mean + (1 - beta1) * g)
        write(var, ..., beta2 * var + (1 - beta2) * g * g)
        m, v = (mean / (1 - beta1**t), var / (1 - beta2**t)) if bias_correction else (mean, var)
        return m / (v.sqrt() + epsilon) + wd * weight

    return _step(update, out, weight, grad, mean, var)


@checked
def lamb_update_phase2(weight: NDArray, g: NDArray, r1: Any, r2: Any, lr: float, lower_bound: float = -1.0,
                       upper_bound: float = -1.0, out: NDArray | None = None) -> NDArray:  # fmt: skip
    """weight - lr × r1 / r2 × g, with r1 the length of the weight, limited by the bounds, and r2 that of g."""

    def update() -> Any:
        length, other = (float(number(r, name, "nd.lamb_update_phase2")) for r, name in ((r1, "r1"), (r2, "r2")))
        length = max(length, lower_bound) if lower_bound >= 0 else length
        length = min(length, upper_bound) if upper_bound >= 0 else length
        ratio = length / other if length and other else 1.0
        return weight - lr * ratio * g

    return _step(update, out, weight, g)

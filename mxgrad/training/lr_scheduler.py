"""`mx.lr_scheduler`: learning rates that change with the number of updates.

Each schedule begins with `warmup_steps` updates from `warmup_begin_lr` up to `base_lr`, 'linear' or 'constant'.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


class LRScheduler:
    """Base of the schedules. A subclass defines `rate(num_update)`, for after the warmup, or `__call__`."""

    def __init__(self, base_lr: float = 0.01, warmup_steps: int = 0, warmup_begin_lr: float = 0,
                 warmup_mode: str = "linear") -> None:  # fmt: skip
        if warmup_begin_lr > base_lr:
            raise ValueError(f"the warmup begins with {warmup_begin_lr}, above base_lr={base_lr}")
        if warmup_steps < 0 or warmup_mode not in ("linear", "constant"):
            raise ValueError(f"warmup_steps is at least 0, warmup_mode 'linear' or 'constant', not {warmup_steps} and "
                             f"{warmup_mode!r}")  # fmt: skip
        self.base_lr = self.warmup_final_lr = base_lr
        self.warmup_steps, self.warmup_begin_lr, self.warmup_mode = warmup_steps, warmup_begin_lr, warmup_mode

    def get_warmup_lr(self, num_update: int) -> float:
        """Return the learning rate of an update of the warmup."""
        if self.warmup_mode == "constant":
            return self.warmup_begin_lr
        whole = self.warmup_final_lr - self.warmup_begin_lr
        return self.warmup_begin_lr + whole * num_update / self.warmup_steps

    def __call__(self, num_update: int) -> float:
        """Return the learning rate after `num_update` updates."""
        return self.get_warmup_lr(num_update) if num_update < self.warmup_steps else self.rate(num_update)

    def rate(self, num_update: int) -> float:
        """Return the learning rate of an update after the warmup."""
        raise NotImplementedError(f"{type(self).__name__} defines no rate(self, num_update)")


class FactorScheduler(LRScheduler):
    """Multiplied by `factor` after every `step` updates, down to `stop_factor_lr`."""

    def __init__(self, step: int, factor: float = 1, stop_factor_lr: float = 1e-8, base_lr: float = 0.01,
                 **warmup: Any) -> None:  # fmt: skip
        super().__init__(base_lr, **warmup)
        if step < 1 or factor > 1:
            raise ValueError(f"FactorScheduler: step is at least 1, factor at most 1, not {step} and {factor}")
        self.step, self.factor, self.stop_factor_lr = step, factor, stop_factor_lr
        self.count = 0

    def rate(self, num_update: int) -> float:
        """Return the learning rate, which an update that was asked for has changed for good."""
        while num_update > self.count + self.step:
            self.count += self.step
            self.base_lr = max(self.base_lr * self.factor, self.stop_factor_lr)
        return self.base_lr


class MultiFactorScheduler(LRScheduler):
    """Multiplied by `factor` after each of the numbers of updates in the list `step`."""

    def __init__(self, step: Sequence[int], factor: float = 1, base_lr: float = 0.01, **warmup: Any) -> None:
        super().__init__(base_lr, **warmup)
        if not step or list(step) != sorted(set(step)) or step[0] < 1 or factor > 1:
            raise ValueError(f"MultiFactorScheduler: step is a growing list of numbers from 1 on, factor at most 1, "
                             f"not {step} and {factor}")  # fmt: skip
        self.step, self.factor = list(step), factor
        self.cur_step_ind = 0

    def rate(self, num_update: int) -> float:
        """Return the learning rate, which an update that was asked for has changed for good."""
        while self.cur_step_ind < len(self.step) and num_update > self.step[self.cur_step_ind]:
            self.cur_step_ind += 1
            self.base_lr *= self.factor
        return self.base_lr


class _Falling(LRScheduler):
    """Base of schedules that fall from `base_lr` to `final_lr`, which they reach at `max_update`."""

    def __init__(self, max_update: int, base_lr: float = 0.01, final_lr: float = 0, **warmup: Any) -> None:
        super().__init__(base_lr, **warmup)
        if max_update < 1:
            raise ValueError(f"max_update is at least 1, not {max_update}")
        self.max_update, self.final_lr = max_update, final_lr
        self.base_lr_orig = base_lr
        self.max_steps = max_update - self.warmup_steps

    def share(self, done: float) -> float:
        """Return how much of the way down is left once the part `done` of the updates is."""
        raise NotImplementedError

    def rate(self, num_update: int) -> float:
        """Return the learning rate; after `max_update` it stays what it was."""
        if num_update <= self.max_update:
            left = self.share((num_update - self.warmup_steps) / self.max_steps)
            self.base_lr = self.final_lr + (self.base_lr_orig - self.final_lr) * left
        return self.base_lr


class PolyScheduler(_Falling):
    """base_lr × (1 - done)^pwr, with `done` from 0 to 1."""

    def __init__(self, max_update: int, base_lr: float = 0.01, pwr: float = 2, final_lr: float = 0,
                 **warmup: Any) -> None:  # fmt: skip
        super().__init__(max_update, base_lr, final_lr, **warmup)
        self.power = pwr

    def share(self, done: float) -> float:
        return float((1 - done) ** self.power)


class CosineScheduler(_Falling):
    """base_lr × (1 + cos(π done)) / 2, with `done` from 0 to 1: Loshchilov and Hutter, arXiv 1608.03983."""

    def share(self, done: float) -> float:
        return (1 + math.cos(math.pi * done)) / 2

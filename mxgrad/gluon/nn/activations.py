"""Functions applied to every element, as layers."""

from __future__ import annotations

from typing import Any

from ...ndarray import NDArray
from ...training import initializer
from ..block import HybridBlock

__all__ = ["ELU", "GELU", "SELU", "Activation", "LeakyReLU", "PReLU", "Swish"]


class Activation(HybridBlock):
    """relu, sigmoid, tanh, softrelu (log(1 + exp x)) or softsign."""

    def __init__(self, activation: str, **naming: Any) -> None:
        self._act_type = activation
        super().__init__(**naming)

    def _alias(self) -> str:
        return self._act_type

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.Activation(x, act_type=self._act_type)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._act_type})"


class PReLU(HybridBlock):
    """x above 0, alpha x below, with a learned alpha: one for all, or one for each of `in_channels`."""

    def __init__(self, alpha_initializer: Any = None, in_channels: int = 1, **naming: Any) -> None:
        super().__init__(**naming)
        init = initializer.Constant(0.25) if alpha_initializer is None else alpha_initializer
        self.alpha = self.params.get("alpha", shape=(in_channels,), init=init)

    def hybrid_forward(self, F: Any, x: NDArray, alpha: Any = None) -> Any:
        return F.LeakyReLU(x, gamma=alpha, act_type="prelu")


class _Leaky(HybridBlock):
    """Base of the functions that `nd.LeakyReLU` knows by the name `kind`."""

    _kind: str
    _alpha = 0.25

    def __init_subclass__(cls, kind: str) -> None:
        cls._kind = kind

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return F.LeakyReLU(x, act_type=self._kind, slope=self._alpha)


class LeakyReLU(_Leaky, kind="leaky"):
    """x above 0, `alpha` x below."""

    def __init__(self, alpha: float, **naming: Any) -> None:
        if alpha < 0:
            raise ValueError(f"LeakyReLU: the slope alpha must be at least 0, not {alpha}")
        super().__init__(**naming)
        self._alpha = alpha

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._alpha})"


class ELU(_Leaky, kind="elu"):
    """x above 0, `alpha` (exp(x) - 1) below."""

    def __init__(self, alpha: float = 1.0, **naming: Any) -> None:
        super().__init__(**naming)
        self._alpha = alpha


class SELU(_Leaky, kind="selu"):
    """ELU scaled so that outputs tend to mean 0 and variance 1: Klambauer et al., arXiv 1706.02515."""


class GELU(_Leaky, kind="gelu"):
    """x times the normal distribution function of x: Hendrycks and Gimpel, arXiv 1606.08415."""


class Swish(HybridBlock):
    """x sigmoid(`beta` x): Ramachandran et al., arXiv 1710.05941."""

    def __init__(self, beta: float = 1.0, **naming: Any) -> None:
        super().__init__(**naming)
        self._beta = beta

    def hybrid_forward(self, F: Any, x: NDArray) -> Any:
        return x * F.sigmoid(x * self._beta)

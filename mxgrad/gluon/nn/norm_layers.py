"""Normalisation: mean 0 and deviation 1 over some of the axes, then a learned scale gamma and shift beta."""

from __future__ import annotations

from typing import Any

import numpy

from ...ndarray import NDArray
from ..block import HybridBlock

__all__ = ["BatchNorm", "GroupNorm", "InstanceNorm", "LayerNorm"]


class _Norm(HybridBlock):
    """Base of the layers: gamma (unless `scale=False`) and beta (unless `center=False`) are learned."""

    _unknown: int | None = 0  # what the text says of `in_channels` before the first batch

    def __init__(self, size: int, center: bool, scale: bool, beta_initializer: Any, gamma_initializer: Any,
                 options: dict[str, Any], fixed: bool = False, **naming: Any) -> None:  # fmt: skip
        super().__init__(**naming)
        self._options = options
        for name, learned, init in (("gamma", scale, gamma_initializer), ("beta", center, beta_initializer)):
            param = self.params.get(name, grad_req="write" if learned else "null", shape=(size,), init=init,
                                    allow_deferred_init=True, differentiable=learned or not fixed)  # fmt: skip
            setattr(self, name, param)

    def infer_shape(self, x: NDArray, *_: Any) -> None:
        channels = x.shape[self._options["axis"]]
        for param in self._reg_params.values():
            param.shape = (channels,)

    def __repr__(self) -> str:
        told = dict(self._options)
        if "axis" in told:
            told["in_channels"] = (self._reg_params["gamma"].shape or (0,))[0] or self._unknown
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in told.items())})"


class BatchNorm(_Norm):
    """Each channel normalised over the batch in training, else by running means, which move by 1 - `momentum`."""

    _unknown = None

    def __init__(self, axis: int = 1, momentum: float = 0.9, epsilon: float = 1e-5, center: bool = True,
                 scale: bool = True, use_global_stats: bool = False, beta_initializer: Any = "zeros",
                 gamma_initializer: Any = "ones", running_mean_initializer: Any = "zeros",
                 running_variance_initializer: Any = "ones", in_channels: int = 0, **naming: Any) -> None:  # fmt: skip
        options = {"axis": axis, "eps": epsilon, "momentum": momentum, "fix_gamma": not scale,
                   "use_global_stats": use_global_stats}  # fmt: skip
        super().__init__(in_channels, center, scale, beta_initializer, gamma_initializer, options, True, **naming)
        for name, init in (("mean", running_mean_initializer), ("var", running_variance_initializer)):
            param = self.params.get(f"running_{name}", grad_req="null", shape=(in_channels,), init=init,
                                    allow_deferred_init=True, differentiable=False)  # fmt: skip
            setattr(self, f"running_{name}", param)

    def cast(self, dtype: Any) -> None:
        """Convert the parameters to another dtype; float16 becomes float32."""
        super().cast("float32" if numpy.dtype(dtype).name == "float16" else dtype)

    def hybrid_forward(self, F: Any, x: NDArray, gamma: Any = None, beta: Any = None, running_mean: Any = None,
                       running_var: Any = None) -> Any:  # fmt: skip
        return F.BatchNorm(x, gamma, beta, running_mean, running_var, **self._options)


class LayerNorm(_Norm):
    """Each sample normalised along one axis: Ba, Kiros and Hinton, arXiv 1607.06450."""

    def __init__(self, axis: int = -1, epsilon: float = 1e-5, center: bool = True, scale: bool = True,
                 beta_initializer: Any = "zeros", gamma_initializer: Any = "ones", in_channels: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        options = {"eps": epsilon, "axis": axis, "center": center, "scale": scale}
        super().__init__(in_channels, center, scale, beta_initializer, gamma_initializer, options, **naming)

    def hybrid_forward(self, F: Any, x: NDArray, gamma: Any = None, beta: Any = None) -> Any:
        return F.LayerNorm(x, gamma, beta, axis=self._options["axis"], eps=self._options["eps"])


class InstanceNorm(_Norm):
    """Each channel (`axis`) of each sample normalised: Ulyanov et al., arXiv 1607.08022."""

    def __init__(self, axis: int = 1, epsilon: float = 1e-5, center: bool = True, scale: bool = False,
                 beta_initializer: Any = "zeros", gamma_initializer: Any = "ones", in_channels: int = 0,
                 **naming: Any) -> None:  # fmt: skip
        options = {"eps": epsilon, "axis": axis, "center": center, "scale": scale}
        super().__init__(in_channels, center, scale, beta_initializer, gamma_initializer, options, **naming)

    def hybrid_forward(self, F: Any, x: NDArray, gamma: Any = None, beta: Any = None) -> Any:
        axis, eps = self._options["axis"], self._options["eps"]
        if axis == 1:
            return F.InstanceNorm(x, gamma, beta, eps=eps)
        return F.swapaxes(F.InstanceNorm(F.swapaxes(x, 1, axis), gamma, beta, eps=eps), 1, axis)


class GroupNorm(_Norm):
    """Groups of channels of each sample normalised: Wu and He, arXiv 1803.08494. gamma and beta are one a group."""

    def __init__(self, num_groups: int = 1, epsilon: float = 1e-5, center: bool = True, scale: bool = True,
                 beta_initializer: Any = "zeros", gamma_initializer: Any = "ones", **naming: Any) -> None:  # fmt: skip
        options = {"eps": epsilon, "num_groups": num_groups, "center": center, "scale": scale}
        super().__init__(num_groups, center, scale, beta_initializer, gamma_initializer, options, **naming)

    def hybrid_forward(self, F: Any, x: NDArray, gamma: Any = None, beta: Any = None) -> Any:
        return F.GroupNorm(x, gamma, beta, num_groups=self._options["num_groups"], eps=self._options["eps"])

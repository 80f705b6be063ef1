"""`mx.test_utils`: what MXNet's lessons and tests use of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from . import testing
from .context import Context, current_context, num_gpus
from .nd import array
from .ndarray import NDArray

__all__ = ["almost_equal", "assert_almost_equal", "check_numeric_gradient", "default_context", "list_gpus",
           "rand_ndarray", "rand_shape_nd", "random_arrays", "same"]  # fmt: skip

_TOLERANCE = {"float16": (1e-2, 1e-2), "float32": (1e-4, 1e-5), "float64": (1e-6, 1e-8)}


def list_gpus() -> list[int]:
    """Return the numbers of the GPUs that can be used; empty without CuPy."""
    return list(range(num_gpus()))


def default_context() -> Context:
    """Return the context that new arrays get."""
    return current_context()


def _numpy(array: Any) -> Any:
    return array.asnumpy() if isinstance(array, NDArray) else numpy.asarray(array)


def _tolerances(a: Any, b: Any, rtol: float | None, atol: float | None) -> tuple[float, float]:
    """Return tolerances that suit the less precise of two arrays, where none are given."""
    found = [_TOLERANCE.get(str(array.dtype), (0.0, 0.0)) for array in (a, b)]
    widest = max(found)
    return (widest[0] if rtol is None else rtol, widest[1] if atol is None else atol)


def same(a: Any, b: Any) -> bool:
    """Tell whether two arrays have the same shape and elements."""
    return bool(numpy.array_equal(_numpy(a), _numpy(b)))


def almost_equal(a: Any, b: Any, rtol: float | None = None, atol: float | None = None, equal_nan: bool = False) -> bool:
    """Tell whether two arrays agree within tolerances, by default those of the less precise dtype."""
    left, right = _numpy(a), _numpy(b)
    rtol, atol = _tolerances(left, right, rtol, atol)
    return left.shape == right.shape and bool(numpy.allclose(left, right, rtol, atol, equal_nan))


def assert_almost_equal(a: Any, b: Any, rtol: float | None = None, atol: float | None = None,
                        names: tuple[str, str] = ("a", "b"), equal_nan: bool = False) -> None:  # fmt: skip
    """Raise `AssertionError`, naming the worst element, unless two arrays agree within tolerances."""
    left, right = _numpy(a), _numpy(b)
    rtol, atol = _tolerances(left, right, rtol, atol)
    numpy.testing.assert_allclose(
        left,
        right,
        rtol,
        atol,
        equal_nan,
        err_msg=f"{names[0]} and {names[1]} differ",
        strict=left.shape != right.shape,
    )


def check_numeric_gradient(f: Callable[..., NDArray], location: Sequence[Any], rtol: float = 1e-2,
                           atol: float = 1e-4) -> None:  # fmt: skip
    """Raise `AssertionError` unless the gradients of the function `f` agree with finite differences at `location`.

    MXNet's takes a symbol; here it is any function of NDArrays.
    """
    testing.check_gradient(f, *location, rtol=rtol, atol=atol)


def rand_shape_nd(num_dim: int, dim: int = 10) -> tuple[int, ...]:
    """Return a random shape of `num_dim` axes, each 1 to `dim` long."""
    return tuple(int(n) for n in numpy.random.randint(1, dim + 1, size=num_dim))


def rand_ndarray(shape: tuple[int, ...], stype: str = "default", dtype: Any = "float32",
                 ctx: Context | None = None) -> NDArray:  # fmt: skip
    """Return an array of random numbers from -1 to 1."""
    if stype != "default":
        raise NotImplementedError(f"mxgrad has no sparse storage ({stype!r}): arrays are dense")
    return array(numpy.random.uniform(-1, 1, shape), ctx=ctx, dtype=dtype)


def random_arrays(*shapes: tuple[int, ...]) -> Any:
    """Return NumPy arrays of normally distributed numbers, one for each shape; a single one by itself."""
    arrays = [numpy.random.standard_normal(shape).astype("float32") for shape in shapes]
    return arrays if len(arrays) != 1 else arrays[0]


def __getattr__(name: str) -> Any:
    if name.startswith(("get_mnist", "get_cifar", "get_zip", "get_bz2", "download")):
        raise NotImplementedError(
            f"mxgrad.test_utils has no {name} (MXNet has): load the data with NumPy and bring it in with nd.array(...)"
        )
    raise AttributeError(f"mxgrad.test_utils has no {name!r}: it has {', '.join(__all__)}")

"""A stand-in for CuPy on machines without a GPU: an array type of its own that computes with NumPy inside.

It refuses what CuPy refuses: implicit conversion to NumPy, and NumPy arrays as operands or indices. So an operation
that reaches for NumPy behind the namespace's back fails here as it would on a device.
"""

import operator
import types

import numpy as np

DEVICE_ID = 7


class Device:
    id = DEVICE_ID


class ndarray:  # noqa: N801  (CuPy's name)
    __slots__ = ("__weakref__", "array")
    __array_ufunc__ = None
    __hash__ = None
    device = Device()

    def __init__(self, array):
        self.array = array

    def __array__(self, *args, **kwargs):
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()`")

    def get(self):
        return self.array.copy()

    @property
    def base(self):
        return None if self.array.base is None else ndarray(self.array.base)

    def __getattr__(self, name):
        value = getattr(self.array, name)
        return lift(value) if callable(value) and name not in ("dtype", "flags") else wrap(value)

    def __getitem__(self, key):
        return ndarray(np.asarray(self.array[unwrap(key)]))

    def __setitem__(self, key, value):
        self.array[unwrap(key)] = unwrap(value)

    def __len__(self):
        return len(self.array)

    def __iter__(self):
        return (self[i] for i in range(len(self.array)))

    def __bool__(self):
        return bool(self.array)

    def __float__(self):
        return float(self.array)

    def __int__(self):
        return int(self.array)

    def __index__(self):
        return operator.index(self.array)


def unwrap(value):
    if type(value) is ndarray:
        return value.array
    if isinstance(value, np.ndarray):
        raise TypeError("Unsupported type <class 'numpy.ndarray'>")
    if type(value) is slice:
        return slice(*(unwrap(part) for part in (value.start, value.stop, value.step)))
    return type(value)(unwrap(part) for part in value) if type(value) in (tuple, list) else value


def wrap(value):
    if isinstance(value, np.ndarray | np.generic):
        return ndarray(np.asarray(value))
    if isinstance(value, tuple | list) and any(isinstance(part, np.ndarray | np.generic) for part in value):
        return tuple(wrap(part) for part in value)
    return Generator(value) if isinstance(value, np.random.Generator) else value


class Generator:
    """Draws device arrays."""

    def __init__(self, real):
        self._real = real

    def __getattr__(self, name):
        return lift(getattr(self._real, name))


def lift(function):
    def call(*args, **kwargs):
        result = function(*map(unwrap, args), **{name: unwrap(value) for name, value in kwargs.items()})
        return kwargs["out"] if kwargs.get("out") is not None else wrap(result)

    return call


def _operator(name):
    def method(self, *others):
        if any(type(other).__name__ == "NDArray" for other in others):
            return NotImplemented
        result = getattr(self.array, name)(*map(unwrap, others))
        if name.startswith("__i"):
            return self
        return result if result is NotImplemented else wrap(result)

    return method


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "matmul"):
    for _kind in ("", "r", "i"):
        setattr(ndarray, f"__{_kind}{_name}__", _operator(f"__{_kind}{_name}__"))
for _name in ("neg", "pos", "abs", "invert", "lt", "le", "gt", "ge", "eq", "ne"):
    setattr(ndarray, f"__{_name}__", _operator(f"__{_name}__"))


def _array(value, *args, **kwargs):
    """Take host data as `cupy.array` does, by copying it over."""
    return ndarray(np.array(value.array if type(value) is ndarray else value, *args, **kwargs))


def _asarray(value, *args, **kwargs):
    return ndarray(np.asarray(value.array if type(value) is ndarray else value, *args, **kwargs))


class Module(types.ModuleType):
    ndarray = ndarray
    array = staticmethod(_array)
    asarray = staticmethod(_asarray)

    def __init__(self, name, real):
        super().__init__(name)
        self._real = real

    def __getattr__(self, name):
        value = getattr(self._real, name)
        if isinstance(value, types.ModuleType):
            value = Module(name, value)
        elif callable(value) and not isinstance(value, type):
            ufunc, value = value, lift(value)
            if isinstance(ufunc, np.ufunc):
                value.at, value.reduce = lift(ufunc.at), lift(ufunc.reduce)
        setattr(self, name, value)
        return value


standin = Module("standin", np)

"""The parameters of a block by their full names, in the order they were made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy

from .. import nd
from ..context import Context
from ..errors import MXGradError, ShapeError
from ..ndarray import NDArray
from ..training import initializer
from .parameter import Constant, Parameter


def indented(text: str) -> str:
    """Return a text whose lines after the first are indented by 2 spaces."""
    return text.replace("\n", "\n  ")


def some_names(names: Any) -> str:
    """Return names in quotes, at most seven of them."""
    found = [f"'{name}'" for name in names]
    return ", ".join(found if len(found) <= 7 else [*found[:3], "...", *found[-3:]]) or "none"


def loaded_arrays(filename: str | os.PathLike[str]) -> dict[str, NDArray]:
    """Return the arrays of a file by name, without 'arg:' or 'aux:'. Raises `MXGradError` where they have no names."""
    found = nd.load(filename)
    if isinstance(found, list) and found:
        raise MXGradError(f"{Path(filename).name} holds {len(found)} arrays without names, which no parameter can "
                          f"claim: save a network with net.save_parameters, and read this with nd.load")  # fmt: skip
    named = found.items() if isinstance(found, dict) else ()
    return {name.removeprefix("arg:").removeprefix("aux:"): array for name, array in named}


class ParameterDict(dict[str, Parameter]):
    """Parameters by name. `get` finds or makes one, whose name begins with `prefix`.

    Names that `shared` has give its parameters: two blocks that share have the same arrays.
    """

    def __init__(self, prefix: str = "", shared: ParameterDict | None = None) -> None:
        super().__init__()
        self.prefix, self._shared = prefix, shared

    def __repr__(self) -> str:
        name = f"{self.prefix} " if self.prefix else ""
        lines = "\n".join(f"  {indented(repr(p))}" for p in self.values())
        return f"{name}(\n{lines}\n)"

    def _find(self, name: str) -> Parameter | None:
        if name not in self and self._shared is not None and name in self._shared:
            self[name] = self._shared[name]
        return self[name] if name in self else None  # noqa: SIM401  (`get` makes one)

    def get(self, name: str, **options: Any) -> Parameter:  # type: ignore[override]
        """Return the parameter prefix + name, made if there is none; raises if there is one with other `options`."""
        name = self.prefix + name
        found = self._find(name)
        if found is None:
            found = self[name] = Parameter(name, **options)
            return found
        for key, wanted in options.items():
            has = getattr(found, key, None)
            if key == "shape" and wanted is not None:
                found.shape = _merged(name, has, (wanted,) if isinstance(wanted, int) else tuple(wanted))
            elif has is None:
                setattr(found, key, wanted)
            elif wanted is not None and not (
                numpy.dtype(has) == numpy.dtype(wanted) if key == "dtype" else has == wanted
            ):
                raise ValueError(f"Parameter {name!r} exists with {key}={has!r}, which is not {key}={wanted!r}: give "
                                 f"the block that shares it the same, or a name of its own")  # fmt: skip
        return found

    def get_constant(self, name: str, value: Any = None) -> Constant:
        """Return the constant prefix + name, made from `value` if there is none yet."""
        name = self.prefix + name
        found = self._find(name)
        if found is None:
            if value is None:
                raise KeyError(f"no constant is called {name!r}: give the value it is to have")
            found = self[name] = Constant(name, value)
        elif not isinstance(found, Constant):
            raise ValueError(f"{name!r} is a parameter, not a constant: give one of them another name")
        elif value is not None and not numpy.array_equal(found.value.asnumpy(), nd.array(value).asnumpy()):
            raise ValueError(f"constant {name!r} exists with another value: give one of them another name")
        return found

    def update(self, other: ParameterDict) -> None:  # type: ignore[override]
        """Take the parameters of another dict too. Raises `ValueError` where two parameters have one name."""
        for name, param in other.items():
            if (mine := self.setdefault(name, param)) is not param:
                raise ValueError(f"two parameters are called {name!r}, {mine!r} and {param!r}: make the blocks that "
                                 f"hold them without a prefix, or with prefixes that differ; to share one parameter, "
                                 f"give the second block params=first.params")  # fmt: skip

    def initialize(self, init: Any = None, ctx: Any = None, verbose: bool = False, force_reinit: bool = False) -> None:
        """Fill all parameters that have no initializer of their own by `init`, which is Uniform unless given."""
        init = initializer.Uniform() if init is None else init
        if verbose and isinstance(init, initializer.Initializer):
            init.set_verbosity(verbose)
        for param in self.values():
            param.initialize(None, ctx, init, force_reinit)

    def zero_grad(self) -> None:
        """Write 0 into every gradient."""
        for param in self.values():
            param.zero_grad()

    def reset_ctx(self, ctx: Any) -> None:
        """Move all parameters to another device."""
        for param in self.values():
            param.reset_ctx(ctx)

    def list_ctx(self) -> list[Context]:
        """Return the devices that hold the parameters."""
        return list(dict.fromkeys(ctx for param in self.values() for ctx in param.list_ctx()))

    def setattr(self, name: str, value: Any) -> None:
        """Set an attribute of all parameters, as in `setattr('grad_req', 'null')`."""
        for param in self.values():
            setattr(param, name, value)

    def save(self, filename: str | os.PathLike[str], strip_prefix: str = "") -> None:
        """Write all values to a file, under the names without `strip_prefix`."""
        for name in self:
            if not name.startswith(strip_prefix):
                raise ValueError(f"Parameter {name!r} does not begin with {strip_prefix!r}, the prefix to strip: use "
                                 f"save_parameters of the block, which needs no prefix")  # fmt: skip
        nd.save(filename, {name[len(strip_prefix) :]: param.data() for name, param in self.items()})

    def load(self, filename: str | os.PathLike[str], ctx: Any = None, allow_missing: bool = False,
             ignore_extra: bool = False, restore_prefix: str = "", cast_dtype: bool = False,
             dtype_source: str = "current") -> None:  # fmt: skip
        """Read values from a file whose names lack `restore_prefix`; names may begin with 'arg:' or 'aux:'."""
        loaded = {restore_prefix + name: array for name, array in loaded_arrays(filename).items()}
        load_values(self, loaded, filename, ctx, allow_missing, ignore_extra, cast_dtype, dtype_source)


def load_values(params: dict[str, Parameter], loaded: dict[str, NDArray], filename: Any, ctx: Any, allow_missing: bool,
                ignore_extra: bool, cast_dtype: bool, dtype_source: str) -> None:  # fmt: skip
    """Give parameters the arrays of their names. Nothing is written if one is missing or there is one too many."""
    source = f"file '{filename}'"
    there = {id(param) for name, param in params.items() if name in loaded}  # a shared one may be saved just once
    missing = [name for name, param in params.items() if id(param) not in there]
    extra = [name for name in loaded if name not in params]
    if missing and not allow_missing:
        raise ValueError(f"Parameter '{missing[0]}' is missing in {source}, which has {some_names(loaded)}: load it "
                         f"into the network that it was saved from, or use allow_missing=True")  # fmt: skip
    if extra and not ignore_extra:
        raise ValueError(f"Parameter '{extra[0]}' of {source} is none of the network's, which has "
                         f"{some_names(params)}: load it into the network that it was saved from, or use "
                         f"ignore_extra=True")  # fmt: skip
    if dtype_source not in ("current", "saved"):
        raise ValueError(f"dtype_source is 'current' or 'saved', not {dtype_source!r}")
    found = [(params[name], array) for name, array in loaded.items() if name in params]
    for param, array in found:
        param.check_saved(array, cast_dtype, source)
    for param, array in found:
        param.load(array, ctx, dtype_source)


def _merged(name: str, has: tuple[int, ...] | None, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape with the sizes that either of two knows."""
    has = wanted if has is None else has
    if len(has) != len(wanted) or any(a > 0 and b > 0 and a != b for a, b in zip(has, wanted, strict=True)):
        raise ShapeError(f"Parameter {name!r} exists with the shape {has}, which is not {wanted}: blocks that share a "
                         f"parameter have the same sizes")  # fmt: skip
    return tuple(max(a, b, 0) for a, b in zip(has, wanted, strict=True))

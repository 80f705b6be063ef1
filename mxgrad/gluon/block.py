"""Blocks: what a network is made of. A block holds parameters and other blocks, and computes when it is called.

A parameter or block that is assigned to an attribute is registered under that attribute's name; `collect_params`,
`save_parameters` and `print` walk over what is registered.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from .. import nd
from ..core import tape
from ..diagnostics.source import here
from ..errors import MXGradError
from ..ndarray import NDArray
from . import naming
from .parameter import DeferredInitializationError, Parameter, is_known
from .parameter_dict import ParameterDict, indented, load_values, loaded_arrays
from .watching import shown_call


class Block:
    """Base of all layers and networks. A subclass makes its parts in `__init__` and defines `forward(self, x)`.

    `prefix` begins the names of its parameters, by default the class and a number. `params` are shared parameters.
    """

    has_row = True  # in the table of `summary`; a container of layers has none
    _outside = 99  # how many of its inputs stand outside its card in a trace: all

    def __init__(self, prefix: str | None = None, params: ParameterDict | None = None) -> None:
        outer = naming.current.get()
        own = outer.next(self._alias()) if prefix is None else prefix
        self._prefix = outer.prefix + own
        self._name = self._prefix.removesuffix("_")
        if params is None:
            self._params = ParameterDict(outer.params_prefix + own, outer.shared)
        else:
            self._params = ParameterDict(params.prefix, params)
        self._scope = naming.Scope(self._prefix, self._params.prefix, self._params._shared, transparent=prefix == "")
        self._children: dict[str, Block] = {}
        self._reg_params: dict[str, Parameter] = {}
        self._forward_hooks: dict[HookHandle, Callable[..., Any]] = {}
        self._forward_pre_hooks: dict[HookHandle, Callable[..., Any]] = {}

    def _alias(self) -> str:
        """Return what names of such blocks begin with."""
        return type(self).__name__.lower()

    def __repr__(self) -> str:
        return self._listing({name: part for name, part in self.__dict__.items() if isinstance(part, Block)})

    def _listing(self, blocks: dict[str, Block]) -> str:
        lines = "\n".join(f"  ({name}): {indented(repr(block))}" for name, block in blocks.items())
        return f"{type(self).__name__}(\n{lines}\n)"

    def __setattr__(self, name: str, value: Any) -> None:
        """Register parameters and blocks under the name of the attribute."""
        known = self.__dict__.get(name)
        if "_reg_params" not in self.__dict__ and isinstance(value, Parameter | Block):
            raise AttributeError(f"{type(self).__name__}.{name} is assigned before the block is made{here()}: begin "
                                 f"__init__ with super().__init__(**kwargs)")  # fmt: skip
        alike = isinstance(value, type(known)) or isinstance(known, type(value))
        if isinstance(known, Parameter | Block) and not alike:
            raise TypeError(f"{self._name}.{name} is a {type(known).__name__} and stays one, not {type(value)}: give "
                            f"what you assign another name")  # fmt: skip
        if isinstance(value, Block):
            self.register_child(value, name)
        elif isinstance(value, Parameter):
            if name in self._reg_params and known is not value:
                raise ValueError(f"{self._name}.{name} is a parameter already: change its values with set_data")
            self._reg_params[name] = value
        super().__setattr__(name, value)

    @property
    def prefix(self) -> str:
        """What the names of the block's parameters begin with."""
        return self._prefix

    @property
    def name(self) -> str:
        """The prefix without its last underscore."""
        return self._name

    def name_scope(self) -> naming.Scope:
        """Return a scope in which new blocks get names that begin with this block's."""
        return self._scope

    @property
    def params(self) -> ParameterDict:
        """The block's own parameters, without those of the blocks inside."""
        return self._params

    def collect_params(self, select: str | None = None) -> ParameterDict:
        """Return the parameters of this block and all inside; only those whose name `select` matches, if given."""
        self._warn_of_hidden_blocks()
        found = ParameterDict(self._params.prefix)
        for name, param in self._params.items():
            if re.match(select or "", name):
                found[name] = param
        for child in self._children.values():
            found.update(child.collect_params(select))
        return found

    def _warn_of_hidden_blocks(self) -> None:
        for name, value in self.__dict__.items():
            if name[0] != "_" and isinstance(value, list | tuple | dict):
                inside = value.values() if isinstance(value, dict) else value
                if any(isinstance(b, Block) and all(b is not c for c in self._children.values()) for b in inside):
                    warnings.warn(f"{self._name}.{name} holds blocks whose parameters are not found there: register "
                                  f"each with register_child, or use nn.Sequential", stacklevel=3)  # fmt: skip

    def _collect_params_with_prefix(self, prefix: str = "") -> dict[str, Parameter]:
        """Return registered parameters under the attributes that lead to them, such as 'hidden.weight'."""
        found = {prefix + name: param for name, param in self._reg_params.items()}
        for name, child in self._children.items():
            found.update(child._collect_params_with_prefix(f"{prefix}{name}."))
        return found

    def initialize(self, init: Any = None, ctx: Any = None, verbose: bool = False, force_reinit: bool = False) -> None:
        """Fill all parameters, by `init` or Uniform unless they have their own; unknown shapes wait for a batch."""
        self.collect_params().initialize(init, ctx, verbose, force_reinit)

    def cast(self, dtype: Any) -> None:
        """Convert all parameters to another dtype."""
        for child in self._children.values():
            child.cast(dtype)
        for param in self._params.values():
            param.cast(dtype)

    def save_parameters(self, filename: str | os.PathLike[str], deduplicate: bool = False) -> None:
        """Write all parameters to a file, under their place in the network; shared ones once if `deduplicate`."""
        params = self._collect_params_with_prefix()
        if deduplicate:
            last = {param: path for path, param in params.items()}
            params = {path: param for param, path in last.items()}
        nd.save(filename, {path: param.data() for path, param in params.items()})

    def load_parameters(self, filename: str | os.PathLike[str], ctx: Any = None, allow_missing: bool = False,
                        ignore_extra: bool = False, cast_dtype: bool = False,
                        dtype_source: str = "current") -> None:  # fmt: skip
        """Read parameters that `save_parameters` wrote, here or in MXNet. No `initialize()` is needed before.

        Raises `ValueError`, naming the parameter, where one is missing, unknown or of another shape.
        """
        loaded, params = loaded_arrays(filename), self._collect_params_with_prefix()
        by_name = loaded and not any("." in name for name in loaded)  # as ParameterDict.save writes, or of one layer
        if by_name and set(loaded) != set(params):
            loaded, params = {self._prefix + name: array for name, array in loaded.items()}, self.collect_params()
        load_values(params, loaded, filename, ctx, allow_missing, ignore_extra, cast_dtype, dtype_source)

    def register_child(self, block: Block, name: str | None = None) -> None:
        """Make a block part of this one, under a name: by default its place among the others."""
        self._children[str(len(self._children)) if name is None else name] = block

    def apply(self, fn: Callable[[Block], Any]) -> Block:
        """Call a function with every block inside, then with this one. Returns the block."""
        for child in self._children.values():
            child.apply(fn)
        fn(self)
        return self

    def hybridize(self, active: bool = True, **kwargs: Any) -> None:
        """Change nothing: operations run one by one here, with any Python control flow."""

    def register_forward_hook(self, hook: Callable[..., Any]) -> HookHandle:
        """Have `hook(block, inputs, output)` called after every forward. Returns a handle that detaches it."""
        return HookHandle(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> HookHandle:
        """Have `hook(block, inputs)` called before every forward. Returns a handle that detaches it."""
        return HookHandle(self._forward_pre_hooks, hook)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output of the block."""
        if tape.observers.get():
            return shown_call(self._name, self._about, self._outside, self._computed, *args, **kwargs)
        return self._computed(*args, **kwargs)

    def _about(self) -> str | None:
        """Return what the block is, for a trace; None for one that is drawn as the blocks inside it."""
        is_layer = self.has_row and type(self).__module__.startswith(f"{__package__}.")
        return repr(self) if is_layer else None

    def _computed(self, *args: Any, **kwargs: Any) -> Any:
        for hook in [*self._forward_pre_hooks.values()]:
            hook(self, args)
        out = self.forward(*args, **kwargs)
        if type(out) is not NDArray and not isinstance(out, list | tuple | Mapping):
            self._refuse(out)
        for hook in [*self._forward_hooks.values()]:
            hook(self, args, out)
        return out

    def _refuse(self, out: Any) -> None:
        code = getattr(getattr(type(self), "hybrid_forward", self.forward), "__code__", None)
        line = f"{code.co_firstlineno} of {os.path.basename(code.co_filename)}" if code else "?"  # noqa: PTH119
        what = f"{type(self).__name__}.forward of block {self._name!r} (line {line})"
        if out is None:
            raise TypeError(f"{what} returned None: end it with `return` and the array that it computed")
        raise TypeError(f"{what} returned {type(out).__name__} {out!r:.60}, not an NDArray: compute with nd, or wrap "
                        f"it in nd.array(...), through which no gradient flows")  # fmt: skip

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output; a subclass defines it."""
        raise NotImplementedError(f"block {self._name!r}: {type(self).__name__} defines no forward(self, x)")

    def summary(self, *inputs: NDArray) -> None:
        """Print a table of the blocks that `inputs` pass through, with the shapes of outputs and the parameters."""
        from .summary import summarize

        print(summarize(self, *inputs))  # noqa: T201  (MXNet's prints too)


class HookHandle(ExitStack):
    """Detaches a hook: by `detach()`, or at the end of a `with` block."""

    def __init__(self, hooks: dict[HookHandle, Callable[..., Any]], hook: Callable[..., Any]) -> None:
        super().__init__()
        hooks[self] = hook
        self.callback(hooks.pop, self, None)

    detach = ExitStack.close


class HybridBlock(Block):
    """A block that defines `hybrid_forward(self, F, x, **params)`, with `mxgrad.nd` and its own parameters' arrays."""

    def register_child(self, block: Block, name: str | None = None) -> None:
        """Make a hybrid block part of this one. Raises `ValueError` for one that is not."""
        if not isinstance(block, HybridBlock):
            raise ValueError(f"{self._name!r} is a HybridBlock and holds only such, but {block.name!r} is a "
                             f"{type(block).__name__}: use nn.HybridSequential in place of nn.Sequential, or make "
                             f"{type(self).__name__} a Block")  # fmt: skip
        super().register_child(block, name)

    def forward(self, x: NDArray, *args: Any, **kwargs: Any) -> Any:
        """Call `hybrid_forward` with the parameters, whose shapes the first batch settles."""
        if not hasattr(x, "shape"):
            raise TypeError(f"block {self._name!r} computes with arrays, not {type(x).__name__} {x!r:.40}{here()}: "
                            f"give nd.array(...)")  # fmt: skip
        ctx = x._ctx if type(x) is NDArray else None
        try:
            params = {name: param.data(ctx) for name, param in self._reg_params.items()}
        except DeferredInitializationError:
            self._finish_deferred(x, *args)
            params = {name: param.data(ctx) for name, param in self._reg_params.items()}
        return self.hybrid_forward(nd, x, *args, **params, **kwargs)

    def _finish_deferred(self, *inputs: Any) -> None:
        self.infer_shape(*inputs)
        for param in self._params.values():
            if not is_known(param.shape):
                name = param.name.removeprefix(self._params.prefix)
                raise MXGradError(f"the shape {param.shape} of Parameter '{param.name}' cannot be inferred{here()}: "
                                  f"give {type(self).__name__}.{name} its sizes where it is made, or define "
                                  f"infer_shape(self, x) that sets self.{name}.shape")  # fmt: skip
            param.finish_deferred()

    def infer_shape(self, *inputs: Any) -> None:
        """Set the shapes of parameters from those of the inputs; layers with unknown sizes define it."""

    def hybrid_forward(self, F: Any, x: NDArray, *args: Any, **params: Any) -> Any:
        """Compute the output; a subclass defines it."""
        raise NotImplementedError(f"block {self._name!r}: {type(self).__name__} defines no hybrid_forward(self, F, x)")

    def export(self, path: str, epoch: int = 0, remove_amp_cast: bool = True) -> None:
        """Raise: there are no symbols to export."""
        raise NotImplementedError("networks are Python programs here, without symbols: use save_parameters")

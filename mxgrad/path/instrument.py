"""Instrumenting functions that exist already: each gets, for the time of a trace, the code of its instrumented twin.

Closures, defaults and identity stay as they are, because only `__code__` changes, and the free variables are the same.
"""

from __future__ import annotations

import ast
import builtins
import functools
import linecache
import sys
import sysconfig
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from . import hooks
from .rewrite import HOOKS, instrument
from .sites import Unit

_OWN = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_LIMIT = 2000  # functions of one program

# What brings functions along, and in which attributes.
_PARTS: dict[type, tuple[str, ...]] = {
    MethodType: ("__func__", "__self__"),
    functools.partial: ("func", "args", "keywords"),
    functools._lru_cache_wrapper: ("__wrapped__",),
    functools.cached_property: ("func",),
    staticmethod: ("__func__",),
    classmethod: ("__func__",),
    property: ("fget", "fset", "fdel"),
}

# A function's place in its file: its qualified name, first line and, for lambdas, the extent of the body.
_Place = tuple[str, int, tuple[int, ...]]

_units: dict[tuple[str, str, bool], dict[_Place, tuple[CodeType, CodeType]]] = {}


def install() -> None:
    """Make the hooks known to instrumented code."""
    setattr(builtins, HOOKS, hooks)


def is_instrumented(code: CodeType) -> bool:
    """Tell whether code calls the hooks."""
    return HOOKS in code.co_names


def is_library(filename: str) -> bool:
    """Tell a library's code from a learner's, also where that has no file."""
    return filename.startswith((*_LIBRARIES, _OWN, "<frozen ")) or "site-packages" in filename


def is_users(filename: str) -> bool:
    """Tell a learner's file or cell from a library's, and from what has no source."""
    if filename.startswith("<") and not filename.startswith("<ipython-input"):
        return bool(linecache.getlines(filename))
    return not is_library(filename)


def twin(code: CodeType) -> CodeType | None:
    """Return the instrumented form of a function's code; None where its source is not there or not certain."""
    text = "".join(linecache.getlines(code.co_filename))
    for apart in (False, True):
        key = code.co_filename, text, apart
        if key not in _units:
            _units[key] = _twins(*key)
        plain, with_hooks = _units[key].get(_place(code), (None, None))
        if plain == code:  # a file that was changed since gives other code
            return with_hooks
    return None


def _twins(filename: str, text: str, apart: bool) -> dict[_Place, tuple[CodeType, CodeType]]:
    """Return the code of every function of a file that can be told apart for certain, plain and instrumented.

    `apart` compiles each statement by itself, as a notebook does: calls of a module then differ from those in a file,
    where the compiler sees its import.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # Python gave them when it compiled the file
            plain = _compiled(ast.parse(text), filename, apart)
            with_hooks = _compiled(instrument(ast.parse(text), Unit(filename)), filename, apart)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    originals, twins = _by_place(plain), _by_place(with_hooks)
    return {
        place: (code, new)
        for place, code in originals.items()
        if code is not None
        and (new := twins.get(place)) is not None
        and (code.co_freevars, code.co_varnames) == (new.co_freevars, new.co_varnames)
    }


def _compiled(module: ast.Module, filename: str, apart: bool) -> list[CodeType]:
    modules = [ast.Module([statement], []) for statement in module.body] if apart else [module]
    return [compile(part, filename, "exec", dont_inherit=True) for part in modules]


def _by_place(modules: list[CodeType]) -> dict[_Place, CodeType | None]:
    """Return the functions of a file by their place; None where two share one."""
    found: dict[_Place, CodeType | None] = {}
    for code in [code for module in modules for code in _nested(module)]:
        place = _place(code)
        found[place] = None if place in found and found[place] != code else code
    return found


def _place(code: CodeType) -> _Place:
    extent: tuple[int, ...] = ()
    if code.co_name == "<lambda>":
        positions = [p for p in code.co_positions() if None not in p and p[3]]
        starts, ends = [(p[0], p[2]) for p in positions], [(p[1], p[3]) for p in positions]
        extent = (*min(starts), *max(ends)) if positions else ()  # type: ignore[assignment]
    return code.co_qualname, code.co_firstlineno, extent


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def reachable(*roots: Any) -> list[FunctionType]:
    """Return the learner's functions that a call of `roots` may run, as far as names, closures and classes tell."""
    functions: list[FunctionType] = []
    seen: set[int] = set()
    todo = list(roots)
    while todo and len(functions) < _LIMIT:
        item = todo.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        try:
            if type(item) is FunctionType:
                todo += _used_by(item)
                if is_users(item.__code__.co_filename):
                    functions.append(item)
            else:
                todo += _inside(item)
        except Exception:  # noqa: S112  (an object that does not like to be looked at)
            continue
    return functions


def _used_by(function: FunctionType) -> list[Any]:
    """Return what a function's code names, closes over, takes by default or wraps."""
    used: list[Any] = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    for cell in function.__closure__ or ():
        try:
            used.append(cell.cell_contents)
        except ValueError:  # not assigned yet
            continue
    used += used_in(function.__code__, function.__globals__)
    wrapped = getattr(function, "__wrapped__", None)
    return used if wrapped is None else [*used, wrapped]


def used_in(code: CodeType, space: dict[str, Any]) -> list[Any]:
    """Return what the names in a learner's code mean in its module or notebook."""
    if is_library(code.co_filename):
        return []
    return _named(sorted({name for part in (code, *_nested(code)) for name in part.co_names}), space)


def _named(names: list[str], space: dict[str, Any], depth: int = 3) -> list[Any]:
    """Return what these names mean, also as attributes of the learner's modules among them."""
    found = [space[name] for name in names if name in space]
    if depth:
        for item in [item for item in found if isinstance(item, ModuleType)]:
            if is_users(getattr(item, "__file__", None) or "<builtin>"):
                found += _named(names, vars(item), depth - 1)
    return found


def _inside(item: Any) -> list[Any]:
    """Return the functions that an object brings along: a method's, a partial's, those of a learner's class."""
    if isinstance(item, list | tuple):
        return list(item[:_LIMIT])
    if isinstance(item, dict):
        return list(item.values())[:_LIMIT]
    parts = [getattr(item, name) for name in _PARTS.get(type(item), ())]
    if parts:
        return parts
    kind = item if isinstance(item, type) else type(item)
    learners = [base for base in kind.__mro__ if _is_learners(base)]
    parts = [part for base in learners for part in vars(base).values() if type(part) in (FunctionType, *_PARTS)]
    if learners and kind is not item:
        parts += list(getattr(item, "__dict__", {}).values())[:_LIMIT]  # layers, and functions kept in attributes
    return parts


def _is_learners(kind: type) -> bool:
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None)
    return kind.__module__ != "builtins" and (file is None or is_users(file))


# ---- for the time of a trace

_lock = threading.Lock()
_swapped: dict[int, _Swap] = {}


class _Swap:
    """A function that runs its instrumented code, for one trace or several at once."""

    def __init__(self, function: FunctionType, new: CodeType) -> None:
        self.function = function
        self.plain = function.__code__
        self.new = new
        self.users = 0


def _swap(function: FunctionType) -> bool:
    """Let a function report its path until `_restore`; False where it does so by itself or cannot."""
    with _lock:
        swap = _swapped.get(id(function))
        if swap is None or function.__code__ is not swap.new:  # or the program gave it another code meanwhile
            code = function.__code__
            if swap is not None or is_instrumented(code) or _hooks_of(function) is not hooks:
                return False
            new = twin(code)
            if new is None:
                return False
            swap = _swapped[id(function)] = _Swap(function, new)
            function.__code__ = new
        swap.users += 1
        return True


def _restore(function: FunctionType) -> None:
    with _lock:
        swap = _swapped[id(function)]
        swap.users -= 1
        if not swap.users:
            del _swapped[id(function)]
            if function.__code__ is swap.new:
                function.__code__ = swap.plain


def _hooks_of(function: FunctionType) -> Any:
    """Return what a function would find under the name of the hooks: a program may bring its own builtins."""
    space: Any = getattr(function, "__builtins__", None)
    return function.__globals__.get(HOOKS, space.get(HOOKS) if isinstance(space, dict) else None)


@contextmanager
def instrumented(*roots: Any) -> Iterator[None]:
    """For the time of the block, let the learner's functions that `roots` may run report their path."""
    install()
    swapped: list[FunctionType] = []
    try:
        swapped.extend(function for function in reachable(*roots) if _swap(function))  # as far as an interrupt let it
        yield
    finally:
        for function in swapped:
            _restore(function)

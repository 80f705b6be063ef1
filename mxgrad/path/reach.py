"""Which of the learner's functions a program may run, as far as names, closures, containers and classes tell."""

from __future__ import annotations

import collections
import functools
import linecache
import sys
import sysconfig
import types
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType, GetSetDescriptorType, MemberDescriptorType, MethodType, ModuleType
from typing import Any

from .recompile import nested

_PLACES = ("stdlib", "platstdlib", "purelib", "platlib")
_libraries = (*{sysconfig.get_path(name) for name in _PLACES}, str(Path(__file__).resolve().parents[1]), "<frozen ")
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
    collections.defaultdict: ("default_factory",),
}

_brought_by: dict[type, Callable[[Any], Iterable[Any]]] = {}  # by class, beside those


def brings(kind: type, parts: Callable[[Any], Iterable[Any]]) -> None:
    """Look for functions in `parts(item)` of every instance of a class, such as the layers of a network."""
    _brought_by[kind] = parts


def library(place: str) -> None:
    """Take the code of a folder or file for a library's: its path is none of the program's."""
    global _libraries  # noqa: PLW0603  (str.startswith takes a tuple)
    _libraries = (*_libraries, place)


def is_library(filename: str) -> bool:
    """Tell a library's code from a learner's, also where that has no file."""
    return filename.startswith(_libraries) or "site-packages" in filename


def is_users(filename: str) -> bool:
    """Tell a learner's file or cell from a library's, and from what has no source."""
    if filename.startswith("<") and not filename.startswith("<ipython-input"):
        return bool(linecache.getlines(filename))
    return not is_library(filename)


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
    """Return what the names in a learner's code mean in its module or notebook, and the modules that it imports."""
    if is_library(code.co_filename):
        return []
    names = sorted({name for part in (code, *nested(code)) for name in part.co_names})
    package = space.get("__package__")
    imported = {
        full: sys.modules[full]
        for name in names
        for full in (name, f"{package}.{name}", package if package else name)
        if type(full) is str and full in sys.modules and full not in space
    }
    return _named(names, space) + _named([*names, *imported], imported)


def _named(names: list[str], space: dict[str, Any], depth: int = 3) -> list[Any]:
    """Return what these names mean, also as attributes of the learner's modules among them."""
    found = [space[name] for name in names if name in space]
    if depth:
        for item in [item for item in found if isinstance(item, ModuleType)]:
            if is_users(getattr(item, "__file__", None) or "<builtin>"):
                found += _named(names, vars(item), depth - 1)
    return found


def _inside(item: Any) -> list[Any]:
    """Return what an object brings along that may lead to functions: what a container holds, a method's function, what
    stands in a learner's class and its metaclass, the attributes of an instance. No code of the learner's is asked."""
    kind = type(item)
    if kind in _IDLE:
        return []
    if kind in _brought_by:
        return list(_brought_by[kind](item))
    if issubclass(kind, dict):
        parts = list(islice(dict.values(item), _LIMIT))
    else:
        parts = next((list(islice(base.__iter__(item), _LIMIT)) for base in _HOLDERS if issubclass(kind, base)), [])
    parts += [getattr(item, name) for name in _PARTS.get(kind, ())]
    for base in _bases(kind) if _brought_by else ():
        parts += _brought_by[base](item) if base in _brought_by else ()
    if kind in _PARTS or kind in _HOLDERS:
        return parts
    own = item if issubclass(kind, type) else kind
    learners = [base for base in (*_bases(own), *_bases(type(own))) if _is_learners(base)]
    for base in learners:
        parts += _space(base).values()
    if own is not item and (learners or kind in _NAMESPACES):
        parts += _attributes(item, kind)
    return parts


def of_module(module: Any) -> list[Any]:
    """Return what a learner's module defines."""
    is_module = type(module) is ModuleType and is_users(getattr(module, "__file__", None) or "<builtin>")
    return list(vars(module).values()) if is_module else [module]


# Containers, each with what goes through it whatever a learner's class made of it.
_HOLDERS: tuple[Any, ...] = (list, tuple, set, frozenset, collections.deque)
_NAMESPACES = (types.SimpleNamespace, collections.ChainMap, collections.UserDict, collections.UserList)
_IDLE = (int, float, bool, type(None), str, bytes, ModuleType)
_bases: Any = type.__dict__["__mro__"].__get__
_space: Any = type.__dict__["__dict__"].__get__


def _attributes(item: Any, kind: type) -> list[Any]:
    """Return the values of an object's attributes: layers, and functions kept in attributes or slots."""
    found: list[Any] = []
    for base in _bases(kind):
        for name, part in _space(base).items():
            if name == "__dict__" and type(part) is GetSetDescriptorType:
                found += islice(part.__get__(item).values(), _LIMIT)
            elif type(part) is MemberDescriptorType:
                with suppress(AttributeError):  # a slot that is empty
                    found.append(part.__get__(item))
    return found


def _is_learners(kind: type) -> bool:
    name = _space(kind).get("__module__")
    module = sys.modules.get(name) if type(name) is str else None
    file = getattr(module, "__file__", None)
    return type(name) is str and name != "builtins" and (file is None or is_users(file))

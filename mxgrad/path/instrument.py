"""Instrumenting functions that exist already: each gets, for the time of a trace, the code of its instrumented twin.

Closures, defaults and identity stay as they are, because only `__code__` changes, and the free variables are the same.
"""

from __future__ import annotations

import ast
import builtins
import functools
import linecache
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, MethodType
from typing import Any

from . import hooks
from .rewrite import HOOKS, instrument
from .sites import Unit

_OWN = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_LIMIT = 2000  # functions of one program

_units: dict[tuple[str, str], dict[CodeType, CodeType]] = {}


def install() -> None:
    """Make the hooks known to instrumented code."""
    setattr(builtins, HOOKS, hooks)


def is_instrumented(code: CodeType) -> bool:
    """Tell whether code calls the hooks."""
    return HOOKS in code.co_names


def is_users(filename: str) -> bool:
    """Tell a learner's file or cell from a library's, and from what has no source."""
    if filename.startswith("<") and not filename.startswith("<ipython-input"):
        return bool(linecache.getlines(filename))
    return not filename.startswith((*_LIBRARIES, _OWN)) and "site-packages" not in filename


def twin(code: CodeType) -> CodeType | None:
    """Return the instrumented form of a function's code; None where its source is not there or not certain."""
    lines = linecache.getlines(code.co_filename)
    key = (code.co_filename, "".join(lines))
    if key not in _units:
        _units[key] = _twins(*key)
    return _units[key].get(code)


def _twins(filename: str, text: str) -> dict[CodeType, CodeType]:
    """Return the instrumented form of every function of a file that can be told apart for certain."""
    try:
        plain = compile(text, filename, "exec", dont_inherit=True)
        with_hooks = compile(instrument(ast.parse(text), Unit(filename)), filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    candidates: dict[tuple[str, int], list[CodeType]] = {}
    for code in _nested(with_hooks):
        candidates.setdefault((code.co_qualname, code.co_firstlineno), []).append(code)
    found: dict[CodeType, CodeType] = {}
    originals: dict[tuple[str, int], list[CodeType]] = {}
    for code in _nested(plain):
        originals.setdefault((code.co_qualname, code.co_firstlineno), []).append(code)
    for place, codes in originals.items():
        twins = candidates.get(place, [])
        if len(twins) == len(codes) == len(set(codes)):  # in the order of the source; equal lambdas are not certain
            pairs = zip(codes, twins, strict=True)
            found.update((a, b) for a, b in pairs if a.co_freevars == b.co_freevars and a.co_varnames == b.co_varnames)
    return found


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
        if isinstance(item, FunctionType):
            todo += _used_by(item)
            if is_users(item.__code__.co_filename):
                functions.append(item)
        else:
            todo += _inside(item)
    return functions


def _used_by(function: FunctionType) -> list[Any]:
    """Return what a function's code names, closes over or wraps."""
    used: list[Any] = []
    for cell in function.__closure__ or ():
        try:
            used.append(cell.cell_contents)
        except ValueError:  # not assigned yet
            continue
    if is_users(function.__code__.co_filename):
        names = {name for code in (function.__code__, *_nested(function.__code__)) for name in code.co_names}
        used += [function.__globals__[name] for name in sorted(names) if name in function.__globals__]
    wrapped = getattr(function, "__wrapped__", None)
    return used if wrapped is None else [*used, wrapped]


def _inside(item: Any) -> list[Any]:
    """Return the functions that an object brings along: a method's, a partial's, those of a learner's class."""
    if isinstance(item, MethodType):
        return [item.__func__, item.__self__]
    if isinstance(item, functools.partial):
        return [item.func, *item.args]
    if isinstance(item, staticmethod | classmethod):
        return [item.__func__]
    if isinstance(item, property):
        return [part for part in (item.fget, item.fset, item.fdel) if part is not None]
    wrapped = getattr(item, "__wrapped__", None) if callable(item) and not isinstance(item, type) else None
    if isinstance(wrapped, FunctionType):
        return [wrapped]
    if isinstance(item, list | tuple):
        return list(item[:_LIMIT])
    if isinstance(item, dict):
        return list(item.values())[:_LIMIT]
    kind = item if isinstance(item, type) else type(item)
    if kind.__module__ == "builtins" or kind.__module__.split(".")[0] in ("mxgrad", "numpy"):
        return []
    return [part for base in kind.__mro__ if base is not object for part in vars(base).values() if _holds_code(part)]


def _holds_code(part: Any) -> bool:
    return isinstance(part, FunctionType | staticmethod | classmethod | property)


@contextmanager
def instrumented(*roots: Any) -> Iterator[None]:
    """For the time of the block, let the learner's functions that `roots` may run report their path."""
    install()
    swapped: list[tuple[FunctionType, CodeType, CodeType]] = []
    for function in reachable(*roots):
        code = function.__code__
        if not is_instrumented(code) and (new := twin(code)) is not None:
            function.__code__ = new
            swapped.append((function, code, new))
    try:
        yield
    finally:
        for function, code, new in swapped:
            if function.__code__ is new:
                function.__code__ = code

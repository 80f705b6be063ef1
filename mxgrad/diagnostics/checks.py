"""Checks of arguments outside the operations: each names the call, what was given and what was expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from numbers import Real
from typing import Any, TypeVar

import numpy

from ..ndarray import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])

# What is accepted, wherever MXNet takes it, and changes nothing: how GPUs, other processes or sparse arrays would do
# the same work, and names for nodes of a symbol. Every other keyword is honoured or refused.
HINTS = frozenset({"cudnn_off", "cudnn_tune", "lazy_update", "max_calib_range", "min_calib_range", "name",
                   "sparse_grad", "workspace"})  # fmt: skip


def number(value: Any, name: str, call: str) -> Any:
    """Return a number as it is. Raises `TypeError` for anything else."""
    if type(value) is float or type(value) is int:  # nearly always: asking what is Real takes as long as an operation
        return value
    if isinstance(value, NDArray) and value.size == 1:
        return value.item()
    if not isinstance(value, Real | numpy.number | numpy.bool_):
        raise TypeError(f"{call}: {name} must be a number, not {value!r}")
    return value


def whole(value: Any, name: str, call: str, least: int = 0) -> int:
    """Return an integer from `least` on. Raises `TypeError` or `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, int | numpy.integer):
        raise TypeError(f"{call}: {name} must be an integer, not {value!r}")
    if value < least:
        raise ValueError(f"{call}: {name} must be an integer from {least} on, not {value}")
    return int(value)


def an_array(value: Any, name: str, call: str) -> NDArray:
    """Return an NDArray as it is. Raises `TypeError` for anything else."""
    if not isinstance(value, NDArray):
        raise TypeError(f"{call}: {name} must be an NDArray, not {type(value).__name__} {value!r}"[:200])
    return value


def yes_or_no(value: Any, name: str, call: str) -> Any:
    """Return True or False (or 1, 0) as it is. Raises `TypeError` for anything else."""
    if not isinstance(value, bool | int | numpy.bool_):
        raise TypeError(f"{call}: {name} must be True or False, not {value!r}"[:200])
    return value


def a_string(value: Any, name: str, call: str) -> str:
    """Return a string as it is. Raises `TypeError` for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{call}: {name} must be a string, not {value!r}"[:200])
    return value


def unknown_keyword(call: str, name: str, known: Iterable[str]) -> TypeError:
    """Return the error for a keyword that a call does not take: what it takes, and the name that is most like it."""
    import difflib  # only here: it costs a fifth of the time that importing mxgrad takes

    taken = [one for one in known if one != "self" and not one.startswith("_")]
    close = difflib.get_close_matches(name, taken, 1, cutoff=0.5)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return TypeError(f"{call} has no parameter {name!r}: it takes {', '.join(taken) or 'none'}{hint}")


def about_hints(doc: str, parameters: Iterable[str]) -> str:
    """Return a docstring that says which of the parameters change nothing."""
    found = [f"`{name}`" for name in parameters if name in HINTS]
    return f"{doc}\n\nAccepted, and changes nothing: {', '.join(found)}." if found else doc


_REQUIRED = object()


def _an_integer(value: Any, name: str, call: str) -> int:
    return whole(value, name, call, -(2**63))


# what an annotation asks for: the type that nearly every value has, and the check of all others
_BY_ANNOTATION: dict[str, tuple[type, Callable[[Any, str, str], Any]]] = {
    "NDArray": (NDArray, an_array), "bool": (bool, yes_or_no), "float": (float, number), "int": (int, _an_integer),
    "str": (str, a_string),
}  # fmt: skip
_UNCHECKED = object, None, None


def checked(function: Function, call: str | None = None) -> Function:
    """Return a function that refuses keywords that `function` does not take, and values that its signature excludes.

    What is annotated as a number, integer, truth value, string or NDArray is checked to be one; whatever else is
    annotated is left to the function. A default is always right.
    """
    names, count, defaults = _signature(function)
    annotated = {name: str(text).removesuffix(" | None") for name, text in function.__annotations__.items()}
    check = {name: (*_BY_ANNOTATION[annotated[name]], defaults.get(name, _REQUIRED))
             for name in names if annotated.get(name) in _BY_ANNOTATION}  # fmt: skip
    in_order = [(name, *check.get(name, _UNCHECKED)) for name in names[:count]]
    call = call or call_name(function)

    @wraps(function)
    def run(*args: Any, **given: Any) -> Any:
        if not args and not given:  # as in `with record():`, which is in every training loop
            return function()
        for value, (name, kind, right, usual) in zip(args, in_order):  # noqa: B905  (Python counts arguments itself)
            if type(value) is not kind and right is not None and value is not usual:
                right(value, name, call)
        if not given:
            return function(*args)
        for name, value in given.items():
            if name not in names:
                raise unknown_keyword(call, name, names)
            kind, right, usual = check.get(name, _UNCHECKED)
            if type(value) is not kind and right is not None and value is not usual:
                right(value, name, call)
        return function(*args, **given)

    run.__doc__ = about_hints(function.__doc__ or "", names)
    return run  # type: ignore[return-value]


def _signature(function: Callable[..., Any]) -> tuple[tuple[str, ...], int, dict[str, Any]]:
    """Return the parameters of a function, how many of them may be given by position, and their defaults."""
    code, usual = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    defaults = dict(zip(reversed(names[: code.co_argcount]), reversed(usual), strict=False))
    return names, code.co_argcount, {**defaults, **(function.__kwdefaults__ or {})}


def call_name(function: Callable[..., Any]) -> str:
    """Return how users call a function of `mxgrad.nd` or another of its modules: 'nd.random.normal'."""
    parts = function.__module__.split(".")[1:]
    if parts[:1] == ["nd"] and parts[-1] not in ("random", "contrib", "linalg"):
        parts = ["nd"]
    return ".".join((*parts, function.__qualname__))

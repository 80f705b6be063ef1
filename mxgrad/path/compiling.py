"""Putting hooks into a program and compiling it, also where Python does not take all of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from .probes import Unit
from .rewrite import ALL_FIT, Place, Rewriter, is_docstring, place_of

_DEEP = 20_000  # calls of Python functions, which take no room on the stack of C
T = TypeVar("T")


def instrument(tree: ast.Module, unit: Unit, fits: Mapping[Place, bool] = ALL_FIT) -> ast.Module:
    """Return `tree` with hooks; the tree given is changed in place.

    Of the functions that begin at the places in `fits`, those that are true there get no block to notice exceptions by,
    and the others no hooks at all.
    """
    rewriter = Rewriter(unit, fits)
    with deep_recursion():
        return _with_hooks(tree, rewriter)


def compiled(make: Callable[[], ast.Module], unit: Callable[[], Unit], then: Callable[[ast.Module], T]) -> T:
    """Return `then` of the tree that `make` makes, with hooks.

    A function that does not compile with all of them (Python allows 20 nested blocks) gets fewer, or none.
    """
    try:
        return then(instrument(make(), unit()))
    except (SyntaxError, RecursionError):
        unfit = {place_of(node) for node in _outermost(make()) if not _compiles(node, ALL_FIT)}
        fits = dict.fromkeys(unfit, True)
        again = [node for node in _outermost(make()) if place_of(node) in unfit]
        fits = {place_of(node): _compiles(node, fits) for node in again}
        return then(instrument(make(), unit(), fits))


def _outermost(tree: ast.AST) -> Iterator[Any]:
    """Return the functions of a module and of its classes, not those inside of functions."""
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        else:
            todo += ast.iter_child_nodes(node)


def _compiles(function: ast.stmt, fits: Mapping[Place, bool]) -> bool:
    try:
        compile(instrument(ast.Module([function], []), Unit(""), fits), "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Let a tree be walked that is as deep as a chain of a thousand `elif` makes it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _with_hooks(tree: ast.Module, rewriter: Rewriter) -> ast.Module:
    unit = rewriter.unit
    tree.body = rewriter.block(tree.body)
    if unit.filename is None and tree.body:
        start = 0
        while start < len(tree.body) and _must_stay_first(tree.body[start], start):
            start += 1
        if start == len(tree.body):  # a cell of nothing but text: IPython shows the last expression
            start = 0
        tree.body.insert(start, rewriter.statement("unit", [unit.number], tree.body[start]))
    return ast.fix_missing_locations(tree)


def _must_stay_first(statement: ast.stmt, position: int) -> bool:
    """Tell docstrings and future imports, before which nothing may stand."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return position == 0 and is_docstring(statement)

"""The instrumented twin of code that exists already, compiled anew from its source where that is certainly its own."""

from __future__ import annotations

import ast
import linecache
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from types import CodeType

from .compiling import compiled
from .emit import HOOKS
from .probes import Unit

# What of a file Python compiled together: a list of modules.
_Cut = Callable[[ast.Module], list[ast.Module]]
# A function's place in its file: its qualified name, first line and, for lambdas, the extent of the body.
_Place = tuple[str, int, tuple[int, ...]]

_WITH_PLACE = (ast.stmt, ast.expr, ast.arg, ast.keyword, ast.alias, ast.excepthandler, ast.pattern)
_BEGAN = time.time()
_units: dict[tuple[str, str, _Cut], dict[_Place, tuple[CodeType, CodeType | None]]] = {}


def is_instrumented(code: CodeType) -> bool:
    """Tell whether code calls the hooks."""
    return HOOKS in code.co_names


def twin(code: CodeType) -> CodeType | None:
    """Return the instrumented form of a function's code; None where its source is not there or not certain."""
    pair = _pair(code)
    return pair[1] if pair is not None else None


def why_not(code: CodeType) -> str:
    """Return why code has no hooks, and what helps."""
    if not linecache.getlines(code.co_filename):
        return "its source is not there; define it in a file or a cell"
    pair = _pair(code)
    if pair is None and _is_rewritten(code):
        return "pytest has rewritten its asserts; trace a function without assert, or run pytest with --assert=plain"
    if pair is None:
        return "its source has changed since it was loaded; load it again"
    if pair[1] is None:
        return "it nests too deeply; split it"
    return "nothing that was traced leads to it; name it there, or hand it to trace() as an argument"


def _is_rewritten(code: CodeType) -> bool:
    return any(name.startswith("@py") for name in (*code.co_varnames, *code.co_names))


def is_as_written(code: CodeType) -> bool:
    """Tell whether code is what its file says now: a module may have been edited and not loaded again.

    Only a file that was changed while this process ran is read again; cells and the like never change.
    """
    entry = linecache.cache.get(code.co_filename)
    if entry is None or len(entry) == 1 or entry[1] is None or entry[1] < _BEGAN:
        return True
    if is_instrumented(code) or _is_rewritten(code) or not _is_module(code.co_filename):
        return True
    return code in _codes(code.co_filename, "".join(entry[2]))


def _is_module(filename: str) -> bool:
    return any(getattr(module, "__file__", None) == filename for module in list(sys.modules.values()))


@lru_cache(64)
def _codes(filename: str, text: str) -> set[CodeType]:
    try:
        with warnings.catch_warnings(action="ignore"):
            module = compile(text, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {module, *nested(module)}


def _pair(code: CodeType) -> tuple[CodeType, CodeType | None] | None:
    """Return code as its source gives it, and its twin; None where the source is another one's."""
    text = "".join(linecache.getlines(code.co_filename))
    for cut in (_whole, _statements, _marimo_cells):
        key = code.co_filename, text, cut
        if key not in _units:
            _units[key] = _twins(*key)
        pair = _units[key].get(_place(code))
        if pair is not None and pair[0] == code:  # a file that was changed since gives other code
            return pair
    return None


def _whole(module: ast.Module) -> list[ast.Module]:
    return [module]


def _statements(module: ast.Module) -> list[ast.Module]:
    """Return each statement by itself, as a notebook compiles it: calls of a module then differ from those in a file,
    where the compiler sees its import."""
    return [ast.Module([statement], []) for statement in module.body]


def _marimo_cells(module: ast.Module) -> list[ast.Module]:
    """Return the cells of a marimo notebook: it writes each as a function `@app.cell`, and compiles the body alone."""
    functions = [part for part in module.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
    marked = [part for part in functions if any(_is_cell(mark) for mark in part.decorator_list)]
    for text in [node for part in marked for node in ast.walk(part) if isinstance(node, ast.Constant)]:
        if isinstance(text.value, str) and text.lineno != text.end_lineno:  # at the margin too
            text.value = text.value.replace("\n    ", "\n")
    return [ast.Module([one for one in part.body if not isinstance(one, ast.Return)], []) for part in marked]


def _is_cell(mark: ast.expr) -> bool:
    named = mark.func if isinstance(mark, ast.Call) else mark
    return isinstance(named, ast.Attribute) and named.attr == "cell"


def _twins(filename: str, text: str, cut: _Cut) -> dict[_Place, tuple[CodeType, CodeType | None]]:
    """Return the code of every function of a file that can be told apart for certain, plain and instrumented."""
    try:
        with warnings.catch_warnings(action="ignore"):  # Python gave them when it compiled the file
            plain = _compiled(map(_dedented, cut(ast.parse(text))), filename)
            with_hooks = compiled(
                lambda: _joined(cut(ast.parse(text))), lambda: Unit(filename), lambda tree: _compiled([tree], filename)
            )
    except (SyntaxError, ValueError, RecursionError):
        return {}
    twins = _by_place(with_hooks)
    originals = [(place, code) for place, code in _by_place(plain).items() if code is not None]
    return {place: (code, new if _fits(code, new := twins.get(place)) else None) for place, code in originals}


def _fits(code: CodeType, new: CodeType | None) -> bool:
    """Tell whether a function can run with its twin in place of its code."""
    return (
        new is not None
        and is_instrumented(new)
        and (code.co_freevars, code.co_varnames) == (new.co_freevars, new.co_varnames)
    )


def _compiled(modules: Iterable[ast.Module], filename: str) -> list[CodeType]:
    return [compile(module, filename, "exec", dont_inherit=True) for module in modules]


def _dedented(module: ast.Module) -> ast.Module:
    """Return a module as it is where its text stands at the margin; the one given is changed in place."""
    indent = module.body[0].col_offset if module.body else 0
    for node in ast.walk(module) if indent else ():
        if isinstance(node, _WITH_PLACE):
            node.col_offset -= indent
            node.end_col_offset = (node.end_col_offset or 0) - indent
    return module


def _joined(modules: list[ast.Module]) -> ast.Module:
    return ast.Module([statement for module in modules for statement in module.body], [])


def _by_place(modules: list[CodeType]) -> dict[_Place, CodeType | None]:
    """Return the functions of a file by their place; None where two share one."""
    found: dict[_Place, CodeType | None] = {}
    for code in [code for module in modules for code in nested(module)]:
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


def nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from nested(constant)

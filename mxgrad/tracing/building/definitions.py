"""Where a variable was made, and where a function was written.

Of `x = nd.array(...)` and, below it, `x.attach_grad()`, the first says more.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from ...diagnostics.source import Location, Module, characters, module_of


def made_at(attached: Location) -> Location | None:
    """Return the assignment that made the variable on which `attach_grad` was called; None where that is not certain.

    It is for an assignment before the call in the same block, with nothing in between that may give the name to
    something else: then one ran right after the other.
    """
    module = module_of(attached.filename)
    call = next((node for node in module.expressions(attached) if isinstance(node, ast.Call)), None)
    if call is None or not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return None
    name, statement = call.func.value.id, module.parents.get(call)
    if not isinstance(statement, ast.Expr):
        return None
    before = _bindings_of(module).before(name, statement)
    return _location(attached.filename, _maker(before)) if before is not None and _makes(before) else None


def written_at(code: CodeType | None) -> Location | None:
    """Return where a function stands, decorators included; None where its source is not there or it is no `def`."""
    if code is None:
        return None
    for node in module_of(code.co_filename).parents:
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            if first == code.co_firstlineno:
                end = _location(code.co_filename, node)
                return end._replace(line=first)
    return None


class _Bindings:
    """Which statements of a module give something to a name."""

    def __init__(self, module: Module) -> None:
        self.parents = module.parents
        inner = [node for node in module.parents if isinstance(node, ast.Global | ast.Nonlocal)]
        self.shared = {name for node in inner for name in node.names}  # a function may give them to something else
        self.places: dict[ast.AST, tuple[int, int]] = {}  # of a statement: its block, and which one of that it is
        self.bound: dict[int, dict[str, list[int]]] = {}  # of a block, for a name: which of its statements
        self.blocks: dict[int, list[ast.stmt]] = {}

    def before(self, name: str, statement: ast.stmt) -> ast.stmt | None:
        """Return the last statement before another in its block that gives something to a name; None where a function
        may do so too."""
        if statement not in self.places:
            self._enter(self.parents.get(statement))
        block, at = self.places.get(statement, (0, 0))
        bound = self.bound.get(block, {})
        places = [known[i - 1] for n in (name, "*") if (i := bisect_left(known := bound.get(n, []), at))]
        return self.blocks[block][max(places)] if places and name not in self.shared else None

    def _enter(self, parent: Any) -> None:
        """Look through the blocks of a statement once."""
        for statements in (getattr(parent, field, None) for field in ("body", "orelse", "finalbody")):
            block = len(self.blocks)
            self.blocks[block] = statements if isinstance(statements, list) else []
            bound = self.bound[block] = {}
            for at, statement in enumerate(self.blocks[block]):
                self.places[statement] = block, at
                for name in _bound(statement):
                    bound.setdefault(name, []).append(at)


_known: WeakKeyDictionary[Module, _Bindings] = WeakKeyDictionary()


def _bindings_of(module: Module) -> _Bindings:
    if module not in _known:
        _known[module] = _Bindings(module)
    return _known[module]


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a statement may give to something."""
    names = {
        node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.alias, ast.ExceptHandler, ast.MatchAs)
    return names | {
        str(getattr(node, "asname", None) or node.name) for node in ast.walk(statement) if isinstance(node, named)
    }


def _makes(statement: ast.stmt) -> bool:
    """Tell `x = nd.array(...)` and `x, y = f()` from `x = y`, which makes nothing."""
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    return isinstance(value, ast.Call | ast.BinOp | ast.UnaryOp)


def _maker(statement: Any) -> Any:
    """Return what stands to the right of `x =`, as with every other value; of `x, y = f()`, the whole."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return statement.value if len(targets) == 1 and isinstance(targets[0], ast.Name) else statement


def _location(filename: str, node: ast.stmt | ast.expr) -> Location:
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Location(filename, node.lineno, characters(filename, node.lineno, node.col_offset), end_line,
                    characters(filename, end_line, end_column))  # fmt: skip

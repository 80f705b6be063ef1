"""Where a variable was made: of `x = nd.array(...)` and, below it, `x.attach_grad()`, the first says more."""

from __future__ import annotations

import ast
from typing import Any

from ..source import Location, characters, module_of


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
    if not isinstance(statement, ast.Expr) or _is_shared(module, name):
        return None
    for before in reversed(_statements_before(module.parents.get(statement), statement)):
        if {name, "*"} & _bound(before):
            return _location(attached.filename, _maker(before)) if _makes(before) else None
    return None


def _is_shared(module: Any, name: str) -> bool:
    """Tell a name that a function may give to something else while the block runs."""
    return any(isinstance(node, ast.Global | ast.Nonlocal) and name in node.names for node in module.parents)


def _statements_before(parent: Any, statement: ast.stmt) -> list[ast.stmt]:
    blocks = (getattr(parent, field, None) for field in ("body", "orelse", "finalbody"))
    block = next((block for block in blocks if isinstance(block, list) and statement in block), [])
    return block[: block.index(statement)] if block else []


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

"""Reading names off the syntax: what the value of an expression is bound to, and what its operands are called."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from typing import Any

from ...diagnostics.source import Module
from ..recording.log import Operation

Bound = list[list[str]]  # the names of each result

LONGEST = 40  # of what is shown as a name
_WHERE = ("nd", "ndarray", "random", "linalg", "contrib", "op", "autograd", "np", "numpy", "onp", "F", "mx", "mxgrad")
_FOLDS = ("sum", "reduce", "abs", "round", "pow")  # Python's, which compute with operators; the last is the result
_COMPARISONS = {ast.Lt: "lesser", ast.Gt: "greater", ast.LtE: "lesser_equal", ast.GtE: "greater_equal"}


def name_of(node: ast.AST) -> str | None:
    """Return the text of an expression that names something: `w`, `self.w`, `params['w']`; None for any other."""
    if not _is_name(node):
        return None
    text = ast.unparse(node)
    return text if len(text) <= LONGEST else None


def _is_name(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        key = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
        return isinstance(key, ast.Constant | ast.Name) and _is_name(node.value)
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_name(node.value))


# ---- what a value is bound to


def bound(module: Module, node: ast.AST, count: int = 1) -> Bound:
    """Return the names that the results of an expression are bound to by the statement around it.

    Several results are a list: `a, b = f()` names each, `parts = f()` makes them `parts[0]`, `parts[1]`.
    """
    names: Bound = [[] for _ in range(count)]
    for target in _targets(module, node):
        _bind(names, target, list(range(count)), whole=count == 1)
    return names


def bound_parts(module: Module, node: ast.AST, count: int) -> Bound:
    """Return the names of the parts of a value that is a list or tuple, by the targets that take it apart."""
    names: Bound = [[] for _ in range(count)]
    for target in _targets(module, node):
        if isinstance(target, ast.Tuple | ast.List):
            _bind(names, target, list(range(count)), whole=False)
    return names


def _bind(names: Bound, target: ast.expr, results: list[int], whole: bool) -> None:
    if isinstance(target, ast.Tuple | ast.List):
        if whole:
            return  # an array that is taken apart: its rows have the names
        for part, index in zip(target.elts, _aligned(target.elts, len(results)), strict=True):
            chosen = [results[i] for i in index]
            if isinstance(part, ast.Starred):
                _bind(names, part.value, chosen, False)
            elif len(chosen) == 1:
                _bind(names, part, chosen, True)
        return
    name = name_of(target)
    if name is not None:
        for i, result in enumerate(results):
            names[result].append(name if whole else f"{name}[{i}]")


def _aligned(parts: list[ast.expr], count: int) -> list[range]:
    """Return which of `count` results each part of a target takes; nothing where they do not fit."""
    star = next((i for i, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
    rest = count - len(parts) + 1
    if (star is None and rest != 1) or rest < 0:
        return [range(0)] * len(parts)
    found, at = [], 0
    for i in range(len(parts)):
        size = rest if i == star else 1
        found.append(range(at, at + size))
        at += size
    return found


def _targets(module: Module, node: ast.AST) -> list[ast.expr]:
    """Return the targets that take the value of `node` as it is, also as one arm of a choice or part of a tuple."""
    if isinstance(node, ast.AugAssign):
        return [node.target]
    found: list[ast.expr] = []
    parent = module.parents.get(node)
    while parent is not None:
        if isinstance(parent, ast.Assign) and parent.value is node:
            return [*found, *parent.targets]
        if isinstance(parent, ast.AnnAssign) and parent.value is node:
            return [*found, parent.target]
        if isinstance(parent, ast.NamedExpr):
            found.append(parent.target)
        elif isinstance(parent, ast.Tuple | ast.List):
            return [*found, *_of_part(module, parent, node)]
        elif not (
            (isinstance(parent, ast.IfExp) and node is not parent.test)
            or (isinstance(parent, ast.BoolOp) and node is parent.values[-1])
            or isinstance(parent, ast.Await)
        ):
            return found
        node, parent = parent, module.parents.get(parent)
    return found


def _of_part(module: Module, display: Any, node: ast.AST) -> list[ast.expr]:
    """Return the targets of one element of `b, a + b`, where such targets take the tuple apart."""
    place = display.elts.index(node)
    if any(isinstance(part, ast.Starred) for part in display.elts):
        return []
    found: list[ast.expr] = []
    for target in _targets(module, display):
        if isinstance(target, ast.Tuple | ast.List):
            for part, index in zip(target.elts, _aligned(target.elts, len(display.elts)), strict=True):
                if list(index) == [place] and not isinstance(part, ast.Starred):
                    found.append(part)
    return found


def taken_by_loop(module: Module, node: ast.AST) -> str | None:
    """Return the name that takes each element of `node`, where that is what a loop goes through."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.For | ast.AsyncFor | ast.comprehension) and parent.iter is node:
        return parent.target.id if isinstance(parent.target, ast.Name) else None
    return None


# ---- what an operation does at an expression


class Reading:
    """An expression that an operation ran at: its operands, where it is certain which they are.

    If `sure`, its value is the operation's; else that of the last operation there, as for `sum(parts)`.
    """

    __slots__ = ("node", "operands", "sure")

    def __init__(self, node: ast.AST, operands: list[ast.expr] | None, sure: bool) -> None:
        self.node = node
        self.operands = operands
        self.sure = sure


def read(node: ast.AST, op: Operation | None, count: int, functions: Mapping[str, set[str]]) -> Reading | None:
    """Return how operation `op` with `count` operands stands at an expression; None where that is unknown.

    `functions` gives what computes with arrays there, by name, with the operations it is.
    """
    if isinstance(node, ast.BinOp):
        return Reading(node, [node.left, node.right], True)
    if isinstance(node, ast.UnaryOp):
        return Reading(node, [node.operand], True)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        operands = [node.left, *node.comparators]
        reflected = op is not None and _COMPARISONS.get(type(node.ops[0]), op.name) != op.name
        return Reading(node, operands[::-1] if reflected else operands, True)
    if isinstance(node, ast.Subscript | ast.Attribute):
        return Reading(node, [node.value], True)
    if isinstance(node, ast.AugAssign):
        return Reading(node, [node.target, node.value], True)
    return _call(node, op, count, functions) if isinstance(node, ast.Call) else None


def _call(node: ast.Call, op: Operation | None, count: int, functions: Mapping[str, set[str]]) -> Reading | None:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    method = isinstance(node.func, ast.Attribute) and not is_namespace(node.func.value)
    known = functions.get(called)
    pythons = isinstance(node.func, ast.Name) and hasattr(builtins, called)
    if op is not None and known is not None and op.name in known and not pythons:
        return Reading(node, _arguments(node, op, method, count), True)
    if called.startswith("__") and called.endswith("__"):
        return Reading(node, None, True)
    folds = called in _FOLDS and (isinstance(node.func, ast.Name) or called == "reduce")
    return Reading(node, None, False) if folds or (known is not None and not pythons) else None


def is_namespace(node: ast.expr) -> bool:
    """Tell `nd.exp(x)` and `mx.nd.exp(x)`, whose dots name a module, from `x.exp()`."""
    return ast.unparse(node).split(".")[-1] in _WHERE


def _arguments(node: ast.Call, op: Operation, method: bool, count: int) -> list[ast.expr] | None:
    """Return the operands of a call of `nd`, in the order of the operation's inputs."""
    given = [node.func.value, *node.args] if method else list(node.args)  # type: ignore[attr-defined]
    if op.variadic and len(given) == 1 and isinstance(given[0], ast.List | ast.Tuple):
        given = given[0].elts
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    for i in range(len(given), len(op.inputs)):
        also = (("data", "lhs"), ("rhs",), ())[min(i, 2)]
        value = next((named[name] for name in (op.inputs[i], *also) if name in named), None)
        if value is None:
            break
        given.append(value)
    if len(given) < count or any(isinstance(one, ast.Starred) for one in given[:count]):
        return None
    return given[:count]

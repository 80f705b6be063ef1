"""What the program calls its values.

A result has the names that the assignment around its expression gives it, and those that an instrumented assignment
reported (`y = f(x)`). An input has the name that the program uses where it computes with it: `w1` in `nd.dot(x, w1)`,
else an attribute, a key, the argument of the call that passed it, and only then a parameter or a loop's variable. The
versions of an array that is written to share a name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from ...diagnostics.source import Location, Module, locate, module_of
from ...path.probes import PROBES
from ..recording.log import Log, RawBackward, RawNode, Ref
from .syntax import (
    Bound,
    Reading,
    bound,
    bound_parts,
    name_of,
    read,
    taken_by_loop,
)

# What a name is worth, the best first: where the program computes, else where it only binds or attaches.
_VARIABLE, _ATTRIBUTE, _KEY, _ARGUMENT, _PARAMETER, _LOOP = range(6)
_BOUND, _ATTACHED = 10, 20
_FAR = 8  # calls through which an argument is followed


class _Frame:
    """A run of a function: its code, and where it was called."""

    def __init__(self, payload: Any) -> None:
        self.code: CodeType = payload[0]
        self.caller: int = payload[1]
        self.place: tuple[CodeType, int] | None = (payload[2], payload[3]) if payload[2] is not None else None


class Names:
    """The names of the nodes of a log: `made[node][result]` at creation, `all` those given later too."""

    def __init__(self, log: Log, locations: list[Location | None]) -> None:
        self.nodes = log.nodes
        self.log = log
        self.functions = log.functions()
        self.made: list[Bound] = [[[] for _ in node.outputs] for node in self.nodes]
        self.later: dict[int, list[tuple[str, Ref]]] = {}  # event -> what is bound then
        self._best: dict[Ref, tuple[int, str]] = {}
        self._frames: dict[int, _Frame] = {}
        self._readings: dict[Any, tuple[Module, Reading | None, Bound]] = {}
        self._roles: dict[Any, int] = {}
        self._bound_in: set[tuple[int, int, int]] = set()
        self._open: dict[int, tuple[int, Bound]] = {}  # frame -> the last of what `sum(parts)` computed so far
        self._roots: list[int] = []
        self._told: set[tuple[str, Ref]] = set()  # names from the syntax, which an instrumented assignment tells again
        self.locations = locations
        self._explicit()
        self._results_of_backward()
        for number, event in enumerate(log.events):
            self._event(number, event)
        for index, names in self._open.values():
            self._give(index, names)
        self.all = [[list(names) for names in results] for results in self.made]
        self._later_names()
        self._settle()

    # ---- from the log

    def _explicit(self) -> None:
        for i, node in enumerate(self.nodes):
            root = i if node.updates is None else self._roots[node.updates]
            self._roots.append(root)
            if node.name:
                self.made[i][0].append(node.name)
            elif node.kind == "input":
                self._attached(i, node)

    def _event(self, number: int, event: Any) -> None:
        if type(event) is int:
            return
        kind = event[0]
        if type(kind) is int:
            if len(event) > 2 and type(event[2]) is tuple and event[2] and type(event[2][0]) is CodeType:
                self._frames[event[1]] = _Frame(event[2])
        elif kind == "op":
            self._operation(event[1], self.nodes[event[1]])
        elif kind == "bound":
            self._bound(number, *event[1:])
        elif kind == "read":
            self._asked(event[1], *event[3:])
        elif kind == "passed":
            self._passed(*event[1:])
        elif kind == "backward":
            self._heads(self.log.backwards[event[1]])

    def _operation(self, index: int, node: RawNode) -> None:
        location = self.locations[index]
        if location is None or node.backward is not None:
            return
        if node.origin is not None:
            self._frames[node.frame] = _Frame(node.origin)
        module, reading, names = self._reading(location, node)
        self._close(index, node, location)
        if node.op is None or node.updates is not None:
            self._written(index, node, module, location)
            return
        if reading is None:
            self._element(index, module, location)
            return
        if reading.sure:
            self._give(index, names)
        else:
            self._open[node.frame] = index, names
        if reading.operands is not None and len(reading.operands) == len(node.inputs):
            for ref, operand in zip(node.inputs, reading.operands, strict=True):
                self._used(ref, operand, module, node.frame)

    def _reading(self, location: Location, node: RawNode) -> tuple[Module, Reading | None, Bound]:
        """Return how an operation stands in the source, and what its results are bound to."""
        key = location, node.op and node.op.name, len(node.inputs), len(node.outputs)
        if key not in self._readings:
            module = module_of(location.filename)
            found = (read(one, node.op, len(node.inputs), self.functions) for one in module.expressions(location))
            reading = next((one for one in found if one is not None), None)
            names: Bound = [[] for _ in node.outputs]
            for expression in module.expressions(location) if reading is not None else ():
                for result, new in enumerate(bound(module, expression, len(node.outputs))):
                    names[result] += [name for name in new if name not in names[result]]
            self._readings[key] = module, reading, names
        return self._readings[key]

    def _close(self, index: int, node: RawNode, location: Location) -> None:
        """Name what an earlier call computed last, unless this operation goes on with it there."""
        if node.frame in self._open:
            last, names = self._open.pop(node.frame)
            goes_on = self.locations[last] == location and any(operand == last for operand, _ in node.inputs)
            if not goes_on:
                self._give(last, names)

    def _give(self, index: int, names: Bound) -> None:
        for result, new in enumerate(names):
            self.made[index][result] += new
            self._told.update((name, (index, result)) for name in new)
            if new:
                self._bound_in.add((index, result, self.nodes[index].frame))

    def _element(self, index: int, module: Module, location: Location) -> None:
        """Name an element that a loop takes from an array."""
        for expression in module.expressions(location):
            name = taken_by_loop(module, expression)
            if name is not None and len(self.made[index]) == 1:
                self._give(index, [[name]])
                return

    def _written(self, index: int, node: RawNode, module: Module, location: Location) -> None:
        """A write `b[1] = v` does not name v; where the array is not known yet, its name is what is written to."""
        for expression in module.expressions(location):
            if isinstance(expression, ast.Subscript | ast.AugAssign):
                whole = expression.target if isinstance(expression, ast.AugAssign) else expression
                value = node.inputs[-1][0]
                if self.nodes[value].kind == "op":
                    text = ast.unparse(whole)
                    self.made[value] = [[name for name in names if name != text] for names in self.made[value]]
                base = expression.target if isinstance(expression, ast.AugAssign) else expression.value
                if node.part:  # what is written to is a view: the version is one of the whole buffer
                    return
                self._used((index, 0), base, module, node.frame)
                if (name := name_of(base)) is not None and self._role(module, base) <= _KEY:
                    self.made[index] = [[name]]
                return

    def _bound(self, number: int, probe: int, refs: Any, frame: int) -> None:
        """An instrumented assignment told which arrays it binds."""
        at = PROBES[probe]
        if at.unit.filename is None:
            return
        module = module_of(at.unit.filename)
        found: list[tuple[str, Ref]] = []
        for expression in module.by_position.get(at.span, []):
            if type(refs) is tuple:
                found += [(name, refs) for name in bound(module, expression)[0]]
            else:
                for ref, names in zip(refs, bound_parts(module, expression, len(refs)), strict=True):
                    found += [(name, ref) for name in names if ref is not None]
        found = list(dict.fromkeys(found))
        told = [(name, ref) for name, ref in found if (name, ref) in self._told]
        self._told.difference_update(told)
        self.later[number] = [one for one in found if one not in told]
        for name, ref in found:
            self._offer(ref, _BOUND, name)
            if (*ref, frame) not in self._bound_in:
                self._bound_in.add((*ref, frame))
                self._new.append((name, ref))

    # ---- uses

    def _used(self, ref: Ref, operand: ast.expr, module: Module, frame: int) -> None:
        self._suggest((self._roots[ref[0]], ref[1]), operand, module, frame, 0)

    def _suggest(self, ref: Ref, operand: ast.expr, module: Module, frame: int, less: int) -> None:
        """Note what an array is called at an expression."""
        name = name_of(operand)
        best = self._best.get(ref)
        if name is None or (best is not None and best[0] == 0):
            return
        rank = self._role(module, operand)
        self._offer(ref, rank + less, name)
        if rank == _PARAMETER:
            passed = self._argument(frame, name)
            if passed is not None:
                self._offer(ref, _ARGUMENT + less, passed)

    def _offer(self, ref: Ref, rank: int, name: str) -> None:
        known = self._best.get(ref)
        if known is None or rank < known[0]:
            self._best[ref] = rank, name

    def _role(self, module: Module, operand: ast.expr) -> int:
        key = module, operand
        if key not in self._roles:
            self._roles[key] = _role_of(module, operand)
        return self._roles[key]

    def _argument(self, frame: int, parameter: str) -> str | None:
        """Return what was passed for a parameter: the name it has where the call stands, through several calls."""
        for _ in range(_FAR):
            known = self._frames.get(frame)
            at = locate(*known.place) if known is not None and known.place is not None else None
            if known is None or at is None:
                return None
            module = module_of(at.filename)
            passed = next((found for call in module.expressions(at) if isinstance(call, ast.Call)
                           and (found := _passed(call, known.code, parameter)) is not None), None)  # fmt: skip
            name = name_of(passed) if passed is not None else None
            if passed is None or name is None:
                return None
            if self._role(module, passed) != _PARAMETER:
                return name
            frame, parameter = known.caller, name
        return None

    def _attached(self, index: int, node: RawNode) -> None:
        location = self.locations[index]
        if location is not None:
            module = module_of(location.filename)
            for call in module.expressions(location):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    self._suggest((index, 0), call.func.value, module, node.frame, _ATTACHED)

    def _asked(self, index: int, frame: int, code: CodeType, lasti: int) -> None:
        """A number that the program reads: `loss.asscalar()`, `float(loss)`."""
        for module, call in _calls(code, lasti):
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("asscalar", "asnumpy", "item", "tolist"):
                self._used((index, 0), call.func.value, module, frame)
            elif getattr(call.func, "id", "") in ("float", "int", "bool") and len(call.args) == 1:
                self._used((index, 0), call.args[0], module, frame)

    def _passed(self, given: list[Ref | None], frame: int, code: CodeType, lasti: int) -> None:
        """The arrays that are passed to a layer: `net(x)`."""
        for module, call in _calls(code, lasti):
            if not any(isinstance(operand, ast.Starred) for operand in call.args):
                for ref, operand in zip(given, call.args, strict=False):
                    if ref is not None:
                        self._used(ref, operand, module, frame)

    def _heads(self, back: RawBackward) -> None:
        if back.of_trace:
            return
        for module, call in _calls(back.code, back.lasti):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called not in ("backward", "grad"):
                continue
            given: Any = call.args[:1]
            if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "attr", None) != "autograd":
                given = given if getattr(call.func.value, "id", None) == "autograd" else [call.func.value]
            heads = given[0].elts if given and isinstance(given[0], ast.List | ast.Tuple) else given
            for root, head in zip(back.roots, heads if len(heads) == len(back.roots) else (), strict=False):
                self._used((root, 0), head, module, back.frame)

    def _results_of_backward(self) -> None:
        self._new: list[tuple[str, Ref]] = []
        for back in self.log.backwards:
            if not back.results:
                continue
            for result, names in zip(back.results, _returned(back, len(back.results)), strict=True):
                self.made[result][0] += [name for name in names if name not in self.made[result][0]]

    # ---- in the end

    def _later_names(self) -> None:
        """What was bound in another function than it was made in has that name too; an input has one already."""
        for name, (node, result) in self._new:
            if self.nodes[node].kind == "op" and name not in self.all[node][result]:
                self.all[node][result].append(name)

    def _settle(self) -> None:
        """Where no assignment names a value, its best use does; a new version is called what the array is called."""
        for i, node in enumerate(self.nodes):
            if node.kind == "const":
                continue
            if node.gradient is not None:
                number, item = node.gradient
                variable = self.all[self.log.backwards[number].writes[item][0]][0]
                best = self._best.get((i, 0))
                self.all[i][0] = [f"{variable[-1]}.grad"] if variable else [best[1]] if best else []
                continue
            if self._roots[i] != i:
                names = self.made[i][0] or self.all[self._roots[i]][0][-1:]
                self.made[i], self.all[i] = [list(names)], [list(names)]
                continue
            for result, names in enumerate(self.all[i]):
                best = self._best.get((i, result))
                if not names and best is not None and self._may_name(i, node, best):
                    names.append(best[1])

    def _may_name(self, index: int, node: RawNode, best: tuple[int, str]) -> bool:
        """A result is not called after the parameter that it is passed for, nor by its own expression."""
        if node.kind != "op" or node.op is None:
            return True
        location = self.locations[index]
        return best[0] not in (_PARAMETER, _ARGUMENT) and (location is None or location.text != best[1])


def _role_of(module: Module, operand: ast.expr) -> int:
    """Tell what kind of name an expression is: `w`, `self.w`, `params['w']`, a parameter, or of a loop's variable."""
    inside = [_role_of_name(module, node) for node in ast.walk(operand) if isinstance(node, ast.Name)]
    if isinstance(operand, ast.Name):
        return inside[0]
    return _LOOP if _LOOP in inside else _ATTRIBUTE if isinstance(operand, ast.Attribute) else _KEY


def _role_of_name(module: Module, operand: ast.Name) -> int:
    node: ast.AST | None = operand
    while node is not None:
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            if any(operand.id in _stored(clause.target) for clause in node.generators):
                return _LOOP
        elif isinstance(node, ast.For | ast.AsyncFor) and operand.id in _stored(node.target):
            return _LOOP
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            return _PARAMETER if operand.id in {argument.arg for argument in every} else _VARIABLE
        node = module.parents.get(node)
    return _VARIABLE


def _stored(target: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _passed(call: ast.Call, code: CodeType, parameter: str) -> ast.expr | None:
    """Return the argument that a call passes for a parameter of the code it runs."""
    named: Callable[[ast.keyword], bool] = lambda keyword: keyword.arg == parameter  # noqa: E731
    keyword = next(filter(named, call.keywords), None)
    if keyword is not None:
        return keyword.value
    names = code.co_varnames[: code.co_argcount]
    bound_first = bool(names) and names[0] in ("self", "cls")
    place = names.index(parameter) - bound_first if parameter in names else -1
    given = call.args[: place + 1]
    if place < 0 or len(given) <= place or any(isinstance(one, ast.Starred) for one in given):
        return None
    return given[place]


def _calls(code: CodeType | None, lasti: int) -> Iterator[tuple[Module, Any]]:
    at = locate(code, lasti) if code is not None else None
    module = module_of(at.filename) if at is not None else None
    for node in module.expressions(at) if module is not None and at is not None else ():
        if isinstance(node, ast.Call):
            yield module, node  # type: ignore[misc]


def _returned(back: Any, count: int) -> Bound:
    """Return the names of the gradients that autograd.grad() returned: `gs[0]`, or as unpacked or picked out."""
    names: Bound = [[] for _ in range(count)]
    for module, call in _calls(back.code, back.lasti):
        parent = module.parents.get(call)
        if isinstance(parent, ast.Subscript) and parent.value is call:
            index = ast.unparse(parent.slice)
            if index.lstrip("-").isdecimal() and -count <= int(index) < count:
                names[int(index)] += bound(module, parent)[0]
        for i, new in enumerate(_listed(module, call, count)):
            names[i] += new
    return names


def _listed(module: Module, call: ast.Call, count: int) -> Bound:
    """Return the names of a list of results: also one of a single result is a list."""
    if count > 1:
        return bound(module, call, count)
    whole = bound(module, call)[0]
    return [[*bound_parts(module, call, 1)[0], *(f"{name}[0]" for name in whole)]]

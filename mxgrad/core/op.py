"""One operation, declared once.

    @elementwise(x=lambda F, x: F.cos(x))
    def sin(F, x):
        '''Sine of x in radians, elementwise.'''
        return F.sin(x)

`forward` computes the result and there is one gradient rule an input. A rule names what it needs, and recording keeps
just that: an input (`x`), the result (`z`), the shape of an input (`x_shape`) or a parameter (`axis`).

- `@elementwise` rules give the local derivative dz/dx; backward multiplies it with the incoming adjoint g.
- `@op` rules take g and give the whole vector-Jacobian product.

Everything else follows from the declaration: `nd.sin`, `NDArray.sin`, its documentation, the formula a learner reads,
its tests. Rules never undo broadcasting: backward does that once for all.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import Any

import numpy

from .masks import MaskRule
from .registry import REGISTRY
from .tape import Node

Rule = Callable[..., Any]


class Op:
    """An operation: its forward function, its gradient rules, and what both need."""

    def __init__(self, forward: Rule, *, elementwise: bool = False, elements: str | None = None,
                 label: str | None = None, sample: tuple[float, float] = (-2.0, 2.0), method: bool = True,
                 mixed: bool | tuple[str, ...] = False, floating: bool = False, counts: bool = False,
                 widen: str | None = None, mask: bool | MaskRule = False,
                 view: bool = False, adjoint: str | dict[str, str] | None = None, accumulate: Rule | None = None,
                 prepare: Rule | None = None, constant: Rule | None = None, joint: Rule | None = None,
                 after: Rule | None = None, unread: Rule | None = None, cell: str | Rule | None = None,
                 between: Rule | None = None, back: dict[str, str | Rule] | None = None, words: str | None = None,
                 register: bool = True, **rules: Any) -> None:  # fmt: skip
        self.name = forward.__name__.rstrip("_")
        self.doc = _clean(forward.__doc__ or "")
        self.elementwise = elementwise
        self.elements = "same" if elementwise else elements  # which of an operand make one of the result: see tracing
        self.label = label  # how a card shows it: "‖·‖", or "{x} × {y}" with operands
        self.sample = sample  # where tests sample the inputs
        self.method = method  # whether NDArray gets it as a method
        self.floating = floating  # whether integers are computed as float32
        self.counts = counts  # whether bool operands are computed as int32: True + True is 2
        self.widen = widen  # the dtype that narrower floats are computed in; the result is rounded back
        self.mask = mask  # whether the result selects elements when used as an index: always, or a rule of `masks`
        self.view = view  # whether the result may share memory with the input
        self.adjoint = adjoint  # the rule in words, where the formula would not teach
        self.accumulate = accumulate  # (F, buffer, g, **params): adds the product into the input's own adjoint
        self.prepare = prepare  # (ctx, arrays, params) -> params: fixes what depends on mode or chance, before forward
        self.constant = constant  # (params): whether the result has no gradient with these parameters
        self.joint = joint  # (F, g, node): the adjoints of all inputs at once, in place of rules
        self.after = after  # (ctx, arrays, params): by input what is written to it then, of what, its name, the rule
        self.unread = unread  # (params): the inputs whose values the rules do not read after all
        self.cell, self.between = cell, between  # a cell as `√(Σ[{x}²])`; (F, …): arrays that it has besides operands
        self.back, self.words = back or {}, words  # by input a cell of its adjoint; why some have no formula
        self.number_first: Op | None = None  # what runs in its place for a number and an array, where that differs
        self._read_signature(forward, mixed)
        self.forward = forward if widen is None else _widened(forward, widen)
        self.declared = rules  # input name -> the rule as written, for formulas and tests
        self.rules = tuple(self._bind(name, rules[name]) if name in rules else None for name in self.inputs)
        self.needs = tuple(self._saved_by(rules.get(name)) for name in self.inputs)
        self.complete = all(self.has_rule(i) for i in range(len(self.inputs)))  # whether every input gets a gradient
        self._kept: dict[tuple[bool, ...], tuple[bool, ...] | None] = {}
        if register:
            self._register(forward.__module__)

    def _read_signature(self, forward: Rule, mixed: bool | tuple[str, ...]) -> None:
        code = forward.__code__  # inspect.signature() would take half of the time to import mxgrad
        names, positional, keywords = code.co_varnames, code.co_argcount, code.co_argcount + code.co_kwonlyargcount
        self.variadic = bool(code.co_flags & inspect.CO_VARARGS)
        self.inputs = names[1:positional] + (names[keywords : keywords + 1] if self.variadic else ())
        self.required = len(self.inputs) - len(forward.__defaults__ or ())
        # the inputs that may be of any dtype, such as indices; the others share one
        self.free = frozenset(i for i, name in enumerate(self.inputs) if mixed is True or (mixed and name in mixed))
        self.parameters = names[positional:keywords]  # those that start with _ are filled in by `prepare`
        self.known = frozenset(self.parameters)
        self.params = dict(forward.__kwdefaults__ or {})  # the defaults
        # one with an operator's form: two arrays, or an array and a number, and nothing else
        self.binary = self.elementwise and len(self.inputs) == 2 and not self.variadic and not self.parameters

    def _register(self, module: str) -> None:
        if unknown := set(self.declared) - set(self.inputs):
            raise ValueError(f"{self.name}: rules for {sorted(unknown)}, but its inputs are {list(self.inputs)}")
        if self.elementwise and self.declared and len(self.declared) < len(self.inputs):
            raise ValueError(f"{self.name}: an elementwise operation has a rule for every input or for none")
        REGISTRY.declare(self, module)

    def __repr__(self) -> str:
        return f"<Op {self.name}>"

    def with_rules(self, **rules: Any) -> Op:
        """Return the same elementwise operation with other gradient rules in place of some of its own."""
        return Op(self.forward, elementwise=True, label=self.label, sample=self.sample, mask=self.mask, register=False,
                  **{**self.declared, **rules})  # fmt: skip

    @property
    def differentiable(self) -> bool:
        """Whether any input has a gradient rule."""
        return self.joint is not None or any(rule is not None for rule in self.rules)

    def has_rule(self, index: int) -> bool:
        """Whether input `index` gets a gradient."""
        return self.joint is not None or self.rule_for(index) is not None

    def kept(self, inputs: tuple[Any, ...]) -> tuple[bool, ...] | None:
        """Return which of the operands and the result to keep; None for none. `inputs` are None where not tracked."""
        tracked = tuple([node is not None for node in inputs])
        try:
            return self._kept[tracked]
        except KeyError:
            last = len(self.inputs)  # how a rule names the result's slot
            needs = [self.needs[0 if self.variadic else i] for i, known in enumerate(tracked) if known]
            needed = {slot for need in needs for slot in need}
            flags = (*(i in needed or -2 in needed for i in range(len(inputs))), last in needed)
            found = self._kept[tracked] = flags if any(flags) else None
            return found

    def rule_for(self, index: int) -> Any:
        """Return the bound rule of input `index`; all inputs of a variadic operation share one."""
        return self.rules[0 if self.variadic else index]

    def needed_names(self, rule: Rule) -> list[str]:
        """Return what a rule asks for, in order: its arguments after F, and after g where it takes one."""
        names = list(rule.__code__.co_varnames[: rule.__code__.co_argcount])
        return names[1 if self.elementwise else 2 :]

    def _saved_by(self, rule: Any) -> tuple[int, ...]:
        """Return the positions in `Node.saved` (inputs, then the result) that `rule` reads."""
        slots = (*self.inputs, "z")
        names = self.needed_names(rule) if callable(rule) else []
        if self.variadic and self.inputs[0] in names:
            return (-2,)  # all inputs
        return tuple(slots.index(name) for name in names if name in slots)

    def _bind(self, name: str, rule: Any) -> Any:
        """Turn a rule into a function of (F, node), or (F, g, node, index) for `@op`."""
        if not callable(rule):
            return rule  # a constant local derivative
        slots = (*self.inputs, "z")
        if self.elementwise:
            names = self.needed_names(rule)
            if all(name in slots for name in names):  # nearly always: kept fast
                if len(names) == 1:
                    i = slots.index(names[0])
                    return lambda F, node: rule(F, node.saved[i])
                pick = itemgetter(*map(slots.index, names))
                return lambda F, node: rule(F, *pick(node.saved))
        getters = [self._getter(name, slots) for name in self.needed_names(rule)]
        if self.elementwise:
            return lambda F, node: rule(F, *[get(node, 0) for get in getters])
        if self.widen is not None:
            rule = _widened(rule, self.widen, not self.free or name == self.inputs[0])
        if len(getters) == 2:
            one, other = getters
            return lambda F, g, node, index: rule(F, g, one(node, index), other(node, index))
        return lambda F, g, node, index: rule(F, g, *[get(node, index) for get in getters])

    def _getter(self, name: str, slots: tuple[str, ...]) -> Callable[[Node, int], Any]:
        if self.variadic:
            if name == "index":
                return lambda node, index: index
            if name == "shapes":
                return lambda node, index: node.shapes
            if name == self.inputs[0]:
                return lambda node, index: node.saved[:-1]
        if name in slots:
            i = slots.index(name) if name != "z" else -1
            return lambda node, index: node.saved[i]
        if name.endswith("_shape") and name.removesuffix("_shape") in self.inputs:
            i = self.inputs.index(name.removesuffix("_shape"))
            return lambda node, index: node.shapes[i]  # type: ignore[index]
        if name in self.parameters:
            return lambda node, index: node.params[name]
        raise ValueError(f"{self.name}: a rule needs {name!r}, which is no input, shape or parameter, nor 'z'")


def _clean(doc: str) -> str:
    return inspect.cleandoc(doc) if "\n" in doc else doc


def _widened(function: Rule, dtype: str, rounds: bool = True) -> Rule:
    """Let a forward or rule compute floats narrower than `dtype` in `dtype`: sums of many float16 lose most digits.

    The result is rounded to the dtype of its first array, unless `rounds` is off.
    """
    width = numpy.dtype(dtype).itemsize

    def is_float(value: Any) -> bool:
        return hasattr(value, "dtype") and numpy.dtype(value.dtype).kind == "f"

    def cast(F: Any, value: Any, to: Any) -> Any:
        if type(value) is tuple:
            return tuple(cast(F, one, to) for one in value)
        return F.astype(value, to) if is_float(value) else value

    def call(F: Any, *args: Any, **params: Any) -> Any:
        first = args[0]
        if type(first) is numpy.ndarray and first.dtype.itemsize >= width:  # nearly always: kept fast
            return function(F, *args, **params)
        if type(first) is tuple:
            first = first[0]
        narrow = numpy.dtype(first.dtype)
        if narrow.kind != "f" or narrow.itemsize >= width:
            return function(F, *args, **params)
        z = function(F, *(cast(F, value, dtype) for value in args), **params)
        return cast(F, z, narrow) if rounds else z

    return call


def elementwise(**declared: Any) -> Callable[[Rule], Op]:
    """Declare an elementwise operation by its local derivatives: one `input=lambda F, ...: dz/dinput` each.

    Inputs without a rule get no gradient. A rule may be a plain number. What else may be said: see `Op`.
    """
    return partial(Op, elementwise=True, **declared)


def op(**declared: Any) -> Callable[[Rule], Op]:
    """Declare an operation by its vector-Jacobian products: one `input=lambda F, g, ...: adjoint of input` each.

    A forward that returns a tuple has several results: g and z are then tuples too. What else may be said: see `Op`.
    """
    return partial(Op, **declared)


def _select(F: Any, several: Any) -> Any:
    """One result of an operation that has several."""
    raise NotImplementedError  # its node only stands between that operation and what uses the result


# The node of one result: `inputs` is the operation's node, `params["index"]` which result it is, and `shapes` holds
# (shape, dtype) of them all. `backward` collects their adjoints.
SELECT = Op(_select, several=lambda F, g: g, label="{x}[{index}]", accumulate=_select, register=False)


def copyto(F: Any, x: Any, *, context: Any, source: Any) -> Any:
    """x on another device; its adjoint goes back to the first."""
    return context.F.array(x if F.xp is numpy else x.get())


# Its operand and its result live on different devices, so no rule can run on either: `backward` moves the adjoint.
MOVE = Op(copyto, x=lambda F, g: g, label="to {context}", register=False)

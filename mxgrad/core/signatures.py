"""The signature of an operation as its callers see it, from the declaration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .op import Op

BY_ALL, BY_NAME, MANY = Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY, Parameter.VAR_POSITIONAL


class Annotation(str):
    """A type in the words of the stubs: `NDArray | None`, shown without quotes."""

    __slots__ = ()
    __repr__ = str.__str__


class Lazy(Signature):
    """A signature that is made when it is first asked for: making all of them would slow the import."""

    __slots__ = ("_found", "make")

    def __init__(self, make: Callable[..., Signature]) -> None:
        self.make = make
        self._found: Signature | None = None

    def _signature(self) -> Signature:
        if self._found is None:
            self._found = self.make()
        return self._found

    @property
    def _parameters(self) -> Any:
        return self._signature().parameters

    @property
    def _return_annotation(self) -> Any:
        return self._signature().return_annotation

    def replace(self, **changes: Any) -> Signature:  # type: ignore[override]
        """Return a plain signature with something changed, as of a bound method."""
        return self._signature().replace(**changes)

    def __reduce__(self) -> Any:
        return self._signature().__reduce__()


def declared(op: Op, **more: tuple[str, Any]) -> Lazy:
    """Return the signature of a function of `op`, which may take `more` parameters, by name: (type, default)."""
    return Lazy(partial(signature, op, more))


def shown_name(op: Op, i: int) -> str:
    """Return what callers call an input: as MXNet does, by whose names it may be passed."""
    name = op.inputs[i]
    if name in ("x", "xs", "args") and i == 0:
        return "lhs" if op.inputs[1:2] == ("y",) else "data"
    return "rhs" if name == "y" and i == 1 and op.inputs[0] == "x" else name


def signature(op: Op, more: dict[str, tuple[str, Any]], *, loose: bool = True) -> Signature:
    """Return the signature of the `nd` function of `op`.

    Where a parameter that must be given stands behind one that need not, those from there on go by name; with `loose`
    off the earlier ones must be given instead.
    """
    from ..ops.parameters import RETURNS, annotation

    own = op.elementwise and not op.parameters and len(op.inputs) <= 2  # these take `out` by position too
    pair = op.elementwise and len(op.inputs) == 2
    found = []
    for i, name in enumerate(op.inputs):
        default = Parameter.empty if i < op.required else None
        operand = "Operand" if pair or (i and name in ("x", "y")) else "NDArray"
        kind = f"{operand} | None" if default is None else operand
        if op.variadic:
            found.append(Parameter(shown_name(op, i), MANY, annotation=Annotation("NDArray | Sequence[NDArray]")))
        else:
            found.append(Parameter(shown_name(op, i), BY_ALL, default=default, annotation=Annotation(kind)))
    how = BY_NAME if op.variadic else BY_ALL
    found += [Parameter(name, how, default=op.params.get(name, Parameter.empty),
                        annotation=Annotation(annotation(op, name)))
              for name in op.parameters if name[0] != "_"]  # fmt: skip
    found = _in_order(found, loose)
    extra = dict(more)
    if op.variadic:
        extra["num_args"] = ("int | None", None)
    extra |= {"out": ("NDArray | None", None), "name": ("str | None", None)}
    if op.name in RETURNS and RETURNS[op.name][0] != "NDArray":
        extra["out"] = ("Sequence[NDArray] | None", None)
    by_name = BY_ALL if own else BY_NAME
    found += [Parameter(name, by_name, default=default, annotation=Annotation(kind))
              for name, (kind, default) in extra.items()]  # fmt: skip
    return Signature(found, return_annotation=Annotation(RETURNS.get(op.name, ("NDArray",))[0]))


def _in_order(found: list[Parameter], loose: bool) -> list[Parameter]:
    """Give parameters an order that Python allows."""
    optional = next((i for i, one in enumerate(found) if one.default is not Parameter.empty), len(found))
    late = [i for i, one in enumerate(found) if i > optional and one.default is Parameter.empty and one.kind is BY_ALL]
    if not late:
        return found
    if loose:
        return [one.replace(kind=BY_NAME) if i >= late[0] else one for i, one in enumerate(found)]
    return [one.replace(default=Parameter.empty) if i < late[-1] else one for i, one in enumerate(found)]


_TYPES = {"ctx": "Context | None", "data": "NDArray", "dtype": "DType | None", "name": "str | None",
          "out": "NDArray | None", "shape": "Shape | None"}  # fmt: skip


def plain_signature(defaults: dict[str, Any], required: bool) -> Signature:
    """Return the signature of a random distribution; with `required` what has no default up to the first that has one,
    or up to the shape, must be given."""
    found = []
    for name, default in defaults.items():
        required = required and default is None and name not in ("shape", "out")
        found.append(Parameter(name, BY_ALL, default=Parameter.empty if required else default,
                               annotation=Annotation(_TYPES.get(name, "float | NDArray"))))  # fmt: skip
    return Signature(found, return_annotation=Annotation("NDArray"))

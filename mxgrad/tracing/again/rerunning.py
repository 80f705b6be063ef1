"""A traced function, called again with other inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...errors import MXGradError
from .arguments import like
from .held import Held, as_before, held, variables, with_numbers

if TYPE_CHECKING:
    from .. import Trace


def inputs_of(trace: Trace) -> dict[str, Any]:
    """Return by name what a trace can be run again with: its arguments, and the variables it used besides."""
    if trace._program is None:
        return {}
    arguments = dict(trace._program.bound().arguments)
    return arguments | {name: one.copy() for name, one in variables_of(trace).items() if name not in arguments}


def rerun(trace: Trace, run: Callable[..., Trace], inputs: dict[str, Any]) -> Trace:
    """Return the trace that `run` makes of the program with other inputs; see `Trace.rerun`."""
    program, recorder = trace._program, trace._recorder
    if program is None or recorder is None:
        raise MXGradError("only a trace made by trace(f, ...) can run again: put the block into a function f")
    bound, others = program.bound(), variables_of(trace)
    known = [*bound.arguments, *others]
    unknown = [name for name in inputs if name not in known]
    if unknown:
        raise TypeError(f"{unknown[0]!r} is no input of the traced function: it takes {', '.join(known)}")
    for name in bound.arguments.keys() & inputs.keys():
        bound.arguments[name] = like(bound.arguments[name], inputs[name])
    given = {one.node: inputs[name] for name, one in others.items() if name in inputs}
    with with_numbers(as_before([*others.values()], given), [one.array for one in others.values()]):
        again = run(program.function, *bound.args, max_ops=recorder.max_ops, **bound.kwargs)
        if len(trace.backwards) > trace._walked:
            head = trace._head_grad
            fits = head is not None and head.shape == getattr(again.result, "shape", None)
            again.backward(head if fits else None)
            asked, again_asked = (tr._recorder.log.backwards[tr._walked] for tr in (trace, again))  # type: ignore[union-attr]
            again_asked.code, again_asked.lasti = asked.code, asked.lasti  # where the program asks for it
    return again


def input_nodes(trace: Trace) -> dict[int, str]:
    """Return by node what the arrays are called that the program can be run again with other numbers of: arguments, and
    the variables it used besides."""
    program, recorder = trace._program, trace._recorder
    if program is None or recorder is None:
        return {}
    names = {id(value): name for name, value in reversed(program.named()) if name is not None}
    arguments = {one.node: names[id(one.array)] for one in held(recorder) if id(one.array) in names}
    return arguments | {one.node: name for name, one in variables_of(trace).items()}


def variables_of(trace: Trace) -> dict[str, Held]:
    """Return by name the variables that the traced function used without being called with them."""
    program, recorder = trace._program, trace._recorder
    if recorder is None or program is None:
        return {}
    return variables(recorder, trace.data, program.since, [*program.bound().arguments.values()])

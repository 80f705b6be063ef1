"""A traced program, run again without a trace: its result, its gradient and its path, and nothing else is kept."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy

from ... import autograd, generators, nd
from ...core import tape
from ...errors import MXGradError
from ...ndarray import NDArray
from ...path import hooks, probes
from ...path.instrument import instrumented
from .held import as_before, held, with_numbers
from .input_element import Element, element

if TYPE_CHECKING:
    from .. import Trace

FEWEST_STEPS, TIMES_AS_MANY = 2000, 20  # operations and decisions that a run may take, beside those of the traced one
_COMPARED = probes.event("compared", 0)
_KIND = probes.event("enter", 1) - 1  # the bits of an event that say what happened


class Run(NamedTuple):
    """One run: the values of the chosen elements, and what came of them."""

    at: tuple[float, ...]
    result: float  # of several numbers the sum, each times its head gradient; nan where there is none
    gradient: tuple[float, ...] | None  # of the result, by the chosen elements; None where none was computed
    path: int  # runs that decided alike have one number
    problem: str | None = None  # "endless", or the exception that ended it, such as "ValueError: negative"


class _Endless(BaseException):
    """The program takes too long. No Exception, which programs catch."""


class _Steps:
    """Counts the operations and the events of the path, which are its log. An observer of the engine, too."""

    def __init__(self, most: int) -> None:
        self.most, self.operations = most, 0
        self.events: list[Any] = []

    def __call__(self, event: Any) -> None:
        self.events.append(event)
        if len(self.events) + self.operations > self.most:
            raise _Endless

    @property
    def __self__(self) -> Sequence[Any]:
        """What the hooks look at to see whether the log is full."""
        return ()

    def operation(self, *_: Any) -> None:
        self.operations += 1
        if len(self.events) + self.operations > self.most:
            raise _Endless

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing  # what else an observer is told


def _nothing(*_: Any, **__: Any) -> None:
    return


class Untraced:
    """A traced program that runs again for other values of some elements of its inputs, in `with program:`.

    What it prints is dropped, random numbers are the same in each run, and arrays and gradients of the caller stay as
    they are. Raises `MXGradError` or `TypeError` where that cannot be, `IndexError` for an element that is not there.
    """

    def __init__(self, trace: Trace, chosen: Sequence[tuple[str, Any]], head: Any = None) -> None:
        if trace._program is None or trace._recorder is None:
            raise MXGradError(
                "only a trace made by trace(f, ...) can run again: put the block into a function f and call "
                "tr = trace(f, ...)"
            )
        self.trace, self._program = trace, trace._program
        self.elements: list[Element] = [element(trace, name, index) for name, index in chosen]
        self._held = held(trace._recorder)
        self._arrays = [one.array for one in self._held]
        self._before = as_before([one for one in self._held if one.before is not None])
        self._before |= {id(a): data for a, data in self._program.kept() if id(a) not in self._before}
        self._head = _head(trace, head)
        self._walks_itself = len(trace.backwards) == trace._walked and _walks_itself(trace)
        self.differentiates = self._walks_itself or len(trace.backwards) > trace._walked
        own = len(trace._recorder.log.nodes) + len(trace._recorder.log.events)
        self.most = min(FEWEST_STEPS + TIMES_AS_MANY * own, 2 * trace._recorder.max_ops)
        self.steps = 0  # operations and decisions of all runs
        self.paths: dict[tuple[Any, ...], int] = {}
        self._inside = contextlib.ExitStack()

    def __enter__(self) -> Untraced:
        inside = self._inside
        inside.enter_context(contextlib.redirect_stdout(io.StringIO()))
        args, kwargs = self._program.given
        inside.enter_context(instrumented(self._program.function, *args, *kwargs.values()))
        inside.enter_context(numpy.errstate(all="ignore"))
        return self

    def __exit__(self, *_: object) -> None:
        self._inside.close()

    @property
    def start(self) -> tuple[float, ...]:
        """The values of the elements in the traced run."""
        return tuple(one.before for one in self.elements)

    @property
    def result_name(self) -> str | None:
        """What the program calls its result; None where it has no name for it."""
        recorder = self.trace._recorder
        node = recorder.node_of(self.trace.result) if recorder and isinstance(self.trace.result, NDArray) else None
        return next(iter(self.trace.nodes[node].names), None) if node is not None else None

    def run(self, *values: float) -> Run:
        """Run once."""
        numbers = dict(self._before)
        arguments: dict[str, Any] = {}
        for one, value in zip(self.elements, values, strict=True):
            one.put(value, numbers, arguments)
        at = tuple(one.rounded(value) for one, value in zip(self.elements, values, strict=True))
        args, kwargs = self._program.given
        if arguments:
            bound = self._program.bound()
            bound.arguments.update(arguments)
            args, kwargs = bound.args, bound.kwargs
        arrays = [array for array in self._arrays if id(array) in numbers]
        with with_numbers(numbers, arrays), generators.repeated():
            for one in self.elements:
                if one.array is not None and one.array.grad is not None:
                    one.array.grad._data[...] = 0
            return self._watched(at, args, kwargs)

    def traced(self, *values: float) -> Trace:
        """Run once and return the trace. Raises what the program raises."""
        numbers: dict[int, Any] = {}
        arguments: dict[str, Any] = {}
        for one, value in zip(self.elements, values, strict=True):
            one.put(value, numbers, arguments)
            if one.array is not None:
                arguments[one.name] = numbers[id(one.array)]
        with contextlib.redirect_stdout(io.StringIO()), generators.repeated():
            return self.trace.rerun(**arguments)

    def _watched(self, at: tuple[float, ...], args: Any, kwargs: Any) -> Run:
        steps = _Steps(self.most)
        observers, outer = tape.observers.get(), hooks.current()
        problem, result = None, None
        elsewhere: dict[str, None] = {}
        tape.observers.set((steps,))
        hooks.start(steps, elsewhere, _nothing)
        try:
            with autograd.recording_lent():
                result = self._program.function(*args, **kwargs)
        except _Endless:
            problem = "endless"
        except Exception as error:
            problem = f"{type(error).__name__}: {error}".partition("\n")[0]
        finally:
            hooks.stop(outer, elsewhere)
            tape.observers.set(())
        try:
            self.steps += len(steps.events) + steps.operations
            path = self.paths.setdefault(_path(steps.events), len(self.paths))
            value = math.nan if problem else self.number_of(result)
            return Run(at, value, None if problem else self._gradient(result), path, problem)
        finally:
            tape.observers.set(observers)

    def number_of(self, result: Any) -> float:
        """Return a result as one number: the sum of several, each times its head gradient."""
        if isinstance(result, NDArray):
            numbers = result.asnumpy().astype("float64")
            return float((numbers if (head := self._head_of(result)) is None else numbers * head.asnumpy()).sum())
        return float(result)

    def _head_of(self, result: NDArray) -> NDArray | None:
        return self._head if self._head is not None and self._head.shape == result.shape else None

    def _gradient(self, result: Any) -> tuple[float, ...] | None:
        """The gradient as backward() writes it for the result; None where there is none to write."""
        gradients = [None if one.array is None else one.array.grad for one in self.elements]
        if not isinstance(result, NDArray) or not self.differentiates or any(g is None for g in gradients):
            return None
        if not self._walks_itself:
            try:
                result.backward(self._head_of(result))
            except MXGradError:
                return None
        return tuple(float(g.asnumpy()[one.index]) for g, one in zip(gradients, self.elements, strict=True))  # type: ignore[union-attr]


def _path(events: Sequence[Any]) -> tuple[Any, ...]:
    """Return what was decided, without the frames and values."""
    return tuple([event if type(event) is int else _decided(event) for event in events])


def _decided(event: tuple[Any, ...]) -> Any:
    return event[::2] if event[0] & _KIND == _COMPARED else event[0]


def _head(trace: Trace, head: Any) -> NDArray | None:
    if not isinstance(trace.result, NDArray):
        if isinstance(trace.result, int | float | numpy.generic):
            return None
        raise TypeError(
            f"a curve or a nudge needs a program that returns one array or number, and this one returned "
            f"{type(trace.result).__name__}"
        )
    if head is None:
        return trace._head_grad
    given = head if isinstance(head, NDArray) else nd.array(head, ctx=trace.result.context, dtype=trace.result.dtype)
    if given.shape != trace.result.shape:
        raise ValueError(f"head has shape {given.shape}, and the result {trace.result.shape}: they must be alike")
    return given


def _walks_itself(trace: Trace) -> bool:
    """Tell whether the program itself calls backward() on what it returns, and on nothing else."""
    recorder = trace._recorder
    if recorder is None or trace._walked != 1 or not isinstance(trace.result, NDArray):
        return False
    return [recorder.node_of(trace.result)] == recorder.log.backwards[0].roots

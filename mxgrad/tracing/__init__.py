"""`trace`: keep what a program did.

    tr = trace(f, x)            # runs f(x) under autograd.record()
    with trace() as tr:         # or watches the code of a block, its backward() included
        ...

A `Trace` outlives the program: values, source, every gradient contribution with its rule.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from .. import autograd, files
from ..diagnostics.source import last_of_program, user_frame
from ..errors import MXGradError
from ..ndarray import NDArray
from ..path.following.branching import block_at, may_branch
from ..path.instrument import instrumented
from ..path.recompile import is_instrumented
from ..path.with_block import Block, run_with_hooks
from . import model, queries
from .again.arguments import Arguments
from .again.rerunning import inputs_of, rerun
from .arrays import Arrays
from .building.build import build
from .comparing import Comparison
from .forms import Forms, views
from .queries import Call, Loop, Test
from .recording.lazy_functions import refuse_lazy, refuse_unstarted
from .recording.log import Log
from .recording.recorder import Recorder, TraceLimitError
from .text.path_text import Text, path_text
from .text.table import render

__all__ = ["Comparison", "Trace", "TraceLimitError", "display_hooks", "last_trace", "trace", "views"]

# What a view adds to a trace that a notebook displays: each returns MIME types with their content.
display_hooks: list[Callable[[Trace], dict[str, str]]] = []
_LINES_SHOWN = 200  # of a trace that a notebook displays; print(tr) shows all
_LINES_NOTED = 24  # of one that an exception carries
_last: ContextVar[Trace | None] = ContextVar("last_trace", default=None)
_latest: list[Trace] = []  # that of any context: JupyterLite runs each cell of a notebook in a context of its own


class Trace(Forms):
    """What was recorded: read-only, and unchanged by whatever the program does afterwards.

    Made by `trace`, or read back with `from_json`. `result` is what the traced function returned.
    """

    def __init__(
        self, recorder: Recorder | None = None, data: model.TraceData | None = None, log: Log | None = None
    ) -> None:
        self._recorder = recorder
        self._log = recorder.log if recorder is not None else log
        self._data = data
        self._arrays: Arrays | None = None
        self._built_at = -1
        self.result: Any = None
        self._watches_block = False
        self._shown = False  # whether a reader sees it anyway, also when the program raises
        self._program: Arguments | None = None
        self._walked = 0  # how often the traced function itself called backward()
        self._head_grad: NDArray | None = None
        self._block: Block | None = None  # what ran in place of the watched block

    # ---- what was recorded

    @property
    def data(self) -> model.TraceData:
        """The trace as frozen data."""
        if self._log is not None and self._built_at != len(self._log.events):
            self._data, arrays = build(self._log)
            self._arrays, self._built_at = Arrays(self._data.values, arrays), len(self._log.events)
        return self._data or model.TraceData()

    @property
    def arrays(self) -> Arrays:
        """All elements of the value with an id: `tr.arrays[tr.nodes[0].outputs[0]]`, a read-only NumPy array."""
        values = self.data.values
        return self._arrays or Arrays(values)

    @property
    def sources(self) -> tuple[model.Source, ...]:
        """The cells and files whose code ran."""
        return self.data.sources

    @property
    def spans(self) -> tuple[model.SpanTuple, ...]:
        """The expressions that ran: (source, line, column, end line, end column)."""
        return self.data.spans

    @property
    def values(self) -> tuple[model.Value, ...]:
        """Every version of every array."""
        return self.data.values

    @property
    def nodes(self) -> tuple[model.Node, ...]:
        """Inputs, constants and operations, in the order in which they appeared."""
        return self.data.nodes

    @property
    def scopes(self) -> tuple[model.Scope, ...]:
        """The program, its calls, loops and iterations."""
        return self.data.scopes

    @property
    def decisions(self) -> tuple[model.Decision, ...]:
        """Every tested part of every condition, in the order of the tests."""
        return self.data.decisions

    @property
    def backwards(self) -> tuple[model.Backward, ...]:
        """The calls of backward(), with every gradient contribution."""
        return self.data.backwards

    @property
    def events(self) -> tuple[tuple[Any, ...], ...]:
        """What happened, in order."""
        return self.data.events

    # ---- asked by name and place

    def __getitem__(self, name: str) -> Any:
        """The value that the program called `name` last, as a read-only NumPy array.

        Raises `KeyError` for a name that no value has, `MXGradError` where the trace does not have all elements.
        """
        node, result = queries.ref_of(self.data, name)
        return self._elements(self.nodes[node].outputs[result], name)

    def versions(self, name: str) -> tuple[Any, ...]:
        """Return all values that the program called `name`, in order, as read-only NumPy arrays."""
        last = queries.ref_of(self.data, name)
        found = dict.fromkeys(ref for _, ref in self.data.bindings.of_name.get(name, ())) or {last: None}
        return tuple(self._elements(self.nodes[node].outputs[result], name) for node, result in found)

    def grad(self, name: str) -> Any:
        """Return the gradient of what the program called `name`, as a read-only NumPy array.

        Of a variable it is what backward() wrote last into `.grad`, else the adjoint that arrived last; None where no
        gradient reached it. Raises `KeyError` for a name that no value has.
        """
        value = queries.gradient_of(self.data, name)
        return None if value is None else self._elements(value, f"{name}.grad")

    def at(self, line: int, source: str | None = None) -> tuple[model.Node, ...]:
        """Return the inputs and operations on a line; `source` is a cell or file, as in `tr.sources[0].name`.

        Raises `ValueError` where the line is in several sources and none is named, or no source has the name.
        """
        return queries.nodes_at(self.data, line, source)

    def _elements(self, value: int, name: str) -> Any:
        array = self.arrays[value]
        if array is None:
            raise MXGradError(
                f"the trace does not have all elements of {name}: it is large, and was written to since or the trace "
                f"comes from a file; tr.values[{value}] has statistics"
            )
        return array

    # ---- the path

    @property
    def loops(self) -> tuple[Loop, ...]:
        """Every run of every loop: `tr.loops[0].count`, `.tests`, `.reason`, `.iterations`."""
        return queries.loops(self.data)

    @property
    def branches(self) -> tuple[Test, ...]:
        """The decisions that chose an arm: `tr.branches[0].measured`, `.taken`, `.untaken`."""
        return queries.branches(self.data)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call of a function whose code is the learner's."""
        return queries.calls(self.data)

    @property
    def path(self) -> str:
        """The path as text: calls, loops with their tests, branches with the arm that was not taken."""
        return Text(path_text(self.data))

    def compare(self, other: Trace) -> Comparison:
        """Return how another run differs: the first different decision, iteration counts, values."""
        if not isinstance(other, Trace):
            raise TypeError(f"compare takes another Trace, not {type(other).__name__}")
        return Comparison(self.data, other.data)

    # ---- as data

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain dictionaries and lists, as documented by `trace.schema.json`."""
        return self.data.to_dict()

    def to_json(self, indent: int | None = None) -> str:
        """Return the trace as JSON; the same program gives the same bytes."""
        return self.data.to_json(indent)

    @classmethod
    def from_log(cls, log: Log) -> Trace:
        """Return the trace of what another recorder than the engine's writes to a log; it grows with the log."""
        return cls(log=log)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Trace:
        """Return a trace from `to_dict`. Raises `ValueError` for other data or another major version."""
        return cls(data=model.TraceData.from_dict(data))

    @classmethod
    def from_json(cls, text: str) -> Trace:
        """Return a trace from `to_json`. Raises `ValueError` for cut-off text or another major version."""
        return cls(data=model.TraceData.from_json(text))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the trace as a `.json` file, whole or not at all. Raises `ValueError` for another ending."""
        target = Path(path)
        if target.suffix != ".json":
            raise ValueError(f"a trace is saved as .json, not {target.suffix or 'without an ending'!r}")
        files.write(target, self.to_json() + "\n")

    def __copy__(self) -> Trace:
        """Return what is recorded up to now: it does not go on with the program."""
        arrays = self.arrays
        return _restored(self.data, arrays.frozen(), self.result)

    def __deepcopy__(self, memo: dict[int, Any]) -> Trace:
        return self.__copy__()

    def __reduce__(self) -> tuple[Any, ...]:
        result = self.result if isinstance(self.result, NDArray | int | float | str | None) else None
        return _restored, (self.data, self.arrays.frozen(), result)

    # ---- as text

    def __str__(self) -> str:
        return render(self.data)

    def __repr__(self) -> str:
        operations = sum(node.kind == "op" for node in self.nodes)
        return f"<Trace of {operations} operations, {len(self.backwards)} backward>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        bundle = {"text/plain": _shortened(str(self), _LINES_SHOWN)}
        for hook in display_hooks:
            bundle.update(hook(self))
        return bundle

    # ---- live

    @property
    def inputs(self) -> dict[str, Any]:
        """What the traced function was called with, by parameter name, and the variables that it used besides, such as
        the parameters of a network; empty for a block, or a trace from a file.

        Arrays that the program has written to since, and those variables, are copies of what they were.
        """
        return inputs_of(self)

    def rerun(self, **inputs: Any) -> Trace:
        """Run the traced function again with other `inputs`, by name; return the new trace.

        The other inputs are what they were when this trace began: of an array that the program has written to, a copy.
        A list or number becomes an array like the one it replaces, with the same `attach_grad`; a variable that is no
        argument has other numbers for the time of the run. If backward() was called on the result, it is for the new
        trace too, with the same head gradient where that fits. Raises `MXGradError` for a trace of a block or from a
        file, `TypeError` for an unknown name.
        """
        return rerun(self, trace, inputs)

    def backward(self, head_grad: NDArray | None = None, retain_graph: bool = False) -> None:
        """Run backward() from the traced function's result and keep every contribution.

        Raises `MXGradError` for a trace that was read from a file or whose function returned no array.
        """
        if self._recorder is None:
            raise MXGradError("this trace was read from a file: run the program again to differentiate it")
        if not isinstance(self.result, NDArray):
            raise MXGradError(
                f"backward() starts from one array, and the traced function returned {type(self.result).__name__}"
            )
        self._head_grad = head_grad
        with self:
            self.result.backward(head_grad, retain_graph)
        self._recorder.log.backwards[-1].of_trace = True

    def __enter__(self) -> Trace:
        if self._recorder is None:
            raise MXGradError("this trace was read from a file: make a new one with trace()")
        frame = user_frame(1) if self._watches_block else None
        self._recorder.watch(frame)
        _last.set(self)
        _latest[:] = [self]
        if frame is not None and _is_without_hooks(frame):
            block = run_with_hooks(frame, self)
            self._block = block if isinstance(block, Block) else None
            self._recorder.log.root_missing = block if isinstance(block, str) else None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> bool:  # fmt: skip
        block, self._block = self._block, None
        if block is not None:
            traceback, error = block.end(), block.outcome
        if self._recorder is not None:
            self._recorder.unwatch()
        if error is not None and self._recorder is not None:
            last = last_of_program(traceback)
            if last is not None and isinstance(error, TraceLimitError | KeyboardInterrupt):
                last.tb_next = None  # it is the program that was stopped, not what watches it
            place = None if last is None else (last.tb_frame.f_code, last.tb_lasti)
            self._recorder.log.failed(error, place)
            kept = "mxgrad kept the trace up to here (mxgrad.last_trace())"
            error.add_note(kept if self._shown else f"{kept}:\n{_shortened(str(self), _LINES_NOTED)}")
        return block is not None and block.outcome is None


def _is_without_hooks(frame: FrameType) -> bool:
    """Tell whether the block that a frame begins has a path that its code does not report by itself."""
    code = frame.f_code
    return not is_instrumented(code) and may_branch(code, block_at(code, frame.f_lasti))


def _restored(data: model.TraceData, snapshots: tuple[Any, ...], result: Any) -> Trace:
    """Return a trace as it was copied or pickled."""
    again = Trace(data=data)
    again._arrays = Arrays(data.values, snapshots)
    again.result = result
    return again


def _shortened(text: str, limit: int) -> str:
    lines = text.split("\n")
    dropped = len(lines) - limit
    if dropped <= 0:
        return text
    return "\n".join([*lines[: limit // 2], f"  ⋯ {dropped} more lines", *lines[-limit // 2 :]])


def trace(function: Callable[..., Any] | None = None, /, *args: Any, max_ops: int = 100_000, **kwargs: Any) -> Trace:
    """Run `function(*args, **kwargs)` under `autograd.record()` and return the trace; or, without arguments, return
    a trace to watch a block with: `with trace() as tr:`.

    Raises `TypeError` for a generator or coroutine function, whose call runs nothing: trace what goes through it. The
    program is stopped after `max_ops` operations. If it raises, the exception goes on, and `last_trace()` holds
    the trace up to there.
    """
    if not isinstance(max_ops, int) or max_ops < 1:
        raise ValueError(f"max_ops must be a positive integer, not {max_ops!r}")
    result = Trace(Recorder(max_ops))
    if function is None:
        if args or kwargs:
            raise TypeError("trace(f, ...) takes the function first; trace() without one is for `with trace() as tr:`")
        result._watches_block = True
        return result
    if not callable(function):
        raise TypeError(f"trace takes a function and its arguments, not {type(function).__name__}: trace(f, x)")
    refuse_lazy(function)
    with result, instrumented(function, *args, *kwargs.values()), autograd.recording_lent():
        result._program = Arguments(function, args, kwargs)
        for name, value in result._program.named():
            if issubclass(type(value), NDArray):  # `isinstance` may run a learner's code, for `__class__`
                result._recorder.add_input(value, name=name)  # type: ignore[union-attr]
        result.result = function(*args, **kwargs)
        result._walked = len(result._recorder.log.backwards)  # type: ignore[union-attr]
    if not any(raw.kind == "op" for raw in result._recorder.log.nodes):  # type: ignore[union-attr]
        refuse_unstarted(result.result)
    return result


def last_trace() -> Trace | None:
    """Return the trace that was started last, also when its program raised; None before the first.

    In a thread or task it is the last of its own, where it has one.
    """
    found = _last.get()
    return found if found is not None or not _latest else _latest[0]

"""The statements of a `with trace()` block at the top of a script, module or cell that runs already.

Code that runs cannot be given hooks, so the block's statements are compiled anew with hooks, from source that certainly
is theirs, and run in the same namespace where the block begins; the original ones are then passed over. What the
program does, prints and raises is the same, tracebacks included. Where that is not certain (a block inside a function,
whose variables only its frame knows; a `break` out of the block; source that is not there) the original runs, and the
trace says why its path is missing.
"""

from __future__ import annotations
import __future__

import ast
import dis
import linecache
import sys
import warnings
from inspect import CO_COROUTINE, CO_OPTIMIZED
from types import CodeType, FrameType, TracebackType
from typing import Any

from .compiling import compiled
from .probes import Unit

_FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
_Found = tuple[str, CodeType] | str | None  # a block's name for its manager and its code with hooks; or why it has none
_codes: dict[tuple[int, int], tuple[CodeType, _Found]] = {}  # by code and instruction, with the code
_MOST = 256


class _PassedOverError(BaseException):
    """Leaves the original block, which has run already; it never leaves the `with` statement."""


class Block:
    """A block that ran with hooks; its original is passed over next, by an exception."""

    def __init__(self, frame: FrameType, outcome: BaseException | None) -> None:
        self.outcome = outcome
        self._raised = None if outcome is None else outcome.__traceback__
        self._frame = frame
        self._outer = sys.gettrace(), frame.f_trace, frame.f_trace_opcodes
        self._pass_over(_PassedOverError() if outcome is None else outcome)

    def _pass_over(self, error: BaseException) -> None:
        """Raise `error` in the frame as soon as control is back in it: at the next instruction, which is in the block.

        Python lets nothing but a trace function do that; it lets go of one that raises.
        """

        def tracer(_frame: FrameType, _event: str, _argument: Any) -> None:
            return None  # of other frames

        def here(_frame: FrameType, _event: str, _argument: Any) -> Any:
            raise error

        self._frame.f_trace, self._frame.f_trace_opcodes = here, True
        sys.settrace(tracer)

    def end(self) -> TracebackType | None:
        """Give tracing back to whom it belonged, such as a debugger; return where the program raised, if it did, as if
        the original had run."""
        tracing, self._frame.f_trace, self._frame.f_trace_opcodes = self._outer
        sys.settrace(tracing)
        found = self._raised
        while found is not None and found.tb_frame.f_globals.get("__name__") == __name__:
            found = found.tb_next
        if self.outcome is not None:
            self.outcome.__traceback__ = found
        return found


def run_with_hooks(frame: FrameType, manager: Any) -> Block | str | None:
    """Run the block that `frame` begins with `manager`, with hooks; return why not, in words, where it cannot be.

    None where `frame` begins no block.
    """
    code = frame.f_code
    key = id(code), frame.f_lasti
    if key not in _codes:
        if len(_codes) >= _MOST:
            _codes.clear()
        _codes[key] = code, _with_hooks(code, frame.f_lasti, frame.f_locals is frame.f_globals)
    found = _codes[key][1]
    if found is None or isinstance(found, str):
        return found
    if sys.exc_info()[0] is not None:
        return "it runs while an exception is handled"
    if not _can_trace():
        return "a debugger runs it"
    name, body = found
    if name:
        frame.f_globals[name] = manager
    outcome = None
    try:
        exec(body, frame.f_globals)  # noqa: S102
    except BaseException as error:
        outcome = error
    return Block(frame, outcome)


def _can_trace() -> bool:
    """Tell whether a trace function is called: not so in what a trace function calls."""
    called: list[str] = []
    outer = sys.gettrace()
    sys.settrace(lambda _frame, event, _argument: called.append(event))
    _nothing()
    sys.settrace(outer)
    return bool(called)


def _nothing() -> None:
    return None


# ---- from the running code to its block


def _with_hooks(code: CodeType, lasti: int, at_top: bool) -> _Found:
    """Return the name that the block's manager is bound to, and the code of its statements with hooks; or why not."""
    if all(at.offset != lasti for at in _starts(code)):
        return None
    if not at_top:
        return f"it stands in a {'function' if code.co_flags & CO_OPTIMIZED else 'class'}"
    text = "".join(linecache.getlines(code.co_filename))
    if not text:
        return "its source is not there"
    if not _is_of(code, text):
        return "its source has changed since it was loaded"
    try:
        with warnings.catch_warnings(action="ignore"):  # Python gave them when it compiled the file
            return _block(code, lasti, text)
    except Exception as error:
        return f"it takes no hooks ({type(error).__name__}: {error})"


def _is_of(code: CodeType, text: str) -> bool:
    """Tell whether code is what a source text compiles to, as a file, a cell, or a statement of one."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    body: list[Any] = tree.body
    shown = [body[:-1]] if body and isinstance(body[-1], ast.Expr) else []  # an expression at the end is shown
    here = [[part] for part in body if part.lineno <= _first_line(code) <= (part.end_lineno or 0)]
    trees: list[Any] = [tree, *(ast.Module(part, []) for part in (*here, *shown)), ast.Interactive(body)]
    return any(_compiled_as(part, code) == code for part in trees)


def _first_line(code: CodeType) -> int:
    return min((line for _, _, line in code.co_lines() if line), default=code.co_firstlineno)


def _compiled_as(tree: Any, code: CodeType) -> CodeType | None:
    """Return a tree compiled with the flags and name of `code`."""
    try:
        return _compile(tree, code)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _compile(tree: Any, code: CodeType) -> CodeType:
    mode = "single" if isinstance(tree, ast.Interactive) else "exec"
    flags = code.co_flags & _FUTURE | (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if code.co_flags & CO_COROUTINE else 0)
    new: CodeType = compile(tree, code.co_filename, mode, flags=flags, dont_inherit=True)
    return new.replace(co_name=code.co_name, co_qualname=code.co_qualname)


def _block(code: CodeType, lasti: int, text: str) -> _Found:
    found = _statement(code, lasti, ast.parse(text))
    if found is None:
        return "no `with` statement begins it"
    target = found[0].items[found[1]].optional_vars
    if not isinstance(target, ast.Name | None):
        return f"trace() as {ast.unparse(target)} is no plain name"

    def body() -> ast.Module:
        node, item = _statement(code, lasti, ast.parse(text)) or found
        start = ast.copy_location(ast.Pass(), node)  # else a string at the beginning would be a docstring
        if node.items[item + 1 :]:
            return ast.Module([start, ast.copy_location(ast.With(node.items[item + 1 :], node.body), node)], [])
        return ast.Module([start, *node.body], [])

    plain = _compiled_as(body(), code)
    if plain is None or plain.co_flags & CO_COROUTINE:
        return "a break, continue or await leaves it"
    new = compiled(body, lambda: Unit(code.co_filename), lambda tree: _compile(tree, code))
    return target.id if target is not None else "", new


def _statement(code: CodeType, lasti: int, tree: ast.Module) -> tuple[ast.With, int] | None:
    """Return the `with` statement, and which of its managers, that begins at an instruction."""
    starts = _starts(code)
    here = next(at.positions for at in starts if at.offset == lasti)
    turn = sum(at.positions == here for at in starts if at.offset < lasti)
    for node in ast.walk(tree):
        if isinstance(node, ast.With):
            if _stands(node, here):  # before Python 3.13 all managers stand where the statement does
                return node, turn % len(node.items)
            for i, item in enumerate(node.items):
                if _stands(item.context_expr, here):
                    return node, i
    return None


def _starts(code: CodeType) -> list[dis.Instruction]:
    """Return the instructions that begin a `with` block."""
    return [at for at in dis.get_instructions(code) if at.opname == "BEFORE_WITH"]


def _stands(node: Any, at: Any) -> bool:
    place = node.lineno, node.end_lineno, node.col_offset, node.end_col_offset
    return place == tuple(at)

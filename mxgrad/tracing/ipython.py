"""`%load_ext mxgrad`: cells report their path, and `%%trace` traces one."""

from __future__ import annotations

import ast
import copy
import inspect
import warnings
from types import CodeType
from typing import Any

from ..path.compiling import instrument
from ..path.instrument import install, instrumented
from ..path.probes import Unit
from ..path.reach import used_in
from . import trace


class CellTransformer(ast.NodeTransformer):
    """Instruments every cell that runs after the extension was loaded."""

    def __init__(self) -> None:
        self.failed = False

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the cell with hooks. IPython passes other trees too; those stay as they are.

        A cell that cannot be instrumented runs as it is, and the first one says so.
        """
        if not isinstance(node, ast.Module):
            return node
        try:
            new = instrument(copy.deepcopy(node), Unit())
            _compile(new)
        except Exception as error:
            if _compiles(node):  # else Python says what is wrong with it
                self._say(error)
            return node
        return new

    def _say(self, error: Exception) -> None:
        if not self.failed:
            self.failed = True
            message = f"mxgrad cannot follow the path of this cell; it runs as it is ({type(error).__name__}: {error})"
            warnings.warn(message, stacklevel=2)


def _compiles(node: ast.Module) -> bool:
    try:
        _compile(node)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _compile(node: ast.Module) -> CodeType:
    """Compile a cell on trial: Python's warnings come when IPython does."""
    with warnings.catch_warnings(action="ignore"):
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code: CodeType = compile(node, "<cell>", "exec", flags=flags, dont_inherit=True)
    return code


def load(shell: Any) -> None:
    """Register with an IPython shell; loading twice changes nothing."""
    install()
    if not any(isinstance(transformer, CellTransformer) for transformer in shell.ast_transformers):
        shell.ast_transformers.append(CellTransformer())
    shell.register_magic_function(_trace_magic(shell), "cell", "trace")


def unload(shell: Any) -> None:
    """Stop instrumenting new cells."""
    shell.ast_transformers[:] = [t for t in shell.ast_transformers if not isinstance(t, CellTransformer)]


def _trace_magic(shell: Any) -> Any:
    def magic(line: str, cell: str) -> Any:
        """Trace the cell and show it: `%%trace`, or `%%trace -n NAME` to keep the trace under a name, too."""
        words = line.split()
        if words and (words[0] != "-n" or len(words) != 2 or not words[1].isidentifier()):
            raise ValueError(f"%%trace takes nothing, or -n and a name, not {line!r}")
        statements = _compiled(shell, cell)
        tr = trace()
        tr._shown = True
        if words:
            shell.user_ns[words[1]] = tr
        try:
            with instrumented(*(item for code in statements for item in used_in(code, shell.user_ns))), tr:
                for code in statements:
                    exec(code, shell.user_global_ns, shell.user_ns)  # noqa: S102
        except BaseException as error:
            _display(tr)
            _show_only_the_program(shell, error)
            raise
        _display(tr)

    return magic


def _compiled(shell: Any, cell: str) -> list[CodeType]:
    """Return the statements of a cell as IPython compiles them: the last expression is shown."""
    source = shell.transform_cell(cell)
    name = shell.compile.cache(source, shell.execution_count, raw_code=cell)
    plain = shell.compile.ast_parse(source, filename=name)
    if _compile(plain).co_flags & inspect.CO_COROUTINE:
        raise ValueError("%%trace cannot wait for a cell with await: put it into `with trace() as tr:`")
    tree = shell.transform_ast(plain)
    statements = []
    for i, node in enumerate(tree.body):
        shown = i == len(tree.body) - 1 and isinstance(node, ast.Expr) and not source.rstrip().endswith(";")
        whole: Any = ast.Interactive([node]) if shown else ast.Module([node], [])
        statements.append(shell.compile(whole, name, "single" if shown else "exec"))
    return statements


def _display(tr: Any) -> None:
    from IPython.display import display

    display(tr)  # type: ignore[no-untyped-call]


def _show_only_the_program(shell: Any, error: BaseException) -> None:
    """Let IPython print an exception as for a cell without the magic, without the frames of the magic."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_globals.get("__name__") == __name__:
        traceback = traceback.tb_next

    def rendered() -> Any:
        return shell.InteractiveTB.structured_traceback(type(error), error, traceback, 0)

    try:
        error._render_traceback_ = rendered  # type: ignore[attr-defined]
    except AttributeError:  # a class with slots
        return

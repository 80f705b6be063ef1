"""`%load_ext mxgrad`: cells report their path, and `%%trace` traces one."""

from __future__ import annotations

import ast
from typing import Any

from .instrument import install
from .rewrite import instrument
from .sites import Unit


class CellTransformer(ast.NodeTransformer):
    """Instruments every cell that runs after the extension was loaded."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the cell with hooks. IPython passes other trees too; those stay as they are."""
        return instrument(node, Unit()) if isinstance(node, ast.Module) else node


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
    from ..tracing import trace

    def magic(line: str, cell: str) -> Any:
        """Trace the cell and show it: `%%trace`, or `%%trace -n NAME` to keep the trace under a name."""
        words = line.split()
        if words and (words[0] != "-n" or len(words) != 2 or not words[1].isidentifier()):
            raise ValueError(f"%%trace takes nothing, or -n and a name, not {line!r}")
        with trace() as tr:
            result = shell.run_cell(cell, silent=False, store_history=False)
        result.raise_error()
        if words:
            shell.user_ns[words[1]] = tr
            return None
        return tr

    return magic

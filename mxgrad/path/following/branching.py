"""Whether code can take more than one way, read off its bytecode: only then can a path be missing."""

from __future__ import annotations

import ast
import dis
from types import CodeType

from ...diagnostics.source import locate, module_of, once_per_code
from ..recompile import nested

_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")  # they run where they stand


def is_top(code: CodeType) -> bool:
    """Tell the code of a module or cell from that of a function or class."""
    return code.co_name.startswith("<") and not code.co_flags & 1  # CO_OPTIMIZED


def block_at(code: CodeType, lasti: int) -> range | None:
    """Return the lines of the `with` statement whose manager stands at an instruction; None without source."""
    at = locate(code, lasti)
    if at is None:
        return None
    found = [node for node in module_of(at.filename).parents if isinstance(node, ast.With | ast.AsyncWith)]
    found = [node for node in found if node.lineno <= at.line < node.body[0].lineno + (at.line == node.lineno)]
    return range(found[-1].lineno, (found[-1].end_lineno or 0) + 1) if found else None


def may_branch(code: CodeType, lines: range | None) -> bool:
    """Tell whether code on these lines, or a function or class that is made there, can take more than one way."""
    return any(branches(part, lines) for part in (code, *nested(code)))


@once_per_code
def branches(code: CodeType, lines: range | None = None) -> bool:
    """Tell whether code, or that on these lines, can take more than one way: only then is something missing from an
    uncaptured path."""
    if any(branches(part, lines) for part in nested(code) if part.co_name in _COMPREHENSIONS):
        return True
    instructions = list(dis.get_instructions(code))
    names = [instruction.opname for instruction in instructions]
    for i, (name, instruction) in enumerate(zip(names, instructions, strict=True)):
        where = instruction.positions.lineno if instruction.positions is not None else None
        if lines is not None and where is not None and where not in lines:
            continue
        # but not the jumps of a `with` that asks its context manager about an exception
        is_withs = "WITH_EXCEPT_START" in names[max(i - 9, 0) : i]
        if name == "FOR_ITER" or (not is_withs and (name == "JUMP_BACKWARD" or ("JUMP" in name and "IF" in name))):
            return True
    return False

"""From a frame to the program text: which expression ran, and the names around it."""

from __future__ import annotations

import ast
import linecache
import sys
import weakref
from array import array
from collections.abc import Callable
from functools import wraps
from types import CodeType, FrameType, TracebackType
from typing import Any, NamedTuple, TypeVar

_Result = TypeVar("_Result")

# Frames of these packages are never the user's own line.
INTERNAL = frozenset(
    {
        "mxgrad",
        *(f"mxgrad.{part}" for part in ("core", "core.memory", "diagnostics", "facade", "nd", "ops")),
        *(f"mxgrad.{part}" for part in ("path", "path.following", "testing", "tracing", "tracing.recording")),
        *(
            "mxgrad.contrib",
            "mxgrad.training",
            *(f"mxgrad.gluon{part}" for part in ("", ".data", ".data.vision", ".nn", ".rnn")),
        ),
    }
)


class Location(NamedTuple):
    """A stretch of source: 1-based lines, 0-based columns in characters, end excluded as in `ast`."""

    filename: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def text(self) -> str:
        """The source text, or an empty string where the file is not there."""
        lines = linecache.getlines(self.filename)[self.line - 1 : self.end_line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: self.end_column]
        lines[0] = lines[0][self.column :]
        return "".join(lines)

    @property
    def statement(self) -> str:
        """The source line the location starts on, stripped."""
        return linecache.getline(self.filename, self.line).strip()


# The globals of the last user frame: operations of one program come from the same few modules, so comparing with them
# spares most look-ups of a package.
user_globals: dict[str, Any] | None = None


def user_frame(depth: int = 1) -> FrameType:
    """Return the nearest frame outside mxgrad, looking from `depth` frames above the caller."""
    global user_globals  # noqa: PLW0603  (a memory of one place)
    frame = sys._getframe(depth + 1)
    if frame.f_globals is user_globals:
        return frame
    while frame.f_globals.get("__package__") in INTERNAL and frame.f_back is not None:
        frame = frame.f_back
    user_globals = frame.f_globals
    return frame


def last_of_program(traceback: TracebackType | None) -> TracebackType | None:
    """Return the last part of a traceback that is outside mxgrad."""
    found = None
    while traceback is not None:
        if traceback.tb_frame.f_globals.get("__package__") not in INTERNAL:
            found = traceback
        traceback = traceback.tb_next
    return found


def once_per_code(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """Keep what `function` returns for a code object and more arguments, for as long as the code is there.

    By id: code objects compare equal across files, and hashing one walks all of it.
    """
    kept: dict[int, tuple[weakref.ref[CodeType], dict[Any, _Result]]] = {}

    @wraps(function)
    def known(code: CodeType, *more: Any) -> _Result:
        key = id(code)
        if key not in kept:
            kept[key] = weakref.ref(code, lambda _: kept.pop(key, None)), {}
        results = kept[key][1]
        if more not in results:
            results[more] = function(code, *more)
        return results[more]

    return known


class _Places:
    """Where the instructions of a code object stand: Python tells it only from the first on, so it is asked once."""

    def __init__(self, code: CodeType) -> None:
        known = array("i")  # four numbers an instruction, -1 for None
        for position in code.co_positions():
            known.extend([-1 if number is None else number for number in position])
        self.positions = known
        self.lost: int | None = None

    def at(self, lasti: int) -> tuple[int, ...]:
        """Return line, end line, column and end column of an instruction, -1 for what is unknown."""
        first = lasti // 2 * 4
        return tuple(self.positions[first : first + 4])

    def lost_indentation(self, filename: str) -> int:
        """Return by how many columns the code was moved left before it was compiled, as some notebooks do with cells.

        Nothing of a line can begin before its indentation: where something seems to, the code was moved.
        """
        if self.lost is None:
            self.lost = 0
            for line, column in dict.fromkeys(zip(self.positions[::4], self.positions[2::4], strict=True)):
                text = linecache.getline(filename, max(line, 0))
                if column >= 0 and text.strip():
                    self.lost = max(self.lost, len(text) - len(text.lstrip()) - column)
        return self.lost


@once_per_code
def _places_of(code: CodeType) -> _Places:
    return _Places(code)


@once_per_code
def locate(code: CodeType, lasti: int) -> Location | None:
    """Return where instruction `lasti` of `code` stands in the source; None where that is unknown."""
    name, places = code.co_filename, _places_of(code)
    line, end_line, column, end_column = places.at(lasti)
    if line < 0:
        return None
    if min(end_line, column, end_column) < 0:
        return Location(name, line, 0, line, len(linecache.getline(name, line).rstrip()))
    known = module_of(name).by_position
    lost = 0 if (line, column, end_line, end_column) in known else places.lost_indentation(name)
    if lost and (line, column + lost, end_line, end_column + lost) in known:
        column, end_column = column + lost, end_column + lost
    # co_positions counts UTF-8 bytes
    return Location(name, line, characters(name, line, column), end_line, characters(name, end_line, end_column))


def characters(filename: str, line: int, column: int) -> int:
    """Return a column that counts UTF-8 bytes as one that counts characters."""
    text = linecache.getline(filename, line)
    return column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))


class Module:
    """A parsed source file: the nodes by position, and the parent of each."""

    def __init__(self, filename: str, text: str) -> None:
        self.filename = filename
        self.by_position: dict[tuple[int, int, int, int], list[ast.AST]] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            return
        for parent in ast.walk(tree):
            for child in ast.iter_child_nodes(parent):
                self.parents[child] = parent
                if isinstance(child, ast.expr | ast.stmt):
                    key = (child.lineno, child.col_offset, child.end_lineno or 0, child.end_col_offset or 0)
                    self.by_position.setdefault(key, []).append(child)

    def expressions(self, location: Location) -> list[ast.AST]:
        """Return the nodes that stand at exactly this place, outermost first."""
        start, end = (_bytes(self.filename, line, column) for line, column in (location[1:3], location[3:5]))
        return self.by_position.get((location.line, start, location.end_line, end), [])


def _bytes(filename: str, line: int, column: int) -> int:
    text = linecache.getline(filename, line)
    return column if text.isascii() else len(text[:column].encode())


MOST_MODULES = 256  # every run of a notebook cell is a source of its own
_modules: dict[str, tuple[list[str], Module]] = {}


def module_of(filename: str) -> Module:
    """Return the parsed source of a file or notebook cell."""
    lines = linecache.getlines(filename)  # the same list until the file changes
    if filename not in _modules or (_modules[filename][0] is not lines and _modules[filename][0] != lines):
        if len(_modules) >= MOST_MODULES:
            _modules.clear()
        _modules[filename] = lines, Module(filename, "".join(lines))
    return _modules[filename][1]


def operand_names(location: Location | None) -> list[str]:
    """Return the operands of the operation at `location` as written: `["x", "2"]` for `x * 2`."""
    if location is None:
        return []
    for node in module_of(location.filename).expressions(location):
        if isinstance(node, ast.BinOp):
            parts: list[ast.expr] = [node.left, node.right]
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.UnaryOp):
            parts = [node.operand]
        elif isinstance(node, ast.Subscript | ast.Attribute):
            parts = [node.value]
        elif isinstance(node, ast.AugAssign):
            parts = [node.target, node.value]
        elif isinstance(node, ast.Call):
            method = isinstance(node.func, ast.Attribute) and not _is_namespace(node.func.value)
            parts = [node.func.value, *node.args] if method else list(node.args)  # type: ignore[attr-defined]
        else:
            continue
        return [ast.unparse(part) for part in parts]
    return []


def split_list(text: str) -> list[str]:
    """Return the elements of a list or tuple as written, or of anything else itself."""
    node = ast.parse(text, mode="eval").body
    return [ast.unparse(part) for part in node.elts] if isinstance(node, ast.List | ast.Tuple) else [text]


def is_target(text: str) -> bool:
    """Tell whether a program can assign to what `text` names."""
    node = ast.parse(text, mode="eval").body
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


def _is_namespace(node: ast.expr) -> bool:
    """Tell `nd.exp(x)` and `mx.nd.exp(x)`, whose dots name a module, from `x.exp()`."""
    return ast.unparse(node).split(".")[-1] in ("nd", "ndarray", "random", "linalg", "contrib", "op", "autograd")


def variable_name(location: Location | None, fallback: str = "the array") -> str:
    """Return how the program calls the array that the method at `location` belongs to."""
    names = operand_names(location)
    return names[0] if names and len(names[0]) <= 40 else fallback


def where(code: CodeType | None, lasti: int) -> str:
    """Return ` (line 4: y = x * x)` for use at the end of an error's clause, or an empty string."""
    location = locate(code, lasti) if code is not None else None
    if location is None:
        return ""
    statement = location.statement
    if len(statement) > 60:
        statement = statement[:57] + "..."
    return f" (line {location.line}: {statement})" if statement else f" (line {location.line})"


def here() -> str:
    """Return where in the program something goes wrong, for the end of an error's clause: ` (line 4: net(x))`."""
    frame = user_frame(1)
    return where(frame.f_code, frame.f_lasti)

"""Writes what follows from the declarations: their index, the docstrings of `mxgrad.nd`, the types checkers read.

python scripts/write_stubs.py            writes mxgrad/ops/index.py, docstrings.py and mxgrad/nd/declared/*.pyi
python scripts/write_stubs.py --check    says which of them are not what it would write, and fails if any
"""

from __future__ import annotations

import subprocess
import sys
import types
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
if subprocess.run([sys.executable, str(ROOT / "scripts/write_index.py"), *sys.argv[1:]], check=False).returncode:
    raise SystemExit(1)
# What is written is made of the docstrings in the source, not of those that were written before
sys.modules["mxgrad.ops.docstrings"] = types.SimpleNamespace(DOCSTRINGS={})  # type: ignore[assignment]

from docstring_text import documented, example, operation

from mxgrad import NDArray, nd
from mxgrad.core import signatures
from mxgrad.nd import operators

HEAD = """\"\"\"{what} Written by scripts/write_stubs.py: change the declarations in mxgrad/ops instead.\"\"\"
"""
IMPORTS = """import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, overload

import numpy

from ...context import Context
from ...ndarray import NDArray
from .types import DType, Operand, Shape, Sizes

"""
TYPES = """from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy
from numpy.typing import DTypeLike

from ...ndarray import NDArray

DType: TypeAlias = DTypeLike
Shape: TypeAlias = int | Sequence[int]
Sizes: TypeAlias = int | Sequence[int]
Operand: TypeAlias = NDArray | float | numpy.ndarray[Any, Any] | numpy.generic
"""
# Parameters with a value for which a list of several arrays is returned: that value, and all others
LISTS = {
    ("topk", "ret_typ"): ("Literal['both']", "Literal['indices', 'value', 'mask']"),
    ("BatchNorm", "output_mean_var"): ("Literal[True]", "Literal[False]"),
    ("LayerNorm", "output_mean_var"): ("Literal[True]", "Literal[False]"),
    ("GroupNorm", "output_mean_var"): ("Literal[True]", "Literal[False]"),
}


def main() -> int:
    """Write the files, or compare them. Return the exit status."""
    wanted = files()
    folder = ROOT / "mxgrad"
    stale = [name for name, text in wanted.items()
             if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text]  # fmt: skip
    if "--check" in sys.argv:
        for name in stale:
            print(f"mxgrad/{name} is not what the declarations say: run python scripts/write_stubs.py")
        return bool(stale)
    (folder / "nd/declared").mkdir(exist_ok=True)
    for name in stale:
        (folder / name).write_text(wanted[name], encoding="utf-8")
    return 0


def files() -> dict[str, str]:
    """Return the text of each file, by its name in mxgrad."""
    places = {"functions": functions(nd), "linalg": functions(nd.linalg), "contrib": functions(nd.contrib)}
    texts = {}
    for place, found in places.items():
        prefix = "nd" if place == "functions" else f"nd.{place}"
        body = "".join(stub(name, function) for name, function in found.items())
        texts[f"nd/declared/{place}.pyi"] = HEAD.format(what=f"The functions of `{prefix}`.") + IMPORTS + body
    texts["nd/declared/methods.pyi"] = HEAD.format(what="What `mxgrad.nd` attaches to NDArray.") + IMPORTS + methods()
    texts["nd/declared/types.pyi"] = HEAD.format(what="The types of parameters.") + TYPES
    texts["ops/docstrings.py"] = docstrings()
    return texts


def functions(module: types.ModuleType, written: bool = False) -> dict[str, Any]:
    """Return the functions of a namespace that are made from operations, or all; those written out have types."""
    found = {name: getattr(module, name) for name in sorted(dir(module)) if name[0] != "_"}
    every = {name: f for name, f in found.items() if callable(f) and not isinstance(f, type)}
    return {name: f for name, f in every.items()
            if written or hasattr(f, "__signature__") or operation(f) is not None}  # fmt: skip


def stub(name: str, function: Any, indent: str = "", own: bool = False) -> str:
    """Return the definition of a function as a stub states it, with overloads where one signature does not do."""
    found = signatures_of(function)
    text = ""
    for one in found:
        text += f"{indent}@overload\n" if len(found) > 1 else ""
        text += f"{indent}def {name}({parameters(one, own)}) -> {shown(one.return_annotation)}: ...\n"
    return text


def signatures_of(function: Any) -> list[Signature]:
    """Return the signatures of a function: two where parameters may go by position, or where some lists come back."""
    op = operation(function)
    found = [signature(function)]
    if op is not None and found[0].return_annotation == "Any":  # written with MXNet's types, which say nothing
        found[0] = found[0].replace(return_annotation=signatures.Annotation("NDArray"))
    if op is not None and isinstance(getattr(function, "__signature__", None), signatures.Lazy):
        strict = function.__signature__.make(loose=False)
        found = [strict, *found] if str(strict) != str(found[0]) else found
    for (name, parameter), (some, rest) in LISTS.items():
        if op is not None and op.name == name and parameter in found[0].parameters:
            return [with_list(found[0], parameter, some), retyped(found[0], parameter, rest, "NDArray")]
    return found


def with_list(found: Signature, name: str, annotation: str) -> Signature:
    """Return a signature in which a parameter must be given by name, and a list of arrays comes back."""
    changed = retyped(found, name, annotation, "list[NDArray]")
    order = list(changed.parameters.values())
    place = next(i for i, one in enumerate(order) if one.name == name)
    order = [one.replace(kind=Parameter.KEYWORD_ONLY) if i >= place else one for i, one in enumerate(order)]
    order[place] = order[place].replace(default=Parameter.empty)
    return changed.replace(parameters=order)


def retyped(found: Signature, name: str, annotation: str, returned: str) -> Signature:
    """Return a signature with another type of one parameter and of the result."""
    changed = [one.replace(annotation=signatures.Annotation(annotation)) if one.name == name else one
               for one in found.parameters.values()]  # fmt: skip
    return found.replace(parameters=changed, return_annotation=signatures.Annotation(returned))


def parameters(found: Signature, own: bool) -> str:
    """Return the parameters of a stub; `own` puts `self` in place of the first one."""
    parts, named = [], False
    for i, one in enumerate(found.parameters.values()):
        if one.kind is Parameter.VAR_POSITIONAL:
            named = True
        if one.kind is Parameter.KEYWORD_ONLY and not named:
            parts, named = [*parts, "*"], True
        star = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}.get(one.kind, "")
        text = f"{star}{one.name}: {shown(one.annotation)}"
        if one.default is not Parameter.empty:
            text += f" = {one.default!r}" if isinstance(one.default, int | float | str | None | tuple) else " = ..."
        parts.append("self" if own and i == 0 else text)
    return ", ".join(parts)


def shown(annotation: Any) -> str:
    """Return a type as a stub states it."""
    return "Any" if annotation is Parameter.empty else str(annotation)


def methods() -> str:
    """Return the class of what `mxgrad.nd` attaches to NDArray: operators, and the methods that operations have."""
    lines, listed = ["class Methods:\n"], "Operand | Sequence[Any]"
    for dunder in operators._OPERATORS:
        lines += [f"    def __{r}{dunder}__(self, other: Operand) -> NDArray: ...\n" for r in ("", "r")]
    for dunder in operators._IN_PLACE:
        lines.append(f"    def __{dunder}__(self, other: Operand) -> NDArray: ...\n")
    for dunder in operators._COMPARISONS:
        ignored = "  # type: ignore[override]" if dunder in ("eq", "ne") else ""
        lines.append(f"    def __{dunder}__(self, other: {listed} | None) -> NDArray: ...{ignored}\n")
    for dunder in ("and", "or", "xor"):
        lines += [f"    def __{r}{dunder}__(self, other: {listed}) -> NDArray: ...\n" for r in ("", "r")]
    for dunder in ("neg", "abs", "pos", "invert"):
        lines.append(f"    def __{dunder}__(self) -> NDArray: ...\n")
    for dunder in ("matmul", "rmatmul"):
        lines.append(f"    def __{dunder}__(self, other: {listed}) -> NDArray: ...\n")
    lines += ["    def __round__(self, digits: int | None = None) -> NDArray: ...\n",
              "    def __getitem__(self, key: Any) -> NDArray: ...\n",
              "    def __setitem__(self, key: Any, value: Any) -> None: ...\n",
              "    @property\n    def T(self) -> NDArray: ...\n",
              "    def as_in_ctx(self, context: Context) -> NDArray: ...\n",
              "    def as_nd_ndarray(self) -> NDArray: ...\n",
              "    @overload\n    def reshape(self, shape: Sizes, /, *, reverse: bool = False) -> NDArray: ...\n",
              "    @overload\n    def reshape(self, *shape: int, reverse: bool = False) -> NDArray: ...\n",
              "    @overload\n    def reshape(self, *, shape: Sizes, reverse: bool = False) -> NDArray: ...\n",
              ]  # fmt: skip
    written = {"as_in_context", "astype", "backward", "broadcast_to", "copy", "copyto", "to_dlpack_for_read",
               "to_dlpack_for_write"}  # fmt: skip
    for name in sorted(vars(NDArray)):
        value = getattr(NDArray, name)
        if (operation(value) is not None and name[0] != "_") or name in written:
            lines.append(stub(name, value, "    ", own=True))
    return "".join(lines)


def docstrings() -> str:
    """Return the module of docstrings: those of all functions, by name."""
    modules = {"functions": nd, "linalg": nd.linalg, "contrib": nd.contrib, "random": nd.random}
    places = {place: functions(module, written=True) for place, module in modules.items()}
    lines = []
    every = {f"nd.{place}.{name}" if place != "functions" else f"nd.{name}": function
             for place, found in places.items() for name, function in found.items()}  # fmt: skip
    names: dict[int, list[str]] = {}
    for name, function in every.items():
        names.setdefault(id(function), []).append(name)
    for found in names.values():
        function = every[found[0]]
        own = next((one for one in found if one.rpartition(".")[2] == function.__name__), found[0])
        text = documented(own, function, signature(function), found, example(own, function))
        lines.append(f'    "{own}": """\\\n{text}\n""",\n')
    head = HEAD.format(what="The docstrings of the functions in `mxgrad.nd`.")
    return f"{head}DOCSTRINGS = {{\n{''.join(lines)}}}\n"


if __name__ == "__main__":
    raise SystemExit(main())

"""Write the types of what the page and the kernel exchange anew, from their declaration in Python.

`python scripts/page_types.py` from the top of the checkout.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Any,
    ForwardRef,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    is_typeddict,
)

from mxgrad_widgets.player import schema

WRITTEN = Path(__file__).parents[1] / "widgets" / "src" / "data" / "schema.d.ts"
HEAD = "// Made by scripts/page_types.py from mxgrad_widgets/player/schema.py: change it there.\n"
ATOMS = {int: "number", float: "number", str: "string", bool: "boolean", NoneType: "null"}
NAMED = {kind: name for name, kind in vars(schema).items() if get_origin(kind) in (tuple, UnionType, Union)}


def evaluated(kind: Any) -> Any:
    """A type that its declaration names, as a string or because annotations are evaluated late."""
    module = schema
    if isinstance(kind, ForwardRef):
        module, kind = sys.modules[str(kind.__forward_module__ or schema.__name__)], kind.__forward_arg__
    return eval(kind, vars(module)) if isinstance(kind, str) else kind  # noqa: S307 the declaration's own words


def typescript(kind: Any) -> str:
    """A type of Python as one of TypeScript; what has a name is told by it."""
    kind = evaluated(kind)
    return NAMED.get(kind) or spelt(kind)


def spelt(kind: Any) -> str:
    origin, args = get_origin(kind), get_args(kind)
    if kind in ATOMS:
        return ATOMS[kind]
    if is_typeddict(kind):
        return str(kind.__name__)
    if origin is Literal:
        return " | ".join(map(json.dumps, args))
    if origin is list:
        item = typescript(args[0])
        return f"({item})[]" if " " in item and not item.startswith("[") else f"{item}[]"
    if origin is dict:
        return f"Record<{typescript(args[0])}, {typescript(args[1])}>"
    if getattr(kind, "__unpacked__", False):  # the rest of a tuple
        return f"...{typescript(list[args[0]])}"  # type: ignore[valid-type]
    if origin is tuple:
        return f"[{', '.join(map(typescript, args))}]"
    if origin in (UnionType, Union):
        return " | ".join(map(typescript, args))
    raise TypeError(f"{kind} has no type in JavaScript")


def interface(declared: Any) -> str:
    """A TypedDict as an interface; its docstring and the comments beside its keys come along."""
    source = inspect.getsource(declared)
    said = dict(re.findall(r"^    (\w+): .*?  # (.+)$", source, re.MULTILINE))
    names = re.findall(r"\w+", re.findall(r"\((.*)\):", source)[0])
    bases = [name for name in names if is_typeddict(vars(schema).get(name))]
    inherited = {key for base in bases for key in vars(schema)[base].__annotations__}
    lines = [f"/** {inspect.getdoc(declared)} */"]
    lines.append(f"export interface {declared.__name__}{''.join(f' extends {base}' for base in bases)} {{")
    for key in declared.__annotations__:
        if key in inherited:
            continue
        if key in said:
            lines.append(f"  /** {said[key]} */")
        kind = evaluated(declared.__annotations__[key])
        if get_origin(kind) is NotRequired or key in declared.__optional_keys__:
            lines.append(f"  {key}?: {typescript(get_args(kind)[0] if get_origin(kind) is NotRequired else kind)};")
        else:
            lines.append(f"  {key}: {typescript(kind)};")
    return "\n".join([*lines, "}"])


def declarations() -> str:
    """All of the file."""
    comments = dict(re.findall(r"^(\w+) = .*?  # (.+)$", inspect.getsource(schema), re.MULTILINE))
    parts = [HEAD]
    for kind, name in NAMED.items():
        told = f"/** {comments[name]} */\n" if name in comments else ""
        parts.append(f"{told}export type {name} = {spelt(kind)};\n")
    parts += [f"{interface(kind)}\n" for kind in vars(schema).values() if is_typeddict(kind)]
    return "\n".join(parts)


if __name__ == "__main__":
    WRITTEN.write_text(declarations(), "utf-8")

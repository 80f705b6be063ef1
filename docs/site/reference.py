"""The reference of operations, made of their declarations: text, gradient, example, MXNet's name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy
from docstring_text import operation

import mxgrad.ops
from mxgrad import nd, trace
from mxgrad.base import MXNetError
from mxgrad.core.op import Op
from mxgrad.core.signatures import shown_name
from mxgrad.testing.numerical import sample_inputs

INDEX = """# Operations

Made of the declarations in `mxgrad/ops`: what is computed, and the gradient as the player shows it.

```{toctree}
:maxdepth: 1

"""
NAMES = "xyzuvw"
_TITLES = {"ctc": "CTC loss", "like": "Arrays like others"}


def reference(pages: Path) -> None:
    """Write a page for each subject, in the order of the alphabet."""
    pages.mkdir()
    subjects: dict[str, list[str]] = defaultdict(list)
    for names, function in _functions():
        subjects[_subject(function)].append(_entry(names, function))
    for subject, entries in subjects.items():
        title = _TITLES.get(subject, subject.replace("_", " ").capitalize())
        (pages / f"{subject}.md").write_text("\n".join([f"# {title}\n", *entries]), encoding="utf-8")
    (pages / "index.md").write_text(INDEX + "\n".join(sorted(subjects)) + "\n```\n", encoding="utf-8")


def _functions() -> list[tuple[list[str], Any]]:
    """The functions of nd, each with all its names, the shortest in lower case first."""
    found: dict[Any, list[str]] = defaultdict(list)
    functions = {}
    for name in sorted(dir(nd)):
        function = getattr(nd, name)
        if name.startswith("_") or isinstance(function, type) or not inspect.isroutine(function):
            continue
        key = operation(function) or function
        found[key].append(name)
        functions[key] = function
    order = sorted((sorted(names, key=lambda n: (n != n.lower(), len(n), n)), key) for key, names in found.items())
    return [(names, functions[key]) for names, key in order]


def _subject(function: Any) -> str:
    op = operation(function)
    if op is None:
        return str(function.__module__).rpartition(".")[2]
    return _homes().get(op.name, "more")


def _homes(known: dict[str, str] = {}) -> dict[str, str]:  # noqa: B006 one table for all
    """The file of mxgrad/ops that declares each operation."""
    if not known:
        for module in pkgutil.iter_modules(mxgrad.ops.__path__):
            for value in vars(importlib.import_module(f"mxgrad.ops.{module.name}")).values():
                op = value if isinstance(value, Op) else operation(value)
                if op is not None:
                    known.setdefault(op.name, module.name)
    return known


def _entry(names: list[str], function: Any) -> str:
    text, *sections = re.split(r"\n\n(?=[A-Z]\w+\n-+\n)", inspect.getdoc(function) or "")
    parts = [f"## {names[0]}\n", f"```python\nnd.{names[0]}{_signature(function)}\n```\n", f"{_plain(text)}\n"]
    if len(names) > 1:
        parts.append(f"Also: {', '.join(f'`nd.{name}`' for name in names[1:])}.\n")
    op = operation(function)
    if op is not None:
        parts += _mathematics(op)
    for section in sections:
        title, _, body = section.partition("\n")
        body = body.partition("\n")[2]
        body, _, last = body.partition("\n\nMXNet's name:")
        shown = f"```text\n{body}\n```" if title == "Example" else _list(body)
        parts.append(f"**{title}**\n\n{shown}\n")
        if last:
            parts.append(f"**MXNet's name**\n\n{_plain(last.strip())}\n")
    return "\n".join(parts)


def _signature(function: Any) -> str:
    try:
        found = inspect.signature(function)
    except ValueError:
        return "(...)"
    plain = [one.replace(annotation=one.empty) for one in found.parameters.values()]
    return str(found.replace(parameters=plain, return_annotation=found.empty))


def _list(body: str) -> str:
    """A section of NumPy's form as a list: what is not indented is a name."""
    return "\n".join(
        f"  {_plain(line.strip())}" if line.startswith(" ") else f"- `{line}`\n" for line in body.splitlines()
    )


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([*_<>\[\]$|\\])", r"\\\1", text)


def _mathematics(op: Op) -> list[str]:
    """The rule for each operand, as the player shows it, from a run with sample operands."""
    tr = _run(op)
    if tr is None:
        return []
    made = [node for node in tr.data.nodes if node.op == op.name]
    rules: dict[int, str] = {}
    for contribution in tr.data.backwards[-1].contribs if tr.data.backwards else ():
        if made and contribution.src == made[-1].id:
            rules.setdefault(contribution.arg, contribution.rule["text"])
    if not rules:
        return []
    lines = [f"- to `{shown_name(op, 0 if op.variadic else arg)}`: `{rule}`" for arg, rule in sorted(rules.items())]
    return ["**Gradient**\n", *dict.fromkeys(lines), ""]


def _run(op: Op) -> Any:
    """A trace of the operation alone; None of one that gives several results, or needs more than its operands."""
    _, operands, given = sample_inputs(op)[0]
    names = NAMES[: len(operands)]
    function = getattr(nd, op.name, None)
    if function is None or len(names) < len(operands):
        return None
    for array in operands:
        if issubclass(array.dtype, numpy.floating):
            array.attach_grad()
    scope: dict[str, Any] = {"call": lambda *all: function(*all, **given)}
    exec(f"def f({', '.join(names)}): return call({', '.join(names)})", scope)  # noqa: S102 our own text
    try:
        tr = trace(scope["f"], *operands)
        if op.rules and tr.data.nodes[-1].diff:
            tr.backward()
    except MXNetError:
        return None
    return tr

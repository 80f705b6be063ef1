"""Finds random numbers that nobody seeded: they differ in every run, so nothing can be promised about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MXGRAD = {"mxgrad", "mxnet", "nd", "mx", "ndarray"}
_HARMLESS = {"seed", "default_rng", "RandomState", "Generator", "SeedSequence", "Random"}
_RANDOM_OPERATIONS = ("random_", "sample_", "shuffle", "Dropout", "dropout")


def unseeded(sources: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (cell from 1, what, what to do) for the first unseeded draw of each library, reading cells in order."""
    seeded: set[str] = set()
    told: set[str] = set()
    homes: dict[str, str] = {}
    for number, source in enumerate(sources, 1):
        for node in _in_order(source):
            if isinstance(node, ast.Import | ast.ImportFrom):
                homes.update(_imported(node))
                continue
            name = ast.unparse(node.func)
            full = _full_name(name, homes)
            family = _family(full)
            if family is None:
                continue
            last = full.rsplit(".", maxsplit=1)[-1]
            if last == "seed" and (node.args or node.keywords):
                seeded.add(family)
            elif _draws(full, last, node) and family not in seeded | told:
                told.add(family)
                yield number, f"{name}(...) draws random numbers that nobody seeded", f"call {_seed(family)} before"


def _in_order(source: str) -> list[ast.Import | ast.ImportFrom | ast.Call]:
    lines = ["" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines()]
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return []
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        origin = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        yield alias.asname or alias.name.split(".")[0], origin


def _full_name(name: str, homes: dict[str, str]) -> str:
    """Return a dotted name with the import that its first part stands for written out."""
    first, dot, rest = name.partition(".")
    return f"{homes.get(first, first)}{dot}{rest}"


def _family(full: str) -> str | None:
    """Return whose random numbers a dotted name means: mxgrad, numpy or python; None for other names."""
    if "(" in full:  # a method of a generator: that one's own call is looked at
        return None
    root = full.split(".", maxsplit=1)[0]
    if root in _MXGRAD:
        return "mxgrad"
    if root in ("numpy", "np") and ".random" in full:
        return "numpy"
    return "python" if root == "random" else None


def _draws(full: str, last: str, call: ast.Call) -> bool:
    if last in _HARMLESS:
        return last in ("default_rng", "RandomState", "Random") and not call.args and not call.keywords
    return ".random." in full or full.startswith("random.") or last.startswith(_RANDOM_OPERATIONS)


def _seed(family: str) -> str:
    return {"mxgrad": "nd.random.seed(1)", "numpy": "np.random.seed(1)", "python": "random.seed(1)"}[family]

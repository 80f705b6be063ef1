"""The imports of both packages, read from their sources without running them."""

import ast
import functools
from typing import NamedTuple

from tests.places import REPOSITORY

ROOTS = {"mxgrad": REPOSITORY / "mxgrad", "mxgrad_widgets": REPOSITORY / "widgets" / "mxgrad_widgets"}


class Import(NamedTuple):
    importer: str
    imported: str
    line: int
    late: bool

    def __str__(self):
        return f"{self.importer}:{self.line} imports {self.imported}{' in a function' if self.late else ''}"


def module_name(path, root_name):
    parts = (root_name, *path.relative_to(ROOTS[root_name]).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def statements(body, late=False):
    """Every statement that can run, and whether it stands in a function; what is there for types alone never runs."""
    for node in body:
        yield node, late
        inside = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            for_types = part == "body" and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            if not for_types:
                yield from statements(getattr(node, part, ()), inside)


def imports_of(source, name, is_package, known):
    """Every import of one module that runs, relative ones resolved and `from package import module` named in full."""
    for node, late in statements(ast.parse(source).body):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = name if is_package else name.rpartition(".")[0]
            base = package.split(".")[: len(package.split(".")) - max(node.level - 1, 0)] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            targets = [t if (t := f"{origin}.{alias.name}") in known else origin for alias in node.names]
        else:
            continue
        for target in targets:
            yield Import(name, target, node.lineno, late)


@functools.cache
def all_imports():
    paths = {module_name(path, root): path for root, folder in ROOTS.items() for path in sorted(folder.rglob("*.py"))}
    return [
        found
        for name, path in paths.items()
        for found in imports_of(path.read_text(encoding="utf-8"), name, path.name == "__init__.py", paths)
    ]

"""The shape of the sources: no circle of imports, small files and functions, full names; exceptions have a reason."""

import ast
import functools
import re
from collections import defaultdict

import pytest

from tests.places import DOCS, REPOSITORY
from tests.project.imports import ROOTS, all_imports

FILE_LINES, FUNCTION_LINES, MODULES = 400, 40, 12
SOURCES = [path for root in ROOTS.values() for path in sorted(root.rglob("*.py"))]
PAGE = DOCS / "architecture.md"


def short(path):
    """A path as the page writes it."""
    return path.relative_to(REPOSITORY).as_posix()


def excepted(section):
    """What a section of the page names in the first column of its table; each row gives a reason."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    rows = re.findall(r"^\| `([^`]+)` \|(?:[^|\n]*\|)? [^|\n]*[a-z][^|\n]* \|$", found.group(1) if found else "", re.M)
    return set(rows)


def circles(edges):
    """The sets of modules that reach one another (Tarjan's strongly connected components of more than one)."""
    number, lowest, waiting, found = {}, {}, [], []

    def visit(module):
        number[module] = lowest[module] = len(number)
        waiting.append(module)
        for other in sorted(edges.get(module, ())):
            if other not in number:
                visit(other)
            if other in waiting:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == number[module]:
            at = waiting.index(module)
            found.append(frozenset(waiting[at:]))
            del waiting[at:]

    for module in sorted(edges):
        if module not in number:
            visit(module)
    return {circle for circle in found if len(circle) > 1}


def circles_of_imports():
    modules, edges = {found.importer for found in all_imports()}, defaultdict(set)
    for found in all_imports():
        if found.imported in modules and found.imported != found.importer:
            edges[found.importer].add(found.imported)
    return {", ".join(sorted(circle)) for circle in circles(edges)}


def long_files():
    return {short(path) for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > FILE_LINES}


@functools.cache
def long_functions():
    return {
        f"{short(path)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    }


def full_folders():
    modules = [path.parent for path in SOURCES if path.name != "__init__.py"]
    return {f"{short(folder)}/" for folder in set(modules) if modules.count(folder) > MODULES}


def like_names():
    """Modules of one package that are called the same, or the same but for an s."""
    found = defaultdict(list)
    for path in SOURCES:
        if path.stem not in ("__init__", "__main__"):
            root = next(name for name, folder in ROOTS.items() if folder in path.parents)
            found[root, path.stem.removesuffix("s")].append(short(path))
    return {", ".join(sorted(paths)) for paths in found.values() if len(paths) > 1}


CHECKS = {
    "Circles": circles_of_imports,
    "Long files": long_files,
    "Long functions": long_functions,
    "Full folders": full_folders,
    "Like names": like_names,
}


@pytest.mark.parametrize("section", CHECKS)
def test_what_breaks_a_rule_is_named_on_the_page_with_a_reason(section):
    assert CHECKS[section]() - excepted(section) == set()


@pytest.mark.parametrize("section", CHECKS)
def test_what_is_named_on_the_page_still_breaks_the_rule(section):
    assert excepted(section) - CHECKS[section]() == set(), "delete the row"


def test_gluon_is_small_enough_to_be_read():
    lines = {short(p): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES if "gluon" in p.parts}
    assert len(lines) > 15
    assert sum(lines.values()) <= 2500
    assert max(lines.values()) <= FILE_LINES


def test_a_circle_is_found():
    edges = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
    assert circles(edges) == {frozenset("abc"), frozenset("de")}
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == set()

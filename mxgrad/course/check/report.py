"""What a check prints, and what it writes for other programs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from mxgrad import files

from ..settings import SLOW_SECONDS
from .findings import Problem, Result

_HEAD = ("lesson", "cells", "compared", "skipped", "slowest", "time", "result")
_DIFF_LINES = 12


def as_text(results: Sequence[Result], seconds: float) -> str:
    """Return the table, a paragraph for every lesson that failed, and a last line with the sum."""
    lines = _table(results)
    for result in results:
        if not result.ok:
            lines += ["", result.path.name, *_details(result)]
    bad = sum(not result.ok for result in results)
    verdict = f"{bad} of {len(results)} lessons failed" if bad else f"{_count(len(results), 'lesson')} ok"
    return "\n".join([*lines, "", f"{verdict} in {seconds:.1f} s"])


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _table(results: Sequence[Result]) -> list[str]:
    rows = [_HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEAD))]
    lines = []
    for row in rows:
        first, *middle, last = (cell.ljust(w) if i in (0, 6) else cell.rjust(w)
                                for i, (cell, w) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        lines.append("  ".join([first, *middle, last]).rstrip())
    return lines


def _row(result: Result) -> tuple[str, ...]:
    slowest = result.slowest
    state = "ok" if result.ok else "could not run" if result.broken else _count(len(result.problems), "problem")
    return (
        result.path.stem,
        str(result.cells),
        str(result.compared),
        str(result.skipped),
        f"In [{slowest[0]}] {slowest[1]:.1f} s{' (slow)' if slowest[1] > SLOW_SECONDS else ''}" if slowest else "—",
        f"{result.seconds:.1f} s",
        state,
    )


def _details(result: Result) -> list[str]:
    lines = [f"  {result.broken}", "    → see what is missing: mxgrad doctor"] if result.broken else []
    for problem in result.problems:
        lines.append(f"  {problem.place} ({problem.rule}): {problem.what}")
        lines += [f"    {line}" for line in difference(problem.stored, problem.now)]
        lines.append(f"    → {problem.todo}")
    return lines


def difference(stored: str | None, now: str | None) -> list[str]:
    """Return the lines that differ: `saved │ …` and `now   │ …`."""
    if stored is None or now is None:
        return []
    names = {"-": "saved │ ", "+": "now   │ "}
    lines = [
        names[line[0]] + line[2:] for line in difflib.ndiff(stored.splitlines(), now.splitlines()) if line[0] in names
    ]
    extra = len(lines) - _DIFF_LINES
    return lines if extra <= 0 else [*lines[:_DIFF_LINES], f"⋯ {extra} more lines"]


def as_json(results: Sequence[Result], seconds: float) -> str:
    """Return everything a check found as JSON."""
    lessons = [
        {
            "lesson": result.path.name,
            "ok": result.ok,
            "cells": result.cells,
            "compared": result.compared,
            "skipped": result.skipped,
            "seconds": round(result.seconds, 3),
            "durations": {str(cell): round(s, 3) for cell, s in result.durations.items()},
            "broken": result.broken,
            "problems": [
                {"rule": p.rule, "cell": p.cell, "what": p.what, "todo": p.todo, "stored": p.stored, "now": p.now}
                for p in result.problems
            ],
        }
        for result in results
    ]
    ok = all(result.ok for result in results)
    return json.dumps({"ok": ok, "seconds": round(seconds, 3), "lessons": lessons}, indent=1, ensure_ascii=False)


def as_junit(results: Sequence[Result], seconds: float) -> str:
    """Return the check as JUnit XML: a suite a lesson, a case a cell, and one case for the lesson as a whole."""
    root = ET.Element("testsuites", name="mxgrad check", time=f"{seconds:.3f}")
    for result in results:
        groups: dict[int | None, list[Problem]] = {None: []} | {cell: [] for cell in range(1, result.cells + 1)}
        for problem in result.problems:
            groups.setdefault(problem.cell, []).append(problem)
        failed = sum(bool(problems) for problems in groups.values())
        suite = ET.SubElement(root, "testsuite", name=result.path.stem, tests=str(len(groups)), failures=str(failed),
                              errors=str(int(result.broken is not None)), time=f"{result.seconds:.3f}")  # fmt: skip
        for cell, problems in groups.items():
            name = "lesson" if cell is None else f"In [{cell}]"
            duration = f"{result.durations.get(cell or 0, 0.0):.3f}"
            case = ET.SubElement(suite, "testcase", classname=result.path.stem, name=name, time=duration)
            if problems:
                failure = ET.SubElement(case, "failure", message=_printable(problems[0].what))
                failure.text = _printable("\n".join(
                    line for p in problems for line in (p.what, *difference(p.stored, p.now), f"→ {p.todo}")
                ))  # fmt: skip
            if cell is None and result.broken:
                ET.SubElement(case, "error", message=_printable(result.broken))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """Return text without the control characters that XML forbids (a coloured error brings some)."""
    return "".join(c if c >= " " or c in "\n\t" else "�" for c in text)


def write(target: str, text: str) -> None:
    """Write a report to a file."""
    files.write(target, text if text.endswith("\n") else text + "\n")

"""What the paths of a program are called: by what differs between them, as in `10 iterations, b[0]`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..language.catalogue import Words
from ..language.text_width import clipped

MOST_NAMED = 16  # paths that are traced for their names
LONGEST = 34


def path_names(traces: dict[int, Any], words: Words) -> dict[int, str]:
    """Name each path, given a trace of a run that took it. A single path, which nothing sets apart, has no name."""
    found = {path: _features(trace) for path, trace in traces.items()}
    keys = [key for key in dict.fromkeys(key for one in found.values() for key in one)
            if len({str(one.get(key)) for one in found.values()}) > 1]  # fmt: skip
    loops = {key[1] for key in keys if key[0] == "loop"}
    names = {path: ", ".join(_said(key, one[key], len(loops) > 1, words) for key in keys if key in one)
             for path, one in found.items()}  # fmt: skip
    return _apart({path: clipped(name, LONGEST) for path, name in names.items()}, words) if len(found) > 1 else names


def _apart(names: dict[int, str], words: Words) -> dict[int, str]:
    """Number those that are called alike, or nothing."""
    alike: dict[str, list[int]] = {}
    for path, name in names.items():
        alike.setdefault(name, []).append(path)
    for name, paths in alike.items():
        if len(paths) > 1 or not name:
            for number, path in enumerate(paths, 1):
                names[path] = (
                    f"{name or words.text('curve.path')} ({number})" if len(paths) > 1 else words.text("curve.path")
                )
    return names


def _features(trace: Any) -> dict[tuple[Any, ...], Any]:
    """What a run did, by what and where: iterations of each loop, and each branch with all that it chose."""
    found: dict[tuple[Any, ...], Any] = {}
    for loop in trace.loops:
        key = "loop", loop.source, loop.line
        found[key] = [*found.get(key, []), loop.count]
    for test in trace.branches:
        key = "branch", test.source, test.decision.span
        found[key] = [*found.get(key, []), test]
    for call in trace.calls:
        found["call", call.name] = found.get(("call", call.name), 0) + 1
    return found


def _said(key: tuple[Any, ...], value: Any, several_loops: bool, words: Words) -> str:
    if key[0] == "call":
        return words.text("curve.calls", name=key[1], times=words.times(value))
    if key[0] == "loop":
        count = words.count("iterations", sum(value))
        return f"{key[1]}: {count}" if several_loops else count
    outcomes: list[Any] = value
    first = outcomes[0]
    if len(outcomes) == 1 and first.decision.construct in ("ternary", "match"):
        return str(first.taken)
    if len(outcomes) == 1:
        return f"{first.source}: {words.text('true' if first.result else 'false')}"
    return words.text("curve.of", source=first.source, true=_count(outcomes), count=len(outcomes))


def _count(outcomes: Iterable[Any]) -> int:
    return sum(bool(test.result) for test in outcomes)

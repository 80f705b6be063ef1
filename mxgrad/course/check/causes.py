"""Why a cell may print something else than what is saved: the usual suspects, told by the two texts."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_TIME = re.compile(r"\b\d+(?:\.\d+)?(?: ?(?:ns|µs|us|ms|s|seconds)\b)|\b\d{1,2}:\d{2}(?::\d{2})?\b")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def likely_cause(stored: str, now: str, number: str) -> str:
    """Return a sentence on what probably changed between two texts, and what to do. `number` names the lesson."""
    again = f"if the new text is right, save it with: mxgrad update {number}"
    if _ADDRESS.sub("", stored) == _ADDRESS.sub("", now):
        return "it prints an address in memory, which differs in every run: print what the object holds instead"
    if _TIME.sub("", stored) == _TIME.sub("", now):
        return "it prints a time, which differs in every run: leave the time out"
    if "Warning" in now and "Warning" not in stored:
        return "a library warns now: do what the warning says, or silence it where the lesson is not about it"
    if "stderr: " in now and "stderr: " not in stored:
        return "the cell writes to stderr now: print to stdout, or remove the message"
    if sorted(stored.split()) == sorted(now.split()):
        return "the same words in another order: a set or a dictionary is printed; sort it"
    if not now.strip():
        return f"the cell prints nothing now; {again}"
    if not stored.strip():
        return f"nothing was saved for this cell; {again}"
    if _NUMBER.sub("#", stored) == _NUMBER.sub("#", now):
        return _numbers(stored, now, again)
    return f"the text changed, so the code or something that it uses did; {again}"


def _numbers(stored: str, now: str, again: str) -> str:
    pairs = [(float(a), float(b)) for a, b in zip(_NUMBER.findall(stored), _NUMBER.findall(now), strict=True)]
    differing = [(a, b) for a, b in pairs if a != b]
    if all(abs(a - b) <= 1e-5 * max(abs(a), abs(b)) for a, b in differing):
        return "the numbers differ in their last digits: round them, for example with f'{value:.4g}'"
    count = "a number" if len(differing) == 1 else f"{len(differing)} numbers"
    return f"{count} changed: either the saved one is stale or the code is wrong; {again}"

"""Changing an input in the player: what can be edited, how the text is read, and what the change did."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy

from mxgrad.tracing import Trace
from mxgrad.tracing.again.rerunning import input_nodes

from ..language.catalogue import WordedError, Words
from ..language.numbers import short

EDITABLE = 64  # elements; a larger array is changed in a cell
PRINTED = 12  # lines of what the program printed


class ChangeError(WordedError):
    """What the learner typed, or what the program made of it, in a sentence for the learner."""


def editable(trace: Any) -> list[dict[str, Any]]:
    """The inputs of the traced function that can be typed in: name, text and shape."""
    found = []
    for name, value in getattr(trace, "inputs", {}).items():
        array = _array(value)
        if array is not None and array.size <= EDITABLE:
            found.append({"name": name, "text": as_text(array), "shape": list(array.shape)})
    return found


def why_not(trace: Any, words: Words) -> str:
    """Why nothing can be edited, and what to do instead."""
    if not getattr(trace, "inputs", {}):
        return words.text("change.other")
    return words.text("change.large", count=EDITABLE)


def _array(value: Any) -> Any:
    """An input as a NumPy array; None for what is no number and no array of numbers."""
    if isinstance(value, bool) or value is None:
        return None
    array = numpy.asarray(value.asnumpy() if hasattr(value, "asnumpy") else value)
    return array if array.dtype.kind in "iuf" else None


def as_text(array: Any) -> str:
    """Numbers as they are typed: nested lists, each number as short as it can be told apart in its dtype."""
    if array.ndim:
        return f"[{', '.join(as_text(row) for row in array)}]"
    text = str(array[()])
    return text.removesuffix(".0")


def read(text: str, old: Any, name: str) -> Any:
    """The typed text as an input like the old one. It is parsed as data and never run.

    As many numbers as there were keep their shape, and a single one stands in every place; others are another shape.
    Raises ChangeError where it is not numbers in brackets and commas, the rows are not alike, or the old input cannot
    hold them: whole numbers, a single number.
    """
    words = re.sub(r"(?i)\b(nan|inf|infinity)\b", lambda m: "NaN" if m[0].lower() == "nan" else "Infinity", str(text))
    before = _array(old)
    try:
        value = json.loads(re.sub(r"(?<![\d.])\.(?=\d)", "0.", re.sub(r"(?<=\d)\.(?!\d)", ".0", words)))
        array = numpy.array(value)
    except ValueError:
        array = None
    if array is None or array.dtype.kind not in "iuf":
        raise ChangeError("change.text", name=name, text=_short(text), like=_short(as_text(before)))
    if before.size and array.size in (1, before.size):
        array = numpy.broadcast_to(array.reshape(before.shape if array.size == before.size else ()), before.shape)
    return _like(array, old, before, name, text)


def _like(array: Any, old: Any, before: Any, name: str, text: str) -> Any:
    """The numbers as what the old input was: an array, a list or a number, which is no list."""
    if not isinstance(old, list | tuple) and not hasattr(old, "shape") and array.ndim:
        raise ChangeError("change.number", name=name, text=_short(text))
    if hasattr(old, "dtype") and before.dtype.kind in "iu":
        with numpy.errstate(invalid="ignore"):
            whole = array.astype(before.dtype)
        if not numpy.array_equal(whole, array):
            raise ChangeError("change.whole", name=name, text=_short(text), dtype=before.dtype.name)
        array = whole
    if isinstance(old, numpy.ndarray | numpy.generic):
        like = array.astype(before.dtype if before.dtype.kind == "f" else array.dtype)
        return like if isinstance(old, numpy.ndarray) else like[()]
    return tuple(array.tolist()) if isinstance(old, tuple) else array.tolist()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def nodes_of_inputs(trace: Any) -> dict[int, str]:
    """By node what the program can be run again with another number of; nothing of what is no program."""
    return input_nodes(trace) if isinstance(trace, Trace) else {}


def retyped(first: Any, now: Any) -> dict[int, str]:
    """By node the text of each input that is another one than in the first run: what the line of the program, which
    made the array of the first, does not say."""
    texts = {one["name"]: one["text"] for one in editable(first)}
    found = {}
    for one in editable(now):
        if texts.get(one["name"]) != one["text"]:
            node = _node_of(now, one["name"])
            if node is not None:
                found[node] = one["text"]
    return found


def _node_of(trace: Any, name: str) -> int | None:
    """The node of an input: the one with its numbers, and with its name where several have them."""
    array = _array(trace.inputs[name])
    same = []
    for node in trace.data.nodes:
        if node.kind == "input":
            value = trace.data.values[node.outputs[0]]
            if value.data is None or value.shape != array.shape:
                continue
            numbers = numpy.array([float(x) for x in value.data])
            if numpy.array_equal(numbers, array.reshape(-1), equal_nan=True):
                same.append(node)
    named = [node for node in same if name in node.names] or same
    return named[0].id if named else None


def run_again(trace: Any, typed: dict[str, str], words: Words) -> tuple[Any, str]:
    """The new trace, and what the program printed. Raises ChangeError with the learner's line where it cannot run."""
    inputs = trace.inputs
    for name in typed:
        if name not in inputs:
            raise ChangeError("change.name", name=name)
    values = {name: read(text, inputs[name], name) for name, text in typed.items()}
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            again = trace.rerun(**values)
    except KeyboardInterrupt:
        raise ChangeError("change.interrupted") from None
    except SystemExit:
        raise ChangeError("change.exit") from None
    except Exception as error:
        raise failure(error) from error
    lines = printed.getvalue().splitlines()
    more = [words.text("change.printed", count=len(lines) - PRINTED)] if len(lines) > PRINTED else []
    return again, "\n".join([*lines[:PRINTED], *more])


def failure(error: Exception) -> WordedError:
    """The error with its sentence; of one in the program the line of the learner's program that raised it."""
    if isinstance(error, WordedError):
        return error
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        Path(str(sys.modules[name].__file__)).parent for name in ("mxgrad", "mxgrad_widgets") if name in sys.modules
    ]
    theirs = [frame for frame in frames if not any(map(Path(frame.filename).is_relative_to, ours))]
    said = f"{type(error).__name__}: {error}"
    if not theirs or "line " in said:
        return ChangeError("change.error", error=said)
    return ChangeError("change.error.line", error=said, line=theirs[-1].lineno, source=theirs[-1].line)


def difference(before: Any, after: Any, words: Words) -> dict[str, Any]:
    """What the change did: what can be said of the path, and each thing that differs, before and after."""
    comparison = before.compare(after)
    rows = []
    if comparison.divergence is not None:
        tests = comparison.divergence
        line = next(test.line for test in tests if test is not None)
        rows.append([words.text("differ.at", line=line), *(_test(test, words) for test in tests)])
    rows += [[source, _times(a, words), _times(b, words)] for source, a, b in comparison.loops if a != b]
    values = comparison.rows[len(rows) :]
    return {"path": comparison.verdict, "rows": rows + [list(row) for row in values]}


def _times(count: int | None, words: Words) -> str:
    return words.text("differ.not run") if count is None else words.count("iterations", count)


def _test(test: Any, words: Words) -> str:
    """`461.565 < 1000: true → body`."""
    if test is None:
        return words.text("differ.none")
    decision, measured = test.decision, test.measured
    compare = decision.compare or {}
    if compare.get("measured") is not None and compare["op"] in ("truth", "match"):
        value = compare["measured"]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        measured = words.text("differ.is", source=test.source, value=short(value) if number else str(value))
    said = (
        measured if decision.construct == "match" else f"{measured}: {words.text('true' if test.result else 'false')}"
    )
    if decision.taken is None:
        return said
    if decision.construct == "ternary":
        return words.text("differ.not", test=said, arm=test.taken, others=", ".join(test.untaken))
    return f"{said} → {words.word('taken', decision.taken)}"

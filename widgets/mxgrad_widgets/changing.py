"""Changing an input in the player: what can be edited, how the text is read, and what the change did."""

from __future__ import annotations

import contextlib
import io
import json
import re
import traceback
from pathlib import Path
from typing import Any

import numpy

EDITABLE = 64  # elements; a larger array is changed in a cell
PRINTED = 12  # lines of what the program printed


class ChangeError(Exception):
    """What the learner typed, or what the program made of it, in a sentence for the learner."""


def editable(trace: Any) -> list[dict[str, Any]]:
    """The inputs of the traced function that can be typed in: name, text and shape."""
    found = []
    for name, value in getattr(trace, "inputs", {}).items():
        array = _array(value)
        if array is not None and array.size <= EDITABLE:
            found.append({"name": name, "text": as_text(array), "shape": list(array.shape)})
    return found


def why_not(trace: Any) -> str:
    """Why nothing can be edited, and what to do instead."""
    if not getattr(trace, "inputs", {}):
        return "This run cannot be made again with other inputs: write the program as a function f and use trace(f, x)."
    return f"None of the inputs has at most {EDITABLE} numbers: run the cell again with others."


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
    """The typed text as a number or nested lists. It is parsed as data and never run.

    Raises ChangeError where it is not numbers in brackets and commas, or the rows are not alike.
    """
    words = re.sub(r"(?i)\b(nan|inf|infinity)\b", lambda m: "NaN" if m[0].lower() == "nan" else "Infinity", str(text))
    try:
        value = json.loads(re.sub(r"(?<![\d.])\.(?=\d)", "0.", re.sub(r"(?<=\d)\.(?!\d)", ".0", words)))
        array = numpy.array(value)
    except ValueError:
        array = None
    if array is None or array.dtype.kind not in "iuf":
        like = _short(as_text(_array(old)))
        raise ChangeError(f"{name}: {_short(text)} is not numbers in brackets, separated by commas, such as {like}")
    return value


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def run_again(trace: Any, typed: dict[str, str]) -> tuple[Any, str]:
    """The new trace, and what the program printed. Raises ChangeError with the learner's line where it cannot run."""
    inputs = trace.inputs
    for name in typed:
        if name not in inputs:
            raise ChangeError(f"{name} is no input of the program")
    values = {name: read(text, inputs[name], name) for name, text in typed.items()}
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            again = trace.rerun(**values)
    except KeyboardInterrupt:
        raise ChangeError("The program was interrupted.") from None
    except SystemExit:
        raise ChangeError("The program called exit(): nothing of it can be shown.") from None
    except Exception as error:
        raise ChangeError(failure(error)) from error
    lines = printed.getvalue().splitlines()
    more = [f"… {len(lines) - PRINTED} more lines"] if len(lines) > PRINTED else []
    return again, "\n".join([*lines[:PRINTED], *more])


def failure(error: BaseException) -> str:
    """The error in a sentence, with the line of the learner's program that raised it."""
    ours = Path(__file__).parent.name, "mxgrad"
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if not set(ours) & set(Path(frame.filename).parent.parts)]
    said = f"{type(error).__name__}: {error}"
    if not theirs or "line " in said:
        return said
    return f"{said} (line {theirs[-1].lineno}: {theirs[-1].line})"


def difference(before: Any, after: Any) -> dict[str, Any]:
    """What the change did: whether the path is the same, and each thing that differs, before and after."""
    comparison = before.compare(after)
    return {"same": comparison.same_path, "rows": [list(row) for row in comparison.rows]}

"""What to say when an operation cannot run: in the words of the user's program, with the line and the fix."""

from __future__ import annotations

from collections.abc import Sequence
from types import FrameType
from typing import Any

from .errors import ContextError, DTypeError, MXGradError, ShapeError
from .ndarray import NDArray
from .op import Op
from .source import locate, operand_names, where


def check_alike(op: Op, arrays: Sequence[Any], frame: FrameType) -> None:
    """Raise unless all arrays live on one device and, where the operation asks for it, have one dtype."""
    nd = [array for array in arrays if type(array) is NDArray]
    if any(array._ctx is not nd[0]._ctx for array in nd):
        other = next(array for array in nd if array._ctx is not nd[0]._ctx)
        raise ContextError(
            f"{op.name}: one operand is on {nd[0]._ctx}, another on {other._ctx}: "
            f"move one with x.as_in_context({nd[0]._ctx})"
        )
    if not op.mixed and any(array._data.dtype != nd[0]._data.dtype for array in nd):
        names = operand_names(locate(frame.f_code, frame.f_lasti))
        found = [f"{name} is {array._data.dtype}" for name, array in zip(_labels(names, nd), nd, strict=True)]
        raise DTypeError(
            f"{op.name}: {' and '.join(found)}; operands must have one dtype: "
            f"convert one with .astype('{nd[0]._data.dtype}'){where(frame.f_code, frame.f_lasti)}"
        )


def _labels(names: list[str], arrays: Sequence[Any]) -> list[str]:
    if len(names) == len(arrays) and all(len(name) <= 30 for name in names):
        return names
    return [f"operand {i + 1}" for i in range(len(arrays))]


def kind_of(array: NDArray) -> str:
    return f"{array._data.dtype}{list(array.shape)}"


def explain(op: Op, operands: Sequence[Any], params: dict[str, Any], error: Exception, frame: FrameType) -> Exception:
    """Say what did not fit in the words of the user's program, instead of NumPy's from inside."""
    if isinstance(error, Warning):  # a warning made an error by the user's own filter
        return error
    if isinstance(error, MXGradError):
        text = str(error)
        name = "" if text.startswith(op.name) else f"{op.name}: "
        error.args = (f"{name}{text}{where(frame.f_code, frame.f_lasti)}",)
        return error
    arrays = [operand for operand in operands if type(operand) is NDArray]
    names = operand_names(locate(frame.f_code, frame.f_lasti))
    shapes = [f"{name} has shape {array.shape}" for name, array in zip(_labels(names, arrays), arrays, strict=True)]
    changed = {name: value for name, value in params.items() if value is not op.params.get(name) and name[0] != "_"}
    settings = "".join(f", {name}={value!r}" for name, value in changed.items())
    what = "their shapes do not broadcast" if op.elementwise and len(arrays) > 1 else str(error)
    kind = TypeError if isinstance(error, TypeError) else ShapeError
    return kind(f"{op.name}: {' and '.join(shapes)}{settings}: {what}{where(frame.f_code, frame.f_lasti)}")


def not_an_array(op: Op, given: Any) -> TypeError:
    what = "None" if given is None else f"{type(given).__name__} {given!r}"[:60]
    return TypeError(f"{op.name} takes an NDArray, not {what}: make one with nd.array(...)")


def wrong_parameters(op: Op, given: dict[str, Any]) -> TypeError:
    """Say which parameter is not known, or which is missing."""
    known = [name for name in op.parameters if not name.startswith("_")]
    unknown = [name for name in given if name not in op.parameters]
    if not unknown:
        missing = [name for name in known if name not in given]
        return TypeError(f"{op.name} needs {' and '.join(missing)}: it takes {', '.join((*op.inputs, *known))}")
    import difflib  # only here: it costs a fifth of the time that importing mxgrad takes

    close = difflib.get_close_matches(unknown[0], known, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return TypeError(f"{op.name} has no parameter {unknown[0]!r}: it takes {', '.join(known) or 'none'}{hint}")

"""What to say when an operation cannot run: in the words of the user's program, with the line and the fix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from types import FrameType
from typing import Any

import numpy

from ..core.op import Op
from ..core.tape import Leaf
from ..errors import (
    ContextError,
    DTypeError,
    IndexingError,
    LinAlgError,
    MXGradError,
    NoGradientAttachedError,
    ShapeError,
)
from ..ndarray import NDArray
from .checks import unknown_keyword
from .source import locate, operand_names, split_list, where


def check_alike(op: Op, arrays: Sequence[Any], frame: FrameType) -> None:
    """Raise unless all arrays live on one device and those that the operation asks it of have one dtype."""
    nd = [array for array in arrays if type(array) is NDArray]
    if any(array._ctx is not nd[0]._ctx for array in nd):
        other = next(array for array in nd if array._ctx is not nd[0]._ctx)
        raise ContextError(
            f"{op.name}: one operand is on {nd[0]._ctx}, another on {other._ctx}: "
            f"move one with x.as_in_context({nd[0]._ctx})"
        )
    bound = [i for i, array in enumerate(arrays) if type(array) is NDArray and (op.variadic or i not in op.free)]
    if len({arrays[i]._data.dtype for i in bound}) > 1:
        names = _labels(operand_names(locate(frame.f_code, frame.f_lasti)), arrays)
        found = [f"{names[i]} is {arrays[i]._data.dtype}" for i in bound]
        raise DTypeError(
            f"{op.name}: {' and '.join(found)}; operands must have one dtype: "
            f"convert one with .astype('{arrays[bound[0]]._data.dtype}'){where(frame.f_code, frame.f_lasti)}"
        )


def _labels(names: list[str], arrays: Sequence[Any]) -> list[str]:
    if len(names) == len(arrays) and all(len(name) <= 30 for name in names):
        return names
    return [f"operand {i + 1}" for i in range(len(arrays))]


def numbers_in(listed: list[Any] | tuple[Any, ...]) -> Any:
    """Return a list of numbers as a NumPy array; None for a list of anything else."""
    if any(type(part) is NDArray for part in listed):
        raise TypeError("an operand is a list of NDArrays: join them with nd.stack(...) or nd.concat(...) first")
    try:
        found = numpy.asarray(listed)
    except ValueError:
        raise ShapeError("an operand is a nested list whose rows differ in length") from None
    return found if found.dtype.kind in "biuf" else None


def _variable(index: int, count: int, frame: FrameType) -> str:
    """Return what the program calls a variable that it gives to grad()."""
    names = operand_names(locate(frame.f_code, frame.f_lasti))[1:2]
    listed = split_list(names[0]) if names else []
    name = listed[index] if len(listed) == count else ""
    place = f"variable {index + 1} of grad()" if count > 1 else "the variable of grad()"
    return f"{place}, {name}," if name and len(name) <= 30 else place


def not_a_variable(x: NDArray, index: int, count: int, frame: FrameType) -> Exception:
    """Say why grad() cannot differentiate with respect to `x`."""
    name, at = _variable(index, count, frame), where(frame.f_code, frame.f_lasti)
    if type(x._node) is Leaf:
        return NoGradientAttachedError(
            f"{name} has grad_req='null', which asks for no gradient{at}: call attach_grad() with 'write' or 'add'"
        )
    if x._node is not None:
        return NoGradientAttachedError(
            f"{name} is the result of an operation{at}: call attach_grad() on it right after it is computed, which "
            "cuts it off from what it was computed from, or differentiate with respect to that"
        )
    return NoGradientAttachedError(
        f"{name} asks for no gradient{at}: call attach_grad() on it before it is used inside autograd.record()"
    )


def unused_variable(index: int, count: int, frame: FrameType) -> Exception:
    """Say that the heads of grad() do not depend on a variable."""
    return NoGradientAttachedError(
        f"{_variable(index, count, frame)} was not used to compute the heads{where(frame.f_code, frame.f_lasti)}, or "
        "not as it is now: a name that was bound to another array, or attach_grad() after the use, makes it a new one"
    )


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
    for name, value in params.items():
        if (wanted := wrong_type(op, name, value)) is not None:
            return TypeError(f"{op.name}: {name} must be {wanted}, not {value!r}{where(frame.f_code, frame.f_lasti)}")
    arrays = [operand for operand in operands if isinstance(operand, NDArray | numpy.ndarray | list | tuple)]
    names = operand_names(locate(frame.f_code, frame.f_lasti))
    labels = _labels(names, operands) if len(arrays) == len(operands) else _labels(names, arrays)
    shapes = [f"{name} has shape {numpy.shape(x) if isinstance(x, list | tuple) else x.shape}"
              for name, x in zip(labels, arrays, strict=True)]  # fmt: skip
    changed = {name: value for name, value in params.items() if value is not op.params.get(name) and name[0] != "_"}
    settings = "".join(f", {name}={_shown(value)}" for name, value in changed.items())
    what = "their shapes do not broadcast" if op.elementwise and len(arrays) > 1 else _plainly(str(error))
    return _kind(error)(f"{op.name}: {' and '.join(shapes)}{settings}: {what}{where(frame.f_code, frame.f_lasti)}")


def _kind(error: Exception) -> type[Exception]:
    if isinstance(error, TypeError):
        return TypeError
    if isinstance(error, numpy.linalg.LinAlgError):
        return LinAlgError
    about_index = isinstance(error, IndexError) and not isinstance(error, ValueError)  # both: an axis
    return IndexingError if about_index and not str(error).startswith(("tuple", "list")) else ShapeError


def _shown(value: Any) -> str:
    """Return a setting as written, an array of many numbers by its kind."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))}{',' * (len(value) == 1)})"
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return repr(value.tolist()) if value.size <= 8 else f"{value.dtype}{list(value.shape)}"
    return repr(value)


_OPERANDS = frozenset({"data", "lhs", "num_args", "rhs"})  # MXNet's names of operands, and of how many there are
MISSING = object()
_ACCEPTED: set[tuple[Op, str, type]] = set()  # which types of values were found to be right, for speed
_AS_WRITTEN = frozenset({bool, float, int, str, type(None)})  # what `_plain` leaves as it is
_PLAIN_OF = (tuple, numpy.ndarray, numpy.integer)


def check_types(op: Op, given: dict[str, Any]) -> None:
    """Raise `TypeError` where a parameter's value is of a type that it does not take; turn NumPy's into Python's."""
    for name, written in given.items():
        if type(written) in _AS_WRITTEN and (op, name, type(written)) in _ACCEPTED:  # nearly always
            continue
        value = written
        if name != "key" and isinstance(value, _PLAIN_OF):  # an index stays as it is
            given[name] = value = _plain(value)
        if (op, name, type(value)) in _ACCEPTED:
            continue
        if name not in op.parameters or name[0] == "_":  # the latter are filled in by `prepare`
            if name not in op.inputs and name not in _OPERANDS:
                raise unknown_keyword(op.name, name, op.parameters)
            continue
        if (wanted := wrong_type(op, name, value)) is not None:
            raise TypeError(f"{op.name}: {name} must be {wanted}, not {value!r}")
        _ACCEPTED.add((op, name, type(value)))


def _plain(value: Any) -> Any:
    """Return NumPy integers, alone, in arrays or in tuples, as Python's."""
    if isinstance(value, numpy.ndarray):
        value = value.tolist()
        return tuple(value) if isinstance(value, list) else value
    if isinstance(value, numpy.integer):
        return int(value)
    return tuple([int(part) if isinstance(part, numpy.integer) else part for part in value])


# The type of a parameter -> what it takes, in words
_WANTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "bool": (lambda value: isinstance(value, bool | int | numpy.bool_), "True or False"),
    "int": (lambda value: _whole(value), "an integer"),
    "float": (lambda value: isinstance(value, Real | numpy.generic), "a number"),
    "str": (lambda value: isinstance(value, str), "a string"),
    "Sizes": (lambda value: all(part is None or _whole(part) for part in _listed(value)),
              "an integer or a tuple of integers"),
}  # fmt: skip


def wrong_type(op: Op, name: str, value: Any) -> str | None:
    """Return what a parameter takes where `value` is of another type, by its name and the type of its default."""
    from ..ops.parameters import kind  # its texts are not needed to import mxgrad

    if name[0] == "_" or value is op.params.get(name, MISSING):
        return None
    wanted, or_none = kind(op, name)
    if wanted not in _WANTED or (value is None and wanted == "Sizes" and (or_none or name in op.params)):
        return None
    right, what = _WANTED[wanted]
    return None if right(value) and (value is not None or wanted != "Sizes") else what


def _listed(value: Any) -> Any:
    return value if isinstance(value, tuple | list | numpy.ndarray | range) else (value,)


def _whole(value: Any) -> bool:
    return isinstance(value, int | numpy.integer) and not isinstance(value, bool)


# NumPy's words -> ours
_PLAINLY = (
    ("could not be broadcast", "their shapes do not fit together"),
    ("negative integer powers", "integers to negative powers are fractions: convert with .astype('float32') first"),
    ("core dimension", "the rows and columns of the matrices do not match"),
    ("values to unpack", "an operand has too few axes or too many"),
    ("enough dimensions", "an operand has too few axes or too many"),
    ("tuple index out of range", "an operand has too few axes"),
    ("list index out of range", "an operand has too few axes"),
    ("boolean index did not match", "a mask has the shape of the array, or of its first axes"),
    ("shape mismatch: indexing arrays", "the index arrays do not fit together"),
    ("Singular matrix", "a matrix is singular, so it has no inverse"),
    ("not positive definite", "the matrix is not positive definite, so it has no Cholesky factor"),
    ("did not converge", "the matrix has no eigenvalues that can be computed: it may hold nan or inf"),
    ("cannot reshape", "the number of elements does not fit"),
    ("division by zero", "an operand or a setting of size 0 cannot be divided by"),
    ("modulo by zero", "an operand or a setting of size 0 cannot be divided by"),
    ("zip()", "the settings, or the axes of the operands, differ in number"),
    ("zero-size array", "there is no element to choose from"),
    ("attempt to get arg", "there is no element to choose from"),
    ("negative dimensions", "a size would be negative"),
    ("did not contain a loop", "a setting or an operand is of a type that cannot be computed with"),
    ("unsupported operand", "a setting is of a type that cannot be computed with"),
    ("not supported between", "a setting is of a type that cannot be computed with"),
    ("object is not", "a setting is of a type that cannot be used here"),
    ("has no attribute", "a setting is of a type that cannot be used here"),
    ("cannot be interpreted", "a setting is of a type that cannot be used here"),
    ("must be an iterable", "a setting is of a type that cannot be used here"),
    ("has no len", "a setting is of a type that cannot be used here"),
    ("indices must be", "a setting is of a type that cannot be used here"),
)


def _plainly(text: str) -> str:
    return next((ours for theirs, ours in _PLAINLY if theirs in text), text)


# Optional inputs -> the parameter that says whether they count, and its value where they do
_SWITCHES: dict[str, tuple[str, Any]] = {
    "bias": ("no_bias", False), "data_lengths": ("use_data_lengths", True), "gamma": ("act_type", "prelu"),
    "label_lengths": ("use_label_lengths", True), "sequence_length": ("use_sequence_length", True),
}  # fmt: skip


def switched_on(op: Op, settings: dict[str, Any]) -> list[str]:
    """Return the optional inputs that the parameters ask for."""
    return [name for name in op.inputs[op.required :] if settings.get(_SWITCHES[name][0]) == _SWITCHES[name][1]]


def check_optional(op: Op, count: int, given: dict[str, Any]) -> None:
    """Raise `TypeError` where optional inputs are given that the parameters switch off, or lengths that are asked for
    are missing: neither would change the result."""
    settings = {**op.params, **given}
    used, extra = switched_on(op, settings), count - op.required
    if extra > len(used):
        name, (key, on) = next((name, _SWITCHES[name]) for name in op.inputs[op.required :] if name not in used)
        raise TypeError(f"{op.name}: {name} is given but not used with {key}={settings.get(key)!r}: "
                        f"pass {key}={on!r}, or leave it out")  # fmt: skip
    if extra < len(used) and (missing := [name for name in used if name.endswith(("length", "lengths"))]):
        raise TypeError(f"{op.name}: {_SWITCHES[missing[-1]][0]}=True needs {missing[-1]}, an NDArray of lengths")


def check_count(op: Op, wanted: Any, count: int) -> None:
    """Raise `ValueError` where `num_args` is not the number of operands."""
    if wanted is not None and wanted != count:
        raise ValueError(f"{op.name}: num_args={wanted!r}, but {count} operands are given: it can be left out")


def not_an_array(op: Op, given: Any) -> TypeError:
    if given is MISSING:
        return TypeError(f"{op.name} needs at least one NDArray")
    what = "None" if given is None else f"{type(given).__name__} {given!r}"[:60]
    return TypeError(f"{op.name} takes an NDArray, not {what}: make one with nd.array(...)")


def wrong_parameters(op: Op, given: dict[str, Any]) -> TypeError:
    """Say which parameter is not known, or which is missing."""
    known = [name for name in op.parameters if not name.startswith("_")]
    unknown = [name for name in given if name not in op.parameters]
    if not unknown:
        missing = [name for name in known if name not in given]
        return TypeError(f"{op.name} needs {' and '.join(missing)}: it takes {', '.join((*op.inputs, *known))}")
    return unknown_keyword(op.name, unknown[0], known)

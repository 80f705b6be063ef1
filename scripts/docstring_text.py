"""Composes the docstring of a function from its declaration: parameters, result, errors, an example that was run."""

from __future__ import annotations

import types
from collections.abc import Iterator
from inspect import Parameter, Signature, cleandoc
from typing import Any

import numpy
from written_examples import CALLS

from mxgrad import errors, nd
from mxgrad.core.op import Op
from mxgrad.core.signatures import shown_name
from mxgrad.diagnostics.checks import HINTS
from mxgrad.ops import parameters as table
from mxgrad.ops.samples import EXAMPLES, Draw
from mxgrad.testing.numerical import sample_calls

WORDS = {"Sizes | None": "int, tuple of int or None", "Sizes": "int or tuple of int", "DType": "dtype",
         "Operand": "NDArray or number", "Numbers": "float or NDArray", "Shape": "int or tuple of int",
         "NDArray | Sequence[NDArray]": "NDArray, or a list of them"}  # fmt: skip
NOT_IN_MXNET = {"nd.floor_divide"}
SMALL = 12  # elements of an operand or result that an example shows
NICE = (1.0, 2.0, 0.5, 3.0, -1.0, 0.0, 1.5, -2.0, 2.5, -0.5, 4.0, -3.0)


def operation(function: Any) -> Op | None:
    """Return the operation that a function is made from, or None."""
    made = getattr(getattr(function, "__signature__", None), "make", None)
    found = made.args[0] if made is not None else None
    return getattr(function, "op", found if isinstance(found, Op) else None)


def documented(name: str, function: Any, found: Signature, names: list[str], shown: str) -> str:
    """Return the docstring of the function that users call `name`; `names` are all its names."""
    op = getattr(function, "op", None)
    text, mark, hints = function.__doc__.partition("\n\nAccepted, and changes nothing")
    sections = [cleandoc(text) + mark + hints]
    described = [
        parameter(name, op, one)
        for one in found.parameters.values()
        if one.name not in HINTS or f"`{one.name}`" not in hints
    ]
    sections += [section("Parameters", described)] if described else []
    sections.append(section("Returns", [returned(op, found)]))
    sections.append(section("Raises", [f"{error}\n    {why}" for error, why in raised(op, sections[0])]))
    if shown:
        sections.append(section("Example", [shown]))
    known = [one for one in names if one not in NOT_IN_MXNET]
    if known:
        method = [f"x.{op.name}(...)"] if op is not None and op.method else []
        sections.append(f"MXNet's name: {', '.join([*sorted(known, key=lambda one: (one != name, one)), *method])}.")
    return escaped("\n\n".join(sections))


def escaped(text: str) -> str:
    """Return a text as it stands between triple quotes."""
    return text.replace("\\", "\\\\").replace('"""', r"\"\"\"")


def section(title: str, parts: list[str]) -> str:
    """Return a section of a docstring as NumPy's are written."""
    return f"{title}\n{'-' * len(title)}\n" + "\n".join(parts)


def parameter(name: str, op: Op | None, one: Parameter) -> str:
    """Return the entry of one parameter."""
    kind = str(one.annotation)
    kind = {"dtype": "DType | None"}.get(one.name, kind) if kind == "Any" else kind
    rest = kind.removesuffix(" | None") if one.default is None else kind
    words = WORDS.get(kind) or WORDS.get(rest, rest)
    if words.startswith("Literal["):
        words = words[8:-1].replace(", ", " or ")
    words = words.replace(" | ", " or ")
    if one.default is None:
        words += ", optional"
    elif one.default is not Parameter.empty:
        words += f", default {one.default!r}"
    star = "*" if one.kind is Parameter.VAR_POSITIONAL else ""
    return f"{star}{one.name} : {words}\n    {meaning(name, op, one.name)}"


def meaning(function: str, op: Op | None, name: str) -> str:
    """Return what a parameter or an input of a function means."""
    drawn = op is None and ("random" in function or "sample" in function)
    for own in (f"{function.removeprefix('nd.')}.{name}", f"random.{name}" if drawn else ""):
        if own in table.OWN:
            return table.OWN[own][1]
    for i, inner in enumerate(op.inputs if op is not None else ()):
        if shown_name(op, i) == name:  # type: ignore[arg-type]
            return table.input_meaning(op, inner)  # type: ignore[arg-type]
    if op is not None and name in op.parameters:
        return table.meaning(op, name)
    own = f"{function.rpartition('.')[2]}.{name}"
    if function in CALLS and (own in table.WRITTEN or name in table.WRITTEN):
        return table.WRITTEN.get(own) or table.WRITTEN[name]
    return table.INPUTS[name] if op is None and name in table.INPUTS else table.PARAMETERS[name][1]


def returned(op: Op | None, found: Signature) -> str:
    """Return what a function returns."""
    kind = str(found.return_annotation).replace("Any", "NDArray")
    if op is None:
        return kind
    if op.name in table.RETURNS:
        return f"{kind}\n    {table.RETURNS[op.name][1]}"
    if op.elementwise:
        shape = f"the shape of {shown_name(op, 0)}" if len(op.inputs) == 1 else "the shape to which both broadcast"
        return f"{kind}\n    Of {shape}; {'float32 for integers' if op.floating else 'of the same dtype'}."
    if "keepdims" in op.params and "axis" in op.params and "index" not in op.inputs:
        return f"{kind}\n    Without the reduced axes, or of shape (1,) where none is left."
    return kind


WHY = {
    "TypeError": "An operand is no NDArray, or a parameter is unknown or of another type.",
    "ValueError": "A parameter is outside of what the distribution takes.",
    "ContextError": "The operands are on different devices.",
    "DTypeError": "The dtypes of the operands differ.",
    "ShapeError": "The shapes do not fit, or a parameter does not suit them.",
    "IndexingError": "An index is out of range.",
    "LinAlgError": "A matrix is singular, or not of the kind that is needed.",
}


def raised(op: Op | None, text: str) -> Iterator[tuple[str, str]]:
    """Return the errors that a call may raise, and why: those that its functions name, and those of every operation."""
    found, why = {"TypeError"}, WHY
    if op is not None:
        names = set(names_in(op.forward)) | set(names_in(op.prepare))
        found |= {name for name in names if name in WHY and hasattr(errors, name)}
        found |= {"LinAlgError"} if names & {"cholesky", "inv", "solve", "eigh"} else set()
        if len(op.inputs) > 1 or op.variadic:
            found |= {"ContextError", "ShapeError"} | ({"DTypeError"} if len(op.inputs) - len(op.free) != 1 else set())
        if "DTypeError" in names or "`DTypeError`" in text:
            found, why = found | {"DTypeError"}, {**WHY, "DTypeError": "The dtype does not fit."}
    else:
        why = {**WHY, "TypeError": "A parameter is unknown or of another type."}
    found |= {name for name in WHY if f"`{name}`" in text} | ({"ValueError"} if "samples of" in text else set())
    yield from ((name, because) for name, because in why.items() if name in found)


def names_in(function: Any, seen: set[Any] | None = None) -> Iterator[str]:
    """Return the names that a function and those of `mxgrad.ops` that it calls use."""
    seen = set() if seen is None else seen
    if not isinstance(function, types.FunctionType) or function.__code__ in seen:
        return
    seen.add(function.__code__)
    inner = [cell.cell_contents for cell in function.__closure__ or ()]
    for name in function.__code__.co_names:
        yield name
        inner.append(function.__globals__.get(name))
    for one in inner:
        if getattr(one, "__module__", "").startswith("mxgrad.ops"):
            yield from names_in(one, seen)


# ---- an example


def example(name: str, function: Any) -> str:
    """Return a call that shows what a function does, with what it prints: the first of its samples that is small."""
    op = operation(function)
    if name in CALLS:
        return ran(CALLS[name]) if CALLS[name] else ""
    if op is None and not hasattr(function, "__signature__"):
        raise SystemExit(f"{name} is written out: give an example in scripts/written_examples.py")
    if op is None:
        parameters = [one for one in function.__signature__.parameters.values() if one.default is Parameter.empty]
        given = [{"data": "nd.zeros((2, 3))"}.get(one.name, "nd.array([0.5, 0.25])") for one in parameters]
        given += [] if any(one.name == "data" for one in parameters) else ["shape=(2, 3)"]
        return ran(f"{name}({', '.join(given)}).shape")
    texts = []
    calls = sample_calls(op)
    if "keepdims" in op.params and op.name not in EXAMPLES:
        calls = [([(2, 3)], {"axis": 1})]
    for specs, params in calls:
        operands = [operand(spec, op, i) for i, spec in enumerate(specs)]
        settings = [f"{key}={value!r}" for key, value in params.items()]
        texts.append(f"{name}({', '.join([*operands, *settings])})")
    for text in texts:
        again = [numbers(evaluated(text)) for _ in range(2)]
        if all(numpy.array_equal(a, b, equal_nan=True) for a, b in zip(*again, strict=True)):
            return ran(result_text(text))
    raise SystemExit(f"{name}: every sample is random, so none is an example")


def operand(spec: Any, op: Op, place: int) -> str:
    """Return the source text of an operand: few numbers that read well, or ones."""
    if isinstance(spec, Draw):
        spec = spec(numpy.random.default_rng(1)).round(1)
    elif isinstance(spec, tuple):
        size = int(numpy.prod(spec))
        low, high = op.sample
        inside = [x for x in (*NICE, 0.25, -0.25, -0.75, 0.75) if low <= x <= high]
        if size > SMALL:
            return f"nd.ones({spec})"
        spec = numpy.array([inside[(i + 2 * place) % len(inside)] for i in range(size)]).reshape(spec)
    array = numpy.asarray(spec)
    numbers = str(array.tolist()).replace(".0,", ",").replace(".0]", "]") if array.ndim else repr(array.item())
    return f"nd.array({numbers})" if array.dtype.kind == "f" else f"nd.array({numbers}, dtype={str(array.dtype)!r})"


def evaluated(text: str) -> Any:
    """Return the value of an example, which this script has put together."""
    nd.random.seed(0)
    return eval(text, {"nd": nd})  # noqa: S307


def numbers(value: Any) -> list[Any]:
    """Return the results of a call as NumPy arrays."""
    return [one.asnumpy() for one in value] if isinstance(value, list) else [value.asnumpy()]


def result_text(text: str) -> str:
    """Return the expression that shows a result: its numbers, rounded where they are long, or only its shape."""
    value = evaluated(text)
    arrays = numbers(value)
    if sum(array.size for array in arrays) > SMALL:
        return f"[z.shape for z in {text}]" if isinstance(value, list) else f"{text}.shape"
    short = all(array.dtype.kind != "f" or numpy.array_equal(array, array.round(3), equal_nan=True) for array in arrays)
    how = ".asnumpy()" if short else ".asnumpy().round(3)"
    return f"[z{how} for z in {text}]" if isinstance(value, list) else f"{text}{how}"


def ran(text: str) -> str:
    """Return an example with what the interpreter prints for it."""
    value = evaluated(text)
    if value is None:
        return f">>> {text}"
    printed = repr(value).replace("\n\n", "\n<BLANKLINE>\n")
    return f">>> {text}\n{printed}"

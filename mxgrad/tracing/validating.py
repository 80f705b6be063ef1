"""Reading a trace that somebody else wrote: everything is checked once, so that nothing can fail later.

The schema (`trace.schema.json`) says which types, ranges and references there are, and is turned into functions here;
a trace of a long run has hundreds of thousands of fields. What no schema can say (a span lies in its source, an array
has as many elements as its shape says) follows below it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy

MAX_DEPTH = 4_000  # of scopes: calls, loops and iterations in one another
_MAX_NESTING = 32  # of free-form JSON, such as an operation's parameters
_MAX_LINE = 10_000_000  # of a source whose text is not there

Check = Callable[[Any, dict[str, int]], None]  # takes what was read, and how long each list of the trace is


class DamagedError(ValueError):
    """What is wrong, and where: the path is put together while the exception passes the containers."""

    def __init__(self, what: str, *path: str | int) -> None:
        super().__init__(what)
        self.what, self.path = what, list(path)

    def within(self, part: str | int) -> DamagedError:
        """Return the same fault as seen from one container further out."""
        self.path.insert(0, part)
        return self

    def __str__(self) -> str:
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return f"this trace is damaged: {''.join(parts).lstrip('.')} {self.what}"


def validate(data: dict[str, Any]) -> None:
    """Raise `DamagedError`, with the place of the fault, unless `data` is a whole and consistent trace."""
    lists = {name: len(value) for name, value in data.items() if isinstance(value, list)}
    _schema_check()(data, lists)
    _check_spans(data)
    _check_scopes(data["scopes"])
    _check_values(data["values"])
    _check_graph(data)


# ---- the schema, as functions


@cache
def _schema_check() -> Check:
    schema = json.loads(Path(__file__).with_name("trace.schema.json").read_text("utf-8"))
    definitions: dict[str, Check] = {}
    for name, definition in schema["$defs"].items():
        definitions[name] = _check(definition, definitions)
    return _check(schema, definitions)


_ABOUT = {"$schema", "$defs", "title", "description"}


def _check(schema: dict[str, Any], definitions: dict[str, Check]) -> Check:
    """Return what checks a value against a part of the schema."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return lambda value, lists: definitions[name](value, lists)
    if unknown := set(schema) - _ABOUT - _KEYWORDS:
        raise NotImplementedError(f"trace.schema.json uses {sorted(unknown)}, which nothing checks here")
    if "const" in schema or "enum" in schema:
        return _one_of([schema["const"]] if "const" in schema else schema["enum"])
    if "oneOf" in schema:
        return _either([_check(part, definitions) for part in schema["oneOf"]])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    makers: dict[str, Callable[[dict[str, Any], dict[str, Check]], Check]] = {
        "array": _array, "object": _object, "string": _string, "integer": _integer, "number": _number,
    }  # fmt: skip
    types = tuple(kind for name in kinds for kind in _PYTHON[name])
    expected = " or ".join(_IN_WORDS[name] for name in kinds)
    further = next((makers[name](schema, definitions) for name in kinds if name in makers), None)

    def check(value: Any, lists: dict[str, int]) -> None:
        if type(value) not in types:
            raise DamagedError(f"is {_shown(value)}, not {expected}")
        if further is not None and value is not None:
            further(value, lists)

    return check


_KEYWORDS = {"$ref", "additionalProperties", "const", "enum", "follows", "items", "maxItems", "maximum",
             "minItems", "minimum", "numbered", "oneOf", "pattern", "prefixItems", "properties", "refers", "required",
             "type"}  # fmt: skip
_PYTHON = {"array": (list, tuple), "object": (dict,), "string": (str,), "integer": (int,), "number": (int, float),
           "boolean": (bool,), "null": (type(None),)}  # fmt: skip
_IN_WORDS = {"array": "a list", "object": "an object", "string": "text", "integer": "a whole number",
             "number": "a number", "boolean": "true or false", "null": "null"}  # fmt: skip


def _shown(value: Any) -> str:
    text = ascii(value) if isinstance(value, bool | int | float | str | None) else f"a {type(value).__name__}"
    return text if len(text) <= 40 else f"{text[:37]}..."


def _one_of(allowed: list[Any]) -> Check:
    def check(value: Any, _: dict[str, int]) -> None:
        if not any(value == one and type(value) is type(one) for one in allowed):
            raise DamagedError(f"is {_shown(value)}, not {' or '.join(json.dumps(one) for one in allowed)}")

    return check


def _either(checks: list[Check]) -> Check:
    def check(value: Any, lists: dict[str, int]) -> None:
        faults = []
        for one in checks:
            try:
                return one(value, lists)
            except DamagedError as fault:
                faults.append(fault)
        raise max(faults, key=lambda fault: len(fault.path))  # of the one that it resembles most

    return check


def _integer(schema: dict[str, Any], _: dict[str, Check]) -> Check:
    least, most = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    target = schema.get("refers")

    def check(value: int, lists: dict[str, int]) -> None:
        if not least <= value <= most:
            raise DamagedError(f"is {_shown(value)}, which is out of range")
        if target is not None and value >= lists[target]:
            raise DamagedError(f"is {_shown(value)}, but there are {lists[target]} {target}")

    return check


def _number(_: dict[str, Any], __: dict[str, Check]) -> Check:
    def check(value: float, _: dict[str, int]) -> None:
        if not _is_finite(value):
            raise DamagedError(f"is {_shown(value)}, not a finite number")

    return check


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an int that is no float
        return False


def _string(schema: dict[str, Any], _: dict[str, Check]) -> Check:
    pattern = re.compile(schema["pattern"]) if "pattern" in schema else None

    def check(value: str, _: dict[str, int]) -> None:
        _check_text(value)
        if pattern is not None and not (pattern.search(value) and value.isprintable()):
            raise DamagedError(f"is {_shown(value)}, which is not of the form {schema['pattern']}")

    return check


def _check_text(value: str) -> None:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise DamagedError("holds half of a surrogate pair, which is no text") from None


def _array(schema: dict[str, Any], definitions: dict[str, Check]) -> Check:
    first = [_check(part, definitions) for part in schema.get("prefixItems", ())]
    rest = _check(schema["items"], definitions) if "items" in schema else _free
    least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
    follows = {word: [_check(part, definitions) for part in parts] for word, parts in schema.get("follows", {}).items()}
    numbered = schema.get("numbered", False)

    def check(value: list[Any], lists: dict[str, int]) -> None:
        if not least <= len(value) <= most:
            raise DamagedError(f"has {len(value)} items")
        checks = first
        if follows and len(value) > 0 and isinstance(value[0], str) and value[0] in follows:
            checks = [*first, *follows[value[0]]]
            if len(value) != len(checks):
                raise DamagedError(f"is {value[0]!r} with {len(value) - 1} items, not {len(checks) - 1}")
        i = 0
        try:
            for i, item in enumerate(value):
                (checks[i] if i < len(checks) else rest)(item, lists)
                if numbered and item["id"] != i:
                    raise DamagedError(f"is {item['id']}, but it is number {i} of its list", "id")
        except DamagedError as fault:
            raise fault.within(i) from None

    return check


def _object(schema: dict[str, Any], definitions: dict[str, Check]) -> Check:
    required = schema.get("required", ())
    known = {name: _check(part, definitions) for name, part in schema.get("properties", {}).items()}
    other = _check(schema["additionalProperties"], definitions) if "additionalProperties" in schema else _free

    def check(value: dict[str, Any], lists: dict[str, int]) -> None:
        for name in required:
            if name not in value:
                raise DamagedError("is missing", name)
        name = ""
        try:
            for name, item in value.items():
                if type(name) is not str:
                    raise DamagedError(f"has the key {_shown(name)}, which is no text")
                known.get(name, other)(item, lists)
        except DamagedError as fault:
            raise fault.within(name) from None

    return check


def _free(value: Any, _: dict[str, int], depth: int = 0) -> None:
    """Check JSON of any form: parameters, measured operands, and keys of a later version."""
    if depth > _MAX_NESTING:
        raise DamagedError(f"is nested more than {_MAX_NESTING} deep")
    kind = type(value)
    if kind is str:
        _check_text(value)
    elif kind is float and not math.isfinite(value):
        raise DamagedError(f"is {value}: nan and inf are kept as text")
    elif kind in (list, tuple, dict):
        for item in value:
            if kind is dict and type(item) is not str:
                raise DamagedError(f"has the key {_shown(item)}, which is no text")
            _free(item, _, depth + 1)
            if kind is dict:
                _free(value[item], _, depth + 1)
    elif not (kind in (int, float, bool) or value is None):
        raise DamagedError(f"is a {kind.__name__}, which JSON has not")


# ---- what no schema says


def _check_spans(data: dict[str, Any]) -> None:
    sources = data["sources"]
    for source in sources:
        if source["first_line"] > _MAX_LINE:
            raise DamagedError(f"is {source['first_line']}, which no file has", "sources", source["id"], "first_line")
    for i, (source, line, column, end_line, end_column) in enumerate(data["spans"]):
        first, count = sources[source]["first_line"], len(sources[source]["lines"])
        last = first + count - 1 if count else _MAX_LINE
        if not (1 <= line <= end_line <= last and (first <= line or not count)):
            raise DamagedError(f"runs from line {line} to {end_line}, but its source has {first} to {last}", "spans", i)
        if line == end_line and end_column < column:
            raise DamagedError("ends before it begins", "spans", i)


def _check_scopes(scopes: list[dict[str, Any]]) -> None:
    if not scopes or scopes[0]["parent"] is not None or scopes[0]["kind"] != "root":
        raise DamagedError("must begin with the root, which has no parent", "scopes")
    depths = [0]
    for i, scope in enumerate(scopes[1:], start=1):
        parent = scope["parent"]
        if parent is None or parent >= i or scope["kind"] == "root":
            raise DamagedError(f"is {_shown(parent)}: a scope stands in an earlier one", "scopes", i, "parent")
        if (scope["kind"] == "iteration") != (scopes[parent]["kind"] == "loop") and scope["kind"] == "iteration":
            raise DamagedError("is an iteration of no loop", "scopes", i)
        depths.append(depths[parent] + 1)
        if depths[-1] > MAX_DEPTH:
            raise DamagedError(f"is nested more than {MAX_DEPTH} deep", "scopes", i)


def _check_values(values: list[dict[str, Any]]) -> None:
    """Check that elements and shape agree, and that the elements are of the dtype."""
    for i, value in enumerate(values):
        size = math.prod(value["shape"])
        if size >= 2**63:
            raise DamagedError(f"is {value['shape']}, which no array has", "values", i, "shape")
        for key, array in (("data", value), ("thumb", value["thumb"])):
            if array is not None and array["data"] is not None:
                _check_elements(array, value["dtype"], "values", i, key)


def _check_elements(array: dict[str, Any], dtype: str, *path: str | int) -> None:
    elements = array["data"]
    if len(elements) != math.prod(array["shape"]):
        raise DamagedError(f"has {len(elements)} elements, but the shape is {list(array['shape'])}", *path)
    try:
        with numpy.errstate(over="ignore"):
            numpy.array(elements, dtype)
    except (ValueError, OverflowError, TypeError):
        raise DamagedError(f"has elements that are no {dtype}", *path) from None


def _check_graph(data: dict[str, Any]) -> None:
    """Check that operands come before what uses them, and that gradients go the same ways back."""
    nodes, backwards = data["nodes"], data["backwards"]
    for name, check in (("nodes", _check_node), ("backwards", _check_backward)):
        for i, record in enumerate(data[name]):
            try:
                check(record, nodes, backwards)
            except DamagedError as fault:
                raise fault.within(i).within(name) from None
    for i, event in enumerate(data["events"]):
        if event[0] == "bind_result" and event[3] >= len(nodes[event[2]]["outputs"]):
            raise DamagedError(f"is {event[3]}, which is no result of node {event[2]}", "events", i, 3)
        if event[0] in ("contrib", "write"):
            there = backwards[event[1]]["contribs" if event[0] == "contrib" else "writes"]
            if event[2] >= len(there):
                raise DamagedError(f"is {event[2]}, but there are {len(there)}", "events", i, 2)


def _check_node(node: dict[str, Any], nodes: list[dict[str, Any]], backwards: list[dict[str, Any]]) -> None:
    for k, (operand, output) in enumerate(node["inputs"]):
        if operand >= node["id"] or output >= len(nodes[operand]["outputs"]):
            what = f"is output {output} of node {operand}, which is not there before node {node['id']}"
            raise DamagedError(what, "inputs", k)
    if not node["outputs"]:
        raise DamagedError("is empty: every node has a value", "outputs")
    if (results := node.get("results")) and len(results) != len(node["outputs"]):
        raise DamagedError("has not one list of names for each result", "results")
    if (replaced := node.get("updates")) is not None and replaced >= node["id"]:
        raise DamagedError(f"is {replaced}: a version replaces an earlier one", "updates")
    if (place := node.get("gradient")) is not None and place[1] >= len(backwards[place[0]]["writes"]):
        raise DamagedError(f"is {place[1]}, which is no write of that backward pass", "gradient", 1)


def _check_backward(backward: dict[str, Any], nodes: list[dict[str, Any]], _: list[dict[str, Any]]) -> None:
    if not backward["roots"] or len(backward["roots"]) != len(backward["head_grads"]):
        raise DamagedError("has not one head gradient for each root")
    results = backward.get("of_results") or [0] * len(backward["roots"])
    arriving = [
        *zip(backward["roots"], results, strict=False),
        *((c["dst"], c.get("result", 0)) for c in backward["contribs"]),
    ]
    if len(results) != len(backward["roots"]) or any(k >= len(nodes[node]["outputs"]) for node, k in arriving):
        raise DamagedError("names a result that is not there")
    edges = (*backward["contribs"], *backward.get("cuts", ()))
    ends = [node for edge in edges for node in (edge["src"], edge["dst"])]
    for node in (*backward["roots"], *ends, *(write["node"] for write in backward["writes"])):
        if nodes[node]["kind"] == "const":
            raise DamagedError(f"reaches node {node}, a constant, which has no gradient")
    for name in ("contribs", "cuts"):
        for k, edge in enumerate(backward.get(name, ())):
            inputs = nodes[edge["src"]]["inputs"]  # none where the operation ran before the trace began
            if inputs and (edge["arg"] >= len(inputs) or inputs[edge["arg"]][0] != edge["dst"]):
                what = f"goes from node {edge['src']} to node {edge['dst']}, which is not its operand {edge['arg']}"
                raise DamagedError(what, name, k)

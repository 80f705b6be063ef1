"""A trace that was damaged or made to do harm is refused when it is read; one that is accepted never fails later."""

import copy
import json
from pathlib import Path

import jsonschema
import numpy
import pytest

import mxgrad
from mxgrad import last_trace, nd, trace
from mxgrad.tracing import Trace, validating
from mxgrad.tracing.model import VERSION
from tests.programs import lessons
from tests.tracing import mutations

SCHEMA = json.loads((Path(mxgrad.__file__).parent / "tracing" / "trace.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def whole():
    return [json.loads(program()[0].to_json()) for program in lessons.PROGRAMS.values()]


@pytest.fixture(scope="module")
def doubling():
    return json.loads(lessons.doubling_loop()[0].to_json())


def ask_everything(tr, other):
    str(tr), repr(tr), tr.path, tr.to_json(), list(tr.arrays)
    for loop in tr.loops:
        str(loop), loop.iterations, loop.carried, loop.tests
    for test in tr.branches:
        str(test), test.taken, test.untaken, test.line
    [str(call) for call in tr.calls]
    str(tr.compare(other)), str(other.compare(tr))


def test_a_mutated_trace_is_refused_as_damaged_or_never_fails(whole):
    other = Trace.from_dict(whole[0])
    refused = 0
    for data in mutations.many(whole, 1500):
        try:
            tr = Trace.from_json(json.dumps(data))
        except ValueError:
            refused += 1
            continue
        ask_everything(tr, other)
        assert Trace.from_json(tr.to_json()).to_json() == tr.to_json()
    assert 800 < refused < 1500


def test_what_the_schema_refuses_is_refused(whole):
    """Our own reading of the schema against a library's."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    refused = 0
    for data in mutations.many(whole, 300, seed=1):
        if next(validator.iter_errors(data), None) is not None:
            refused += 1
            with pytest.raises(ValueError, match=r"^(this (trace )?is|not an mxgrad trace)"):
                Trace.from_dict(data)
    assert refused > 100


def changed(data, path, value):
    data = copy.deepcopy(data)
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("nodes", 1, "id"), 'x", URL="javascript:alert(1)', "nodes[1].id is"),
        (("nodes", 0, "id"), True, "nodes[0].id is True, not a whole number"),
        (("nodes", 2, "inputs", 0, 0), 99, "nodes[2].inputs[0][0] is 99, but there are"),
        (("nodes", 1, "inputs"), [[2, 0]], "which is not there before node 1"),
        (("scopes", 2, "parent"), 2, "scopes[2].parent is 2: a scope stands in an earlier one"),
        (("spans", 0), [0, 1, 0, 10**9, 0], "spans[0] runs from line 1 to 1000000000, but its source has"),
        (("spans", 0, 0), 7, "spans[0][0] is 7, but there are"),
        (("values", 0, "shape"), [2**40, 2**40], "values[0].shape is"),
        (("values", 0, "data"), [1], "values[0].data has 1 elements, but the shape is [2]"),
        (("values", 0, "data"), [1, "x"], "values[0].data[1] is 'x', not"),
        (("values", 0, "dtype"), "int8", None),
        (("values", 0, "dtype"), "O", "values[0].dtype is 'O'"),
        (("backwards", 0, "contribs", 0, "dst"), 0, "which is not its operand"),
        (("backwards", 0, "contribs", 0, "rule"), "2x", "rule is '2x', not an object"),
        (("backwards", 0, "head_grads"), [], "backwards[0] has not one head gradient for each root"),
        (("events", 0), ["op", 99], "events[0][1] is 99, but there are"),
        (("events", 0), ["op"], "events[0] is 'op' with 0 items, not 1"),
        (("truncation", "events_dropped"), 1.5, "truncation.events_dropped is 1.5"),
        (("nodes", 0, "label"), "\ud800", "nodes[0].label holds half of a surrogate pair"),
    ],
)
def test_the_place_of_the_damage_is_named(doubling, path, value, said):
    data = changed(doubling, path, value)
    if said is None:
        data["values"][0]["data"] = [1, 300]
        said = "values[0].data has elements that are no int8"
    with pytest.raises(ValueError, match="this trace is damaged: ") as caught:
        Trace.from_dict(data)
    assert said in str(caught.value)


def test_nesting_has_an_end(doubling):
    data = copy.deepcopy(doubling)
    function = next(scope for scope in data["scopes"] if scope["kind"] == "function")
    for i in range(20_000):
        data["scopes"].append({**function, "id": len(data["scopes"]), "parent": len(data["scopes"]) - 1 if i else 0})
    with pytest.raises(ValueError, match=f"nested more than {validating.MAX_DEPTH} deep"):
        Trace.from_dict(data)
    attrs: object = []
    for _ in range(100):
        attrs = [attrs]
    with pytest.raises(ValueError, match="nested more than 32 deep"):
        Trace.from_dict(changed(doubling, ("nodes", 0, "attrs"), {"a": attrs}))
    for text in ("[" * 200_000, '{"schema":"mxgrad.trace","a":' + "9" * 10_000 + "}"):
        with pytest.raises(ValueError, match="not complete JSON"):
            Trace.from_json(text)


def test_a_fault_in_a_trace_of_a_later_version_says_so(doubling):
    with pytest.raises(ValueError, match="is damaged") as caught:
        Trace.from_dict(changed(doubling, ("scopes", 1, "kind"), "season") | {"version": "1.99"})
    assert caught.value.__notes__ == [f"it was written by a later mxgrad (version 1.99; this one reads {VERSION})"]


# ---- what a program may do, and its trace must still be whole


def risky_programs():
    inf = float("inf")
    big = nd.array([1e308, -1e308] * 50, dtype="float64")

    def raises(x):
        raise ValueError("half a pair \ud800, \x1b[31mred\x1b[0m and \u202eturned")

    return {
        "an infinite parameter": (lambda x: nd.clip(x, 0, inf), nd.ones(2)),
        "an integer beyond 64 bits": (lambda x: x * 10**30, nd.ones(2)),
        "statistics beyond the largest double": (lambda x: x * 1.0, big),
        "a message that is no text": (raises, nd.ones(2)),
    }


@pytest.mark.parametrize("name", list(risky_programs()))
def test_every_trace_that_is_recorded_can_be_saved_and_read(name):
    function, x = risky_programs()[name]
    try:
        trace(function, x)
    except ValueError:
        assert name == "a message that is no text"
    tr = last_trace()
    jsonschema.validate(json.loads(tr.to_json()), SCHEMA)
    assert Trace.from_json(tr.to_json()).to_json() == tr.to_json()


def test_statistics_of_the_largest_numbers():
    data = numpy.array([1e308, -1e308] * 50)
    stats = trace(lambda x: x * 1.0, nd.array(data, dtype="float64")).values[0].stats
    assert stats == {"min": -1e308, "max": 1e308, "mean": 0, "std": 1e308, "zeros": 0, "nan": 0, "inf": 0}


def test_text_of_a_program_commands_no_terminal(doubling):
    data = copy.deepcopy(doubling)
    evil = "\x1b]0;title\x07\u202eevil\u2066\r\n"
    for node in data["nodes"]:
        node["names"], node["label"] = [evil], evil
    for decision in data["decisions"]:
        decision["compare"] = {"op": evil, "measured": evil, "rhs": evil}
    for scope in data["scopes"]:
        scope["name"] = scope["name"] and evil
    for backward in data["backwards"]:
        for contribution in backward["contribs"]:
            contribution["rule"]["text"] = evil
    data["sources"][0]["name"] = evil
    data["sources"][0]["lines"] = [f"{line}{evil}" for line in data["sources"][0]["lines"]]
    data["events"].append(["error", {"type": evil, "message": evil, "span": None}])
    tr = Trace.from_dict(data)
    said = [str(tr), tr.path, str(tr.compare(Trace.from_dict(doubling)))]
    said += [str(part) for part in (*tr.loops, *tr.branches, *tr.calls)]
    for text in said:
        assert not set("\x1b\x07\u202e\u2066\r") & set(text)
    assert r"\x1b]0;title\x07\u202eevil\u2066\r\n" in str(tr)

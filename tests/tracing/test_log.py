"""Traces by a recorder that is not the engine's: they are built, read, checked and drawn like any other."""

import sys
from contextlib import contextmanager

import numpy
import pytest

from mxgrad.path import hooks
from mxgrad.path.instrument import instrumented
from mxgrad.tracing import Trace
from mxgrad.tracing.recording.log import Kept, Log, in_words
from tests.programs.toy import TIMES, Layer, Toy


@contextmanager
def watched(*programs):
    """Write what the block does to a log, its path included."""
    Toy.log = log = Log({"toy": "1"}, lambda: {"stop": {"stop"}})
    outer = hooks.current()
    with instrumented(*programs):
        hooks.start(log.path_log(outer), log.elsewhere, lambda probe, value, frame: None)
        try:
            yield log
        finally:
            hooks.stop(outer, log.elsewhere)


def growing(x):
    y = x
    while y < 100:
        y = y * y + 1
    z = y.stop() + y
    return z if y < 1000 else x


def halved(x):
    return x if x < 5 else x * 0.5


def layered(x):
    for layer in LAYERS:
        x = layer(x)
    return x * 2


LAYERS = [Layer("first", 3.0, halved), Layer("second", 4.0, halved)]


def traced(program, *operands):
    with watched(program) as log:
        log.root_frame = id(sys._getframe())
        result = program(*operands)
        result.backward()
    return Trace.from_log(log)


def line_in(function, number):
    return function.__code__.co_firstlineno + number


@pytest.fixture
def grown():
    return traced(growing, Toy(2.0, wants=True))


def test_the_path_is_that_of_the_program(grown):
    assert grown.path.split("\n") == [
        "growing()",
        "  while y < 100: 3 iterations, 4 tests, ended by its condition",
        "    test 1: 2 < 100: true → body",
        "    test 2: 5 < 100: true → body",
        "    test 3: 26 < 100: true → body",
        "    test 4: 677 < 100: false → exit",
        f"  line {line_in(growing, 5)}: 677 < 1000: true → z, not x",
    ]


def test_the_table_has_names_values_and_gradients(grown):
    rows = [" ".join(row.split()) for row in str(grown).split("\n")]
    assert rows[0] == "trace: 13 operations, 5 decisions, 1 backward pass"
    assert rows[1] == f"%0 input y value 2 grad {(2 * 2) * (2 * 5) * (2 * 26)}"
    assert f"%3 times y * y iter 1/3 line {line_in(growing, 3)} value 4 grad 520" in rows
    assert f"%19 plus z = y.stop() + y line {line_in(growing, 4)} value 1354 grad 1" in rows
    assert "%3 → %0 dz/dy = y 520 · 2 = 1040; sum 2080" in rows
    assert rows[-2:] == ["%19 ⇸ %18 no gradient: detach", "y.grad = 2080"]


def test_it_fits_the_schema_and_survives_a_file(grown):
    again = Trace.from_json(grown.to_json())
    assert again.data == grown.data
    assert again.data.producer == {"toy": "1"}
    assert str(again) == str(grown)


def test_the_player_draws_it(grown):
    picture = grown.to_svg()
    assert picture.startswith("<svg")
    for shown in ("growing", "677", "2080", "detach"):
        assert shown in picture


def test_calls_that_a_recorder_tells_of_are_scopes_shown_where_the_program_calls():
    tr = traced(layered, Toy(2.0, wants=True))
    assert tr.path.split("\n") == [
        "layered()",
        "  for layer in LAYERS: 2 iterations, ran out of elements",
        "    iteration 1 of 2:",
        "      first()",
        "        halved()",
        f"          line {line_in(halved, 1)}: 6 < 5: false → x * 0.5, not x",
        "    iteration 2 of 2:",
        "      second()",
        "        halved()",
        f"          line {line_in(halved, 1)}: 12 < 5: false → x * 0.5, not x",
    ]
    products = [node for node in tr.nodes if node.op == "times" and node.scope in (4, 7)]
    assert [tr.scopes[node.scope].name for node in products] == ["first", "second"]
    assert [tr.spans[node.span][1] for node in products] == [line_in(layered, 2)] * 2
    assert tr.grad("first_w") == 4
    assert tr.grad("second_w") == 3


def test_an_exception_that_leaves_a_told_call():
    log = Log()
    frame = sys._getframe()
    log.call_begins("broken", frame)
    log.call_ends(frame, "raise")
    log.failed(ValueError("no"), None)
    data = Trace.from_log(log).data
    assert [(scope.name, scope.reason) for scope in data.scopes[1:]] == [("broken", "raise")]
    assert str(Trace.from_log(log)).endswith("stopped by ValueError: no")


def test_a_rule_of_the_recorders_own_and_what_was_done_to_a_contribution():
    log = Log()
    x = log.input(Kept(numpy.array(2.0), (), "float64", "paper"), name="x", grad_req="write")
    three = Kept(numpy.array(3.0), (), "float64", "paper")
    y = log.op(TIMES, {}, ((x, 0), (x, 0)), (three,), True)
    log.backward([(y, 0)], [three], (None, 0))
    log.contribution(y, x, 0, three, adjusted="changed by a hook")
    log.contribution(y, x, 1, three, total=three, rule=in_words("as the library says"))
    texts = [contribution.rule["text"] for contribution in Trace.from_log(log).backwards[0].contribs]
    assert texts == ["dz/dx = x, changed by a hook", "as the library says"]


def test_a_trace_grows_with_its_log():
    log = Log()
    tr = Trace.from_log(log)
    assert tr.nodes == ()
    log.input(Kept(None, (3,), "float32", "paper"), name="x")
    assert [node.names for node in tr.nodes] == [("x",)]
    assert tr.arrays[0] is None
    assert tr.values[0].data is None

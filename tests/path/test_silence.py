"""What a trace does not know it says: nothing of a program is passed over without a word, and no count is false."""

import asyncio
import functools
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mxgrad import Trace, autograd, nd, trace
from mxgrad.path import hooks

X = [3.0]
SCHEMA = Path(hooks.__file__).parents[1] / "tracing" / "trace.schema.json"


# ---- counts


def compound(x):
    i = 0
    while i < 3 and x.sum() < 100:
        x = x * 2
        i += 1
    return x


def test_the_tests_of_a_compound_condition_are_counted_as_often_as_it_was_tested():
    tr = trace(compound, nd.array(X))
    (loop,) = tr.loops
    assert str(loop) == "while i < 3 and x.sum() < 100: 3 iterations, 4 tests, ended by its condition"
    assert len(loop.tests) == 4
    assert [test.result for test in loop.tests] == [True, True, True, False]
    assert [line.strip() for line in tr.path.split("\n")[2:]] == [
        "test 1: 0 < 3: true; 3 < 100: true → body",
        "test 2: 1 < 3: true; 6 < 100: true → body",
        "test 3: 2 < 3: true; 12 < 100: true → body",
        "test 4: 3 < 3: false → exit",
    ]
    for part in (decision for decision in tr.decisions if decision.taken is None):
        assert "so the body runs" not in said(tr, part.id)


def said(tr, decision):
    """Return what the view says of a decision."""
    from mxgrad_widgets.language.catalogue import Words
    from mxgrad_widgets.story.decisions import decision_say
    from mxgrad_widgets.story.recording import Recording

    rec = Recording(tr)
    return str(decision_say(rec, Words(), rec.decisions[decision], 1))


def test_a_log_that_is_full_says_how_much_it_dropped(monkeypatch):
    monkeypatch.setattr(hooks, "MOST", 50)

    def endless(x):
        for i in range(1000):
            if i == 999:
                x = x * 2
        return x

    tr = trace(endless, nd.array(X))
    assert tr.loops[0].reason == "truncated"
    assert str(tr.loops[0]).endswith("iterations, not followed to its end")
    kept = len(tr.decisions) + tr.loops[0].count
    assert tr.data.truncation["events_dropped"] > 2000 - kept - 5
    assert tr.path.startswith(
        "incomplete: not all loops and branches were captured: a trace takes no more than 50 events"
    )


def test_every_reason_is_in_the_schema():
    def rows():
        for i in range(3):
            yield i + 1

    def f(x):
        return x * next(rows())

    tr = trace(f, nd.array(X))
    assert "abandoned" in {scope.reason for scope in tr.scopes}
    allowed = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["scope"]["properties"]["reason"]["enum"]
    assert {scope.reason for scope in tr.scopes} <= set(allowed)
    assert Trace.from_json(tr.to_json()).path == tr.path


def test_a_match_is_told_by_its_pattern():
    def f(x, n):
        match n:
            case 1 | 2 if n > 1:
                return x * 2
            case 3:
                return x
        return x * 4

    texts = [str(trace(f, nd.array(X), n).branches[-1]) for n in (2, 3, 4)]
    assert texts == ["2 fits 1 | 2 if n > 1 → body", "3 fits 3 → body", "4 fits no case → no case"]


def test_a_backward_pass_after_a_loop_is_not_in_its_last_iteration():
    x = nd.array(X)
    x.attach_grad()

    def f(x):
        with autograd.record():
            y = x
            for _ in range(2):
                y = y * 2
        y.backward()
        return y

    events = trace(f, x).events
    loop = next(event[1] for event in events if event[0] == "enter" and event[1] != 1)
    kinds = [(event[0], event[1]) for event in events]
    assert kinds.index(("exit", loop)) < kinds.index(("backward", 0))


# ---- what runs nothing, or elsewhere


def rows(x):
    yield x * 2


async def later(x):
    return x * 2


async def stream(x):
    yield x * 2


class Lazy:
    def __call__(self, x):
        yield x * 2

    async def method(self, x):
        return x * 2


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (rows, "rows makes a generator"),
        (later, "later makes a coroutine"),
        (stream, "stream makes a asynchronous generator"),
        (Lazy(), "__call__ makes a generator"),
        (Lazy().method, "method makes a coroutine"),
        (functools.partial(rows), "rows makes a generator"),
        (lambda x: rows(x), "rows makes a generator"),
        (lambda x: later(x), "later makes a coroutine"),
    ],
)
def test_a_function_whose_call_runs_nothing_is_refused(function, what):
    with pytest.raises(TypeError, match="there is nothing to trace") as caught:
        trace(function, nd.array(X))
    assert str(caught.value).startswith(what)


def test_the_remedies_for_them_work():
    assert trace(lambda *args: list(rows(*args)), nd.array(X)).nodes[-1].op == "multiply"
    assert trace(lambda *args: asyncio.run(later(*args)), nd.array(X)).nodes[-1].op == "multiply"


@pytest.mark.parametrize(("other", "said"), [("x * 2", "same path"), ("x * 3", "the programs differ"),
                                             ("x * 2 + 1", "the programs differ")])  # fmt: skip
def test_programs_without_source_are_compared_by_what_they_ran(other, said):
    one, two = (trace(eval(f"lambda x: {text}"), nd.ones(2)) for text in ("x * 2", other))  # noqa: S307
    assert str(one.compare(two)).splitlines()[0] == said


def test_functions_in_other_threads_are_named():
    def work(x):
        return x * 2

    def f(x):
        thread = threading.Thread(target=work, args=(x,))
        thread.start()
        thread.join()
        with ThreadPoolExecutor(1) as pool:
            return x * sum(pool.map(lambda k: k + 1, [1]))

    for tr in (trace(f, nd.array(X)), Trace.from_json(trace(f, nd.array(X)).to_json())):
        names = [event[1].rpartition(".")[2] for event in tr.events if event[0] == "elsewhere"]
        assert names == ["<lambda>", "work"]
        for text in (tr.path, str(tr)):
            assert "work() ran in another thread; trace it there, or call it in this one" in text
    assert not [event for event in trace(work, nd.array(X)).events if event[0] == "elsewhere"]


# ---- exceptions


def guarded(x, n):
    try:
        y = x * helper(n)
    except ZeroDivisionError:
        y = x
    except (TypeError, ValueError) as error:
        y = x * len(str(error))
    else:
        y = y + 1
    return y


def helper(n):
    return 6 // n


def test_the_arms_of_a_try_are_told():
    assert not trace(guarded, nd.array(X), 0).compare(trace(guarded, nd.array(X), "a")).same_path
    ways = {n: trace(guarded, nd.array(X), n) for n in (2, 0, "a")}
    lines = {
        n: [line.strip() for line in tr.path.split("\n") if "try" in line or "except" in line] for n, tr in ways.items()
    }
    first = guarded.__code__.co_firstlineno
    assert lines[2] == [f"try line {first + 8}: no exception"]
    assert lines[0][0].startswith(f"except line {helper.__code__.co_firstlineno + 1}: ZeroDivisionError: ")
    assert lines["a"][0].startswith(f"except line {helper.__code__.co_firstlineno + 1}: TypeError: unsupported operand")
    assert "ZeroDivisionError: " in str(ways[0])
    assert Trace.from_json(ways[0].to_json()).path == ways[0].path


def test_an_operation_that_raised_is_in_the_trace():
    def f(x):
        try:
            return nd.dot(x, nd.ones((7, 2)))
        except Exception:
            return x * 2

    tr = trace(f, nd.array(X))
    (caught,) = (event[2] for event in tr.events if event[0] == "caught")
    assert tr.spans[caught["span"]][1] == f.__code__.co_firstlineno + 2
    assert caught["message"]
    assert caught["type"]


def test_what_an_exception_says_is_not_asked_of_the_learners_code():
    class OddError(Exception):
        def __str__(self):
            raise AssertionError("asked")

    def f(x):
        try:
            raise OddError(OddError, "b")
        except OddError:
            return x * 2

    (caught,) = (event[2] for event in trace(f, nd.array(X)).events if event[0] == "caught")
    assert (caught["type"], caught["message"]) == ("OddError", "type, b")


# ---- comparing


def looped(x, n):
    for _ in range(n):
        x = x * 2
    return x


def other(x, n):
    return looped(x, n)


def test_the_same_program_the_same_way():
    one, two = (trace(guarded, nd.array(X), n) for n in (2, 3))
    assert one.compare(two).same_path
    assert str(one.compare(two)).startswith("same path")


def test_another_number_of_iterations_is_another_path():
    comparison = trace(looped, nd.array(X), 2).compare(trace(looped, nd.array(X), 3))
    assert not comparison.same_path
    assert str(comparison).startswith("the paths differ\n")


def test_another_arm_of_a_try_is_another_path():
    comparison = trace(guarded, nd.array(X), 2).compare(trace(guarded, nd.array(X), 0))
    assert str(comparison).startswith("the paths differ\n")


def compiled(text):
    space = {}
    exec(text, space)  # noqa: S102
    return space["f"]


def test_where_no_path_was_captured_nothing_is_said_of_it():
    text = "def f(x, n):\n    for i in range(n):\n        x = x * 2\n    return x\n"
    one = trace(compiled(text), nd.array(X), 2)
    comparison = one.compare(trace(compiled(text), nd.array(X), 2))
    assert not comparison.same_path
    assert str(comparison).startswith("no difference in what was captured, but the path of both runs was not captured")


def test_two_programs_are_not_one():
    comparison = trace(looped, nd.array(X), 2).compare(trace(compound, nd.array(X)))
    assert not comparison.same_path
    assert str(comparison).startswith(("the programs differ", "the paths differ"))


def test_code_without_hooks_that_is_called_again_is_another_call():
    space = {}
    text = "def twice(h, x):\n    return once(h, once(h, x))\ndef once(h, x):\n    return h(x)\n"
    exec(text, space)  # noqa: S102

    def doubled(x):
        if x.sum() > 0:
            x = x * 2
        return x

    def outer(x):
        return space["twice"](doubled, x)

    tr = trace(outer, nd.array([1, 2]))
    calls = [scope.name for scope in tr.data.scopes if scope.kind == "function"]
    assert calls == ["outer", "twice", "once", "doubled", "once", "doubled"]

"""What could go wrong around the path: reused frames, abandoned generators, threads, odd functions, odd objects."""

import asyncio
import functools
import gc
import threading
import weakref

import pytest

from mxgrad import last_trace, nd, trace
from mxgrad.path import hooks, probes
from mxgrad.path.recompile import is_instrumented
from tests.path.compact import compact
from tests.programs import traps

X = [3.0]
SCALE = ["enter scale", "  if x.shape: true -> body", "  op multiply x * 2", "exit scale return"]


def events(function, *args, **kwargs):
    return compact(trace(function, nd.array(X), *args, **kwargs))


@pytest.fixture(autouse=True)
def no_running_loop():
    """A browser test may have left its event loop running in this thread; programs start their own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def stripped(lines):
    return [line.strip() for line in lines]


# ---- what can be traced


@pytest.mark.parametrize(
    "function",
    [traps.scale, functools.partial(traps.scale), traps.Layer().forward, traps.Layer.static, traps.Layer.of_class],
    ids=["function", "partial", "bound method", "static method", "class method"],
)
def test_kinds_of_functions(function):
    lines = events(function)
    assert "".join(stripped(SCALE)) in "".join(stripped(lines))
    assert not any("not captured" in line for line in lines)


def test_a_wrapped_function_and_its_wrapper():
    assert events(traps.wrapped) == ["enter wrapper", *("  " + line for line in SCALE), "exit wrapper return"]
    assert events(traps.cached.__wrapped__)[1] == "  ternary x.shape: true -> body"


def test_a_callable_object_and_a_class():
    assert events(traps.Layer())[0] == "enter __call__"
    assert events(traps.Layer)[0] == "enter __init__"


def test_a_closure_made_before_the_trace():
    assert "ternary k: true -> body" in events(traps.closure)[1]


def test_equal_lambdas_on_one_line_are_told_apart():
    one, two = traps.twins
    assert one.__code__.co_firstlineno == two.__code__.co_firstlineno
    for function in (one, two):
        tr = trace(function, nd.array(X))
        assert compact(tr)[1] == "  ternary x.shape: true -> body"
    assert tr.spans[tr.nodes[-1].span][2] > 50  # the second one's column


def test_functions_reached_through_modules_instances_defaults_and_containers():
    assert [line for line in events(traps.far) if "enter" in line] == [
        "enter far",
        *["  enter scale"] * 4,
        "  enter <lambda>",
    ]


def test_source_that_is_not_there_is_reported():
    space = {}
    exec("def h(x):\n    if x.shape:\n        return x * 2\n    return x", space)  # noqa: S102
    tr = trace(traps.apply, nd.array(X), space["h"])
    assert compact(tr) == [
        "enter apply",
        "  enter h (not captured)",
        "    op multiply ",
        "  exit h None",
        "exit apply return",
    ]
    assert not tr.loops
    assert not tr.branches


def test_a_file_that_was_changed_is_reported(tmp_path):
    import importlib.util
    import linecache

    file = tmp_path / "changing.py"
    file.write_text("def f(x):\n    return x * 2 if x.shape else x\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("changing", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    file.write_text("def f(x):\n    return x * 3 if not x.shape else x\n", encoding="utf-8")
    linecache.checkcache()
    assert compact(trace(module.f, nd.array(X)))[0] == "enter f (not captured)"


def test_code_without_hooks_between_code_with_hooks():
    space = {"scale": traps.scale}
    exec("def between(x):\n    for i in (1, 2): x = scale(x)\n    return x", space)  # noqa: S102
    tr = trace(traps.apply, nd.array(X), space["between"])
    assert stripped(compact(tr)) == [
        "enter apply",
        "enter between (not captured)",
        *stripped(SCALE),
        *stripped(SCALE),
        "exit between None",
        "exit apply return",
    ]


# ---- code is put back


def test_the_code_is_put_back_also_after_an_exception():
    code = traps.fails.__code__
    with pytest.raises(ZeroDivisionError):
        trace(traps.fails, nd.array(X))
    assert traps.fails.__code__ is code
    assert compact(last_trace())[-1] == "error ZeroDivisionError"
    assert not is_instrumented(code)


def test_a_function_redefined_between_traces_and_while_one_runs():
    def g(x):
        return x * 2 if x.shape else x

    def h(x):
        return x * 3 if x.shape else x

    other = h.__code__

    def swaps(x):
        g.__code__ = other
        return g(x)

    trace(swaps, nd.array(X))
    assert g.__code__ is other
    assert g(nd.array(X)).asscalar() == 9


def test_two_threads_trace_one_function_at_once():
    plain = traps.slow.__code__
    found, barrier = {}, threading.Barrier(2)

    def work(name, turns):
        barrier.wait()
        found[name] = [compact(trace(traps.slow, nd.array(X), turns)) for _ in range(20)]

    threads = [threading.Thread(target=work, args=(name, turns)) for name, turns in (("a", 3), ("b", 5))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, turns in (("a", 3), ("b", 5)):
        for lines in found[name]:
            assert lines[0] == "enter slow"
            assert sum("op multiply" in line for line in lines) == turns
            assert f"exit exhausted {turns}" in lines[-2]
    assert traps.slow.__code__ is plain


def test_a_trace_in_a_trace():
    outer = trace(traps.traces, nd.array(X))
    last = ["op multiply inner.result * 2", "exit traces return"]
    assert stripped(compact(outer)) == ["enter traces", *stripped(SCALE), *last]
    assert not is_instrumented(traps.scale.__code__)


def test_tasks_that_take_turns():
    def f(x):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(traps.together(x))
        loop.close()

    tr = trace(f, nd.array(X))
    runs = [scope for scope in tr.scopes if scope.kind == "loop"]
    assert [(run.count, run.reason) for run in runs] == [(3, "exhausted"), (3, "exhausted")]
    for run in runs:
        inside = [s.id for s in tr.scopes if s.parent == run.id]
        factors = [tr.nodes[n.inputs[1][0]].label for n in tr.nodes if n.kind == "op" and n.scope in inside]
        assert len(factors) == 3
        assert len(set(factors)) == 1


# ---- frames and objects


def test_frames_that_are_reused():
    """Each call gets its own scope, though Python gives later frames the memory of earlier ones."""
    lines = stripped(events(traps.calls_that_fail))
    assert lines.count("enter risky") == 20
    assert lines.count("exit risky raise") == 10
    assert lines.count("exit risky return") == 10
    assert all(scope.parent is not None for scope in last_trace().scopes[1:])


def test_a_generator_begun_before_the_trace():
    def rows():
        for i in range(4):
            if i % 2:
                yield i

    g = rows()
    next(g)
    tr = trace(lambda x: x * next(g), nd.array(X))
    assert tr.result.asscalar() == 9
    assert tr.calls[0].name == "<lambda>"


@pytest.mark.parametrize("read", [lambda x: x.asscalar(), lambda x: x.asnumpy(), lambda x: x.asnumpy()[0]])
def test_a_number_read_from_an_array_is_shown_as_a_number(read):
    def f(x):
        return x if read(x) > 50 else x * 2

    (branch,) = trace(f, nd.array([60.0])).branches
    assert str(branch).startswith("60 > 50")


def test_the_log_keeps_no_object_of_the_program_alive():
    class Big:
        pass

    seen = []

    def f(x):
        big = Big()
        seen.append(weakref.ref(big))
        for item in [big]:
            if item is big and (item or x):
                match item:
                    case Big():
                        x = x * 2
        return x

    tr = trace(f, nd.array(X))
    gc.collect()
    assert seen[0]() is None
    assert "match Big" in "\n".join(compact(tr))


def test_odd_objects_do_not_disturb():
    class Meta(type):
        def __getattribute__(cls, name):
            if name in ("__name__", "__module__"):
                raise RuntimeError("odd")
            return super().__getattribute__(name)

    class Odd(metaclass=Meta):
        def __getattr__(self, name):
            raise RuntimeError("odd")

        def __lt__(self, other):
            return True

    odd = Odd()

    def f(x, thing):
        if thing < 3:
            x = x * 2
        return (thing and x) * 3

    lines = compact(trace(f, nd.array(X), odd))
    assert "  if Odd < 3: true -> body" in lines


def test_deep_recursion_ends_as_the_programs_own_error():
    def down(n):
        return down(n + 1)

    with pytest.raises(RecursionError) as caught:
        trace(lambda x: down(0), nd.array(X))
    assert caught.value.__context__ is None


def test_sites_that_are_gone_do_not_stop_the_program(monkeypatch):
    code = {}
    from mxgrad.path.instrument import install
    from mxgrad.path.recompile import twin

    install()
    code = twin(traps.scale.__code__)
    monkeypatch.setattr(probes, "UNITS", [])
    hooks.unit(10**6)
    with trace() as tr:
        hooks.test(10**9, True)
        hooks.enter(10**9)
    monkeypatch.setattr(traps.scale, "__code__", code)
    with trace() as tr:
        traps.scale(nd.array(X))
    assert len([node for node in tr.nodes if node.kind == "op"]) == 1


@pytest.mark.parametrize("nested", [False, True])
def test_an_endless_loop_does_not_take_all_memory(monkeypatch, nested):
    monkeypatch.setattr(hooks, "MOST", 50)

    def f(x):
        for i in range(1000):
            if i == 999:
                x = x * 2
        return x

    tr = trace(lambda x: trace(f, x).result, nd.array(X)) if nested else trace(f, nd.array(X))
    assert 10 < len(tr.decisions) < 40
    assert tr.loops[0].reason == "truncated"
    assert not tr.scopes[0].captured
    assert [(node.op, node.scope) for node in tr.nodes if node.kind == "op"] == [("multiply", 0)]


def test_hooks_elsewhere_than_in_a_trace_do_nothing(monkeypatch):
    from mxgrad.path.instrument import install
    from mxgrad.path.recompile import twin

    install()
    monkeypatch.setattr(traps.slow, "__code__", twin(traps.slow.__code__))
    assert traps.slow(nd.array(X), 2).asscalar() == 12


def test_builtins_of_the_programs_own():
    space = {"__builtins__": {"len": len}, "__file__": traps.__file__}
    function = type(traps.scale)(traps.scale.__code__, space, "scale")
    tr = trace(function, nd.array(X))
    assert [(call.name, call.captured) for call in tr.calls] == [("scale", False)]


# ---- blocks


def test_functions_that_a_block_calls_report_their_path():
    x = nd.array(X)
    with trace() as tr:
        traps.Layer()(x)
    lines = stripped(compact(tr))
    assert lines[:2] == ["enter __init__", "exit __init__ return"]
    assert lines[2:] == [
        "enter __call__",
        "enter forward",
        *stripped(SCALE),
        "exit forward return",
        "exit __call__ return",
    ]
    assert not is_instrumented(traps.scale.__code__)


def test_callers_without_hooks_of_code_without_hooks_are_reported():
    space = {}
    text = "def inner(x):\n    return x * 2 if x.shape else x\ndef middle(x):\n    return inner(x)"
    exec(text, space)  # noqa: S102
    tr = trace(traps.apply, nd.array(X), space["middle"])
    assert [(call.name, call.captured) for call in tr.calls] == [("apply", True), ("middle", True), ("inner", False)]
    missing = "its source is not there; define it in a file or a cell"
    assert tr.path.split("\n")[2].strip() == f"inner() (path not captured: {missing})"

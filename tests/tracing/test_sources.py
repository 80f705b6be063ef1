"""The source that a trace shows is what ran, whatever happened to the file before or since."""

import importlib
import linecache
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mxgrad import nd, trace

FIRST = "def f(x):\n    y = x * 2\n    return y\n"
SECOND = "# one line more\n\ndef f(x):\n    z = x * 3 + 1\n    return z\n"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module, and how its file is edited."""
    path = tmp_path / "edited_lesson.py"
    path.write_text(FIRST, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    loaded = importlib.import_module("edited_lesson")
    age = iter(range(10, 1000, 10))

    def edit(text):
        path.write_text(text, encoding="utf-8")
        later = path.stat().st_mtime + next(age)
        os.utime(path, (later, later))
        importlib.invalidate_caches()

    yield loaded, edit
    del sys.modules["edited_lesson"]


def shown(tr):
    return [(" ".join(n.names), tr.sources[tr.spans[n.span][0]].lines) for n in tr.nodes if n.kind == "op"]


def test_a_module_that_was_loaded_again_is_shown_as_it_is_now(module):
    loaded, edit = module
    assert "y = x * 2" in str(trace(loaded.f, nd.ones(1)))  # its first text is known from here on
    edit(SECOND)
    importlib.reload(loaded)
    text = str(trace(loaded.f, nd.ones(1)))
    assert "z = x * 3 + 1" in text
    assert "x * 2" not in text


def test_a_trace_shows_what_ran_after_its_file_was_edited(module):
    loaded, edit = module
    tr = trace(loaded.f, nd.ones(1))  # built only when it is asked for
    edit(SECOND)
    linecache.checkcache()
    text = str(tr)
    assert "y = x * 2" in text
    assert "x * 3" not in text
    assert linecache.getlines(loaded.__file__)[3].strip() == "z = x * 3 + 1"  # what others see is left alone


@pytest.mark.parametrize("text", [SECOND, "def g():\n    pass\n\n" * 5, "def f(", ""])
def test_a_file_that_was_edited_and_not_loaded_again_is_not_shown(module, text):
    loaded, edit = module
    edit(text)
    tr = trace(loaded.f, nd.ones(1))
    ((names, lines),) = shown(tr)
    assert (names, lines) == ("", ())
    assert "line 2" in str(tr)
    assert not any(word in str(tr) for word in ("x * 3", "def g", "def f"))


def test_an_edit_that_changes_nothing_that_ran_is_no_reason_to_hide_it(module):
    loaded, edit = module
    edit(FIRST + "\n\ndef later():\n    return 3\n")
    assert "y = x * 2" in str(trace(loaded.f, nd.ones(1)))


# ---- other threads


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def in_a_pool(work):
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


@pytest.mark.parametrize("run", [in_a_thread, in_a_pool])
def test_operations_of_other_threads_are_missed_aloud(run):
    x = nd.ones(2)
    x.attach_grad()

    def f(x):
        run(lambda: x * 3)
        return x * 2

    tr = trace(f, x)
    assert [node.label for node in tr.nodes if node.kind == "op"] == ["× 2"]
    assert "<lambda>() ran in another thread; trace it there, or call it in this one" in str(tr)
    assert "ran in another thread" in tr.path
    with trace() as block:
        in_a_thread(lambda: nd.exp(x))
    assert "ran in another thread" in str(block)
    with trace() as quiet:
        in_a_thread(lambda: None)
    assert "another thread" not in str(quiet)


def test_a_library_that_calls_an_operation_in_a_thread_is_told_by_the_operation():
    with trace() as tr, ThreadPoolExecutor(1) as pool:
        list(pool.map(nd.exp, [nd.ones(1)]))
    assert "not in this trace: exp() ran in another thread" in str(tr)


def test_a_profile_of_threads_goes_on():
    seen = []

    def profile(frame, event, argument):
        seen.append(frame.f_code.co_name)

    def work():
        return nd.ones(1) + 1

    threading.setprofile(profile)
    try:
        with trace() as tr:
            in_a_thread(work)
        assert threading.getprofile() is profile
    finally:
        threading.setprofile(None)
    assert "work" in seen
    assert "work() ran in another thread" in str(tr)


def test_a_thread_that_outlives_the_trace_changes_it_no_more():
    begun, go = threading.Event(), threading.Event()

    def work():
        begun.set()
        go.wait()
        nd.ones(1) + 1

    with trace() as tr:
        thread = threading.Thread(target=work)
        thread.start()
        begun.wait()
    before = tr.to_json()
    go.set()
    thread.join()
    assert "another thread" not in str(tr)
    assert tr.to_json() == before
